"""For each action, arguments drawn from what the world holds. None: there is nothing to act on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from django.db import models
from hypothesis import strategies as st

from tests import build
from tests.promises.world import CELL, World
from tests.steps.sources import build as exports
from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Finding, Support
from uptake.formats.transcripts import Turn as Spoken
from uptake.interviews.actions import TableRow
from uptake.interviews.codebook_file import read_codebook
from uptake.interviews.models import (
    Arrival,
    Code,
    Coding,
    Memo,
    Participant,
    Passage,
    Transcript,
    Turn,
    Version,
)
from uptake.monitor.models import Indicator, Value
from uptake.plan.models import Answer, PlannedAction
from uptake.projects.models import InProject, Job, LookAgain, Membership
from uptake.projects.roles import ROLES
from uptake.projects.thread import Key
from uptake.sources.actions.previews import Received, look_through, read_file
from uptake.sources.models import ImportFile, Reference, Search, Statement

Draw = Callable[..., Any]
Maker = Callable[[World, Draw], dict[str, Any] | None]
M = TypeVar("M", bound=models.Model)
WORDS = st.sampled_from(
    ["It takes an hour.", "O'Brien said no.", "Bore da 🙂", "שלום", "=1+1", "<b>bold</b>", "x" * 90]
)
MAKERS: dict[str, Maker] = {}


def maker(event: str) -> Callable[[Maker], Maker]:
    def keep(function: Maker) -> Maker:
        MAKERS[event] = function
        return function

    return keep


def some(world: World, draw: Draw, model: type[InProject], **narrow: object) -> Any:
    """One row of the world's project, or None."""
    rows = list(model._default_manager.filter(project=world.project, **narrow).order_by("pk"))
    return draw(st.sampled_from(rows)) if rows else None


def on(model: type[InProject], name: str, **narrow: object) -> Callable[[World, Draw], Any]:
    """The maker of an action that takes one row and nothing else."""

    def make(world: World, draw: Draw) -> dict[str, Any] | None:
        row = some(world, draw, model, **narrow)
        return None if row is None else {"by": world.member(), name: row}

    return make


MAKERS |= {
    "member.removed": on(Membership, "membership", ended_at=None),
    "job.cancel_asked": on(Job, "job"),
    "file.dropped": on(ImportFile, "file"),
    "import.undone": on(ImportFile, "file"),
    "import.put_back": on(ImportFile, "file", state="undone"),
    "statement.removed": on(Statement, "statement"),
    "statement.restored": on(Statement, "statement"),
    "finding.restored": on(Finding, "finding"),
    "evidence.taken_off": on(Support, "support"),
    "evidence.put_back": on(Support, "support"),
    "recommendation.agreed": on(Recommendation, "recommendation"),
    "basis.taken_off": on(Basis, "basis"),
    "basis.put_back": on(Basis, "basis"),
    "answer.taken_off": on(Answer, "answer"),
    "answer.put_back": on(Answer, "answer"),
    "indicator.retired": on(Indicator, "indicator"),
    "indicator.restored": on(Indicator, "indicator"),
    "arrival.dropped": on(Arrival, "arrival"),
    "code.reinstated": on(Code, "code"),
    "code.retired": on(Code, "code"),
    "value.taken_out": on(Value, "value"),
    "value.put_back": on(Value, "value"),
    "participant.withdrawn": on(Participant, "participant"),
    "reference.reinstated": on(Reference, "reference"),
}


@maker("account.made")
def _(world: World, draw: Draw) -> dict[str, Any]:
    name = draw(st.sampled_from(["ann", "bo", "cy"]))
    return {"by": build.TERMINAL, "email": f"{name}@example.org", "name": name,
            "password": build.PASSWORD}  # fmt: skip


@maker("password.changed")
def _(world: World, draw: Draw) -> dict[str, Any]:
    who = world.member("coder")
    return {"by": who, "user": who.user, "password": "another four words here"}


@maker("project.started")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "title": "Another", "question": "?", "framework": build.FRAMEWORK}


@maker("project.changed")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "title": draw(WORDS),
            "question": draw(WORDS), "service": ""}  # fmt: skip


@maker("framework.chosen")
@maker("framework.edited")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "framework": build.FRAMEWORK}


@maker("member.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": build.TERMINAL, "project": world.project,
            "user": world.people[draw(st.sampled_from(sorted(world.people)))],
            "role": draw(st.sampled_from([role.key for role in ROLES]))}  # fmt: skip


@maker("job.started")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "kind": "t", "title": "t",
            "arguments": {}}  # fmt: skip


@maker("look_again.settled")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    mark = some(world, draw, LookAgain)
    return mark and {"by": world.member(), "mark": mark, "note": draw(WORDS)}


@maker("file.received")
def _(world: World, draw: Draw) -> dict[str, Any]:
    content = exports.record(draw(WORDS)).encode()
    found, _ = look_through(world.project, [read_file(content, "f.ris")])
    received = Received("f.ris", "", len(content), sha256(content).hexdigest(), found)
    return {"by": world.member(), "project": world.project, "received": received}


@maker("references.imported")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    file = some(world, draw, ImportFile, state="previewed")
    if file is None:
        return None
    reading = read_file(exports.record("Waiting").encode(), file.name)
    return {"by": world.member(), "file": file, "reading": reading, "search": exports.FACTS}


@maker("search.recorded")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "facts": exports.FACTS}


@maker("search.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    search = some(world, draw, Search)
    return search and {"by": world.member(), "search": search, "facts": exports.FACTS}


@maker("statement.extracted")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Reference)
    return row and {"by": world.member("reviewer"), "reference": row, "sentence": draw(WORDS)}


@maker("statement.reworded")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Statement)
    return row and {"by": world.member(), "statement": row, "sentence": draw(WORDS)}


@maker("passage.coded")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    version = some(world, draw, Version, current=True)
    code = some(world, draw, Code)
    if version is None or code is None:
        return None
    start = draw(st.integers(0, len(version.text) - 2))
    return {"by": world.member(draw(st.sampled_from(["coder", "researcher"]))),
            "transcript": version.transcript, "version": version.number, "start": start,
            "end": draw(st.integers(start + 1, len(version.text))), "codes": [code],
            "memo": draw(st.sampled_from(["", "A thought"]))}  # fmt: skip


@maker("coding.removed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Coding)
    return row and {"by": world.member("coder"), "coding": row}


@maker("memo.written")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, draw(st.sampled_from([Passage, Code, Transcript])))
    return row and {"by": world.member("coder"), "on": row, "text": draw(WORDS)}


@maker("memo.edited")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Memo)
    return row and {"by": world.member("coder"), "memo": row, "text": draw(WORDS)}


@maker("memo.removed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Memo)
    return row and {"by": world.member("coder"), "memo": row}


@maker("passages.coded_from_table")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    passage = some(world, draw, Passage, state="firm")
    code = some(world, draw, Code)
    if passage is None or code is None:
        return None
    row = TableRow(line=2, transcript=passage.transcript.title, quote=passage.quote,
                   code=code.name)  # fmt: skip
    return {"by": world.member("researcher"), "project": world.project, "rows": [row]}


@maker("coding.undone")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Transcript)
    return row and {"by": world.member("coder"), "transcript": row}


MAKERS["coding.redone"] = MAKERS["coding.undone"]


@maker("finding.written")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "sentence": draw(WORDS),
            "direction": draw(st.sampled_from(["barrier", "facilitator"])),
            "cells": [CELL]}  # fmt: skip


@maker("finding.reworded")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Finding)
    return row and {"by": world.member(), "finding": row, "direction": "barrier",
                    "sentence": draw(WORDS), "cells": [("patient", "nano")]}  # fmt: skip


@maker("finding.retired")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Finding)
    return row and {"by": world.member(), "finding": row, "reason": draw(WORDS)}


@maker("evidence.tied")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Finding)
    if row is None:
        return None
    passage, statement = some(world, draw, Passage), some(world, draw, Statement)
    return {"by": world.member(), "finding": row, "passages": [passage] if passage else [],
            "statements": [statement] if statement else [],
            "stance": draw(st.sampled_from(["supports", "contradicts"]))}  # fmt: skip


@maker("finding.made_from_code")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Code)
    return row and {"by": world.member(), "code": row, "direction": "facilitator",
                    "sentence": draw(WORDS), "cells": [CELL]}  # fmt: skip


@maker("cells.asked")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "cells": [CELL]}


@maker("recommendation.written")
def _(world: World, draw: Draw) -> dict[str, Any]:
    row = some(world, draw, Finding)
    return {"by": world.member(), "project": world.project, "sentence": draw(WORDS),
            "findings": [row] if row else []}  # fmt: skip


@maker("recommendation.reworded")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Recommendation)
    return row and {"by": world.member(), "recommendation": row, "sentence": draw(WORDS)}


@maker("recommendation.status_changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Recommendation)
    status = draw(st.sampled_from(["draft", "dropped", "agreed"]))
    return row and {"by": world.member(), "recommendation": row, "status": status}


@maker("basis.laid")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, finding = some(world, draw, Recommendation), some(world, draw, Finding)
    return row and finding and {
        "by": world.member(), "recommendation": row, "finding": finding,
        "stance": draw(st.sampled_from(["supports", "contradicts"])),
    }  # fmt: skip


@maker("action.planned")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "title": draw(WORDS)}


@maker("action.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, PlannedAction)
    return row and {"by": world.member(), "planned": row, "title": draw(WORDS)}


@maker("action.status_changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, PlannedAction)
    status = draw(st.sampled_from(["open", "under way", "done", "dropped", "?"]))
    return row and {"by": world.member(), "planned": row, "status": status}


@maker("barrier.answered")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, finding = some(world, draw, PlannedAction), some(world, draw, Finding)
    return row and finding and {"by": world.member(), "planned": row, "finding": finding}


@maker("indicator.defined")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, PlannedAction)
    return row and {"by": world.member(), "planned": row, "name": draw(WORDS)}


@maker("indicator.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Indicator)
    return row and {"by": world.member(), "indicator": row, "name": draw(WORDS)}


@maker("value.entered")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Indicator)
    return row and {"by": world.member("commissioner"), "indicator": row,
                    "on": date(2026, 3, draw(st.integers(1, 5))),
                    "value": Decimal(draw(st.integers(0, 99)))}  # fmt: skip


@maker("bases.laid")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Recommendation)
    findings = list(Finding.objects.filter(project=world.project))
    return row and {"by": world.member(), "recommendation": row, "findings": findings}


@maker("barriers.answered")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, PlannedAction)
    findings = list(Finding.objects.filter(project=world.project))
    return row and {"by": world.member(), "planned": row, "findings": findings}


@maker("code.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "name": draw(WORDS),
            "parent": some(world, draw, Code)}  # fmt: skip


@maker("code.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Code)
    return row and {"by": world.member(), "code": row, "name": draw(WORDS)}


@maker("code.moved")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Code)
    return row and {"by": world.member(), "code": row, "parent": some(world, draw, Code)}


@maker("arrivals.forgotten")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project}


@maker("codebook.imported")
def _(world: World, draw: Draw) -> dict[str, Any]:
    lines = read_codebook(b"name,parent\nTime,\nNo time at all,Time\n", "codes.csv")
    return {"by": world.member(), "project": world.project, "lines": lines}


@maker("look_again.marked")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Passage)
    key = row and Key("passage", row.pk)
    return row and {"by": world.member(), "project": world.project, "keys": [key],
                    "reason": "It changed.", "cause": key}  # fmt: skip


@maker("look_again.settled_together")
def _(world: World, draw: Draw) -> dict[str, Any]:
    marks = list(LookAgain.objects.filter(project=world.project))
    return {"by": world.member(), "project": world.project, "marks": marks, "note": "Seen."}


@maker("participant.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "group": "carer",
            "pseudonym": draw(st.sampled_from(["P11", "P13", "P14"])),
            "consent_version": "2", "consented_on": date(2026, 1, 9)}  # fmt: skip


@maker("participant.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Participant)
    return row and {"by": world.member(), "participant": row, "pseudonym": row.pseudonym,
                    "group": draw(WORDS), "consent_version": "3",
                    "consented_on": date(2026, 2, 9)}  # fmt: skip


@maker("passage.let_go")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Passage)
    return row and {"by": world.member(), "passage": row, "reason": draw(WORDS)}


@maker("passage.placed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Passage)
    if row is None:
        return None
    now = Version.objects.get(transcript=row.transcript, current=True)
    start = draw(st.integers(0, len(now.text) - 2))
    return {"by": world.member(), "passage": row, "version": now.number, "start": start,
            "end": draw(st.integers(start + 1, len(now.text)))}  # fmt: skip


@maker("reference.retracted")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Reference)
    return row and {"by": world.member(), "reference": row, "reason": draw(WORDS)}


def _spoken(draw: Draw) -> list[Spoken]:
    words = draw(st.lists(WORDS, min_size=1, max_size=3))
    return [Spoken(draw(st.sampled_from(["P12", "Interviewer"])), said) for said in words]


@maker("transcript.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    people = {p.pseudonym: p for p in Participant.objects.filter(project=world.project)}
    return {"by": world.member(), "project": world.project, "title": draw(WORDS),
            "turns": _spoken(draw),
            "speakers": {"P12": people.get("P12"), "Interviewer": None}}  # fmt: skip


@maker("transcript.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Transcript)
    return row and {"by": world.member(), "transcript": row, "title": draw(WORDS),
                    "kind": "notes", "held_on": None}  # fmt: skip


@maker("transcript.corrected")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    now = some(world, draw, Version, current=True)
    if now is None:
        return None
    turn = some(world, draw, Turn, version=now)
    return {"by": world.member(), "transcript": now.transcript, "version": now.number,
            "reason": "The recording says otherwise.",
            "words": {turn.index: draw(WORDS)}}  # fmt: skip


@maker("transcript.received")
def _(world: World, draw: Draw) -> dict[str, Any]:
    content = f"Interviewer: Why?\nP12: {draw(WORDS)}\nInterviewer: And?\nP12: Yes.\n".encode()
    return {"by": world.member(), "project": world.project, "name": "t.txt", "content": content}


# Each part of the review, and what comes later, keeps its makers in a file of its own.
for _file in sorted(Path(__file__).parent.glob("acts_*.py")):
    import_module(f"{__package__}.{_file.stem}")
