"""What two codes share, against a twin that looks at every character."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.cooccurrence import Coded, cooccurrence, passages_behind

UNITS = {"A": [(0, 10), (12, 20), (20, 25)], "B": [(0, 8)]}
CODED = [
    Coded("p1", "A", 0, 6, 7), Coded("p2", "A", 4, 14, 9), Coded("p3", "A", 20, 22, 7),
    Coded("p4", "B", 2, 2, 9), Coded("p5", "B", 1, 3, 8), Coded("p6", "C", 0, 4, 8),
]  # fmt: skip


def test_by_hand() -> None:
    found = cooccurrence(CODED, UNITS)
    assert found.codes == (7, 8, 9)
    assert found.characters.tolist() == [[8, 0, 2], [0, 6, 0], [2, 0, 10]]
    assert found.units.tolist() == [[2, 0, 1], [0, 1, 0], [1, 0, 2]]
    assert found.documents.tolist() == [[1, 0, 1], [0, 2, 0], [1, 0, 1]]
    assert found.share(found.units, 7, 9) == pytest.approx(1 / 3)
    assert found.share(found.units, 8, 8) == 1.0
    assert passages_behind(CODED, UNITS, 7, 9) == ("p1", "p2")
    assert passages_behind(CODED, UNITS, 7, 8) == ()
    assert passages_behind(CODED, UNITS, 8, 8) == ("p5",)
    with pytest.raises(ValueError, match="not in"):
        found.share(found.units, 1, 2)


def test_nothing_coded_and_codes_outside_of_every_unit() -> None:
    assert cooccurrence([], {}).codes == ()
    outside = cooccurrence([Coded(1, "A", 10, 12, 1)], UNITS)
    assert outside.units.tolist() == [[0]]
    assert outside.share(outside.units, 1, 1) is None


def test_units_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="in order"):
        cooccurrence([], {"A": [(0, 5), (4, 8)]})


PASSAGES = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 20), st.integers(0, 12), st.integers(1, 4)),
    max_size=10,
)
CUTS = st.lists(st.integers(0, 30), unique=True, max_size=6).map(sorted)


@given(PASSAGES, CUTS)
def test_against_every_character(
    passages: list[tuple[str, int, int, int]], cuts: list[int]
) -> None:
    coded = [
        Coded(at, document, start, start + length, code)
        for at, (document, start, length, code) in enumerate(passages)
    ]
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    units = {"A": spans, "B": spans[:1]}
    found = cooccurrence(coded, units)
    lying = {
        code: {(one.document, at) for one in coded if one.code == code
               for at in range(one.start, one.end)}
        for code in found.codes
    }  # fmt: skip
    near = {
        code: {(document, unit) for document, held in units.items() for unit in held
               if any((document, at) in characters for at in range(*unit))}
        for code, characters in lying.items()
    }  # fmt: skip
    for table, sets in (
        (found.characters, lying),
        (found.units, near),
        (found.documents, {code: {one[0] for one in held} for code, held in lying.items()}),
    ):
        twin = [[len(sets[a] & sets[b]) for b in found.codes] for a in found.codes]
        assert table.tolist() == twin
        assert np.array_equal(table, table.T)
    for a in found.codes:
        for b in found.codes:
            shared = near[a] & near[b]
            behind = [
                one.passage for one in coded
                if one.code in (a, b) and any(
                    document == one.document and start < one.end and one.start < end
                    for document, (start, end) in shared
                ) and one.start < one.end
            ]  # fmt: skip
            assert list(passages_behind(coded, units, a, b)) == behind
