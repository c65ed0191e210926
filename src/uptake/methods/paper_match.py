"""Whose full text a file is: by DOI, PubMed number, title, or author and year.

The rules are tried in the order of how sure they are. A file that two papers fit equally well by
one rule is given to neither by it: a person decides then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

LEAST_WORDS = 4
"""A title of fewer words is too common to tell a paper by."""
LEAST_DOI = 8
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of a paper that a file could be."""

    id: int
    doi: str = ""
    pmid: str = ""
    title: str = ""
    surname: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """The paper that a file is thought to be, and why; ``id`` is None where none can be told."""

    id: int | None
    why: str


NOBODY = Guess(None, "Nothing in its name or on its first pages says whose it is.")


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    plain: str
    """The name's letters and digits alone."""
    name_words: tuple[str, ...]
    text: str
    """The first pages in lower case without blanks."""
    words: str
    """The words of the first pages, one blank between two."""


def match(name: str, first_pages: str, papers: Sequence[Paper]) -> Guess:
    """Say which paper a file is, by its name and the text of its first pages.

    Where the surest rule that fits at all fits several papers, none is named, and ``why`` says so.
    """
    file = _file(name, first_pages)
    for why, fits in RULES:
        found = [paper for paper in papers if fits(file, paper)]
        if len(found) == 1:
            return Guess(found[0].id, why)
        if found:
            return Guess(None, f"Several papers fit: {why[0].lower()}{why[1:]}")
    return NOBODY


def _file(name: str, first_pages: str) -> _File:
    stem = re.sub(r"\.pdf$", "", name.rpartition("/")[2], flags=re.IGNORECASE).casefold()
    words = _words(stem)
    return _File(
        stem, "".join(words), tuple(words), re.sub(r"\s+", "", first_pages.casefold()),
        f" {' '.join(_words(first_pages))} ",
    )  # fmt: skip


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _doi_in_text(file: _File, paper: Paper) -> bool:
    doi = paper.doi.casefold().strip()
    if len(doi) < LEAST_DOI:
        return False
    # What follows may be the next line, run on: a letter or digit there does not speak against it
    # unless the DOI would end within a number.
    end = r"(?!\d)" if doi[-1].isdigit() else ""
    return re.search(re.escape(doi) + end, file.text) is not None


def _doi_in_name(file: _File, paper: Paper) -> bool:
    doi = "".join(_words(paper.doi))
    suffix = "".join(_words(paper.doi.partition("/")[2]))
    return (len(doi) >= LEAST_DOI and doi in file.plain) or (
        len(suffix) >= LEAST_DOI and suffix == file.plain
    )


def _pmid(file: _File, paper: Paper) -> bool:
    if not paper.pmid.isdigit():
        return False
    return paper.pmid in file.name_words or any(
        f"{label}{paper.pmid}" == word for label in ("pmid", "pubmed") for word in file.name_words
    )


def _title_on_page(file: _File, paper: Paper) -> bool:
    words = _words(paper.title)
    return len(words) >= LEAST_WORDS and f" {' '.join(words)} " in file.words


def _title_in_name(file: _File, paper: Paper) -> bool:
    title, name = _words(paper.title), list(file.name_words)
    if len(title) < LEAST_WORDS or len(name) < LEAST_WORDS:
        return False
    return _within(title, name) or _within(name, title)


def _within(short: Sequence[str], long: Sequence[str]) -> bool:
    return f" {' '.join(short)} " in f" {' '.join(long)} "


def _author_and_year(file: _File, paper: Paper) -> bool:
    surname = _words(paper.surname)
    return (
        bool(surname) and paper.year is not None and _within(surname, file.name_words)
        and str(paper.year) in file.name_words
    )  # fmt: skip


RULES: tuple[tuple[str, Callable[[_File, Paper], bool]], ...] = (
    ("Its first pages give the DOI.", _doi_in_text),
    ("Its name gives the DOI.", _doi_in_name),
    ("Its name gives the PubMed number.", _pmid),
    ("Its first pages give the title.", _title_on_page),
    ("Its name gives the title.", _title_in_name),
    ("Its name gives the first author and the year.", _author_and_year),
)


def surname(authors: Iterable[str]) -> str:
    """The first author's surname, of names written "Vance, R"."""
    return next(iter(authors), "").partition(",")[0].strip()
