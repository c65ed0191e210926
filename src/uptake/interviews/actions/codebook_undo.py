"""Taking back a merge, split, move, retirement or rewording, also after later work on codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone

from uptake.interviews.actions.codebook import WORDED, _free, _take_into_use, _worded
from uptake.interviews.actions.codebook_acts import (
    MADE_OFF,
    THERE,
    TIES,
    _parts,
    _turn_acts,
)
from uptake.interviews.actions.tree import _lay
from uptake.interviews.layers import seen, settled
from uptake.interviews.models import Code, CodebookAct, Coding, Memo, ThemeCode
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission

Kind = CodebookAct.Kind
TURNS = (Kind.MOVE, Kind.REWORD)
"""What is undone on one code in turn, the last first."""


@dataclass(frozen=True)
class TakenBack:
    """What was taken back, and what stays as it is because of work that was done since."""

    words: str
    left: tuple[str, ...] = ()


@action(Permission.EDIT_CODEBOOK, event="codebook.undone")
def undo_codebook_act(*, by: Actor, act: CodebookAct) -> Outcome[TakenBack]:
    """Put back what an act changed. What others did since stays, and is told.

    Raises Refused, and changes nothing, when a later act has to be undone first, when a name is
    taken by now, or when the code above is retired.
    """
    Project.objects.select_for_update(no_key=True).get(pk=act.project_id)
    act = CodebookAct.objects.select_for_update().select_related("code__project").get(pk=act.pk)
    if act.undone_at is not None:
        raise Refused("This was undone already.")
    _nothing_later(act)
    back: dict[str, Callable[[CodebookAct, User | None], list[str]]] = {
        Kind.MERGE: _unmerge, Kind.SPLIT: _unsplit, Kind.MOVE: _unmove, Kind.RETIRE: _unretire,
        Kind.REWORD: _unword,
    }  # fmt: skip
    left = back[act.kind](act, by.user)
    CodebookAct.objects.filter(pk=act.pk).update(undone_at=timezone.now())
    return Outcome(TakenBack(f"Undone: {act.words}.", tuple(left)), about=act.code,
                   detail={"act": act.pk, "kind": act.kind})  # fmt: skip


def _nothing_later(act: CodebookAct) -> None:
    """Refuse when a later act took what this one gave, or moved the same code on."""
    gains, takes = set(act.followed.get("gains", ())), set(act.followed.get("takes", ()))
    later = CodebookAct.objects.filter(project=act.project_id, undone_at=None, pk__gt=act.pk)
    for other in later.order_by("-pk"):
        taken = set(other.followed.get("takes", ()))
        again = act.kind in TURNS and (act.kind, act.code_id) == (other.kind, other.code_id)
        gone = act.kind == Kind.SPLIT and other.kind == Kind.MERGE and taken & takes
        if taken & gains or gone or again:
            raise Refused(
                f"Something was done since that builds on it: {other.words}.",
                advice="Undo that first.",
            )


def _unmerge(act: CodebookAct, user: User | None) -> list[str]:
    into, sources = act.code, act.followed["takes"]
    codes = list(Code.objects.filter(pk__in=sources).select_related("parent").order_by("pk"))
    for code in codes:
        _free(code.project, code.name, code)
        if code.parent and code.parent.retired_at is not None and code.parent_id not in sources:
            raise Refused(
                f"The code above {code.name}, {code.parent.name}, is retired.",
                advice="Take that into use again first.",
            )
    Code.objects.filter(pk__in=sources).update(retired_at=None, merged_into=None)
    left = _told(_carry_back(act.followed["codings"]), into, user)
    _memos_back(into, dict(act.followed["memos"]))
    for child, parent, after in reversed(act.followed["children"]):
        row = Code.objects.get(pk=child)
        if row.parent_id == into.pk:
            _put(row, Code.objects.get(pk=parent), after)
    for name in TIES:
        _ties_back(name, into, act.followed[name])
    since = Coding.objects.filter(settled(), code=into, created_at__gt=act.created_at)
    if since.exists():
        left.append(f"What was coded with {into.name} since stays there.")
    return left


def _unsplit(act: CodebookAct, user: User | None) -> list[str]:
    new, [source] = act.code, act.followed["takes"]
    left = _told(_carry_back(act.followed["codings"]), new, user)
    if Code.objects.get(pk=source).retired_at is not None:
        left.append("The code that it was split off is retired by now, and stays so.")
    used = Coding.objects.filter(settled(), code=new).exists()
    beneath = Code.objects.filter(parent=new, retired_at=None).exists()
    if used or beneath or ThemeCode.objects.filter(code=new).exists():
        left.append(f"{new.name} stays in use: other work rests on it.")
    elif new.retired_at is None:
        Code.objects.filter(pk=new.pk).update(retired_at=timezone.now())
    return left


def _unmove(act: CodebookAct, user: User | None) -> list[str]:
    was = act.followed["from"]
    _put(act.code, Code.objects.get(pk=was) if was else None, act.followed["before"])
    return []


def _unretire(act: CodebookAct, user: User | None) -> list[str]:
    _take_into_use(Code.objects.select_for_update().get(pk=act.code_id))
    return []


def _unword(act: CodebookAct, user: User | None) -> list[str]:
    row, was = Code.objects.select_for_update().get(pk=act.code_id), act.followed["was"]
    became = _worded(row)
    row.name = _free(row.project, was["name"], row)
    for name in WORDED[1:]:
        setattr(row, name, was[name])
    row.save()
    act.followed = {**act.followed, "became": became}  # the wording that goes is kept as well
    act.save(update_fields=["followed"])
    return []


def _put(code: Code, parent: Code | None, after: int | None) -> None:
    """Put a code where it stood: before the one that followed it, if that is there still."""
    there = Code.objects.filter(project=code.project_id, parent=parent, pk=after or 0).first()
    _lay(code, parent, there)


def _carry_back(pairs: Iterable[tuple[int, int, int]]) -> list[int]:
    """Bring codings back for those that stand for them; gives those that do so no more.

    One that was taken off since stays off, and so does what it stood for.
    """
    pairs = list(pairs)
    standing: set[int] = set()
    for part in _parts([new for _, new, _ in pairs]):
        rows = Coding.objects.filter(pk__in=part, removed_at=None)
        standing |= set(rows.values_list("pk", flat=True))
    now = timezone.now()
    made = {new: old for old, new, how in pairs if how != THERE and new in standing}
    off = {new: old for old, new, how in pairs if how == MADE_OFF}
    for part in _parts(list(made)):
        Coding.objects.filter(pk__in=part).update(removed_at=now)
    for part in _parts([old for old, new, _ in pairs if new in standing]):
        Coding.objects.filter(pk__in=part).update(removed_at=None)
    _turn_acts(made | off)
    return [new for _, new, how in pairs if how != MADE_OFF and new not in standing]


def _told(gone: list[int], code: Code, user: User | None) -> list[str]:
    """Of what was taken off since, as much as this person may know."""
    known = sum(Coding.objects.filter(seen(user), pk__in=part).count() for part in _parts(gone))
    if not known:
        return []
    what = "1 passage" if known == 1 else f"{known:,} passages"
    return [f"{code.name} was taken off {what} since: nothing comes back there."]


def _memos_back(into: Code, was: dict[int, int]) -> None:
    """Memos go back, with what became of them since."""
    rows = Memo.objects.filter(code=into).order_by("pk").values_list("pk", "replaces_id")
    for pk, replaces in list(rows):
        if replaces in was and pk not in was:
            was[pk] = was[replaces]
        if pk in was:
            Memo.objects.filter(pk=pk).update(code_id=was[pk])


def _ties_back(name: str, into: Code, rows: Iterable[tuple[int, int, int]]) -> None:
    """Tie the others again where the code that stood for them is tied still."""
    table, column = TIES[name]
    here = table._default_manager.filter(code=into)
    there = set(here.values_list(column, flat=True))
    for whose, code, was_there in rows:
        if whose not in there:
            continue
        table._default_manager.get_or_create(
            project_id=into.project_id, code_id=code, **{column: whose}
        )
        if not was_there:
            here.filter(**{column: whose}).delete()
