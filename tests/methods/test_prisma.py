"""The flow of a review: the identities hold whatever happened, and wrong numbers are named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.prisma import DATABASES, FATES, Flow, Record, Route, Work, faults, flow
from uptake.methods.prisma_boxes import MOST_NAMED, NAMES, diagram

records = st.builds(
    Record, st.sampled_from(sorted(NAMES)), st.sampled_from(["MEDLINE", "Embase", "A site"]),
    st.integers(1, 3),
)  # fmt: skip
works = st.lists(
    st.builds(
        Work,
        st.lists(records, min_size=1, max_size=4).map(tuple),
        st.sampled_from(FATES),
        st.sampled_from(["", "Not adults", "No data"]),
        st.none() | st.integers(1, 4),
    ),
    max_size=30,
)


def slowly(known: list[Work], round_: int, databases: bool) -> dict[str, int]:
    """The same numbers by asking each question of each work anew."""
    found = [r for w in known for r in w.records if r.round == round_]
    mine = [
        w for w in known
        if w.round == round_
        and databases
        == any(r.route in DATABASES for r in w.records if r.round == w.round)
    ]  # fmt: skip

    def ends(*fates: str) -> int:
        return len([w for w in mine if w.fate in fates])

    late = ("excluded in full", "included")
    return {
        "records": len([r for r in found if (r.route in DATABASES) == databases]),
        "automation": ends("automation"),
        "screened": ends("excluded", "to seek", "not retrieved", "to assess", *late),
        "sought": ends("not retrieved", "to assess", *late),
        "assessed": ends(*late),
        "included": ends("included"),
        "kept": len(mine),
    }


@given(works, st.integers(1, 3))
def test_the_identities_hold_and_the_counts_are_those_of_the_slow_twin(known, round_):
    found = flow(known, round=round_)
    assert faults(found) == []
    for route, databases in ((found.databases, True), (found.others, False)):
        wanted = slowly(known, round_, databases)
        kept = wanted.pop("kept")
        assert {name: getattr(route, name) for name in wanted} == wanted
        assert route.duplicates == route.records - kept
    assert found.finished is not any(w.round == round_ and w.fate.startswith("to ") for w in known)


@given(works)
def test_a_second_round_takes_up_where_the_first_ended(known):
    first, second = flow(known, round=1), flow(known, round=2)
    assert second.previous_studies == first.studies
    assert second.previous_reports == first.reports
    assert second.total_reports == first.reports + second.reports


@given(works, st.integers(1, 3))
def test_works_counted_by_kind_are_those_counted_singly(known, round_):
    kinds = [replace(work, times=number) for work, number in Counter(known).items()]
    nobody = [replace(work, times=0) for work in known]
    assert flow([*kinds, *nobody], round=round_) == flow(known, round=round_)


def test_a_record_found_again_is_a_duplicate_of_its_round():
    work = Work((Record("database", "MEDLINE", 1), Record("database", "Embase", 2)), "included")
    second = flow([work], round=2)
    assert (second.databases.records, second.databases.duplicates) == (1, 1)
    assert (second.studies, second.previous_studies) == (0, 1)


def test_two_reports_of_one_study():
    one = Record("database", "MEDLINE")
    found = flow([Work((one,), "included", study=7), Work((one,), "included", study=7)])
    assert (found.studies, found.reports) == (1, 2)


def test_a_report_in_the_update_of_a_study_known_before():
    known = [
        Work((Record("database", "MEDLINE", 1),), "included", study=7),
        Work((Record("website", "A site", 2),), "included", study=7),
    ]
    second = flow(known, round=2)
    assert (second.studies, second.reports, second.shared_studies) == (0, 1, 1)
    assert (second.total_studies, second.total_reports) == (1, 2)
    assert "1 of the studies" in diagram(second).note


def test_reasons_stand_in_the_order_of_the_protocol():
    one = (Record("database", "MEDLINE"),)
    known = [Work(one, "excluded in full", reason) for reason in ("b", "c", "c", "a", "")]
    assert flow(known, reasons=["a", "b"]).databases.excluded_in_full == (
        ("a", 1), ("b", 1), ("c", 2), ("No reason given", 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    "broken",
    [Work((), "included"), Work((Record("database", "X"),), "lost")],  # type: ignore[arg-type]
)
def test_a_work_that_cannot_be_is_refused(broken):
    with pytest.raises(ValueError, match="records and a known fate"):
        flow([broken])


def test_numbers_that_do_not_belong_together_are_named():
    good = Route((("database", "MEDLINE", 10),), 2, 0, 0, 8, 0, 5, 3, 0, 1, 2, 0, (("a", 1),), 1)
    assert faults(Flow(databases=good, studies=1, reports=1)) == []
    for change in ({"duplicates": 3}, {"excluded": 4}, {"not_retrieved": 0}, {"included": 2}):
        wrong = faults(Flow(databases=replace(good, **change), studies=1, reports=1))
        assert wrong
        assert wrong[0].startswith("Databases: ")
    assert "cannot be of 2 studies" in faults(Flow(databases=good, studies=2, reports=1))[-1]


@given(works, st.integers(1, 3))
def test_no_two_boxes_of_a_diagram_overlap_and_every_arrow_has_ends(known, round_):
    drawn = diagram(flow(known, round=round_))
    keys = Counter(box.key for box in drawn.boxes)
    assert max(keys.values()) == 1
    assert {key for arrow in drawn.arrows for key in arrow} <= set(keys)
    for box in drawn.boxes:
        assert box.x >= 0
        assert box.x + box.width <= drawn.width
        assert box.y + box.height <= drawn.height
        for other in drawn.boxes:
            if other is not box and not (box.upright and other.upright):
                apart = (
                    box.x + box.width <= other.x or other.x + other.width <= box.x
                    or box.y + box.height <= other.y or other.y + other.height <= box.y
                )  # fmt: skip
                assert apart, (box, other)


@pytest.mark.parametrize(("round_", "found"), [(1, "studies"), (2, "new studies")])
def test_only_an_update_speaks_of_new_studies(round_, found):
    known = [
        Work((Record("database", "MEDLINE"), Record("website", "A site")), "included"),
        Work((Record("database", "MEDLINE", 2), Record("website", "A site", 2)), "included"),
    ]
    drawn = diagram(flow(known, round=round_))
    assert [box.head for box in drawn.boxes if box.key.endswith("-title")][:2] == [
        f"Identification of {found} via databases and registers",
        f"Identification of {found} via other methods",
    ]


def test_many_sources_are_added_up():
    known = [Work((Record("database", f"Source {n:02}"),), "excluded") for n in range(12)]
    lines = diagram(flow(known)).box("db-identified").lines
    assert len(lines) == 1 + MOST_NAMED + 1
    assert "4 others" in lines[-1]


def test_an_empty_review_has_a_diagram_too():
    drawn = diagram(flow([], unread=3))
    assert drawn.box("db-identified").lines == ("None (n\u00a0=\u00a00)",)
    assert "3 records of the files could not be read" in drawn.note
