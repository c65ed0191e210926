"""If one stopped now: what would be missed, what going on costs, what an audit showed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby

import numpy as np
from django.db.models import Count, Max, Q

from uptake.methods import stopping
from uptake.methods.stopping import Audit, Reading, StopState
from uptake.projects.models import Project
from uptake.review.models import (
    AuditItem,
    RandomAudit,
    ReviewRound,
    Stage,
    Standing,
    StopDecision,
    Verdict,
)
from uptake.review.pools import left_unread_by_round, to_judge, unread_of
from uptake.review.queries.stages import ended, stage

RULES = {
    "scaled": "Suited to the size of the review",
    "careful": "Careful: reads most",
    "balanced": "Balanced",
    "plain": "Plain: the test, and many irrelevant ones in a row",
    "quick": "Quick: misses more",
    "test": "The test alone, at its stated level",
}
"""What the rules are called, by key."""
KEPT = (Standing.State.INCLUDE, Standing.State.UNSURE, Standing.State.CONFLICT)
"""Standings that count as found: included, and what may still be."""
SECONDS = 20.0
"""Seconds for a reference where nobody's have been measured yet."""
BREAK = 300
"""Seconds beyond which a reference counts no longer: somebody took a break."""
POINTS = 120


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A random audit and what it showed so far."""

    row: RandomAudit
    judged: int
    found: int
    result: Audit | None


@dataclass(frozen=True, slots=True)
class EndedBefore:
    """An earlier round that stands as ended: what it left unread is not asked for."""

    row: StopDecision
    title: str
    unread: int


@dataclass(frozen=True, slots=True)
class StopPage:
    """A stage under its stopping rule."""

    stage: Stage
    state: StopState | None
    read: int
    total: int
    found: int
    seconds: float
    measured: bool
    hours_to_rule: float
    hours_to_end: float
    stopped: StopDecision | None
    earlier: list[StopDecision]
    before: list[EndedBefore]
    audits: list[AuditRow]
    curve: tuple[tuple[int, int], ...]

    @property
    def unread(self) -> int:
        return self.total - self.read

    @property
    def figures(self) -> dict[str, float | int | bool | str]:
        """The figures as they are kept with a decision to stop."""
        kept: dict[str, float | int | bool | str] = {
            "read": self.read, "total": self.total, "found": self.found, "rule": self.stage.rule,
            "target": self.stage.target, "rules": stopping.VERSION,
        }  # fmt: skip
        if self.state is not None:
            of = self.state.estimate
            kept |= {
                "holds": self.state.holds, "evidence": round(self.state.evidence, 3),
                "expected": round(of.expected, 2), "low": of.low, "high": of.high,
                "recall": round(of.recall, 4), "recall_at_least": round(of.recall_at_least, 4),
                "chance_any": round(of.chance_any, 4),
            }  # fmt: skip
        return kept


def stop_page(project: Project, key: str) -> StopPage:
    """Everything about the end of a stage."""
    of = stage(project, key)
    now = reading(of)
    seconds, measured = seconds_each(of)
    state = _state(now, of.rule, of.target) if now.read else None
    to_rule = stopping.cost(state.more_needed if state else 0, seconds, of.reviewers)
    rows = StopDecision.objects.filter(project=project, stage=key).select_related("by")
    return StopPage(
        of, state, now.read, now.total, now.found, seconds, measured, to_rule.hours,
        stopping.cost(now.unread, seconds, of.reviewers).hours, ended(project, key),
        list(rows.exclude(reopened_at=None)), _before(of), _audits(of, now.found), curve(now),
    )  # fmt: skip


def _before(of: Stage) -> list[EndedBefore]:
    files = left_unread_by_round(of)
    if not files:
        return []
    rows = StopDecision.objects.filter(
        project_id=of.project_id, stage=of.key, reopened_at=None, round__in=files
    )
    titles = dict(
        ReviewRound.objects.filter(project_id=of.project_id).values_list("number", "title")
    )
    return [
        EndedBefore(row, titles.get(row.round, ""), unread_of(of, files[row.round]))
        for row in rows.select_related("by")
    ]


def reading(of: Stage) -> Reading:
    """What has been decided at a stage, in the order in which it was."""
    rows = Standing.objects.filter(project_id=of.project_id, stage=of.key).exclude(
        state=Standing.State.HALF
    )
    known = rows.aggregate(
        read=Count("pk"), last=Max("decided_at"),
        kept=Count("pk", filter=Q(state__in=KEPT)),
    )  # fmt: skip
    return _reading(
        of.project_id, of.key, to_judge(of).count(), known["read"], known["kept"], known["last"]
    )


@lru_cache(maxsize=32)
def _reading(
    project: int, key: str, total: int, read: int, _kept: int, _last: datetime | None
) -> Reading:
    states = (
        Standing.objects.filter(project_id=project, stage=key)
        .exclude(state=Standing.State.HALF)
        .order_by("decided_at", "pk").values_list("state", flat=True)
    )  # fmt: skip
    places = np.asarray([at for at, state in enumerate(states) if state in KEPT], np.int64)
    return Reading(places, read, max(total, read))


def _state(now: Reading, rule: str, target: float) -> StopState:
    key = (now.relevant.tobytes(), now.read, now.total, rule, target)
    if key not in _STATES:
        if len(_STATES) > 32:
            _STATES.clear()
        _STATES[key] = stopping.state(now, rule, target)
    return _STATES[key]


_STATES: dict[tuple[bytes, int, int, str, float], StopState] = {}
"""The last few answers: the panel is asked for more often than anything changes."""


def seconds_each(of: Stage) -> tuple[float, bool]:
    """The usual seconds of a verdict at a stage, and whether they were measured."""
    rows = Verdict.objects.filter(project_id=of.project_id, stage=of.key).exclude(seconds=None)
    waits = list(rows.order_by("-pk").values_list("seconds", flat=True)[:500])
    usual = stopping.seconds_each([float(min(one or 0, BREAK)) for one in waits])
    return (SECONDS, False) if usual is None else (max(1.0, usual), True)


def _audits(of: Stage, found: int) -> list[AuditRow]:
    rows = list(RandomAudit.objects.filter(project_id=of.project_id, stage=of.key).order_by("-pk"))
    items = AuditItem.objects.filter(audit__in=rows).order_by("audit_id")
    ids: dict[int, list[int]] = {
        audit: [pk for _, pk in some]
        for audit, some in groupby(items.values_list("audit_id", "reference_id"), lambda it: it[0])
    }
    states = dict(
        Standing.objects.filter(
            stage=of.key, reference__in={pk for one in ids.values() for pk in one}
        ).exclude(state=Standing.State.HALF).values_list("reference_id", "state")
    )  # fmt: skip
    return [_audit(row, [states.get(pk) for pk in ids.get(row.pk, [])], found) for row in rows]


def _audit(row: RandomAudit, states: list[str | None], found: int) -> AuditRow:
    judged = sum(state is not None for state in states)
    kept = sum(state in KEPT for state in states)
    whole = judged == len(states)
    result = stopping.audit(max(0, found - kept), row.unread, row.drawn, kept) if whole else None
    return AuditRow(row, judged, kept, result)


def curve(now: Reading) -> tuple[tuple[int, int], ...]:
    """Relevant found by references read, in at most a few score points."""
    if not now.read:
        return ()
    steps = np.unique(np.linspace(0, now.read, min(now.read + 1, POINTS)).astype(int))
    found = np.searchsorted(now.relevant, steps, side="left")
    return tuple(zip(steps.tolist(), found.tolist(), strict=True))
