"""Dates, numbers and plurals as pages write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from uptake.website import words


def test_days():
    assert words.day(date(2025, 10, 8)) == "8 October 2025"
    assert words.short_day(date(2025, 10, 8)) == "8 Oct 2025"
    late = datetime(2025, 7, 8, 23, 30, tzinfo=timezone.get_fixed_timezone(0))
    assert words.day(late) == "9 July 2025"
    assert (words.day(None), words.short_day(None), words.moment(None)) == ("", "", "")


def test_moments():
    now = timezone.localtime().replace(hour=9, minute=12)
    assert words.moment(now) == "today, 09:12"
    assert words.moment(now - timedelta(days=1)) == "yesterday, 09:12"
    assert words.moment(now.replace(year=2020, month=3, day=4)) == "4 March 2020, 09:12"
    assert words.at(now) == "today at 09:12"
    assert words.at(now - timedelta(days=1)) == "yesterday at 09:12"
    assert words.at(now.replace(year=2020, month=3, day=4)) == "on 4 March 2020 at 09:12"
    assert words.at(None) == ""


def test_numbers():
    assert words.number(12525) == "12,525"
    assert (words.number(None), words.number("")) == ("", "")
    assert words.count(1, "study", "studies") == "1 study"
    assert words.count(1200, "study", "studies") == "1,200 studies"
    assert words.count(0, "barrier") == "0 barriers"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (0, "1 second"), (40, "40 seconds"), (170, "about 3 minutes"),
     (7300, "about 2 hours")],
)  # fmt: skip
def test_spans(seconds, said):
    assert words.span(seconds) == said


@pytest.mark.parametrize(
    ("octets", "said"),
    [(None, ""), (1, "1 byte"), (812, "812 bytes"), (14_300, "14 kB"), (3_210_000, "3.2 MB")],
)
def test_sizes(octets, said):
    assert words.size(octets) == said
