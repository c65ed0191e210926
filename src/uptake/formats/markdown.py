"""Transcripts and notes in Markdown: headings, ``**Name:** text``, paragraphs over many lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from uptake.formats.script import Line, read_script, unwrapped
from uptake.formats.speakers import LISTED, mark_of
from uptake.formats.text import decode, split_lines
from uptake.formats.turns import Oddity, Transcript, finished, refuse_if_too_large

FORMAT = "markdown"
HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.*)$")
UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{2,})[ \t]*$")
RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
STRONG = re.compile(
    r"\s*(?P<mark>\*{1,3}|_{1,3})(?P<label>[^\s*_][^*_\n]{0,79}?)(?P=mark)(?P<rest>.*)$"
)
SIGNS = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S|^[ \t]*(?:\*\*|__)[^*_\n]{1,60}(?:\*\*|__)", re.MULTILINE
)


def is_markdown(text: str) -> bool:
    """True when the text has a heading with # or a line that begins in bold."""
    return SIGNS.search(text) is not None


def read(data: bytes, *, name: str = "", speakers: Collection[str] | None = None) -> Transcript:
    """Read a transcript or notes in Markdown; headings stay as text, without their marks.

    Raises ``Unreadable`` for a file that is empty, too large or no text.
    """
    refuse_if_too_large(data, name)
    decoded = decode(data)
    lines = unwrapped(_lines(split_lines(decoded.text)))
    turns, found = read_script(lines, speakers)
    oddities = [Oddity(0, "warning", warning) for warning in decoded.warnings] + found
    return finished(turns, FORMAT, decoded.encoding, oddities, name)


def _lines(texts: list[str]) -> Iterator[Line]:
    underlined = {
        at - 1
        for at in range(1, len(texts))
        if UNDERLINE.match(texts[at]) and texts[at - 1].strip() and not LISTED.match(texts[at - 1])
    }
    broken = False
    for at, text in enumerate(texts):
        if match := HEADING.match(text):
            yield Line(at + 1, _heading(match["text"]), heading=True)
        elif at in underlined and (at == 0 or not texts[at - 1].strip()):
            yield Line(at + 1, text.strip(), heading=True)
        elif RULE.match(text) or (at - 1 in underlined and UNDERLINE.match(text)):
            yield Line(at + 1, "")
        else:
            yield _line(at + 1, text, broken)
        broken = text.endswith(("  ", "\\"))


def _heading(text: str) -> str:
    """Take the closing marks off a heading; those of "C#" have no blank before them."""
    text = text.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if not bare or bare[-1].isspace() else text


def _line(number: int, text: str, broken: bool) -> Line:
    """Read an ordinary line; ``broken`` when the one above ends in two blanks or a backslash."""
    text = text.removesuffix("\\")
    strong = STRONG.match(text)
    if strong is None:
        return Line(number, text, keep=broken)
    plain = strong["label"] + strong["rest"]
    mark = mark_of(plain, number)
    if mark is None or len(mark.name) > len(strong["label"]):
        return Line(number, text, keep=broken)
    return Line(number, text, label=mark.name, plain=plain)
