"""The framework matrix: every count held against a slow twin that counts cell by cell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uptake.methods.matrix import (
    Cell,
    Counts,
    FindingOnMatrix,
    Matrix,
    Only,
    Strength,
    Thresholds,
    count,
    matrix,
    strength,
)

ROWS, COLUMNS = ("patient", "system"), ("nano", "macro")
PATIENT_NANO, PATIENT_MACRO = ("patient", "nano"), ("patient", "macro")
SYSTEM_NANO, SYSTEM_MACRO = ("system", "nano"), ("system", "macro")

BURDEN = FindingOnMatrix(
    "burden",
    "barrier",
    frozenset({PATIENT_NANO, PATIENT_MACRO}),
    studies=frozenset({"berardi2024"}),
    interviews=frozenset({1, 2}),
    groups=frozenset({"patients"}),
    passages=3,
    statements=1,
    contrary_passages=2,
)
CHOICE = FindingOnMatrix(
    "choice",
    "facilitator",
    frozenset({PATIENT_NANO}),
    interviews=frozenset({2, 3}),
    groups=frozenset({"patients", "therapists"}),
    passages=2,
)
RULES = FindingOnMatrix(
    "rules",
    "barrier",
    frozenset({SYSTEM_MACRO}),
    studies=frozenset({"berardi2024", "williams2020"}),
    groups=frozenset({"commissioners"}),
    statements=2,
    contrary_statements=1,
)
FINDINGS = [BURDEN, CHOICE, RULES]


def at(result: Matrix, cell: Cell):
    return next(each for row in result.rows for each in row.cells if each.cell == cell)


class TestMatrix:
    def test_a_cell_counts_findings_and_distinct_sources(self):
        cell = at(matrix(FINDINGS, ROWS, COLUMNS), PATIENT_NANO)
        assert cell.counts == Counts(
            barriers=1, facilitators=1, studies=1, interviews=3, supporting=6, contrary=2
        )
        assert cell.findings == ("burden", "choice")
        assert (cell.counts.findings, cell.counts.sources) == (2, 4)

    def test_totals_count_a_finding_and_a_source_once(self):
        result = matrix(FINDINGS, ROWS, COLUMNS)
        assert result.rows[0].total == Counts(1, 1, 1, 3, 6, 2)
        assert result.columns[1] == Counts(2, 0, 2, 2, 6, 3)
        assert result.total == Counts(2, 1, 2, 3, 8, 3)

    def test_gaps_are_of_two_kinds(self):
        result = matrix(FINDINGS, ROWS, COLUMNS, asked={SYSTEM_NANO, SYSTEM_MACRO})
        assert at(result, SYSTEM_NANO).gap == "nothing found"
        assert at(result, SYSTEM_MACRO).gap is None
        assert at(matrix(FINDINGS, ROWS, COLUMNS), SYSTEM_NANO).gap == "not asked"

    def test_a_filter_makes_no_gaps(self):
        cell = at(matrix(FINDINGS, ROWS, COLUMNS, only=Only(group="therapists")), SYSTEM_MACRO)
        assert (cell.gap, cell.hidden, cell.counts) == (None, 1, Counts())

    @pytest.mark.parametrize(
        ("only", "total"),
        [
            (Only(), Counts(2, 1, 2, 3, 8, 3)),
            (Only(direction="barrier"), Counts(2, 0, 2, 2, 6, 3)),
            (Only(direction="facilitator"), Counts(0, 1, 0, 2, 2, 0)),
            (Only(source="study"), Counts(2, 0, 2, 0, 3, 1)),
            (Only(source="interview"), Counts(1, 1, 0, 3, 5, 2)),
            (Only(group="patients"), Counts(1, 1, 1, 3, 6, 2)),
            (Only("interview", "patients", "barrier"), Counts(1, 0, 0, 2, 3, 2)),
            (Only(group="nobody"), Counts()),
        ],
    )
    def test_filters(self, only, total):
        assert matrix(FINDINGS, ROWS, COLUMNS, only=only).total == total

    def test_what_lies_on_no_cell_is_named(self):
        lost = FindingOnMatrix("lost", "barrier", frozenset({("workforce", "meso")}))
        bare = FindingOnMatrix("bare", "barrier", frozenset())
        result = matrix([*FINDINGS, lost, bare], ROWS, COLUMNS)
        assert result.unplaced == ("lost", "bare")
        assert result.total == matrix(FINDINGS, ROWS, COLUMNS).total

    def test_an_empty_framework(self):
        assert matrix(FINDINGS, (), ()) == Matrix((), (), Counts(), ("burden", "choice", "rules"))

    @pytest.mark.parametrize(
        ("findings", "rows", "columns", "what"),
        [
            ([BURDEN, BURDEN], ROWS, COLUMNS, "finding 'burden'"),
            ([], ("a", "a"), COLUMNS, "row 'a'"),
            ([], ROWS, ("a", "a"), "column 'a'"),
        ],
    )
    def test_a_key_given_twice_is_refused(self, findings, rows, columns, what):
        with pytest.raises(ValueError, match=f"The {what} is given twice"):
            matrix(findings, rows, columns)


class TestStrength:
    @pytest.mark.parametrize(
        ("studies", "interviews", "label"),
        [
            (0, 0, "none"),
            (1, 0, "single source"),
            (0, 1, "single source"),
            (1, 1, "few sources"),
            (0, 4, "few sources"),
            (2, 3, "many sources"),
            (40, 0, "many sources"),
        ],
    )
    def test_counts_distinct_sources(self, studies, interviews, label):
        counts = Counts(barriers=1, studies=studies, interviews=interviews)
        assert strength(counts) == Strength(
            label, studies + interviews, "few: 2 to 4 sources; many: 5 or more"
        )

    def test_thresholds_can_be_set_and_are_shown(self):
        result = strength(Counts(interviews=2), Thresholds(few=3, many=4))
        assert result == Strength("single source", 2, "few: 3 sources; many: 4 or more")

    @pytest.mark.parametrize(("few", "many"), [(1, 5), (5, 5), (6, 5)])
    def test_thresholds_must_make_sense(self, few, many):
        with pytest.raises(ValueError, match="few must be at least 2 and below many"):
            Thresholds(few, many)


keys = st.sampled_from("abc")
cells = st.tuples(st.sampled_from("rst"), st.sampled_from("xyz"))  # "t" and "z" are unknown


@st.composite
def some_findings(draw: st.DrawFn) -> list[FindingOnMatrix]:
    small = st.integers(0, 3)
    return [
        FindingOnMatrix(
            n,
            draw(st.sampled_from(["barrier", "facilitator"])),
            draw(st.frozensets(cells, max_size=3)),
            draw(st.frozensets(keys)),
            draw(st.frozensets(keys)),
            draw(st.frozensets(st.sampled_from("gh"))),
            draw(small),
            draw(small),
            draw(small),
            draw(small),
        )
        for n in range(draw(st.integers(0, 6)))
    ]


filters = st.builds(
    Only,
    st.sampled_from([None, "study", "interview"]),
    st.sampled_from([None, "g", "h"]),
    st.sampled_from([None, "barrier", "facilitator"]),
)


def slow_counts(findings: list[FindingOnMatrix], only: Only, area: set[Cell]) -> Counts:
    """One pass for each number, straight from its definition."""
    here = [f for f in findings if f.cells & area]
    if only.direction:
        here = [f for f in here if f.direction == only.direction]
    if only.group:
        here = [f for f in here if only.group in f.groups]
    if only.source:
        here = [f for f in here if (f.studies if only.source == "study" else f.interviews)]
    of_studies, of_interviews = only.source != "interview", only.source != "study"
    return Counts(
        barriers=len([f for f in here if f.direction == "barrier"]),
        facilitators=len([f for f in here if f.direction == "facilitator"]),
        studies=len({s for f in here for s in f.studies}) * of_studies,
        interviews=len({i for f in here for i in f.interviews}) * of_interviews,
        supporting=sum(f.statements for f in here) * of_studies
        + sum(f.passages for f in here) * of_interviews,
        contrary=sum(f.contrary_statements for f in here) * of_studies
        + sum(f.contrary_passages for f in here) * of_interviews,
    )


@settings(max_examples=300, deadline=None)
@given(some_findings(), filters, st.sets(cells, max_size=4))
def test_the_matrix_agrees_with_its_slow_twin(findings, only, asked):
    rows, columns = "rs", "xy"
    everywhere = {(row, column) for row in rows for column in columns}
    result = matrix(findings, rows, columns, asked, only)
    assert result.total == slow_counts(findings, only, everywhere)
    for row in result.rows:
        assert row.total == slow_counts(findings, only, {c for c in everywhere if c[0] == row.key})
        for cell in row.cells:
            assert cell.counts == slow_counts(findings, only, {cell.cell})
            on_it = [f for f in findings if cell.cell in f.cells]
            assert len(cell.findings) + cell.hidden == len(on_it)
            if on_it:
                assert cell.gap is None
            else:
                assert cell.gap == ("nothing found" if cell.cell in asked else "not asked")
    for column, total in zip(columns, result.columns, strict=True):
        assert total == slow_counts(findings, only, {c for c in everywhere if c[1] == column})
    nowhere = [f for f in findings if not f.cells & everywhere]
    assert len(result.unplaced) <= len(nowhere)
    assert count(findings).findings == len(findings)
