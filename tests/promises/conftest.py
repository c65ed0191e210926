"""Worlds that stand while a file of promises is tested; what a test does in one is undone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction

from tests.promises.world import World, made


@pytest.fixture(scope="module")
def own_stands(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A world, made once for a file."""
    with standing("Own", django_db_blocker) as world:
        yield world


@pytest.fixture(scope="module")
def other_stands(own_stands: World, django_db_blocker: Any) -> Iterator[World]:
    """Its twin."""
    with standing("Other", django_db_blocker) as world:
        yield world


@contextmanager
def standing(name: str, blocker: Any) -> Iterator[World]:
    """Whatever a test writes later lies in a transaction within this one, and is rolled back."""
    with blocker.unblock(), transaction.atomic():
        yield made(name)
        transaction.set_rollback(True)


@pytest.fixture
def own(own_stands: World, db: None) -> World:
    """The world, in rows of the test's own."""
    return deepcopy(own_stands)


@pytest.fixture
def other(own: World, other_stands: World) -> World:
    """A second one, which nobody of the first has to do with."""
    return deepcopy(other_stands)


@pytest.fixture(autouse=True, scope="module")
def unlogged() -> Iterator[None]:
    """Thousands of requests are refused on purpose: what Django logs of each is not wanted here."""
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(before)
