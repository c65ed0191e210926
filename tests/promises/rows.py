"""The rows of the matrix of routes: one for every address of the site."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.promises.row import ANYONE, SIGNED_IN, Find, Row, a, outside, pk
from tests.promises.world import CELL
from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Finding, Support
from uptake.interviews.models import (
    Arrival,
    Code,
    Coding,
    Memo,
    Participant,
    Passage,
    Transcript,
)
from uptake.monitor.models import Indicator, Value
from uptake.plan.models import Answer, PlannedAction
from uptake.projects.models import Job, LookAgain, Membership
from uptake.projects.roles import Permission as May
from uptake.sources.models import ImportFile, Reference, Search, Statement

waiting = pk(ImportFile, state="previewed")
imported = pk(ImportFile, state="stored")
statement, reference = pk(Statement), pk(Reference)
transcript, passage, memo = pk(Transcript), pk(Passage, state="firm"), pk(Memo)
lost, timed = pk(Passage, state="lost"), pk(Transcript, title="With times")
participant, code = pk(Participant), pk(Code)
finding, recommendation, planned = pk(Finding), pk(Recommendation), pk(PlannedAction)
indicator = pk(Indicator)
ON_CELL: dict[str, Find] = {"domain": lambda _: CELL[0], "level": lambda _: CELL[1]}
ON_FINDING: dict[str, Find] = {"kind": lambda _: "finding", "pk": finding}

ROUTES: dict[str, Row] = {
    "home": outside(ANYONE),
    "health": outside(ANYONE),
    "accessibility": outside(ANYONE),
    "help": outside(ANYONE),
    "privacy": outside(ANYONE),
    "method": outside(ANYONE),
    "sign-in": outside(ANYONE),
    "sign-out": outside(None),
    "password": outside(SIGNED_IN),
    "carry-on": outside(SIGNED_IN),
    "new-project": outside(SIGNED_IN),
    "project": a(May.VIEW),
    "projects:members": a(May.VIEW, May.MANAGE_PROJECT),
    "projects:member": a(
        May.MANAGE_PROJECT, May.MANAGE_PROJECT, pk=pk(Membership, role="observer")
    ),
    "projects:roles": a(May.VIEW),
    "projects:settings": a(May.MANAGE_PROJECT, May.MANAGE_PROJECT),
    "projects:framework": a(May.MANAGE_PROJECT, May.MANAGE_PROJECT),
    "projects:levels": a(May.VIEW, May.MANAGE_PROJECT),
    "projects:trail": a(May.SEE_TRAIL),
    "projects:trail-csv": a(May.SEE_TRAIL),
    "projects:check": a(May.SEE_TRAIL),
    "projects:settle": a(May.SETTLE, May.SETTLE, pk=pk(LookAgain)),
    "projects:jobs": a(May.VIEW),
    "projects:job": a(May.VIEW, pk=pk(Job)),
    "projects:job-cancel": a(None, May.VIEW, pk=pk(Job)),
    "sources:list": a(May.VIEW),
    "sources:export": a(May.EXPORT),
    "sources:upload": a(May.IMPORT, May.IMPORT),
    "sources:preview": a(May.IMPORT, May.IMPORT, pk=waiting),
    "sources:oddities": a(May.IMPORT, pk=waiting),
    "sources:drop": a(None, May.IMPORT, pk=waiting),
    "sources:undo-import": a(May.IMPORT, May.IMPORT, pk=imported),
    "sources:put-back-import": a(None, May.IMPORT, pk=imported),
    "sources:searches": a(May.VIEW),
    "sources:record": a(May.IMPORT, May.IMPORT),
    "sources:change": a(May.IMPORT, May.IMPORT, pk=pk(Search)),
    "sources:reference": a(May.VIEW, May.EXTRACT, pk=reference),
    "sources:statement": a(May.EXTRACT, May.EXTRACT, pk=statement),
    "sources:remove": a(None, May.EXTRACT, pk=statement),
    "sources:restore": a(None, May.EXTRACT, pk=statement),
    "interviews:code": a(May.READ_TRANSCRIPTS, transcript=transcript),
    "interviews:apply": a(None, May.CODE, transcript=transcript),
    "interviews:panel": a(May.READ_TRANSCRIPTS, transcript=transcript),
    "interviews:undo": a(None, May.CODE, transcript=transcript),
    "interviews:redo": a(None, May.CODE, transcript=transcript),
    "interviews:turn": a(May.CODE, May.CODE, transcript=transcript, turn=lambda world: 1),
    "interviews:remove": a(None, May.CODE, coding=pk(Coding)),
    "interviews:passage": a(May.VIEW, May.CODE, pk=passage),
    "interviews:passages": a(May.READ_TRANSCRIPTS),
    "interviews:memo": a(May.READ_TRANSCRIPTS, May.CODE, pk=memo),
    "interviews:remove-memo": a(None, May.CODE, pk=memo),
    "interviews:find": a(May.READ_TRANSCRIPTS),
    "interviews:list": a(May.VIEW),
    "interviews:add": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL),
    "interviews:preview": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL, pk=pk(Arrival)),
    "interviews:drop": a(None, May.MANAGE_MATERIAL, pk=pk(Arrival)),
    "interviews:transcript": a(May.READ_TRANSCRIPTS, pk=transcript),
    "interviews:edit": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL, pk=transcript),
    "interviews:txt": a((May.EXPORT, May.READ_TRANSCRIPTS), pk=transcript),
    "interviews:vtt": a((May.EXPORT, May.READ_TRANSCRIPTS), pk=timed),
    "interviews:participants": a(May.VIEW),
    "interviews:add-participant": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL),
    "interviews:participant": a(May.VIEW, pk=participant),
    "interviews:edit-participant": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL, pk=participant),
    "interviews:codebook": a(May.VIEW),
    "interviews:add-code": a(May.EDIT_CODEBOOK, May.EDIT_CODEBOOK),
    "interviews:codebook-file": a(May.EDIT_CODEBOOK, May.EDIT_CODEBOOK),
    "interviews:codebook-csv": a(May.EXPORT),
    "interviews:one-code": a(May.VIEW, May.EDIT_CODEBOOK, pk=code),
    "interviews:move-code": a(None, May.EDIT_CODEBOOK, pk=code),
    "interviews:retire-code": a(None, May.EDIT_CODEBOOK, pk=code),
    "interviews:reinstate-code": a(None, May.EDIT_CODEBOOK, pk=code),
    "findings:matrix": a(May.VIEW),
    "findings:matrix-csv": a(May.EXPORT),
    "findings:cell": a(May.VIEW, **ON_CELL),
    "findings:asked": a(May.VIEW, May.MANAGE_FINDINGS),
    "findings:list": a(May.VIEW),
    "findings:csv": a(May.EXPORT),
    "findings:new": a(May.MANAGE_FINDINGS, May.MANAGE_FINDINGS),
    "findings:finding": a(May.VIEW, pk=finding),
    "findings:edit": a(May.MANAGE_FINDINGS, May.MANAGE_FINDINGS, pk=finding),
    "findings:retire": a(May.MANAGE_FINDINGS, May.MANAGE_FINDINGS, pk=finding),
    "findings:restore": a(None, May.MANAGE_FINDINGS, pk=finding),
    "findings:evidence": a(May.MANAGE_FINDINGS, May.MANAGE_FINDINGS, pk=finding),
    "findings:tie": Row(May.MANAGE_FINDINGS, May.MANAGE_FINDINGS, query={"passage": passage}),
    "findings:take-off": a(None, May.MANAGE_FINDINGS, pk=pk(Support)),
    "findings:put-back": a(None, May.MANAGE_FINDINGS, pk=pk(Support)),
    "decision:list": a(May.VIEW),
    "decision:new": a(May.RECOMMEND, May.RECOMMEND),
    "decision:recommendation": a(May.VIEW, pk=recommendation),
    "decision:edit": a(May.RECOMMEND, May.RECOMMEND, pk=recommendation),
    "decision:agree": a(None, May.RECOMMEND, pk=recommendation),
    "decision:status": a(None, May.RECOMMEND, pk=recommendation, status=lambda _: "dropped"),
    "decision:basis": a(May.RECOMMEND, May.RECOMMEND, pk=recommendation),
    "decision:take-off": a(None, May.RECOMMEND, pk=pk(Basis)),
    "decision:put-back": a(None, May.RECOMMEND, pk=pk(Basis)),
    "plan:list": a(May.VIEW),
    "plan:new": a(May.PLAN, May.PLAN),
    "plan:action": a(May.VIEW, pk=planned),
    "plan:edit": a(May.PLAN, May.PLAN, pk=planned),
    "plan:status": a(None, May.PLAN, pk=planned),
    "plan:answers": a(May.PLAN, May.PLAN, pk=planned),
    "plan:take-off": a(None, May.PLAN, pk=pk(Answer)),
    "plan:put-back": a(None, May.PLAN, pk=pk(Answer)),
    "monitor:list": a(May.VIEW),
    "monitor:new": a(May.MONITOR, May.MONITOR),
    "monitor:indicator": a(May.VIEW, May.MONITOR, pk=indicator),
    "monitor:csv": a(May.EXPORT, pk=indicator),
    "monitor:edit": a(May.MONITOR, May.MONITOR, pk=indicator),
    "monitor:retire": a(None, May.MONITOR, pk=indicator),
    "monitor:restore": a(None, May.MONITOR, pk=indicator),
    "monitor:take-out": a(None, May.MONITOR, pk=pk(Value)),
    "monitor:put-back": a(None, May.MONITOR, pk=pk(Value)),
    "report:recommendation": a(May.VIEW, pk=recommendation),
    "report:json": a(May.EXPORT, pk=recommendation),
    "report:project": a(May.EXPORT),
    "trace:marks": a(May.VIEW),
    "trace:settle": a(None, May.SETTLE),
    "trace:if-gone": a(May.VIEW),
    "trace:cell": a(May.VIEW, **ON_CELL),
    "trace:correct": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL, pk=transcript),
    "trace:correct-turn": a(
        May.MANAGE_MATERIAL, May.MANAGE_MATERIAL, pk=transcript, turn=lambda _: 1
    ),
    "trace:lost": a(May.READ_TRANSCRIPTS, pk=transcript),
    "trace:place": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL, pk=lost),
    "trace:let-go": a(None, May.MANAGE_MATERIAL, pk=lost),
    "trace:why": a(May.VIEW, **ON_FINDING),
    "trace:reach": a(May.VIEW, **ON_FINDING),
    "trace:panel": a(May.VIEW, **ON_FINDING),
    "trace:gone": a(May.WITHDRAW, May.WITHDRAW, kind=lambda _: "reference", pk=reference),
}

# Each part of the review, and what comes later, keeps its rows in a file of its own.
for _file in sorted(Path(__file__).parent.glob("rows_*.py")):
    ROUTES |= import_module(f"{__package__}.{_file.stem}").ROWS


def problems() -> list[str]:
    """Rows that could not be tried: neither read nor written, or in no project with an id."""
    return [
        name
        for name, row in ROUTES.items()
        if (row.read is None and row.write is None and row.in_project)
        or (row.ids and not row.in_project)
    ]
