"""The recruitment log: lines, where everybody stands, the response rate."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import Approach, Participant
from uptake.interviews.people_file import Listed, people_in, read_people
from uptake.interviews.queries import people as queries
from uptake.interviews.queries.people import Person, rates
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)


def note(by, people, kind, on=DAY, reason=""):
    return actions.note_approaches(
        by=by, project=people[0].project, participants=people, kind=kind, on=on, reason=reason
    )


def stands(project, pseudonym="P1"):
    return next(one for one in queries.log(project) if one.pseudonym == pseudonym)


@pytest.fixture
def one(by, project):
    return make.person(by, project, "P1")


def test_somebody_goes_from_asked_to_heard(by, project, one):
    assert stands(project).word == "Not invited yet"
    note(by, [one], "invited")
    note(by, [one], "reminded", DAY + timedelta(7))
    note(by, [one], "reminded", DAY + timedelta(14))
    person = stands(project)
    assert (person.word, person.on, person.reminders, person.invited) == ("Invited", DAY, 2, True)
    note(by, [one], "agreed", DAY + timedelta(15))
    assert (stands(project).word, stands(project).answered) == ("Agreed to take part", True)
    make.heard(by, project, [("P1", "It was late.")], {"P1": one})
    assert stands(project).took_part
    note(by, [one], "no_answer", DAY + timedelta(30))
    assert stands(project).took_part


def test_who_declined_says_why(by, project, one):
    note(by, [one], "invited")
    [line] = note(by, [one], "declined", DAY + timedelta(1), "  No   time ")
    assert (stands(project).reason, line.reason) == ("No time", "No time")
    actions.remove_approach(by=by, approach=line)
    assert stands(project).word == "Invited"
    with pytest.raises(Refused, match="already"):
        actions.remove_approach(by=by, approach=line)
    assert [(one.kind, one.removed) for one in queries.lines_of(one)] == [
        ("invited", False), ("declined", True),
    ]  # fmt: skip
    actions.put_back_approach(by=by, approach=line)
    assert stands(project).word == "Declined"
    with pytest.raises(Refused, match="stands in the log"):
        actions.put_back_approach(by=by, approach=line)


def test_a_reason_is_in_no_event(by, project, one):
    note(by, [one], "declined", reason="Kumquat allergy")
    actions.remove_approach(by=by, approach=Approach.objects.get())
    said = str(list(Event.objects.values_list("before", "after")))
    assert "umquat" not in said


@pytest.mark.parametrize(
    ("kind", "on", "reason", "what"),
    [
        ("asked", DAY, "", "no lines of the kind"),
        ("invited", date(2999, 1, 1), "", "not come yet"),
        ("declined", DAY, "x" * 301, "more than 300"),
    ],
)
def test_a_line_that_cannot_be_is_refused(by, one, kind, on, reason, what):
    with pytest.raises(Refused, match=what):
        note(by, [one], kind, on, reason)
    assert not Approach.objects.exists()


def test_nobody_and_who_withdrew_are_refused(by, project, one):
    with pytest.raises(Refused, match="Nobody is chosen"):
        actions.note_approaches(by=by, project=project, participants=[], kind="invited", on=DAY)
    actions.redact_participant(by=by, participant=one)
    other = make.person(by, project, "P2")
    with pytest.raises(Refused, match="P1 has withdrawn"):
        note(by, [other, one], "invited")
    assert not Approach.objects.exists()
    with pytest.raises(NotAllowed):
        note(build.member(project, "coder"), [other], "invited")


def test_several_are_added_at_once_or_none(by, project, one):
    made = actions.add_people(
        by=by, project=project, invited_on=DAY,
        people=[Listed("P2", "carer"), Listed("P3", "therapist", "x", "2", DAY)],
    )  # fmt: skip
    assert [row.pseudonym for row in made] == ["P2", "P3"]
    assert [one.state for one in queries.log(project)] == ["not_invited", "invited", "invited"]
    with pytest.raises(Refused, match="called p1 already") as refused:
        actions.add_people(
            by=by, project=project,
            people=[Listed("P4", "carer"), Listed("p1", "carer", where="line 2")],
        )  # fmt: skip
    assert refused.value.where == "line 2"
    assert not Participant.objects.filter(pseudonym="P4").exists()
    with pytest.raises(Refused, match="nobody"):
        actions.add_people(by=by, project=project, people=[])


def test_the_log_takes_four_questions(by, project, django_assert_num_queries):
    people = [make.person(by, project, f"P{n}") for n in range(5)]
    note(by, people, "invited")
    with django_assert_num_queries(4):
        assert len(queries.log(project)) == 5


# The list.


def test_a_list_is_read_with_and_without_headings():
    assert people_in("P1, carer\n\nP2;x , therapist\n") == [
        Listed("P1", "carer", where="line 1"), Listed("P2;x", "therapist", where="line 3"),
    ]  # fmt: skip
    assert people_in("P1\nP2\tcarer", group="nurse") == [
        Listed("P1", "nurse", where="line 1"), Listed("P2", "carer", where="line 2"),
    ]  # fmt: skip
    table = "Consented_on;Participant;Role;About;Consent;File\n2026-01-12;P1;carer;Hm;2;a.txt\n"
    assert people_in(table, "p.csv") == [
        Listed("P1", "carer", "Hm", "2", date(2026, 1, 12), "p.csv, line 2")
    ]
    twice = "pseudonym,group,file\nP1,carer,a.txt\nP1,carer,b.txt\n"
    assert [one.pseudonym for one in people_in(twice)] == ["P1"]


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("P1, carer, more, and", "line 1", "4 cells"),
        ("P1, carer\n, carer", "line 2", "no pseudonym"),
        ("P1, carer\nP2", "line 2", "which group P2"),
        ("pseudonym,group,consented on\nP1,carer,12/01/2026", "line 2", "no date"),
        ('P1,"carer', "line 1", "can't be read as CSV"),
        ("P1, carer\np1, nurse", "line 2", "described differently"),
        ("\n\n", "", "nobody on the list"),
    ],
)
def test_a_list_that_cannot_be_read_names_its_line(text, where, what):
    with pytest.raises(Refused, match=what) as refused:
        people_in(text)
    assert refused.value.where == where


def test_a_file_in_no_known_encoding_is_refused():
    with pytest.raises(Refused) as refused:
        read_people(b"\x00\x01\x02" * 50, "x.csv")
    assert "x.csv" in refused.value.where
    assert read_people("P1, Ärztin".encode(), "x.csv")[0].group == "Ärztin"


# The rate.

PEOPLE = st.lists(
    st.builds(
        Person, id=st.integers(1, 99), pseudonym=st.just("P"), on=st.none(),
        group=st.sampled_from(["carer", "Carer", "nurse"]), invited=st.booleans(),
        state=st.sampled_from(["not_invited", "invited", "agreed", "declined", "no_answer",
                               "took_part"]),
        reminders=st.just(0), reason=st.just(""), consent_version=st.just(""),
        consented_on=st.none(), withdrawn_at=st.none(), transcripts=st.just(0),
        passages=st.just(0),
    ),
    max_size=12,
)  # fmt: skip


@given(PEOPLE)
def test_the_rate_is_what_counting_one_by_one_gives(people):
    found = rates(people)
    for rate in found:
        counts: Counter[str] = Counter()
        for one in people:
            if rate is not found[0] and one.group.lower() != rate.group.lower():
                continue
            counts["people"] += 1
            if one.invited:
                counts["invited"] += 1
                counts["answered"] += one.state in {"agreed", "declined", "took_part"}
                counts["took_part"] += one.state == "took_part"
            else:
                counts["beside"] += one.state == "took_part"
        assert {name: getattr(rate, name) for name in counts} == dict(counts)
        if rate.invited:
            assert 0 <= rate.took_part_share <= rate.answered_share <= 1
        else:
            assert rate.took_part_share is rate.answered_share is None
    by_group = found[1:]
    if by_group:
        assert sum(rate.people for rate in by_group) == found[0].people
        assert len({rate.group.casefold() for rate in by_group}) == len(by_group)


def test_thirty_seven_invited_and_fourteen_heard(by, project):
    made = actions.add_people(by=by, project=project, invited_on=DAY,
                              people=[Listed(f"P{n:02}", "member") for n in range(37)])  # fmt: skip
    note(by, made[:14], "took_part", DAY + timedelta(20))
    note(by, made[14:20], "declined", DAY + timedelta(3))
    rate = rates(queries.log(project))[0]
    assert (rate.invited, rate.answered, rate.took_part, rate.beside) == (37, 20, 14, 0)
    assert round(100 * rate.took_part_share) == 38
    assert timezone.localdate() >= DAY
