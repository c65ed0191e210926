"""A long file read in pieces says what it says when it is read whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats.detect import read_any, read_in_pieces
from uptake.formats.references import Oddity, Reading
from uptake.formats.text import Unreadable

RIS = ["TY  - JOUR", "TI  - One", "AU  - Vance, R", "PY  - 2020", "ER  - ", "ER  - positive", "",
       "12.", "lost", "  more of it", "T1  - Other", "AB  - TY  - no", " TY  - JOUR"]  # fmt: skip
NBIB = ["PMID- 1", "PMID- 22", "TI  - One", "      goes on", "", "", "3.", "lost", "DP  - 2020",
        "OWN - NLM", "AB  - Words"]  # fmt: skip
WOS = ["PT J", "TI One", "   goes on", "ER", "", "EF", "FN Thing", "lost", "AU Vance, R", "PT J"]


def joined(readings: list[Reading]) -> tuple[object, ...]:
    """What several pieces say together."""
    references = tuple(one for it in readings for one in it.references)
    return (
        references, said(odd for it in readings for odd in it.oddities),
        sum(it.records_seen for it in readings), sum(it.lines for it in readings),
        {it.format for it in readings}, {it.encoding for it in readings},
    )  # fmt: skip


def said(oddities: object) -> list[tuple[object, ...]]:
    kept: list[Oddity] = list(oddities)  # type: ignore[call-overload]
    return sorted((it.line, it.severity, it.what, it.text, it.lines) for it in kept)


@pytest.mark.parametrize(("kinds", "head"), [
    (RIS, "TY  - JOUR\n"), (NBIB, "PMID- 9\n"), (WOS, "FN Clarivate\nVR 1.0\nPT J\n"),
])  # fmt: skip
@given(data=st.data())
def test_pieces_are_the_whole(kinds, head, data):
    lines = data.draw(st.lists(st.sampled_from(kinds), max_size=40))
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    text = (head + "\n".join(lines)).replace("\n", end).encode()
    longest = data.draw(st.integers(1, 60))
    try:
        whole = read_any(text, "x")
    except Unreadable:
        with pytest.raises(Unreadable):
            list(read_in_pieces(text, "x", longest=longest))
        return
    assert joined(list(read_in_pieces(text, "x", longest=longest))) == joined([whole])


def test_a_long_file_comes_in_several_pieces_with_its_progress_told():
    text = b"".join(b"TY  - JOUR\nTI  - %d\nER  - \n\n" % n for n in range(2_000))
    told: list[tuple[int, int]] = []
    pieces = list(read_in_pieces(text, "x", lambda *at: told.append(at), longest=10_000))
    assert len(pieces) > 3
    assert told == sorted(told)
    assert told[-1] == (len(text), len(text))
    assert [it.position for piece in pieces for it in piece.references] == list(range(1, 2_001))
    assert pieces[-1].references[-1].line == 7_997


def test_what_has_no_pieces_comes_whole():
    table = b"Title,DOI\nOne,10.1/x\n"
    assert list(read_in_pieces(table, "x.csv", longest=1)) == [read_any(table, "x.csv")]
    entry = b"@article{a, title={One}}\n" * 2
    assert list(read_in_pieces(entry, "x.bib", longest=1)) == [read_any(entry, "x.bib")]


def test_decisions_in_a_long_file_are_found_in_every_piece():
    one = b"TY  - JOUR\nTI  - A\nN1  - UPTAKE-DECISION: stage=title | verdict=include\nER  - \n\n"
    pieces = list(read_in_pieces(one * 3, "x", longest=1))
    assert [len(it.decisions) for piece in pieces for it in piece.references] == [1, 1, 1]
