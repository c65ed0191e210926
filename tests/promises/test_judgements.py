"""No ordinary action ever destroys a raw judgement.

A machine does anything that any action allows, in any order, as anyone. The raw judgements
(codings, quotes, memos, statements, strands, bases, answers, values, and the words themselves) may
grow and never shrink, except through the actions that erase a person. After every step the numbers
of each round's PRISMA diagram belong together.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import models, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.promises.acts import MAKERS
from tests.promises.world import World
from uptake.decision.models import Basis
from uptake.findings.models import Support
from uptake.interviews.models import (
    Approach,
    ChartSummary,
    Coding,
    ContentChange,
    CoreqAnswer,
    FormerPlace,
    Memo,
    Passage,
    SaturationCall,
    SummaryPassage,
    ThemeQuote,
    Version,
)
from uptake.methods import prisma
from uptake.monitor.models import Value
from uptake.plan.models import Answer
from uptake.projects import queries
from uptake.projects.action import ACTIONS
from uptake.projects.errors import Refused
from uptake.projects.models import Event
from uptake.review.models import (
    Appraisal,
    AppraisalAnswer,
    Criterion,
    Entry,
    Protocol,
    Reconciled,
    Settlement,
    StopDecision,
    Verdict,
)
from uptake.review.queries import flow as flows
from uptake.sources.models import EarlierWording, PairDecision, Reference, Relation, Statement

EXAMPLES = 500 if os.environ.get("UPTAKE_HYPOTHESIS") == "long" else 8
"""Sequences of 50 steps. One that fails is shown as it came: making it smaller takes minutes."""

ERASES = {
    "participant.withdrawn", "participant.withdrawn_in_part",
    "transcript.signed_off", "transcript.reopened", "transcript.words_taken_out",
}  # fmt: skip
"""The named actions that take a person's words away for good, or what tells who somebody is."""

TAKES_BACK = {"project_file.undone"}
"""Takes out what a file brought, which the file still has, if nothing rests on it."""

KEPT: tuple[tuple[str, type[models.Model], tuple[str, ...]], ...] = (
    ("coding", Coding, ("pk", "passage_id", "code_id", "coder_id")),
    ("quote", Passage, ("pk", "quote")),
    ("quote", FormerPlace, ("passage_id", "quote")),
    ("words", Version, ("pk", "text")),
    ("memo", Memo, ("pk", "text", "by_id")),
    ("summary", ChartSummary, ("pk", "text", "by_id")),
    ("theme quote", ThemeQuote, ("pk", "theme_id", "passage_id", "stance", "by_id")),
    ("coreq", CoreqAnswer, ("pk", "item", "text", "page", "by_id")),
    ("summary", SummaryPassage, ("pk", "summary_id", "passage_id")),
    ("change", ContentChange, ("pk", "step", "before", "after", "by_id")),
    ("approach", Approach, ("pk", "participant_id", "kind", "on", "by_id")),
    ("saturation", SaturationCall, ("pk", "group", "on", "reached", "by_id")),
    ("statement", Statement, ("pk", "sentence")),
    ("statement", EarlierWording, ("statement_id", "sentence")),
    ("reference", Reference, ("pk", "file_id", "position", "raw")),
    ("pair", PairDecision, ("pk", "pair_id", "verdict", "by_id")),
    ("relation", Relation, ("pk", "first_id", "second_id", "kind")),
    ("verdict", Verdict, ("pk", "stage", "reference_id", "by_id", "verdict", "reason_id", "note")),
    ("settlement", Settlement, ("pk", "stage", "reference_id", "by_id", "verdict")),
    ("stop", StopDecision, ("pk", "stage", "round", "rule", "why")),
    ("protocol", Protocol, ("pk", "version", "question", "methods")),
    ("criterion", Criterion, ("pk", "stage", "side", "label", "definition")),
    ("entry", Entry, ("pk", "study_id", "field_id", "by_id", "value")),
    ("reconciled", Reconciled, ("pk", "study_id", "field_id", "value")),
    ("appraisal", Appraisal, ("pk", "study_id", "by_id", "concern", "why")),
    ("appraisal", AppraisalAnswer, ("pk", "appraisal_id", "item", "answer", "why")),
    ("strand", Support, ("pk", "finding_id", "passage_id", "statement_id", "stance")),
    ("basis", Basis, ("pk", "recommendation_id", "finding_id", "stance")),
    ("answer", Answer, ("pk", "action_id", "finding_id")),
    ("value", Value, ("pk", "indicator_id", "on", "value")),
    ("event", Event, ("pk", "chain", "seq", "verb", "hash")),
)


def judgements() -> set[tuple[object, ...]]:
    """Every raw judgement that the database holds now."""
    return set(_rows())


def _rows() -> Iterator[tuple[object, ...]]:
    for name, model, columns in KEPT:
        # What is hidden with an undone import is kept.
        for row in getattr(model, "every", model._default_manager).values_list(*columns):
            yield (name, *map(_fixed, row))


def _fixed(value: object) -> object:
    """The value as a set can hold it: lists of a JSON column as their words."""
    return repr(value) if isinstance(value, list | dict) else value


class AnyoneDoesAnything(RuleBasedStateMachine):
    """Every action, on whatever is there, as whoever may."""

    stands: World
    """The world that each sequence begins with."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.world = deepcopy(self.stands)
        self.there = judgements()
        self.done: Counter[str] = Counter()

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(sorted(MAKERS)), label="event")
        before = self.there
        arguments = MAKERS[event](self.world, data.draw)
        if arguments is None:
            return
        try:
            ACTIONS[event].function(**arguments)
        except Refused:
            assert judgements() == before, f"{event} was refused and wrote all the same"
            return
        self.done[event] += 1
        after = self.there = judgements()
        lost = before - after
        if event in ERASES:
            # Summaries and answers only where they hold the words, and their earlier wordings.
            gone = {"quote", "memo", "words", "change", "summary", "coreq"}
            lost = {row for row in lost if row[0] not in gone}
        if event in TAKES_BACK:
            lost = {row for row in lost if row[0] not in {"coding", "quote", "memo", "words"}}
        assert not lost, f"{event} destroyed {sorted(lost, key=repr)[:3]}"
        assert len([r for r in after - before if r[0] == "event"]) == 1, f"{event}: not one event"
        for number in [row.number for row in flows.rounds(self.world.project)]:
            found = prisma.faults(flows.flow(self.world.project, number))
            assert found == [], f"{event}: the flow of round {number} does not add up: {found}"

    def teardown(self) -> None:
        try:
            assert queries.verify(self.world.project.pk) == []
        finally:
            self._roll_back()

    def _roll_back(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


@pytest.mark.slow
def test_no_ordinary_action_destroys_a_raw_judgement(own: World) -> None:
    AnyoneDoesAnything.stands = own
    run_state_machine_as_test(
        AnyoneDoesAnything,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=50, deadline=None, phases=[Phase.generate]
        ),
    )


def test_every_action_takes_part() -> None:
    assert set(ACTIONS) - set(MAKERS) == set(), "actions without a maker in tests/promises/acts.py"
    assert set(MAKERS) - set(ACTIONS) == set(), "makers of actions that are no more"


def test_the_machine_notices_a_loss(own: World) -> None:
    before = judgements()
    Coding.objects.all().delete()
    assert before - judgements()
