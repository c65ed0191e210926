"""Refer (ENW): EndNote's tagged import format, which Google Scholar and publishers write, too.

A tag is a per cent sign and one character. Records are parted by blank lines and begin with ``%0``,
though some services put the title first. An abstract may hold blank lines of its own, so a blank
line parts two records only where what follows it is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from uptake.formats import tagged
from uptake.formats.readers import from_bytes
from uptake.formats.refer_fields import TAGS, to_reference
from uptake.formats.tagged import Block, Outside, Pair
from uptake.formats.text import split_lines

FORMAT = "refer"
KIND, TITLE = "%0", "%T"
START = re.compile(r"^\ufeff?[ \t]{0,4}%0[ \t]+\S", re.M)
OLD_START = re.compile(r"^\ufeff?%T[ \t]+\S", re.M)
# Besides a title, an old Refer file without %0 has at least one of these.
OLD = re.compile(r"^%[ADJ][ \t]+\S", re.M)
LOOSE = re.compile(r"[ \t\ufeff]{0,4}(%\S)(?:[ \t](.*))?", re.S)
# A record has one of each: the second opens the next one.
OPENING = frozenset({KIND, TITLE})


def recognises(text: str) -> int:
    """How many lines begin a Refer record."""
    text = text.replace("\r", "\n") if "\r" in text else text
    found = sum(1 for _ in START.finditer(text))
    if not found and OLD.search(text):
        found = sum(1 for _ in OLD_START.finditer(text))
    return found


def _split(line: str) -> Pair | None:
    """Take a line apart into tag and value, or None when it has no tag ("% of patients")."""
    if "%" not in line[:5]:
        return None
    found = LOOSE.fullmatch(line)
    return (found.group(1), found.group(2) or "") if found and found.group(1) in TAGS else None


def _blocks(text: str) -> tuple[list[Block], Outside]:
    lines = split_lines(text)
    blocks: list[Block] = []
    outside = Outside()
    block: Block | None = None
    seen: set[str] = set()
    blank = False

    def close() -> None:
        nonlocal block
        if block is not None:
            tagged.finish(block, lines, outside)
            if seen & OPENING:
                blocks.append(block)
                outside.records += 1
            else:
                tagged.discard(block, lines, outside)
        block = None

    for number, line in enumerate(lines, start=1):
        if not line or line.isspace():
            blank = True
            continue
        pair = _split(line)
        if pair is None:
            if block is None:
                outside.add(number, line)
            else:
                block.go_on(line, number)
        elif block is None or _opens(pair[0], block, seen, lines, number if blank else 0):
            close()
            block = Block(number, [pair], [], number)
            seen = {pair[0]}
        else:
            block.add(pair, number)
            seen.add(pair[0])
        blank = False
    close()
    return blocks, outside


def _opens(tag: str, block: Block, seen: set[str], lines: Sequence[str], number: int) -> bool:
    """True when a tag begins the next record; ``number`` is its line when a blank one precedes it.

    After a blank line it does if what follows, up to the next blank line, says what it is or how it
    is called, and the record has that already, or neither.
    """
    if tag in seen and (tag == KIND or (tag == TITLE and block.pairs[0][0] == TITLE)):
        return True
    if not number:
        return False
    there = _heads(lines, number)
    return bool(there & seen) or (bool(there) and not seen & OPENING)


def _heads(lines: Sequence[str], number: int) -> set[str]:
    """The tags that head a record, among the lines from this one to the next blank one."""
    found = set()
    at = number - 1
    while at < len(lines) and lines[at] and not lines[at].isspace():
        if (head := lines[at].lstrip("\ufeff \t")[:2]) in OPENING:
            found.add(head)
        at += 1
    return found


read_text = tagged.text_reader(
    _blocks,
    to_reference,
    format=FORMAT,
    none="No Refer (ENW) record was found: no line begins with %0 or %T.",
    advice="Export it again and choose EndNote (ENW) or RIS as the format.",
)
read = from_bytes(read_text)
