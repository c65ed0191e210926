"""What a file's codes would do to the codebook: shown before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F

from uptake.instruments import Framework, frameworks
from uptake.interviews.codebook_file import CodeLine
from uptake.interviews.models import Code
from uptake.interviews.queries.guids import codes_by_guid
from uptake.projects.errors import Refused
from uptake.projects.models import Project

WORDS = (("definition", "Definition"), ("when", "Use it"), ("when_not", "Do not use it"),
         ("example", "Example"))  # fmt: skip


class Comes(StrEnum):
    """What a line of a file is to the codebook."""

    NEW = "new"
    SAME = "same"
    OTHERWISE = "otherwise"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Differs:
    """One field that reads otherwise here than in the file."""

    field: str
    label: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One code of a file beside the code that it is here, if there is one."""

    line: CodeLine
    comes: Comes
    code: Code | None = None
    differs: tuple[Differs, ...] = ()


def plan(project: Project, lines: Sequence[CodeLine], file_name: str = "") -> list[Incoming]:
    """What each line is to the codebook, parents before their children.

    A code is known by the file's identifier for it, else by its name; one that was merged is the
    one it was merged into. Raises Refused, naming the line, for a code that is in the file twice,
    and a parent that is nowhere or goes round in a circle.
    """
    codes = {code.pk: code for code in Code.objects.filter(project=project)}
    guids = codes_by_guid(project)
    names = {code.name.casefold(): code for code in codes.values() if code.retired_at is None}
    found: dict[str, Incoming] = {}
    for line in _in_order(lines, set(names), file_name):
        code = codes.get(guids.get(line.guid, 0)) or names.get(line.name.casefold())
        above = found[key].code if (key := line.parent.casefold()) in found else names.get(key)
        comes, differs = Comes.NEW, tuple[Differs, ...]()
        if code is not None and code.retired_at is not None:
            comes = Comes.RETIRED
        elif code is not None:
            differs = tuple(_differs(line, code, above, codes))
            comes = Comes.OTHERWISE if differs else Comes.SAME
        found[line.name.casefold()] = Incoming(line, comes, code, differs)
    return list(found.values())


def _differs(
    line: CodeLine, code: Code, above: Code | None, codes: dict[int, Code]
) -> Iterator[Differs]:
    if line.name != code.name:
        yield Differs("name", "Name", code.name, line.name)
    parent = codes[code.parent_id].name if code.parent_id else ""
    if (above.pk if above else None) != code.parent_id or (line.parent and above is None):
        yield Differs("parent", "Under", parent, line.parent)
    for field, label in WORDS:
        if (here := getattr(code, field)) != (there := getattr(line, field)):
            yield Differs(field, label, here, there)
    mine = (code.origin, code.instrument, code.construct)
    theirs = (line.origin, line.instrument, line.construct)
    if line.origin and mine != theirs:
        yield Differs("origin", "Origin", _from(mine), _from(theirs))


def _from(origin: tuple[str, str, str]) -> str:
    return ", ".join(filter(None, origin))


def _in_order(lines: Sequence[CodeLine], here: set[str], file_name: str) -> list[CodeLine]:
    """The lines, each after the one it lies under."""
    wanted = _each_once(lines, file_name)
    placed: dict[str, CodeLine] = {}
    waiting = list(wanted.values())
    while waiting:
        before = len(waiting)
        still = []
        for line in waiting:
            above = line.parent.casefold()
            if not above or above in placed or (above in here and above not in wanted):
                placed[line.name.casefold()] = line
            else:
                still.append(line)
        waiting = still
        if len(waiting) == before:
            raise _no_parent(waiting, wanted, file_name)
    return list(placed.values())


def _each_once(lines: Sequence[CodeLine], file_name: str) -> dict[str, CodeLine]:
    found: dict[str, CodeLine] = {}
    for line in lines:
        first = found.setdefault(line.name.casefold(), line)
        if first is not line:
            raise Refused(
                f"The code {line.name} is in line {first.line} already.",
                where=at(file_name, line), advice="Give each code one line and its own name.",
            )  # fmt: skip
    return found


def _no_parent(
    waiting: Sequence[CodeLine], wanted: dict[str, CodeLine], file_name: str
) -> Refused:  # fmt: skip
    for line in waiting:
        if line.parent.casefold() not in wanted:
            return Refused(
                f"{line.name} lies under {line.parent}, and there is no code of that name.",
                where=at(file_name, line), advice="Add a line for it, or mend the name.",
            )  # fmt: skip
    return Refused(
        f"{waiting[0].name} lies under itself, by way of {waiting[0].parent}.",
        where=at(file_name, waiting[0]), advice="Leave the parent of one of them empty.",
    )  # fmt: skip


def at(file_name: str, line: CodeLine) -> str:
    """Where a line stands, as far as it is known."""
    return ", ".join(part for part in (file_name, f"line {line.line}" if line.line else "") if part)


@dataclass(frozen=True, slots=True)
class Offered:
    """A construct of a framework, and whether the codebook has it already."""

    key: str
    name: str
    gloss: str
    depth: int
    there: Code | None


def offered(project: Project) -> list[Framework]:
    """The frameworks that codes can come from: the project's own first."""
    own = project.lens()
    return [own, *(one for one in frameworks() if one.key != own.key)]


def one_offered(project: Project, key: str) -> Framework:
    """The framework with this key; the project's own when there is none such."""
    rows = offered(project)
    return next((one for one in rows if one.key == key), rows[0])


def constructs(project: Project, framework: Framework) -> list[Offered]:
    """The rows of a framework, each with the code that it is here already."""
    there = constructs_here(project, framework)
    return [
        Offered(row.key, row.name, row.gloss, framework.depth(row.key), there.get(row.key))
        for row in framework.domains
    ]


def constructs_here(project: Project, framework: Framework) -> dict[str, Code]:
    """The codes that came from a framework, by construct; one that was merged stands for it."""
    rows = Code.objects.filter(project=project, instrument=framework.key).exclude(construct="")
    rows = rows.select_related("merged_into").order_by(F("retired_at").desc(nulls_last=True), "pk")
    return {code.construct: _standing(code) for code in rows}  # one in use goes before the others


def _standing(code: Code) -> Code:
    while code.merged_into is not None:
        code = code.merged_into
    return code
