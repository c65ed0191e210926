"""Who may reach the pages of columns and of exports."""

from __future__ import annotations

from tests.promises.row import Row, a, pk
from uptake.projects.roles import Permission as May
from uptake.sources.models import ImportFile

ROWS: dict[str, Row] = {
    "sources:columns": a(None, May.IMPORT, pk=pk(ImportFile, state="previewed")),
    "sources:export-choose": a(May.EXPORT),
    "sources:export-file": a(May.EXPORT),
}
