"""Since when somebody was last here."""

from __future__ import annotations

import time

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from uptake.projects.models import User
from uptake.website import visits


def request_with(cookie: str = ""):
    request = RequestFactory().get("/")
    request.user = User(pk=1)
    if cookie:
        request.COOKIES[visits.COOKIE] = cookie
    return request


def kept(request, project: int, last: int) -> str:
    response = HttpResponse()
    visits.note(request, response, project, last)
    return response.cookies[visits.COOKIE].value


def test_the_first_visit_has_no_before():
    assert visits.since(request_with(), 7) is None


def test_within_one_visit_the_mark_stays():
    once = kept(request_with(), 7, 10)
    again = kept(request_with(once), 7, 14)
    assert visits.since(request_with(again), 7) == 10


def test_a_later_visit_starts_where_the_last_one_ended(monkeypatch):
    once = kept(request_with(), 7, 10)
    again = kept(request_with(once), 7, 14)
    late = time.time() + visits.NEW_VISIT_AFTER + 1
    monkeypatch.setattr(time, "time", lambda: late)
    assert visits.since(request_with(again), 7) == 14
    assert visits.since(request_with(again), 8) is None


def test_another_person_on_the_same_browser_starts_anew():
    other = request_with(kept(request_with(), 7, 10))
    other.user = User(pk=2)
    assert visits.since(other, 7) is None


def test_only_so_many_projects_are_kept():
    cookie = ""
    for project in range(visits.PROJECTS_KEPT + 5):
        cookie = kept(request_with(cookie), project, 1)
    assert visits.since(request_with(cookie), 0) is None
    assert visits.since(request_with(cookie), visits.PROJECTS_KEPT + 4) == 1


@pytest.mark.parametrize(
    "cookie",
    ["nonsense", pytest.param(signing.dumps([1], salt=visits.COOKIE), id="of another shape")],
)
def test_a_cookie_that_is_not_ours_counts_for_nothing(cookie):
    assert visits.since(request_with(cookie), 7) is None
