"""The worked example's interviews, taken out and brought into an empty project, come back equal."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction

from tests import build
from tests.steps.interviews.exchange.test_round_trip import bring, same
from uptake.demo import load
from uptake.interviews.queries.leaving import Layer
from uptake.interviews.queries.takeout import file_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def project(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for all of these tests, then taken back."""
    before, home = settings.MEDIA_ROOT, tmp_path_factory.mktemp("home")
    settings.MEDIA_ROOT = home / "files"
    with django_db_blocker.unblock(), transaction.atomic():
        assert load.load_example(home, lambda *said: None)
        yield load.loaded()
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = before


@pytest.mark.slow
@pytest.mark.parametrize("layer", list(Layer))
def test_the_worked_example_comes_back_equal(project, layer):
    first = file_of(project, "qdpx", layer)
    other = build.project(title=project.title, question=project.question)
    file = bring(build.member(other), other, first.data)
    assert file.counts["transcripts"] == first.counts["transcripts"]
    same(file_of(other, "qdpx", layer).data, first.data)
