"""What pages say before an import is undone: what goes with it, and what keeps it here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from uptake.sources.models import DuplicatePair, ImportFile, Reference
from uptake.sources.resting import Hold, holding


@dataclass(frozen=True, slots=True)
class Undoing:
    """An import, and what would become of its references."""

    alone: int
    """References made of records of this file only: they go."""
    shared: int
    """References that other files hold as well: they stay, without the records of this file."""
    records: int
    """Records of this file beneath those."""
    pairs: int
    """Pairs that wait for a decision, with a record of this file."""
    holds: list[Hold]


def undoing(file: ImportFile) -> Undoing:
    """What undoing the import of a file would do."""
    rows = Reference.objects.filter(project=file.project_id).order_by()
    mine = {pk: kept or pk for pk, kept in
            rows.filter(file=file).values_list("pk", "merged_into_id")}  # fmt: skip
    works = set(mine.values())
    others = rows.exclude(file=file)
    beneath = others.exclude(merged_into=None).values_list("merged_into_id", flat=True)
    standing = others.filter(merged_into=None, records__file=file).values_list("pk", flat=True)
    shared = works & {*beneath, *standing}
    waiting = DuplicatePair.objects.filter(
        Q(first__file=file) | Q(second__file=file), state=DuplicatePair.State.WAITING
    )
    return Undoing(
        len(works - shared), len(shared), sum(kept in shared for kept in mine.values()),
        waiting.count(), holding(file),
    )  # fmt: skip
