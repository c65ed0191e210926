"""References in tables: CSV with any sign between the cells, and the rows of a workbook.

The columns are known by their names, whoever wrote them; what isn't known is guessed, marked as a
guess, and can be said by a person (``columns``). Every cell stays with its record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from uptake.formats.csv_rows import Row, delimiter_of, rows
from uptake.formats.references import Oddity, Progress, Reading
from uptake.formats.table_blocks import are_blocks, unfold
from uptake.formats.table_columns import (
    FIELDS,
    KEPT,
    SPECIAL,
    TELLING,
    Plan,
    known_headings,
    looks_like_headings,
    plain_heading,
    plan,
    unlike,
)
from uptake.formats.table_fields import SAMPLED, Rows
from uptake.formats.table_layouts import SYNONYMS
from uptake.formats.text import Decoded, Unreadable, decode, split_lines

FORMAT = "csv"
OTHER = "table"
"""What the registry calls tables whose columns are not known; what they give is ``csv``."""
HEAD = 64_000
HEADER_WITHIN = 25
ENDINGS = (".csv", ".tsv", ".tab", ".xlsx", ".xls")
STEP = 500
AGAIN = "Say what the columns hold, or export it again as RIS."


@dataclass(frozen=True, slots=True)
class Table:
    """A table before its columns are understood: headings, rows, and what stood above them."""

    headings: list[str]
    rows: list[Row]
    headed: bool = True
    above: list[Row] = field(default_factory=list)


def recognises(text: str) -> int:
    """How many lines a text has that is a table with columns for a reference; 0 when it is none."""
    return _lines_of(text, _tells)


def recognises_any(text: str) -> int:
    """How many lines a text has that is a table of some kind, as far as its first lines show."""
    return _lines_of(text, _is_table)


def _lines_of(text: str, test: Callable[[Sequence[Row]], bool]) -> int:
    head = text[:HEAD].replace("\r\n", "\n").replace("\r", "\n")
    lines = split_lines(head)[: HEADER_WITHIN * 4]
    delimiter = delimiter_of(head, known_headings)
    if not delimiter:
        return 0
    first = list(islice(rows(lines, delimiter, 0), HEADER_WITHIN * 2))
    return max(1, text.count("\n") or text.count("\r")) if test(first) else 0


def _tells(first: Sequence[Row]) -> bool:
    if are_blocks(first):
        return True
    return any(_header_strength(row.cells) > 1 for row in first[:HEADER_WITHIN])


def _header_strength(cells: Sequence[str]) -> int:
    """How many columns of a reference a row names; 0 unless one tells references apart."""
    if not 1 < len(cells) < 1_000 or any(len(cell) > 200 for cell in cells):
        return 0
    meant = {SYNONYMS.get(plain_heading(cell), "") for cell in cells} - {""}
    return len(meant) if meant & TELLING else 0


def _is_table(first: Sequence[Row]) -> bool:
    filled = [row for row in first if not row.blank]
    if len(filled) < 2:
        return False
    widths = [len(row.cells) for row in filled]
    usual = max(set(widths), key=widths.count)
    regular = usual > 2 and widths.count(usual) >= 0.8 * len(widths)
    return regular and looks_like_headings(filled[0].cells)


def read(
    data: bytes,
    *,
    name: str = "",
    progress: Progress | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read a CSV file of references; ``columns`` says what columns hold, by their headings.

    Raises ``Unreadable`` when it is no text, or no table.
    """
    return read_text(decode(data), size=len(data), name=name, progress=progress, columns=columns)


def read_text(
    decoded: Decoded,
    *,
    size: int = 0,
    name: str = "",
    progress: Progress | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read a table that is decoded already; ``size`` is what ``progress`` counts up to."""
    lines = split_lines(decoded.text)
    odd = [Oddity(0, "warning", text, lines=0) for text in decoded.warnings]
    start, delimiter = _told_delimiter(lines)
    delimiter = delimiter or delimiter_of("\n".join(lines[start : start + 200]), known_headings)
    if not delimiter:
        raise Unreadable("No table was found: nothing parts the cells of a row.", name, AGAIN)
    if start:
        odd.append(Oddity(1, "note", "A line that tells what parts the cells.", lines[0]))
    found = table_of(lines_to_rows(lines, delimiter, start), name)
    return reading_of(
        found, name=name, format=FORMAT, encoding=decoded.encoding, lines=len(lines), odd=odd,
        size=size, progress=progress, columns=columns,
    )  # fmt: skip


def _told_delimiter(lines: Sequence[str]) -> tuple[int, str]:
    """Read the line ``sep=;`` that spreadsheets put first."""
    first = lines[0].strip().strip('"') if lines else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return 1, first[4]
    return 0, ""


def lines_to_rows(lines: Sequence[str], delimiter: str, start: int = 0) -> list[Row]:
    """Give the rows of a text; how many columns there are is found from its first rows."""
    first = list(islice(rows(lines[: start + 400], delimiter, 0, start), HEADER_WITHIN))
    at, _ = _header(first)
    width = len(first[at].cells) if first else 0
    return [row for row in rows(lines, delimiter, width, start) if not row.blank]


def _header(first: Sequence[Row]) -> tuple[int, bool]:
    """Find the row that names the columns, and say whether there is one."""
    strengths = [known_headings(row.cells) * (len(row.cells) > 1) for row in first]
    if strengths and max(strengths) > 1:
        return strengths.index(max(strengths)), True
    for at, row in enumerate(first[:HEADER_WITHIN]):
        below = first[at + 1].cells if at + 1 < len(first) else row.cells
        if looks_like_headings(row.cells) and len(below) > 1:
            return at, True
    return 0, False


def table_of(found: Sequence[Row], name: str = "") -> Table:
    """Find what names the columns, and turn a table that stands on its side."""
    if not found:
        raise Unreadable("The table has no rows.", name, "Export it again, then choose it.")
    if are_blocks(found):
        headings, unfolded, outside = unfold(found)
        return Table(unlike(headings), unfolded, True, outside)
    at, headed = _header(found[:HEADER_WITHIN])
    if not headed:
        width = max(len(row.cells) for row in found[:SAMPLED])
        return Table(unlike([""] * width), list(found), False)
    return Table(unlike(_trimmed(found[at].cells)), list(found[at + 1 :]), True, list(found[:at]))


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Take off the empty headings that a comma at the end of each line leaves."""
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def reading_of(
    found: Table,
    *,
    name: str,
    format: str,
    encoding: str,
    lines: int,
    odd: Sequence[Oddity] = (),
    size: int = 0,
    progress: Progress | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Turn a table into references. Raises ``Unreadable`` when a person named what is no field."""
    oddities = list(odd)
    said = _said(columns, found.headings, name, oddities)
    samples = [row.cells for row in found.rows[:SAMPLED]]
    known = plan(found.headings, samples, said, headed=found.headed)
    _refuse_other_tables(known, name, said)
    oddities.extend(_on_table(found, known))
    maker = Rows.of(known, found.rows, format, name)
    references = []
    last = max((row.end_line for row in found.rows), default=1)
    for position, row in enumerate(found.rows, start=1):
        reference, notes = maker.reference(row, position)
        references.append(reference)
        oddities.extend(notes)
        if progress and position % STEP == 0:
            progress(size * row.end_line // last, size)
    if progress:
        progress(size, size)
    oddities.sort(key=lambda oddity: oddity.line)
    return Reading(
        tuple(references), tuple(oddities), encoding, format, len(references), lines,
        known.columns,
    )  # fmt: skip


def _said(
    columns: Mapping[str, str] | None, headings: Sequence[str], name: str, odd: list[Oddity]
) -> dict[str, str]:
    """Check what a person said of columns; a column that isn't there is remarked on."""
    said = dict(columns or {})
    for heading, meant in said.items():
        if meant not in (KEPT, *FIELDS, *SPECIAL):
            raise Unreadable(
                f"A column cannot hold “{meant}”.", name, f"Choose among: {', '.join(FIELDS)}."
            )
        if heading not in headings:
            what = f"There is no column “{heading}”, of which was said what it holds."
            odd.append(Oddity(0, "warning", what, lines=0))
    return said


def _refuse_other_tables(known: Plan, name: str, said: Mapping[str, str]) -> None:
    """Refuse a table that has nothing of a reference, unless it is called a table."""
    meant = {column.field for column in known.columns}
    called = not name or name.lower().endswith(ENDINGS)
    if not meant - {KEPT} and not said and not called:
        raise Unreadable(
            "The file looks like a table, but none of its columns is known.", name,
            "If it holds references, give it a name that ends with .csv, and say what each "
            "column holds.",
        )  # fmt: skip


def _on_table(found: Table, known: Plan) -> list[Oddity]:
    odd = []
    if found.above:
        text = "\n".join(chain.from_iterable(filter(str.strip, row.cells) for row in found.above))
        what = "Text above the names of the columns; kept here only."
        first, last = found.above[0], found.above[-1]
        odd.append(Oddity(first.line, "note", what, text, last.end_line - first.line + 1))
    if not found.headed:
        what = "No row names the columns; what each holds was guessed from its cells."
        odd.append(Oddity(1, "warning", what, lines=0))
    unknown = [column.heading for column in known.columns if not column.sure]
    if unknown:
        listed = ", ".join(f"“{heading}”" for heading in unknown[:6])
        more = f" and {len(unknown) - 6} more" if len(unknown) > 6 else ""
        what = f"Not known for certain what these columns hold: {listed}{more}."
        odd.append(Oddity(0, "note", what, lines=0))
    if not found.rows:
        odd.append(Oddity(0, "warning", "The table has no rows beneath its columns.", lines=0))
    return odd
