"""The codebook as pages show it: a tree laid flat, each code with the line of its family."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from uptake.instruments import frameworks
from uptake.interviews.models import Code
from uptake.projects.models import Project

FAMILIES = 4
"""Colours and line styles there are; a fifth family uses the first again, with its name."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code. `family` is 1 to 4: which line style and colour marks it."""

    id: int
    name: str
    depth: int
    family: int
    definition: str
    when: str
    when_not: str
    example: str
    retired: bool
    origin: str = ""
    instrument: str = ""
    construct: str = ""
    parent: int | None = None
    framework: str = ""
    """What the framework that it comes from is called."""


def framework_names(project: Project) -> dict[str, str]:
    """What the frameworks are called whose keys codes carry: Uptake's, and the project's own."""
    held = {one.key: one.name for one in frameworks()}
    held[project.framework["key"]] = project.framework["name"]
    return {key: name.partition(" (")[0] for key, name in held.items()}


def code_tree(project: Project, *, retired: bool = False) -> list[CodeRow]:
    """Every code, parents before their children, in the codebook's order.

    Retired codes are left out unless asked for; one that was used still marks its passages.
    """
    under: dict[int | None, list[tuple[Any, ...]]] = defaultdict(list)
    codes = Code.objects.filter(project=project).order_by("order", "pk")
    found: list[tuple[Any, ...]] = list(codes.values_list(
        "parent_id", "pk", "name", "definition", "when", "when_not", "example", "retired_at",
        "origin", "instrument", "construct",
    ))  # fmt: skip
    for row in found:
        under[row[0]].append(row)
    rows: list[CodeRow] = []
    names = framework_names(project)

    def add(parent: int | None, depth: int, family: int) -> None:
        for place, row in enumerate(under.get(parent, ())):
            _, pk, name, definition, when, when_not, example, gone, *source = row
            origin, instrument, construct = source
            own = place % FAMILIES + 1 if parent is None else family
            if retired or gone is None:
                rows.append(CodeRow(
                    pk, name, depth, own, definition, when, when_not, example, gone is not None,
                    origin, instrument, construct, parent, names.get(instrument, instrument),
                ))  # fmt: skip
            add(pk, depth + 1, own)

    add(None, 0, 0)
    return rows
