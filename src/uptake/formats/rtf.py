"""Rich text (RTF), as WordPad, TextEdit and older word processors save it.

A reader of its own: what there is in Python drops tables and bold labels, reads one code page, or
is under a licence that can't be used. Only what carries words is followed (RTF 1.9.1); everything
else is formatting. Nothing raises for a sign that isn't known.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from uptake.formats.docx_blocks import Reading, add_table
from uptake.formats.rtf_signs import CHARACTERS, CHARSETS, LEFT_OUT, SKIPPED, TEXT, codec_of
from uptake.formats.script import read_script
from uptake.formats.text import Unreadable
from uptake.formats.turns import Oddity, Transcript, finished, refuse_if_too_large

FORMAT = "rtf"
START = b"{\\rtf"
DEEPEST = 1_000  # groups in groups
MOST_SIGNS = 3_000_000
BLANKS = b"\0\r\n\t\x1a "
SIGN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])|(?P<group>[{}])|(?P<break>[\r\n]+)"
    rb"|(?P<text>[^\\{}\r\n]+)|(?P<rest>\\)",
    re.DOTALL,
)
DAMAGED = "Open it in a word processor and save it as DOCX or as plain text."


def recognises(data: bytes) -> bool:
    """Say whether the bytes begin as rich text does; blanks or a mark may stand before it."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(START)


def read(data: bytes, *, name: str = "", speakers: Collection[str] | None = None) -> Transcript:
    """Read the paragraphs and tables of rich text, in order.

    Line numbers in the oddities count lines of the document's text. Deleted and hidden text, notes,
    comments, headers and pictures are passed over and counted in the oddities. Raises
    ``Unreadable`` for a file that is no rich text, or is made to exhaust the machine.
    """
    refuse_if_too_large(data, name)
    if not recognises(data):
        raise Unreadable("The file is not rich text (RTF).", name, DAMAGED)
    reader = _Reader(name)
    reader.read(data)
    turns, found = read_script(reader.reading.lines, speakers)
    oddities = [*reader.warnings(), *found, *reader.reading.oddities()]
    return finished(turns, FORMAT, reader.codec, oddities, name)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group; ``skip``: its words are not text of the document."""

    skip: bool = False
    bold: bool = False
    hidden: str = ""
    font: int = -1
    fallbacks: int = 1
    """Characters after a Unicode one that are for readers that don't know it."""


@dataclass(slots=True)
class _Paragraph:
    """The paragraph, or the cell, being read."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    in_bold: bool = True
    heading: bool = False

    def add(self, text: str, *, bold: bool) -> None:
        self.in_bold &= bold or not text.strip()
        self.bold += len(text) if self.in_bold else 0
        self.parts.append(text)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class _Reader:
    """Goes through the signs of the file once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.reading = Reading()
        self.codec = "cp1252"
        self.fonts: dict[int, str] = {}
        self.state = _State()
        self.above: list[_State] = []
        self.paragraph = _Paragraph()
        self.cells: list[str] = []
        self.rows: list[list[str]] = []
        self.in_table = False
        self.bytes = bytearray()
        self.pass_over = 0  # characters left of a fallback
        self.high = ""  # the first half of a character of two
        self.new_group = self.listed = False
        self.in_fonts = 0
        self.bad = 0
        self.cut_off = False
        self.beyond = 0

    def read(self, data: bytes) -> None:
        """Read the whole file."""
        at, signs = data.find(b"{"), 0
        while match := SIGN.match(data, at):  # every byte is the beginning of some sign
            at = match.end()
            signs += 1
            if signs > MOST_SIGNS:
                what = "The document holds far more formatting than a transcript."
                raise Unreadable(what, self.name, DAMAGED)
            kind, found = match.lastgroup or "", match[match.lastgroup or 0]
            if match["word"] is not None:
                number = match["number"]
                at += self._word(match["word"].decode(), int(number) if number else None)
            elif kind == "group":
                self._group(opens=found == b"{")
                if not self.above:
                    break
            elif kind == "text":
                self._text(found)
            elif kind == "hex":
                self._text(bytes([int(found, 16)]))
            elif kind == "symbol":
                self._symbol(found)
        self._end_of_bytes()
        self._lone()
        self.cut_off = bool(self.above)
        self.beyond = len(data[at:].strip(BLANKS))
        self.state, self.in_table = _State(), False
        self._end_paragraph()

    def warnings(self) -> list[Oddity]:
        """Say what was damaged."""
        found = []
        if self.cut_off:
            what = "The file ends in the middle; it may be cut off."
            found.append(Oddity(0, "warning", what))
        if self.beyond:
            what = f"{self.beyond} bytes after the end of the document were not read."
            found.append(Oddity(0, "warning", what))
        if self.bad:
            what = f"{self.bad} characters can't be read and show as \ufffd."
            found.append(Oddity(0, "warning", what))
        return found

    def _group(self, *, opens: bool) -> None:
        self._end_of_bytes()
        self._lone()
        self.pass_over = 0
        if not opens:
            if len(self.above) == self.in_fonts:
                self.in_fonts = 0
            self.state = self.above.pop() if self.above else self.state
            self.new_group = False
            return
        if len(self.above) >= DEEPEST:
            raise Unreadable("The document is nested too deeply.", self.name, DAMAGED)
        self.above.append(self.state)
        self.new_group, self.listed = True, False

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.listed = True
            return
        self._end_of_bytes()
        said = {b"~": "\u00a0", b"_": "\u2011", b"-": "", b"\t": "\t"}.get(symbol)
        if said is not None and self.pass_over:
            self.pass_over -= 1
        elif said is not None:
            self._put(said)
        elif symbol in b"\\{}":
            self._text(symbol)
        elif symbol in b"\r\n":
            self._end_paragraph()

    def _word(self, word: str, number: int | None) -> int:
        """Follow a control word, and give how many bytes after it are no signs."""
        self._end_of_bytes()
        first, listed = self.new_group, self.listed
        self.pass_over = 0
        self.new_group = self.listed = False
        if word == "bin":
            return max(number or 0, 0)
        if first and (word in SKIPPED or word in LEFT_OUT or listed):
            self._destination(word)
        elif word == "u":
            self._unicode((number or 0) % 0x10000)
        elif word in CHARACTERS:
            self._put(CHARACTERS[word])
        elif word in ("par", "sect", "page"):
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            self._end_cell()
        elif word in ("row", "nestrow"):
            self._end_row()
        else:
            self._format(word, number)
        return 0

    def _destination(self, word: str) -> None:
        if word == "fonttbl":
            self.in_fonts = len(self.above)
        if word in TEXT:
            self.state = replace(self.state, skip=False)
            return
        if word in LEFT_OUT and not self.state.skip:
            self.reading.count(LEFT_OUT[word])
        self.state = replace(self.state, skip=True)

    def _format(self, word: str, number: int | None) -> None:
        on = number != 0
        if word == "ansicpg" and number:
            self.codec = codec_of(number)
        elif word in ("mac", "pc", "pca"):
            self.codec = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "f" and number is not None:
            self.state = replace(self.state, font=number)
        elif word == "fcharset" and self.in_fonts and number in CHARSETS:
            self.fonts[self.state.font] = CHARSETS[number]
        elif word == "uc" and number is not None:
            self.state = replace(self.state, fallbacks=min(max(number, 0), 8))
        elif word == "b":
            self.state = replace(self.state, bold=on)
        elif word in ("v", "deleted"):
            kind = "Hidden passages" if word == "v" else "Passages deleted with changes tracked"
            self.state = replace(self.state, hidden=kind if on else "")
            if on and not self.state.skip:
                self.reading.count(kind)
        elif word == "plain":
            self.state = replace(self.state, bold=False, hidden="", font=-1)
        elif word == "pard":
            self.in_table = self.paragraph.heading = False
        elif word == "intbl":
            self.in_table = True
        elif word == "outlinelevel" and number is not None and number < 9:
            self.paragraph.heading = True

    def _unicode(self, unit: int) -> None:
        if 0xD800 <= unit < 0xDC00:
            self._lone()
            self.high = chr(unit)
        elif 0xDC00 <= unit < 0xE000 and self.high:
            pair = (self.high + chr(unit)).encode("utf-16", "surrogatepass").decode("utf-16")
            self.high = ""
            self._put(pair)
        elif 0xDC00 <= unit < 0xE000:
            self.bad += not self.state.skip
            self._put("\ufffd")
        else:
            self._put(chr(unit))
        self.pass_over = self.state.fallbacks

    def _text(self, found: bytes) -> None:
        """Take bytes in the code page of their font, but for those that a fallback takes up."""
        self.new_group = False
        passed = min(self.pass_over, len(found))
        self.pass_over -= passed
        if not self.state.skip:
            self.bytes += found[passed:]

    def _end_of_bytes(self) -> None:
        if not self.bytes:
            return
        codec = self.fonts.get(self.state.font, self.codec)
        text = bytes(self.bytes).decode(codec, "replace")
        self.bad += text.count("\ufffd")
        self.bytes.clear()
        self._put(text)

    def _put(self, text: str) -> None:
        self._lone()
        if not self.state.skip and not self.state.hidden:
            self.paragraph.add(text, bold=self.state.bold)

    def _lone(self) -> None:
        """Say that half a character stood alone."""
        if self.high:
            self.high = ""
            if not self.state.skip:
                self.bad += 1
                self.paragraph.add("\ufffd", bold=self.state.bold)

    def _end_paragraph(self) -> None:
        if self.state.skip:
            return
        if self.in_table:
            self.paragraph.add("\n", bold=True)
            return
        self._end_table()
        done = self.paragraph
        self.reading.add(done.text, done.bold, heading=done.heading)
        self.paragraph = _Paragraph()

    def _end_cell(self) -> None:
        if not self.state.skip:
            self.cells.append(self.paragraph.text.strip())
            self.paragraph = _Paragraph()

    def _end_row(self) -> None:
        if self.cells and not self.state.skip:
            self.rows.append(self.cells)
            self.cells = []

    def _end_table(self) -> None:
        """Put the table that has ended before what follows it; a row cut off counts as well."""
        self._end_row()
        if self.rows:
            add_table(self.rows, self.reading)
            self.rows = []
