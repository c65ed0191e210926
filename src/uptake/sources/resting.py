"""What rests on the references of a file, and so keeps its import from being undone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from uptake.sources import screened
from uptake.sources.models import Document, ImportFile, Reference, Statement

NAMED = 3


@dataclass(frozen=True, slots=True)
class Hold:
    """One kind of work that rests on some references of a file."""

    what: str
    number: int
    """How many of its references something of this kind rests on."""
    named: tuple[tuple[int, str], ...]
    """The first of them: their numbers and what people call them."""

    def __str__(self) -> str:
        names = ", ".join(name for _, name in self.named)
        more = f" and {self.number - len(self.named):,} more" if self.number > NAMED else ""
        return f"{self.what} ({names}{more})"


def holding(file: ImportFile) -> list[Hold]:
    """What people made of the file's references, each kind with the references it rests on."""
    return [
        Hold(what, len(ids), _named(ids))
        for what, ids in (*_here(file), *screened.resting(file.project, file.pk)) if ids
    ]  # fmt: skip


def _here(file: ImportFile) -> Iterator[tuple[str, Collection[int]]]:
    stated = Statement.objects.filter(reference__file=file)
    yield "statements", set(stated.values_list("reference_id", flat=True))
    attached = Document.objects.filter(reference__file=file, removed_at=None)
    yield "full texts", set(attached.values_list("reference_id", flat=True))
    # One that came with a merge goes with it; `own` holds what the record was before.
    gone = Reference.objects.filter(file=file).exclude(retracted_at=None)
    gone = gone.exclude(own__has_key="retracted_at")
    yield "retractions noted", set(gone.values_list("pk", flat=True))


def _named(ids: Collection[int]) -> tuple[tuple[int, str], ...]:
    rows = Reference.objects.filter(pk__in=sorted(ids)[:NAMED]).order_by("pk")
    return tuple((row.pk, str(row)) for row in rows.defer("raw", "find", "abstract"))
