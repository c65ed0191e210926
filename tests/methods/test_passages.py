"""Pieces, lanes, words, sentences and offsets, each against a slow and obvious twin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.passages import (
    Piece,
    Span,
    Utf16,
    from_utf16,
    lanes,
    pieces,
    sentences,
    to_utf16,
    widen,
    words,
)

SPANS = st.lists(
    st.builds(Span, st.integers(-3, 30), st.integers(-3, 30), st.integers(0, 4)), max_size=12
)
TEXT = st.text(alphabet="ab é😀\u0301 .?!…\n-'“”", max_size=60)


def slow_pieces(text_start: int, text_end: int, spans: list[Span]) -> list[Piece]:
    """Ask of every character which spans lie over it."""
    order = sorted(
        (max(s.start, text_start), -min(s.end, text_end), s.code, s)
        for s in spans
        if max(s.start, text_start) < min(s.end, text_end)
    )
    edges = {edge for start, minus_end, _, _ in order for edge in (start, -minus_end)}
    found: list[Piece] = []
    for at in range(text_start, text_end):
        over = tuple(dict.fromkeys(code for start, end, code, _ in order if start <= at < -end))
        if found and at not in edges:
            found[-1] = Piece(found[-1].start, at + 1, over)
        else:
            found.append(Piece(at, at + 1, over))
    return found


@given(st.integers(0, 10), st.integers(0, 20), SPANS)
def test_pieces_are_those_of_the_slow_twin(start: int, length: int, spans: list[Span]) -> None:
    assert pieces(start, start + length, spans) == slow_pieces(start, start + length, spans)


def test_pieces_name_both_codes_where_passages_overlap() -> None:
    assert pieces(0, 20, [(2, 10, 1), (5, 15, 2)]) == [
        Piece(0, 2),
        Piece(2, 5, (1,)),
        Piece(5, 10, (1, 2)),
        Piece(10, 15, (2,)),
        Piece(15, 20),
    ]


def test_passages_of_one_code_that_touch_stay_two_pieces() -> None:
    assert pieces(0, 6, [(0, 3, 7), (3, 6, 7)]) == [Piece(0, 3, (7,)), Piece(3, 6, (7,))]


def test_an_empty_text_has_no_pieces() -> None:
    assert pieces(4, 4, [(0, 9, 1)]) == []
    with pytest.raises(ValueError, match="before"):
        pieces(5, 4, [])


@given(SPANS)
def test_lanes_never_shared_by_overlapping_spans_and_as_few_as_can_be(spans: list[Span]) -> None:
    spans = [span for span in spans if span.start < span.end]
    given_lanes = lanes(spans)
    for i, a in enumerate(spans):
        for j, b in enumerate(spans[:i]):
            if a.start < b.end and b.start < a.end:
                assert given_lanes[i] != given_lanes[j]
    most = max((sum(s.start <= at < s.end for s in spans) for at in range(-3, 30)), default=0)
    assert max(given_lanes, default=-1) + 1 == most


def test_the_longer_of_two_passages_that_begin_together_is_outermost() -> None:
    assert lanes([(0, 5, 1), (0, 9, 2), (9, 12, 3)]) == [1, 0, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't, really.", ["I", "can't", "really"]),
        ("(at 10:30) e-mail “them”", ["at", "10:30", "e-mail", "them"]),
        ("yes…but—well/maybe", ["yes", "but", "well", "maybe"]),
        ("£40 is 5% 🙂 - ", ["£40", "is", "5%", "🙂"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("日本 語", ["日", "本", "語"]),
        ("in日 x", ["in", "日", "x"]),
        ("...", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We tried. It failed! Why?", ["We tried.", "It failed!", "Why?"]),
        ("So, um... it helps. A lot.", ["So, um... it helps.", "A lot."]),
        (
            "Dr. Smith said (e.g. Tuesday). “Fine.” Then",
            ["Dr. Smith said (e.g. Tuesday).", "“Fine.”", "Then"],
        ),
        ("So do I. Then", ["So do I.", "Then"]),
        ("He said no. Then J. Smith left.", ["He said no.", "Then J. Smith left."]),
        ("one line\ntwo line", ["one line", "two line"]),
        ("はい。 いいえ。", ["はい。", "いいえ。"]),
        ("  \n ", []),
        ("3.5 percent", ["3.5 percent"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(TEXT)
def test_words_and_sentences_stand_in_order_and_leave_only_blanks_and_signs(text: str) -> None:
    for units in (words(text), sentences(text)):
        at = 0
        for start, end in units:
            assert at <= start < end <= len(text)
            assert not text[start].isspace()
            assert not text[end - 1].isspace()
            at = end
    covered = {at for start, end in words(text) for at in range(start, end)}
    assert not any(c.isalnum() for at, c in enumerate(text) if at not in covered)
    inside = {at for start, end in sentences(text) for at in range(start, end)}
    assert all(c.isspace() for at, c in enumerate(text) if at not in inside)


def test_a_selection_widens_to_whole_words() -> None:
    text = "Nobody asked us about it."
    assert widen(words(text), 2, 9) == (0, 12)
    assert widen(words(text), 8, 8) == (7, 12)
    assert widen(words(text), 24, 25) == (24, 25)
    with pytest.raises(ValueError, match="before"):
        widen([], 3, 2)


@given(TEXT)
def test_utf16_offsets_are_those_of_the_encoded_text(text: str) -> None:
    units = [len(text[:at].encode("utf-16-le")) // 2 for at in range(len(text) + 1)]
    offsets = Utf16(text)
    assert [offsets.to(at) for at in range(len(text) + 1)] == units
    assert [offsets.back(unit) for unit in units] == list(range(len(text) + 1))


def test_an_offset_inside_of_an_emoji_goes_to_its_start() -> None:
    assert to_utf16("a😀b", 2) == 3
    assert from_utf16("a😀b", 3) == 2
    assert from_utf16("a😀b", 2) == 1


@pytest.mark.parametrize("offset", [-1, 4])
def test_offsets_outside_are_refused(offset: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        to_utf16("abc", offset)
    with pytest.raises(ValueError, match="outside"):
        from_utf16("abc", offset)
