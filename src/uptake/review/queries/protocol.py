"""The protocol as its page shows it: each version with what changed, and the criteria."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count

from uptake.projects.models import Project
from uptake.review.models import Criterion, Protocol, Stage, Standing, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.queries.stages import open_verdicts, stage

FIELDS = (("question", "Question"), ("registration", "Registration"), ("begun_on", "Begun on"),
          ("due_on", "Due on"), ("methods", "Methods set beforehand"))  # fmt: skip
Change = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the protocol, and how it differs from the one before."""

    number: int
    at: datetime
    by: str
    why: str
    changes: list[tuple[str, list[Change]]]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion, how many current verdicts that may be seen name it, and how it read before."""

    row: Criterion
    used: int
    before: list[Criterion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage's settings and criteria."""

    stage: Stage
    judged: bool
    include: list[CriterionRow]
    exclude: list[CriterionRow]
    retired: list[CriterionRow]


def current(project: Project) -> Protocol | None:
    """The protocol as it stands."""
    return Protocol.objects.filter(project=project).order_by("-version").first()


def versions(project: Project) -> list[Version]:
    """Every version, the newest first."""
    rows = list(Protocol.objects.filter(project=project).select_related("by").order_by("version"))
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        changes = [] if before is None else [
            (label, difference(_shown(getattr(before, name)), _shown(getattr(row, name))))
            for name, label in FIELDS
            if getattr(before, name) != getattr(row, name)
        ]  # fmt: skip
        by = row.by.name if row.by else ""
        found.append(Version(row.version, row.created_at, by, row.why, changes))
    return found[::-1]


def _shown(value: str | date | None) -> str:
    return "" if value is None else str(value)


def difference(before: str, after: str) -> list[Change]:
    """A text with what went out ("del"), what came in ("ins") and what stayed ("")."""
    old, new = (re.findall(r"\s+|[^\s]+", text) for text in (before, after))
    found: list[Change] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(("", "".join(old[a:b])))
            continue
        found += [(sign, text) for sign, text in
                  (("del", "".join(old[a:b])), ("ins", "".join(new[c:d]))) if text]  # fmt: skip
    return found


def stages(project: Project) -> list[StageRow]:
    """Both stages with their criteria."""
    rows = list(Criterion.objects.filter(project=project).order_by("order", "pk"))
    given = Verdict.objects.filter(project=project, replaced_at=None).exclude(reason=None)
    shown = open_verdicts(project, given).order_by().values_list("reason_id")
    used = dict(shown.annotate(number=Count("pk")))
    known = {row.pk: row for row in rows}
    stages_of = Verdict.objects.filter(project=project).order_by().values_list("stage", flat=True)
    begun = set(stages_of.distinct())
    found = []
    for key in StageKey.values:
        here = [CriterionRow(row, used.get(row.pk, 0), _before(row, known))
                for row in rows if row.stage == key]  # fmt: skip
        in_use = [one for one in here if one.row.retired_at is None]
        replaced = {one.row.replaces_id for one in here}
        found.append(
            StageRow(
                stage(project, key), key in begun,
                [one for one in in_use if one.row.side == Criterion.Side.INCLUDE],
                [one for one in in_use if one.row.side == Criterion.Side.EXCLUDE],
                [one for one in here if one.row.retired_at and one.row.pk not in replaced],
            )
        )  # fmt: skip
    return found


def _before(row: Criterion, known: dict[int, Criterion]) -> list[Criterion]:
    found = []
    at = row.replaces_id
    while at is not None:
        found.append(known[at])
        at = known[at].replaces_id
    return found


def decided(project: Project, key: str) -> dict[str, int]:
    """How many decisions of a stage could need another look, by what was decided."""
    rows = Standing.objects.filter(project=project, stage=key)
    include = rows.filter(state=Standing.State.INCLUDE).count()
    exclude = rows.filter(state=Standing.State.EXCLUDE).count()
    half = rows.filter(state=Standing.State.HALF).count()
    return {"include": include, "exclude": exclude, "all": rows.count() - half}


def given_for(criterion: Criterion) -> int:
    """How many references stand excluded for a criterion."""
    return Standing.objects.filter(reason=criterion).count()


def to_copy(project: Project) -> list[Criterion]:
    """The criteria of titles and abstracts that full texts have none of the same name of."""
    rows = list(Criterion.objects.filter(project=project, retired_at=None).order_by("order", "pk"))
    there = {(row.side, row.label.casefold()) for row in rows if row.stage == StageKey.FULL}
    return [
        row for row in rows
        if row.stage == StageKey.TITLE and (row.side, row.label.casefold()) not in there
    ]  # fmt: skip


def has_begun(project: Project, key: str) -> bool:
    """Whether anybody has judged at a stage."""
    return Verdict.objects.filter(project=project, stage=key).exists()


def reasons_by_name(project: Project, key: str) -> dict[str, Criterion]:
    """The reasons to exclude that are in use at a stage, by their names in small letters."""
    rows = Criterion.objects.filter(
        project=project, stage=key, side=Criterion.Side.EXCLUDE, retired_at=None
    )
    return {row.label.casefold(): row for row in rows}
