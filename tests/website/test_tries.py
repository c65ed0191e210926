"""Wrong passwords are counted for the account, however its address is spelt."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import build

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
