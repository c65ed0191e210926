"""A statement of a study that two read blindly: its writer's alone until the study is open."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import studies
from uptake.findings import actions as findings
from uptake.findings import queries as found
from uptake.methods.matrix import Only
from uptake.projects.errors import Refused
from uptake.projects.models import Event
from uptake.projects.queries import TrailFilter, trail_csv
from uptake.projects.thread import Key
from uptake.report import tables
from uptake.report.queries.document import whole
from uptake.review.actions import entries
from uptake.sources import actions as sources
from uptake.sources import queries
from uptake.sources.models import Statement
from uptake.trace.actions.retraction import retract
from uptake.trace.graph import WITHHELD, Thread

pytestmark = pytest.mark.django_db
SECRET = "Nobody had the time for it"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def made():
    review, rows = studies.studies()
    return review, rows[0]


@pytest.fixture
def cell(made):
    return made[0].project.lens().cells[0]


@pytest.fixture
def secret(made, cell):
    review, _ = made
    return sources.extract_statement(
        by=review.one, reference=review.references[0], sentence=SECRET, quote="No time.",
        place="page 7", direction="barrier", cells=[cell],
    )  # fmt: skip


def finding(review, cell, **more):
    return findings.write_finding(
        by=review.third, project=review.project, direction="barrier", sentence="Time is short.",
        cells=[cell], **more,
    )  # fmt: skip


def pages(review, study, row, other):
    """Every page on which a statement is read."""
    project = review.project.pk
    return {
        "study": reverse("review:study", args=[project, study.pk]),
        "extract": reverse("review:extract", args=[project, study.pk]),
        "compare": reverse("review:compare", args=[project, study.pk]),
        "reference": reverse("sources:reference", args=[project, row.reference_id]),
        "evidence": reverse("findings:evidence", args=[project, other.pk]) + "?kind=statement",
        "why": reverse("trace:why", args=[project, "statement", row.pk]),
        "reach": reverse("trace:reach", args=[project, "reference", row.reference_id]),
        "trail": reverse("projects:trail", args=[project]),
        "marks": reverse("trace:marks", args=[project]),
        "home": reverse("project", args=[project]),
    }


def shows(who, address):
    answer = people.browser(who).get(address)
    return SECRET in answer.content.decode() if answer.status_code == 200 else None


@pytest.mark.parametrize("who", ["two", "lead", "third"])
def test_nobody_but_its_writer_reads_it_on_any_page(made, secret, cell, who):
    review, study = made
    at = pages(review, study, secret, finding(review, cell))
    retract(by=review.lead, reference=secret.reference, reason="A notice")
    reader = getattr(review, who)
    assert {name for name, to in at.items() if shows(reader, to)} == set()
    entries.open_study(by=review.lead, study=study)
    opened = {name for name, to in at.items() if shows(reader, to)}
    assert {"study", "compare", "reference", "why", "reach"} <= opened
    assert ("home" in opened) == (who != "two"), "reviewers are asked to look at nothing again"


def test_its_writer_reads_it_and_may_change_it(made, secret):
    review, study = made
    at = pages(review, study, secret, secret)
    assert shows(review.one, at["study"])
    assert shows(review.one, at["extract"])
    assert shows(review.one, at["reference"])
    mine = reverse("sources:statement", args=[review.project.pk, secret.pk])
    assert people.browser(review.one).get(mine).status_code == 200


@pytest.mark.parametrize("name", ["statement", "remove", "restore", "same", "apart"])
def test_no_address_leads_another_to_it(made, secret, name):
    review, _ = made
    to = reverse(f"sources:{name}", args=[review.project.pk, secret.pk])
    assert people.browser(review.two).post(to, {"sentence": "Mine"}).status_code == 404
    secret.refresh_from_db()
    assert (secret.sentence, secret.removed_at) == (SECRET, None)


def test_another_cannot_say_the_same_of_it_or_be_offered_it(made, secret):
    review, _ = made
    mine = sources.extract_statement(
        by=review.two, reference=review.references[0], sentence="Time was short."
    )
    to = reverse("sources:same", args=[review.project.pk, mine.pk])
    browser = people.browser(review.two)
    assert SECRET not in browser.get(to).content.decode()
    assert browser.post(to, {"other": secret.pk}).status_code == 404
    mine.refresh_from_db()
    assert mine.same_as is None


def test_it_holds_up_no_finding_until_the_study_is_open(made, secret, cell):
    review, study = made
    row = finding(review, cell)
    with pytest.raises(Refused, match="each other's statements yet"):
        findings.tie_evidence(by=review.third, finding=row, statements=[secret])
    with pytest.raises(Refused, match="each other's statements yet"):
        finding(review, cell, statements=[secret])
    for name in ("tie", "new"):
        to = reverse(f"findings:{name}", args=[review.project.pk])
        asked = people.browser(review.third).get(f"{to}?statement={secret.pk}")
        assert asked.status_code == 404
    sought = found.Sought(kind="statement")
    assert found.candidates(review.project, row, sought)[0] == []
    assert found.offered(review.project).references == []
    assert found.cell_page(review.project, cell, Only()).unused == ()
    entries.open_study(by=review.lead, study=study)
    findings.tie_evidence(by=review.third, finding=row, statements=[secret])
    assert found.offered(review.project).references != []


def test_files_hold_it_only_once_it_is_open(made, secret):
    review, study = made
    assert SECRET not in json.dumps(whole(review.project))
    assert [row[2] for row in tables.statements(review.project)] == ["sentence"]
    entries.open_study(by=review.lead, study=study)
    assert SECRET in json.dumps(whole(review.project))
    assert [row[2] for row in tables.statements(review.project)] == ["sentence", SECRET]


def test_the_trail_holds_digests_and_how_many_cells(made, secret):
    review, _ = made
    sources.change_statement(by=review.one, statement=secret, sentence="Other.", cells=[])
    kept = "".join(map(str, trail_csv(review.project, TrailFilter())))
    for word in (SECRET, "Other.", "No time.", "page 7", "barrier"):
        assert word not in kept
    assert Event.objects.get(verb="statement.extracted").after["cells"] == 1


def test_what_holds_up_a_finding_stays_when_its_study_is_closed_again(made, secret, cell):
    review, study = made
    entries.open_study(by=review.lead, study=study)
    row = finding(review, cell, statements=[secret])
    type(study).objects.filter(pk=study.pk).update(opened_at=None)
    page = reverse("findings:finding", args=[review.project.pk, row.pk])
    assert SECRET in people.browser(review.lead).get(page).content.decode()
    assert Thread(review.project).node(Key("statement", secret.pk)).title == SECRET
    assert len(list(tables.statements(review.project))) == 2
    assert queries.reference_page(secret.reference, review.two.user).statements == []
    with pytest.raises(Refused):
        findings.tie_evidence(by=review.third, finding=finding(review, cell), statements=[secret])


def test_on_the_thread_it_is_there_without_its_words(made, secret):
    review, _ = made
    thread, key = Thread(review.project), Key("statement", secret.pk)
    assert thread.node(key).title == WITHHELD
    shown = thread.details([key])[key]
    assert (shown.sentence, shown.place, shown.quote) == (WITHHELD, "", "")
    assert Statement.objects.get().sentence == SECRET


def test_one_reader_is_enough_to_be_read_by_all(cell):
    review, _ = studies.studies(reviewers=1)
    sources.extract_statement(by=review.one, reference=review.references[0], sentence=SECRET)
    assert not queries.withheld(review.project).exists()
