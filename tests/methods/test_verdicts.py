"""Where a reference stands, against a slow and obvious twin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.verdicts import Judgement, Stand, stand

VERDICTS = ("include", "exclude", "unsure")
ONE = st.builds(
    Judgement, st.sampled_from("abcd"), st.sampled_from(VERDICTS), st.none() | st.integers(0, 5)
)
SOME = st.lists(ONE, max_size=4, unique_by=lambda one: one.person)


def said(person: str, verdict: str, reason: int | None = None) -> Judgement:
    return Judgement(person, verdict, reason)


def test_nobody_has_judged() -> None:
    assert stand([], 2) is None


def test_one_of_two_waits_for_the_other() -> None:
    assert stand([said("a", "include")], 2) == Stand("half", None, "a")
    assert stand([said("a", "include")], 1) == Stand("include")


def test_two_agree_and_the_first_reason_of_the_list_holds() -> None:
    both = [said("a", "exclude", 4), said("b", "exclude", 2)]
    assert stand(both, 2) == Stand("exclude", 2)
    assert stand([said("a", "exclude"), said("b", "exclude")], 2) == Stand("exclude")


def test_two_disagree_until_it_is_settled() -> None:
    both = [said("a", "include"), said("b", "unsure")]
    assert stand(both, 2) == Stand("conflict")
    assert stand(both, 2, said("c", "exclude", 1)) == Stand("exclude", 1)


def test_a_calibration_round_holds_everything_back() -> None:
    three = [said(person, "include") for person in "abc"]
    assert stand(three, 2, held=True) == Stand("half")
    assert stand(three, 2) == Stand("include")


@pytest.mark.parametrize(
    ("judged", "needed"), [([said("a", "include"), said("a", "exclude")], 2), ([], 0)]
)
def test_nonsense_is_refused(judged: list[Judgement], needed: int) -> None:
    with pytest.raises(ValueError, match="At least one person"):
        stand(judged, needed)


@given(SOME, st.integers(1, 2), st.booleans())
def test_it_says_what_the_twin_says(judged: list[Judgement], needed: int, held: bool) -> None:
    found = stand(judged, needed, held=held)
    if not judged:
        assert found is None
        return
    assert found is not None
    verdicts = {one.verdict for one in judged}
    if held or len(judged) < needed:
        assert found.state == "half"
    elif len(verdicts) == 1:
        assert found.state == verdicts.pop()
    else:
        assert found.state == "conflict"
    assert stand(list(reversed(judged)), needed, held=held) == (
        found
        if len(judged) != 1 or found.state != "half"
        else Stand("half", None, judged[0].person)
    )
