"""A codebook as a CSV file: one code a line, each with the name of the code above it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from uptake.formats.refi.model import guid_of
from uptake.formats.spreadsheet import csv_lines
from uptake.formats.text import Unreadable, decode
from uptake.interviews.queries.tree import CodeRow
from uptake.projects.errors import Refused

COLUMNS = ("name", "parent", "definition", "when", "when not", "example", "origin", "instrument",
           "construct", "id")  # fmt: skip
ORIGINS = ("inductive", "deductive")
LONGEST_NAME = 120
_HEADINGS = {
    "name": "name", "code": "name", "code name": "name",
    "parent": "parent", "family": "parent", "under": "parent",
    "definition": "definition", "description": "definition",
    "when": "when", "when to use": "when", "use when": "when",
    "when not": "when not", "when not to use": "when not", "not when": "when not",
    "example": "example", "origin": "origin", "instrument": "instrument",
    "framework": "instrument", "construct": "construct", "id": "id", "guid": "id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code as the file has it; `line` is where it begins, 0 when it is from no file.

    An `origin` of "" says nothing of it. `guid` is what the file calls the code.
    """

    name: str
    parent: str = ""
    definition: str = ""
    when: str = ""
    when_not: str = ""
    example: str = ""
    line: int = 0
    origin: str = ""
    instrument: str = ""
    construct: str = ""
    guid: str = ""


def read_codebook(content: bytes, name: str = "") -> list[CodeLine]:
    """The codes in a CSV file, in its order. Comma, semicolon or tab may separate the cells.

    Raises Refused, naming the line, for a file without the columns, a row with too many cells and
    a code without a name.
    """
    try:
        text = decode(content).text
    except Unreadable as fault:
        raise Refused(fault.what, advice=fault.advice, where=fault.where or name) from fault
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    found: list[CodeLine] = []
    try:
        columns = _columns(next(reader, []), name)
        before = reader.line_num
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(_line(cells, columns, name, before + 1))
            before = reader.line_num
    except csv.Error as fault:
        raise Refused(
            f"The row can't be read as CSV: {fault}.", where=_at(name, reader.line_num),
            advice="Look for a quotation mark that is not closed.",
        ) from fault  # fmt: skip
    if not found:
        raise Refused("There are no codes in the file.", where=name,
                      advice="Give every code a line under the headings.")  # fmt: skip
    return found


def write_codebook(
    codes: Iterable[CodeRow], guids: Mapping[int, str], *, exact: bool = False
) -> Iterator[str]:
    """The same file again, a line at a time: codes in use, parents before their children."""
    path: list[str] = []

    def rows() -> Iterator[tuple[str, ...]]:
        yield COLUMNS
        for code in codes:
            parent = path[code.depth - 1] if code.depth else ""
            path[code.depth :] = [code.name]
            yield (
                code.name, parent, code.definition, code.when, code.when_not, code.example,
                code.origin, code.instrument, code.construct, guids[code.id],
            )  # fmt: skip

    return csv_lines(rows(), exact=exact)


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(headings: list[str], name: str) -> list[str]:
    columns = [_HEADINGS.get(" ".join(cell.replace("_", " ").split()).casefold(), "")
               for cell in headings]  # fmt: skip
    if "name" not in columns:
        raise Refused(
            "The first line has no column called “name”.", where=_at(name, 1),
            advice="Name the columns: " + ", ".join(COLUMNS) + ".",
        )  # fmt: skip
    twice = [column for column in COLUMNS if columns.count(column) > 1]
    if twice:
        raise Refused(f"Two columns are called “{twice[0]}”.", where=_at(name, 1),
                      advice="Rename one of them.")  # fmt: skip
    return columns


def _line(cells: list[str], columns: list[str], name: str, line: int) -> CodeLine:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        raise Refused(
            f"The row has {len(cells)} cells and the first line {len(columns)}.",
            where=_at(name, line), advice="Put quotation marks around cells that hold a comma.",
        )  # fmt: skip
    # A heading that is not known is nobody's: its cells are left out, as are those never written.
    held = {column: _plain(cell) for column, cell in zip(columns, cells, strict=False) if column}
    code = " ".join(held.get("name", "").split())
    if not code or len(code) > LONGEST_NAME:
        raise Refused(
            f"The code's name has more than {LONGEST_NAME} characters." if code
            else "The row has no name for its code.",
            where=_at(name, line), advice="Name each code in a few words.",
        )  # fmt: skip
    origin = held.get("origin", "").casefold()
    if origin and origin not in ORIGINS:
        raise Refused(
            f"The origin is “{held['origin']}”.", where=_at(name, line),
            advice="Write inductive or deductive, or nothing.",
        )  # fmt: skip
    return CodeLine(
        code, " ".join(held.get("parent", "").split()), held.get("definition", ""),
        held.get("when", ""), held.get("when not", ""), held.get("example", ""), line, origin,
        held.get("instrument", "")[:60], held.get("construct", "")[:80],
        guid_of(held["id"]) if held.get("id") else "",
    )  # fmt: skip


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    cell = cell.replace("\r\n", "\n").strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" ")[:1] in tuple("=+-@") else cell


def _at(name: str, line: int) -> str:
    return f"{name}, line {line}" if name else f"line {line}"
