"""Wrong passwords are counted for the account, however its address is spelt."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import build
from uptake.website.tries import came_from

pytestmark = pytest.mark.django_db


def test_another_spelling_of_an_address_gives_no_further_tries(settings):
    who, client = build.account("amara@example.org"), Client()
    for name in ("amara@example.org", "Amara@example.org", "AMARA@example.org",
                 "amara@Example.org", "aMara@example.org"):  # fmt: skip
        page = client.post("/sign-in/", {"username": name, "password": "wrong"})
    assert page.status_code == 429
    right = {"username": "amarA@example.org", "password": build.PASSWORD}
    assert client.post("/sign-in/", right).status_code == 429
    assert who.email == "amara@example.org"


def test_signing_in_forgets_the_wrong_tries_of_every_spelling(settings):
    build.account("Amara@example.org")
    client = Client()
    for _ in range(2):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            client.post("/sign-in/", {"username": "AMARA@example.org", "password": "wrong"})
        right = {"username": "amara@example.org", "password": build.PASSWORD}
        assert client.post("/sign-in/", right).status_code == 302


def test_behind_proxies_the_address_that_the_outermost_saw_counts(rf, settings):
    def asks(forwarded=""):
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        return came_from(rf.get("/", headers=headers, REMOTE_ADDR="10.0.0.1"))

    assert asks("203.0.113.5") == "10.0.0.1"
    settings.PROXIES = 1
    assert asks("198.51.100.7, 203.0.113.5") == "203.0.113.5"
    assert asks() == "10.0.0.1"
    settings.PROXIES = 2
    assert asks("1.2.3.4, 203.0.113.5, 10.0.0.9") == "203.0.113.5"
