"""The chart's pages: who sees them, what they say, and what happens to what was typed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.interviews.test_chart import framework, p11
from uptake.interviews.actions import chart as writes
from uptake.interviews.models import ChartSummary, Participant, Passage, Transcript

__all__ = ["framework", "p11"]


@pytest.fixture
def site(project, by):
    return build.browser(by)


@pytest.fixture
def at(project):
    def go(name, *ids):
        return reverse(f"interviews:{name}", args=[project.pk, *ids])

    return go


def test_the_chart_shows_cases_themes_and_what_is_charted(site, by, at, framework, p11):
    writes.write_summary(by=by, theme=framework, case=p11, text="Not cut.")
    page = site.get(at("chart")).content.decode()
    assert "Not cut." in page
    assert "2 passages" in page
    assert "No summary yet" in page
    assert "<b>1</b> of 2 cells with passages summarised" in page
    assert at("chart-cell", "person", p11.pk, framework.pk) in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [("cases=transcripts", "Interview 11"), ("by=group", "1 case"), ("by=7&theme=x&case=y", "P11"),
     ("sort=passages", "P12")],
)  # fmt: skip
def test_the_chart_is_shown_as_asked_and_ignores_what_it_does_not_know(
    site, at, framework, asked, says
):
    page = site.get(f"{at('chart')}?{asked}")
    assert page.status_code == 200
    assert says in page.content.decode()


def test_a_chart_without_themes_or_cases_says_what_comes_first(site, project, at):
    assert "No themes yet" in site.get(at("chart")).content.decode()
    talks.Code.objects.create(project=project, name="x")
    from uptake.interviews.models import Theme

    Theme.objects.create(project=project, name="Time")
    assert "No cases yet" in site.get(at("chart")).content.decode()


def test_a_cell_has_its_own_page_where_the_summary_is_written(site, at, framework, p11):
    to = at("chart-cell", "person", p11.pk, framework.pk)
    page = site.get(to).content.decode()
    assert "Nothing came off her list." in page
    assert page.count("checked") == 2
    chosen = Passage.objects.get(quote="She had the training")
    sent = {"text": "Trained.", "passage": [chosen.pk], "seen": 0}
    assert site.post(f"{to}?by=group", sent).headers["Location"] == f"{to}?by=group"
    page = site.get(to).content.decode()
    assert "Trained." in page
    assert "The summary is kept." in page
    assert page.count("checked") == 1


def test_what_was_typed_stays_when_somebody_else_was_quicker(site, by, at, framework, p11):
    to = at("chart-cell", "person", p11.pk, framework.pk)
    first = writes.write_summary(by=by, theme=framework, case=p11, text="Theirs.")
    answer = site.post(to, {"text": "Mine.", "seen": 0})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "while you had it open" in page
    assert "Mine.</textarea>" in page
    assert f'name="seen" value="{first.pk}"' in page
    assert site.post(to, {"text": "Mine.", "seen": first.pk}).status_code == 302
    assert site.post(to, {"text": "", "seen": 0}).status_code == 422


def test_beside_the_chart_the_panel_comes_alone_with_the_cell_anew(site, at, framework, p11):
    to = at("chart-cell", "person", p11.pk, framework.pk)
    htmx = {"HX-Request": "true"}
    assert "<html" not in site.get(to, headers=htmx).content.decode()
    answer = site.post(to, {"text": "Not cut.", "seen": 0}, headers=htmx)
    panel = answer.content.decode()
    assert f'id="cell-{p11.pk}-{framework.pk}" hx-swap-oob="innerHTML"' in panel
    assert "The summary is kept." in panel
    assert site.post(to, {"text": "", "seen": 0}, headers=htmx).status_code == 422


def test_a_summary_is_removed_and_put_back(site, by, at, framework, p11):
    row = writes.write_summary(by=by, theme=framework, case=p11, text="Not cut.")
    to = at("chart-cell", "person", p11.pk, framework.pk)
    assert site.post(at("chart-remove", row.pk)).headers["Location"] == to
    assert "1 earlier summary" in site.get(to).content.decode()
    assert "changed or removed" in site.post(
        at("chart-remove", row.pk), headers={"HX-Request": "true"}
    ).content.decode()  # fmt: skip
    site.post(at("chart-restore", row.pk))
    assert ChartSummary.objects.get().removed_at is None


def test_a_transcript_can_be_a_case(site, at, framework):
    row = Transcript.objects.get()
    to = at("chart-cell", "transcript", row.pk, framework.pk)
    site.post(to, {"text": "Three said so.", "seen": 0})
    summary = ChartSummary.objects.get()
    assert (summary.transcript, summary.participant) == (row, None)
    assert site.post(at("chart-remove", summary.pk)).headers["Location"] == to
    assert site.get(at("chart-cell", "other", row.pk, framework.pk)).status_code == 404


def test_a_cell_that_is_closed_says_why(site, project, at, framework, p11):
    from django.utils import timezone

    Participant.objects.filter(pk=p11.pk).update(withdrawn_at=timezone.now())
    page = site.get(at("chart-cell", "person", p11.pk, framework.pk)).content.decode()
    assert "P11 has withdrawn." in page
    assert "Keep summary" not in page
    assert "Withdrawn" in site.get(at("chart")).content.decode()
    framework.retired_at = timezone.now()
    framework.save()
    page = site.get(at("chart-cell", "person", p11.pk, framework.pk)).content.decode()
    assert "theme is retired" in page


def test_changes_are_told_on_the_chart_and_in_the_cell(site, by, at, framework, p11):
    from uptake.interviews import actions
    from uptake.interviews.models import Coding

    writes.write_summary(by=by, theme=framework, case=p11, text="Not cut.")
    actions.remove_coding(by=by, coding=Coding.objects.get(passage__quote="She had the training"))
    assert "Passages changed" in site.get(at("chart")).content.decode()
    page = site.get(at("chart-cell", "person", p11.pk, framework.pk)).content.decode()
    assert "1 passage gone" in page
    assert "Gone since the summary was written" in page


@pytest.mark.parametrize(
    ("role", "reads", "writes_"),
    [("coder", 200, 302), ("reviewer", 200, 403), ("commissioner", 403, 403),
     ("observer", 403, 403)],
)  # fmt: skip
def test_who_may(project, at, framework, p11, role, reads, writes_):
    browser = build.browser(build.member(project, role))
    to = at("chart-cell", "person", p11.pk, framework.pk)
    assert browser.get(at("chart")).status_code == reads
    assert browser.get(to).status_code == reads
    assert browser.post(to, {"text": "x", "seen": 0}).status_code == writes_
