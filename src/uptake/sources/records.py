"""A reference between the shape that formats give it and its row, nothing lost either way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from uptake.formats.references import Oddity
from uptake.formats.references import Reference as Record
from uptake.sources.models import ImportFile, Reference
from uptake.sources.words import folded, words

COLUMNS = ("kind", "year", "doi", "pmid", "volume", "issue", "language", "journal", "title",
           "authors", "keywords", "abstract")  # fmt: skip
CLIPPED = ("kind", "doi", "pmid", "volume", "issue", "pages", "language", "journal")
MORE = tuple(
    field.name for field in fields(Record)
    if field.name not in {*COLUMNS, "raw", "position", "line"}
)  # fmt: skip
LIMITS: dict[str, int] = {
    field.name: field.max_length or 0
    for field in Reference._meta.concrete_fields
    if field.name in CLIPPED
}  # fmt: skip
ARTICLES = frozenset({"the", "a", "an"})
KEY = 80


def is_empty(record: Record) -> bool:
    """True for a record with nothing in it but its type: there is no reference to keep."""
    return not any(value.strip() for tag, value in record.raw if tag not in ("TY", "ER"))


def clean(value: Any) -> Any:
    """The value without what a database refuses: NUL characters and halves of characters."""
    if isinstance(value, str):
        if "\x00" in value or not value.isprintable():
            return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
        return value
    if isinstance(value, tuple | list):
        return [clean(item) for item in value]
    return value


def title_key(title: str) -> str:
    """The title as lists sort it: without its first article."""
    found = words(title)
    return " ".join(found[1:] if found and found[0] in ARTICLES else found)[:KEY]


def row_of(record: Record, file: ImportFile) -> Reference:
    """The row that keeps a record. What is too long for its column is clipped; `raw` has it all."""
    values = {name: clean(getattr(record, name)) for name in (*COLUMNS, "pages")}
    more = {name: clean(getattr(record, name)) for name in MORE}
    for name, limit in LIMITS.items():
        if len(values[name]) > limit:
            more[name], values[name] = values[name], values[name][:limit]
    more.pop("pages", None)
    authors, title = values["authors"], values["title"]
    return Reference(
        project_id=file.project_id, file=file, position=record.position, line=record.line,
        **values, url=clean(record.url), raw=clean(record.raw),
        has_abstract=bool(record.abstract.strip()),
        more={name: value for name, value in more.items() if value},
        author_key=" ".join(words(authors[0]))[:KEY] if authors else "",
        title_key=title_key(title),
        find=folded(title, *authors, values["journal"], record.doi, record.pmid,
                    *record.keywords, record.abstract),
    )  # fmt: skip


def record_of(row: Reference) -> Record:
    """The record that a row keeps, as formats write it."""
    kept: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    kept.update(row.more)
    for field in fields(Record):
        if isinstance(kept.get(field.name), list):
            kept[field.name] = tuple(kept[field.name])
    raw = tuple((tag, value) for tag, value in row.raw)
    return Record(**kept, raw=raw, position=row.position, line=row.line)


def too_long(record: Record) -> Iterator[Oddity]:
    """What of a record does not fit its column, for the preview to say."""
    for name, limit in LIMITS.items():
        length = len(getattr(record, name))
        if length > limit:
            what = (
                f"Record {record.position} has {length:,} characters in its {name}; "
                f"the list shows the first {limit}, the raw record keeps all."
            )
            yield Oddity(record.line, "warning", what, lines=0)
