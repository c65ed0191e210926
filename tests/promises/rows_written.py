"""Who may reach the framework chart and the content analysis."""

from __future__ import annotations

from tests.promises.row import Find, Row, a, pk
from uptake.interviews.models import (
    ChartSummary,
    ContentCategory,
    ContentChange,
    ContentRow,
    Participant,
    Theme,
)
from uptake.projects.roles import Permission as May

BOTH = (May.EXPORT, May.READ_TRANSCRIPTS)
CELL: dict[str, Find] = {
    "kind": lambda _: "person", "pk": pk(Participant, pseudonym="P11"),
    "theme": pk(Theme, retired_at=None),
}  # fmt: skip
GATHERED: dict[str, Find] = {"kind": lambda _: "category", "pk": pk(ContentCategory)}
row = pk(ContentRow)

ROWS: dict[str, Row] = {
    "interviews:chart": a(May.READ_TRANSCRIPTS),
    "interviews:chart-file": a(BOTH, kind=lambda _: "csv"),
    "interviews:chart-cell": a(May.READ_TRANSCRIPTS, May.CODE, **CELL),
    "interviews:chart-remove": a(None, May.CODE, pk=pk(ChartSummary, removed_at=None)),
    "interviews:chart-keep": a(None, May.CODE, pk=pk(ChartSummary, removed_at=None)),
    "interviews:chart-restore": a(None, May.CODE, pk=pk(ChartSummary, removed_at__isnull=False)),
    "interviews:content": a(May.READ_TRANSCRIPTS),
    "interviews:content-file": a(BOTH, kind=lambda _: "csv"),
    "interviews:content-fill": a(May.READ_TRANSCRIPTS, May.CODE),
    "interviews:content-row": a(May.READ_TRANSCRIPTS, May.CODE, pk=row),
    "interviews:content-take-out": a(None, May.CODE, pk=row),
    "interviews:content-undo": a(None, May.CODE, pk=pk(ContentChange)),
    "interviews:content-groups": a(May.READ_TRANSCRIPTS, May.CODE),
    "interviews:content-group": a(May.READ_TRANSCRIPTS, May.CODE, **GATHERED),
    "interviews:content-merge": a(None, May.CODE, **GATHERED),
    "interviews:content-retire": a(None, May.CODE, **GATHERED),
}
