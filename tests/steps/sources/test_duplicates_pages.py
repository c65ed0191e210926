"""The pages about duplicates: who may do what, what they say, with and without a script."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.sources import build
from tests.steps.sources.test_duplicates_looking import COPIES, MONEY, result, store
from uptake.findings import actions as findings
from uptake.projects import queries as base
from uptake.projects.models import Job
from uptake.projects.thread import Key
from uptake.sources import actions, tasks
from uptake.sources.models import DuplicatePair, DuplicateSearch, Reference, Relation
from uptake.sources.queries import LOOK
from uptake.trace.graph import Thread

BY = people.TERMINAL


def at(name, project, *ids):
    return reverse(f"sources:{name}", args=[project.pk, *ids])


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def looked(project):
    """Two copies merged, an erratum linked, and a pair that waits."""
    build.bring_in(project, COPIES + MONEY)
    tasks.start_look(by=BY, project=project, here=True)
    one, _, _, money = Reference.objects.filter(project=project)
    return actions.set_beside(
        by=BY, reference=one, other=money, score=0.7, reasons=["titles differ", "same year"]
    )


def test_an_empty_project_says_what_comes_first(project, browser):
    assert "No references yet" in text(browser.get(at("duplicates", project)))
    assert "No pair waits" in text(browser.get(at("pairs", project)))
    assert "No links yet" in text(browser.get(at("relations", project)))
    assert "No pair fits" in text(browser.get(at("decided", project)))


def test_the_list_offers_a_search_right_after_an_import(project, browser):
    build.bring_in(project, COPIES)
    build.bring_in(project, COPIES, "again.ris", again=True)
    shown = text(browser.get(at("list", project)))
    assert "6 records have not been looked at for duplicates" in shown
    assert "3 look like ones that were there" in shown
    answer = browser.post(at("look", project), follow=True)
    assert "records merged" in text(answer)
    assert "not been looked at" not in text(browser.get(at("list", project)))
    assert "There is nothing new" in text(browser.post(at("look", project), follow=True))
    assert "records merged 0" in text(
        browser.post(at("look", project), {"everything": "yes"}, follow=True)
    )


def test_a_long_search_is_watched(project, browser, monkeypatch):
    build.bring_in(project, COPIES)
    monkeypatch.setattr(tasks, "FEW", 0)
    monkeypatch.setattr("uptake.projects.jobs.run_job", Mock())
    first = browser.post(at("look", project))
    assert reverse("projects:job", args=[project.pk, Job.objects.get(kind=LOOK).pk]) == first.url
    assert browser.post(at("look", project)).url == first.url
    assert "under way" in text(browser.get(at("duplicates", project)))


def test_the_overview_shows_figures_and_a_sentence(project, browser, looked):
    shown = text(browser.get(at("duplicates", project)))
    assert "4 records are 3 references: 1 merged" in shown
    assert "1 pair waits for a person" in shown
    assert "labelled sets" in shown
    assert "Decide it" in shown


def test_the_merges_of_a_search_are_taken_back(project, browser, looked):
    search = DuplicateSearch.objects.get()
    assert "were undone" in text(browser.post(at("take-back", project, search.pk), follow=True))
    assert not Reference.objects.exclude(merged_into=None).exists()
    assert "No merge" in text(browser.post(at("take-back", project, search.pk), follow=True))


def test_a_pair_is_decided_without_a_script(project, browser, looked):
    shown = text(browser.get(at("pairs", project)))
    assert "Pair 1 of 1" in shown
    assert "titles differ; same year" in shown
    assert "only here" in shown
    answer = browser.post(at("decide", project, looked.pk), {"verdict": "different"}, follow=True)
    assert "Kept apart." in text(answer)
    assert "Every pair is decided" in text(answer)
    assert f'href="/p/{project.pk}/review/">Go on to screening' in text(answer)
    answer = browser.post(at("undo-pair", project, looked.pk), follow=True)
    assert "Pair 1 of 1" in text(answer)
    answer = browser.post(at("undo-pair", project, looked.pk), follow=True)
    assert "nothing to undo" in text(answer)


def test_with_htmx_the_next_pair_comes_at_once(project, browser, looked):
    htmx = {"HX-Request": "true"}
    part = browser.get(at("pairs", project), headers=htmx).content.decode()
    assert "<html" not in part
    part = browser.post(
        at("decide", project, looked.pk), {"verdict": "same"}, headers=htmx
    ).content.decode()
    assert 'hx-swap-oob="innerHTML"' in part
    assert "Merged." in part
    assert at("undo-pair", project, looked.pk) in part
    part = text(browser.post(at("undo-pair", project, looked.pk), headers=htmx))
    assert "The decision was undone." in part


def test_a_pair_left_for_later_is_said_to_be(project, browser, looked):
    pair = DuplicatePair.objects.filter(state="waiting").first()
    for headers in ({}, {"HX-Request": "true"}):
        there = at("pairs", project) + f"?after={pair.pk}"
        assert "Left for later" in text(browser.get(there + "&later=1", headers=headers))
        assert "Left for later" not in text(browser.get(there, headers=headers))


@pytest.mark.parametrize("typed", [{}, {"verdict": "waiting"}, {"verdict": "related"}])
def test_what_is_not_said_is_asked_for(project, browser, looked, typed):
    answer = browser.post(at("decide", project, looked.pk), typed)
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    assert DuplicatePair.objects.get(pk=looked.pk).state == "waiting"


def test_a_rule_is_named_and_overruled_by_a_tick(project, browser, looked):
    DuplicatePair.objects.filter(pk=looked.pk).update(rule="Their titles name different parts.")
    assert "A rule keeps these apart." in text(browser.get(at("pairs", project)))
    answer = browser.post(
        at("decide", project, looked.pk), {"verdict": "same"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    browser.post(at("decide", project, looked.pk), {"verdict": "same", "anyway": "on"})
    assert DuplicatePair.objects.get(pk=looked.pk).state == "same"


def test_who_comes_second_is_told(project, browser, looked):
    browser.post(at("decide", project, looked.pk), {"verdict": "different"})
    answer = browser.post(at("decide", project, looked.pk), {"verdict": "same"})
    assert answer.status_code == 422
    assert "Reviewer decided this pair before you" in text(answer)
    assert "Undo it to decide it again" in text(answer)


def test_decided_pairs_are_listed_and_sampled(project, browser, looked):
    browser.post(at("decide", project, looked.pk), {"verdict": "different"})
    every = text(browser.get(at("decided", project)))
    assert "2 pairs." in every
    assert "a search for duplicates" in every
    assert "Reviewer" in every
    auto = browser.get(
        at("decided", project) + f"?kind=auto&search={DuplicateSearch.objects.get().pk}&draw=1"
    )
    assert "1 pair at random" in text(auto)
    assert text(browser.get(at("decided", project) + "?kind=hand")).count(">Undo<span") == 1
    assert browser.get(at("decided", project) + "?kind=x&search=y&page=-1").status_code == 200


def test_a_reference_shows_its_records_and_lets_one_go(project, browser, looked):
    first, second = Reference.objects.filter(project=project)[:2]
    shown = text(browser.get(at("reference", project, first.pk)))
    assert "2 records" in shown
    assert "Has an erratum" in shown
    assert "part of a merged reference" in text(browser.get(at("reference", project, second.pk)))
    assert "2 records" in text(browser.get(at("list", project)))
    answer = browser.post(at("take-out", project, second.pk), follow=True)
    assert "a reference of its own again" in text(answer)
    assert "not merged" in text(browser.post(at("take-out", project, second.pk), follow=True))


def test_two_references_are_put_side_by_side_by_hand(project, browser, looked):
    one, _, erratum, money = Reference.objects.filter(project=project)
    shown = text(browser.get(at("beside", project, one.pk)))
    assert "Erratum" in shown
    assert "No other reference" in text(browser.get(at("beside", project, one.pk) + "?words=xyz"))
    answer = browser.post(at("put-beside", project, money.pk, erratum.pk), follow=True)
    assert "Pair 1 of 2" in text(answer)
    answer = browser.post(at("put-beside", project, one.pk, one.pk), follow=True)
    assert "one work already" in text(answer)


def test_links_are_listed_and_removed_and_notices_lead_on(project, looked):
    owner = people.browser(people.member(project, "owner"))
    one = looked.first
    actions.decide_pair(by=BY, pair=looked, verdict="related", kind="retraction", turned=True)
    assert "Not marked as retracted." in text(owner.get(at("relations", project)))
    assert "which is not marked as retracted" in text(owner.get(at("duplicates", project)))
    shown = text(owner.get(at("reference", project, one.pk)))
    assert "A retraction notice of it was found" in shown
    assert text(owner.get(at("relations", project) + "?kind=erratum")).count("Remove") == 1
    link = Relation.objects.get(kind="retraction")
    owner.post(at("unlink", project, link.pk))
    assert "Not marked" not in text(owner.get(at("relations", project)))


def test_lists_cost_the_same_however_long(project, browser, django_assert_max_num_queries):
    lines = "\n".join(build.record(f"Paper {n}") for n in range(80))
    build.bring_in(project, lines.encode())
    ids = [row.pk for row in Reference.objects.all()]
    store(project, result(*(
        (a, b, 0.99, "auto", ("same title",)) for a, b in zip(ids[::2], ids[1::2], strict=True)
    )))  # fmt: skip
    for name in ("decided", "duplicates", "list", "relations", "pairs"):
        with django_assert_max_num_queries(24):
            browser.get(at(name, project))


def test_a_merge_marks_what_rests_on_two_studies_that_are_one(project):

    build.bring_in(project, COPIES)
    one, other, erratum = Reference.objects.all()
    said = [
        actions.extract_statement(by=BY, reference=row, sentence="Time is short.")
        for row in (one, other)
    ]
    finding = findings.write_finding(
        by=BY, project=project, sentence="Time is short.", direction="barrier",
        cells=[("staff", "micro")],
    )  # fmt: skip
    findings.tie_evidence(by=BY, finding=finding, passages=[], statements=said, stance="supports")
    pair = actions.set_beside(by=BY, reference=one, other=other)
    actions.decide_pair(by=BY, pair=pair, verdict="same")
    (mark,) = base.look_again(project, "finding")["finding", finding.pk]
    assert "are one now" in mark.reason
    below = Thread(project).below
    assert {below[Key("statement", row.pk)][0].lower for row in said} == {Key("reference", one.pk)}
    actions.undo_pair(by=BY, pair=pair)
    assert len(base.look_again(project, "finding")["finding", finding.pk]) == 3
    actions.retract_reference(erratum, "Notice")
    pair = actions.set_beside(by=BY, reference=one, other=erratum)
    actions.decide_pair(by=BY, pair=pair, verdict="same")
    reasons = [it.reason for it in base.look_again(project, "finding")["finding", finding.pk]]
    assert any("record that is retracted" in reason for reason in reasons)
