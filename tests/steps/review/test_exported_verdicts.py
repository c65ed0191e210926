"""Verdicts taken out: all that everyone may see, and nothing that is still hidden."""

from __future__ import annotations

import pytest

from tests.steps.review import build
from uptake.projects.models import Event
from uptake.projects.queries import TrailFilter, trail_csv
from uptake.report import queries as report
from uptake.review.actions import calibration, stages
from uptake.review.actions.conflicts import settle_conflict
from uptake.review.queries.export import verdict_rows

pytestmark = pytest.mark.django_db
SECRET = "Only adolescents, page two"


@pytest.fixture
def review() -> build.Review:
    return build.review()


def test_what_one_of_two_said_is_left_out_until_both_have(review: build.Review) -> None:
    reason = review.criterion("Not adults")
    review.screen(review.one, 0, "exclude", reason=reason, note=SECRET)
    rows = verdict_rows(review.project, "title")
    assert (rows.shown, rows.hidden) == ([], 1)
    review.screen(review.two, 0, "include")
    settle_conflict(
        by=review.third, reference=review.references[0], stage="title", verdict="exclude",
        reason=reason, note="Agreed",
    )  # fmt: skip
    rows = verdict_rows(review.project, "title")
    assert [row[6] for row in rows.shown] == ["exclude", "include", "exclude"]
    assert [row[14] for row in rows.shown] == ["", "", "third"]


def test_an_open_stage_hides_nothing_but_a_calibration_round(review: build.Review) -> None:
    review.screen(review.one, 0)
    stages.open_stage(by=review.lead, project=review.project, key="title")
    assert verdict_rows(review.project, "title").hidden == 0
    calibration.open_calibration(by=review.lead, project=review.project, stage="title", size=5)
    review.screen(review.one, 1)
    assert verdict_rows(review.project, "title").hidden == 1


def test_no_export_of_the_project_tells_a_hidden_verdict(review: build.Review) -> None:
    reason = review.criterion("Secretive reason")
    review.screen(review.one, 0, "exclude", reason=reason, note=SECRET)
    told = "".join(trail_csv(review.project, TrailFilter()))
    told += str(report.whole(review.project))
    told += "".join(f"{one.before}{one.after}" for one in Event.objects.all())
    assert SECRET not in told
    screened = Event.objects.get(verb="reference.screened")
    assert "exclude" not in f"{screened.before}{screened.after}"
