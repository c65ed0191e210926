"""Who may reach the pages of the codebook's changes, versions and files, and the memos."""

from __future__ import annotations

from tests.promises.row import Row, a, pk
from uptake.interviews.models import Code, CodebookAct, CodebookVersion
from uptake.projects.roles import Permission as May

code, act, version = pk(Code), pk(CodebookAct), pk(CodebookVersion)

ROWS: dict[str, Row] = {
    "interviews:constructs": a(May.EDIT_CODEBOOK, May.EDIT_CODEBOOK),
    "interviews:codebook-out": a(May.EXPORT),
    "interviews:codebook-qdc": a(May.EXPORT),
    "interviews:merge-codes": a(May.EDIT_CODEBOOK, May.EDIT_CODEBOOK),
    "interviews:split-code": a(May.EDIT_CODEBOOK, May.EDIT_CODEBOOK, pk=code),
    "interviews:nudge-code": a(None, May.EDIT_CODEBOOK, pk=code),
    "interviews:code-memo": a(None, May.CODE, pk=code),
    "interviews:codebook-changes": a(May.VIEW),
    "interviews:undo-codebook": a(None, May.EDIT_CODEBOOK, pk=act),
    "interviews:codebook-versions": a(May.VIEW, May.EDIT_CODEBOOK),
    "interviews:codebook-version": a(May.VIEW, pk=version),
    "interviews:restore-wording": a(None, May.EDIT_CODEBOOK, pk=code, version=version),
    "interviews:restore-earlier": a(None, May.EDIT_CODEBOOK, pk=code, act=act),
    "interviews:memos": a(May.READ_TRANSCRIPTS, May.CODE),
}
