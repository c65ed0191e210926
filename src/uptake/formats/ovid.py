"""Ovid's own exports, in both their forms.

With field names: a number in angle brackets opens a record, each field has its name on a line of
its own, and its value on the indented lines below. With short tags: ``VN  - Ovid Technologies``
opens a record of tagged lines as in NBIB, but of other tags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from uptake.formats import nbib, tagged
from uptake.formats.ovid_fields import NAMES, to_reference
from uptake.formats.readers import from_bytes
from uptake.formats.tagged import Block, Outside
from uptake.formats.text import split_lines

FORMAT = "ovid"
SHORT = re.compile(r"^\ufeff?VN {0,3}-[ \t]*Ovid\b", re.M | re.I)
NUMBER = re.compile(r"\ufeff?<\s{0,3}\d{1,9}\s{0,3}\.?\s{0,3}>[ \t]*")
OPENING = re.compile(
    r"^\ufeff?<[ \t]{0,3}\d{1,9}[ \t]{0,3}\.?[ \t]{0,3}>[ \t]*\n\s{0,9}?([A-Z][^\n]{1,60})\n[ \t]",
    re.M,
)
# A line at the left edge that names a field Uptake doesn't know: few words, and no sentence.
FIELD_NAME = re.compile(r"[A-Z][\w/()&'-]*(?: [\w/()&'-]+){0,7}")


def recognises(text: str) -> int:
    """How many lines begin a record as Ovid writes it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return max(_named(text), sum(1 for _ in SHORT.finditer(text)))


def _named(text: str) -> int:
    """How many records there are in the form with field names."""
    return sum(_is_name(found.group(1)) for found in OPENING.finditer(text))


def _is_name(line: str) -> bool:
    """True when a line at the left edge can be the name of a field."""
    line = line.rstrip()
    return line.lower() in NAMES or bool(FIELD_NAME.fullmatch(line))


def _blocks(text: str) -> tuple[list[Block], Outside]:
    """Part a text of one kind of line end into records, in whichever form it is."""
    return _blocks_of_named(split_lines(text)) if _named(text) else nbib.blocks_of(text)


def _blocks_of_named(lines: Sequence[str]) -> tuple[list[Block], Outside]:
    blocks: list[Block] = []
    outside = Outside()
    block: Block | None = None
    opened = False

    def close() -> None:
        nonlocal block
        if block is not None:
            block.settle()  # a field's name has its value below it
            blocks.append(block)
            outside.records += 1
        block = None

    for number, line in enumerate(lines, start=1):
        if not line or line.isspace():
            continue
        if NUMBER.fullmatch(line) and _field_follows(lines, number):
            close()
            outside.add(number, line)
            opened = True
        elif not line[0].isspace() and _names_field(lines, number):
            if block is None and opened:
                block = Block(number, [(line.strip(), "")], [], number)
            elif block is not None:
                block.add((line.strip(), ""), number)
            else:
                outside.add(number, line)
        elif block is None:
            outside.add(number, line)
        else:
            block.go_on(line, number)
    close()
    return blocks, outside


def _field_follows(lines: Sequence[str], number: int) -> bool:
    """True when the next line that isn't blank names a field; "<5>" may stand in an abstract."""
    after = next((at for at in range(number, min(number + 9, len(lines))) if lines[at].strip()), -1)
    return after >= 0 and not lines[after][0].isspace() and _names_field(lines, after + 1)


def _names_field(lines: Sequence[str], number: int) -> bool:
    """True for a line that can be a field's name, with an indented line below it."""
    below = lines[number] if number < len(lines) else ""
    return below[:1] in (" ", "\t") and bool(below.strip()) and _is_name(lines[number - 1])


read_text = tagged.text_reader(
    _blocks,
    to_reference,
    format=FORMAT,
    none="No Ovid record was found: no number in angle brackets is followed by a field.",
    advice="Export it again from Ovid and choose RIS as the format.",
)
read = from_bytes(read_text)
