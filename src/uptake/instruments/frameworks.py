"""The typed form of a framework, and how it is read from data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Construct:
    key: str
    name: str
    gloss: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    key: str
    name: str
    definition: str = ""
    definition_is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Framework:
    key: str
    name: str
    version: str
    source: str
    licence: str
    note: str
    domains: tuple[Construct, ...]
    levels: tuple[Level, ...]


def framework_from_data(data: dict[str, Any]) -> Framework:
    """The framework that plain data describe."""
    return Framework(
        **{k: data.get(k, "") for k in ("key", "name", "version", "source", "licence", "note")},
        domains=tuple(Construct(**row) for row in data["domains"]),
        levels=tuple(Level(**row) for row in data["levels"]),
    )


def framework_data(given: Framework) -> dict[str, Any]:
    """The same framework as plain JSON."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(given)))
    return data


@cache
def frameworks() -> tuple[Framework, ...]:
    """Every framework that ships, in the order in which pages offer them."""
    folder = resources.files("uptake.instruments") / "frameworks"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".json")), key=lambda f: f.name)
    return tuple(framework_from_data(json.loads(f.read_text("utf-8"))) for f in files)


def framework(key: str) -> Framework:
    """One framework by its key; LookupError names those there are."""
    for found in frameworks():
        if found.key == key:
            return found
    raise LookupError(f"no framework {key!r}; there are {', '.join(f.key for f in frameworks())}")
