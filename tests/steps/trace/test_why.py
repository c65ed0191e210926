"""Why: the walk, how sure, what speaks against it, what would break it."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.trace import build as threads
from uptake.decision.models import Basis
from uptake.findings.queries import counts_of
from uptake.interviews.models import Passage
from uptake.methods.matrix import strength
from uptake.projects.models import LookAgain
from uptake.projects.thread import Key
from uptake.sources.models import Statement
from uptake.trace import queries
from uptake.trace.queries.why import EACH, several


def why(it, row, kind):
    return queries.why_page(it.project, Key(kind, row.pk))


def shown(place):
    return [one.node.key for one in place.open]


def test_a_recommendation_walks_down_to_the_words(it):
    page = why(it, it.recommendations[0], "recommendation")
    (finding,) = page.top.open
    (passage,) = finding.open
    assert finding.node.label == "F1"
    assert passage.detail.quote == "Nobody took one off my list"
    assert passage.detail.before.words.startswith("What happens")
    assert (passage.said_by.label, passage.said_by.title) == ("P1", "therapist")
    assert page.rests_on == "1 finding"
    assert page.stands


def test_how_sure_is_told_by_counts(it):
    page = why(it, it.recommendations[1], "recommendation")
    found = page.sure.sources
    assert (found.studies, found.interviews, found.all) == (0, 1, 1)
    assert found.groups == (("therapist", 2),)
    assert page.sure.strength.label == "single source"


def test_two_people_in_one_focus_group_are_one_interview_as_in_the_matrix(it, browser):
    row = threads.finding(it.project, 4)
    for one in it.passages:
        threads.tie(row, one)
    asked = threads.recommend(it.project, 3, row)
    counts = counts_of(it.project, [row.pk])[row.pk]
    assert (counts.studies, counts.interviews) == (0, 1)
    for kind, one in (("finding", row), ("recommendation", asked)):
        page = why(it, one, kind)
        found = page.sure.sources
        assert (found.studies, found.interviews) == (counts.studies, counts.interviews)
        assert page.sure.strength.label == strength(counts).label == "single source"
        assert found.groups == (("therapist", 2),)
        assert page.alone == ()  # either of the two may go
        assert [(row.falls, row.left) for row in page.breaks] == [(False, 1), (False, 1)]
    threads.tie(row, it.statement)
    counts = counts_of(it.project, [row.pk])[row.pk]
    found = queries.panel(it.project, Key("finding", row.pk)).sources
    assert (found.studies, found.interviews) == (counts.studies, counts.interviews) == (1, 1)
    text = browser.get(reverse("trace:why", args=[it.project.pk, "finding", row.pk])).content
    assert b"F4 still stands on 2 sources." in text


def test_what_speaks_against_it_stands_beside_it(it):
    page = why(it, it.recommendations[0], "recommendation")
    (one,) = page.against
    assert (one.upper.label, one.lower.title) == ("F1", "Time was set aside.")
    assert one.said_by.key == Key("reference", it.reference.pk)
    page = why(it, it.recommendations[1], "recommendation")
    assert [one.lower.label for one in page.against] == ["F3"]
    assert Key("finding", it.findings[2].pk) not in shown(page.top)


def test_what_would_break_it(it):
    page = why(it, it.recommendations[0], "recommendation")
    assert [one.label for one in page.alone] == ["P1"]
    (row,) = page.breaks
    assert (row.source.label, row.falls, row.left) == ("P1", True, 0)
    assert [one.label for one in row.lost] == ["F1"]
    page = why(it, it.recommendations[1], "recommendation")
    assert page.alone == ()
    assert [(row.falls, row.left, row.thinnest.label, row.kept) for row in page.breaks] == [
        (False, 1, "F2", 1), (False, 1, "F2", 1),
    ]  # fmt: skip


def test_what_does_not_count_holds_nothing_up(it):
    it.reference.retracted_at, it.reference.retraction = timezone.now(), "a notice"
    it.reference.save()
    page = why(it, it.findings[2], "finding")
    assert not page.stands
    assert page.sure.strength.label == "none"
    assert page.top.open[0].said_by.gone == "Retracted: a notice"
    assert why(it, it.findings[0], "finding").stands


def test_a_retired_finding_is_shown_as_such_and_opens_nothing(it):
    it.findings[0].retired_at = timezone.now()
    it.findings[0].save()
    page = why(it, it.recommendations[0], "recommendation")
    (finding,) = page.top.open
    assert (finding.node.gone, finding.open, finding.left_out) == ("retired", (), 0)
    assert page.rests_on == ""
    assert not page.stands


def many(it, n):
    code = talks.code(it.project)
    assert code
    words = " ".join(f"word{number:03d}" for number in range(n))
    transcript = talks.transcript(it.project, [("P1", words)], "Interview 2")
    made = []
    for number in range(n):
        row = threads.passage(transcript, f"word{number:03d}", it.people[0])
        threads.tie(it.findings[0], row)
        made.append(row)
    return made


def test_long_branches_are_closed_and_say_how_many_they_hold(it):
    many(it, 5)
    page = why(it, it.findings[0], "finding")
    assert (len(page.top.open), len(page.top.closed)) == (3, 3)
    assert page.top.says == "3 passages"
    further = why(it, it.recommendations[0], "recommendation").top.open[0]
    assert (len(further.open), further.says, further.left_out) == (1, "5 passages", 0)


def test_the_evidence_of_the_first_findings_is_open_and_the_others_say_what_they_hold(it, browser):
    rows = [threads.finding(it.project, 10 + n) for n in range(5)]
    for row in rows:
        threads.tie(row, it.passages[0])
        threads.tie(row, it.passages[1])
        threads.tie(row, it.statement)
    asked = threads.recommend(it.project, 4, *rows)
    page = why(it, asked, "recommendation")
    closed = ["2 passages and 1 statement"] * 2
    assert [one.folded for one in page.top.open] == ["", "", "", *closed]
    assert all(len(one.open) == 3 for one in page.top.open)
    address = reverse("trace:why", args=[it.project.pk, "recommendation", asked.pk])
    text = browser.get(address).content.decode()
    assert text.count("<summary>2 passages and 1 statement <span") == 2
    assert all(row.sentence in text for row in rows)
    assert why(it, rows[0], "finding").top.folded == ""


def test_what_is_not_drawn_is_counted(it):
    many(it, EACH + 20)
    finding = why(it, it.recommendations[0], "recommendation").top.open[0]
    assert len(finding.open) + len(finding.closed) == EACH
    assert finding.left_out == 21


def test_papers_are_drawn_where_many_were_heard_first(it):
    many(it, EACH + 20)
    threads.tie(it.findings[0], Statement.objects.create(
        project=it.project, reference=it.reference, sentence="It was dropped first."
    ))  # fmt: skip
    finding = why(it, it.recommendations[0], "recommendation").top.open[0]
    kinds = [one.node.key.kind for one in finding.open]
    assert kinds == ["passage", "statement"]
    assert len(finding.open) + len(finding.closed) == EACH


def test_one_more_than_the_open_ones_is_not_closed(it):
    many(it, 3)
    page = why(it, it.findings[0], "finding")
    assert (len(page.top.open), page.top.closed) == (4, ())


def test_a_thing_met_twice_opens_once(it):
    page = why(it, it.action, "action")
    again = [(one.node.label, one.again) for one in page.top.open]
    assert again == [("F1", False), ("R1", False)]
    inner = page.top.open[1].open[0]
    assert (inner.node.label, inner.again, inner.open) == ("F1", True, ())


@pytest.mark.parametrize("kind", ["passage", "statement"])
def test_a_strand_rests_on_its_source(it, kind):
    row = it.passages[0] if kind == "passage" else it.statement
    page = why(it, row, kind)
    assert len(page.top.open) == 1
    assert page.alone == (page.top.open[0].node,)


def test_a_source_stands_by_itself(it):
    page = why(it, it.people[0], "participant")
    assert page.ground
    assert page.stands
    assert page.breaks == ()


def test_nobody_s_words_rest_on_the_transcript(it):
    row = threads.passage(it.transcript, "Does anyone notice", None)
    page = why(it, row, "passage")
    assert page.top.open[0].node.key == Key("transcript", it.transcript.pk)
    assert page.sure.sources.interviews == 1
    assert page.sure.sources.groups == ()


def test_marks_are_shown_in_their_place(it):
    LookAgain.objects.create(
        project=it.project, kind="finding", object_id=it.findings[0].pk, reason="Look.",
        cause_kind="participant", cause_id=it.people[0].pk,
    )  # fmt: skip
    page = why(it, it.recommendations[0], "recommendation")
    assert [mark.reason for mark in page.top.open[0].marks] == ["Look."]


def test_what_is_not_here_is_not_found(it):
    with pytest.raises(Http404):
        queries.why_page(it.project, Key("finding", 10**9))


def test_several_reads_as_words():
    keys = [Key("finding", 1), Key("finding", 2), Key("statement", 1), Key("action", 4)]
    assert several(keys) == "2 findings, 1 statement and 1 action"
    assert several(keys[:1]) == "1 finding"
    assert several([]) == ""


# What rests on this?


def test_reach_names_everything_above_conclusions_first(it):
    page = queries.reach_page(it.project, Key("participant", it.people[0].pk))
    assert [kind for kind, _ in page.kinds] == [
        "finding", "recommendation", "action", "indicator", "passage"
    ]  # fmt: skip
    findings = dict(page.kinds)["finding"]
    assert [(one.node.label, one.alone) for one in findings] == [("F1", True), ("F2", False)]
    assert page.total == 7


def test_reach_says_what_only_speaks_against(it):
    page = queries.reach_page(it.project, Key("reference", it.reference.pk))
    rows = {one.node.label: one for _, things in page.kinds for one in things}
    assert rows["F1"].against
    assert not rows["F3"].against
    assert rows["F3"].alone
    assert not rows["R2"].alone


def test_the_panel_shows_one_link_each_way(it):
    panel = queries.panel(it.project, Key("finding", it.findings[0].pk))
    assert [(one.node.key.kind, one.against) for one in panel.beneath] == [
        ("passage", False), ("statement", True),
    ]  # fmt: skip
    assert {one.node.label for one in panel.above} == {"R1", "A1"}
    assert panel.alone.label == "P1"
    ground = queries.panel(it.project, Key("participant", it.people[0].pk))
    assert ground.ground
    assert ground.alone is None


def test_the_panel_counts_what_it_leaves_out(it):
    many(it, 8)
    panel = queries.panel(it.project, Key("finding", it.findings[0].pk))
    assert (len(panel.beneath), panel.beneath_more) == (5, 5)


# Pages.


def pages(it):
    things = {
        "recommendation": it.recommendations[0], "finding": it.findings[0], "action": it.action,
        "indicator": it.indicator, "passage": it.passages[0], "statement": it.statement,
        "participant": it.people[0], "reference": it.reference, "transcript": it.transcript,
    }  # fmt: skip
    return [(kind, row.pk) for kind, row in things.items()]


@pytest.mark.parametrize("role", ["owner", "commissioner", "observer"])
def test_everyone_may_ask_why_of_everything(it, role):
    browser = build.browser(build.member(it.project, role))
    for kind, pk in pages(it):
        for name in ("why", "reach", "panel"):
            answer = browser.get(reverse(f"trace:{name}", args=[it.project.pk, kind, pk]))
            assert answer.status_code == 200, (name, kind)


def test_the_page_shows_the_quote_in_its_turn(it, browser):
    page = browser.get(reverse("trace:why", args=[it.project.pk, "recommendation",
                                                  it.recommendations[0].pk]))  # fmt: skip
    text = page.content.decode()
    assert '<mark class="hl">Nobody took one off my list</mark>' in text
    assert "What happens to the messages when the week is full?" in text
    assert "P1, therapist, alone.</b>" in text
    assert "Time was set aside." in text


def test_nothing_beneath_is_said_plainly(it, browser):
    row = threads.finding(it.project, 9)
    page = browser.get(reverse("trace:why", args=[it.project.pk, "finding", row.pk]))
    assert "Nothing yet." in page.content.decode()
    assert "It does not stand now." in page.content.decode()
    reach = browser.get(reverse("trace:reach", args=[it.project.pk, "finding", row.pk]))
    assert "Nothing rests on this." in reach.content.decode()


def test_markup_in_words_stays_words(it, browser):
    Passage.objects.filter(pk=it.passages[0].pk).update(quote="<script>alert(1)</script>")
    Statement.objects.update(sentence="<img src=x onerror=alert(1)>")
    for kind, pk in pages(it):
        text = browser.get(reverse("trace:why", args=[it.project.pk, kind, pk])).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_another_project_s_thing_is_not_found(it, browser):
    other = threads.world()
    for kind, pk in pages(other):
        if kind == "transcript" or kind == "indicator":
            continue
        answer = browser.get(reverse("trace:why", args=[it.project.pk, kind, pk]))
        assert answer.status_code == 404, kind


def test_an_unknown_kind_is_not_found(it, browser):
    answer = browser.get(reverse("trace:why", args=[it.project.pk, "unicorn", 1]))
    assert answer.status_code == 404


def test_few_queries_whatever_the_size(it, browser, django_assert_max_num_queries):
    many(it, 40)
    with django_assert_max_num_queries(45):
        browser.get(reverse("trace:why", args=[it.project.pk, "finding", it.findings[0].pk]))


def test_a_cell_shows_what_stands_on_it(it, browser):
    answer = browser.get(reverse("trace:cell", args=[it.project.pk, "staff", "meso"]))
    text = answer.content.decode()
    assert "2 recommendations" in text
    assert "Change the rota" in text
    empty = browser.get(reverse("trace:cell", args=[it.project.pk, "patient", "nano"]))
    assert "No recommendation or action" in empty.content.decode()
    Basis.objects.all().delete()
    assert dict(queries.on_cell(it.project, "staff", "meso")).keys() == {"action", "indicator"}
