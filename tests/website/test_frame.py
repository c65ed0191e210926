from __future__ import annotations

import pytest

from tests import build

pytestmark = pytest.mark.django_db


def test_the_start_page_is_open_to_everyone():
    page = build.browser().get("/")
    assert page.status_code == 200
    assert b'lang="en-GB"' in page.content
    assert b"Skip to main content" in page.content


def test_a_project_page_has_its_name_its_person_and_its_steps():
    project = build.project()
    who = build.member(project, "coder")
    page = build.browser(who).get(f"/p/{project.pk}/").content.decode()
    for words in (project.title, project.question, who.user.name, ", coder", "Sources",
                  "Monitoring", "Sign out"):  # fmt: skip
        assert words in page
