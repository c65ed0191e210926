"""What the columns of a table hold: by their names, by who wrote the table, or by their cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from uptake.formats.fields import DOI
from uptake.formats.table_layouts import LAYOUTS, SYNONYMS, UNSURE, Layout

KEPT = ""
"""The field of a column that only goes along with the record, under its own name."""

STAGE_WORDS = {"title": "Title and abstract", "full text": "Full text"}
PART_WORDS = {
    "reason": "reason", "remark": "note", "by": "who decided", "at": "when", "tool": "made with",
}  # fmt: skip
FIELDS: dict[str, str] = {
    "title": "Title",
    "authors": "Authors",
    "year": "Year or date",
    "journal": "Journal",
    "abstract": "Abstract",
    "doi": "DOI",
    "pmid": "PubMed number",
    "source": "Journal, year, volume and pages in one",
    "volume": "Volume",
    "issue": "Issue",
    "pages": "Pages",
    "start page": "First page or article number",
    "end page": "Last page",
    "keywords": "Keywords",
    "kind": "Kind of publication",
    "language": "Language",
    "url": "Address on the web",
    "abbreviation": "Journal, abbreviated",
    "series": "Series",
    "editors": "Editors",
    "other title": "Title in another language",
    "publisher": "Publisher",
    "place": "Place of publication",
    "issn": "ISSN or ISBN",
    "pmcid": "PubMed Central number",
    "database": "Database",
    "database number": "Number in the database",
    "notes": "Notes",
    "decision": "Decision",
    "decision on title": "Decision on title and abstract",
    "decision on full text": "Decision on the full text",
    "reason": "Reason for the decision",
    "remark": "Note on the decision",
    "decided by": "Who decided",
    "decided at": "When it was decided",
}
"""What a column may hold, as a person chooses it."""

SPECIAL: dict[str, str] = {
    "full names": "Authors, full names",
    "article number": "Article number",
    "date": "Date",
    "accession": "Accession number",
    "uptake kind": "Kind, as Uptake writes it",
    "tool": "What the decision was made with",
    **{
        f"{stage} {part}": f"{STAGE_WORDS[stage]}: {words}"
        for stage in STAGE_WORDS
        for part, words in PART_WORDS.items()
    },
}
"""What only a layout says of a column; a person may leave it so, but is not offered it."""

TELLING = frozenset({"title", "abstract", "doi", "pmid"})
"""Fields by one of which a reference can be told from another."""
DECISIONS = frozenset({"decision", "decision on title", "decision on full text"})
LONGEST_HEADING = 80
SAMPLES = 3
SAMPLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it holds ("" for nothing that is mapped), and whether we know.

    ``samples`` are the first values that it holds.
    """

    heading: str
    field: str = KEPT
    sure: bool = True
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is read: its columns, and the layout they are of, if it is a known one."""

    columns: tuple[Column, ...]
    layout: Layout | None = None


def plain_heading(heading: str) -> str:
    """Give a heading as headings are compared: small letters, one blank where others stand.

    The number that tells the second "Notes" from the first doesn't count.
    """
    heading = re.sub(r" \(\d+\)$", "", heading)
    return " ".join(re.sub(r"[^\w#]+|_", " ", heading.casefold()).split())


def known_headings(cells: Sequence[str]) -> int:
    """How many of some cells are names of columns that are known."""
    return len({SYNONYMS.get(plain_heading(cell), "") for cell in cells} - {""})


def unlike(headings: Sequence[str]) -> list[str]:
    """Give headings that all differ: the second "Notes" is "Notes (2)", one without is a number."""
    found: list[str] = []
    seen: set[str] = set()
    for number, heading in enumerate(headings, start=1):
        heading = " ".join(heading.split()) or f"Column {number}"
        name, times = heading, 1
        while name in seen:
            times += 1
            name = f"{heading} ({times})"
        seen.add(name)
        found.append(name)
    return found


def layout_of(headings: Sequence[str]) -> Layout | None:
    """Find which program wrote a table with these headings."""
    names = {plain_heading(heading) for heading in headings}
    return next((it for it in LAYOUTS if it.signature <= names), None)


def plan(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    said: Mapping[str, str] | None = None,
    *,
    headed: bool = True,
) -> Plan:
    """Say what each column holds. ``rows`` are the first rows; ``said`` is what a person said.

    Raises ``KeyError`` when ``said`` names a field that is none.
    """
    layout = layout_of(headings) if headed else None
    # What a heading says beats what cells look like.
    claimed = (
        {SYNONYMS.get(plain_heading(heading), KEPT) for heading in headings} if headed else set()
    )
    decided = DECISIONS & {*claimed, *(said or {}).values()}
    columns = []
    for at, heading in enumerate(headings):
        cells = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
        if said is not None and heading in said:
            field, sure = said[heading], True
            if field not in (KEPT, *FIELDS, *SPECIAL):
                raise KeyError(field)
        else:
            field, sure = _guess(plain_heading(heading), cells, layout, claimed, headed)
            if field == "reason" and not sure and not decided:
                field = KEPT  # "Reason" alone may be the reason for anything
            if not sure:
                claimed = {*claimed, field}  # one guess of each kind is enough
        shown = (" ".join(cell[: 4 * SAMPLE_LENGTH].split()) for cell in cells)
        samples = tuple(
            cell if len(cell) <= SAMPLE_LENGTH else cell[: SAMPLE_LENGTH - 1] + "…"
            for cell in dict.fromkeys(shown)
        )[:SAMPLES]
        columns.append(Column(heading, field, sure, samples))
    return Plan(tuple(columns), layout)


def _guess(
    name: str, cells: Sequence[str], layout: Layout | None, claimed: Set[str], headed: bool
) -> tuple[str, bool]:
    if layout is not None:
        # What a layout doesn't name is known to hold nothing that a reference has a field for.
        return layout.columns.get(name, SYNONYMS.get(name, KEPT)), True
    if headed and name in SYNONYMS:
        return SYNONYMS[name], name not in UNSURE
    found = _by_cells(cells)
    return (KEPT if found in claimed else found), not cells


def _by_cells(cells: Sequence[str]) -> str:
    """Guess what cells hold from how they look; only where every one of them looks so."""
    if not cells:
        return KEPT
    if all(DOI.search(cell) and len(cell) < 200 and "." in cell for cell in cells):
        return "doi"
    if all(re.match(r"https?://\S+$", cell) for cell in cells):
        return "url"
    if all(re.fullmatch(r"(?:1[89]|20)\d\d(?:\.0)?", cell) for cell in cells):
        return "year"
    if all(re.fullmatch(r"\d{4}-\d{3}[\dXx]", cell) for cell in cells):
        return "issn"
    middle = sorted(map(len, cells))[len(cells) // 2]
    if middle > 400:
        return "abstract"
    blanks = sum(cell.count(" ") for cell in cells) / len(cells)
    if 25 < middle <= 400 and blanks > 4 and all(cell.count(";") < 3 for cell in cells):
        return "title"
    return KEPT


def looks_like_headings(cells: Sequence[str]) -> bool:
    """Say whether a row could name columns: short words, all different, no numbers or addresses."""
    names = [cell.strip() for cell in cells if cell.strip()]
    return (
        len(names) > 1
        and len(set(names)) == len(names)
        and len(names) >= len(cells) - 1
        and all(
            len(name) <= LONGEST_HEADING
            and any(map(str.isalpha, name))
            and not re.match(r"https?:|10\.\d{4}", name)
            and not re.search(r"[.!?]$", name)
            for name in names
        )
    )
