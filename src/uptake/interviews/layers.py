"""Whose codings may be seen, and which of them count.

What is coded in a blind round is its coder's alone until the lead opens the round. What counts,
for findings, charts, numbers and exports, is what was coded outside of rounds, and in rounds what
adjudication made of the coders' work. Every reader of codings goes through these two.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from uptake.interviews.models import Assignment, Coding, Memo, Passage, Transcript
from uptake.projects.models import Project, User


def seen(user: User | None, at: str = "") -> Q:
    """The codings that a person may see: their own, and those of no unopened round.

    `at` leads to them from another model, such as "codings__". Whether they were removed is not
    asked here.
    """
    shown = Q(**{f"{at}round": None}) | Q(**{f"{at}round__opened_at__isnull": False})
    return shown if user is None else shown | Q(**{f"{at}coder": user})


def seen_memos(user: User | None) -> Q:
    """The memos that a person may see: their own, and those of no unopened round."""
    shown = Q(round=None) | Q(round__opened_at__isnull=False)
    return shown if user is None else shown | Q(by=user)


def settled(at: str = "") -> Q:
    """The codings that count: there still, and either of no round or agreed in adjudication."""
    counts = Q(**{f"{at}round": None}) | Q(**{f"{at}layer": Coding.Layer.CONSENSUS})
    return Q(**{f"{at}removed_at": None, f"{at}pk__isnull": False}) & counts


@dataclass(frozen=True, slots=True)
class Blind:
    """A transcript is being coded in a round whose coders may not see each other's yet."""

    round: int
    assigned: bool
    done: bool
    nobodys: bool = False
    """Everybody was taken off, so that it waits for its lead to give it to somebody."""


def blind(transcript: Transcript, user: User | None) -> Blind | None:
    """The unopened round that a transcript is coded in, and a person's part in it."""
    rows = parts_blind().filter(transcript=transcript).order_by("pk")
    found = list(rows.values_list("round_id", "coder_id", "done_at", "ended_at"))
    if not found:
        return None
    now = [(coder, done) for _, coder, done, ended in found if ended is None]
    mine = [done for coder, done in now if user is not None and coder == user.pk]
    return Blind(found[0][0], bool(mine), any(done is not None for done in mine), not now)


def parts_blind() -> QuerySet[Assignment]:
    """Every part in an unopened round, of those who were taken off as well.

    A transcript of which everybody was taken off is in the round still: what they coded is there.
    """
    return Assignment.objects.filter(round__opened_at=None, round__closed_at=None)


def passages_seen(user: User | None) -> Q:
    """Passages with anything on them that a person may see; those with nothing at all, too.

    A passage that only others marked in an unopened round would tell where they coded. One that
    was there before the round began tells nothing, and a finding may rest on it.
    """
    codings = Coding.objects.filter(passage=OuterRef("pk"))
    memos = Memo.objects.filter(passage=OuterRef("pk"))
    begun = Q(round__created_at__lte=OuterRef("created_at"))
    hidden: QuerySet[Coding] | QuerySet[Memo]
    hidden = codings.filter(begun).exclude(seen(user))
    noted = memos.filter(begun).exclude(seen_memos(user))
    shown = Exists(codings.filter(seen(user))) | Exists(memos.filter(seen_memos(user)))
    return Q(shown) | ~Q(Exists(hidden) | Exists(noted))


def one_passage(project: Project, pk: int, user: User | None) -> Passage:
    """The passage of this project with this id, when this person may know of it."""
    found = Passage.objects.filter(passages_seen(user), project=project, pk=pk).first()
    if found is None:
        raise Http404(f"No passage {pk} in this project.")
    found.project = project
    return found


def one_memo(project: Project, pk: int, user: User | None) -> Memo:
    """The memo of this project with this id, when this person may read it."""
    found = Memo.objects.filter(seen_memos(user), project=project, pk=pk).first()
    if found is None:
        raise Http404(f"No memo {pk} in this project.")
    found.project = project
    return found
