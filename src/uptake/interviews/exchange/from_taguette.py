"""A Taguette project, laid out as every other one: documents, codes, and codings by coders."""

from __future__ import annotations

import json
from collections import Counter

from uptake.formats.losses import Loss, Losses
from uptake.formats.refi.model import (
    Code,
    Coding,
    Made,
    Project,
    Selection,
    Source,
    User,
    guid_of,
)
from uptake.formats.taguette import read as taguette
from uptake.formats.text import Unreadable
from uptake.interviews.exchange.parcel import NOBODY

Found = tuple[Project, tuple[str, ...], tuple[Loss, ...]]


def project_of(read: taguette.Reading, name: str) -> Found:
    """The one project of a database (of several, the one with the most documents), and its history.

    Raises Unreadable for a database without any project.
    """
    if not read.projects:
        raise Unreadable("The database holds no project.", name, "Choose another file.")
    chosen, *others = sorted(read.projects, key=lambda one: (-len(one.documents), one.id))
    losses = Losses()
    for other in others:
        losses.add("other projects of the database", other.name)
    return _project(chosen, losses), _lines(chosen), losses.report()


def _project(it: taguette.Project, losses: Losses) -> Project:
    mark = f"taguette:{it.created}:{it.id}:{it.name}"

    def guid(kind: str, key: object) -> str:
        return guid_of(f"{mark}:{kind}:{key}")

    people = dict.fromkeys(
        [*(login for login, _ in it.members), *(event.user for event in it.history)]
    )
    for document in it.documents:
        people |= dict.fromkeys(one.coder or NOBODY for one in document.highlights)
    users = tuple(User(guid("user", login), login) for login in people if login)
    known = {user.name: user.guid for user in users}
    names = {tag.id: tag for tag in it.tags}
    for document in it.documents:
        stray = sum(tag not in names for one in document.highlights for tag in one.tags)
        if stray:
            losses.add("tags of highlights that the project does not have", document.name,
                       count=stray)  # fmt: skip
    codes = tuple(
        Code(
            guid("tag", tag.id), _leaf(tag.path, names.get(tag.parent or 0)),
            guid("tag", tag.parent) if tag.parent is not None else "", True, "", tag.description,
        )
        for tag in sorted(it.tags, key=lambda tag: (tag.path.count("."), tag.path))
    )  # fmt: skip
    sources = tuple(
        Source(
            guid("document", document.id), document.name, document.text,
            description=document.description, made=Made(created=_moment(document.created)),
            selections=tuple(
                Selection(
                    guid("highlight", one.id), one.start, one.end,
                    codings=tuple(
                        Coding(
                            guid("coding", f"{one.id}:{tag}"), guid("tag", tag),
                            known.get(one.coder or NOBODY, ""), _moment(one.created),
                        )
                        for tag in one.tags if tag in names
                    ),
                )
                for one in document.highlights
            ),
        )
        for document in it.documents
    )  # fmt: skip
    for document in it.documents:
        for _ in (one for one in document.highlights if not one.tags):
            losses.add("highlights without a tag, kept as places only", document.name)
    note = _history(it, guid("history", 0))
    return Project(
        it.name, "Taguette", it.description, Made(created=_moment(it.created)), users, codes,
        sources=sources, notes=(note,) if note else (), noted=(note.guid,) if note else (),
    )  # fmt: skip


def _leaf(path: str, above: taguette.Tag | None) -> str:
    """A tag's own part of its path."""
    return path[len(above.path) + 1 :] if above and path.startswith(f"{above.path}.") else path


def _moment(text: str) -> str:
    """A time as REFI-QDA has it; Taguette's are in UTC and say no zone."""
    bare = text.strip().partition(".")[0].replace(" ", "T").removesuffix("Z")
    return f"{bare}Z" if len(bare) == 19 else ""


def _history(it: taguette.Project, guid: str) -> Source | None:
    """What was done in Taguette, by whom and when, counted: a memo on the project."""
    if not it.history:
        return None
    done = Counter((event.user, event.kind) for event in it.history)
    days = sorted(event.at[:10] for event in it.history if event.at)
    span = f", {days[0]} to {days[-1]}" if days else ""
    lines = [f"History in Taguette: {len(it.history):,} events{span}."]
    lines += [f"{user or NOBODY}: {kind} {n:,}" for (user, kind), n in sorted(done.items())]
    return Source(guid, "Memo", "\n".join(lines))


def _lines(it: taguette.Project) -> tuple[str, ...]:
    """Every event as a line of JSON, for who wants all of it."""
    return tuple(
        json.dumps({"at": e.at, "by": e.user, "kind": e.kind, "document": e.document,
                    "said": e.payload}, ensure_ascii=False)
        for e in it.history
    )  # fmt: skip
