"""Many codes at once from a table of quotes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.actions import TableRow
from uptake.interviews.models import Code, Coding, CodingAct, Memo, Participant, Passage
from uptake.projects.actor import Job, System
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(project):
    make.participant(project, "P11")
    make.participant(project, "P12")
    return make.transcript(project)


@pytest.fixture
def coder(project):
    return build.member(project, "coder")


@pytest.fixture(autouse=True)
def book(project):
    return [make.code(project, name) for name in ("Time", "Power")]


def row(quote, code="Time", line=2, transcript="Interview 11", **more):
    return TableRow(line, transcript, quote, code, **more)


def bring(by, project, /, *rows, **more):
    return actions.code_from_table(by=by, project=project, rows=rows, **more)


def quotes():
    return sorted(Coding.objects.values_list("passage__quote", "code__name"))


def test_places_rows_in_one_event(talk, coder, project):
    before = Event.objects.count()
    told = bring(
        coder, project, row("nothing comes off", memo="Hm."), row("seven clients", "power")
    )
    assert (told.coded, told.already, told.left_out) == (2, 0, ())
    assert quotes() == [("nothing comes off", "Time"), ("seven clients", "Power")]
    assert Memo.objects.get().passage.quote == "nothing comes off"
    assert Passage.objects.get(quote="seven clients").participant.pseudonym == "P11"
    assert Event.objects.count() == before + 1
    assert Event.objects.latest("seq").after["coded"] == 2


def test_two_codes_on_one_quote_share_a_passage(talk, coder, project):
    bring(coder, project, row("nothing comes off"), row("nothing comes off", "Power"))
    assert (Passage.objects.count(), Coding.objects.count()) == (1, 2)


def test_is_undone_in_one_go(talk, coder, project):
    bring(coder, project, row("nothing comes off", memo="Hm."), row("seven clients"))
    undone = actions.undo(by=coder, transcript=talk)
    assert undone.words == "Undone: Time is off 2 passages."
    assert not Coding.objects.filter(removed_at=None).exists()
    assert not Memo.objects.filter(removed_at=None).exists()
    actions.redo(by=coder, transcript=talk)
    assert Coding.objects.filter(removed_at=None).count() == 2


def test_the_same_table_again_changes_nothing(talk, coder, project):
    bring(coder, project, row("nothing comes off"))
    told = bring(coder, project, row("nothing comes off"), row("Nothing comes off", line=3))
    assert (told.coded, told.already) == (0, 2)
    assert CodingAct.objects.count() == 1


def test_a_memo_that_stands_there_is_not_written_again(talk, coder, project):
    bring(coder, project, row("nothing comes off", memo="Hm."))
    told = bring(
        coder, project, row("nothing comes off", memo="Hm."),
        row("nothing comes off", "Power", memo="Hm.", line=3),
        row("nothing comes off", memo="And yet.", line=4),
    )  # fmt: skip
    assert (told.coded, told.already) == (1, 2)
    assert sorted(Memo.objects.values_list("text", flat=True)) == ["And yet.", "Hm."]


def test_transcripts_are_locked_in_one_order(talk, coder, project):
    other = make.transcript(project, [("", "nothing at all")], title="Interview 12")
    with CaptureQueriesContext(connection) as met:
        bring(coder, project, row("nothing at all", transcript="Interview 12"), row("seven"))
    first = next(one["sql"] for one in met if '"interviews_version"."current"' in one["sql"])
    assert f"IN ({talk.pk}, {other.pk})" in first
    assert 'ORDER BY "interviews_version"."transcript_id" ASC' in first


def test_a_row_twice_in_one_table_counts_once(talk, coder, project):
    told = bring(coder, project, row("nothing comes off"), row("nothing comes off", line=3))
    assert (told.coded, told.already) == (1, 1)


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("She said “no”, it’s over – twice.", 'said "no", it\'s over - twice'),
        ("She said 'no'  and\nleft.", "said ‘no’ and left"),
        ("THE BUDGET was gone.", "the budget"),
        ("Cafe\u0301 opened".replace("e\u0301", "é"), "Cafe\u0301"),
    ],
)
def test_forgives_blanks_quotation_marks_dashes_and_case(project, coder, said, quote):
    make.transcript(project, [("", said)], title="Interview 11")
    assert bring(coder, project, row(quote)).coded == 1
    found = Passage.objects.get()
    assert found.quote == make.text_of(found.transcript)[found.start : found.end]


def test_counts_occurrences(project, coder):
    make.transcript(project, [("", "money and money and Money")])
    bring(coder, project, row("money", occurrence=2))
    assert Passage.objects.get().start == 10
    told = bring(coder, project, row("money"), row("money", occurrence=4, line=7))
    assert [(one.line, one.why) for one in told.left_out] == [
        (7, "“money” does not stand 4 times in “Interview 11”.")
    ]


def test_says_of_each_row_left_out_where_and_why(talk, coder, project):
    make.transcript(project, title="Twice")
    make.transcript(project, title="Twice")
    Participant.objects.filter(pseudonym="P12").update(withdrawn_at=timezone.now())
    Code.objects.filter(name="Power").update(retired_at=timezone.now())
    told = bring(
        coder, project,
        row("nothing comes off", line=2),
        row("nobody said this " * 8, line=3),
        row("nothing", code="Colour", line=4),
        row("nothing", transcript="Interview 99", line=5),
        row("nothing", transcript="Twice", line=6),
        row("I was there", line=7),
        row("nothing", code="Power", line=8),
        row(" ", line=9),
        row("a day.\n\nI was", line=10),
        row("nothing", occurrence=0, line=11),
    )  # fmt: skip
    why = {one.line: one.why for one in told.left_out}
    assert told.coded == 1
    assert sorted(why) == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert why[3].startswith("“nobody said this")
    assert "..." in why[3]
    assert "no code in use called “Colour”" in why[4]
    assert "no transcript called “Interview 99”" in why[5]
    assert "2 transcripts are called “Twice”" in why[6]
    assert "P12 has withdrawn" in why[7]
    assert "no code in use" in why[8]


def test_a_transcript_may_be_named_by_its_number(talk, coder, project):
    assert bring(coder, project, row("nothing", transcript=str(talk.pk))).coded == 1


def test_nothing_placed_is_refused(talk, coder, project):
    with pytest.raises(Refused, match=r"None of the 1 rows could be placed\. Line 4"):
        bring(coder, project, row("nobody said this", line=4))
    assert not Passage.objects.exists()


def test_a_job_names_its_coder(talk, coder, project):
    terminal = System(Job.TERMINAL)
    with pytest.raises(Refused, match="needs a coder"):
        bring(terminal, project, row("nothing"))
    bring(terminal, project, row("nothing"), coder=coder.user)
    assert Coding.objects.get().coder == coder.user


def test_nobody_codes_in_anothers_name(talk, coder, project):
    other = build.member(project, "coder")
    with pytest.raises(Refused, match="own name only"):
        bring(coder, project, row("nothing"), coder=other.user)


def test_an_observer_may_not(talk, project):
    with pytest.raises(NotAllowed):
        bring(build.member(project, "observer"), project, row("nothing"))


def test_lies_over_what_was_coded_by_hand(talk, coder, project, book):
    start, end = make.place(talk, "nothing comes off")
    actions.apply_codes(by=coder, transcript=talk, version=1, start=start, end=end, codes=[book[0]])
    told = bring(coder, project, row("nothing comes off"), row("nothing comes off", "Power"))
    assert (told.coded, told.already, Passage.objects.count()) == (1, 1, 1)
