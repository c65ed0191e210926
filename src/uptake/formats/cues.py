"""Timed cues to turns: what VTT and SRT share.

Our own tolerant rules instead of a library: webvtt-py refuses or misreads what people really have
(no header, unpadded times from Teams, voices without a close tag, a blank line inside a cue, cues
cut off half-way), and says nothing of where. Nothing here raises for a bad cue; it is reported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from uptake.formats.speakers import Mark, Ruling, mark_of, oddities_of, rule
from uptake.formats.times import TIME, clock, is_unpadded, seconds
from uptake.formats.turns import Oddity, Turn, follow_on, join_same_speaker, tidy

TIMING = re.compile(rf"\s*(?P<start>{TIME})\s*-+\s?>\s*(?P<end>{TIME})(?P<settings>\s.*)?$")
ARROW = re.compile(r"-->")
# A counter, a GUID, or a GUID with Teams' piece numbers (…/12-0).
COUNTER = re.compile(r"\d{1,7}|[0-9a-fA-F-]{8,40}(?:/\d+-\d+)?|\d+-\d+|\d+/\d+-\d+")
SENTENCE_END = re.compile(r"[.?!…。？！।]['\"”’)\]]*$")
PAUSE = 2.0  # seconds of silence that end a turn of nobody's
LONG = 600  # characters after which a turn of nobody's ends all the same


@dataclass(frozen=True, slots=True)
class Cue:
    """One timed piece of a file. ``speaker`` is ``None`` where no voice is marked."""

    line: int
    text: str
    started: float | None = None
    ended: float | None = None
    speaker: str | None = None


def read_cues(lines: Sequence[str]) -> tuple[list[Cue], list[Oddity]]:
    """Find the cues in the lines of a file; text before the first timing is not part of one.

    A line of text after a blank line still belongs to the cue above it, which the standards forbid
    and hand-edited files do.
    """
    unpadded = is_unpadded("\n".join(line for line in lines if "->" in line))
    cues: list[Cue] = []
    oddities: list[Oddity] = []
    body: list[str] = []
    for at, line in enumerate(lines):
        timing = TIMING.match(line)
        if timing is None and not ARROW.search(line):
            body.append(line)
            continue
        _finish(cues, _without_id(body), oddities)
        body = []
        if timing is None:
            oddities.append(Oddity(at + 1, "warning", "The times can't be read.", line[:80]))
            cues.append(Cue(at + 1, ""))
            continue
        started = seconds(timing["start"], unpadded=unpadded)
        ended: float | None = seconds(timing["end"], unpadded=unpadded)
        if ended is not None and ended < started:
            oddities.append(Oddity(at + 1, "warning", "Ends before it starts.", line[:80]))
            ended = None
        cues.append(Cue(at + 1, "", started, ended))
    _finish(cues, body, oddities)
    return [cue for cue in cues if cue.text], oddities


def _without_id(body: list[str]) -> list[str]:
    """Drop the identifier that stands just above the next cue's timing."""
    if body and body[-1].strip():
        last = body[-1].strip()
        if COUNTER.fullmatch(last) or (len(body) > 1 and not body[-2].strip() and " " not in last):
            return body[:-1]
    return body


def _finish(cues: list[Cue], body: list[str], oddities: list[Oddity]) -> None:
    if not cues:
        return
    text = "\n".join(body).strip()
    if re.search(r"\n\s*\n", text):
        what = "There is a blank line inside a cue; the text after it was kept with the cue."
        oddities.append(Oddity(cues[-1].line, "note", what))
    cues[-1] = replace(cues[-1], text=text)


def turns_of(
    cues: Sequence[Cue], named: Collection[str] | None = None
) -> tuple[list[Turn], list[Oddity]]:
    """Join cues to turns: by marked voices if the file has any, else by ``Name:`` labels."""
    if any(cue.speaker is not None for cue in cues):
        turns = [_turn(cue, cue.speaker or "", cue.text) for cue in cues]
        return _joined(turns), _out_of_order(cues)
    lines = [line for cue in cues for line in cue.text.split("\n") if line.strip()]
    marks = [mark for line in lines if (mark := mark_of(line, 0)) and mark.form == "plain"]
    ruling = rule(marks, len(cues), named)
    turns = []
    without = 0
    for cue in cues:
        for mark, text in _split(cue.text, ruling):
            if mark is None and ruling.taken:
                without += 1
            before = turns[-1].speaker if turns else ""
            turns.append(_turn(cue, ruling.speaker(mark) if mark else before, text))
    oddities = [*oddities_of(ruling), *_out_of_order(cues)]
    if without:
        what = f"{without} cues name nobody and were taken to go on with the speaker before."
        oddities.append(Oddity(0, "note", what))
    return _joined(turns), oddities


def _turn(cue: Cue, speaker: str, text: str) -> Turn:
    return Turn(
        " ".join(tidy(speaker).split()), tidy(text).replace("\n", " "), cue.started, cue.ended
    )


def _split(text: str, ruling: Ruling) -> Iterator[tuple[Mark | None, str]]:
    """Cut the text of a cue where a new speaker begins."""
    opener: Mark | None = None
    gathered: list[str] = []
    for line in text.split("\n"):
        mark = mark_of(line, 0)
        if mark is not None and mark.form == "plain" and ruling.speaker(mark):
            if opener is not None or any(part.strip() for part in gathered):
                yield opener, "\n".join(gathered)
            opener, gathered = mark, [mark.rest]
        else:
            gathered.append(line)
    yield opener, "\n".join(gathered)


def _joined(turns: Iterable[Turn]) -> list[Turn]:
    """Join what one speaker says on end; words of nobody's only up to the end of a sentence."""
    joined: list[Turn] = []
    for turn in join_same_speaker((turn for turn in turns if turn.text), " "):
        last = joined[-1] if joined else None
        if last is not None and not turn.speaker and not last.speaker and _runs_on(last, turn):
            joined[-1] = follow_on(last, turn, f"{last.text} {turn.text}")
        else:
            joined.append(turn)
    return joined


def _runs_on(last: Turn, turn: Turn) -> bool:
    if SENTENCE_END.search(last.text) or len(last.text) > LONG:
        return False
    if last.ended is None or turn.started is None:
        return True
    return turn.started - last.ended < PAUSE


def _out_of_order(cues: Sequence[Cue]) -> list[Oddity]:
    latest = 0.0
    for cue in cues:
        if cue.started is not None:
            if cue.started < latest:
                what = "This cue starts before the one above it; the order of the file was kept."
                return [Oddity(cue.line, "note", what)]
            latest = cue.started
    return []


def timing(turn: Turn, index: int, point: str) -> str:
    """Write the timing line of a turn. Raises ``ValueError`` when the turn has no times."""
    if turn.started is None or turn.ended is None:
        raise ValueError(
            f"Turn {index} has no times, which subtitles need. Write the transcript as text."
        )
    return f"{clock(turn.started, point)} --> {clock(turn.ended, point)}"
