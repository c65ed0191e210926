"""Bytes to text: what encoding a file is in, said aloud, with nothing dropped on the way.

The order is the one that holds for exports and transcripts as people really have them: a byte order
mark, UTF-16 without one (every second byte zero), strict UTF-8, Windows-1252 with a warning, and a
guess for the rest (GBK, Shift JIS, Windows-1251 and their like) with a warning that it is a guess.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from charset_normalizer import from_bytes


class Unreadable(ValueError):
    """A file that can't be read: what is wrong, where, and what the person can do about it."""

    def __init__(self, what: str, where: str = "", advice: str = "") -> None:
        """Keep the three parts, so that a page can lay them out and a terminal can join them."""
        super().__init__(what, where, advice)
        self.what = what
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        """Give what, where and advice as one line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} {self.advice}" if self.advice else head


class NotText(Unreadable):
    """The bytes are no text in any encoding: a picture, an archive, an office document."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, the encoding it was in, and what a person ought to know about it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()
    had_bom: bool = False


BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Word, Excel or PowerPoint file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
ZIP_PARTS = (
    (b"word/", "a Word document (DOCX)"),
    (b"xl/", "an Excel workbook (XLSX)"),
    (b"ppt/", "a PowerPoint presentation (PPTX)"),
    (b"opendocument", "an OpenDocument file"),
)

SAMPLE = 65_536
# Tab, line feed, vertical tab, form feed, carriage return, and the separators 0x1a-0x1f that old
# exports leave behind, are common in text. The others are not.
CONTROLS = bytes([*range(0x09), 0x0E, *range(0x0F, 0x1A), 0x7F])
NO_CONTROLS = dict.fromkeys(CONTROLS)
CONTROL_SHARE = 0.02
NOTHING_SHARE = 0.05
"""Of random pairs of bytes, three in twenty stand for no character."""
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def split_lines(text: str) -> list[str]:
    r"""Split on ``\r\n``, ``\n`` and ``\r`` only, without the line ends.

    ``str.splitlines`` also cuts at U+2028, U+0085, vertical tab and form feed, which stand inside
    abstracts and would tear them apart.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def binary_kind(data: bytes) -> str:
    """Say what a file that isn't text looks like ("a PDF"), or "" when nothing known is seen."""
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            return kind
    if data.startswith(b"PK\x03\x04"):
        ends = data[:SAMPLE] + data[-SAMPLE:]  # a zip's list of contents stands at its end
        return next((kind for part, kind in ZIP_PARTS if part in ends), "a ZIP archive")
    return ""


def decode(data: bytes) -> Decoded:
    """Turn the bytes of a text file into text.

    Bytes that are no valid UTF-8 or UTF-16 are kept as well as can be, and a warning says on which
    line they are. Raises ``Unreadable`` when there is nothing in the file, ``NotText`` when
    it isn't text.
    """
    if not data:
        raise _empty()
    if kind := binary_kind(data):
        raise _not_text(kind)
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _after_bom(data[len(bom) :], encoding)
    if b"\x00" in data and (wide := _wide_without_bom(data)):
        return _wide(data, wide, had_bom=False)
    if _share_of_controls(data) > CONTROL_SHARE:
        raise _not_text("")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _eight_bit(data)
    return _clean(text, "utf-8", [])


def _empty() -> Unreadable:
    return Unreadable("The file is empty.", advice="Save or export it again, then choose it.")


def _not_text(kind: str) -> NotText:
    what = f"The file is {kind}, not text." if kind else "The file isn't text."
    return NotText(what, advice="Export or save it as text from the program it came from.")


def _after_bom(body: bytes, encoding: str) -> Decoded:
    if encoding != "utf-8":
        return _wide(body, encoding, had_bom=True)
    if _share_of_controls(body) > CONTROL_SHARE:
        raise _not_text("")
    try:
        return _clean(body.decode("utf-8"), "utf-8", [], had_bom=True)
    except UnicodeDecodeError:
        return _mixed(body, had_bom=True)


def _share_of_controls(data: bytes) -> float:
    return 1 - len(data.translate(None, CONTROLS)) / len(data) if data else 0.0


def _wide_without_bom(data: bytes) -> str:
    """Tell UTF-16 by its zeros: Latin letters, blanks and line ends have one in each pair."""
    sample = data[:SAMPLE]
    pairs = max(1, len(sample) // 2)
    even, odd = sample[::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if odd > 0.2 and even < odd / 10:
        return "utf-16-le"
    if even > 0.2 and odd < even / 10:
        return "utf-16-be"
    return ""


def _wide(body: bytes, encoding: str, *, had_bom: bool) -> Decoded:
    warnings = []
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = body.decode(encoding, "replace")
        line = _line_of(text, text.find("\ufffd"))
        warnings.append(
            f"Some bytes are not valid {encoding.upper()}, first on line {line}; "
            "the file may be cut off or damaged. They show as \ufffd."
        )
    head = text[:SAMPLE]
    if head and 1 - len(head.translate(NO_CONTROLS)) / len(head) > CONTROL_SHARE:
        raise _not_text("")
    if sum(map(_is_no_character, head)) > NOTHING_SHARE * len(head):
        raise _not_text("")
    return _clean(text, encoding, warnings, had_bom=had_bom)


def _is_no_character(letter: str) -> bool:
    """Say whether a code stands for nothing: any two bytes are a number, few files mean one."""
    return letter == "\ufffd" or unicodedata.category(letter) in ("Cn", "Cs")


def _line_of(text: str, position: int) -> int:
    head = text[:position]
    return head.count("\n") + head.count("\r") - head.count("\r\n") + 1


def _eight_bit(data: bytes) -> Decoded:
    """Decode what is not UTF-8: mostly UTF-8 with a few stray bytes, Windows-1252, or a guess."""
    runs = HIGH_RUN.findall(data, 0, 16 * SAMPLE) or HIGH_RUN.findall(data)
    high = sum(map(len, runs))
    proper = sum(len(found) for run in runs for found in UTF8_SEQUENCE.findall(run))
    if proper > 0.6 * high:
        return _mixed(data, had_bom=False)
    # Western letters stand alone between ASCII ones; Chinese or Cyrillic words are long runs.
    if sum(len(run) for run in runs if len(run) <= 2) >= 0.6 * high:
        return _windows(data)
    return _guess(data)


def _windows_byte(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that a codec refuses as Windows-1252, and its five gaps as control characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_windows_character(byte) for byte in bad), error.end


def _windows_character(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_handler: Callable[[UnicodeError], tuple[str, int]] = _windows_byte
codecs.register_error("uptake.windows", _handler)


def _mixed(data: bytes, *, had_bom: bool) -> Decoded:
    line = _first_bad_line(data, "utf-8")
    warning = (
        f"Most of the file is UTF-8, but some bytes are not, first on line {line}; "
        "those were read as Windows-1252."
    )
    return _clean(data.decode("utf-8", "uptake.windows"), "utf-8", [warning], had_bom=had_bom)


def _windows(data: bytes) -> Decoded:
    line = _first_bad_line(data, "ascii")
    warning = (
        "The file isn't UTF-8 and was read as Windows-1252; "
        f"look at the accented letters, first on line {line}."
    )
    return _clean(data.decode("cp1252", "uptake.windows"), "cp1252", [warning])


def _guess(data: bytes) -> Decoded:
    telling = [line for line in data.splitlines(keepends=True) if not line.isascii()]
    best = from_bytes(b"".join(telling)[:SAMPLE]).best()
    names = [best.encoding] if best else []
    for encoding in [*names, "gb18030"]:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        line = _first_bad_line(data, "ascii")
        warning = (
            f"The file isn't UTF-8. {encoding} is a guess; "
            f"look at the letters outside English, first on line {line}."
        )
        return _clean(text, encoding, [warning])
    return _windows(data)


def _first_bad_line(data: bytes, encoding: str) -> int:
    start = len(data)
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        start = error.start
    return _line_of(data[:start].decode("latin-1"), start)


def _clean(text: str, encoding: str, warnings: list[str], *, had_bom: bool = False) -> Decoded:
    """Strip byte order marks left at the start, and replace NUL, which no database keeps."""
    bare = text.lstrip("\ufeff")
    if not bare:
        raise _empty()
    if "\x00" in bare:
        nuls = bare.count("\x00")
        line = _line_of(bare, bare.index("\x00"))
        warnings.append(f"{nuls} zero characters were replaced with \ufffd, first on line {line}.")
        bare = bare.replace("\x00", "\ufffd")
    return Decoded(bare, encoding, tuple(warnings), had_bom or bare != text)
