"""What the review tells of references on their way out: how far each is, and what was decided.

Only what everybody may know: where a reference stands once all have judged it who have to. Who
said what stays in the review's own export.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import cast

from uptake.formats import decisions as notes
from uptake.formats.decisions import Decision
from uptake.projects.models import Project
from uptake.review.models import (
    AuditItem,
    CalibrationItem,
    Labelled,
    Report,
    Retrieval,
    Settlement,
    Standing,
    Verdict,
)
from uptake.review.models.protocol import StageKey
from uptake.review.models.screening import Judged
from uptake.review.queries.blind import still_blind, still_read
from uptake.review.queries.flow import Records

TOOL = "Uptake"
STATES: dict[str, tuple[str, frozenset[str]]] = {
    "included": ("Included", frozenset({"included"})),
    "going-on": (
        "Gone on to the full text", frozenset({"to seek", "to assess", "not retrieved"})
    ),
    "excluded": ("Excluded on title and abstract", frozenset({"excluded"})),
    "excluded-full": ("Excluded on full text", frozenset({"excluded in full"})),
    "unread": ("Not judged yet", frozenset({"to screen", "automation", "other"})),
}  # fmt: skip
"""By key: the words, and what PRISMA counts such references as."""
STAGES: dict[str, notes.Stage] = {StageKey.TITLE: "title", StageKey.FULL: "full text"}

RESTS = (
    ("verdicts", Verdict), ("settled conflicts", Settlement), ("labels", Labelled),
    ("calibration rounds", CalibrationItem), ("random audits", AuditItem),
    ("searches for the full text", Retrieval),
)  # fmt: skip
"""What people made of single references in a review, in words."""


class Told:
    """The review's answers to whoever takes references out."""

    def states(self, project: Project) -> Sequence[tuple[str, str]]:
        """The states by which references can be chosen; none where nobody has judged any."""
        if not Standing.objects.filter(project=project).exists():
            return ()
        return [(key, words) for key, (words, _) in STATES.items()]

    def ids(self, project: Project, state: str) -> Sequence[int]:
        """The references in a state; none for a state there is not."""
        _, fates = STATES.get(state, ("", frozenset()))
        return sorted(pk for pk, kind in Records(project).kinds() if kind[1] in fates)

    def decisions(self, project: Project, ids: Sequence[int]) -> Mapping[int, Sequence[Decision]]:
        """Where these references stand at each stage, as decisions with their reasons."""
        rows = Standing.objects.filter(
            project=project, reference__in=ids, state__in=Judged.values
        ).order_by("-stage")  # titles before full texts
        found: dict[int, list[Decision]] = defaultdict(list)
        for pk, stage, state, reason, at in rows.values_list(
            "reference_id", "stage", "state", "reason__label", "decided_at"
        ):
            found[pk].append(
                Decision(
                    STAGES[stage], cast(notes.Verdict, state), reason or "",
                    at=at.date().isoformat() if at else "", tool=TOOL,
                )
            )  # fmt: skip
        return found

    def unseen(self, project: Project, ids: Collection[int]) -> Collection[int]:
        """Records that somebody has still to judge blindly: what came with them is hidden."""
        return still_blind(project, ids)

    def withheld(self, project: Project) -> Collection[int]:
        """References of studies that are not open: what one states of them the other reads not."""
        return still_read(project)

    def resting(self, project: Project, file: int) -> Sequence[tuple[str, Collection[int]]]:
        """What people made of a file's references.

        A verdict that was replaced rests on its reference as well. Only references are named, never
        by whom or how they were judged.
        """
        found: list[tuple[str, Collection[int]]] = []
        for words, model in RESTS:
            rows = model._default_manager.filter(project=project, reference__file=file)
            found.append((words, set(rows.values_list("reference_id", flat=True))))
        reports = Report.objects.filter(project=project, reference__file=file, removed_at=None)
        found.append(("studies", set(reports.values_list("reference_id", flat=True))))
        return found
