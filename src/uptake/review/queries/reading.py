"""A full text as words, a page at a time, with what is looked for in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import Http404

from uptake.projects.models import Project
from uptake.review.queries.fulltext import FullRow, full_rows
from uptake.sources.models import Document, Reference
from uptake.sources.queries import ADVICE, Place, documents, hits, page_texts, search, taken_off

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class TextPage:
    """One page of a document, cut at the words looked for."""

    document: Document
    number: int
    pages: int
    pieces: list[tuple[str, bool]]
    empty: bool


@dataclass(frozen=True, slots=True)
class FullText:
    """A reference with what is attached to it, and the page that is read."""

    row: FullRow
    documents: list[Document]
    taken_off: list[Document]
    advice: dict[str, str]
    page: TextPage | None
    places: list[Place]
    words: str

    @property
    def readable(self) -> bool:
        """True when the words of a document are known."""
        return any(row.state == Document.State.READ for row in self.documents)


def full_text(
    reference: Reference, document: int | None = None, page: int | None = None, words: str = ""
) -> FullText:
    """A reference's full text, open at a page: the one asked for, else where the words stand."""
    project, pk = reference.project, reference.pk
    rows = full_rows(project, [pk])
    if not rows:
        raise Http404("No such reference in this project.")
    attached = documents(project, [pk])[pk]
    readable = [row for row in attached if row.state == Document.State.READ]
    texts = page_texts(project, readable)
    places = hits(readable, texts, words) if words else []
    shown: TextPage | None = None
    if readable:
        if document is None and page is None and places:
            document, page = places[0].document, places[0].page
        open_ = next((row for row in readable if row.pk == document), readable[0])
        shown = _page(open_, texts.get(open_.pk, ()), page or 1, words)
    return FullText(
        row=rows[0], documents=attached, taken_off=taken_off(reference),
        advice={str(state): text for state, text in ADVICE.items()}, page=shown,
        places=places[:MOST_SHOWN], words=words,
    )  # fmt: skip


def _page(row: Document, texts: tuple[str, ...], number: int, words: str) -> TextPage:
    number = min(number, max(row.pages, 1))
    text = texts[number - 1] if number <= len(texts) else ""
    return TextPage(row, number, row.pages, _marked(text, words), not text.strip())


def _marked(text: str, words: str) -> list[tuple[str, bool]]:
    wanted = re.findall(r"\w+", words)
    if not wanted:
        return [(text, False)]
    pattern = r"\W+".join(map(re.escape, wanted))
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in one full text, of a search in all."""

    pk: int
    title: str
    source: str
    places: list[Place]


def search_all(project: Project, words: str) -> list[Found]:
    """Where words stand in all full texts, by paper."""
    by_paper: dict[int, list[Place]] = {}
    for place in search(project, words):
        by_paper.setdefault(place.reference, []).append(place)
    rows = Reference.objects.filter(project=project, pk__in=by_paper)
    names = {row.pk: row for row in rows.only("title", "authors", "year")}
    return [
        Found(pk, names[pk].title or "No title", str(names[pk]), places)
        for pk, places in by_paper.items()
        if pk in names
    ]
