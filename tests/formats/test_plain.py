"""Plain text and Markdown: who speaks, who doesn't, and when."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats import markdown, plain
from uptake.formats.speakers import shape_of
from uptake.formats.transcripts import Transcript, Turn, read_any


def read(text: str, name: str = "", speakers: Sequence[str] | None = None) -> Transcript:
    return read_any(text.encode(), name, speakers=speakers)


def said(transcript: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in transcript.turns]


def notes(transcript: Transcript) -> str:
    return " ".join(oddity.what for oddity in transcript.oddities)


def test_labels_open_turns_and_paragraphs_without_one_go_on() -> None:
    transcript = read(
        "Interviewer: What happened?\n\nP01: We had no time.\n\nNo training either.\n"
        "p01:  And no money.\n\nInterviewer: I see.\n"
    )
    assert said(transcript) == [
        ("Interviewer", "What happened?"),
        ("P01", "We had no time.\nNo training either.\nAnd no money."),
        ("Interviewer", "I see."),
    ]
    assert "Taken as speakers: Interviewer (2), P01 (2)." in notes(transcript)


def test_a_sentence_with_a_colon_is_no_speaker() -> None:
    transcript = read(
        "Note: recorded on a bad line.\n\nOne thing: we start late.\n\n"
        "P01: There is one thing I would say to anybody who starts with this: ask first.\n\n"
        "Interviewer: Why?\n\nP01: Because:\n\nHonestly: nobody did. See https://example.org/a\n\n"
        "One thing: it was 10:30 by then.\n"
    )
    assert transcript.speakers == ("P01", "Interviewer")
    assert said(transcript)[:2] == [
        ("", "Note: recorded on a bad line."),
        ("", "One thing: we start late."),
    ]
    assert "“One thing” (2) was not taken as a speaker" in notes(transcript)
    assert "“Honestly” (1) was not taken" in notes(transcript)
    assert "Because:" in transcript.turns[-1].text


def test_a_zoom_chat_with_days_before_the_times() -> None:
    transcript = read(
        "2024-01-02 11:02:09 From Johnny Doe to Everyone:\n\tHow are you?\n"
        "2024-01-02 11:02:19 From Janet to Johnny Doe (Direct Message):\n\tFine.\n"
    )
    assert said(transcript) == [("Johnny Doe", "How are you?"), ("Janet", "Fine.")]
    assert [turn.started for turn in transcript.turns] == [39_729, 39_739]


def test_notes_that_name_nobody_keep_their_paragraphs() -> None:
    transcript = read(
        "The room was cold.\nThey waited.\n\n- no laptop\n- no login\n\nThen it began."
    )
    assert said(transcript) == [
        ("", "The room was cold.\nThey waited."),
        ("", "- no laptop\n- no login"),
        ("", "Then it began."),
    ]


def test_lines_are_paragraphs_where_no_line_is_blank() -> None:
    assert said(read("First thought\nSecond thought")) == [
        ("", "First thought"),
        ("", "Second thought"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Alice: hi\nBob: hello\n",
        "Alice:hi\nBob:hello",
        "Alice：hi\nBob：hello",
        "Alice:\thi\n\n\nBob:\nhello\n",
        "[Alice] 00:00:01\nhi\n\n[Bob] 00:00:04\nhello",
        "Alice (00:00:01): hi\nBob (0:04): hello",
        "Alice [00:00:01] hi\nBob [00:00:04] hello",
        "Alice 00:00:01: hi\nBob 00:00:04: hello",
        "[00:00:01] Alice: hi\n[00:00:04] Bob: hello",
        "00:00:01 - Alice: hi\n00:00:04 - Bob: hello",
        "00:00:01\nAlice: hi\n\n00:00:04\nBob: hello",
        "00:00:01 Alice\nhi\n00:00:04 Bob\nhello",
        "Alice   0:01\nhi\nBob   0:04\nhello",
        "00:00:01 From Alice to Everyone:\n\thi\n00:00:04 From Bob : hello",
        "00:00:01\t Alice:\thi\n00:00:04\t Bob:\thello",
        "0:0:1.0 --> 0:0:2.0\nAlice\nhi\n0:0:4.0 --> 0:0:5.0\nBob\nhello",
        "Alice 0:0:1.0 --> 0:0:2.0\nhi\nBob 0:0:4.0 --> 0:0:5.0\nhello",
        "**Alice:** hi\n\n**Bob:** hello",
        "**Alice**: hi\n\n__Bob__: hello",
        "**Alice** (0:01): hi\n\n**Bob (0:04)**: hello",
        ">> Alice: hi\n>> Bob: hello",
    ],
)
def test_every_way_of_writing_who_speaks(text: str) -> None:
    transcript = read(text)
    assert said(transcript) == [("Alice", "hi"), ("Bob", "hello")]
    if "1" in text:
        assert [turn.started for turn in transcript.turns] == [1.0, 4.0]


def test_a_label_before_a_long_speech_and_one_before_a_wide_gap() -> None:
    speech = "word " * 100 + "end"
    transcript = read(f"P01: {speech}\n\nP02: no\n\nP01: yes\n\nP02:{' ' * 300}x")
    assert said(transcript)[0] == ("P01", speech)
    assert transcript.turns[-1].text.endswith("x")


def test_ranges_that_are_not_followed_by_a_name_and_words() -> None:
    for text in ("0:0:1.0 --> 0:0:2.0\nJane Doe\n", "0:0:1.0 --> 0:0:2.0\nSo we went.\nThere."):
        assert read(text).format == "vtt"


def test_labels_of_characters_that_are_not_seen() -> None:
    text = "A line of words to begin with.\n" * 9
    assert read(text + "\n\ufeff： yes\nJane\x02: a\n\nJane: b").speakers == ("Jane",)


def test_ranges_give_an_end_too() -> None:
    transcript = read("0:0:1.0 --> 0:0:2.90\nAn Nguyen\nhi\n0:0:4.0 --> 0:0:5.0\nBob Lee\nhello")
    assert transcript.turns[0] == Turn("An Nguyen", "hi", 1.0, 2.09)


@pytest.mark.parametrize(
    "text", ["00:01:02\nThen it began.", "0:0:0.0 --> 0:0:1.0\nI said so, so.\n"]
)
def test_times_that_belong_to_nobody_stay(text: str) -> None:
    assert text.split("\n")[0] in plain.read(text.encode()).turns[0].text


def test_particulars_at_the_top_are_no_speech() -> None:
    transcript = read(
        "Interview with a commissioner\nDate: 3 May\nInterviewer: Amara Okafor\nParticipant: P01\n"
        "\nInterviewer: Thank you for coming.\nP01: Not at all.\n\nInterviewer: Why?\n"
    )
    assert transcript.speakers == ("Interviewer", "P01")
    assert "Amara Okafor" in transcript.turns[0].text
    assert transcript.turns[0].speaker == ""


def test_particulars_without_a_blank_line_after_them() -> None:
    transcript = read("Date: 3 May\nInterviewer: Thank you.\nP01: Not at all.\nInterviewer: Why?")
    assert said(transcript)[:2] == [("", "Date: 3 May"), ("Interviewer", "Thank you.")]


def test_long_notes_at_the_top_are_no_particulars() -> None:
    transcript = read("Date: " + "x" * 130 + "\nP01: a\nP01: b\n" + "P02: c\n" * 13)
    assert transcript.speakers == ("P01", "P02")


def test_notes_on_barriers_have_no_speaker_called_facilitator() -> None:
    transcript = read(
        "What we saw.\n\nBarrier: no time\nFacilitator: a lead\nBarrier: cost\nFacilitator: peers\n"
    )
    assert transcript.speakers == ()


def test_labels_that_recur_are_taken_though_they_look_odd() -> None:
    text = "jane.smith@example.org: a\n\nsam's ipad: b\n\n" * 4
    assert read(text).speakers == ("jane.smith@example.org", "sam's ipad")


def test_somebody_who_speaks_once() -> None:
    text = "Jane: a\n\nBob: b\n\nJane: c\n\nMaria del Carmen: d\n\nJane: e\n"
    assert read(text).speakers == ("Jane", "Bob", "Maria del Carmen")


def test_speakers_can_be_named_instead() -> None:
    text = "Note: a\n\nJane: b\n\nNote: c\n\nJane: d"
    assert read(text, speakers=["note"]).speakers == ("Note",)
    assert read(text, speakers=[]).speakers == ()


def test_many_labels_are_reported_briefly() -> None:
    refused = "".join(f"Issue {'x' * n}: said\n\n" for n in range(1, 25))
    transcript = read(refused + "".join(f"P{n}: a\n\nP{n}: b\n\n" for n in range(25)))
    assert "4 more words with a colon" in notes(transcript)
    assert "and 5 more." in notes(transcript)


def test_a_label_without_words_is_said_to_be_left_out() -> None:
    transcript = read("Jane: a\n\nBob:\n\nJane: b\n\nBob: c")
    assert "“Bob” says nothing here" in notes(transcript)
    assert said(transcript) == [("Jane", "a\nb"), ("Bob", "c")]


def test_teams_notices_are_nobodys_words() -> None:
    transcript = read(
        "Jane Smith started transcription\nJane Smith   0:03\nHello.\nBob Lee   0:05\nHi.\n"
        "And then we stopped transcription\nJane Smith stopped transcription\n"
    )
    assert said(transcript) == [
        ("", "Jane Smith started transcription"),
        ("Jane Smith", "Hello."),
        ("Bob Lee", "Hi.\nAnd then we stopped transcription"),
        ("", "Jane Smith stopped transcription"),
    ]


def test_lines_broken_by_a_fixed_width_are_joined() -> None:
    broken = "\n".join(f"{n} " + "word " * 13 for n in range(6))
    transcript = read(f"P01: {broken}\nend.\n\nP02: {broken}\nend.\n\n- item\n")
    assert [turn.text.count("\n") for turn in transcript.turns] == [0, 1]
    assert "\n0 " not in read(f"{broken}\n\n{broken}\n\n{broken}").turns[0].text


def test_old_encodings_are_read_and_said() -> None:
    transcript = plain.read("Jane: café – naïve\r\nBob: yes\r\n".encode("cp1252"))
    assert transcript.encoding == "cp1252"
    assert transcript.turns[0].text == "café – naïve"
    assert transcript.oddities[0].severity == "warning"
    assert markdown.read("# Café\n".encode("cp1252")).oddities[0].severity == "warning"


def test_names_of_all_kinds() -> None:
    text = (
        "Siân O’Brien: a\nمريم: ب\nSiân O’Brien: c\nمريم: د\n李: e\n李: f\nJosé 😀: g\nJosé 😀: h"
    )
    assert read(text).speakers == ("Siân O’Brien", "مريم", "李", "José 😀")


def test_markdown_headings_and_wrapped_paragraphs() -> None:
    transcript = read(
        "# Interview 3 #\n\n**Interviewer:** How are\nyou?\n\n"
        "**P01:** Fine,\\\nthanks.  \nReally.\n\n"
        "After\n=====\n\n**Note** by hand\nand so on\n\n***\n\n1. one\n2. two\n\n*Well* then\n",
        "notes.md",
    )
    assert transcript.format == "markdown"
    assert said(transcript) == [
        ("", "Interview 3"),
        ("Interviewer", "How are you?"),
        ("P01", "Fine,\nthanks.\nReally."),
        ("", "After"),
        ("", "**Note** by hand and so on"),
        ("", "1. one\n2. two"),
        ("", "*Well* then"),
    ]


def test_a_name_in_bold_once_is_taken_and_a_field_is_not() -> None:
    transcript = read("**Maria:** first words\n\nmore\n\n**Date:** 3 May\n\n**really good**: yes")
    assert transcript.speakers == ("Maria",)


@pytest.mark.parametrize(
    ("label", "shape"),
    [
        ("P01", "role"),
        ("I", "role"),
        ("Speaker 2", "role"),
        ("Digital lead", "role"),
        ("Project manager", "role"),
        ("Jane Smith (NHS)", "name"),
        ("Dr. J. Smith", "name"),
        ("Ludwig van der Rohe", "name"),
        ("An Nguyen", "other"),
        ("digital thing", "other"),
        ("Date of interview", "no"),
        ("In the end", "no"),
        ("Really?", "no"),
        ("12.5", "no"),
        ("It ended. Then", "no"),
        ("a b c d e f g", "no"),
        ("", "no"),
    ],
)
def test_shapes_of_labels(label: str, shape: str) -> None:
    assert shape_of(label) == shape


SPEAKER = st.sampled_from(["Interviewer", "P01", "Jane Smith", "Carer 2"])
TEXT = st.lists(st.sampled_from(["we", "had", "no", "time,", "café", "😀", "it’s."]), min_size=1)


@given(st.lists(st.tuples(SPEAKER, TEXT, st.none() | st.integers(0, 9_000)), min_size=4))
def test_what_is_written_is_read_again(said_by: list[tuple[str, list[str], int | None]]) -> None:
    turns: list[Turn] = []
    for speaker, words, started in said_by:
        if not turns or turns[-1].speaker != speaker:
            turns.append(Turn(speaker, " ".join(words), started))
    names = {turn.speaker for turn in turns}
    assert list(plain.read(plain.write(turns), speakers=names).turns) == turns


def test_turns_of_nobodys_are_written_without_a_label() -> None:
    assert plain.write([Turn("", "A title"), Turn("P01", "Yes")]) == b"A title\n\nP01: Yes\n"
