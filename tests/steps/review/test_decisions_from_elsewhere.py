"""Decisions that other tools made are shown to nobody while somebody has still to judge blindly."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from tests.steps.sources import build as exports
from uptake.formats.export import WAYS, pieces
from uptake.review.actions import calibration, stages
from uptake.review.models import Stage
from uptake.review.queries.blind import still_blind
from uptake.sources import actions as sources
from uptake.sources.models import Reference
from uptake.sources.queries import exported

pytestmark = pytest.mark.django_db

NOTE = 'RAYYAN-INCLUSION: {"Ann"=>"%s"} | USER-NOTES: {"Ann"=>["%s"]}'
SECRETS = ("RAYYAN", "Ann", "Mice again", "Excluded")


def bring(review: build.Review, verdict: str = "Excluded", said: str = "Mice again") -> Reference:
    record = exports.record("Judged in Rayyan", N1=NOTE % (verdict, said), KW="soil")
    exports.bring_in(review.project, record.encode(), "rayyan.ris", keep="keep")
    row = Reference.objects.get(project=review.project, title="Judged in Rayyan")
    review.references.append(row)
    assert row.brought
    return row


def written(review: build.Review, way: str) -> bytes:
    return b"".join(pieces(exported(review.project), way, exact=True))


def page(review: build.Review, row: Reference) -> str:
    to = reverse("sources:reference", args=[review.project.pk, row.pk])
    return people.browser(review.two).get(to).content.decode()


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture
def review() -> build.Review:
    """A review that has begun; one of its references was judged in Rayyan."""
    found = build.review(1)
    found.write_protocol()
    bring(found)
    return found


def test_they_stand_in_no_export_and_on_no_page(review: build.Review) -> None:
    row = review.references[1]
    for way in ("ris", "bibtex", "csv"):
        assert told(written(review, way).decode()) == [], way
    assert told(page(review, row)) == []
    assert "Decisions that came with it are not shown" in page(review, row)
    assert "soil" in page(review, row)
    assert "Decisions that came with it" not in page(review, review.references[0])


def test_what_they_say_changes_no_letter(review: build.Review) -> None:
    other = build.review(1)
    other.write_protocol()
    bring(other, "Included", "Adults at last")
    for way in set(WAYS) - {"xlsx"}:
        assert written(review, way) == written(other, way), way


def test_one_of_two_verdicts_shows_nothing_and_both_show_all(review: build.Review) -> None:
    row = review.references[1]
    review.screen(review.one, 1, "exclude")
    assert told(page(review, row)) == []
    assert still_blind(review.project, [row.pk]) == {row.pk}
    review.screen(review.two, 1, "exclude")
    assert "Mice again" in page(review, row)
    assert still_blind(review.project, [row.pk]) == set()
    assert "not shown" not in page(review, row)


def test_what_goes_on_waits_for_its_full_text(review: build.Review) -> None:
    row = review.references[1]
    review.both(1, "include", "include")
    assert told(written(review, "csv").decode()) == []
    assert b"Title and abstract: decision" in written(review, "csv")
    assert b"include" in written(review, "csv")
    for by in (review.one, review.two):
        review.screen(by, 1, "include", stage="full")
    assert "Mice again" in page(review, row)


def test_a_stage_that_is_opened_shows_them(review: build.Review) -> None:
    row = review.references[1]
    for key in ("title", "full"):
        assert told(page(review, row)) == []
        stages.open_stage(by=review.lead, project=review.project, key=key)
    assert "Mice again" in page(review, row)
    assert b"Mice again" in written(review, "csv")


def test_an_open_calibration_round_hides_them_at_any_stage(review: build.Review) -> None:
    row = review.references[1]
    for key in ("title", "full"):
        review.settings(key, blind=False)
    made = calibration.open_calibration(
        by=review.lead, project=review.project, stage="title", size=2
    )
    assert told(page(review, row)) == []
    calibration.close_calibration(by=review.lead, calibration=made)
    assert "Mice again" in page(review, row)


def test_where_nobody_screens_they_go_on_with_the_reference() -> None:
    review = build.review(1)
    row = bring(review)
    assert not Stage.objects.exists()
    assert still_blind(review.project, [row.pk]) == set()
    assert "Mice again" in page(review, row)
    assert b"Mice again" in written(review, "ris")
    assert still_blind(review.project, []) == set()


def test_a_merged_record_is_hidden_as_long_as_its_work(review: build.Review) -> None:
    kept, record = review.references
    pair = sources.set_beside(by=review.lead, reference=kept, other=record)
    sources.decide_pair(by=review.lead, pair=pair, verdict="same", anyway=True)
    for row in (kept, record):
        assert told(page(review, row)) == []
    assert told(written(review, "ris").decode()) == []
    review.both(0, "exclude", "exclude")
    assert "Mice again" in page(review, record)


def test_columns_and_file_names_that_tell_are_hidden_too() -> None:
    review = build.review(0)
    review.write_protocol()
    table = "Title,Authors,Year,Notes,Tags\nSoil,Vance,2024,Exclusion reason: Mice again;,\n"
    name = "review_12345_excluded_csv_20260504.csv"
    exports.bring_in(review.project, table.encode(), name, keep="keep")
    row = Reference.objects.get(project=review.project)
    text = page(review, row)
    assert told(text) == []
    assert "excluded_csv" not in text
    assert "An export of Covidence" in text
