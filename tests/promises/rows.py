"""The rows of the matrix of routes: one for every address of the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Model

from tests.promises.world import World
from uptake.interviews.models import Coding, Memo, Passage, Transcript
from uptake.projects.models import Job, LookAgain, Membership
from uptake.projects.roles import Permission as May
from uptake.sources.models import ImportFile, Reference, Search, Statement

ANYONE: Final = "anyone"
SIGNED_IN: Final = "signed in"
Find = Callable[[World], int | str]


@dataclass(frozen=True)
class Row:
    """What an address needs to be read and to be written (None: there is no such way)."""

    read: May | str | None
    write: May | str | None = None
    ids: Mapping[str, Find] = field(default_factory=dict)
    in_project: bool = True


def pk(model: type[Model], **narrow: object) -> Find:
    """The id of a world's first row of a kind."""

    def find(world: World) -> int:
        found = (
            model._default_manager.filter(project=world.project, **narrow).order_by("pk").first()
        )
        assert found is not None, f"the world has no {model.__name__} {narrow}"
        return int(found.pk)

    return find


def outside(read: str | None) -> Row:
    return Row(read, in_project=False)


def a(read: May | None, write: May | None = None, **ids: Find) -> Row:
    return Row(read, write, ids)


waiting = pk(ImportFile, state="previewed")
statement, reference = pk(Statement), pk(Reference)
transcript, passage, memo = pk(Transcript), pk(Passage), pk(Memo)

ROUTES: dict[str, Row] = {
    "home": outside(ANYONE),
    "health": outside(ANYONE),
    "accessibility": outside(ANYONE),
    "privacy": outside(ANYONE),
    "method": outside(ANYONE),
    "sign-in": outside(ANYONE),
    "sign-out": outside(None),
    "password": outside(SIGNED_IN),
    "carry-on": outside(SIGNED_IN),
    "new-project": outside(SIGNED_IN),
    "project": a(May.VIEW),
    "projects:members": a(May.VIEW, May.MANAGE_PROJECT),
    "projects:member": a(
        May.MANAGE_PROJECT, May.MANAGE_PROJECT, pk=pk(Membership, role="observer")
    ),
    "projects:roles": a(May.VIEW),
    "projects:settings": a(May.MANAGE_PROJECT, May.MANAGE_PROJECT),
    "projects:levels": a(May.VIEW, May.MANAGE_PROJECT),
    "projects:trail": a(May.SEE_TRAIL),
    "projects:trail-csv": a(May.SEE_TRAIL),
    "projects:check": a(May.SEE_TRAIL),
    "projects:settle": a(May.SETTLE, May.SETTLE, pk=pk(LookAgain)),
    "projects:jobs": a(May.VIEW),
    "projects:job": a(May.VIEW, pk=pk(Job)),
    "projects:job-cancel": a(None, May.VIEW, pk=pk(Job)),
    "sources:list": a(May.VIEW),
    "sources:export": a(May.EXPORT),
    "sources:upload": a(May.IMPORT, May.IMPORT),
    "sources:preview": a(May.IMPORT, May.IMPORT, pk=waiting),
    "sources:oddities": a(May.IMPORT, pk=waiting),
    "sources:drop": a(None, May.IMPORT, pk=waiting),
    "sources:searches": a(May.VIEW),
    "sources:record": a(May.IMPORT, May.IMPORT),
    "sources:change": a(May.IMPORT, May.IMPORT, pk=pk(Search)),
    "sources:reference": a(May.VIEW, May.EXTRACT, pk=reference),
    "sources:statement": a(May.EXTRACT, May.EXTRACT, pk=statement),
    "sources:remove": a(None, May.EXTRACT, pk=statement),
    "sources:restore": a(None, May.EXTRACT, pk=statement),
    "interviews:code": a(May.READ_TRANSCRIPTS, transcript=transcript),
    "interviews:apply": a(None, May.CODE, transcript=transcript),
    "interviews:panel": a(May.READ_TRANSCRIPTS, transcript=transcript),
    "interviews:undo": a(None, May.CODE, transcript=transcript),
    "interviews:redo": a(None, May.CODE, transcript=transcript),
    "interviews:turn": a(May.CODE, May.CODE, transcript=transcript, turn=lambda world: 1),
    "interviews:remove": a(None, May.CODE, coding=pk(Coding)),
    "interviews:passage": a(May.VIEW, May.CODE, pk=passage),
    "interviews:passages": a(May.READ_TRANSCRIPTS),
    "interviews:memo": a(May.READ_TRANSCRIPTS, May.CODE, pk=memo),
    "interviews:remove-memo": a(None, May.CODE, pk=memo),
    "interviews:find": a(May.READ_TRANSCRIPTS),
}


def problems() -> list[str]:
    """Rows that could not be tried: neither read nor written, or in no project with an id."""
    return [
        name
        for name, row in ROUTES.items()
        if (row.read is None and row.write is None and row.in_project)
        or (row.ids and not row.in_project)
    ]
