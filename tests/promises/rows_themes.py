"""Who may reach the pages of themes, cross-tabs, saturation and COREQ."""

from __future__ import annotations

from tests.promises.row import Row, a, pk
from uptake.findings.models import Support
from uptake.interviews.models import Theme, ThemeQuote
from uptake.projects.roles import Permission as May

theme = pk(Theme, retired_at=None)
quote = pk(ThemeQuote)

ROWS: dict[str, Row] = {
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
