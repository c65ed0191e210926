"""A reference between the shape that formats give it and its row, nothing lost either way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from django.utils.dateparse import parse_datetime

from uptake.formats.decisions import Decision
from uptake.formats.references import Oddity
from uptake.formats.references import Reference as Record
from uptake.methods.dedupe.merge import compose
from uptake.sources.models import ImportFile, Reference
from uptake.sources.words import folded, words

COLUMNS = ("kind", "year", "doi", "pmid", "volume", "issue", "language", "journal", "title",
           "authors", "keywords", "abstract")  # fmt: skip
CLIPPED = ("kind", "doi", "pmid", "volume", "issue", "pages", "language", "journal")
MORE = tuple(
    field.name for field in fields(Record)
    if field.name not in {*COLUMNS, "raw", "position", "line", "decisions"}
)  # fmt: skip
ITS_OWN = frozenset({
    "format", "end_line", "database", "database_id", "start_page", "end_page",
})  # fmt: skip
"""What tells where a record was found, and the two halves of its pages: nothing to compose."""
COMPOSED = (*COLUMNS, "pages", *(name for name in MORE if name not in ITS_OWN))
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


def row_of(record: Record, file: ImportFile, keep: str = "") -> Reference:
    """The row that keeps a record. What is too long for its column is clipped; `raw` has it all.

    `keep` says what becomes of the decisions that the record came with; see `brought`.
    """
    return Reference(
        project_id=file.project_id, file_id=file.pk, position=record.position, line=record.line,
        raw=clean(record.raw), brought=brought(record.decisions, keep),
        find=folded(*searched(record)), **columns_of(record),
    )  # fmt: skip


KEEP = ("", "keep", "title", "full text")


def brought(decisions: tuple[Decision, ...], keep: str) -> list[dict[str, str]]:
    """Decisions as a row keeps them.

    `keep` is "" to keep none, "keep" to keep them as they are, or the stage that those are of which
    name none themselves.
    """
    if not keep:
        return []
    stage = "" if keep == "keep" else keep
    return [
        {**{name: clean(value) for name, value in asdict(it).items()}, "stage": it.stage or stage}
        for it in decisions
    ]


def decisions_of(row: Reference) -> tuple[Decision, ...]:
    """The decisions that a row came with, where they were kept."""
    return tuple(Decision(**it) for it in row.brought)


def columns_of(record: Record) -> dict[str, Any]:
    """What the columns of a row say of a record, with what lists sort by; all but `find`."""
    values = {name: clean(getattr(record, name)) for name in (*COLUMNS, "pages")}
    more = {name: clean(getattr(record, name)) for name in MORE}
    for name, limit in LIMITS.items():
        if len(values[name]) > limit:
            more[name], values[name] = values[name], values[name][:limit]
    more.pop("pages", None)
    authors, title = values["authors"], values["title"]
    return {
        **values, "url": clean(record.url), "has_abstract": bool(record.abstract.strip()),
        "more": {name: value for name, value in more.items() if value},
        "author_key": " ".join(words(authors[0]))[:KEY] if authors else "",
        "title_key": title_key(title),
    }  # fmt: skip


def searched(record: Record) -> Iterator[str]:
    """The texts of a record that the list searches."""
    yield clean(record.title)
    yield from clean(record.authors)
    yield from (clean(record.journal), record.doi, record.pmid, *record.keywords, record.abstract)


def record_of(row: Reference) -> Record:
    """The record that a row keeps, as formats write it."""
    raw = tuple((tag, value) for tag, value in row.raw)
    return Record(
        **fields_of(row), decisions=decisions_of(row), raw=raw, position=row.position,
        line=row.line,
    )  # fmt: skip


def fields_of(row: Reference) -> dict[str, Any]:
    """The fields of a row's record by their names, without the record as written."""
    kept: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    kept.update(row.more)
    for name, value in kept.items():
        if isinstance(value, list):
            kept[name] = tuple(tuple(it) if isinstance(it, list) else it for it in value)
    return kept


def restored(row: Reference) -> Reference:
    """The row with the fields that its record came with, before it was merged. Saves nothing."""
    for name, value in row.own.items():
        setattr(row, name, parse_datetime(value) if name == "retracted_at" and value else value)
    row.own, row.came_from, row.merged_into_id = {}, {}, None
    return row


def composed(records: Mapping[int, Record]) -> tuple[Record, dict[str, int]]:
    """One record of several, and the id that each of its fields came from.

    Start and end page go together, and where a record was found stays the first one's.
    """
    told = [
        {"id": pk, **{name: getattr(record, name) for name in COMPOSED}}
        for pk, record in records.items()
    ]
    best = compose(told)
    values, origin = dict(best.values), best.origin
    if values.pop("pages", ""):
        paged = records[origin["pages"]]
        values |= {"start_page": paged.start_page, "end_page": paged.end_page}
    return replace(records[min(records)], **values), origin


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
