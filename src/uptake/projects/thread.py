"""The thread's words: how every step declares what it holds and what that rests on.

Each step has a `thread.py` with the same four names:

    KINDS: tuple[str, ...]                          the kinds of things it holds
    def nodes(project) -> Iterable[Node]            every one of them, briefly
    def links(project) -> Iterable[Link]            what each rests on
    def details(project, kind, ids) -> dict[int, Any]   what a page needs to show some of them

A page shows one with the template `<step>/thread/<kind>.html`, which is given `node` and `detail`.
`uptake.trace` joins the steps' declarations into one graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SUPPORTS, CONTRADICTS = "supports", "contradicts"


class Key(NamedTuple):
    """One thing in a project, such as ("finding", 12)."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Node:
    key: Key
    label: str
    """What people call it: F12, R3, Williams 2020, P04."""
    title: str
    """Its sentence, quote or name."""
    step: str
    """The folder whose templates show it."""
    page: str = ""
    """Its own page."""
    gone: str = ""
    """Why it no longer counts: withdrawn, retracted, lost, redacted, retired. Empty if it does."""
    retired: bool = False
    """Taken out on purpose (a retired finding): left out of questions about the present."""


@dataclass(frozen=True, slots=True)
class Link:
    upper: Key
    lower: Key
    stance: str = SUPPORTS
