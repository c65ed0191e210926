"""What every transcript becomes: turns of speech, and the one text that passages point into.

A reader (``plain``, ``markdown``, ``docx``, ``vtt``, ``srt``) yields a ``Transcript``. ``layout``
lays its turns out as the immutable text whose codepoint offsets every coded passage keeps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from uptake.formats.text import Unreadable

BETWEEN_TURNS = "\n\n"
LARGEST = 32 * 1024 * 1024  # bytes; the longest real transcript seen is a hundredth of this


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in a file that a person may want to look at; ``line`` is 0 for the whole file."""

    line: int
    severity: Literal["note", "warning"]
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said without a break. ``speaker`` is "" where the file names nobody.

    ``started`` and ``ended`` are in seconds, and ``None`` where the file gives no time.
    """

    speaker: str
    text: str
    started: float | None = None
    ended: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """The turns of one file, what kind of file it was, and what was odd about it."""

    turns: tuple[Turn, ...]
    format: str
    encoding: str
    oddities: tuple[Oddity, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everyone who speaks, in order of first speaking, without the nameless."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))


@dataclass(frozen=True, slots=True)
class LaidTurn:
    """Where one turn stands in the laid-out text: codepoints, ``end`` exclusive."""

    index: int
    speaker: str
    start: int
    end: int
    started: float | None
    ended: float | None


@dataclass(frozen=True, slots=True)
class Laid:
    """The immutable text and the place of each turn in it."""

    text: str
    turns: tuple[LaidTurn, ...]


LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters, lone surrogates (no database keeps them) and byte order marks.
UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


def normalise(text: str) -> str:
    """Give text in NFC with LF line ends, tabs as blanks, and no control characters or marks."""
    text = LINE_ENDS.sub("\n", text)
    text = UNWANTED.sub("", text.replace("\t", " "))
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """Normalise the words of a turn: no blanks at line ends, no blank lines, none around it."""
    lines = (line.rstrip() for line in normalise(text).split("\n"))
    return "\n".join(line for line in lines if line).strip()


def layout(turns: Iterable[Turn]) -> Laid:
    """Lay turns out as one text, joined by an empty line, without the speakers' names.

    The text is normalised (see ``normalise``). For every laid turn, ``text[start:end]`` is that
    turn's text; a turn without words has ``start == end``.
    """
    parts: list[str] = []
    laid: list[LaidTurn] = []
    at = 0
    for index, turn in enumerate(turns):
        text = normalise(turn.text)
        at += len(BETWEEN_TURNS) if parts else 0
        laid.append(
            LaidTurn(index, turn.speaker, at, at + len(text), turn.started, turn.ended),
        )
        parts.append(text)
        at += len(text)
    return Laid(BETWEEN_TURNS.join(parts), tuple(laid))


def join_same_speaker(turns: Iterable[Turn], between: str) -> list[Turn]:
    """Join what a named speaker says on end: first start, last end, texts with ``between``."""
    joined: list[Turn] = []
    texts: list[str] = []
    for turn in turns:
        if joined and turn.speaker and joined[-1].speaker == turn.speaker:
            joined[-1] = follow_on(joined[-1], turn, "")
        else:
            _put_text(joined, texts, between)
            joined.append(turn)
            texts = []
        texts.append(turn.text)
    _put_text(joined, texts, between)
    return joined


def _put_text(joined: list[Turn], texts: list[str], between: str) -> None:
    if len(texts) > 1:
        joined[-1] = replace(joined[-1], text=between.join(texts))


def follow_on(first: Turn, second: Turn, text: str) -> Turn:
    """Make one turn of two that follow each other, with the given text."""
    return Turn(
        first.speaker,
        text,
        second.started if first.started is None else first.started,
        first.ended if second.ended is None else second.ended,
    )


def refuse_if_too_large(data: bytes, name: str) -> None:
    """Raise ``Unreadable`` for a file too large to be a transcript."""
    if len(data) > LARGEST:
        raise Unreadable(
            f"The file is larger than {LARGEST // (1024 * 1024)} MB, too large for a transcript.",
            where=name,
            advice="Check that it is the transcript and not the recording, or split it.",
        )


def finished(
    turns: Sequence[Turn],
    kind: str,
    encoding: str,
    oddities: Iterable[Oddity],
    name: str,
) -> Transcript:
    """Make the transcript, or raise ``Unreadable`` when nobody says anything in it."""
    if not turns:
        raise Unreadable(
            "No words were found in the file.",
            where=name,
            advice="Open it to see whether it holds the transcript, and export it again.",
        )
    return Transcript(tuple(turns), kind, encoding, tuple(oddities))
