"""The help page: one part for every step, and the way there from every page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build
from uptake.website.guide import HELP
from uptake.website.queries.frame import STEPS

pytestmark = pytest.mark.django_db


def test_every_step_has_its_part():
    assert [key for key, _, _ in STEPS] == [part.key for part in HELP if part.key != "project"]
    assert all(part.steps and part.purpose for part in HELP)


def test_help_is_read_without_signing_in(client):
    page = client.get(reverse("help")).content.decode()
    for part in HELP:
        assert f'id="{part.key}"' in page
        assert part.purpose in page


def test_a_page_leads_to_the_help_of_its_step(client):
    project = build.project()
    member = build.member(project, "reviewer")
    client.force_login(member.user)
    page = client.get(reverse("sources:list", args=[project.pk])).content.decode()
    assert f'href="{reverse("help")}#sources"' in page
    home = client.get(reverse("home")).content.decode()
    assert f'href="{reverse("help")}"' in home
