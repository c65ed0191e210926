"""A qualitative project as the REFI-QDA standard (version 1.0, 2019) lays it out, as plain records.

Every thing has a GUID, in small letters and without braces. References name GUIDs: ``creator`` and
``coder`` of users, ``code`` of a code, ``noted`` of notes. GUIDs of different kinds of things are
kept apart, because some tools give a code and a case the same one. Dates are as the file has them
(``2023-08-16T15:49:36Z``), and "" where nothing is said.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal

from uptake.formats.losses import Loss
from uptake.formats.turns import Oddity

SourceKind = Literal["text", "pdf", "picture", "audio", "video"]
VARIABLE_KINDS = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")
DIRECTIONS = ("Associative", "OneWay", "Bidirectional")
GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE | re.ASCII)
ORIGIN = "Uptake"
"""What our own files name as the program that wrote them."""


def guid_of(text: str) -> str:
    """Give a GUID in the one form used here; of a text that is none, always the same new one."""
    found = GUID.fullmatch(text.strip())
    if found:
        return found[1].lower()
    made = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{made[:8]}-{made[8:12]}-{made[12:16]}-{made[16:20]}-{made[20:32]}"


@dataclass(frozen=True, slots=True)
class Made:
    """Who made and last changed something (GUIDs of users), and when."""

    creator: str = ""
    created: str = ""
    modifier: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """A person, mostly a coder."""

    guid: str
    name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code; ``parent`` is the GUID of the one above it, "" at the top of the tree."""

    guid: str
    name: str
    parent: str = ""
    codable: bool = True
    colour: str = ""
    description: str = ""
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """An attribute of cases or sources; ``kind`` is one of ``VARIABLE_KINDS``."""

    guid: str
    name: str
    kind: str = "Text"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable is for one case or source, as text; ``kind`` as for variables."""

    variable: str
    text: str
    kind: str = "Text"


@dataclass(frozen=True, slots=True)
class Coding:
    """One code put on a passage, a source or a note by one coder."""

    guid: str
    code: str
    coder: str = ""
    created: str = ""
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A passage: codepoints of the source's text, ``end`` exclusive, and every coding on it."""

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    made: Made = Made()
    codings: tuple[Coding, ...] = ()
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Convention:
    """How a source's positions were counted, and how well that fits where words begin and end.

    ``score`` is the share of the ``passages``' edges that stand at a word's edge, 0 to 1.
    """

    units: Literal["codepoints", "UTF-16 units"] = "codepoints"
    line_end: Literal[1, 2] = 1
    mark: bool = False
    score: float = 1.0
    passages: int = 0

    def __str__(self) -> str:
        """Say it in words."""
        mark = ", with the byte order mark" if self.mark else ""
        return f"{self.units}, line ends as {self.line_end}{mark}"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was coded, or a note: both have the same parts.

    ``text`` is as ``turns.normalise`` gives it. Of a PDF or picture it is the tool's own text, of a
    recording a transcript; ``part_of`` is then the GUID of the recording. ``convention`` says how
    positions were counted in the file that was read; it isn't written.
    """

    guid: str
    name: str = ""
    text: str = ""
    kind: SourceKind = "text"
    part_of: str = ""
    description: str = ""
    made: Made = Made()
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()
    noted: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    convention: Convention | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    """A person, place or thing that sources are about."""

    guid: str
    name: str = ""
    description: str = ""
    codes: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Set:
    """A named group of codes, sources and notes."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A named line from one thing to another; ``direction`` is one of ``DIRECTIONS`` or ""."""

    guid: str
    name: str = ""
    direction: str = ""
    colour: str = ""
    origin: str = ""
    target: str = ""
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """A whole project. ``codes`` is the tree with every code after the one above it."""

    name: str = ""
    origin: str = ""
    description: str = ""
    made: Made = Made()
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Source, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[Set, ...] = ()
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held, what of it isn't carried, and what a person ought to look at.

    ``side`` is Uptake's own side file, None where there is none. ``format`` is qdpx, qde or qdc.
    """

    project: Project
    format: Literal["qdpx", "qde", "qdc"]
    losses: tuple[Loss, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    side: dict[str, object] | None = None
