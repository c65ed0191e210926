"""A participant withdraws: the words are nowhere, and everything above says so."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.trace import build as threads
from uptake.interviews import actions as interviews
from uptake.interviews.models import Participant, Passage
from uptake.projects import queries
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event, LookAgain
from uptake.projects.thread import Key
from uptake.sources.models import Statement
from uptake.trace import actions
from uptake.trace.graph import STRANDS, Thread

CANARY = "zyzzyva quondam flibberty"


def test_everything_above_is_marked_and_nothing_else(it, by):
    done = actions.withdraw_participant(by=by, participant=it.people[0])
    above = {
        Key("finding", it.findings[0].pk), Key("finding", it.findings[1].pk),
        Key("recommendation", it.recommendations[0].pk),
        Key("recommendation", it.recommendations[1].pk),
        Key("action", it.action.pk), Key("indicator", it.indicator.pk),
    }  # fmt: skip
    assert it.marked() == set(done.marked) == above
    mark = LookAgain.objects.filter(project=it.project).first()
    assert (mark.reason, mark.cause_kind, mark.cause_id) == (
        "P1 withdrew, and their words are gone.", "participant", it.people[0].pk,
    )  # fmt: skip
    it.passages[0].refresh_from_db()
    it.passages[1].refresh_from_db()
    assert (it.passages[0].state, it.passages[0].quote) == ("redacted", "")
    assert it.passages[1].quote == "We kept the paper forms as well"


def test_contrary_evidence_that_goes_marks_too(it, by):
    threads.tie(it.findings[2], it.passages[1], "contradicts")
    actions.withdraw_participant(by=by, participant=it.people[1])
    assert Key("finding", it.findings[2].pk) in it.marked()


def test_the_trail_keeps_that_it_happened(it, by):
    actions.withdraw_participant(by=by, participant=it.people[0])
    event = Event.objects.filter(chain=it.project.pk).latest("seq")
    assert (event.verb, event.object_kind) == ("participant.withdrawn", "participant")
    assert event.after["passages"] == [it.passages[0].pk]
    assert ["finding", it.findings[0].pk] in event.after["marked"]
    assert "list" not in str(event.after["reason"])
    assert queries.verify(it.project.pk) == []


def test_a_sentence_that_repeats_the_words_is_marked_to_be_written_anew(it, by):
    it.findings[2].sentence = "They say: nobody took one off my list when we got the programme"
    it.findings[2].save()
    done = actions.withdraw_participant(by=by, participant=it.people[0])
    assert done.repeats == (Key("finding", it.findings[2].pk),)
    assert Key("finding", it.findings[2].pk) in it.marked(reason__startswith="It repeats")


def test_only_who_may_withdraws(it):
    with pytest.raises(NotAllowed):
        actions.withdraw_participant(by=build.member(it.project, "coder"), participant=it.people[0])
    assert it.marked() == set()


def test_nobody_withdraws_twice(it, by):
    actions.withdraw_participant(by=by, participant=it.people[0])
    marks = LookAgain.objects.count()
    with pytest.raises(Refused, match="already"):
        actions.withdraw_participant(by=by, participant=it.people[0])
    assert LookAgain.objects.count() == marks


# Random projects.


@st.composite
def shapes(draw):
    """How many people and papers, which strands lie beneath which finding, and so on upwards."""
    people, papers = draw(st.integers(1, 3)), draw(st.integers(0, 2))
    strands = people * 2 + papers
    some = st.dictionaries(
        st.integers(0, strands - 1), st.sampled_from(["supports", "contradicts"]), max_size=4
    )
    findings = draw(st.lists(some, min_size=1, max_size=4))
    bases = st.dictionaries(
        st.integers(0, len(findings) - 1), st.sampled_from(["supports", "contradicts"]), max_size=3
    )
    return people, papers, findings, draw(st.lists(bases, max_size=3))


def grown(shape):
    """A project of that shape; its people, papers and transcript."""
    people, papers, findings, recommendations = shape
    project = build.project()
    names = [f"P{n}" for n in range(people)]
    persons = [talks.participant(project, name) for name in names]
    said = [(name, f"{name} says this first. And {name} says this second.") for name in names]
    transcript = talks.transcript(project, said)
    strands = [
        threads.passage(transcript, words, person)
        for person in persons
        for words in (
            f"{person.pseudonym} says this first", f"{person.pseudonym} says this second"
        )
    ]  # fmt: skip
    references = [threads.reference(project, n + 1) for n in range(papers)]
    strands += [
        Statement.objects.create(project=project, reference=row, sentence="It was so.")
        for row in references
    ]
    rows = [threads.finding(project, n + 1) for n in range(len(findings))]
    for row, ties in zip(rows, findings, strict=True):
        for strand, stance in ties.items():
            threads.tie(row, strands[strand], stance)
    for number, bases in enumerate(recommendations):
        threads.recommend(
            project, number + 1, *[rows[n] for n, stance in bases.items() if stance == "supports"],
            against=tuple(rows[n] for n, stance in bases.items() if stance != "supports"),
        )  # fmt: skip
    return project, persons, references


def slowly_above(project, starts):
    """Everything above, by going over all links until nothing is added."""
    links = [link for step in Thread(project).steps.values() for link in step.links(project)]
    found = set(starts)
    while more := {one.upper for one in links if one.lower in found} - found:
        found |= more
    return found - set(starts)


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=shapes(), which=st.integers(0, 9))
def test_nothing_above_changes_in_silence(shape, which):
    with transaction.atomic():
        project, people, papers = grown(shape)
        sources = [*people, *papers]
        gone = sources[which % len(sources)]
        person = isinstance(gone, Participant)
        key = Key("participant" if person else "reference", gone.pk)
        expected = slowly_above(project, [key])
        if person:
            actions.withdraw_participant(by=build.TERMINAL, participant=gone)
            expected = {one for one in expected if one.kind not in STRANDS}
        else:
            actions.retract(by=build.TERMINAL, reference=gone, reason="A notice.")
        rows = LookAgain.objects.filter(project=project)
        assert sorted((row.kind, row.object_id) for row in rows) == sorted(expected)
        assert {row.cause_id for row in rows} <= {gone.pk}
        assert queries.verify(project.pk) == []
        transaction.set_rollback(True)


# Canaries.


def dump() -> str:
    """Every value in every table."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database
            parts += [
                bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview)
                else str(value)
                for row in cursor.fetchall() for value in row
            ]  # fmt: skip
    return "\n".join(parts)


def full_of_canaries(project, by):
    """Somebody whose words are in every place that a person's words may come to."""
    person = interviews.add_participant(
        by=by, project=project, pseudonym="P9", group="carer", about=f"Told us: {CANARY}.",
        consent_version="1", consented_on=date(2026, 1, 9),
    )  # fmt: skip
    said = f"I will say {CANARY} whenever somebody asks me about the programme at all."
    transcript = talks.transcript(project, [("Interviewer", "And then?"), ("P9", said)])
    code = talks.code(project)
    start, end = talks.place(transcript, said[: said.index(" whenever")])
    passage = interviews.apply_codes(
        by=by, transcript=transcript, version=1, start=start, end=end, codes=[code],
        memo=f"They said {CANARY}!",
    )  # fmt: skip
    actions.correct_words(
        by=by, transcript=transcript, version=1, reason="Checked against the recording.",
        words={1: said.replace("whenever", "when")},
    )  # fmt: skip
    return person, passage


def test_the_words_are_in_no_table_afterwards(it, by):
    person, _ = full_of_canaries(it.project, by)
    passage = Passage.objects.get(participant=person)
    threads.tie(it.findings[2], passage)
    assert CANARY in dump()
    actions.withdraw_participant(by=by, participant=person)
    left = dump()
    assert CANARY not in left
    assert "P9" in left
    assert Key("finding", it.findings[2].pk) in it.marked()
    assert queries.verify(it.project.pk) == []


SCAN = """
import sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests import build
from tests.steps.trace.test_withdraw import CANARY, full_of_canaries
from uptake.trace import actions
project = build.project()
by = build.member(project, "researcher")
person, _ = full_of_canaries(project, by)
from pathlib import Path
home = Path(sys.argv[1])
def held():
    files = [p for p in home.rglob("*") if p.is_file()]
    return sorted(p.name for p in files if CANARY.encode() in p.read_bytes())
before = held()
actions.withdraw_participant(by=by, participant=person)
print(before, held())
"""


@pytest.mark.slow
def test_the_words_are_in_no_file_afterwards(tmp_path, root, begun):
    """SQLite overwrites what it frees, and the log of writes is emptied; nobody waits for a
    checkpoint, and the connection is still open."""
    done = subprocess.run(
        [sys.executable, "-c", SCAN, str(tmp_path)], cwd=root, capture_output=True, text=True,
        env={
            **os.environ, "UPTAKE_HOME": str(tmp_path), "PYTHONPATH": f"{root / 'src'}:{root}",
            "DJANGO_SETTINGS_MODULE": "uptake.website.settings", "UPTAKE_DATABASE_URL": "",
        },
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    before, after = done.stdout.strip().replace("] [", "]|[").split("|")
    assert "uptake.sqlite3" in before
    assert after == "[]"
    assert Path(tmp_path, "uptake.sqlite3").stat().st_size > 0
