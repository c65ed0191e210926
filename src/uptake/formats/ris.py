"""RIS, as databases and reference managers really write it.

A record runs from ``TY`` to ``ER``. A new ``TY`` always closes the one before, since ``ER`` is
often missing. Tags are known by ``XX  - ``; other spacing, small letters and leading blanks are
taken where the tag is a known one. A line without a tag goes on with the value above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, repeat

from uptake.formats import tagged
from uptake.formats.readers import from_bytes
from uptake.formats.references import Reference
from uptake.formats.ris_fields import KINDS, TAGS, to_reference, written
from uptake.formats.tagged import Block, Outside, Pair
from uptake.formats.text import split_lines

FORMAT = "ris"
LOOSE = re.compile(r"([\s\ufeff]*)([A-Za-z][A-Za-z0-9]{1,4})([ \t]{0,3})[-\u2010-\u2014](.*)", re.S)
START = re.compile(r"^\ufeff?[^\S\r\n]{0,4}\ufeff?TY[ \t]{0,3}[-\u2010-\u2014]", re.I | re.M)
# How most lines begin: with a tag that neither begins nor ends a record.
ORDINARY = {f"{tag}  - ": tag for tag in TAGS - {"TY", "ER"} if len(tag) == 2}


def recognises(text: str) -> int:
    """How many lines begin a RIS record."""
    return sum(1 for _ in START.finditer(text.replace("\r", "\n") if "\r" in text else text))


def _split(line: str) -> Pair | None:
    """Take a line apart into tag and value, or None when it has no tag."""
    if line[2:5] == "  -" and line[:2] in TAGS and line[5:6] in ("", " "):
        return line[:2], line[6:]
    found = LOOSE.match(line)
    return _loosely(*found.groups()) if found else None


def _loosely(indent: str, tag: str, gap: str, value: str) -> Pair | None:
    known = tag.upper() in TAGS
    exact = gap == "  " and value[:1] in ("", " ")
    if tag.upper() == "TY":
        accepted = len(indent) <= 5
    elif not known:
        # An unknown tag must look exactly like one: "IL - 6" in an abstract is none.
        accepted = exact and not indent.strip("\ufeff") and tag.isupper() and len(tag) <= 4
    elif tag.isupper():
        accepted = exact if indent.strip("\ufeff") else value[:1] in ("", " ")
        # "ER - positive tumours" stands in many an abstract.
        accepted = accepted and (exact or tag != "ER" or not value.strip())
    else:
        accepted = exact
    return (tag.upper(), value.removeprefix(" ")) if accepted else None


def _blocks(text: str) -> tuple[list[Block], Outside]:
    lines = split_lines(text)
    blocks: list[Block] = []
    outside = Outside()
    block: Block | None = None

    def close() -> None:
        nonlocal block
        if block is not None:
            tagged.finish(block, lines, outside)
            if block.headed or _is_record(block):
                blocks.append(block)
                outside.records += 1
            else:
                tagged.discard(block, lines, outside)
        block = None

    for number, line in enumerate(lines, start=1):
        if block is not None and (tag := ORDINARY.get(line[:6])) is not None:
            if block.tail:
                block.settle()
            block.pairs.append((tag, line[6:]))
            block.end_line = number
            continue
        if not line or line.isspace():
            continue
        pair = _split(line)
        if pair is None:
            if block is None:
                outside.add(number, line)
            else:
                block.go_on(line, number)
        elif pair[0] == "TY":
            if block is not None and block.headed:
                outside.unclosed.append(block.line)
            close()
            block = Block(number, [pair], [], number)
        elif block is None:
            block = Block(number, [pair], [], number, headed=False)
        elif pair[0] == "ER" and _ends(pair[1], lines, number):
            block.add(pair, number)
            close()
        elif pair[0] == "ER":
            block.go_on(line, number)
        else:
            block.add(pair, number)
    if block is not None and block.headed:
        outside.unclosed.append(block.line)
    close()
    return blocks, outside


def _is_record(block: Block) -> bool:
    """True for tagged lines without TY that are a reference all the same."""
    tags = {tag for tag, _ in block.pairs}
    return bool(tags & {"TI", "T1"}) and len(tags) > 1


def _ends(value: str, lines: Sequence[str], number: int) -> bool:
    """True when ER closes the record: it has no value, or the next record or nothing follows."""
    if not value.strip():
        return True
    after = next((line for line in lines[number : number + 50] if line.strip()), "TY  - ")
    pair = _split(after)
    return bool(tagged.NUMBERING.fullmatch(after)) or (pair is not None and pair[0] == "TY")


read_text = tagged.text_reader(
    _blocks,
    to_reference,
    format=FORMAT,
    start="TY",
    cut="\nTY  - ",
    none="No RIS record was found: no line begins with TY.",
    advice="Export it again and choose RIS as the format.",
)
read = from_bytes(read_text)


def write(
    references: Iterable[Reference], extra: Sequence[Sequence[tuple[str, str]]] = ()
) -> bytes:
    """Write references as RIS in UTF-8, which every reference manager reads.

    ``extra`` holds more tags with their values for each reference, in the same order, such as what
    was decided on it; a reference past its end has none. Fields that Uptake doesn't map (addresses,
    funding) are written again as they were read, if they were read from RIS. Reading what was
    written gives the same fields.
    """
    lines: list[str] = []
    more = chain(extra, repeat(()))
    for reference, pairs in zip(references, more, strict=False):
        lines.append(f"TY  - {_type(reference)}")
        lines.extend(f"{tag}  - {value}" for tag, value in written(reference))
        lines.extend(f"{tag}  - {' '.join(value.split())}" for tag, value in pairs)
        lines.extend(["ER  - ", ""])
    return "\r\n".join([*lines, ""]).encode("utf-8", "replace") if lines else b""


def _type(reference: Reference) -> str:
    if reference.format == FORMAT:
        for tag, value in reference.raw:
            if tag == "TY" and KINDS.get(value.strip().upper(), "other") == reference.kind:
                return " ".join(value.split())
    return next((code for code, kind in KINDS.items() if kind == reference.kind), "GEN")
