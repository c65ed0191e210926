"""SubRip subtitles (SRT), as transcription services write them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from uptake.formats.cues import read_cues, timing, turns_of
from uptake.formats.text import Unreadable, decode, split_lines
from uptake.formats.turns import Oddity, Transcript, Turn, finished, refuse_if_too_large, tidy

FORMAT = "srt"
# The tags players know, and the positions of SubStation: <laughs> is somebody's words.
TAG = re.compile(r"</?(?:i|b|u|s|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)


def read(data: bytes, *, name: str = "", speakers: Collection[str] | None = None) -> Transcript:
    """Read SubRip subtitles.

    Raises ``Unreadable`` for a file that is empty, too large, no text, or without any times.
    """
    refuse_if_too_large(data, name)
    decoded = decode(data)
    found, bad = read_cues(split_lines(decoded.text))
    cues = [replace(cue, text=TAG.sub("", cue.text)) for cue in found]
    if not any(cue.started is not None for cue in cues):
        raise Unreadable(
            "The file has no times, so it is no SRT file.",
            where=name,
            advice="Choose it as plain text, or export it again with times.",
        )
    turns, more = turns_of(cues, speakers)
    warnings = [Oddity(0, "warning", warning) for warning in decoded.warnings]
    return finished(turns, FORMAT, decoded.encoding, [*warnings, *bad, *more], name)


def write(turns: Iterable[Turn]) -> bytes:
    """Write turns as ``Name: text`` cues. Raises ``ValueError`` for a turn without times."""
    blocks = []
    for index, turn in enumerate(turns, start=1):
        speaker = " ".join(tidy(turn.speaker).split())
        said = f"{speaker}: {tidy(turn.text)}" if speaker else tidy(turn.text)
        blocks.append(f"{index}\n{timing(turn, index, ',')}\n{said}")
    return "\n\n".join(blocks).encode() + b"\n"
