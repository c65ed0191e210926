"""Files that tests keep go to a folder of their own."""

from __future__ import annotations

import pytest

from tests import build


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def project(db):
    return build.project()


@pytest.fixture
def reviewer(project):
    return build.member(project, "reviewer")


@pytest.fixture
def browser(reviewer):
    return build.browser(reviewer)
