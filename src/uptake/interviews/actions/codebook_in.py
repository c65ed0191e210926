"""Codes that come from elsewhere: from a file, or from the constructs of a framework."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from uptake.instruments import Framework
from uptake.interviews.actions.codebook import _free, _keep_wording, _moved, _worded
from uptake.interviews.actions.tree import _end
from uptake.interviews.codebook_file import LONGEST_NAME, CodeLine
from uptake.interviews.models import Code, OutsideId
from uptake.interviews.queries.codebook_in import (
    Comes,
    Incoming,
    at,
    constructs_here,
    plan,
)
from uptake.interviews.queries.guids import code_guids
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

Otherwise = Literal["refuse", "leave", "reword"]


@dataclass(frozen=True)
class Brought:
    """What became of the codes of a file."""

    added: tuple[Code, ...] = ()
    reworded: tuple[Code, ...] = ()
    there: int = 0
    left: tuple[str, ...] = ()
    """Codes that read otherwise here, or are retired, and were left as they are."""


@action(Permission.EDIT_CODEBOOK, event="codebook.imported")
def import_codebook(
    *, by: Actor, project: Project, lines: Sequence[CodeLine], file_name: str = "",
    program: str = "", otherwise: Otherwise = "refuse",
) -> Outcome[Brought]:  # fmt: skip
    """Add the codes of a file; all of them or none.

    A code that is in the codebook to the letter already is left as it is, so that the same file
    can come twice. `otherwise` says what becomes of one that reads otherwise here: nothing is
    stored at all, it is left, or it is worded and placed as in the file. The file's identifiers
    are kept. Raises Refused, naming the line, as `plan` does.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    rows = plan(project, lines, file_name)
    if otherwise == "refuse":
        for row in rows:
            if row.comes == Comes.OTHERWISE and row.code is not None:
                raise Refused(
                    f"There is a code called {row.code.name} already, and it reads otherwise.",
                    where=at(file_name, row.line),
                    advice="Take the line out of the file, or change that code in the codebook.",
                )
    there = {c.name.casefold(): c for c in Code.objects.filter(project=project, retired_at=None)}
    done: dict[str, Code] = {}
    added, reworded, left = [], [], []
    for row in rows:
        above = row.line.parent.casefold()
        parent = _in_use(done.get(above) or there.get(above))
        code = row.code
        if code is None:
            code = _new(project, row.line, parent)
            added.append(code)
        elif row.comes == Comes.OTHERWISE and otherwise == "reword":
            _reword(by, code, row, parent)
            reworded.append(code)
        elif row.comes != Comes.SAME:
            left.append(code.name)
        done[row.line.name.casefold()] = code
    _keep_ids(project, done, rows, program)
    brought = Brought(tuple(added), tuple(reworded), len(rows) - len(added), tuple(left))
    detail = {"added": [code.pk for code in added], "lines": len(lines)}
    detail |= {"reworded": [code.pk for code in reworded]} if reworded else {}
    return Outcome(brought, about=project, detail=detail)


def _in_use(code: Code | None) -> Code | None:
    """The code, or the nearest one above it that is in use."""
    while code is not None and code.retired_at is not None:
        code = code.parent
    return code


def _new(project: Project, line: CodeLine, parent: Code | None) -> Code:
    return Code.objects.create(
        project=project, name=_free(project, line.name), parent=parent,
        order=_end(Code, project, parent),
        definition=line.definition, when=line.when, when_not=line.when_not, example=line.example,
        origin=line.origin or Code.Origin.INDUCTIVE, instrument=line.instrument,
        construct=line.construct,
    )  # fmt: skip


def _reword(by: Actor, code: Code, row: Incoming, parent: Code | None) -> None:
    line, was = row.line, _worded(code)
    code.name = _free(code.project, line.name, code)
    code.definition, code.when = line.definition, line.when
    code.when_not, code.example = line.when_not, line.example
    if line.origin:
        code.origin, code.instrument = line.origin, line.instrument
        code.construct = line.construct
    code.save()
    _keep_wording(by, code, was)
    if any(one.field == "parent" for one in row.differs):
        _moved(by, code, parent, None)


def _keep_ids(
    project: Project, done: dict[str, Code], rows: Sequence[Incoming], program: str
) -> None:
    """Remember what the file calls each code, unless it is what we call it ourselves."""
    ours = code_guids(project)
    for row in rows:
        code = done[row.line.name.casefold()]
        if row.line.guid and ours[code.pk] != row.line.guid:
            OutsideId.objects.get_or_create(
                project=project, kind="code", guid=row.line.guid,
                defaults={"object_id": code.pk, "program": program[:80]},
            )  # fmt: skip


@action(Permission.EDIT_CODEBOOK, event="codebook.constructs_brought")
def bring_constructs(
    *, by: Actor, project: Project, framework: Framework, keys: Collection[str]
) -> Outcome[list[Code]]:
    """Make deductive codes of constructs of a framework; those that are here already stay.

    Each comes with the framework's definition, under the code of the nearest construct above it
    that is here or chosen. Where a code has its name, the framework's name is added. Raises Refused
    when none is chosen or the framework has no such construct.
    """
    unknown = sorted(set(keys) - {row.key for row in framework.domains})
    if unknown or not keys:
        raise Refused(
            f"{framework.name} has no construct {unknown[0]!r}." if unknown
            else "No construct was chosen.", advice="Choose from those that are listed.",
        )  # fmt: skip
    here, made = constructs_here(project, framework), list[Code]()
    for row in framework.domains:
        if row.key not in keys or row.key in here:
            continue
        parent, above = None, row.parent
        while above and parent is None:
            parent, above = _in_use(here.get(above)), framework.row(above).parent
        here[row.key] = Code.objects.create(
            project=project, parent=parent, order=_end(Code, project, parent), definition=row.gloss,
            name=_told_apart(project, row.name, framework), origin=Code.Origin.DEDUCTIVE,
            instrument=framework.key[:60], construct=row.key[:80],
        )  # fmt: skip
        made.append(here[row.key])
    detail = {"instrument": framework.key, "added": [code.pk for code in made]}
    return Outcome(made, about=project, detail=detail)


def _told_apart(project: Project, name: str, framework: Framework) -> str:
    """A construct's name, with the framework's where a code has it."""
    taken = Code.objects.filter(project=project, retired_at=None)
    whole = name[:LONGEST_NAME]
    if not taken.filter(name__iexact=whole).exists():
        return _free(project, whole)
    short = framework.name.partition(" (")[0][:40]
    return _free(project, f"{name[: LONGEST_NAME - len(short) - 3]} ({short})")
