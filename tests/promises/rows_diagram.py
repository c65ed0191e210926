"""Rows of the diagram's addresses."""

from __future__ import annotations

from tests.promises.row import Row, a, pk
from uptake.projects.roles import Permission as May
from uptake.review.models import ReviewRound

ROWS: dict[str, Row] = {
    "review:diagram": a(May.VIEW),
    "review:box": a(May.VIEW, key=lambda _: "screened"),
    "review:diagram-file": a(May.EXPORT, kind=lambda _: "svg"),
    "review:rounds": a(May.LEAD_REVIEW, May.LEAD_REVIEW),
    "review:rename-round": a(May.LEAD_REVIEW, May.LEAD_REVIEW, pk=pk(ReviewRound)),
}
