"""Counts of codings say the same wherever they stand."""

from __future__ import annotations

from tests import build
from tests.steps.trace import build as threads
from uptake.interviews import actions
from uptake.interviews.queries.codebook import codebook
from uptake.interviews.queries.coding import counts
from uptake.interviews.queries.eyes import Eyes
from uptake.interviews.queries.material import transcripts
from uptake.trace.actions import withdraw_participant


def test_withdrawn_words_are_counted_nowhere(db):
    it = threads.world()
    by = build.member(it.project, "researcher")
    code = actions.add_code(by=by, project=it.project, name="Time")
    for row in it.passages:
        actions.apply_codes(
            by=by, transcript=it.transcript, version=1, start=row.start, end=row.end, codes=[code]
        )

    def said() -> list[int]:
        book, listed = codebook(it.project), transcripts(it.project)
        return [book[0].passages, counts(it.transcript, Eyes())[code.pk], listed[0].passages]

    assert said() == [2, 2, 2]
    withdraw_participant(by=by, participant=it.people[0])
    assert said() == [1, 1, 1]
