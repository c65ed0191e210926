"""Arguments for the actions of protocol and screening."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import WORDS, Draw, maker, on, some
from tests.promises.world import World
from uptake.review.actions.criteria import AGAIN, CriterionFacts
from uptake.review.actions.protocol import ProtocolFacts
from uptake.review.actions.ranking import Ordered
from uptake.review.actions.stages import StageFacts
from uptake.review.models import (
    Calibration,
    Criterion,
    Label,
    Settlement,
    Standing,
    StopDecision,
    Verdict,
)
from uptake.sources.models import Reference

STAGES = st.sampled_from(["title", "full"])
VERDICTS = st.sampled_from(["include", "exclude", "unsure"])
WHO = st.sampled_from(["owner", "researcher", "reviewer"])
Made = dict[str, Any] | None

maker("label.retired")(on(Label, "label"))
maker("conflict.reopened")(on(Settlement, "settlement"))
maker("settlement.undone")(on(Settlement, "settlement"))
maker("stage.reopened")(on(StopDecision, "stop"))
maker("calibration.closed")(on(Calibration, "calibration"))


def lead(world: World, **more: Any) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, **more}


@maker("protocol.written")
def protocol(world: World, draw: Draw) -> Made:
    return lead(world, facts=ProtocolFacts(draw(WORDS), methods=draw(WORDS)), why=draw(WORDS))


@maker("criterion.added")
def added(world: World, draw: Draw) -> Made:
    return lead(
        world, stage=draw(STAGES), side=draw(st.sampled_from(["include", "exclude"])),
        facts=CriterionFacts(draw(WORDS)[:60], draw(WORDS), ("care*",)), why=draw(WORDS),
        again=draw(st.sampled_from(AGAIN)),
    )  # fmt: skip


@maker("criteria.added")
def several_added(world: World, draw: Draw) -> Made:
    names = draw(st.lists(WORDS, max_size=3))
    return lead(
        world, stage=draw(STAGES), side=draw(st.sampled_from(["include", "exclude"])),
        facts=[CriterionFacts(name[:60]) for name in names], why=draw(WORDS),
        again=draw(st.sampled_from(AGAIN)),
    )  # fmt: skip


@maker("criteria.copied")
def copied(world: World, draw: Draw) -> Made:
    return lead(world, why=draw(WORDS), again=draw(st.sampled_from(AGAIN)))


@maker("criterion.reworded")
def reworded(world: World, draw: Draw) -> Made:
    row = some(world, draw, Criterion)
    facts = CriterionFacts(draw(WORDS)[:60], draw(WORDS))
    return {"by": world.member(), "criterion": row, "facts": facts, "why": draw(WORDS),
            "again": draw(st.sampled_from(AGAIN))}  # fmt: skip


@maker("criterion.retired")
def retired(world: World, draw: Draw) -> Made:
    row = some(world, draw, Criterion)
    return {"by": world.member(), "criterion": row, "why": draw(WORDS)}


@maker("criterion.moved")
def moved(world: World, draw: Draw) -> Made:
    return {"by": world.member(), "criterion": some(world, draw, Criterion),
            "up": draw(st.booleans())}  # fmt: skip


@maker("stage.changed")
def changed(world: World, draw: Draw) -> Made:
    facts = StageFacts(
        reviewers=draw(st.sampled_from([1, 2])), blind=draw(st.booleans()),
        conflicts=draw(st.sampled_from(["third", "discussion"])),
    )  # fmt: skip
    return lead(world, key=draw(STAGES), facts=facts, why=draw(WORDS))


@maker("stage.opened")
def opened(world: World, draw: Draw) -> Made:
    return lead(world, key=draw(STAGES))


@maker("reference.screened")
def screened(world: World, draw: Draw) -> Made:
    reason = some(world, draw, Criterion) if draw(st.booleans()) else None
    return {
        "by": world.member(draw(WHO)), "reference": some(world, draw, Reference),
        "stage": draw(STAGES), "verdict": draw(VERDICTS), "reason": reason, "note": draw(WORDS),
    }  # fmt: skip


@maker("verdict.undone")
def undone(world: World, draw: Draw) -> Made:
    row = some(world, draw, Verdict)
    return row and {"by": world.member(draw(WHO)), "verdict": row}


@maker("conflict.settled")
def settled(world: World, draw: Draw) -> Made:
    row = some(world, draw, Standing, state="conflict")
    return row and {"by": world.member("researcher"), "reference": row.reference,
                    "stage": row.stage, "verdict": draw(VERDICTS), "note": draw(WORDS),
                    "reason": some(world, draw, Criterion)}  # fmt: skip


@maker("decision.looked_at")
def looked_at(world: World, draw: Draw) -> Made:
    row = some(world, draw, Standing)
    return lead(world, standings=[row] if row else [])


@maker("calibration.opened")
def round_opened(world: World, draw: Draw) -> Made:
    return lead(world, stage=draw(STAGES), size=draw(st.integers(0, 3)))


@maker("label.added")
def label_added(world: World, draw: Draw) -> Made:
    return lead(world, name=draw(WORDS)[:60])


@maker("reference.labelled")
def labelled(world: World, draw: Draw) -> Made:
    label = some(world, draw, Label)
    return {"by": world.member(draw(WHO)), "reference": some(world, draw, Reference),
            "labels": [label] if label and draw(st.booleans()) else []}  # fmt: skip


@maker("stage.ended")
def ended(world: World, draw: Draw) -> Made:
    return lead(world, stage=draw(STAGES), why=draw(WORDS), figures={"read": 3},
                unmet=draw(st.booleans()))  # fmt: skip


@maker("audit.drawn")
def audit_drawn(world: World, draw: Draw) -> Made:
    return lead(world, stage=draw(STAGES), size=draw(st.integers(0, 3)))


@maker("ranking.made")
def ranked(world: World, draw: Draw) -> Made:
    row = some(world, draw, Reference)
    ordered = Ordered("relevance", "words 1", 1, 2, 1, [row.pk], [draw(st.just(0.25))])
    return lead(world, stage="title", ordered=ordered)


@maker("decisions.taken_over")
def taken_over(world: World, draw: Draw) -> Made:
    return lead(world, stage=draw(STAGES))


@maker("decisions.given_back")
def given_back(world: World, draw: Draw) -> Made:
    return lead(world)
