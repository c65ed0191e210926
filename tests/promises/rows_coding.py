"""Who may reach the coding page's further ways: finding, jumping, favourites, places alike."""

from __future__ import annotations

from tests.promises.row import Find, Row, a, pk
from uptake.interviews.models import Code, Transcript
from uptake.projects.roles import Permission as May

transcript = pk(Transcript)
FIRST: dict[str, Find] = {"start": lambda _: 0, "end": lambda _: 5}

ROWS: dict[str, Row] = {
    "interviews:code-found": a(None, May.CODE),
    "interviews:jump": a(May.READ_TRANSCRIPTS, transcript=transcript),
    "interviews:favourite": a(None, May.CODE, transcript=transcript, pk=pk(Code)),
    "interviews:note": a(None, May.CODE, transcript=transcript),
    "interviews:like": Row(May.READ_TRANSCRIPTS, ids={"transcript": transcript}, query=FIRST),
    "interviews:code-like": a(None, May.CODE, transcript=transcript),
}
