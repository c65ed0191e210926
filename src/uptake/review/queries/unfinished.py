"""What the round that is open has not finished, asked before an update begins."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from uptake.projects.models import Project
from uptake.review.models import Calibration, Stage, Standing
from uptake.review.models.protocol import StageKey
from uptake.review.pools import to_judge
from uptake.review.queries.conflicts import to_settle
from uptake.review.queries.stages import ended, stage


@dataclass(frozen=True, slots=True)
class Unfinished:
    """So many references of a stage, or rounds of calibration, that something is still to do on."""

    stage: str
    what: str
    number: int

    @property
    def words(self) -> str:
        """In words, as pages and the terminal tell it."""
        name = "full texts" if self.stage == StageKey.FULL else "titles and abstracts"
        return f"{self.number:,} {WHAT[self.what]} ({name})"


WHAT = {
    "unread": "unread", "half": "waiting for a second verdict", "conflicts": "to settle",
    "calibration": "in calibration, which is still open",
}  # fmt: skip


def unfinished(project: Project) -> list[Unfinished]:
    """What is left to judge and to settle at either stage; nothing where all is done.

    What a stage that was ended left unread is no work left over.
    """
    return [one for key in StageKey.values for one in _of(stage(project, key)) if one.number]


def _of(of: Stage) -> list[Unfinished]:
    there = Standing.objects.filter(project_id=of.project_id, stage=of.key)
    unread = 0 if ended(of.project, of.key) else _unread(of)
    half = there.filter(state=Standing.State.HALF)
    rounds = Calibration.objects.filter(
        project_id=of.project_id, stage=of.key, closed_at=None
    )  # fmt: skip
    held = sum(row.items.count() for row in rounds)
    return [
        Unfinished(of.key, "unread", unread), Unfinished(of.key, "half", half.count()),
        Unfinished(of.key, "conflicts", to_settle(of.project, of.key)),
        Unfinished(of.key, "calibration", held),
    ]  # fmt: skip


def _unread(of: Stage) -> int:
    """How many nobody has judged; a full text that could not be found is not to be judged."""
    judged = Standing.objects.filter(reference=OuterRef("pk"), stage=of.key)
    return to_judge(of).filter(~Exists(judged)).count()
