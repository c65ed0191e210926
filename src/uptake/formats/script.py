"""Lines of a written transcript to turns: what plain text, Markdown and DOCX share.

A line that begins with a speaker's label opens a turn; lines without one go on with it. Before the
first speaker, after a heading, and in notes that name nobody, each paragraph is a turn of its own
with speaker "".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from uptake.formats.speakers import (
    LISTED,
    LONGEST,
    Mark,
    Ruling,
    is_field,
    mark_of,
    oddities_of,
    rule,
    shape_of,
)
from uptake.formats.times import TIME, is_unpadded, seconds
from uptake.formats.turns import Oddity, Turn, join_same_speaker, tidy

SERVICE = re.compile(r"(?P<who>\S.{0,59}) (?:started|stopped) transcription")
ONLY_TIME = re.compile(rf"[\[(]?(?P<time>{TIME})[\])]?")
HEAD_LINES = 12
HEAD_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file; an empty ``text`` is a blank line.

    ``label`` is what stands in bold at its start, ``plain`` the line without Markdown's marks;
    ``keep`` says that the line end before it is meant; ``mark`` is a turn a table lays out.
    """

    number: int
    text: str
    label: str = ""
    plain: str = ""
    heading: bool = False
    new_paragraph: bool = False
    keep: bool = False
    mark: Mark | None = None


@dataclass(slots=True)
class _Open:
    """The turn being read."""

    speaker: str = ""
    line: int = 0
    started: float | None = None
    ended: float | None = None
    lines: list[str] = field(default_factory=list)

    def turn(self) -> Turn | None:
        text = tidy("\n".join(self.lines))
        return Turn(self.speaker, text, self.started, self.ended) if text else None


def read_script(
    lines: Sequence[Line], named: Collection[str] | None = None
) -> tuple[list[Turn], list[Oddity]]:
    """Give the turns of a written transcript, and what was odd; ``named`` fixes the speakers."""
    lines = _trimmed(lines)
    signs = _signs(lines)
    head = _head(lines, signs.marks)
    marks = {number: mark for number, mark in signs.marks.items() if number > head}
    units = _units([line for line in lines if line.text and line.number > head], marks)
    ruling = rule(list(marks.values()), units, named)
    unpadded = is_unpadded("\n".join(line.text for line in lines))
    reader = _Reader(ruling, _Signs(marks, signs.lent), unpadded)
    turns = join_same_speaker(reader.turns(lines), "\n")
    oddities = [*oddities_of(ruling), *reader.oddities]
    return turns, sorted(oddities, key=lambda oddity: oddity.line)


def _units(lines: Sequence[Line], marks: dict[int, Mark]) -> int:
    """Count the lines that could begin with a label: not headings, nor words under a lone label."""
    units = 0
    under_label = False
    for line in lines:
        mark = marks.get(line.number)
        units += not line.heading and (mark is not None or not under_label)
        under_label = mark is not None and not mark.rest
    return units


def unwrapped(lines: Iterable[Line]) -> list[Line]:
    """Join lines that only a fixed width broke; list items and possible labels stay as they are."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and _goes_on(runs[-1][0], runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [_joined(run) for run in runs]


def _goes_on(first: Line, above: Line, line: Line) -> bool:
    """Say whether a line only goes on with the one above, in a run that a line began."""
    return bool(
        above.text
        and line.text
        and not (first.heading or line.heading or line.new_paragraph or line.keep or line.label)
        and not LISTED.match(line.text)
        and mark_of(line.text, line.number) is None
        and not ONLY_TIME.fullmatch(line.text.strip())
    )


def _joined(run: Sequence[Line]) -> Line:
    """Give the lines of a run as one, with what its first says besides its words."""
    first = run[0]
    if len(run) == 1:
        return first
    more = [line.text.strip() for line in run[1:-1]] + [run[-1].text.lstrip()]
    text = " ".join([first.text.rstrip(), *more])
    plain = first.plain and " ".join([first.plain.rstrip(), *more])
    return replace(first, text=text, plain=plain)


def _trimmed(lines: Sequence[Line]) -> list[Line]:
    """Leave out blank lines at both ends, and all but the first of several."""
    trimmed: list[Line] = []
    for line in lines:
        if line.text.strip():
            trimmed.append(line)
        elif trimmed and trimmed[-1].text:
            trimmed.append(Line(line.number, ""))
    if trimmed and not trimmed[-1].text:
        trimmed.pop()
    return trimmed


@dataclass(frozen=True, slots=True)
class _Signs:
    """Lines that may open a turn, by number; ``lent``: the name or time on a line beside it."""

    marks: dict[int, Mark]
    lent: dict[int, int]


def _signs(lines: Sequence[Line]) -> _Signs:
    found = _Signs({}, {})
    filled = [line for line in lines if line.text]
    for before, line, after in zip([None, *filled], filled, [*filled[1:], None], strict=False):
        if line.heading:
            continue
        mark = line.mark or mark_of(line.plain or line.text, line.number, bold=bool(line.label))
        if mark is None:
            continue
        if mark.form == "range" and not mark.name and after is not None:
            name = " ".join(after.text.split())
            if shape_of(name) != "no":
                mark = replace(mark, name=name)
                found.lent[after.number] = line.number
        elif before and mark.form == "plain" and (time := ONLY_TIME.fullmatch(before.text.strip())):
            mark = replace(mark, form="before", time=time["time"])
            found.lent[before.number] = line.number
        found.marks[line.number] = mark
    return found


def _head(lines: Sequence[Line], marks: dict[int, Mark]) -> int:
    """Give the last line of a block of particulars ("Date: 3 May") at the top, or 0.

    When all lines up to the first blank one are short and have a label, the whole block is meant:
    "Interviewer: Amara Okafor" says there who asked, and is no speech.
    """
    block: list[Line] = []
    closed = False
    for line in lines[: 2 * HEAD_LINES]:
        if line.heading:
            continue
        closed = not line.text
        if closed or len(line.text) > HEAD_WIDTH or len(block) == HEAD_LINES:
            break
        block.append(line)
    labels = [marks.get(line.number) for line in block]
    while labels and labels[0] is None:  # a title above the particulars
        labels.pop(0)
    fields = [mark.line for mark in labels if mark and mark.form == "plain" and is_field(mark.name)]
    if not fields or len(block) == 1 or not labels[0] or labels[0].line != fields[0]:
        return 0
    short = all(mark and len(mark.rest) <= LONGEST for mark in labels)
    return block[-1].number if closed and short else max(fields)


class _Reader:
    """Goes through the lines once, with the labels already decided."""

    def __init__(self, ruling: Ruling, signs: _Signs, unpadded: bool) -> None:
        self.ruling = ruling
        self.signs = signs
        self.unpadded = unpadded
        self.oddities: list[Oddity] = []
        self.open = _Open()

    def turns(self, lines: Sequence[Line]) -> Iterator[Turn]:
        by_line = not any(line.new_paragraph or not line.text for line in lines)
        fresh = False
        for line in lines:
            fresh = fresh or by_line or line.new_paragraph or not line.text
            if not line.text or self._speaker(self.signs.lent.get(line.number)):
                continue
            if speaker := self._speaker(line.number):
                opened = self._opened(speaker, self.signs.marks[line.number])
                yield from self._close()
                self.open = opened
            elif line.heading or _is_service(line.text):
                yield from self._close()
                self.open = _Open("", line.number, lines=[line.text])
                yield from self._close()
            else:
                if fresh and not self.open.speaker:
                    yield from self._close()
                self.open.lines.append(line.text)
            fresh = False
        yield from self._close()

    def _speaker(self, number: int | None) -> str:
        mark = self.signs.marks.get(number) if number is not None else None
        return self.ruling.speaker(mark) if mark else ""

    def _opened(self, speaker: str, mark: Mark) -> _Open:
        unpadded = self.unpadded
        return _Open(
            speaker,
            mark.line,
            seconds(mark.time, unpadded=unpadded) if mark.time else None,
            seconds(mark.until, unpadded=unpadded) if mark.until else None,
            [mark.rest] if mark.rest else [],
        )

    def _close(self) -> Iterator[Turn]:
        turn = self.open.turn()
        if turn is not None:
            yield turn
        elif self.open.speaker:
            what = f"“{self.open.speaker}” says nothing here, so there is no turn."
            self.oddities.append(Oddity(self.open.line, "note", what))
        self.open = _Open()


def _is_service(text: str) -> bool:
    match = SERVICE.fullmatch(text.strip())
    return match is not None and shape_of(match["who"]) in ("name", "role")
