"""Every page of the site, at three widths: nothing that a machine can find bars anybody.

The pages are those of the matrix of routes (tests/promises/rows.py), so a new one is looked at
without being named here.
"""

from __future__ import annotations

import pytest

from tests import build
from tests.journeys.pages import INSIDE, address, looked, pages_of, walks
from tests.journeys.sight import WIDTHS
from tests.promises.world import made
from uptake.projects.roles import BY_KEY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_of_a_project(opened) -> None:
    world = made("Own")
    user = world.people["owner"]
    may = BY_KEY["owner"].permissions
    pages = {name: address(name, world) for name, row in INSIDE.items() if row.read in may}
    whole = pages_of(build.browser(user), pages | walks(world))
    # The owner's pages hold all that the others' do, so on the narrow screen axe is asked of an
    # observer's own; of the owner it looks there at those that an observer does not get.
    page, seen = opened(user), BY_KEY["observer"].permissions
    shared = {name for name in whole if name in INSIDE and INSIDE[name].read in seen}
    both = {name: to for name, to in whole.items() if name in shared}
    wrong = looked(page, both, axe_at=WIDTHS[:1])
    alone = {name: to for name, to in whole.items() if name not in shared}
    assert wrong + looked(page, alone) == []
