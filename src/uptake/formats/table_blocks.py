"""Tables that stand on their side: a line for each field, a block of lines for each record.

Embase exports so: ``TITLE``, ``AUTHOR NAMES`` and so on in the first cell, the values in the cells
after it or on the lines below it, and a new record at each ``TITLE``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from uptake.formats.csv_rows import Row
from uptake.formats.table_columns import plain_heading
from uptake.formats.table_layouts import SYNONYMS

LABELS = frozenset({
    "source title", "publication type", "emtree drug index terms", "emtree medical index terms",
    "emtree drug index terms major focus", "emtree medical index terms major focus",
    "author addresses", "correspondence address", "publication date", "date of publication",
    "drug tradenames", "drug manufacturer", "device tradenames", "device manufacturer",
    "clinical trial numbers", "cas registry numbers", "conference name", "conference location",
    "conference date", "copyright", "full text link", "embase link", "original abstract",
    "author name id", "molecular sequence numbers", "summary language", "country of author",
    "country of source", "conference editors", "volume", "issue", "editors", "entry date",
    "language of article", "language of summary", "embase classification", "coden",
}) | SYNONYMS.keys()  # fmt: skip
FIRST = "title"
LOOKED_AT = 80


def label_of(row: Row) -> str:
    """Give the label that begins a row, or "" where it begins with none."""
    first = row.cells[0].strip() if row.cells else ""
    if not first.isupper() or len(first) > 60:
        return ""
    return first if plain_heading(first) in LABELS else ""


def are_blocks(rows: Sequence[Row]) -> bool:
    """Say whether the first rows of a table are fields, one to a row, from a title on."""
    looked = [row for row in rows[:LOOKED_AT] if not row.blank]
    labels = [label for row in looked if (label := label_of(row))]
    titles = sum(1 for label in labels if plain_heading(label) == FIRST)
    across = any(
        sum(1 for cell in row.cells if plain_heading(cell) in LABELS) > 1 for row in looked[:20]
    )
    return titles > 0 and len(set(labels)) > 2 and len(labels) * 3 >= len(looked) and not across


def unfold(rows: Iterable[Row]) -> tuple[list[str], list[Row], list[Row]]:
    """Turn blocks into one row a record.

    Gives the headings, the rows, and the rows before the first record, which are in none.
    """
    headings: dict[str, int] = {}
    records: list[tuple[int, int, dict[str, list[str]]]] = []
    outside: list[Row] = []
    current = ""
    for row in rows:
        label = label_of(row)
        if label and plain_heading(label) == FIRST:
            records.append((row.line, row.end_line, {}))
        if not records:
            outside.append(row)
            continue
        line, _, values = records[-1]
        if label:
            current = label
            headings.setdefault(current, len(headings))
        cells = [cell for cell in (row.cells[1:] if label else row.cells) if cell.strip()]
        values.setdefault(current, []).extend(cells)
        records[-1] = (line, row.end_line, values)
    width = len(headings)
    unfolded = []
    for line, end_line, values in records:
        cells = [""] * width
        for label, found in values.items():
            cells[headings[label]] = "; ".join(found)
        unfolded.append(Row(line, end_line, cells))
    return list(headings), unfolded, outside
