"""Real transcripts, read in place: fifteen consultations in four formats, and a saved Zoom chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from uptake.formats.transcripts import Transcript, layout, read_any

CONSULTATIONS = 15
FORMATS = {".txt": "text", ".srt": "srt", ".teams.vtt": "vtt", ".zoom.vtt": "vtt"}


def said(transcript: Transcript) -> list[tuple[str, list[str]]]:
    return [(turn.speaker, turn.text.split()) for turn in transcript.turns]


@pytest.fixture(scope="module")
def consultations(data: Path) -> dict[str, dict[str, Transcript]]:
    folder = data / "transcripts" / "primock57"
    if not folder.is_dir():
        pytest.skip(f"No consultations at {folder}.")
    names = sorted(path.stem for path in folder.glob("*.txt"))
    return {
        name: {
            ending: read_any((folder / f"{name}{ending}").read_bytes(), f"{name}{ending}")
            for ending in FORMATS
        }
        for name in names
    }


def test_the_four_formats_yield_the_same_words_and_speakers(
    consultations: dict[str, dict[str, Transcript]],
) -> None:
    turns = words = 0
    for name, read in consultations.items():
        for ending, transcript in read.items():
            assert transcript.format == FORMATS[ending], name
            assert said(transcript) == said(read[".txt"]), f"{name}{ending}"
            assert set(transcript.speakers) == {"Doctor", "Patient"}
        turns += len(read[".txt"].turns)
        words += sum(len(turn.text.split()) for turn in read[".txt"].turns)
    print(f"\n{len(consultations)} consultations in 4 formats: {turns} turns, {words} words each")
    assert len(consultations) == CONSULTATIONS


def test_the_timed_formats_yield_the_same_times(
    consultations: dict[str, dict[str, Transcript]],
) -> None:
    for name, read in consultations.items():
        times = [
            [(turn.started, turn.ended) for turn in read[ending].turns]
            for ending in (".srt", ".teams.vtt", ".zoom.vtt")
        ]
        assert times[0] == times[1] == times[2], name
        assert all(start is not None and end is not None for start, end in times[0])


def test_every_word_of_the_text_files_is_in_the_laid_out_text(
    consultations: dict[str, dict[str, Transcript]], data: Path
) -> None:
    for name, read in consultations.items():
        file = (data / "transcripts" / "primock57" / f"{name}.txt").read_text("utf-8")
        bare = [line.partition(": ")[2] for line in file.splitlines() if line.strip()]
        assert layout(read[".txt"].turns).text.split() == " ".join(bare).split()


def test_a_saved_zoom_chat(data: Path) -> None:
    path = data / "transcripts" / "zoom-chat" / "input_example.txt"
    if not path.is_file():
        pytest.skip(f"No Zoom chat at {path}.")
    transcript = read_any(path.read_bytes(), path.name)
    assert transcript.speakers == ("Johnny Doe", "Janet Dough")
    first = transcript.turns[0]
    assert (first.speaker, first.text, first.started) == ("Johnny Doe", "How you doing?", 39_729)
    assert "[" not in layout(transcript.turns).text
