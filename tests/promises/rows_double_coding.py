"""Who may reach the pages of coding rounds."""

from __future__ import annotations

from tests.promises.row import Row, a, pk
from uptake.interviews.models import Adjudication, Assignment, CodingRound
from uptake.projects.roles import Permission as May

blind, opened = pk(CodingRound, opened_at=None), pk(CodingRound, opened_at__isnull=False)
part = pk(Assignment, round__opened_at=None)

ROWS: dict[str, Row] = {
    "interviews:rounds": a(May.READ_TRANSCRIPTS),
    "interviews:begin-round": a(May.LEAD_CODING, May.LEAD_CODING),
    "interviews:round": a(May.READ_TRANSCRIPTS, pk=blind),
    "interviews:round-give": a(None, May.LEAD_CODING, pk=blind),
    "interviews:round-step": a(None, May.LEAD_CODING, pk=blind, what=lambda _: "open"),
    "interviews:round-done": a(None, May.CODE, pk=part),
    "interviews:round-take-off": a(None, May.LEAD_CODING, pk=part),
    "interviews:agreement": a(May.READ_TRANSCRIPTS, pk=opened),
    "interviews:agreement-file": a(May.EXPORT, pk=opened, kind=lambda _: "csv"),
    "interviews:adjudicate": a(May.READ_TRANSCRIPTS, May.LEAD_CODING, pk=opened),
    "interviews:agree-identical": a(None, May.LEAD_CODING, pk=opened),
    "interviews:undo-adjudication": a(None, May.LEAD_CODING, pk=pk(Adjudication)),
}
