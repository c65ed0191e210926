"""WebVTT and SRT as Teams, Zoom and transcription services write them, and as they get broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats import srt, vtt
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Transcript, Turn, read_any


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def notes(transcript: Transcript) -> str:
    return " ".join(oddity.what for oddity in transcript.oddities)


def test_teams_voices_spanning_lines_with_ids_and_missing_close_tags() -> None:
    transcript = read_any(
        b"WEBVTT\r\n\r\n"
        b"3c1f6cb0-4f5e-4a3c-9a44-2f9ad4c6c111/12-0\r\n00:00:01.000 --> 00:00:02.500\r\n"
        b"<v Jane Smith>We had &amp; have\r\nno time</v>\r\n\r\n"
        b"3c1f6cb0-4f5e-4a3c-9a44-2f9ad4c6c111/12-1\r\n00:00:02.500 --> 00:00:04.000\r\n"
        b"<v Jane Smith>at all <laughs>.\r\n\r\n"
        b"3c1f6cb0-4f5e-4a3c-9a44-2f9ad4c6c111/13-0\r\n00:00:03.000 --> 00:00:05.000\r\n"
        b"<v.loud Bob Lee>Right.</v> <v Jane Smith>Yes.</v>\r\n"
    )
    assert transcript.turns == (
        Turn("Jane Smith", "We had & have no time at all <laughs>.", 1.0, 4.0),
        Turn("Bob Lee", "Right.", 3.0, 5.0),
        Turn("Jane Smith", "Yes.", 3.0, 5.0),
    )
    assert transcript.format == "vtt"
    assert transcript.oddities == ()


def test_words_outside_of_any_voice_are_nobodys() -> None:
    transcript = vtt.read(
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Jane>Yes.</v>\n\n"
        b"00:02.000 --> 00:03.000\n(noise)\n\n"
        b"00:03.000 --> 00:04.000\n<v>unknown</v> and more"
    )
    assert said(transcript) == [("Jane", "Yes."), ("", "(noise) unknown and more")]


def test_cues_without_a_blank_line_between_them() -> None:
    transcript = vtt.read(
        b"WEBVTT\n00:01.000 --> 00:02.000\n<v A>one two\n00:03.000 --> 00:04.000\n<v B>three\n"
    )
    assert said(transcript) == [("A", "one two"), ("B", "three")]


def test_unpadded_times_of_teams() -> None:
    transcript = vtt.read(b"WEBVTT\n\n0:0:6.90 --> 0:0:6.500\n<v Jane>Hello.</v>\n")
    assert transcript.turns == (Turn("Jane", "Hello.", 6.09, 6.5),)


def test_zoom_labels_with_crlf_and_numbers() -> None:
    transcript = read_any(
        b"\xef\xbb\xbfWEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000\r\n"
        b"Jane Smith: One thing: no.\r\n"
        b"\r\n2\r\n00:00:02.000 --> 00:00:03.000\r\nJane Smith: I mean it.\r\n"
        b"\r\n3\r\n00:00:03.000 --> 00:00:04.000\r\nwithout a name\r\n"
        b"\r\n4\r\n00:00:04.000 --> 00:00:05.000\r\nBob Lee: Fine.\r\nJane Smith: Good.\r\n",
        "meeting.vtt",
    )
    assert said(transcript) == [
        ("Jane Smith", "One thing: no. I mean it. without a name"),
        ("Bob Lee", "Fine."),
        ("Jane Smith", "Good."),
    ]
    assert "1 cues name nobody" in notes(transcript)


def test_header_notes_styles_and_tags_are_left_out() -> None:
    transcript = vtt.read(
        b"WEBVTT - a title\nKind: captions\nLanguage: en\n\nSTYLE\n::cue { color: red }\n\n"
        b"NOTE made by hand\nand checked\n\n00:01.000 --> 00:02.000 align:start position:0%\n"
        b"<c.yellow><i>One</i></c> <00:01.500><b>two</b>\n\nNOTE\n00:02.000 --> 00:03.000\nthree\n"
    )
    assert [turn.text for turn in transcript.turns] == ["One two three"]
    assert [(oddity.line, oddity.what) for oddity in transcript.oddities] == [
        (8, "A note in the file was left out."),
        (14, "A note in the file was left out."),
    ]


def test_sentences_of_nobodys_end_and_pause() -> None:
    transcript = vtt.read(
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nso we\n\n00:02.000 --> 00:03.000\nbegan.\n\n"
        b"00:03.000 --> 00:04.000\nThen\n\n00:09.000 --> 00:10.000\nnothing\n\n"
        b"00:xx --> 00:yy\nmore\n"
    )
    assert [turn.text for turn in transcript.turns] == ["so we began.", "Then", "nothing more"]
    assert "The times can't be read." in notes(transcript)


def test_times_that_run_backwards_are_said() -> None:
    transcript = vtt.read(
        b"WEBVTT\n\n00:05.000 --> 00:04.000\n<v A>one</v>\n\n"
        b"00:01.000 --> 00:02.000\n<v B>two</v>\n"
    )
    assert transcript.turns[0] == Turn("A", "one", 5.0, None)
    assert "Ends before it starts." in notes(transcript)
    assert "starts before the one above it" in notes(transcript)


def test_a_blank_line_inside_a_cue_loses_nothing() -> None:
    transcript = vtt.read(
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>one\n\ntwo</v>\n\n"
        b"id\n00:03.000 --> 00:04.000\nx\n"
    )
    assert transcript.turns[0].text == "one two"
    assert "blank line inside a cue" in notes(transcript)


@pytest.mark.parametrize(
    "text",
    ["<v Jane>Yes.</v>\n<v Bob>No.", "Jane: Yes.\n\nBob: No.\n", "Jane: Yes.\nBob: <i>No.</i>"],
)
def test_a_vtt_without_times_is_read_for_its_words(text: str) -> None:
    transcript = read_any(f"WEBVTT\n\n{text}".encode(), "a.vtt")
    assert said(transcript) == [("Jane", "Yes."), ("Bob", "No.")]
    assert "The file has no times" in notes(transcript)
    assert transcript.oddities[0].severity == "warning"


def test_a_vtt_without_words_is_refused() -> None:
    with pytest.raises(Unreadable, match="No words"):
        vtt.read(b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", name="a.vtt")


def test_a_vtt_without_its_header_is_known_by_its_times() -> None:
    assert read_any(b"00:01.000 --> 00:02.000\n<v A>one</v>").format == "vtt"


def test_old_encodings() -> None:
    transcript = vtt.read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Zoë>café</v>".encode("cp1252"))
    assert said(transcript) == [("Zoë", "café")]
    assert transcript.encoding == "cp1252"
    transcript = srt.read("1\n00:00:01,0 --> 00:00:02,0\nZoë: café".encode("cp1252"))
    assert transcript.oddities[0].severity == "warning"


def test_srt_with_tags_positions_and_labels() -> None:
    transcript = read_any(
        b"1\n00:00:01,000 --> 00:00:02,500 X1:10\n{\\an8}<i>Jane:</i> Hello\nthere\n"
        b"2\n00:00:03,000 -> 00:00:04,000\nBob: <font color='red'>Hi</font>\n\n"
        b"3\n00:00:05,000 --> 00:00:06,000\nJane: Well, 10:30 then.\n"
    )
    assert transcript.format == "srt"
    assert transcript.turns == (
        Turn("Jane", "Hello there", 1.0, 2.5),
        Turn("Bob", "Hi", 3.0, 4.0),
        Turn("Jane", "Well, 10:30 then.", 5.0, 6.0),
    )


def test_an_srt_without_times_is_refused() -> None:
    with pytest.raises(Unreadable, match="no times"):
        srt.read(b"1\nHello there\n", name="a.srt")


def test_a_name_that_ends_otherwise_than_the_content_is_noted() -> None:
    transcript = read_any(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>one</v>", "talk.SRT")
    assert "as if it were SRT; it was read as WebVTT" in notes(transcript)


TURNS = st.lists(
    st.tuples(
        st.sampled_from(["Interviewer", "P01", "Jane & Co", ""]),
        st.lists(
            st.sampled_from(["we", "<b", "a&b", "> no", "café", "😀"]), min_size=1, max_size=8
        ),
        st.integers(0, 400_000),
    ),
    min_size=1,
    max_size=8,
)


@given(TURNS)
def test_written_vtt_is_read_again(drawn: list[tuple[str, list[str], int]]) -> None:
    turns: list[Turn] = []
    for speaker, words, start in drawn:
        if not turns or turns[-1].speaker != speaker:
            text = " ".join(words) + "."
            turns.append(Turn(speaker, text, start / 1000, (start + 500) / 1000))
    if any(turn.speaker for turn in turns):
        assert list(vtt.read(vtt.write(turns)).turns) == turns


def test_written_srt_is_read_again() -> None:
    turns = [Turn("P01", "Yes.", 1.0, 2.0), Turn("Interviewer", "Why?", 2.0, 3.25)]
    assert list(srt.read(srt.write([*turns])).turns) == turns
    assert srt.write([Turn("", "Title", 0.0, 1.0)]).endswith(b"\nTitle\n")


@pytest.mark.parametrize("write", [vtt.write, srt.write])
def test_turns_without_times_are_no_subtitles(write: object) -> None:
    assert callable(write)
    with pytest.raises(ValueError, match="Turn 1 has no times"):
        write([Turn("P01", "Yes.")])
