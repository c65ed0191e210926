"""The rows of the review's protocol and screening in the matrix of routes."""

from __future__ import annotations

from collections.abc import Mapping

from tests.promises.row import Find, Row, a, pk
from tests.promises.world import World
from uptake.projects.roles import Permission as May
from uptake.review.models import Calibration, Criterion, Label, Settlement, StopDecision
from uptake.sources.models import Reference


def of_the_review(title: str) -> Find:
    """A reference of the review, by its title."""

    def find(world: World) -> int:
        return Reference.objects.get(project=world.project, title=f"{title} paper").pk

    return find


TITLE: Mapping[str, Find] = {"stage": lambda _: "title"}
LEAD, SCREEN = May.LEAD_REVIEW, May.SCREEN
differing, unread = of_the_review("Differing"), of_the_review("Unread")

ROWS: dict[str, Row] = {
    "review:overview": a(May.VIEW),
    "review:protocol": a(May.VIEW),
    "review:write-protocol": a(LEAD, LEAD),
    "review:add-criterion": a(LEAD, LEAD),
    "review:add-criteria": a(LEAD, LEAD),
    "review:copy-criteria": a(LEAD, LEAD),
    "review:reword-criterion": a(LEAD, LEAD, pk=pk(Criterion)),
    "review:retire-criterion": a(LEAD, LEAD, pk=pk(Criterion)),
    "review:move-criterion": a(None, LEAD, pk=pk(Criterion)),
    "review:label": a(None, SCREEN),
    "review:retire-label": a(None, LEAD, pk=pk(Label)),
    "review:stage": a(LEAD, LEAD, **TITLE),
    "review:open": a(LEAD, LEAD, **TITLE),
    "review:screen": a(SCREEN, **TITLE),
    "review:undo": a(None, SCREEN, **TITLE),
    "review:rank-again": a(None, LEAD, **TITLE),
    "review:look": a(SCREEN, pk=differing, **TITLE),
    "review:judge": a(None, SCREEN, pk=unread, **TITLE),
    "review:why": a(SCREEN, pk=unread, **TITLE),
    "review:conflicts": a(SCREEN, **TITLE),
    "review:conflict": a(SCREEN, SCREEN, pk=differing, **TITLE),
    "review:undo-settlement": a(None, SCREEN, **TITLE),
    "review:reopen-conflict": a(None, LEAD, pk=pk(Settlement)),
    "review:again": a(SCREEN, SCREEN, **TITLE),
    "review:calibrations": a(SCREEN, LEAD, **TITLE),
    "review:calibration": a(SCREEN, LEAD, pk=pk(Calibration)),
    "review:brought": a(LEAD, LEAD),
    "review:give-back": a(None, LEAD),
    "review:stopping": a(May.VIEW, LEAD, **TITLE),
    "review:stop-panel": a(SCREEN, **TITLE),
    "review:draw-audit": a(None, LEAD, **TITLE),
    "review:reopen-stage": a(None, LEAD, pk=pk(StopDecision)),
}
