"""Who may reach the pages of themes, cross-tabs, saturation and COREQ."""

from __future__ import annotations

from dataclasses import replace

from tests.promises.row import Row, a, pk
from uptake.findings.models import Support
from uptake.interviews.models import Code, CoreqAnswer, Theme, ThemeQuote
from uptake.projects.roles import Permission as May

theme = pk(Theme, retired_at=None)
quote = pk(ThemeQuote)

ROWS: dict[str, Row] = {
    "interviews:coreq": a(May.VIEW),
    "interviews:coreq-item": a(May.VIEW, May.MANAGE_FINDINGS, number=lambda _: 4),
    "interviews:coreq-remove": a(None, May.MANAGE_FINDINGS, pk=pk(CoreqAnswer)),
    "interviews:coreq-back": a(None, May.MANAGE_FINDINGS, pk=pk(CoreqAnswer)),
    "interviews:coreq-file": a(May.EXPORT, kind=lambda _: "csv"),
    "interviews:crosstabs": a(May.VIEW),
    "interviews:crosstab-file": a(May.EXPORT, kind=lambda _: "csv"),
    "interviews:crosstab-behind": replace(a(May.READ_TRANSCRIPTS), query={"row": pk(Code)}),
    "interviews:quotes-file": replace(a(May.EXPORT, kind=lambda _: "csv"), query={"theme": theme}),
    "interviews:saturation": a(May.VIEW),
    "interviews:saturation-file": a(May.EXPORT, kind=lambda _: "csv"),
    "interviews:themes": a(May.VIEW),
    "interviews:add-theme": a(May.EDIT_CODEBOOK, May.EDIT_CODEBOOK),
    "interviews:theme": a(May.VIEW, May.CODE, pk=theme),
    "interviews:edit-theme": a(May.EDIT_CODEBOOK, May.EDIT_CODEBOOK, pk=theme),
    "interviews:theme-back": a(None, May.EDIT_CODEBOOK, pk=theme),
    "interviews:move-theme": a(None, May.EDIT_CODEBOOK, pk=theme),
    "interviews:retire-theme": a(None, May.EDIT_CODEBOOK, pk=theme),
    "interviews:reinstate-theme": a(None, May.EDIT_CODEBOOK, pk=pk(Theme, name="Set aside")),
    "interviews:tie-codes": a(None, May.EDIT_CODEBOOK, pk=theme),
    "interviews:untie-codes": a(None, May.EDIT_CODEBOOK, pk=theme),
    "interviews:choose-quote": a(None, May.EDIT_CODEBOOK, pk=theme),
    "interviews:quote-off": a(None, May.EDIT_CODEBOOK, pk=quote),
    "findings:mark": a(None, May.MANAGE_FINDINGS, pk=pk(Support, passage__isnull=False)),
    "interviews:quote-back": a(None, May.EDIT_CODEBOOK, pk=quote),
}
