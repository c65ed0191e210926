"""Files of other programs: they arrive, are brought in, can be undone; and what goes out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from django.apps import apps
from django.db.models import Model, ProtectedError
from django.utils import timezone

from uptake.formats.losses import Loss
from uptake.interviews.actions.exchange_codings import (
    Put,
    _bring_codes,
    _bring_codings,
    _bring_memos,
    _bring_themes,
    _store_codings,
)
from uptake.interviews.actions.exchange_more import (
    _bring_guides,
    _bring_log,
    _bring_quotes,
    _bring_versions,
    _bring_wordings,
    _follow_guides,
)
from uptake.interviews.actions.exchange_people import (
    Arriving,
    Choices,
    _bring_coders,
    _bring_people,
)
from uptake.interviews.actions.exchange_rows import _project_of_rows
from uptake.interviews.actions.exchange_side import _bring_chart, _bring_content, _bring_rounds
from uptake.interviews.actions.exchange_texts import _bring_texts
from uptake.interviews.exchange.parcel import Parcel
from uptake.interviews.exchange.summary import found_in
from uptake.interviews.models import ProjectFile
from uptake.interviews.queries.exchange import old_files
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

State = ProjectFile.State
Ranges = list[tuple[str, list[list[int]]]]
OWN_END = frozenset({"interviews.turn"})
"""Made with what they belong to, and gone with it."""


@action(Permission.MANAGE_MATERIAL, event="project_file.received")
def receive_project_file(
    *, by: Actor, project: Project, name: str, content: bytes, parcel: Parcel
) -> Outcome[ProjectFile]:
    """Keep a file of another program, as it was read, until somebody decides on it.

    Files of the project that have waited over a week lose their content and are dropped.
    """
    gone = _drop_old(project)
    mark = hashlib.sha256(content).hexdigest()
    waiting = ProjectFile.objects.filter(project=project, sha256=mark, state=State.WAITING).first()
    if waiting is not None:
        return Outcome(waiting, detail={"received_again": True})
    row = ProjectFile.objects.create(
        project=project, name=name[-255:] or "file", content=content, size=len(content),
        sha256=mark, format=parcel.kind, program=parcel.project.origin[:80], by=by.user,
        found=found_in(parcel), losses=_as_data(parcel.losses), history=list(parcel.history),
    )  # fmt: skip
    return Outcome(row, detail={"dropped": gone} if gone else {})


@action(Permission.MANAGE_MATERIAL, event="project_files.forgotten")
def forget_project_files(*, by: Actor, project: Project) -> Outcome[int]:
    """Drop the project's files of other programs that nobody decided on for a week."""
    gone = _drop_old(project)
    return Outcome(gone, detail={"dropped": gone})


def _drop_old(project: Project) -> int:
    return old_files(project).update(
        state=State.DROPPED, content=None, found={}, history=[], decided_at=timezone.now()
    )


@action(Permission.MANAGE_MATERIAL, event="project_file.dropped")
def drop_project_file(*, by: Actor, file: ProjectFile) -> ProjectFile:
    """Decide against a file that waits. Nothing of it is kept but its name."""
    row = _held(file)
    if row.state != State.WAITING:
        raise Refused(f"{row.name} was decided on already.")
    row.state, row.content, row.found, row.history = State.DROPPED, None, {}, []
    row.decided_at = timezone.now()
    row.save()
    return row


@action(Permission.MANAGE_MATERIAL, event="project_file.brought_in")
def bring_project_in(
    *, by: Actor, file: ProjectFile, parcel: Parcel, choices: Choices | None = None
) -> Outcome[ProjectFile]:
    """Store what a file holds, all of it or nothing: documents, codes, codings, cases, memos.

    A document that is here already gets the codings on its words; passages that cannot be placed
    are left out and counted. Codings need words that were de-identified, so without
    `choices.waived` new documents come in uncoded. What Uptake's own side file holds is restored.

    Raises Refused for a transcript that is being coded blind or is still to be de-identified, for
    a case without consent, and for a file with nothing to bring in. The file's content goes.
    """
    row, choices = _held(file), choices or Choices()
    if row.state != State.WAITING:
        raise Refused(f"{row.name} was decided on already.")
    for needed in (Permission.EDIT_CODEBOOK, Permission.CODE):
        if not by.may(needed, row.project):
            raise NotAllowed(f"{by.label} may not {needed.value} here.",
                             advice="Ask the project's owner for another role.")  # fmt: skip
    Project.objects.select_for_update(no_key=True).get(pk=row.project_id)
    unplaced: Sequence[Loss] = ()
    if parcel.kind == "codings":
        parcel, unplaced = _project_of_rows(row.project, parcel)
    at = Arriving(row.project, parcel, choices)
    for loss in (*parcel.losses, *unplaced):
        at.losses.add(loss.kind, loss.example, loss.where, loss.count)
    _bring(at, by)
    if not any(at.counts.values()):
        raise Refused(
            "Nothing in the file is new here.", where=row.name,
            advice="Look at what could not be brought in, below, or drop the file.",
        )  # fmt: skip
    row.state, row.content, row.decided_at = State.STORED, None, timezone.now()
    row.losses, row.made = _as_data(at.losses.report()), {"rows": _ranges(at.made)}
    row.counts = {name: number for name, number in at.counts.items() if number}
    row.save()
    lost = sum(loss["count"] for loss in row.losses)
    return Outcome(row, detail={**row.counts, "not carried": lost})


def _bring(at: Arriving, by: Actor) -> None:
    """Everything of a file, in the order in which one thing rests on another."""
    put = Put()
    _bring_coders(at)
    _bring_people(at)
    _bring_codes(at, put)
    guides = _bring_guides(at)
    texts = _bring_texts(at, by)
    _bring_codings(at, put, texts)
    _bring_rounds(at, put, texts)
    _store_codings(at, put)
    _bring_themes(at, put)
    _bring_memos(at, put, texts)
    _bring_wordings(at)
    _bring_chart(at, put, texts)
    _bring_content(at, put)
    _bring_quotes(at, put)
    _follow_guides(at, guides, texts)
    _bring_versions(at, put)
    _bring_log(at)
    at.write_ids()


@action(Permission.MANAGE_MATERIAL, event="project_file.undone")
def undo_project_file(*, by: Actor, file: ProjectFile) -> Outcome[ProjectFile]:
    """Take out again what a file brought, when nothing that people made since rests on it.

    What was here before stays. Raises Refused, saying what rests on it.
    """
    row = _held(file)
    if row.state != State.STORED:
        raise Refused(f"{row.name} is not brought in: there is nothing to undo.")
    made = {label: set(_each(spans)) for label, spans in row.made.get("rows", [])}
    if rests := _resting(made):
        raise Refused(
            "It can't be undone: on what it brought rests " + "; ".join(rests) + ".",
            advice="Take those off first, or keep what was brought in.", where=row.name,
        )  # fmt: skip
    try:
        for label in reversed(made):  # what was made later may rest on what was made before
            model = apps.get_model(label)
            within = [
                one.name for one in model._meta.concrete_fields
                if one.null and one.related_model is model
            ]  # fmt: skip
            for lot in _lots(sorted(made[label])):
                if within:  # else a theme of the file would hold the one above it
                    model._default_manager.filter(pk__in=lot).update(**dict.fromkeys(within))
            for lot in _lots(sorted(made[label])):
                model._default_manager.filter(pk__in=lot).delete()
    except ProtectedError as fault:
        what = next(iter(fault.protected_objects))._meta.verbose_name
        raise Refused(f"It can't be undone: a {what} rests on what it brought.",
                      where=row.name) from fault  # fmt: skip
    row.state, row.made, row.decided_at = State.UNDONE, {}, timezone.now()
    row.save()
    return Outcome(row, detail={"taken_out": {label: len(ids) for label, ids in made.items()}})


@action(Permission.EXPORT, event="interviews.taken_out")
def note_taken_out(
    *, by: Actor, project: Project, what: str, layer: str, counts: dict[str, int]
) -> Outcome[Project]:
    """Write in the trail that interviews were taken out, in what form and which codings."""
    return Outcome(project, detail={"what": what, "layer": layer, **counts})


def _held(file: ProjectFile) -> ProjectFile:
    return ProjectFile.objects.select_for_update().get(pk=file.pk)


def _as_data(losses: Iterable[Loss]) -> list[dict[str, Any]]:
    return [asdict(one) for one in losses]


def _ranges(made: dict[str, list[int]]) -> Ranges:
    """Ids by model in the order in which they were made, those that follow one another as ranges.

    Rows that were made together mostly have such ids.
    """
    found: Ranges = []
    for label, ids in made.items():
        spans: list[list[int]] = []
        for pk in sorted(set(ids)):
            if spans and spans[-1][1] == pk - 1:
                spans[-1][1] = pk
            else:
                spans.append([pk, pk])
        if spans:
            found.append((label, spans))
    return found


def _each(spans: Sequence[Sequence[int]]) -> Iterator[int]:
    for first, last in spans:
        yield from range(first, last + 1)


def _lots(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _resting(made: dict[str, set[int]]) -> list[str]:
    """What refers to rows that were made and was not made with them, in words."""
    found: dict[str, int] = defaultdict(int)
    for label, ids in made.items():
        model = apps.get_model(label)
        for relation in model._meta.get_fields(include_hidden=True):
            field = getattr(relation, "field", None)
            other: type[Model] | None = getattr(relation, "related_model", None)
            if not relation.auto_created or field is None or other is None:
                continue
            if not getattr(relation, "one_to_many", False) or other._meta.label_lower in OWN_END:
                continue
            ours = made.get(other._meta.label_lower, set())
            for lot in _lots(sorted(ids)):
                rows = other._base_manager.filter(**{f"{field.name}__in": lot}).order_by()
                those = set(rows.values_list("pk", flat=True)) - ours
                found[str(other._meta.verbose_name_plural)] += len(those)
    return [f"{number:,} {name}" for name, number in found.items() if number]
