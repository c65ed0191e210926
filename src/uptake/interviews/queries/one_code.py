"""One code: who says it, in which words, what was thought of it, and how it came to read so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from uptake.interviews.layers import seen_memos
from uptake.interviews.models import Code, CodebookAct, CodebookVersion, Coding, Memo, Passage
from uptake.interviews.queries.coding import MemoRow
from uptake.interviews.queries.passages import InItsTurn, in_turns, of_code
from uptake.interviews.queries.versions import WORDS
from uptake.projects.models import Event, User

A_PAGE = 20
NOBODY = "Speaker not recorded"
FIELDS = {"name": "name", "definition": "definition", "when": "when to use it",
          "when_not": "when not to", "example": "example"}  # fmt: skip
DONE = {
    "code.added": "Added", "code.moved": "Moved", "code.retired": "Retired",
    "code.reinstated": "Taken into use again", "code.merged": "Other codes were merged into it",
    "code.split": "Split off another code", "codebook.undone": "A change of it was undone",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of participants, and how many of them say it in how many passages."""

    key: str
    label: str
    people: int
    passages: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class EarlierWording:
    """How a code read before a change, with the act that keeps it."""

    act: int
    until: datetime
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CodePage:
    """What stands on a code's page beside its words."""

    groups: list[GroupRow]
    group: str | None
    shown: Page[Passage]
    quotes: list[InItsTurn]
    memos: list[MemoRow]
    history: list[HistoryRow]
    versions: list[tuple[int, int]]
    """Versions of the codebook in which it reads otherwise: (id, number)."""
    merged: list[tuple[int, str]]
    earlier: list[EarlierWording]


def code_page(code: Code, user: User, group: str | None = None, page: int = 1) -> CodePage:
    """A code's page, with the passages of one group or of all. Only what counts is counted."""
    coded = of_code(code.project, code).exclude(state=Passage.State.REDACTED)
    chosen = coded if group is None else coded.filter(_of(group))
    shown = Paginator(chosen, A_PAGE).get_page(page)
    turns = in_turns(code.project, [row.pk for row in shown])
    return CodePage(
        groups=_groups(coded), group=group, shown=shown,
        quotes=[turns[row.pk] for row in shown], memos=memos_on_code(code, user),
        history=history(code), versions=_otherwise(code), earlier=earlier_wordings(code),
        merged=list(Code.objects.filter(merged_into=code).values_list("pk", "name")),
    )  # fmt: skip


def _of(group: str) -> Q:
    """Passages of a group's people; those of nobody who is named count to the group without one."""
    named = Q(participant__group=group)
    return named if group else named | Q(participant=None)


def _groups(coded: Any) -> list[GroupRow]:
    rows = (
        coded.order_by()
        .values("participant__group")
        .annotate(people=Count("participant", distinct=True), n=Count("pk", distinct=True))
    )
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        key = row["participant__group"] or ""
        people, passages = found.get(key, (0, 0))
        found[key] = (people + row["people"], passages + row["n"])
    return [
        GroupRow(key, key[:1].upper() + key[1:] if key else NOBODY, people, passages)
        for key, (people, passages) in sorted(found.items(), key=lambda it: (not it[0], it[0]))
    ]


def memos_on_code(code: Code, user: User) -> list[MemoRow]:
    """The memos on a code, oldest first."""
    rows = Memo.objects.filter(seen_memos(user), code=code, removed_at=None).select_related("by")
    return [
        MemoRow(row.pk, None, row.text, row.by.name, row.created_at, row.by_id == user.pk,
                row.replaces_id is not None)
        for row in rows.order_by("pk")
    ]  # fmt: skip


def history(code: Code) -> list[HistoryRow]:
    """What was done to a code, newest first; of its private words only that they changed."""
    rows = Event.objects.filter(chain=code.project_id, object_kind="code", object_id=code.pk)
    return [
        HistoryRow(row.at, row.actor, what) for row in rows.order_by("-seq") if (what := _what(row))
    ]


def _what(event: Event) -> str:
    if event.verb == "code.wording_restored":
        if "act" in event.after:
            return "Worded as before"
        return f"Worded as in version {event.after.get('version')}"
    if event.verb != "code.changed":
        return DONE.get(event.verb, "")
    if "name" in event.before and "name" in event.after:
        return f"Renamed: it was called {event.before['name']}"
    fields = [word for name, word in FIELDS.items() if name in event.after]
    return f"Reworded: {', '.join(fields)}" if fields else ""


def kept_wording(act: CodebookAct) -> dict[str, str] | None:
    """The wording that an act keeps: what it replaced, or, once undone, what it had put there."""
    found: dict[str, str] | None = act.followed.get("became" if act.undone_at else "was")
    return found


def earlier_wordings(code: Code) -> list[EarlierWording]:
    """How a code read before, the latest first; each wording once, and not the one it has now."""
    told = [_words({"name": code.name, **{name: getattr(code, name) for name in FIELDS}})]
    found = []
    rows = CodebookAct.objects.filter(code=code, kind=CodebookAct.Kind.REWORD).order_by("-pk")
    for act in rows:
        kept = kept_wording(act)
        if kept is not None and (words := _words(kept)) not in told:
            told.append(words)
            found.append(EarlierWording(act.pk, act.undone_at or act.created_at, words))
    return found


def _words(kept: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, kept[name]) for name, label in WORDS if kept[name])


def _otherwise(code: Code) -> list[tuple[int, int]]:
    found = []
    for row in CodebookVersion.objects.filter(project=code.project_id).order_by("-number"):
        was = next((one for one in row.codes if one["id"] == code.pk), None)
        if was is not None and any(was[name] != getattr(code, name) for name in FIELDS):
            found.append((row.pk, row.number))
    return found


@dataclass(frozen=True, slots=True)
class ToSplit:
    """A passage that a split may take along."""

    id: int
    quote: str
    said_by: str
    title: str
    coders: tuple[str, ...]


def to_split(code: Code, codings: Q, group: str = "", words: str = "") -> list[ToSplit]:
    """The passages of a code that a person may see by `codings`, narrowed by group and words."""
    live = Coding.objects.filter(codings, code=code, removed_at=None)
    rows = live.exclude(passage__state=Passage.State.REDACTED).order_by(
        "passage__transcript", "passage__start", "pk"
    )
    if group:
        rows = rows.filter(passage__participant__group=group)
    if words:
        rows = rows.filter(passage__quote__icontains=words)
    found: dict[int, ToSplit] = {}
    for pk, quote, who, title, coder in rows.values_list(
        "passage_id", "passage__quote", "passage__participant__pseudonym",
        "passage__transcript__title", "coder__name",
    ):  # fmt: skip
        before = found[pk].coders if pk in found else ()
        coders = before if coder in before else (*before, coder)
        found[pk] = ToSplit(pk, quote, who or "", title, coders)
    return list(found.values())
