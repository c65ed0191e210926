"""Merging codes into one, and splitting one: whatever hangs on a code follows it.

No judgement is rewritten. A coding of a code that goes is marked as removed, and one of the code
that stays is made in its place, by the same coder, in the same layer and round. That holds for the
codings of unopened rounds, too, of which nothing is told. What followed is kept in the act.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from uptake.interviews.actions.codebook import _free, _next, _remember
from uptake.interviews.actions.tree import _lay, _plain
from uptake.interviews.layers import seen
from uptake.interviews.models import (
    Adjudication,
    Code,
    CodebookAct,
    Coding,
    CodingAct,
    FavouriteCode,
    Memo,
    Passage,
    RoundCode,
    ThemeCode,
)
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

T = TypeVar("T")
TIES: dict[str, tuple[Any, str]] = {
    "themes": (ThemeCode, "theme_id"), "rounds": (RoundCode, "round_id"),
    "favourites": (FavouriteCode, "user_id"),
}  # fmt: skip
"""What else names a code: its table, and the column that says on whose side."""
THERE, MADE, MADE_OFF = 0, 1, 2
"""How a coding came to stand for another: it was there; it was made; made, and removed as that was.
"""  # fmt: skip
BATCH = 5000


@action(Permission.EDIT_CODEBOOK, event="code.merged")
def merge_codes(*, by: Actor, into: Code, codes: Sequence[Code]) -> Outcome[CodebookAct]:
    """Merge codes into one of the codebook. They are retired; all that hangs on them follows.

    Codings follow in every layer; a coder who put several of them on a passage keeps one. Memos,
    themes, rounds, favourites and the codes beneath follow as well. Raises Refused for a retired
    code, and for one that the code lies under.
    """
    Project.objects.select_for_update(no_key=True).get(pk=into.project_id)
    into = Code.objects.select_for_update().get(pk=into.pk)
    wanted = {code.pk for code in codes} - {into.pk}
    sources = list(Code.objects.filter(project=into.project_id, pk__in=wanted).order_by("pk"))
    if not sources:
        raise Refused("No code to merge was chosen.", advice="Choose at least one other code.")
    for code in (into, *sources):
        if code.retired_at is not None:
            raise Refused(f"{code.name} is retired.", advice="Choose codes that are in use.")
    _not_beneath(into, wanted)
    followed = {
        "takes": [code.pk for code in sources], "gains": [into.pk],
        "codings": _carry(Coding.objects.filter(code__in=sources), into),
        "memos": _memos(sources, into), "children": _children(sources, into),
    } | {name: _ties(name, sources, into) for name in TIES}  # fmt: skip
    now = timezone.now()
    Code.objects.filter(pk__in=wanted).update(retired_at=now, merged_into=into)
    words = f"Merged {', '.join(code.name for code in sources)} into {into.name}"
    act = _remember(by, CodebookAct.Kind.MERGE, into, words, followed)
    return Outcome(act, about=into, detail={"merged": followed["takes"]})


@action(Permission.EDIT_CODEBOOK, event="code.split")
def split_code(
    *, by: Actor, code: Code, passages: Sequence[Passage], name: str, definition: str = ""
) -> Outcome[CodebookAct]:
    """Give some of a code's passages to a new code, which stands after it.

    Every coder's coding goes along, also those of unopened rounds. Raises Refused for a passage
    without a coding of the code that this person may see.
    """
    Project.objects.select_for_update(no_key=True).get(pk=code.project_id)
    code = Code.objects.select_for_update().get(pk=code.pk)
    if code.retired_at is not None:
        raise Refused(f"{code.name} is retired.", advice="Choose a code that is in use.")
    chosen = {passage.pk for passage in passages}
    if not chosen:
        raise Refused("No passage was chosen.", advice="Tick the passages for the new code.")
    live = Coding.objects.filter(code=code, removed_at=None)
    known = live.filter(seen(by.user)).values_list("passage_id", flat=True)
    if chosen - set(known):
        raise Refused(
            f"Not all of these passages are coded with {code.name}.",
            advice="Open the list again: somebody may have changed it.",
        )
    after = _next(code)
    new = Code.objects.create(
        project=code.project, parent=code.parent, name=_free(code.project, name), order=code.order,
        definition=_plain(definition), origin=code.origin, instrument=code.instrument,
        construct="",
    )  # fmt: skip
    _lay(new, code.parent, after)
    followed = {"takes": [code.pk], "gains": [new.pk],
                "codings": _carry(live.filter(passage__in=chosen), new)}  # fmt: skip
    words = f"Split {new.name} off {code.name}"
    act = _remember(by, CodebookAct.Kind.SPLIT, new, words, followed)
    return Outcome(act, about=new, detail={"split_from": code.pk})


def _not_beneath(into: Code, sources: set[int]) -> None:
    above = into.parent
    while above is not None:
        if above.pk in sources:
            raise Refused(
                f"{into.name} lies under {above.name}, so {above.name} can't be merged into it.",
                advice="Merge the other way round, or move it out first.",
            )
        above = above.parent


def _carry(rows: QuerySet[Coding], to: Code) -> list[tuple[int, int, int]]:
    """Put codings of another code in place of these. Gives (old, the one that stands for it, how).

    Those in force go over; those that a coder can still bring back get one that is removed, too.
    """
    turned = CodingAct.objects.filter(coding=OuterRef("pk"), buried=False)
    going = list(rows.filter(Q(removed_at=None) | Exists(turned)).order_by("pk"))
    passages = list({row.passage_id for row in going})
    held = {
        _whose(row): row for part in _parts(passages)
        for row in Coding.objects.filter(code=to, removed_at=None, passage__in=part)
    }  # fmt: skip
    pairs = []
    for old in going:
        if old.removed_at is not None:
            pairs.append((old, _instead(old, to), MADE_OFF))
        elif (here := held.get(_whose(old))) is not None:
            pairs.append((old, here, THERE))
        else:
            held[_whose(old)] = _instead(old, to)
            pairs.append((old, held[_whose(old)], MADE))
    made = [(old, new) for old, new, how in pairs if how != THERE]
    now = timezone.now()
    for part in _parts([old.pk for old in going]):
        Coding.objects.filter(pk__in=part, removed_at=None).update(removed_at=now)
    Coding.objects.bulk_create([new for _, new in made], batch_size=500)
    for old, new in made:
        new.created_at = old.created_at  # when it was coded, and not when it was carried over
    Coding.objects.bulk_update([new for _, new in made], ["created_at"], batch_size=500)
    _turn_acts({old.pk: new.pk for old, new in made})
    _keep_decided({old.pk: new.pk for old, new, _ in pairs})
    return [(old.pk, new.pk, how) for old, new, how in pairs]


def _instead(old: Coding, to: Code) -> Coding:
    return Coding(
        project_id=old.project_id, passage_id=old.passage_id, code=to, coder_id=old.coder_id,
        layer=old.layer, source=old.source, round_id=old.round_id, removed_at=old.removed_at,
        adjudication_id=old.adjudication_id,
    )  # fmt: skip


def _whose(coding: Coding) -> tuple[int, int, str]:
    return coding.passage_id, coding.coder_id, coding.layer


def _turn_acts(to: dict[int, int]) -> None:
    """Let a coder's undo and redo work on the codings that stand for theirs."""
    for part in _parts(list(to)):
        acts = list(CodingAct.objects.filter(coding__in=part))
        for act in acts:
            act.coding_id = to[act.coding_id or 0]
        CodingAct.objects.bulk_update(acts, ["coding"], batch_size=500)


def _keep_decided(to: dict[int, int]) -> None:
    """Let decisions of adjudication cover the codings that stand for those they were about.

    The others stay in them, so that a decision stands as well when the act is undone.
    """
    rounds = {row for part in _parts(list(to)) for row in Coding.objects.filter(
        pk__in=part, round__isnull=False).values_list("round_id", flat=True)}  # fmt: skip
    rows = []
    for row in Adjudication.objects.filter(round__in=rounds):
        more = {to[pk] for pk in row.decided if pk in to} - set(row.decided)
        if more:
            row.decided = [*row.decided, *sorted(more)]
            rows.append(row)
    Adjudication.objects.bulk_update(rows, ["decided"], batch_size=500)


def _memos(sources: Iterable[Code], into: Code) -> list[tuple[int, int]]:
    rows = Memo.objects.filter(code__in=list(sources))
    found = [(pk, code or 0) for pk, code in rows.order_by("pk").values_list("pk", "code_id")]
    rows.update(code=into)
    return found


def _children(sources: Iterable[Code], into: Code) -> list[tuple[int, int | None, int | None]]:
    """Put the codes beneath under the one that stays. Gives (code, its parent, its next one)."""
    found = []
    for code in Code.objects.filter(parent__in=list(sources)).order_by("parent", "order", "pk"):
        after = _next(code)
        found.append((code.pk, code.parent_id, after.pk if after else None))
        _lay(code, into, None)
    return found


def _ties(name: str, sources: Iterable[Code], into: Code) -> list[tuple[int, int, int]]:
    """Tie the code that stays where the others were. Gives (whose, the other, was it there)."""
    table, column = TIES[name]
    rows = table._default_manager.filter(code__in=list(sources)).order_by("pk")
    there = set(table._default_manager.filter(code=into).values_list(column, flat=True))
    found = []
    for whose, code in list(rows.values_list(column, "code_id")):
        found.append((whose, code, int(whose in there)))
        if whose not in there:
            table._default_manager.create(project_id=into.project_id, code=into, **{column: whose})
            there.add(whose)
    rows.delete()
    return found


def _parts(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
