"""References on their way out: those asked for, with what was decided of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from uptake.formats.decisions import Decision, without_decisions
from uptake.formats.table_out import Exported
from uptake.projects.models import Project
from uptake.sources import screened
from uptake.sources.models import Reference
from uptake.sources.queries.references import Asked, asked_for
from uptake.sources.records import record_of, restored

CHUNK = 500


def exported(
    project: Project, asked: Asked | None = None, *, state: str = "", decisions: bool = True
) -> Iterator[Exported]:
    """Every reference asked for, in the shape that formats write; a few hundred in memory.

    `state` narrows them to a state of screening. With `decisions`, the review's own go along, and
    where it has none, those that came with the file, or with the files of all records that were
    merged. Those of references that somebody has still to judge blindly are left out, in notes
    too. Each says how many records it stands for.
    """
    rows = asked_for(project, asked or Asked(sort="import"))
    if asked is None:
        rows = rows.order_by("pk")
    every = bool(asked and asked.every_record)
    wanted = set(screened.ids(project, state)) if state else None
    keys: Iterable[int] = list(rows.values_list("pk", flat=True))
    chosen = iter([pk for pk in keys if wanted is None or pk in wanted])
    while ids := list(islice(chosen, CHUNK)):
        yield from _some(project, ids, every, decisions)


def _some(project: Project, ids: list[int], every: bool, decisions: bool) -> Iterator[Exported]:
    found = Reference.objects.filter(project=project).defer("find").in_bulk(ids)
    merged = Reference.objects.filter(merged_into__in=[] if every else ids).order_by("pk")
    beneath = list(merged.values_list("merged_into", "brought"))
    records = Counter([*ids, *(work for work, _ in beneath)])
    came = {pk: list(row.brought) for pk, row in found.items()}
    for work, brought in beneath:
        came[work].extend(brought)
    made = screened.decisions(project, ids) if decisions else {}
    unseen = screened.unseen(project, ids)
    for pk in ids:
        if pk not in found:
            continue  # gone since it was asked for
        row = found[pk]
        record = record_of(restored(row) if every else row)
        said = made.get(pk) or dict.fromkeys(Decision(**it) for it in came[pk])
        if pk in unseen:
            record, said = without_decisions(record), made.get(pk, ())
        yield Exported(record, tuple(said) if decisions else (), records[pk])


def export_count(project: Project, asked: Asked, state: str = "") -> int:
    """How many references an export will hold."""
    rows = asked_for(project, asked)
    if not state:
        return rows.count()
    wanted = set(screened.ids(project, state))
    return sum(1 for pk in rows.values_list("pk", flat=True) if pk in wanted)
