"""Paragraphs and tables of a Word document to lines: text, bold labels, columns of speakers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from uptake.formats.script import Line
from uptake.formats.speakers import Mark, mark_of, shape_of
from uptake.formats.times import TIME
from uptake.formats.turns import Oddity

DEEPEST = 40  # tables in tables, and other things in things
HEADING = re.compile(r"(?:heading|title|subtitle|überschrift|titre)", re.IGNORECASE)
SPEAKER_COLUMN = re.compile(r"(?:speaker|name|who|participant)s?", re.IGNORECASE)
TIME_COLUMN = re.compile(r"(?:time|time ?stamp|start(?: time)?|begin)s?", re.IGNORECASE)
TIMES = re.compile(rf"[\[(]?(?P<time>{TIME})(?:\s*-+>?\s*(?P<until>{TIME}))?[\])]?")
LEFT_OUT = {
    "footnoteReference": "Footnotes",
    "endnoteReference": "Endnotes",
    "commentReference": "Comments",
    "drawing": "Pictures or drawings",
    "pict": "Pictures or drawings",
    "del": "Passages deleted with changes tracked",
}
BLOCKS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
RUNS = BLOCKS | frozenset(("hyperlink", "fldSimple", "dir", "bdo"))
CHARACTERS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "\u2011"}


@dataclass(slots=True)
class Reading:
    """What has been read so far: lines for the script, and what was passed over, counted."""

    lines: list[Line] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def add(self, text: str, bold: int = 0, *, heading: bool = False) -> None:
        """Add a paragraph of which the first ``bold`` characters are bold."""
        fresh = True
        for line in text.split("\n"):
            label = _bold_label(line, bold) if fresh else ""
            self.lines.append(
                Line(
                    len(self.lines) + 1,
                    line,
                    label,
                    heading=heading and bool(line.strip()),
                    new_paragraph=fresh or heading,
                )
            )
            fresh = fresh and not line.strip()

    def add_row(self, who: str, words: str, time: str, until: str) -> None:
        """Add a row of a table that says who speaks."""
        number = len(self.lines) + 1
        mark = Mark("column", who, words, number, time, until)
        text = "\t".join(part for part in (time, who, words) if part)
        self.lines.append(Line(number, text, new_paragraph=True, mark=mark))

    def count(self, kind: str) -> None:
        """Note that something was passed over."""
        self.left_out[kind] = self.left_out.get(kind, 0) + 1

    def oddities(self) -> list[Oddity]:
        """Say what was passed over."""
        return [
            Oddity(0, "note", f"{kind} were not read ({count}).")
            for kind, count in self.left_out.items()
        ]


def tag_of(element: etree._Element) -> str:
    """The name without its namespace: Word has two, strict and transitional."""
    return str(element.tag).rpartition("}")[2]


def read_block(element: etree._Element, reading: Reading, depth: int = 0) -> None:
    """Read a paragraph, a table, or what wraps some of them, into ``reading``."""
    tag = tag_of(element)
    if tag == "p":
        _paragraph(element, reading)
    elif depth > DEEPEST:
        return
    elif tag == "tbl":
        _table(element, reading, depth)
    elif tag in BLOCKS:
        for child in element:
            read_block(child, reading, depth + 1)


def _paragraph(element: etree._Element, reading: Reading) -> None:
    parts = list(_runs(element, reading))
    bold = 0
    for text, is_bold in parts:
        if not is_bold and text.strip():
            break
        bold += len(text)
    style = element.find("./{*}pPr/{*}pStyle")
    heading = style is not None and HEADING.match(_value(style)) is not None
    reading.add("".join(text for text, _ in parts), bold, heading=heading)


def _runs(element: etree._Element, reading: Reading, depth: int = 0) -> Iterator[tuple[str, bool]]:
    """Give the pieces of a paragraph, each with whether it is bold."""
    for child in element:
        tag = tag_of(child)
        if tag == "r":
            bold = _is_bold(child)
            for text in _texts(child, reading):
                yield text, bold
        elif tag in RUNS and depth < DEEPEST:
            yield from _runs(child, reading, depth + 1)
        elif tag in LEFT_OUT:
            reading.count(LEFT_OUT[tag])


def _texts(run: etree._Element, reading: Reading) -> Iterator[str]:
    for child in run:
        tag = tag_of(child)
        if tag == "t":
            yield child.text or ""
        elif tag in CHARACTERS:
            yield CHARACTERS[tag]
        elif boxes := _boxes(child):
            for box in boxes:
                inside = Reading(left_out=reading.left_out)
                for block in box:
                    read_block(block, inside)
                yield "\n" + "\n".join(line.text for line in inside.lines)
        elif tag in LEFT_OUT:
            reading.count(LEFT_OUT[tag])


def _boxes(element: etree._Element) -> list[etree._Element]:
    """Find text boxes: their words stand in a choice, and once more in a fallback for old Words."""
    return [
        box
        for box in element.iterfind(".//{*}txbxContent")
        if not any(tag_of(above) in ("Fallback", "txbxContent") for above in box.iterancestors())
    ]


def _is_bold(run: etree._Element) -> bool:
    bold = run.find("./{*}rPr/{*}b")
    return bold is not None and _value(bold) not in ("0", "false", "off", "none")


def _value(element: etree._Element) -> str:
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).endswith("val")), ""
    )


def _bold_label(text: str, bold: int) -> str:
    """Give the label at the start of a line when it is bold and the line as a whole is not."""
    mark = mark_of(text, 0)
    if mark is None or not mark.name or not len(mark.name) <= bold < len(text.rstrip()):
        return ""
    return mark.name


def _table(table: etree._Element, reading: Reading, depth: int) -> None:
    rows = [
        [_cell(cell, reading, depth) for cell in row.iterfind("./{*}tc")]
        for row in table.iterfind("./{*}tr")
    ]
    add_table(rows, reading)


def add_table(rows: list[list[str]], reading: Reading) -> None:
    """Read a table row by row; a column of speakers, with one of times or not, makes turns."""
    speaker, time = _columns(rows)
    for at, cells in enumerate(rows):
        if speaker is None or len(cells) < len(rows[0]) or not cells[speaker]:
            reading.add("\n".join(cell for cell in cells if cell))
        elif at > 0 or not SPEAKER_COLUMN.fullmatch(cells[speaker]):
            words = [cell for at, cell in enumerate(cells) if at not in (speaker, time) and cell]
            times = TIMES.fullmatch(cells[time]) if time is not None else None
            if time is not None and times is None:
                words.insert(0, cells[time])
            who = " ".join(cells[speaker].split()).rstrip(" :")
            found = times.groupdict("") if times else {"time": "", "until": ""}
            reading.add_row(who, "\n".join(words), found["time"], found["until"])


def _cell(cell: etree._Element, reading: Reading, depth: int) -> str:
    inside = Reading(left_out=reading.left_out)
    for child in cell:
        read_block(child, inside, depth + 1)
    return "\n".join(line.text for line in inside.lines).strip()


def _columns(rows: list[list[str]]) -> tuple[int | None, int | None]:
    """Find the columns of speakers and of times, by the top row or by what stands in them."""
    width = len(rows[0]) if rows else 0
    speaker = time = None
    for at in range(width if width > 1 else 0):
        cells = [row[at] for row in rows if len(row) >= width]
        if time is None and (TIME_COLUMN.fullmatch(cells[0]) or _either(cells, _are_times)):
            time = at
        elif speaker is None and (
            SPEAKER_COLUMN.fullmatch(cells[0]) or _either(cells, _are_speakers)
        ):
            speaker = at
    return speaker, time


def _either(cells: list[str], test: Callable[[list[str]], bool]) -> bool:
    """Apply a test to a column, with and without what may be the name above it."""
    return test([cell for cell in cells if cell]) or test([cell for cell in cells[1:] if cell])


def _are_times(cells: list[str]) -> bool:
    return bool(cells) and all(map(TIMES.fullmatch, cells))


def _are_speakers(cells: list[str]) -> bool:
    names = {cell.rstrip(" :") for cell in cells}
    return len(names) < len(cells) and all(shape_of(name) != "no" for name in names)
