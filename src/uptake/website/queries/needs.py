"""What needs somebody now, from the real state of the project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef

from uptake.decision.models import Recommendation
from uptake.findings.models import Finding, Support
from uptake.findings.queries.counted import FOR, HOLDS
from uptake.interviews.layers import settled
from uptake.interviews.models import Assignment, Coding, Transcript
from uptake.monitor.models import Indicator
from uptake.plan.models import PlannedAction
from uptake.projects import queries
from uptake.projects.models import LookAgain, Project, User
from uptake.projects.roles import Permission
from uptake.review.models.protocol import StageKey
from uptake.review.queries.waiting import Waiting, waiting
from uptake.sources.models import ImportFile, Reference, Statement
from uptake.sources.queries import withheld
from uptake.website.queries.coding_needs import round_needs

KINDS: dict[str, tuple[type[Model], str]] = {
    "finding": (Finding, "finding"),
    "recommendation": (Recommendation, "recommendation"),
    "action": (PlannedAction, "action"),
    "plannedaction": (PlannedAction, "action"),
    "indicator": (Indicator, "indicator"),
    "statement": (Statement, "statement"),
    "reference": (Reference, "reference"),
    "transcript": (Transcript, "transcript"),
}
SHOWN = 5
REVIEW: dict[str, tuple[Permission, str, str, str]] = {
    "unread": (Permission.SCREEN, "Judge {}", "Nobody has judged title and abstract.",
               "review:screen"),
    "second": (Permission.SCREEN, "Give {} a second verdict",
               "Judged by one person; another still has to.", "review:screen"),
    "settle": (Permission.SCREEN, "Settle {}", "In conflict, or nobody was sure.",
               "review:conflicts"),
    "again": (Permission.SCREEN, "Look again at {}", "Something that the decision stood on "
              "changed.", "review:again"),
    "make": (Permission.EXTRACT, "Make a study of {}", "Data are taken out of studies, and several "
             "reports may be of one.", "review:studies"),
    "extract": (Permission.EXTRACT, "Take the data out of {}", "You have not said that you are "
                "done.", "review:next-study"),
    "appraise": (Permission.EXTRACT, "Appraise {}", "Not judged by as many as the review asks for.",
                 "review:studies"),
}  # fmt: skip
"""What the review's work is called, who may do it, why it matters, and where it is done."""
NOUNS = {
    "title": ("reference", ""), "full": ("full text", ""), "": ("study", "studies"),
    "make": ("included report", ""),
}  # fmt: skip
"""What is judged at a stage, and what else there is to work on: one, and several."""


@dataclass(frozen=True, slots=True)
class Need:
    """One task: what, why it matters, who may do it, and where."""

    sign: str
    title: str
    why: str
    permission: Permission
    url: str
    """A page's name and what it takes, for `url_if`."""
    args: tuple[Any, ...] = ()
    since: datetime | None = None


def needs(project: Project, user: User | None = None, *, leads: bool = False) -> list[Need]:
    """Every open task, the most pressing first; of the review what this person could do.

    `leads` says whether the person leads the review, and may settle what they judged themselves.
    """
    review = waiting(project, user, leads=leads) if user is not None else []
    return [
        *_marks(project), *_imports(project), *map(_review, review), *_rounds(project, user),
        *_uncoded(project), *_unsupported(project), *_drafts(project), *_unowned(project),
    ]  # fmt: skip


def _several(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _names(rows: Iterable[Any], n: int) -> str:
    """The first few by their labels, and how many more."""
    labels = [getattr(row, "label", None) or str(row) for row in rows]
    more = n - len(labels)
    return f"{', '.join(labels)}{f' and {more:,} more' if more > 0 else ''}"


def _marks(project: Project) -> list[Need]:
    """Things that stand on what has changed, those of one change together."""
    changes: dict[tuple[str, int, str], list[LookAgain]] = {}
    for rows in queries.look_again(project).values():
        for row in rows:
            changes.setdefault((row.cause_kind, row.cause_id, row.reason), []).append(row)
    shown = list(changes.values())[:SHOWN]
    named = _named(project, [(row.kind, row.object_id) for rows in shown for row in rows[:SHOWN]])
    found = [_look_again(rows, named) for rows in shown]
    if len(changes) > SHOWN:
        rest = _several(len(changes) - SHOWN, "more change")
        found.append(Need("loose", f"Look at what stands on {rest}", "Something beneath each of "
                          "these things changed.", Permission.SETTLE, "trace:marks"))  # fmt: skip
    return found


def _look_again(rows: list[LookAgain], named: dict[tuple[str, int], str]) -> Need:
    """One change, and what has to be looked at again because of it."""
    first = rows[0]
    names = [
        named.get((row.kind, row.object_id), f"{row.kind} {row.object_id}") for row in rows[:SHOWN]
    ]
    alone = len(rows) == 1
    where = "trace:why" if alone else "trace:marks"
    args = (first.kind, first.object_id) if alone else ()
    more = len(rows) - len(names)
    last = f"{more:,} more" if more else names.pop()
    title = f"{', '.join(names)} and {last}" if names else last
    return Need("loose", f"Look again at {title}", first.reason, Permission.SETTLE, where, args,
                first.created_at)  # fmt: skip


def _named(project: Project, keys: list[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """How people call these: finding F31, one query for each kind."""
    names = {}
    for kind in {kind for kind, _ in keys} & set(KINDS):
        model, word = KINDS[kind]
        wanted = [pk for other, pk in keys if other == kind]
        rows = model._default_manager.filter(project=project, pk__in=wanted)
        if kind == "statement":
            rows = rows.exclude(pk__in=withheld(project).values("pk"))
        for row in rows:
            label = getattr(row, "label", "") or f"“{str(row)[:60]}”"
            names[(kind, row.pk)] = f"{word} {label}"
    return names


def _imports(project: Project) -> list[Need]:
    files = ImportFile.objects.filter(project=project, state=ImportFile.State.PREVIEWED)
    return [
        Need("study", f"Decide on {row.name}",
             f"{_several(row.records, 'record')} wait to be imported. None of them count yet.",
             Permission.IMPORT, "sources:preview", (row.pk,), row.created_at)
        for row in files.only("pk", "name", "records", "created_at")[:SHOWN]
    ]  # fmt: skip


def _review(one: Waiting) -> Need:
    """Work of the review in words."""
    permission, title, why, url = REVIEW[one.kind]
    if one.kind == "unread" and one.stage == StageKey.FULL:
        why = "Each is judged, or marked as one that could not be found."
    what, many = NOUNS["make" if one.kind == "make" else one.stage]
    args: tuple[Any, ...] = (one.stage,) if one.stage else ()
    return Need("study", title.format(_several(one.number, what, many)), why, permission, url, args)


def _rounds(project: Project, user: User | None) -> list[Need]:
    return [
        Need("memo", one.title, one.why, one.permission, one.url, one.args)
        for one in round_needs(project, user)
    ]


def _uncoded(project: Project) -> list[Need]:
    coded = Coding.objects.filter(settled(), passage__transcript=OuterRef("pk"))
    held = Assignment.objects.filter(transcript=OuterRef("pk"), round__called_off=False)
    rows = Transcript.objects.filter(~Exists(coded), ~Exists(held), project=project)
    n = rows.count()
    if not n:
        return []
    return [Need("memo", f"Code {_several(n, 'transcript')}",
                 f"{_names(rows[:3], n)}. No finding can rest on what is not coded.",
                 Permission.CODE, "interviews:list")]  # fmt: skip


def _unsupported(project: Project) -> list[Need]:
    held = Support.objects.filter(FOR, HOLDS, finding=OuterRef("pk"), removed_at=None)
    rows = Finding.objects.filter(~Exists(held), project=project, retired_at=None)
    n = rows.count()
    if not n:
        return []
    return [Need("finding", f"Tie evidence to {_several(n, 'finding')}",
                 f"{_names(rows[:5], n)}. Nothing supports {'it' if n == 1 else 'them'} yet.",
                 Permission.MANAGE_FINDINGS, "findings:list")]  # fmt: skip


def _drafts(project: Project) -> list[Need]:
    rows = Recommendation.objects.filter(project=project, status=Recommendation.Status.DRAFT)
    n = rows.count()
    if not n:
        return []
    return [Need("decision", f"Agree or drop {_several(n, 'draft recommendation')}",
                 f"{_names(rows[:5], n)}. A draft is not part of the answer.",
                 Permission.RECOMMEND, "decision:list")]  # fmt: skip


def _unowned(project: Project) -> list[Need]:
    live = [PlannedAction.Status.OPEN, PlannedAction.Status.UNDER_WAY]
    rows = PlannedAction.objects.filter(project=project, owner="", status__in=live)
    n = rows.count()
    if not n:
        return []
    return [Need("person", f"Find an owner for {_several(n, 'action')}",
                 f"{_names(rows[:5], n)}. What nobody owns is not done.",
                 Permission.PLAN, "plan:list")]  # fmt: skip
