"""CSV that a spreadsheet opens without running anything that stands in it.

Spreadsheets take a cell that begins with one of a few characters for a formula, whoever wrote it.
Such text is given an apostrophe in front, which they show as text (OWASP, CSV injection). Numbers
are numbers and stay as they are. The exact form changes nothing and is for programs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

RISKY = (*"=+-@＝＋－＠", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"
"""Without it, the most used spreadsheet reads UTF-8 as something else."""


def guarded(value: str) -> str:
    """Give the text in a form that no spreadsheet takes for a formula."""
    return f"'{value}" if value.lstrip(" ").startswith(RISKY) else value


def unguarded(cell: str) -> str:
    """Give a cell without the apostrophe that `guarded` put there; another apostrophe stays."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell


def csv_lines(rows: Iterable[Sequence[object]], *, exact: bool = False) -> Iterator[str]:
    """Write rows as CSV, a line at a time; `None` is an empty cell.

    Unless `exact`, text is guarded and the first line begins with a byte order mark.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    if not exact:
        out.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow(
            value if exact or not isinstance(value, str) else guarded(value) for value in row
        )
        yield out.getvalue()
        out.seek(0)
        out.truncate()
