"""Two copies of one paper, a pair that waits, one that was decided, and a link."""

from __future__ import annotations

from tests.promises.world import World
from tests.steps.sources import build as exports
from uptake.sources import actions, tasks
from uptake.sources.models import Reference

PAPER = {
    "title": "Why guided programmes end early in services for adults: a study of clinicians",
    "author": "Price, Dana", "year": "2023", "JF": "Journal of Digital Care", "VL": "7",
    "IS": "2", "SP": "11", "DO": "10.1000/early.7",
}  # fmt: skip
NOTICE = {**PAPER, "title": f"Erratum: {PAPER['title']}", "DO": "", "SP": "90"}


def add(world: World) -> None:
    """Look for duplicates once, so that a search, a merge, a pair and a link are there."""
    by, project = world.member(), world.project
    copies = exports.record(**PAPER) + exports.record(**PAPER)
    found = copies + exports.record(**NOTICE)
    exports.bring_in(project, found.encode(), "copies.ris", by=by)
    tasks.start_look(by=by, project=project, here=True)
    guided, money, etude = Reference.objects.filter(project=project).order_by("pk")[:3]
    actions.set_beside(by=by, reference=guided, other=money)
    pair = actions.set_beside(by=by, reference=money, other=etude)
    actions.decide_pair(by=by, pair=pair, verdict="related", kind="reply")
