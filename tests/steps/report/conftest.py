"""What the tests of reports start from."""

from __future__ import annotations

import pytest

from tests import build
from tests.steps.trace import build as threads


@pytest.fixture
def it(db):
    return threads.world()


@pytest.fixture
def by(it):
    return build.member(it.project, "researcher")


@pytest.fixture
def browser(by):
    return build.browser(by)
