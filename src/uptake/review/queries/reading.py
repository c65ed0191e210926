"""A full text page by page, as printed and as words, with what is looked for in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import Http404

from uptake.formats.pdf_pages import pixels
from uptake.projects.models import Project
from uptake.review.queries.fulltext import FullRow, full_rows
from uptake.sources import page_images
from uptake.sources.models import Document, Reference
from uptake.sources.queries import ADVICE, Place, documents, hits, page_texts, search, taken_off

MOST_SHOWN = 100
AT_ONCE = 30
"""So many pages are listed as pictures; links lead to those before and after."""


@dataclass(frozen=True, slots=True)
class TextPage:
    """One page of a document, cut at the words looked for."""

    document: Document
    number: int
    pages: int
    pieces: list[tuple[str, bool]]
    empty: bool


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page as it is printed, with its words for who cannot see it."""

    number: int
    width: int
    height: int
    pieces: list[tuple[str, bool]]
    empty: bool
    marked: bool


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
    view: str
    zoom: int
    printed: list[PrintedPage]

    @property
    def readable(self) -> bool:
        """True when the words of a document are known."""
        return any(row.state == Document.State.READ for row in self.documents)


def full_text(
    reference: Reference, document: int | None = None, page: int | None = None, words: str = "",
    view: str = "pages", zoom: int | None = None,
) -> FullText:  # fmt: skip
    """A reference's full text, open at a page: the one asked for, else where the words stand.

    `view` is "pages" for the pages as printed, "words" for their words alone.
    """
    project, pk = reference.project, reference.pk
    rows = full_rows(project, [pk])
    if not rows:
        raise Http404("No such reference in this project.")
    attached = documents(project, [pk])[pk]
    shown = [row for row in attached if row.state in page_images.DRAWN]
    texts = page_texts(project, shown)
    places = hits(shown, texts, words) if words else []
    if document is None and page is None and places:
        document, page = places[0].document, places[0].page
    open_ = next((row for row in shown if row.pk == document), next(iter(shown), None))
    said = texts.get(open_.pk, ()) if open_ else ()
    read = _page(open_, said, page or 1, words) if open_ else None
    return FullText(
        row=rows[0], documents=attached, taken_off=taken_off(reference),
        advice={str(state): text for state, text in ADVICE.items()}, page=read,
        places=places[:MOST_SHOWN], words=words, view=view or "pages", zoom=zoom or 1,
        printed=_printed(read, said, words) if read and view != "words" else [],
    )  # fmt: skip


def _page(row: Document, texts: tuple[str, ...], number: int, words: str) -> TextPage:
    number = min(number, max(row.pages, 1))
    text = texts[number - 1] if number <= len(texts) else ""
    return TextPage(row, number, row.pages, _marked(text, words), not text.strip())


def _printed(page: TextPage, texts: tuple[str, ...], words: str) -> list[PrintedPage]:
    """The pages around the one that is open, with the room that their pictures take."""
    first = (page.number - 1) // AT_ONCE * AT_ONCE
    found = []
    for at, size in enumerate(page_images.sizes(page.document)[first : first + AT_ONCE], first):
        text = texts[at] if at < len(texts) else ""
        pieces = _marked(text, words)
        width, height = pixels(size, page_images.WIDTHS[1])
        marked = any(mark for _, mark in pieces)
        found.append(PrintedPage(at + 1, width, height, pieces, not text.strip(), marked))
    return found


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
