"""Taguette: a database of the program (SQLite 3), with documents, tags, highlights and history.

Taguette is a free program for coding texts; its database is laid out in its source (2018 on).
Highlights are moved from bytes of the words of its HTML to codepoints of plain text, and each is
compared with the quote that Taguette keeps beside it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass

from uptake.formats.losses import Loss, Losses
from uptake.formats.taguette.database import AGAIN, Database, recognises
from uptake.formats.taguette.marked import Marked
from uptake.formats.text import Unreadable
from uptake.formats.turns import Oddity

__all__ = ["Document", "Event", "Highlight", "Project", "Reading", "Tag", "read", "recognises"]
NEEDED = frozenset({"projects", "documents", "tags", "highlights", "highlight_tags"})
KNOWN = NEEDED | {
    "users", "project_members", "commands", "alembic_version", "sqlite_sequence", "sqlite_stat1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tag:
    """A code. Dots part the levels of its ``path``; ``parent`` is the tag above, if any."""

    id: int
    path: str
    description: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage: codepoints of the document's text, ``end`` exclusive.

    ``as_kept`` says whether its words are those that Taguette keeps beside it. ``coder`` and
    ``created`` are from the history, "" when it doesn't tell.
    """

    id: int
    start: int
    end: int
    tags: tuple[int, ...] = ()
    coder: str = ""
    created: str = ""
    as_kept: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A text, as ``turns.normalise`` gives it, and its highlights in order."""

    id: int
    name: str
    text: str
    description: str = ""
    file_name: str = ""
    created: str = ""
    right_to_left: bool = False
    highlights: tuple[Highlight, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody did. ``payload`` is what Taguette notes of it, as JSON."""

    at: str
    user: str
    kind: str
    document: int | None
    payload: str


@dataclass(frozen=True, slots=True)
class Project:
    """One project of a database; ``members`` are the accounts and what each may do."""

    id: int
    name: str
    description: str = ""
    created: str = ""
    members: tuple[tuple[str, str], ...] = ()
    tags: tuple[Tag, ...] = ()
    documents: tuple[Document, ...] = ()
    history: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The projects of a database, what of it isn't carried, and what ought to be looked at."""

    projects: tuple[Project, ...]
    losses: tuple[Loss, ...] = ()
    oddities: tuple[Oddity, ...] = ()


def read(data: bytes, *, name: str = "") -> Reading:
    """Read every project of a Taguette database.

    Raises ``Unreadable`` when the file is no such database, or is damaged.
    """
    with Database(data, name) as database:
        missing = sorted(NEEDED - database.tables)
        if missing:
            raise Unreadable(
                f"The database has no {' and no '.join(missing)}, so it isn't one of Taguette's.",
                name,
                "In Taguette, use the project's menu to export it, and choose that file.",
            )
        return _Reader(database).reading()


class _Reader:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.losses = Losses()
        self.oddities: list[Oddity] = []
        self.history: dict[int | None, list[Event]] = defaultdict(list)
        self.coders: dict[int, tuple[str, str]] = {}

    def reading(self) -> Reading:
        database = self.database
        if database.had_log:
            what = "The database was in use: its newest changes may lie in a file beside it (-wal)."
            self.oddities.append(Oddity(0, "warning", what, AGAIN))
        for table in sorted(database.tables - KNOWN):
            self.losses.add("rows of tables that aren't known", table, table, database.count(table))
        for login, email in database.rows("users", ("login", "email")):
            if email:
                self.losses.add("e-mail addresses of accounts", "", f"account “{_text(login)}”")
        self._read_history()
        members = defaultdict(list)
        for project, login, right in database.rows(
            "project_members", ("project_id", "user_login", "privileges")
        ):
            members[_number(project)].append((_text(login), _text(right)))
        tags, documents = self._tags(), self._documents()
        projects = tuple(
            Project(
                _number(id_) or 0, _text(title), _text(description), _text(created),
                tuple(members[_number(id_)]), tuple(tags.pop(_number(id_), ())),
                tuple(documents.pop(_number(id_), ())), tuple(self.history.pop(_number(id_), ())),
            )
            for id_, title, description, created in database.rows(
                "projects", ("id", "name", "description", "created")
            )
        )  # fmt: skip
        for kind, left in (("tags", tags), ("documents", documents), ("events", self.history)):
            for id_, rows in left.items():
                self.losses.add(f"{kind} of no project", str(id_), count=len(rows))
        return Reading(projects, self.losses.report(), tuple(self.oddities))

    def _read_history(self) -> None:
        rows = self.database.rows(
            "commands", ("id", "date", "user_login", "project_id", "document_id", "payload")
        )
        for _, at, user, project, document, payload in sorted(
            rows, key=lambda it: _number(it[0]) or 0
        ):
            try:
                said = json.loads(_text(payload))
            except (ValueError, RecursionError):
                said = None
            if not isinstance(said, dict):
                said = {}
                self.losses.add("events that can't be read", _text(payload), f"at {_text(at)}")
            kind = _text(said.get("type"))
            self.history[_number(project)].append(
                Event(_text(at), _text(user), kind, _number(document), _text(payload))
            )
            highlight = _number(said.get("highlight_id"))
            if kind == "highlight_add" and highlight is not None:
                self.coders[highlight] = _text(user), _text(at)

    def _tags(self) -> dict[int | None, list[Tag]]:
        found: dict[int | None, dict[str, tuple[int, str]]] = defaultdict(dict)
        for id_, project, path, description in self.database.rows(
            "tags", ("id", "project_id", "path", "description")
        ):
            number = _number(id_)
            if number is None or _text(path) in found[_number(project)]:
                self.losses.add("tags without a number or of a name twice", _text(path), "tags")
                continue
            found[_number(project)][_text(path)] = number, _text(description)
        return {
            project: [
                Tag(number, path, description, _above(path, paths))
                for path, (number, description) in paths.items()
            ]
            for project, paths in found.items()
        }

    def _documents(self) -> dict[int | None, list[Document]]:
        highlights = self._highlights()
        found: dict[int | None, list[Document]] = defaultdict(list)
        for id_, project, title, description, file_name, created, direction, contents in (
            self.database.rows("documents", (
                "id", "project_id", "name", "description", "filename", "created", "text_direction",
                "contents",
            ))
        ):  # fmt: skip
            marked = Marked(_text(contents))
            for tag, count in marked.tags.items():
                kind = "pictures in documents" if tag == "img" else "formatting within paragraphs"
                self.losses.add(kind, f"<{tag}>", f"document “{_text(title)}”", count)
            number = _number(id_) or 0
            found[_number(project)].append(
                Document(
                    number, _text(title), marked.text, _text(description), _text(file_name),
                    _text(created), _text(direction).startswith("RIGHT"),
                    self._placed(highlights.pop(number, []), marked, _text(title)),
                )
            )  # fmt: skip
        for number, rows in highlights.items():
            self.losses.add(
                "highlights in no document", rows[0][3], f"document {number}", len(rows)
            )
        return found

    def _highlights(self) -> dict[int, list[tuple[int, int, int, str, tuple[int, ...]]]]:
        tags: dict[int | None, list[int]] = defaultdict(list)
        there = {_number(id_) for (id_,) in self.database.rows("tags", ("id",))}
        for highlight, tag in self.database.rows("highlight_tags", ("highlight_id", "tag_id")):
            number = _number(tag)
            if number is not None and number in there:
                tags[_number(highlight)].append(number)
            else:
                self.losses.add(
                    "highlights' tags that aren't there", str(tag), f"highlight {highlight}"
                )
        found: dict[int, list[tuple[int, int, int, str, tuple[int, ...]]]] = defaultdict(list)
        for id_, document, start, end, snippet in self.database.rows(
            "highlights", ("id", "document_id", "start_offset", "end_offset", "snippet")
        ):
            numbers = [_number(it) for it in (document, id_, start, end)]
            document_, id__, start_, end_ = (-1 if it is None else it for it in numbers)
            on = tuple(sorted(tags.pop(id__, [])))
            found[document_].append((id__, start_, end_, _text(snippet), on))
        for highlight, numbers_ in tags.items():
            self.losses.add(
                "tags on highlights that aren't there", str(highlight), "", len(numbers_)
            )
        return found

    def _placed(
        self,
        rows: list[tuple[int, int, int, str, tuple[int, ...]]],
        marked: Marked,
        title: str,
    ) -> tuple[Highlight, ...]:
        found, unlike = [], 0
        for id_, start, end, snippet, tags in rows:
            place = marked.place(start, end)
            quote = Marked(snippet).words
            if place is None:
                self.losses.add("highlights that don't lie in their document", quote, f"“{title}”")
                continue
            same = marked.slice(start, end) == quote
            unlike += not same
            coder, created = self.coders.get(id_, ("", ""))
            found.append(Highlight(id_, *place, tags, coder, created, same))
        if unlike:
            what = (
                f"In “{title}” {unlike} highlights don't have the words that Taguette keeps beside "
                "them. Compare them with Taguette."
            )
            self.oddities.append(Oddity(0, "warning", what))
        return tuple(sorted(found, key=lambda it: (it.start, it.end, it.id)))


def _above(path: str, paths: dict[str, tuple[int, str]]) -> int | None:
    """Give the tag whose path is the longest beginning of this one, up to a dot."""
    while "." in path:
        path = path.rpartition(".")[0]
        if path in paths:
            return paths[path][0]
    return None


def _text(value: object) -> str:
    """Give a value of the database as text, whatever type it has there."""
    if value is None:
        return ""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.replace("\0", "\ufffd")


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
