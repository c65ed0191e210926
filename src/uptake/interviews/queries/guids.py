"""By which identifier other programs know a thing of ours: the one it came with, or its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from uptake.formats.refi.model import guid_of
from uptake.interviews.models import Code, OutsideId
from uptake.projects.models import Project


def own_guid(kind: str, number: int, made: datetime) -> str:
    """The identifier of a thing that came from no file: always the same, and nobody else's."""
    return guid_of(f"uptake {kind} {number} {made.isoformat()}")


def guids(project: Project, kind: str, rows: Iterable[tuple[int, datetime]]) -> dict[int, str]:
    """For each thing of a kind, given as (id, when it was made), its identifier in files."""
    outside = OutsideId.objects.filter(project=project, kind=kind).order_by("-pk")
    came = dict(outside.values_list("object_id", "guid"))  # the first one stays
    return {pk: came.get(pk) or own_guid(kind, pk, made) for pk, made in rows}


def code_guids(project: Project) -> dict[int, str]:
    """The identifier of each code in files, by the code's id."""
    return guids(project, "code", _codes(project))


def codes_by_guid(project: Project) -> dict[str, int]:
    """The codes that files may mean, by every identifier that a file may use for them.

    A code that was merged away is the one that it was merged into.
    """
    found = {own_guid("code", pk, made): pk for pk, made in _codes(project)}
    outside = OutsideId.objects.filter(project=project, kind="code")
    found |= dict(outside.values_list("guid", "object_id"))
    into = dict(
        Code.objects.filter(project=project, merged_into__isnull=False).values_list(
            "pk", "merged_into_id"
        )
    )
    return {guid: _last(pk, into) for guid, pk in found.items()}


def _codes(project: Project) -> list[tuple[int, datetime]]:
    return list(Code.objects.filter(project=project).order_by().values_list("pk", "created_at"))


def _last(pk: int, into: dict[int, int]) -> int:
    while pk in into:
        pk = into[pk]
    return pk
