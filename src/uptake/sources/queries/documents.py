"""Full texts: what is attached to a reference, what its pages say, and where words stand in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from uptake.formats import pdf
from uptake.projects.models import Project
from uptake.sources.models import Document, DocumentPage, Reference

AROUND = 90
MOST_HITS = 200
WORDS = re.compile(r"\w+")
ADVICE = {
    Document.State.WAITING: "Reload the page in a while.",
    Document.State.NO_TEXT: "It can be read on screen. To search it and to check quotes, attach a "
                            "copy that went through text recognition.",
    Document.State.LOCKED: "Attach a copy without a password.",
    Document.State.FAILED: "Open it in a PDF reader, print it into a new PDF and attach that one.",
}  # fmt: skip


def documents(project: Project, references: Collection[int]) -> dict[int, list[Document]]:
    """What is attached to each of these references, or to a record merged into it."""
    found: dict[int, list[Document]] = {pk: [] for pk in references}
    rows = Document.objects.filter(project=project, removed_at=None).filter(
        Q(reference__in=references) | Q(reference__merged_into__in=references)
    )
    for row in rows.select_related("reference").defer(
        "reference__raw", "reference__abstract", "reference__find"
    ).order_by("pk"):  # fmt: skip
        found[row.reference.merged_into_id or row.reference_id].append(row)
    return found


def taken_off(reference: Reference) -> list[Document]:
    """What was attached and taken off again."""
    rows = Document.objects.filter(project=reference.project).exclude(removed_at=None)
    return list(rows.filter(Q(reference=reference) | Q(reference__merged_into=reference)))


def page_texts(project: Project, documents: Iterable[Document]) -> dict[int, tuple[str, ...]]:
    """The text of every page of some documents; a page without words is empty."""
    found: dict[int, dict[int, str]] = {}
    rows = DocumentPage.objects.filter(project=project, document__in=list(documents))
    for document, number, text in rows.values_list("document_id", "number", "text"):
        found.setdefault(document, {})[number] = text
    return {
        document: tuple(pages.get(number, "") for number in range(1, max(pages) + 1))
        for document, pages in found.items()
    }


@dataclass(frozen=True, slots=True)
class Place:
    """A page that holds some words, with a little of what stands around them."""

    document: int
    name: str
    reference: int
    page: int
    before: str
    words: str
    after: str


class Texts:
    """The texts attached to some references, read once, in which many quotes are looked for."""

    def __init__(self, project: Project, references: Collection[int]) -> None:
        self.rows = [row for rows in documents(project, references).values() for row in rows]
        self.pages = page_texts(project, self.rows)

    @property
    def readable(self) -> bool:
        """True when the words of at least one document are known."""
        return bool(self.pages)

    def where(self, quote: str) -> list[tuple[Document, int]]:
        """The documents and pages that hold a quote."""
        return [
            (row, number)
            for row in self.rows
            for number in pdf.where(quote, self.pages.get(row.pk, ()))
        ]

    def note(self, quote: str) -> str:
        """What may be said of a quote: where it stands, or that it was not found."""
        if not quote.strip():
            return ""
        if not self.readable:
            return "There is no text to check the quote against."
        found = self.where(quote)
        if not found:
            return "Not found in the text that was read."
        pages = dict.fromkeys(number for _, number in found)
        name = f" of {found[0][0].name}" if len(self.rows) > 1 else ""
        says = "page" if len(pages) == 1 else "pages"
        return f"Found on {says} {', '.join(map(str, list(pages)[:5]))}{name}."


def hits(rows: Iterable[Document], pages: dict[int, tuple[str, ...]], words: str) -> list[Place]:
    """Every place where words stand one after the other, whatever lies between them."""
    return [
        Place(row.pk, row.name, row.reference.merged_into_id or row.reference_id, number, *cut)
        for row in rows
        for number, text in enumerate(pages.get(row.pk, ()), start=1)
        for cut in _cuts(text, words)
    ][:MOST_HITS]


def pages_with(document: Document, words: str) -> list[int]:
    """The pages of a document (from 1) on which words stand one after the other."""
    texts = page_texts(document.project, [document]).get(document.pk, ())
    return [at for at, text in enumerate(texts, start=1) if next(_cuts(text, words), None)]


def search(project: Project, words: str) -> list[Place]:
    """Where words stand in all the full texts of a project, at most a few hundred places."""
    wanted = WORDS.findall(words)
    if not wanted:
        return []
    rows = DocumentPage.objects.filter(project=project, document__removed_at=None)
    for word in wanted:
        rows = rows.filter(text__icontains=word)
    ids = rows.order_by().values("document")
    found = list(
        Document.objects.filter(pk__in=ids).select_related("reference")
        .defer("reference__raw", "reference__abstract", "reference__find")
    )  # fmt: skip
    return hits(found, page_texts(project, found), words)


def _cuts(text: str, words: str) -> Iterator[tuple[str, str, str]]:
    wanted = WORDS.findall(words)
    if not wanted:
        return
    pattern = re.compile(r"\W+".join(map(re.escape, wanted)), re.IGNORECASE)
    for match in pattern.finditer(text):
        begin, end = match.span()
        yield (
            text[max(0, begin - AROUND) : begin].replace("\n", " "),
            match.group(),
            text[end : end + AROUND].replace("\n", " "),
        )
