"""WebVTT as Teams and Zoom write it, and as it reaches people: edited, cut off, headless."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from html import escape, unescape

from uptake.formats.cues import ARROW, Cue, read_cues, timing, turns_of
from uptake.formats.script import Line, read_script
from uptake.formats.text import decode, split_lines
from uptake.formats.turns import (
    Oddity,
    Transcript,
    Turn,
    finished,
    refuse_if_too_large,
    tidy,
)

FORMAT = "vtt"
# <v Name>, <v.loud Name>, </v>; a tag cut off by the end of the file counts too.
VOICE = re.compile(
    r"<v(?:\.[^\s<>]*)?(?:[ \t\n]+(?P<name>[^<>\s][^<>]*)?)?(?:>|$)|(?P<close></v(?:>|$))"
)
# Only the tags of the standard: <laughs> is somebody's words.
TAG = re.compile(
    r"</?(?:c|i|b|u|ruby|rt|lang)(?:\.[^\s<>]*)?(?:[ \t][^<>]*)?>|<\d[\d:.]*>", re.IGNORECASE
)
BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")
HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")


def read(data: bytes, *, name: str = "", speakers: Collection[str] | None = None) -> Transcript:
    """Read a WebVTT transcript; one without any times is read for its words, with a warning.

    Raises ``Unreadable`` for a file that is empty, too large, no text or without words.
    """
    refuse_if_too_large(data, name)
    decoded = decode(data)
    oddities = [Oddity(0, "warning", warning) for warning in decoded.warnings]
    lines, left_out = _without_blocks(split_lines(decoded.text))
    oddities += left_out
    if not any(ARROW.search(line) for line in lines):
        oddities.append(Oddity(0, "warning", "The file has no times; the words were read alone."))
        turns, found = _without_times(lines, speakers)
    else:
        cues, bad = read_cues(lines)
        oddities += bad
        turns, found = turns_of([piece for cue in cues for piece in _voices(cue)], speakers)
    return finished(turns, FORMAT, decoded.encoding, [*oddities, *found], name)


def write(turns: Iterable[Turn]) -> bytes:
    """Write turns with ``<v Name>``, as Teams does. Raises ``ValueError`` for one without times."""
    blocks = ["WEBVTT"]
    for index, turn in enumerate(turns, start=1):
        text = escape(tidy(turn.text), quote=False)
        speaker = escape(" ".join(tidy(turn.speaker).split()), quote=False)
        said = f"<v {speaker}>{text}</v>" if speaker else text
        blocks.append(f"{timing(turn, index, '.')}\n{said}")
    return "\n\n".join(blocks).encode() + b"\n"


def _without_blocks(lines: list[str]) -> tuple[list[str], list[Oddity]]:
    """Blank out the header and the NOTE, STYLE and REGION blocks, keeping the line numbers."""
    kept: list[str] = []
    oddities: list[Oddity] = []
    inside = False
    for at, line in enumerate(lines):
        if not line.strip():
            inside = False
        elif HEADER.fullmatch(line.strip()) and not any(kept):
            inside = True
        elif BLOCK.fullmatch(line) and (at == 0 or not lines[at - 1].strip()):
            inside = True
            if line.startswith("NOTE"):
                what = "A note in the file was left out."
                oddities.append(Oddity(at + 1, "note", what, line[:80]))
        elif ARROW.search(line):
            inside = False
        kept.append("" if inside else line)
    return kept, oddities


def _voices(cue: Cue) -> Iterator[Cue]:
    """Cut a cue where its voice changes, and take the tags out."""
    at = 0
    speaker: str | None = None
    found = False
    for match in VOICE.finditer(cue.text):
        found = True
        yield from _piece(cue, cue.text[at : match.start()], speaker)
        speaker = "" if match["close"] else unescape(match["name"] or "")
        at = match.end()
    yield from _piece(cue, cue.text[at:], speaker if found else None)


def _piece(cue: Cue, text: str, speaker: str | None) -> Iterator[Cue]:
    text = unescape(TAG.sub("", text))
    if text.strip():
        yield replace(cue, text=text, speaker=speaker)


def _without_times(
    lines: list[str], speakers: Collection[str] | None
) -> tuple[list[Turn], list[Oddity]]:
    """Read what words there are: voices if they are marked, labels if not."""
    text = "\n".join(lines)
    if VOICE.search(text):
        return turns_of(list(_voices(Cue(1, text))), speakers)
    bare = [Line(at, unescape(TAG.sub("", line))) for at, line in enumerate(lines, start=1)]
    return read_script(bare, speakers)
