"""Files of records made of tagged lines: the part that RIS, NBIB and their like have in common.

Every line that isn't blank ends up in the ``pairs`` of a ``Block`` or in an ``Oddity``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from uptake.formats.references import Oddity, Progress, Reading, Reference
from uptake.formats.text import Decoded, Unreadable

Pair = tuple[str, str]
Split = Callable[[str], Pair | None]

# Lines that number the records: "12.", "<12>", "<12. >", "Record #12 of 40".
NUMBERING = re.compile(
    r"\s*(?:\d+\.|<\s*\d+\s*\.?\s*>|record\s+#?\d+\s+of\s+\d+)\s*", re.IGNORECASE
)
STEP = 500
PIECE = 4_000_000
"""Characters of a long file that are read at a time."""


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
    unclosed: list[int] = field(default_factory=list)  # lines of records without their last one
    last: int = -1
    lines: int = 0

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

    def join(self, later: Outside, lines: int) -> Iterator[Oddity]:
        """Take in what stands outside in the next piece of the file, which has so many lines.

        Its runs are given as oddities at once; the rest is told of with the file's end.
        """
        for number, records, texts in later.runs:
            yield _stray(number + self.lines, records + self.records, texts)
        self.numbering.extend((number + self.lines, text) for number, text in later.numbering)
        self.frames.extend((number + self.lines, text) for number, text in later.frames)
        self.unclosed.extend(number + self.lines for number in later.unclosed)
        self.records, self.lines = self.records + later.records, self.lines + lines

    def oddities(self) -> Iterator[Oddity]:
        """Give one oddity for each run, one for all numbering, the frame, and the unclosed."""
        for number, records, texts in self.runs:
            yield _stray(number, records, texts)
        for lines, what in (
            (self.numbering, "Lines that only number the records; left out."),
            (self.frames, "Lines that only frame the records; left out."),
        ):
            if lines:
                text = "\n".join(text for _, text in lines)
                yield Oddity(lines[0][0], "note", what, text, len(lines))
        if count := len(self.unclosed):
            what = (
                f"{count} {'record has' if count == 1 else 'records have'} no ER line; "
                "each was closed where the next begins or the file ends."
            )
            yield Oddity(self.unclosed[0], "note", what, lines=0)


def _stray(number: int, records: int, texts: Sequence[str]) -> Oddity:
    place = f"after record {records}" if records else "before the first record"
    what = f"Text {place} that belongs to none; kept here only."
    return Oddity(number, "note", what, "\n".join(texts), len(texts))


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


def pieces_of(text: str, cut: str, longest: int) -> Iterator[str]:
    """Part a text before lines that surely begin a record, the first past each ``longest``.

    ``cut`` is what is looked for: the end of a line, and how the record begins after its last one.
    """
    at = 0
    while cut and (found := text.find(cut, at + longest)) >= 0:
        end = found + cut.rfind("\n") + 1
        yield text[at:end]
        at = end
    yield text[at:]


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a tagged format, from how its text is parted and a record mapped.

    ``blocks_of`` is given text whose line ends are all of one kind. ``start`` is the tag whose want
    is remarked on, ``cut`` where a long text may be parted (see ``pieces_of``); ``none`` and
    ``advice`` are what a text without any record is refused with.
    """

    blocks_of: Callable[[str], tuple[list[Block], Outside]]
    to_reference: Callable[[Block, int], tuple[Reference, Sequence[Oddity]]]
    format: str
    none: str
    advice: str
    start: str = ""
    cut: str = ""

    def __call__(
        self, decoded: Decoded, *, size: int = 0, name: str = "", progress: Progress | None = None
    ) -> Reading:
        """Read a whole text. Raises ``Unreadable`` when it holds no record at all."""
        [whole] = self.pieces(decoded, size=size, name=name, progress=progress, longest=0)
        return whole

    def pieces(
        self, decoded: Decoded, *, size: int = 0, name: str = "", progress: Progress | None = None,
        longest: int = PIECE,
    ) -> Iterator[Reading]:  # fmt: skip
        """Read a text a piece at a time, so that only one piece's references are ever held.

        Together the pieces say what the whole would; remarks on the file as a whole come with the
        last. ``longest`` is how many characters a piece has at least; 0 is one piece for all.
        Raises ``Unreadable``, at the end, when no piece holds a record.
        """
        text = text_of(decoded, name)
        parts, total = pieces_of(text, self.cut if longest else "", longest), len(text)
        told = replace(decoded, text="")  # of the text itself nobody holds a second copy
        del decoded, text
        so_far, far = Outside(), 0
        for part in parts:
            blocks, outside = self.blocks_of(part)
            records, lines, start = so_far.records, so_far.lines, far
            far += len(part)
            for block in blocks:
                block.line, block.end_line = block.line + lines, block.end_line + lines
            odd = list(so_far.join(outside, count_lines(part)))
            if far == total:
                if not so_far.records:
                    raise Unreadable(self.none, name, self.advice)
                odd += so_far.oddities()
            odd += unheaded(blocks, self.start, records)
            yield reading(
                blocks, self.to_reference, format=self.format, decoded=told, odd=odd,
                lines=so_far.lines - lines, before=records, size=far - start,
                progress=progress and _part_of(progress, size, start, total),
            )  # fmt: skip
            told = replace(told, warnings=())


def _part_of(progress: Progress, size: int, start: int, total: int) -> Progress:
    """Tell of the characters of a piece as bytes of the whole file."""
    return lambda done, _: progress(size * (start + done) // total, size)


text_reader = Reader


def unheaded(blocks: Sequence[Block], start: str, before: int = 0) -> Iterator[Oddity]:
    """Say which records lack the line that begins them; ``before`` is how many came earlier."""
    for position, block in enumerate(blocks, start=before + 1):
        if not block.headed:
            what = f"Record {position} has no {start} line; read as a reference of unknown kind."
            yield Oddity(block.line, "warning", what, lines=0)


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
    before: int = 0,
) -> Reading:
    """Turn blocks into references and put everything odd in the order of the file.

    ``before`` is how many records of the file were read already.
    """
    oddities = [Oddity(0, "warning", text, lines=0) for text in decoded.warnings]
    oddities.extend(odd)
    references = []
    for number, block in enumerate(blocks, start=1):
        reference, notes = to_reference(block, before + number)
        references.append(reference)
        if notes:
            oddities.extend(notes)
        if progress and number % STEP == 0:
            progress(size * number // len(blocks), size)
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
