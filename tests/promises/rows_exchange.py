"""Who may take interviews out, and bring other programs' files in."""

from __future__ import annotations

from tests.promises.row import Row, a, pk
from uptake.interviews.models import ProjectFile
from uptake.projects.roles import Permission as May

file = pk(ProjectFile)

ROWS: dict[str, Row] = {
    "interviews:exchange": a(May.EXPORT),
    "interviews:take-out": a(None, (May.EXPORT, May.READ_TRANSCRIPTS)),
    "interviews:exchange-upload": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL),
    "interviews:exchange-file": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL, pk=file),
    "interviews:exchange-drop": a(None, May.MANAGE_MATERIAL, pk=file),
    "interviews:exchange-undo": a(None, May.MANAGE_MATERIAL, pk=file),
    "interviews:exchange-report": a(
        May.MANAGE_MATERIAL, pk=file, kind=lambda _: "losses.json"
    ),
}  # fmt: skip
