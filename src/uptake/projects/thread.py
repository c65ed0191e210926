"""The thread's words: how every step declares what it holds and what that rests on.

Each step has a `thread.py` with the same four names:

    KINDS: tuple[str, ...]                          the kinds of things it holds
    def nodes(project) -> Iterable[Node]            every one of them, briefly
    def links(project) -> Iterable[Link]            what each rests on
    def details(project, kind, ids) -> dict[int, Any]   what a page needs to show some of them

A page shows one with the template `<step>/thread/<kind>.html`, which is given `node` and `detail`.
A step with very many things has one more, so that a page need not read them all:

    def some(project, ids: Mapping[str, Collection[int]]) -> Iterable[Node]

It gives the rows of `nodes` that have these ids, by kind; where very many are asked for, others
may come along (`narrowed`). `uptake.trace` joins the steps' declarations into one graph.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import QuerySet

SUPPORTS, CONTRADICTS = "supports", "contradicts"
MANY = 5_000
"""Ids beyond which it costs less to read every row; databases limit how many a question holds."""


class Key(NamedTuple):
    """One thing in a project, such as ("finding", 12)."""

    kind: str
    id: int


class Node(NamedTuple):
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


class Link(NamedTuple):
    upper: Key
    lower: Key
    stance: str = SUPPORTS


def narrowed(rows: QuerySet[Any], ids: Collection[int] | None) -> QuerySet[Any]:
    """The rows with these ids; all of them where none are named or very many are."""
    return rows if ids is None or len(ids) > MANY else rows.filter(pk__in=ids)
