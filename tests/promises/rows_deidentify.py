"""Who may reach the pages of de-identification and of interview guides."""

from __future__ import annotations

from tests.promises.row import Row, a, pk
from uptake.interviews.models import Guide, NameKey, Proposal, Transcript
from uptake.projects.roles import Permission as May

KEEP, SEE = May.MANAGE_MATERIAL, May.SEE_IDENTITIES
waits = pk(Transcript, title="Waits")
transcript = pk(Transcript)

ROWS: dict[str, Row] = {
    "interviews:deidentify": a(May.READ_TRANSCRIPTS),
    "interviews:deidentify-one": a(KEEP, pk=waits),
    "interviews:deidentify-look": a(None, KEEP, pk=waits),
    "interviews:deidentify-decide": a(None, KEEP, pk=pk(Proposal)),
    "interviews:deidentify-undo": a(None, KEEP, pk=waits),
    "interviews:deidentify-add": a(None, KEEP, pk=waits),
    "interviews:deidentify-sure": a(None, KEEP, pk=waits),
    "interviews:sign-off": a(None, KEEP, pk=waits),
    "interviews:waive": a(None, KEEP, pk=waits),
    "interviews:reopen": a(None, KEEP, pk=transcript),
    "interviews:raw-text": a(None, SEE, pk=transcript),
    "interviews:names": a(SEE, SEE),
    "interviews:change-name": a(None, SEE, pk=pk(NameKey)),
    "interviews:guides": a(May.VIEW),
    "interviews:guide": a(May.VIEW, pk=pk(Guide)),
    "interviews:add-guide": a(KEEP, KEEP),
    "interviews:edit-guide": a(KEEP, KEEP, pk=pk(Guide)),
    "interviews:retire-guide": a(None, KEEP, pk=pk(Guide)),
    "interviews:follow-guide": a(None, KEEP, pk=transcript),
    "interviews:questions": a(May.READ_TRANSCRIPTS, KEEP, pk=transcript),
    "trace:take-out": a(KEEP, KEEP, pk=transcript),
}
