"""Turns of speech in a table: CSV with any sign between the cells, or a workbook.

Columns are known by their headings. Where those don't tell which column holds the words, nothing
is guessed: ``WhichColumns`` carries the columns, so that a person can be asked, and what the person
says is given as ``columns``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from uptake.formats import workbook
from uptake.formats.csv_rows import Row, delimiter_of, rows
from uptake.formats.script import Line, read_script
from uptake.formats.speakers import Mark
from uptake.formats.text import Unreadable, decode, split_lines
from uptake.formats.times import TIME_PARTS, clock
from uptake.formats.turns import Oddity, Transcript, Turn, finished, refuse_if_too_large

FORMAT, WORKBOOK = "csv", "xlsx"
Holds = Literal["speaker", "text", "start", "end", "left out"]
HOLDS: tuple[Holds, ...] = get_args(Holds)
ENDINGS = (".csv", ".tsv")
NAMES: dict[str, Holds] = {
    **dict.fromkeys(
        ("speaker", "speakers", "speaker name", "speaker label", "name", "who", "participant",
         "person", "voice", "user"), "speaker",
    ),
    **dict.fromkeys(
        ("text", "words", "utterance", "transcript", "content", "speech", "turn", "said",
         "message", "caption", "subtitle", "transcription", "sentence", "response"), "text",
    ),
    **dict.fromkeys(
        ("start", "start time", "time", "timestamp", "time stamp", "begin", "from", "in",
         "start timestamp", "time start", "timecode", "started", "start s", "start sec",
         "start seconds", "start ms"), "start",
    ),
    **dict.fromkeys(
        ("end", "end time", "until", "to", "stop", "out", "end timestamp", "time end", "ended",
         "end s", "end sec", "end seconds", "end ms"), "end",
    ),
}  # fmt: skip
SIGNS = re.compile(r"[\W_]+")
# A workbook gives a time that was typed in as one on the last day of 1899.
DATE = re.compile(r"1899-12-3[01] ")
NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?")
LONGEST_TIME = 100 * 3600  # seconds; more is a date or a count of something else
SAMPLES, SHOWN = 3, 80


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, what it is taken to hold ("" where nobody can tell)."""

    number: int
    heading: str
    holds: Holds | Literal[""] = ""
    filled: int = 0
    samples: tuple[str, ...] = ()


class WhichColumns(Unreadable):
    """It can't be told which column holds the words; ``table`` is what a person can be asked."""

    def __init__(self, table: Sequence[Column], where: str) -> None:
        """Keep the columns beside the words about them."""
        headings = ", ".join(f"“{column.heading}”" for column in table[:20])
        super().__init__(
            f"It can't be told which column holds the words. There are {headings}.", where,
            "Head the columns speaker, text, start and end in the file, or say what each holds.",
        )  # fmt: skip
        self.table = tuple(table)


def recognises(text: str, name: str = "") -> bool:
    """Say whether text is a table of turns: by its headings, or by the ending of its name."""
    head = text[:64_000]
    delimiter = delimiter_of(head, _known)
    if not delimiter:
        return False
    if name.casefold().endswith(ENDINGS):
        return True
    first = next((row for row in rows(split_lines(head), delimiter, 0) if not row.blank), None)
    held = {_held(cell) for cell in first.cells} if first else set()
    return {"speaker", "text"} <= held or {"start", "text"} <= held


def read(
    data: bytes,
    *,
    name: str = "",
    speakers: Collection[str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Transcript:
    """Read the turns of a CSV; ``columns`` says what columns hold (``HOLDS``), by their headings.

    Without a row of headings the columns are "Column 1", "Column 2" and so on. A row without a
    speaker goes on with the one before. Raises ``Unreadable`` for what is no table,
    ``WhichColumns`` when it can't be told where the words are, and ``ValueError`` for ``columns``
    that hold something else.
    """
    refuse_if_too_large(data, name)
    decoded = decode(data)
    lines = split_lines(decoded.text)
    delimiter = delimiter_of(decoded.text, _known)
    if not delimiter:
        what = "The file is no table: no sign parts its cells."
        raise Unreadable(what, name, "Save it as plain text if it is a transcript in lines.")
    first = next((row for row in rows(lines, delimiter, 0) if not row.blank), Row(1, 1, []))
    found = [row for row in rows(lines, delimiter, len(first.cells)) if not row.blank]
    odd = [Oddity(0, "warning", warning) for warning in decoded.warnings]
    odd += [
        Oddity(row.line, "warning", "A quotation mark is never closed; the line is read alone.")
        for row in found if row.mended
    ]  # fmt: skip
    turns, more = _turns(found, name, speakers, columns)
    return finished(turns, FORMAT, decoded.encoding, [*odd, *more], name)


def read_workbook(
    data: bytes,
    *,
    name: str = "",
    speakers: Collection[str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Transcript:
    """Read the turns of a workbook, of the sheet whose headings are known best; see ``read``."""
    refuse_if_too_large(data, name)
    filled = workbook.sheets(data, name)
    title, found = max(filled, key=lambda sheet: (_known(sheet[1][0].cells), len(sheet[1])))
    odd = [
        Oddity(0, "warning", f"The sheet “{other}” is not read; “{title}” is.")
        for other, _ in filled if other != title
    ]  # fmt: skip
    turns, more = _turns(found, name, speakers, columns)
    return finished(turns, WORKBOOK, "", [*odd, *more], name)


def _held(heading: str) -> Holds | Literal[""]:
    return NAMES.get(" ".join(SIGNS.sub(" ", heading).split()).casefold(), "")


def _known(cells: Sequence[str]) -> int:
    return len({_held(cell) for cell in cells} - {""})


def _asked(holds: str) -> Holds:
    for one in HOLDS:
        if one == holds:
            return one
    raise ValueError(f"A column can't hold {holds!r}, only {', '.join(HOLDS)}.")


def table_of(found: Sequence[Row], columns: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """Say what each column of a table is taken to hold; headed where a heading is known or said.

    The first column of a kind is taken, others of that kind are left to be asked about. Raises
    ``ValueError`` for ``columns`` that hold what is not in ``HOLDS``.
    """
    said = {heading.strip(): _asked(holds) for heading, holds in (columns or {}).items()}
    top = [cell.strip() for cell in found[0].cells]
    headed = bool(_known(top)) or any(cell in said for cell in top)
    width = max(len(row.cells) for row in found)
    table: list[Column] = []
    taken: set[str] = {holds for holds in said.values() if holds != "left out"}
    for at in range(width):
        heading = (top[at] if headed and at < len(top) else "") or f"Column {at + 1}"
        cells = [row.cells[at].strip() for row in found[headed:] if at < len(row.cells)]
        cells = [cell for cell in cells if cell]
        guess = _held(heading)
        holds = said.get(heading, "" if guess in taken else guess)
        taken.add(guess)
        shown = tuple(cell[:SHOWN] for cell in dict.fromkeys(cells))[:SAMPLES]
        table.append(Column(at + 1, heading, holds, len(cells), shown))
    return tuple(table)


def _turns(
    found: Sequence[Row],
    name: str,
    speakers: Collection[str] | None,
    columns: Mapping[str, str] | None,
) -> tuple[list[Turn], list[Oddity]]:
    table = _with_words(table_of(found, columns), name)
    at = {holds: [column.number - 1 for column in table if column.holds == holds]
          for holds in HOLDS}  # fmt: skip
    headed = any(column.heading in map(str.strip, found[0].cells) for column in table)
    times = _Times(table)
    lines: list[Line] = []
    before, without, empty = "", 0, 0
    for row in found[headed:]:
        cells = [cell.strip() for cell in row.cells] + [""] * (len(table) - len(row.cells))
        words = "\n".join(cells[number] for number in at["text"] if cells[number])
        who = " ".join(" ".join(cells[number] for number in at["speaker"]).split()).rstrip(" :")
        if not words and not who:
            empty += 1
            continue
        without += not who and bool(before)
        before = who or before
        start, end = (times.of(row.line, cells, holds) for holds in ("start", "end"))
        text = "\t".join(part for part in (start, before, words) if part)
        mark = Mark("column", before, words, row.line, start, end) if before else None
        lines.append(Line(row.line, text, new_paragraph=True, mark=mark))
    turns, odd = read_script(lines, speakers)
    return turns, [*_left_out(table, without, empty), *times.oddities(), *odd]


def _with_words(table: tuple[Column, ...], name: str) -> tuple[Column, ...]:
    """Find the column of words: beside one of speakers, the only one that is left is taken."""
    if any(column.holds == "text" for column in table):
        return table
    left = [column for column in table if not column.holds and column.filled]
    if len(left) != 1 or not any(column.holds == "speaker" for column in table):
        raise WhichColumns(table, name)
    return tuple(replace(one, holds="text") if one == left[0] else one for one in table)


def _left_out(table: Sequence[Column], without: int, empty: int) -> list[Oddity]:
    odd = [
        Oddity(
            0, "note", f"The column “{column.heading}” was not read ({column.filled} cells).",
            "; ".join(column.samples)[:SHOWN],
        )
        for column in table
        if column.holds in ("", "left out") and column.filled
    ]  # fmt: skip
    if without:
        what = f"{without} rows name nobody and were taken to go on with the speaker before."
        odd.append(Oddity(0, "note", what))
    if empty:
        odd.append(Oddity(0, "note", f"{empty} rows hold no words and were left out."))
    return odd


class _Times:
    """Reads times in cells: 0:01:02, 62.5 seconds, or thousandths where the heading says ms."""

    def __init__(self, table: Sequence[Column]) -> None:
        self.columns = {column.holds: column for column in reversed(table)}
        self.bad: list[tuple[int, str]] = []
        self.numbers: set[str] = set()

    def of(self, line: int, cells: Sequence[str], holds: Holds) -> str:
        """Give a row's time as ``times.seconds`` reads it, or "" where there is none."""
        column = self.columns.get(holds)
        cell = DATE.sub("", cells[column.number - 1]) if column else ""
        if not column or not cell or TIME_PARTS.fullmatch(cell):
            return cell
        thousandths = SIGNS.sub(" ", column.heading).casefold().split()[-1:] == ["ms"]
        value = float(cell.replace(",", ".")) if NUMBER.fullmatch(cell) else LONGEST_TIME * 1000
        value = value / 1000 if thousandths else value
        if value >= LONGEST_TIME:
            self.bad.append((line, cell))
            return ""
        if not thousandths:
            self.numbers.add(column.heading)
        return clock(value)

    def oddities(self) -> list[Oddity]:
        """Say which numbers were taken for seconds, and which times can't be read."""
        odd = [
            Oddity(0, "note", f"The numbers in “{heading}” were taken for seconds.")
            for heading in sorted(self.numbers)
        ]
        if self.bad:
            line, cell = self.bad[0]
            what = f"{len(self.bad)} times can't be read; the words were kept without them."
            odd.append(Oddity(line, "warning", what, cell[:SHOWN]))
        return odd
