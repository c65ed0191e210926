"""What a file of another program holds, as plain data that can go from one process to another."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from uptake.formats.codings_csv import CodedRow
from uptake.formats.losses import Loss
from uptake.formats.refi.model import Project, guid_of
from uptake.formats.turns import Oddity

T = TypeVar("T")
UNSOUND = re.compile("[\x00\ud800-\udfff]")
NOBODY = "Not named in the file"
AGREED = " (agreed in adjudication)"
"""What stands after a coder's name where each coder's own codings go out beside what counts."""
Kind = Literal["qdpx", "qde", "qdc", "taguette", "codings"]


@dataclass(frozen=True)
class Parcel:
    """One file as it was read: a project, or rows of codings on transcripts that are here.

    `side` is Uptake's own side file. `losses` are what of the file was not carried this far.
    """

    kind: Kind
    project: Project = field(default_factory=Project)
    rows: tuple[CodedRow, ...] = ()
    losses: tuple[Loss, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    side: dict[str, Any] | None = None
    history: tuple[str, ...] = ()
    """What was done in the other program, each event as a line of JSON."""
    scores: dict[str, float] = field(default_factory=dict)
    """For each source with passages: the share of their edges that stand at a word's edge."""

    def as_json(self) -> str:
        """The parcel as text."""
        return json.dumps(asdict(self), ensure_ascii=True)


def coder_guid(name: str) -> str:
    """By what a coder of a table is known while it is decided who that is."""
    return guid_of(f"coder of a table: {name.strip() or NOBODY}")


def from_json(text: str | bytes) -> Parcel:
    """The parcel that `as_json` wrote. What no database can hold of its words is \ufffd there."""
    made: Parcel = _made(Parcel, _sound(json.loads(text)))
    return made


def _sound(value: Any) -> Any:
    """A value of JSON without characters that can't be stored; each is one other in its place."""
    if isinstance(value, str):
        return UNSOUND.sub("\ufffd", value)
    if isinstance(value, list):
        return [_sound(one) for one in value]
    if isinstance(value, dict):
        return {_sound(name): _sound(one) for name, one in value.items()}
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _made(kind: Any, value: Any) -> Any:
    """A value of JSON as the type that a record's field has."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{it.name: _made(hints[it.name], value[it.name]) for it in fields(kind)})
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(_made(inner[0], it) for it in value)
    if origin in (UnionType, Union) and NoneType in inner:
        return None if value is None else _made(inner[0], value)
    return value
