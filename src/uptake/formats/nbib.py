"""NBIB: PubMed's tagged format, and what PubMed Central, ERIC, Ovid and ProQuest make of it.

A tag has four places and a hyphen (``TI  - ``); lines that go on are indented. Records are parted
by a blank line or begin with a tag that opens one (``PMID``, ``PMC``, ``OWN``).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from functools import cache

from uptake.formats import tagged
from uptake.formats.nbib_fields import TAGS, to_reference, written
from uptake.formats.readers import from_bytes
from uptake.formats.references import Reference
from uptake.formats.tagged import Block, Outside, Pair

FORMAT = "nbib"
LOOSE = re.compile(r"\ufeff?([A-Z][A-Z0-9]{1,4})([ \t]{0,3})-(.*)", re.S)
START = re.compile(r"^\ufeff?(?:PMID|OID|UI) {0,3}-[ \t]*\S|^\ufeff?(?:OWN|PMC) {0,3}- ", re.M)
# After a blank line these begin a record; without one, only when the record has the tag already.
OPENING = frozenset({"PMID", "PMC", "OWN", "OID", "UI", "VN"})
ONCE = OPENING | {"TI", "AN", "STAT"}
WIDTH = 88
# Lines that go on are folded into the line above before the loop: most of the work is then done by
# ``str.replace``. Zero is free for it, since ``decode`` lets none through.
FOLD = "\n      "
FOLDED = "\0"
ALIGNED = {f"{tag:<4}- ": tag for tag in TAGS}


def recognises(text: str) -> int:
    """How many lines have a tag that begins an NBIB record."""
    return sum(1 for _ in START.finditer(text.replace("\r", "\n") if "\r" in text else text))


def _split(line: str) -> Pair | None:
    """Take a line apart into tag and value, or None when it has no tag."""
    found = LOOSE.match(line)
    if not found:
        return None
    tag, gap, value = found.groups()
    aligned = len(tag) + len(gap) == 4
    spaced = value[:1] in ("", " ", "\t")
    if tag in TAGS:
        return (tag, value[1:]) if spaced or aligned else None
    # An unknown tag must stand exactly as one; "OH - a radical" is text.
    return (tag, value[1:]) if aligned and spaced else None


def blocks_of(text: str) -> tuple[list[Block], Outside]:
    """Part a text of one kind of line end into records, and what stands in none.

    Ovid's short form is parted in the same way.
    """
    blocks: list[Block] = []
    outside = Outside()
    block: Block | None = None
    append = Block(0).pairs.append
    seen: set[str] = set()  # of the tags that a record has once
    blank = waiting = False
    last = 0  # line of the record, known to the loop alone until the record is closed

    def close() -> None:
        nonlocal block
        if block is None:
            return
        if block.tail:
            block.settle()
        block.end_line = last
        if any(tag in TAGS for tag, _ in block.pairs):
            blocks.append(block)
            outside.records += 1
        else:
            tagged.discard(block, physical(), outside)
        block = None

    @cache
    def physical() -> list[str]:
        return text.split("\n")

    number = 0
    for line in text.replace(FOLD, FOLDED).split("\n"):
        number += 1
        tag = ALIGNED.get(line[:6])
        if tag is not None:
            if blank or block is None or tag in ONCE:
                if block is None or _opens(tag, block, seen, blank):
                    close()
                    block, waiting = Block(number), False
                    append, seen = block.pairs.append, set()
                seen.add(tag)
                blank = False
            if waiting:
                block.settle()
                waiting = False
            value = line[6:]
            if FOLDED in value:
                number += value.count(FOLDED)
                blank = value[-1] in " \0" and not value[value.rfind(FOLDED) :].strip(" \0")
                value = value.replace(FOLDED, "\n")
            append((tag, value))
            last = number
            continue
        number -= 1
        for at, piece in enumerate(line.split(FOLDED)):
            number += 1
            if not piece or piece.isspace():
                blank = True
                continue
            # Only the first piece began at the left edge: the rest can't have a tag.
            pair = _split(piece) if at == 0 else None
            if pair is not None:
                if block is None or _opens(pair[0], block, seen, blank):
                    close()
                    block = Block(number)
                    append, seen = block.pairs.append, set()
                block.add(pair, number)
                seen.add(pair[0])
                waiting = False
            elif block is None or (blank and tagged.NUMBERING.fullmatch(piece)):
                outside.add(number, piece)
                continue
            else:
                block.go_on(piece.strip(), number)
                waiting = True
            blank, last = False, number
    close()
    return blocks, outside


def _opens(tag: str, block: Block, seen: set[str], blank: bool) -> bool:
    """True when a tag begins the next record.

    ``PMC`` may come before ``PMID`` or long after it in the same record, ``OWN`` likewise, so
    without a blank line only the tag's second coming counts.
    """
    if blank:
        return tag in OPENING or (tag in ONCE and tag in seen) or tag == block.pairs[0][0]
    return tag in seen and tag in ("PMID", "UI")  # a record may have several OID


read_text = tagged.text_reader(
    blocks_of,
    to_reference,
    format=FORMAT,
    cut="\n\nPMID- ",
    none="No NBIB record was found: no line begins with a tag such as PMID.",
    advice="Export it again and choose PubMed (NBIB) or RIS as the format.",
)
read = from_bytes(read_text)


def write(references: Iterable[Reference]) -> bytes:
    """Write references as NBIB in UTF-8.

    NBIB has no place for a second kind of series or for notes; what was read from NBIB is written
    again whole. Reading what was written gives the same fields.
    """
    lines: list[str] = []
    for reference in references:
        for tag, value in written(reference):
            lines.extend(_wrapped(tag, value))
        lines.append("")
    return "\n".join([*lines, ""]).encode("utf-8", "replace") if lines else b""


def _wrapped(tag: str, value: str) -> list[str]:
    first, *rest = textwrap.wrap(value, WIDTH, break_long_words=False, break_on_hyphens=False) or [
        ""
    ]
    return [f"{tag:<4}- {first}", *(f"      {line}" for line in rest)]
