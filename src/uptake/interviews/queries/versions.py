"""Versions of the codebook, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uptake.interviews.models import Code, CodebookVersion
from uptake.projects.models import Project

KEPT = ("id", "name", "parent_id", "definition", "when", "when_not", "example", "origin",
        "instrument", "construct", "order", "merged_into_id")  # fmt: skip
WORDS = (("name", "Name"), ("definition", "Definition"), ("when", "Use it"),
         ("when_not", "Do not use it"), ("example", "Example"))  # fmt: skip
Kept = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VersionRow:
    id: int
    number: int
    name: str
    note: str
    codes: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reworded:
    """One field of a code, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One code that is otherwise in the later version: `what` is the word for it."""

    id: int
    name: str
    what: str
    where: str = ""
    fields: tuple[Reworded, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedCode:
    """A code of a version, in its tree."""

    id: int
    name: str
    depth: int
    definition: str
    when: str
    when_not: str
    example: str
    origin: str
    instrument: str


def snapshot(project: Project) -> list[dict[str, Any]]:
    """Every code as it stands, ready to be kept."""
    rows = Code.objects.filter(project=project).order_by("pk")
    return [
        {**{name: getattr(code, name) for name in KEPT}, "retired": code.retired_at is not None}
        for code in rows
    ]


def latest(project: Project) -> CodebookVersion | None:
    """The version with the highest number."""
    return CodebookVersion.objects.filter(project=project).order_by("-number").first()


def versions(project: Project) -> list[VersionRow]:
    """Every version, the newest first."""
    rows = CodebookVersion.objects.filter(project=project).select_related("by")
    return [
        VersionRow(row.pk, row.number, row.name, row.note, len(_in_use(row.codes)),
                   row.by.name if row.by else "", row.created_at)
        for row in rows.order_by("-number")
    ]  # fmt: skip


def _in_use(codes: Iterable[Kept]) -> list[Kept]:
    return [code for code in codes if not code["retired"]]


def tree(codes: Iterable[Kept]) -> list[PlacedCode]:
    """The codes in use of a version, parents before their children."""
    under: dict[int | None, list[Kept]] = {}
    for code in sorted(codes, key=lambda one: (one["order"], one["id"])):
        under.setdefault(code["parent_id"], []).append(code)
    found: list[PlacedCode] = []

    def add(parent: int | None, depth: int) -> None:
        for code in under.get(parent, ()):
            if not code["retired"]:
                found.append(PlacedCode(
                    code["id"], code["name"], depth, code["definition"], code["when"],
                    code["when_not"], code["example"], code["origin"], code["instrument"],
                ))  # fmt: skip
            add(code["id"], depth + 1)

    add(None, 0)
    return found


def changes(before: Iterable[Kept], after: Iterable[Kept]) -> list[Change]:
    """What happened to codes from one state of the codebook to a later one, in the later's order.

    One code may have been moved and reworded: that is two changes.
    """
    old = {code["id"]: code for code in before}
    later = list(after)
    names = {code["id"]: code["name"] for code in (*old.values(), *later)}
    found: list[Change] = []
    for code in later:
        found += _of_one(old.get(code["id"]), code, names)
    gone = set(old) - {code["id"] for code in later}
    return found + [Change(pk, names[pk], "gone") for pk in sorted(gone)]


def _of_one(was: Kept | None, now: Kept, names: Mapping[int, str]) -> list[Change]:
    pk, name = now["id"], now["name"]
    if was is None or (was["retired"] and not now["retired"]):
        if now["retired"]:
            return []
        parent = names.get(now["parent_id"], "")
        return [Change(pk, name, "added" if was is None else "reinstated", parent)]
    found = []
    if now["retired"] and not was["retired"]:
        into = names.get(now["merged_into_id"], "") if now["merged_into_id"] else ""
        return [Change(pk, name, "merged" if into else "retired", into)]
    if now["parent_id"] != was["parent_id"] and not now["retired"]:
        found.append(Change(pk, name, "moved", names.get(now["parent_id"], "")))
    fields = tuple(
        Reworded(label, was[field], now[field]) for field, label in WORDS
        if was[field] != now[field]
    )  # fmt: skip
    if fields:
        found.append(Change(pk, name, "reworded", "", fields))
    return found
