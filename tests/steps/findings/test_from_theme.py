"""Findings made from themes, with representative and contrary quotes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from uptake.findings import actions
from uptake.findings.models import Finding, Support
from uptake.interviews import actions as interviews
from uptake.interviews.models import Passage
from uptake.projects.errors import Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db
CELL = ("support", "meso")
SAID = (("P01", "No time at all. Nobody asked us. One more. It worked well."),)


@pytest.fixture
def project():
    return build.project()


@pytest.fixture
def by(project):
    return build.member(project)


@pytest.fixture
def theme(by, project):
    """A theme of three passages: one stands for it; a fourth, of another code, against it."""
    row = make.heard(by, project, SAID, {"P01": make.person(by, project, "P01")})
    a, b = make.code(project, "No time"), make.code(project, "It went well")
    for words in ("No time at all.", "Nobody asked us.", "One more."):
        make.coded(by, row, words, a)
    against = make.coded(by, row, "It worked well.", b)
    made = interviews.add_theme(by=by, project=project, name="Time", codes=[a])
    first = Passage.objects.get(quote="No time at all.")
    interviews.choose_quote(by=by, theme=made, passage=first, stance="representative")
    interviews.choose_quote(by=by, theme=made, passage=against, stance="contrary")
    return made


def find(by, theme, **more):
    words = {"direction": "barrier", "sentence": "No time is set aside.", "cells": [CELL]}
    return actions.find_from_theme(by=by, theme=theme, **words, **more)


def strands(finding):
    rows = Support.objects.filter(finding=finding, removed_at=None)
    return [
        (row.passage.quote, row.stance, row.representative) for row in rows.order_by("stance", "pk")
    ]


def test_it_rests_on_what_was_chosen_and_on_the_rest(by, theme):
    made = find(by, theme)
    assert made.theme == theme
    assert strands(made) == [
        ("It worked well.", "contradicts", False),
        ("No time at all.", "supports", True),
        ("Nobody asked us.", "supports", False),
        ("One more.", "supports", False),
    ]
    assert Event.objects.get(verb="finding.made_from_theme").after["theme"] == theme.pk


def test_it_may_rest_on_the_chosen_alone(by, theme):
    assert len(strands(find(by, theme, others=False))) == 2
    Passage.objects.filter(quote="No time at all.").update(state="lost")
    with pytest.raises(Refused, match="No passage was chosen"):
        find(by, theme, others=False)
    assert Finding.objects.count() == 1


def test_a_retired_theme_makes_no_finding(by, theme):
    interviews.retire_theme(by=by, theme=theme)
    theme.refresh_from_db()
    with pytest.raises(Refused, match="Time is retired"):
        find(by, theme)


def test_the_pages(by, project, theme):
    web = build.browser(by)
    new = reverse("findings:new", args=[project.pk]) + f"?theme={theme.pk}"
    assert (
        new.removeprefix("http://testserver")
        in web.get(reverse("interviews:theme", args=[project.pk, theme.pk])).content.decode()
    )
    shown = " ".join(web.get(new).content.decode().split())
    assert "It will stand for the finding" in shown
    assert "It will speak against" in shown
    assert "the other 2 passages" in shown
    words = {"direction": "barrier", "sentence": "No time.", "cells": ["support/meso"]}
    answer = web.post(new, words)
    made = Finding.objects.get()
    assert len(strands(made)) == 2
    page = " ".join(web.get(answer.url).content.decode().split())
    assert "From the theme" in page
    assert "Representative" in page
    web.post(new, {**words, "others": "on"})
    assert len(strands(Finding.objects.last())) == 4
    assert web.post(new, {**words, "direction": ""}).status_code == 422


def test_a_quote_is_marked_and_marked_no_more(by, project, theme):
    web, made = build.browser(by), find(by, theme)
    strand = Support.objects.get(finding=made, passage__quote="One more.")
    to = reverse("findings:mark", args=[project.pk, strand.pk])
    web.post(to)
    strand.refresh_from_db()
    assert strand.representative
    web.post(web.session["notice"][1])
    strand.refresh_from_db()
    assert not strand.representative
    actions.take_off(by=by, support=strand)
    answer = web.post(to)
    assert "not tied any more" in web.get(answer.url).content.decode()


def test_a_statement_is_no_quote(by, project, theme):
    made = find(by, theme)
    with pytest.raises(Refused, match="what somebody said"):
        actions.mark_representative(
            by=by, support=Support(project=project, finding=made), representative=True
        )
