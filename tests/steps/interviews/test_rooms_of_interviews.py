"""The navigation of the step: groups, and the rooms of the group that a page is in."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from lxml import html

from tests import build

PAGES = {
    "list": ("Material", "Transcripts"), "guides": ("Material", "Guides"),
    "passages": ("Coding", "Coded passages"), "find": ("Coding", "Find and code"),
    "themes": ("Analysis", "Themes"), "exchange": ("In and out", None),
}  # fmt: skip


def rooms(client, project, name):
    page = html.fromstring(client.get(reverse(f"interviews:{name}", args=[project.pk])).content)
    [nav] = page.xpath("//nav[@aria-label='Interviews']")
    return [[(a.text, a.get("aria-current")) for a in ul.findall("li/a")] for ul in nav]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_its_group_and_itself(project, name):
    client = build.browser(build.member(project, "researcher").user)
    groups, *inner = rooms(client, project, name)
    group, room = PAGES[name]
    assert [one for one, _ in groups] == ["Material", "Coding", "Analysis", "In and out"]
    if room is None:
        assert inner == []
        assert (group, "page") in groups
    else:
        assert (group, "true") in groups
        assert [one for one, at in inner[0] if at == "page"] == [room]
        assert len(inner[0]) == 4


def test_a_group_leads_to_its_first_room_that_may_be_entered(project):
    client = build.browser(build.member(project, "observer").user)
    groups, inner = rooms(client, project, "list")
    assert ("In and out", None) not in groups
    text = client.get(reverse("interviews:list", args=[project.pk])).content.decode()
    found = re.search(r'href="([^"]+)"[^>]*>Coding</a>', text)
    assert found
    assert client.get(found[1]).status_code == 200
    assert ("Transcripts", "page") in inner
