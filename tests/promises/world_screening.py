"""A review under way: protocol, criteria, verdicts, a conflict, a settled one, a round, an end."""

from __future__ import annotations

from tests.promises.world import World
from tests.steps.sources import build as exports
from uptake.review.actions import (
    calibration,
    conflicts,
    criteria,
    labels,
    protocol,
    ranking,
    screening,
    stages,
    stops,
)
from uptake.review.actions.criteria import CriterionFacts
from uptake.review.actions.protocol import ProtocolFacts
from uptake.sources.models import Reference

SAID = [{"stage": "title", "verdict": "exclude", "tool": "Rayyan", "by": "Kim"}]
TITLES = ("Differing", "Settled", "Agreed", "Half read", "Unread", "Brought", "Also unread")


def add(world: World) -> None:
    """Two people screen some references of a file of their own, at both stages."""
    by, project = world.member(), world.project
    content = "\n".join(exports.record(f"{title} paper", "Lind, K") for title in TITLES)
    exports.bring_in(project, content.encode(), "review.ris", by=by)
    rows = {row.title.removesuffix(" paper"): row for row in Reference.objects.filter(
        project=project, title__endswith=" paper")}  # fmt: skip
    Reference.objects.filter(pk=rows["Brought"].pk).update(brought=SAID)
    protocol.write_protocol(by=by, project=project, facts=ProtocolFacts("What hinders care?"))
    for stage in ("title", "full"):
        for side, name in (("include", "Adults"), ("exclude", "Not adults")):
            criteria.add_criterion(
                by=by, project=project, stage=stage, side=side, facts=CriterionFacts(name)
            )
    stages.change_stage(by=by, project=project, key="full", facts=stages.StageFacts())
    for who, verdicts in (
        ("reviewer", {"Differing": "include", "Settled": "include", "Agreed": "include",
                      "Half read": "exclude"}),
        ("owner", {"Differing": "exclude", "Settled": "unsure", "Agreed": "include"}),
    ):  # fmt: skip
        for name, verdict in verdicts.items():
            screening.screen(
                by=world.member(who), reference=rows[name], stage="title", verdict=verdict
            )
    conflicts.settle_conflict(
        by=world.member("researcher"), reference=rows["Settled"], stage="title", verdict="include"
    )
    label = labels.add_label(by=by, project=project, name="Background")
    labels.label_reference(by=by, reference=rows["Agreed"], labels=[label])
    calibration.open_calibration(by=by, project=project, stage="full", size=1)
    ordered = ranking.Ordered("relevance", "words 1", 1, 4, 2, [rows["Unread"].pk], [0.5])
    ranking.keep_ranking(by=by, project=project, stage="title", ordered=ordered)
    stops.draw_audit(by=by, project=project, stage="title", size=1)
    stops.end_stage(by=by, project=project, stage="title", why="Enough.", figures={},
                    unmet=True)  # fmt: skip
