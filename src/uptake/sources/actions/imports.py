"""A previewed file becomes references: all of them, in one transaction, or none."""

from __future__ import annotations

from dataclasses import asdict

from uptake.formats.references import Reading
from uptake.formats.table_columns import TELLING
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.sources import words
from uptake.sources.actions.searches import SearchFacts, checked
from uptake.sources.alike import known_already
from uptake.sources.collecting import put_off
from uptake.sources.models import ImportFile, Reference, Search
from uptake.sources.records import is_empty, row_of

BATCH = 500


@action(Permission.IMPORT, event="references.imported")
def store_references(
    *, by: Actor, file: ImportFile, reading: Reading, search: Search | SearchFacts,
    again: bool = False, partial: bool = False, keep: str = "",
) -> Outcome[ImportFile]:  # fmt: skip
    """Store what a file holds, under the search that found it.

    `again` says that the same file may be stored a second time; `partial` that what cannot be read
    may stay out; `keep` what becomes of decisions that the file holds (see `records.brought`).
    Records in the file are records stored and records reported, always.
    """
    current = _claimed(file)
    if not again:
        refuse_again(current)
    if current.reported and not partial:
        raise Refused(
            f"{current.reported} of {current.records} records cannot be imported.",
            advice="Tick that the rest may be imported without them, or drop the file.",
            where=current.name,
        )
    refuse_nameless(reading, current.name)
    found = search
    if isinstance(found, SearchFacts):
        found = Search.objects.create(project_id=current.project_id, **asdict(checked(found)))
    kept = [record for record in reading.references if not is_empty(record)]
    current.preview["alike"] = known_already(current.project, kept)
    with put_off():
        # A batch at a time, since bulk_create makes a list of all that it is given.
        for first in range(0, len(kept), BATCH):
            batch = kept[first : first + BATCH]
            Reference.objects.bulk_create([row_of(it, current, keep) for it in batch])
    words.index(current.pk)
    current.search, current.state = found, ImportFile.State.STORED
    current.stored = Reference.objects.filter(file=current).count()
    if current.stored + current.reported != reading.records_seen:
        raise AssertionError(
            f"{reading.records_seen} records read, {current.stored} stored, "
            f"{current.reported} reported"
        )
    current.save()
    detail = {"database": found.database, **({"decisions": keep} if keep else {})}
    return Outcome(current, detail=detail)


def refuse_nameless(reading: Reading, name: str) -> None:
    """Refuse a table none of whose columns could tell one reference from another."""
    if reading.columns and not any(column.field in TELLING for column in reading.columns):
        raise Refused(
            "No column is known that holds a title, an abstract, a DOI or a PubMed number.",
            advice="Say what each column holds.", where=name,
        )  # fmt: skip


def _claimed(file: ImportFile) -> ImportFile:
    """The file, held until this transaction ends, so that nobody stores it twice."""
    Project.objects.select_for_update(no_key=True).get(pk=file.project_id)
    current = ImportFile.objects.select_for_update().get(pk=file.pk)
    if current.state == ImportFile.State.STORED:
        raise Refused(f"{current.name} was imported already.", advice="Look at its search.")
    if current.state == ImportFile.State.DROPPED:
        raise Refused(f"{current.name} was dropped.", advice="Upload it again to import it.")
    return current


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
