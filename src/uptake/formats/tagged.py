"""Files of records made of tagged lines: the part that RIS, NBIB and their like have in common.

Every line that isn't blank ends up in the ``pairs`` of a ``Block`` or in an ``Oddity``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from uptake.formats.readers import TextReader
from uptake.formats.references import Oddity, Progress, Reading, Reference
from uptake.formats.text import Decoded, Unreadable

Pair = tuple[str, str]
Split = Callable[[str], Pair | None]

# Lines that number the records: "12.", "<12>", "<12. >", "Record #12 of 40".
NUMBERING = re.compile(
    r"\s*(?:\d+\.|<\s*\d+\s*\.?\s*>|record\s+#?\d+\s+of\s+\d+)\s*", re.IGNORECASE
)
STEP = 500


@dataclass(slots=True)
class Block:
    """The lines of one record: tags with their values, and where they stood."""

    line: int
    pairs: list[Pair] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)  # untagged lines that go on with the last value
    end_line: int = 0
    headed: bool = True

    def add(self, pair: Pair, number: int) -> None:
        """Take in a tagged line."""
        if self.tail:
            self.settle()
        self.pairs.append(pair)
        self.end_line = number

    def go_on(self, text: str, number: int) -> None:
        """Take in a line without a tag, which goes on with the last value."""
        self.tail.append(text)
        self.end_line = number

    def settle(self) -> None:
        """Put the lines that were waiting to the value they belong to."""
        tag, value = self.pairs[-1]
        self.pairs[-1] = (tag, "\n".join([value, *self.tail]))
        self.tail.clear()


@dataclass(slots=True)
class Outside:
    """Collects what stands in no record: a run of lines to an oddity, numbering and frame apart."""

    records: int = 0
    runs: list[tuple[int, int, list[str]]] = field(default_factory=list)
    numbering: list[tuple[int, str]] = field(default_factory=list)
    frames: list[tuple[int, str]] = field(default_factory=list)
    last: int = -1

    def add(self, number: int, text: str) -> None:
        """Take in one line that is in no record; ``records`` says how many have gone before."""
        if NUMBERING.fullmatch(text):
            self.numbering.append((number, text))
        elif self.runs and self.last == self.records:
            self.runs[-1][2].append(text)
        else:
            self.runs.append((number, self.records, [text]))
            self.last = self.records

    def frame(self, number: int, text: str) -> None:
        """Take in a line that a format puts about its records, such as its name and version."""
        self.frames.append((number, text))

    def oddities(self) -> Iterator[Oddity]:
        """Give one oddity for each run, one for all numbering and one for the frame."""
        for number, records, texts in self.runs:
            place = f"after record {records}" if records else "before the first record"
            what = f"Text {place} that belongs to none; kept here only."
            yield Oddity(number, "note", what, "\n".join(texts), len(texts))
        for lines, what in (
            (self.numbering, "Lines that only number the records; left out."),
            (self.frames, "Lines that only frame the records; left out."),
        ):
            if lines:
                text = "\n".join(text for _, text in lines)
                yield Oddity(lines[0][0], "note", what, text, len(lines))


def finish(block: Block, lines: Sequence[str], outside: Outside) -> None:
    """Close a block that had no end of its own: a number at its foot belongs to the next record."""
    before = block.end_line - 2
    if (
        block.tail
        and lines[before].strip() == ""  # "2015." may end a wrapped line
        and NUMBERING.fullmatch(block.tail[-1])
    ):
        outside.add(block.end_line, block.tail.pop())
        block.end_line = next(at for at in range(before, 0, -1) if lines[at - 1].strip())
    if block.tail:
        block.settle()


def discard(block: Block, lines: Sequence[str], outside: Outside) -> None:
    """Hand the lines of a block that is no record over to what stands outside."""
    for number in range(block.line, block.end_line + 1):
        if lines[number - 1].strip():
            outside.add(number, lines[number - 1])


def on_blocks(blocks: Sequence[Block], unclosed: Sequence[int], *, start: str) -> Iterator[Oddity]:
    """Say which records lack the line that ends them, or the one that begins them."""
    if unclosed:
        count = len(unclosed)
        what = (
            f"{count} {'record has' if count == 1 else 'records have'} no ER line; "
            "each was closed where the next begins or the file ends."
        )
        yield Oddity(unclosed[0], "note", what, lines=0)
    for position, block in enumerate(blocks, start=1):
        if not block.headed:
            what = f"Record {position} has no {start} line; read as a reference of unknown kind."
            yield Oddity(block.line, "warning", what, lines=0)


def text_of(decoded: Decoded, name: str) -> str:
    """Give the text with one kind of line end, and refuse one that has only blank lines."""
    text = decoded.text
    if text.isspace():
        raise Unreadable(
            "The file holds only blank lines.", name, "Save or export it again, then choose it."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def count_lines(text: str) -> int:
    """How many lines a text has whose line ends are of one kind."""
    return text.count("\n") + (not text.endswith("\n"))


def text_reader(
    blocks_of: Callable[[str], tuple[list[Block], list[Oddity]]],
    to_reference: Callable[[Block, int], tuple[Reference, Sequence[Oddity]]],
    *,
    format: str,
    none: str,
    advice: str,
) -> TextReader:
    """Make the reader of a tagged format from how its text is parted and a record mapped.

    ``blocks_of`` is given text whose line ends are all of one kind. ``none`` and ``advice`` are
    what a text without any record is refused with.
    """

    def read_text(
        decoded: Decoded, *, size: int = 0, name: str = "", progress: Progress | None = None
    ) -> Reading:
        text = text_of(decoded, name)
        blocks, oddities = blocks_of(text)
        if not blocks:
            raise Unreadable(none, name, advice)
        return reading(
            blocks,
            to_reference,
            format=format,
            decoded=decoded,
            lines=count_lines(text),
            odd=oddities,
            size=size,
            progress=progress,
        )

    return read_text


def reading(
    blocks: Sequence[Block],
    to_reference: Callable[[Block, int], tuple[Reference, Sequence[Oddity]]],
    *,
    format: str,
    decoded: Decoded,
    lines: int,
    odd: Sequence[Oddity],
    size: int,
    progress: Progress | None,
) -> Reading:
    """Turn blocks into references and put everything odd in the order of the file."""
    oddities = [Oddity(0, "warning", text, lines=0) for text in decoded.warnings]
    oddities.extend(odd)
    references = []
    for position, block in enumerate(blocks, start=1):
        reference, notes = to_reference(block, position)
        references.append(reference)
        if notes:
            oddities.extend(notes)
        if progress and position % STEP == 0:
            progress(size * block.end_line // lines, size)
    if progress:
        progress(size, size)
    oddities.sort(key=lambda oddity: oddity.line)
    return Reading(tuple(references), tuple(oddities), decoded.encoding, format, len(blocks), lines)


def usual_oddities(reference: Reference, dated: str) -> Iterator[Oddity]:
    """Say what a reference lacks that every reference needs; ``dated`` is what its date held."""
    where, record = reference.line, f"Record {reference.position}"
    if not reference.title:
        yield Oddity(where, "warning", f"{record} has no title.", lines=0)
    if reference.year is None and dated:
        what = f"{record} has a date without a year; kept as it stands."
        yield Oddity(where, "warning", what, dated, 0)
