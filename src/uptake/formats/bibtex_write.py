"""References written as BibTeX, which reads back with the same fields."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat

from uptake.formats import bibtex_names
from uptake.formats.bibtex_fields import AGAIN
from uptake.formats.bibtex_kinds import IN_SERIES, KINDS
from uptake.formats.latex import from_unicode, to_unicode
from uptake.formats.references import Raw, Reference

# What a field of a reference takes up when it is read: such a field isn't written from ``raw`` too.
_TAKEN = """
    title subtitle author editor year date journal journaltitle abbrev_source_title journal-iso
    shortjournal booktitle booksubtitle volume number issue pages eid article-number art_number
    articleno doi pmid pubmed_id pmcid issn eissn e-issn isbn abstract keywords author_keywords
    keyword keywords-plus language langid url link urls publisher institution school organization
    address location source database unique-id note notes annote annotation type document_type
    publication_type origtitle title_translated crossref
"""
TAKEN = frozenset(_TAKEN.split()) | {"key words"}
UNSAFE = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
KEY_LENGTH = 60


def write(
    references: Iterable[Reference], extra: Iterable[Raw] = (), used: set[str] | None = None
) -> bytes:
    """Write references as BibTeX in UTF-8.

    ``extra`` gives each reference, in turn, fields of its own beyond these: names and values, such
    as a decision. Fields that Uptake doesn't map are written again as they were read, if they were
    read from BibTeX. A name used twice gets a number ("note-2"), since BibTeX has no second.
    ``used`` holds the keys that are taken, where a file is written in several pieces.
    """
    used = set() if used is None else used
    parts: list[str] = []
    for reference, more in zip(references, chain(extra, repeat(())), strict=False):
        kind, key = _head(reference, used)
        lines = [f"@{kind}{{{key},"]
        counts: dict[str, int] = {}
        for name, value in [*_written(reference), *((it[0], from_unicode(it[1])) for it in more)]:
            counts[name] = counts.get(name, 0) + 1
            numbered = name if counts[name] == 1 else f"{name}-{counts[name]}"
            lines.append(f"  {numbered} = {{{value}}},")
        parts.append("\n".join([*lines, "}\n"]))
    return "\n".join(parts).encode("utf-8", "replace")


def _head(reference: Reference, used: set[str]) -> tuple[str, str]:
    """Give the type and a key that no other reference has."""
    kind = next((code for code, name in KINDS.items() if name == reference.kind), "misc")
    key = ""
    if reference.format == "bibtex" and reference.raw:
        tag, key = reference.raw[0]
        if KINDS.get(tag[1:].lower(), "other") == reference.kind:
            kind = tag[1:].lower()
    first = reference.authors[0].partition(",")[0] if reference.authors else reference.title
    key = (
        _plain_key(key) or _plain_key(first)[:KEY_LENGTH] + str(reference.year or "") or "reference"
    )
    return kind, _unused(key, used)


def _plain_key(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in bare if sign.isascii() and (sign.isalnum() or sign in "-_:./+"))


def _unused(key: str, used: set[str]) -> str:
    number, candidate = 1, key
    while candidate in used:
        number += 1
        candidate = f"{key}-{number}"
    used.add(candidate)
    return candidate


def _written(reference: Reference) -> list[tuple[str, str]]:
    """Give the fields with their values as LaTeX, then what no field took up when it was read."""
    pairs = [
        (name, save(value))
        for name, save, values in WRITTEN
        for value in values(reference)
        if value
    ]
    if reference.format == "bibtex":
        for tag, value in reference.raw[1:]:
            name = " ".join(tag.split())
            base = AGAIN.sub("", name.lower())
            if base in TAKEN or not value.strip():
                continue
            if base == "series" and bibtex_names.bare(value) == reference.series:
                continue
            pairs.append((name, value if _balanced(value) else from_unicode(to_unicode(value))))
    return pairs


def _balanced(value: str) -> bool:
    depth = 0
    for sign in value:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def _saved(value: str) -> str:
    return value.translate(UNSAFE)


def _keywords(reference: Reference) -> Sequence[str]:
    joined = "; ".join(reference.keywords)
    # A semicolon says that the comma within the one keyword parts nothing.
    return (f"{joined};" if len(reference.keywords) == 1 and "," in joined else joined,)


def _book(reference: Reference) -> Sequence[str]:
    return (reference.series,) if reference.kind in IN_SERIES and reference.kind != "book" else ()


def _series(reference: Reference) -> Sequence[str]:
    return () if _book(reference) else (reference.series,)


Save = Callable[[str], str]
_text: Save = from_unicode
WRITTEN: tuple[tuple[str, Save, Callable[[Reference], Sequence[str]]], ...] = (
    ("title", _text, lambda it: (it.title,)),
    ("origtitle", _text, lambda it: it.other_titles),
    ("author", str, lambda it: (bibtex_names.written(it.authors),)),
    ("editor", str, lambda it: (bibtex_names.written(it.editors),)),
    ("year", str, lambda it: (str(it.year or ""),)),
    ("journal", _text, lambda it: (it.journal,)),
    ("shortjournal", _text, lambda it: (it.abbreviation,)),
    ("booktitle", _text, _book),
    ("series", _text, _series),
    ("volume", _text, lambda it: (it.volume,)),
    ("number", _text, lambda it: (it.issue,)),
    ("pages", _text, lambda it: (it.pages.replace("-", "--", 1) if it.end_page else "",)),
    ("eid", _text, lambda it: ("" if it.end_page else it.start_page,)),
    ("doi", _saved, lambda it: (it.doi,)),
    ("pmid", _text, lambda it: (it.pmid,)),
    ("pmcid", _text, lambda it: (it.pmcid,)),
    ("issn", _text, lambda it: ("; ".join(it.issn),)),
    ("isbn", _text, lambda it: ("; ".join(it.isbn),)),
    ("abstract", _text, lambda it: (it.abstract,)),
    ("keywords", _text, _keywords),
    ("language", _text, lambda it: (it.language,)),
    ("url", _saved, lambda it: it.urls),
    ("publisher", _text, lambda it: (it.publisher,)),
    ("address", _text, lambda it: (it.place,)),
    ("type", _text, lambda it: ("; ".join(it.publication_types),)),
    ("source", _text, lambda it: (it.database,)),
    ("unique-id", _text, lambda it: (it.database_id,)),
    ("note", _text, lambda it: it.notes),
)
