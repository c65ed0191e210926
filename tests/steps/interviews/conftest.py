"""What the tests of interviews start from."""

from __future__ import annotations

import pytest

from tests import build


@pytest.fixture
def project(db):
    return build.project()


@pytest.fixture
def by(project):
    return build.member(project)
