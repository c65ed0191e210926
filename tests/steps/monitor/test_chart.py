"""The line of values: where its points, lines and words stand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.monitor.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, chart, shown

START = date(2026, 7, 1)
VALUES = st.decimals("-99999", "99999", places=2)


def days(*values: str) -> list[tuple[date, Decimal]]:
    return [(START + timedelta(days=30 * n), Decimal(value)) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("value", "text"),
    [("60.0000", "60"), ("60.5", "60.5"), ("0.00", "0"), ("-0.25", "-0.25"), ("12525", "12,525")],
)
def test_numbers_have_no_noughts_that_say_nothing(value, text):
    assert shown(Decimal(value)) == text


def test_below_two_values_nothing_is_drawn():
    assert chart([], Decimal(60)) is None
    assert chart(days("52"), Decimal(60)) is None


def test_round_numbers_stand_at_the_side_and_the_target_among_them():
    drawn = chart(days("52", "57", "61", "55"), Decimal(60))
    assert drawn is not None
    assert [mark.text for mark in drawn.up] == ["52", "54", "56", "58", "60", "62"]
    assert drawn.target is not None
    assert (drawn.target.text, drawn.target.at) == ("60", drawn.up[4].at)
    assert drawn.across[0].text == "1 Jul 26"
    assert drawn.path.count("L") == 3


def test_equal_values_are_a_level_line():
    drawn = chart(days("0", "0"), None)
    assert drawn is not None
    assert drawn.target is None
    assert len({y for _, y in drawn.points}) == 1


def test_days_that_would_touch_are_left_out():
    close = [(START, Decimal(1)), (START + timedelta(days=300), Decimal(2)),
             (START + timedelta(days=303), Decimal(3))]  # fmt: skip
    drawn = chart(close, None)
    assert drawn is not None
    assert [mark.text for mark in drawn.across] == ["1 Jul 26", "30 Apr 27"]


@given(
    st.lists(st.tuples(st.integers(0, 5000), VALUES), min_size=2, max_size=60,
             unique_by=lambda one: one[0]),
    st.none() | VALUES,
)  # fmt: skip
def test_everything_stays_in_its_box(values, target):
    laid = sorted((START + timedelta(days=n), value) for n, value in values)
    drawn = chart(laid, target)
    assert drawn is not None
    assert all(LEFT <= x <= WIDTH - RIGHT for x, _ in drawn.points)
    assert all(TOP - 0.2 <= y <= HEIGHT - BOTTOM + 0.2 for _, y in drawn.points)
    assert [x for x, _ in drawn.points] == sorted(x for x, _ in drawn.points)
    order = sorted(range(len(laid)), key=lambda n: laid[n][1])
    heights = [drawn.points[n][1] for n in order]
    assert heights == sorted(heights, reverse=True)
    if drawn.target is not None:
        assert TOP - 0.2 <= drawn.target.at <= HEIGHT - BOTTOM + 0.2
    assert 2 <= len(drawn.up) <= 8
    assert 1 <= len(drawn.across) <= 9
    assert drawn.across[-1].at == drawn.points[-1][0]
