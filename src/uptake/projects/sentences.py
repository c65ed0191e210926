"""The trail in words: "coded 12 passages", from an event's name and how often it happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from uptake.projects.queries import TrailRow

ODD = {
    "job.started": ("started long work", "started long work {n} times"),
    "job.cancel_asked": ("asked long work to stop", "asked long work to stop {n} times"),
    "look_again.settled": ("looked at something again", "looked at {n} things again"),
    "framework.edited": ("edited the framework", "edited the framework {n} times"),
    "project.started": ("started the project", "started {n} projects"),
    "project.changed": ("changed the project's title, question or service",
                        "changed the project's title, question or service {n} times"),
    "password.changed": ("changed a password", "changed {n} passwords"),
}  # fmt: skip
LABELS = ("sentence", "title", "name", "pseudonym", "database", "label")
IRREGULAR = {"memo": "memos", "study": "studies", "query": "queries", "coding": "codings"}


@dataclass(frozen=True, slots=True)
class Happening:
    """Events of one kind, by one person, one after another."""

    actor: str
    what: str
    label: str
    at: datetime
    kind: str
    id: int | None


def sentence(verb: str, n: int = 1) -> str:
    """What somebody did: `passage.coded` becomes "coded a passage", or "coded 12 passages"."""
    if verb in ODD:
        return ODD[verb][n != 1].format(n=f"{n:,}")
    noun, _, done = verb.rpartition(".")
    noun, done = noun.replace("_", " "), done.replace("_", " ")
    if not noun:
        return done if n == 1 else f"{done}, {n:,} times"
    if n != 1:
        plural = IRREGULAR.get(noun, noun if noun.endswith("s") else f"{noun}s")
        return f"{done} {n:,} {plural}"
    return f"{done} {'an' if noun[0] in 'aeio' else 'a'} {noun}"


def label(row: TrailRow) -> str:
    """The thing's own words, where the trail holds them; private ones are digests, never words."""
    values: dict[str, Any] = {**row.before, **row.after}
    found = next((values[name] for name in LABELS if isinstance(values.get(name), str)), "")
    return found if len(found) <= 90 else f"{found[:88].rstrip()}…"


def happenings(rows: Iterable[TrailRow]) -> list[Happening]:
    """The same things done one after another by one person, told once. Newest first."""
    told = []
    for (actor, verb), run in groupby(rows, key=lambda row: (row.actor, row.verb)):
        events = list(run)
        first = events[0]
        told.append(Happening(
            actor, sentence(verb, len(events)), label(first) if len(events) == 1 else "",
            first.at, first.object_kind, first.object_id if len(events) == 1 else None,
        ))  # fmt: skip
    return told
