"""The pages of the decision step, as each role meets them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build
from tests.steps.decision import build as made
from tests.steps.findings import build as findings
from uptake.decision import actions
from uptake.decision.models import Basis, Recommendation
from uptake.findings import actions as finding_actions
from uptake.projects.models import LookAgain, Project

pytestmark = pytest.mark.django_db
BY = build.TERMINAL


@pytest.fixture
def project() -> Project:
    return build.project()


@pytest.fixture
def row(project) -> Recommendation:
    """A draft on one barrier, with a facilitator against it."""
    barrier = findings.finding(project, statements=[findings.statement(project)])
    against = findings.finding(project, "Guides like a full list.", "facilitator")
    made_row = made.recommendation(project, findings=[barrier], reasons="Nothing comes off.")
    actions.rest_on(by=BY, recommendation=made_row, finding=against, stance="contradicts")
    return made_row


def browser(project, role="commissioner"):
    return build.browser(build.member(project, role))


def at(name, project, *ids):
    return reverse(f"decision:{name}", args=[project.pk, *ids])


def words(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("role", ["researcher", "commissioner", "coder", "observer"])
def test_everybody_reads_and_only_some_write(project, row, role):
    client, writes = browser(project, role), role in ("researcher", "commissioner")
    page = words(client.get(at("list", project)))
    assert "1 recommendation</caption>" in page
    assert "Free two clinic slots" in page
    assert ("Write a recommendation" in page) == writes
    page = words(client.get(at("recommendation", project, row.pk)))
    assert "Rests on, 1" in page
    assert "Speaks against it, 1" in page
    assert "Nothing comes off." in page
    assert "1 study" in page
    for button in ("Agree to it", "Remove", "Drop", "Lay findings beneath it"):
        assert (button in page) == writes


def test_an_empty_list_says_what_belongs_here(project):
    assert "No recommendations yet" in words(browser(project).get(at("list", project)))


def test_the_list_asks_a_bounded_number_of_questions(project, django_assert_max_num_queries):
    for n in range(8):
        made.recommendation(project, findings=[findings.finding(project, f"Part {n}.")])
    client = browser(project)
    with django_assert_max_num_queries(10):
        client.get(at("list", project))
    number = Recommendation.objects.first().pk
    with django_assert_max_num_queries(16):
        client.get(at("recommendation", project, number))


def test_one_is_written_from_a_finding_and_changed(project):
    client, one = browser(project), findings.finding(project)
    to = at("new", project) + f"?finding={one.pk}"
    assert "It will rest on F1" in words(client.get(to))
    answer = client.post(to, {"sentence": "", "reasons": "Because."})
    assert answer.status_code == 422
    assert "Enter the recommendation" in words(answer)
    assert "Because.</textarea>" in words(answer)
    page = words(client.post(to, {"sentence": "Free slots."}, follow=True))
    assert "R1 is written, as a draft." in page
    row = Recommendation.objects.get()
    assert row.bases.get().finding == one
    seen = row.mark()
    edit = at("edit", project, row.pk)
    assert f'name="seen" value="{seen}"' in words(client.get(edit))
    page = words(client.post(edit, {"sentence": "Free two.", "seen": seen}, follow=True))
    assert "R1 is changed." in page
    clash = client.post(edit, {"sentence": "Mine.", "seen": seen})
    assert clash.status_code == 422
    assert "It now reads: “Free two.”" in words(clash)
    now = Recommendation.objects.get().mark()
    assert client.post(edit, {"sentence": "Mine.", "seen": now}).status_code == 302
    assert client.post(to, {"sentence": "\u2028"}).status_code == 422


def test_it_is_agreed_and_a_change_says_that_it_is_a_draft_again(project, row):
    client = browser(project)
    to = at("agree", project, row.pk)
    page = words(client.post(to, {"seen": row.mark()}, follow=True))
    assert "R1 is agreed." in page
    assert "Agreed as it stands." in page
    assert "Commissioner</span>" in words(client.get(at("list", project)))
    edit = at("edit", project, row.pk)
    assert "nobody has agreed to them" in words(client.get(edit))
    page = words(client.post(edit, {"sentence": "Other words.", "reasons": ""}, follow=True))
    assert "R1 is changed and is a draft again." in page
    answer = client.post(to, {"seen": "old"})
    assert answer.status_code == 422
    assert "Read it again, then agree." in words(answer)
    assert client.get(to).status_code == 405


def test_what_rests_on_nothing_cannot_be_agreed(project):
    row, client = made.recommendation(project), browser(project)
    page = words(client.get(at("recommendation", project, row.pk)))
    assert "It rests on no finding, and cannot be agreed." in page
    assert "Agree to it" not in page
    assert "Nothing</span>" in words(client.get(at("list", project)))
    answer = client.post(at("agree", project, row.pk), {})
    assert answer.status_code == 422
    assert "Lay at least one beneath it first." in words(answer)


def test_it_is_dropped_with_a_way_back(project, row):
    client = browser(project)
    page = words(client.post(at("status", project, row.pk, "dropped"), follow=True))
    back = at("status", project, row.pk, "draft")
    assert "R1 is dropped." in page
    assert f'action="{back}"' in page
    assert "Bring back as a draft" in page
    assert "R1 is a draft again." in words(client.post(back, follow=True))
    answer = client.post(at("status", project, row.pk, "agreed"))
    assert answer.status_code == 422


def test_findings_are_laid_on_either_side(project, row):
    client = browser(project)
    other = findings.finding(project, "A third part.")
    to = at("basis", project, row.pk)
    page = words(client.get(to))
    assert "3 findings" in page
    assert "There already: beneath it" in page
    assert "There already: against it" in page
    assert "1 finding</h2>" in words(client.get(to, {"words": "third"}))
    assert "No findings to choose from" in words(client.get(to, {"words": "moon"}))
    assert client.post(to, {"stance": "supports"}).status_code == 422
    typed = {"chosen": [other.pk], "stance": "contradicts"}
    assert "Laid against it: F3." in words(client.post(to, typed, follow=True))
    typed = {"chosen": [other.pk], "stance": "supports"}
    assert "Laid beneath it: F3." in words(client.post(to, typed, follow=True))
    finding_actions.retire_finding(by=BY, finding=other, reason="Doubled.")
    answer = client.post(to, typed)
    assert answer.status_code == 302  # it lies there already
    Basis.objects.filter(finding=other).update(removed_at=findings.NOW)
    answer = client.post(to, typed)
    assert answer.status_code == 422
    assert "F3 is retired." in words(answer)


def test_a_finding_is_taken_off_and_put_back(project, row):
    client, basis = browser(project), row.bases.get(stance="supports")
    page = words(client.post(at("take-off", project, basis.pk), follow=True))
    back = at("put-back", project, basis.pk)
    assert f'action="{back}"' in page
    assert "Rests on, 1" in words(client.post(back, follow=True))
    client.post(at("take-off", project, basis.pk))
    actions.rest_on(by=BY, recommendation=row, finding=basis.finding)
    assert "again already" in words(client.post(back, follow=True))


def test_what_changed_beneath_is_shown(project, row):
    LookAgain.objects.create(
        project=project, kind="recommendation", object_id=row.pk, reason="F1 was retired.",
        cause_kind="finding", cause_id=1,
    )  # fmt: skip
    finding_actions.retire_finding(
        by=BY, finding=row.bases.get(stance="supports").finding, reason="Doubled."
    )
    client = browser(project)
    page = words(client.get(at("recommendation", project, row.pk)))
    assert "F1 was retired." in page
    assert "Retired</span>" in page
    assert "cannot be agreed" in page
    assert "Look again" in words(client.get(at("list", project)))
