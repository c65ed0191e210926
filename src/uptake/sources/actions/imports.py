"""A previewed file becomes references: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from uptake.formats.references import Reading
from uptake.formats.table_columns import TELLING
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.roles import Permission
from uptake.sources import words
from uptake.sources.actions.files import refuse_outsiders
from uptake.sources.actions.searches import SearchFacts, checked
from uptake.sources.alike import known_already
from uptake.sources.collecting import put_off
from uptake.sources.models import ImportFile, Reference, Search
from uptake.sources.records import is_empty, row_of
from uptake.sources.storing import Tell, Unseen, claimed

BATCH = 500


@action(Permission.IMPORT, event="references.imported")
def store_references(
    *, by: Actor, file: ImportFile, reading: Reading | Unseen, search: Search | SearchFacts,
    again: bool = False, partial: bool = False, keep: str = "",
) -> Outcome[ImportFile]:  # fmt: skip
    """Store what a file holds, under the search that found it; or show what is stored unseen.

    `again` says that the same file may be stored a second time; `partial` that what cannot be read
    may stay out; `keep` what becomes of decisions that the file holds (see `records.brought`).
    Records in the file are records stored and records reported, always.
    """
    current = claimed(file, reading.claim if isinstance(reading, Unseen) else "")
    refuse_unasked(current, again, partial)
    found = search
    if isinstance(found, SearchFacts):
        found = Search.objects.create(project_id=current.project_id, **asdict(checked(found)))
    if isinstance(reading, Unseen):
        records, current.preview["alike"] = reading.records, reading.alike
    else:
        records, current.preview["alike"] = _store(current, reading, keep)
    current.search, current.state = found, ImportFile.State.STORED
    current.storing_as, current.heard_at = "", None
    current.stored = Reference.every.filter(file=current).count()
    if current.stored + current.reported != records:
        raise AssertionError(
            f"{records} records read, {current.stored} stored, {current.reported} reported"
        )
    current.save()
    detail = {"database": found.database, **({"decisions": keep} if keep else {})}
    return Outcome(current, detail=detail)


def store_unseen(
    *, by: Actor, file: ImportFile, readings: Iterable[Reading], search: Search | SearchFacts,
    again: bool = False, partial: bool = False, keep: str = "", tell: Tell | None = None,
) -> ImportFile:  # fmt: skip
    """Store a long file a piece at a time, so that others can work; then show all of it at once.

    `tell` hears how many references are stored, outside any transaction.
    """
    refuse_outsiders(by, file.project)
    with Unseen(file, keep, lambda it: refuse_unasked(it, again, partial)) as unseen:
        for reading in readings:
            refuse_nameless(reading, file.name)
            unseen.add(reading, tell)
        stored = store_references(
            by=by, file=file, reading=unseen, search=search, again=again, partial=partial,
            keep=keep,
        )  # fmt: skip
        unseen.shown = True
    return stored


def _store(current: ImportFile, reading: Reading, keep: str) -> tuple[int, int]:
    """Store a file that is not long; how many records it holds, and how many look known."""
    refuse_nameless(reading, current.name)
    kept = [record for record in reading.references if not is_empty(record)]
    alike = known_already(current.project, kept)
    with put_off():
        # A batch at a time, since bulk_create makes a list of all that it is given.
        for first in range(0, len(kept), BATCH):
            batch = kept[first : first + BATCH]
            Reference.objects.bulk_create([row_of(it, current, keep) for it in batch])
    words.index(current.pk)
    return reading.records_seen, alike


def refuse_unasked(file: ImportFile, again: bool, partial: bool) -> None:
    """Refuse what nobody ticked: the same file a second time, a file without some records."""
    if not again:
        refuse_again(file)
    if file.reported and not partial:
        raise Refused(
            f"{file.reported} of {file.records} records cannot be imported.",
            advice="Tick that the rest may be imported without them, or drop the file.",
            where=file.name,
        )


def refuse_nameless(reading: Reading, name: str) -> None:
    """Refuse a table none of whose columns could tell one reference from another."""
    if reading.columns and not any(column.field in TELLING for column in reading.columns):
        raise Refused(
            "No column is known that holds a title, an abstract, a DOI or a PubMed number.",
            advice="Say what each column holds.", where=name,
        )  # fmt: skip


def refuse_again(file: ImportFile) -> None:
    """Refuse a file whose very bytes were imported before in this project."""
    twin = ImportFile.objects.filter(
        project_id=file.project_id, sha256=file.sha256, state=ImportFile.State.STORED
    ).first()
    if twin is not None:
        raise Refused(
            f"The same file was imported on {twin.created_at:%-d %B %Y} as {twin.name}.",
            advice="Tick that you want it a second time, or drop it.", where=file.name,
        )  # fmt: skip
