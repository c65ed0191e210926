"""Web of Science plain text (and CIW): the Core Collection's, and what other editions make of it.

``FN`` and ``VR`` head the file and ``EF`` ends it. A record runs from ``PT`` to ``ER``; a tag has
two places and a blank, and lines that go on are indented by three. Inspec, MEDLINE, Zoological
Record and CAB Abstracts come in the same form with tags of their own, which are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from uptake.formats import tagged
from uptake.formats.readers import from_bytes
from uptake.formats.tagged import Block, Outside, Pair
from uptake.formats.wos_fields import TAGS, to_reference

FORMAT = "wos"
START = re.compile(r"^\ufeff?PT[ \t]{1,3}(?:[A-Z]|Journal|Book|Series|Patent)[ \t]*$", re.M)
# A file that lost its PT lines is still known by its first.
HEADED = re.compile(r"\s*\ufeff?FN[ \t]+\S[^\n]*\n\s*VR[ \t]")
END = re.compile(r"^ER[ \t]*$", re.M)
FRAME = frozenset({"FN", "VR", "EF"})
ORDINARY = TAGS - FRAME - {"PT", "ER"}
LOOSE = re.compile(r"\ufeff?([A-Z][A-Z0-9])(?:[ \t](.*))?", re.S)
# What follows PT is a letter or a word; a wrapped line of prose that begins so is longer.
LONGEST_KIND = 7
# Lines that go on are folded into the line above before the loop, as for NBIB.
FOLD = "\n   "
FOLDED = "\0"


def recognises(text: str) -> int:
    """How many lines begin a Web of Science record."""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    found = sum(1 for _ in START.finditer(text))
    if not found and HEADED.match(text):
        found = sum(1 for _ in END.finditer(text))
    return found


def _split(line: str) -> Pair | None:
    """Take a line apart into tag and value, or None when it has no tag."""
    found = LOOSE.fullmatch(line)
    return (found.group(1), found.group(2) or "") if found else None


def _blocks(text: str) -> tuple[list[Block], Outside]:
    blocks: list[Block] = []
    outside = Outside()
    block: Block | None = None

    def close(*, ended: bool = False) -> None:
        nonlocal block
        if block is None:
            return
        if block.tail:
            block.settle()
        if block.headed or _is_record(block):
            blocks.append(block)
            outside.records += 1
            if not ended:
                outside.unclosed.append(block.line)
        else:
            tagged.discard(block, physical(), outside)
        block = None

    @cache
    def physical() -> list[str]:
        return text.split("\n")

    number = 0
    for line in text.replace(FOLD, FOLDED).split("\n"):
        number += 1
        if block is not None and line[2:3] == " " and (tag := line[:2]) in ORDINARY:
            if block.tail:
                block.settle()
            value = line[3:]
            if FOLDED in value:
                number += value.count(FOLDED)
                value = value.replace(FOLDED, "\n")
            block.pairs.append((tag, value))
            block.end_line = number
            continue
        number -= 1
        for at, piece in enumerate(line.split(FOLDED)):
            number += 1
            if not piece or piece.isspace():
                continue
            # Only the first piece began at the left edge: the rest can't have a tag.
            pair = _split(piece) if at == 0 else None
            if pair is None:
                if block is None:
                    outside.add(number, piece)
                else:
                    block.go_on(piece.strip(), number)
            elif pair[0] in FRAME and (block is None or _frames(pair)):
                close()
                outside.frame(number, piece)
            elif pair[0] == "PT" and (block is None or len(pair[1].strip()) <= LONGEST_KIND):
                close()
                block = Block(number, [pair], [], number)
            elif pair[0] == "ER" and not pair[1].strip():
                if block is None:
                    outside.frame(number, piece)
                else:
                    block.add(pair, number)
                    close(ended=True)
            elif block is None:
                block = Block(number, [pair], [], number, headed=False)
            else:
                block.add(pair, number)
    close()
    return blocks, outside


def _frames(pair: Pair) -> bool:
    """True for a frame line inside a record, whose ER is missing then; prose may look like one."""
    return (pair[0] == "EF" and not pair[1].strip()) or pair[0] == "FN"


def _is_record(block: Block) -> bool:
    """True for tagged lines without PT that are a reference all the same."""
    tags: Sequence[str] = [tag for tag, _ in block.pairs]
    return "TI" in tags and len(set(tags)) > 1


read_text = tagged.text_reader(
    _blocks,
    to_reference,
    format=FORMAT,
    start="PT",
    cut="\nER\n\nPT ",
    none="No Web of Science record was found: no line begins with PT.",
    advice="Export it again as plain text with the full record, or as RIS.",
)
read = from_bytes(read_text)
