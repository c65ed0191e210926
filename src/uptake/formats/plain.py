"""Transcripts and notes as plain text: ``Name: text``, times in most places, Zoom's saved chat."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import pairwise
from statistics import mean

from uptake.formats.script import Line, read_script, unwrapped
from uptake.formats.text import decode, split_lines
from uptake.formats.turns import (
    Oddity,
    Transcript,
    Turn,
    finished,
    normalise,
    refuse_if_too_large,
    tidy,
)

FORMAT = "text"
NARROW, WIDE = 45, 100  # characters in a line that a typewriter or an e-mail broke


def read(data: bytes, *, name: str = "", speakers: Collection[str] | None = None) -> Transcript:
    """Read a plain text transcript; ``speakers`` names the labels to take, instead of evidence.

    Raises ``Unreadable`` for a file that is empty, too large or no text.
    """
    refuse_if_too_large(data, name)
    decoded = decode(data)
    numbered = [Line(at, text) for at, text in enumerate(split_lines(decoded.text), start=1)]
    lines = unwrapped(numbered) if is_wrapped(numbered) else numbered
    turns, found = read_script(lines, speakers)
    oddities = [Oddity(0, "warning", warning) for warning in decoded.warnings] + found
    return finished(turns, FORMAT, decoded.encoding, oddities, name)


def write(turns: Iterable[Turn]) -> bytes:
    """Write turns as ``Name (hh:mm:ss): text`` paragraphs in UTF-8."""
    return "\n\n".join(_paragraph(turn) for turn in turns).encode() + b"\n"


def is_wrapped(lines: Iterable[Line]) -> bool:
    """True when a fixed width broke the lines: those that go on are nearly all of one length."""
    texts = [line.text.rstrip() for line in lines]
    going_on = [len(text) for text, after in pairwise(texts) if text and after]
    if len(going_on) < 8 or max(map(len, texts)) > WIDE:
        return False
    return mean(length >= NARROW for length in going_on) > 0.8


def _paragraph(turn: Turn) -> str:
    text = tidy(turn.text)
    speaker = " ".join(normalise(turn.speaker).split())
    if not speaker:
        return text
    if turn.started is None:
        return f"{speaker}: {text}"
    minutes, seconds = divmod(int(turn.started), 60)
    return f"{speaker} ({minutes // 60:02}:{minutes % 60:02}:{seconds:02}): {text}"
