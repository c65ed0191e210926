"""Rows of the diagram's addresses."""

from __future__ import annotations

from tests.promises.row import Row, a, pk
from uptake.projects.roles import Permission as May
from uptake.review.models import ReviewRound

ROWS: dict[str, Row] = {
    "review:diagram": a(May.VIEW),
    "review:box": a(May.VIEW, key=lambda _: "screened"),
    "review:diagram-file": a(May.EXPORT, kind=lambda _: "svg"),
    "review:rounds": a(May.VIEW, May.LEAD_REVIEW),
    "review:changed": a(May.VIEW),
    "review:included": a(May.VIEW),
    "review:excluded": a(May.VIEW),
    "review:table-file": a(May.EXPORT, which=lambda _: "included", kind=lambda _: "csv"),
    "review:rename-round": a(May.LEAD_REVIEW, May.LEAD_REVIEW, pk=pk(ReviewRound)),
}
