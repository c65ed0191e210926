"""Looking for evidence and tying it, from a finding and from a passage."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build
from tests.steps.findings import build as made
from tests.steps.findings.test_findings_pages import get, post, words
from tests.steps.interviews import build as talks
from tests.steps.interviews import rounds_build
from uptake.findings import actions, queries
from uptake.findings.models import Support
from uptake.findings.thread import details, links, nodes
from uptake.interviews.models import Theme
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.thread import Key, Link

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return build.project()


def test_passages_are_found_by_words_code_and_transcript(project):
    one = talks.transcript(project, title="Interview 1")
    two = talks.transcript(project, title="Interview 2")
    time, money = talks.code(project), talks.code(project, "Money")
    made.passage(project, "seven clients a day", row=one, code=time)
    made.passage(project, "forty minutes a week", row=two, code=money)
    row = made.finding(project)
    assert "2 passages" in words(get(project, "evidence", row.pk))
    for asked in ({"words": "CLIENTS seven"}, {"code": time.pk}, {"transcript": one.pk}):
        page = words(get(project, "evidence", row.pk, **asked))
        assert "1 passage</h2>" in page
        assert "seven clients a day</label>" in page
    assert "No coded passage fits this search" in words(
        get(project, "evidence", row.pk, words="moon")
    )
    assert "2 passages" in words(get(project, "evidence", row.pk, code="moon"))


def test_letters_beyond_english_are_found_in_either_case(project):
    talk = talks.transcript(project, [("P11", "Überall fehlte die Zeit.")])
    made.passage(project, "Überall fehlte", row=talk)
    row = made.finding(project)
    for typed in ("Überall", "überall"):
        assert "1 passage</h2>" in words(get(project, "evidence", row.pk, words=typed))


def test_passages_without_a_code_or_without_words_are_not_offered(project):
    uncoded, gone = made.passage(project), made.passage(project, "nothing comes off")
    uncoded.codings.update(removed_at=made.NOW)
    gone.state = "redacted"
    gone.save()
    page = words(get(project, "evidence", made.finding(project).pk))
    assert "No coded passages yet" in page


def test_statements_are_found_by_words_and_reference(project):
    one = made.statement(project, "Staff drop what has no time.")
    made.statement(project, "Money ends after a year.")
    row = made.finding(project)
    page = words(get(project, "evidence", row.pk, kind="statement"))
    assert "2 statements" in page
    for asked in ({"words": "staff"}, {"reference": one.reference_id}):
        page = words(get(project, "evidence", row.pk, kind="statement", **asked))
        assert "1 statement</h2>" in page
        assert "Staff drop what has no time.</label>" in page
    one.reference.retracted_at = made.NOW
    one.reference.save()
    assert "1 statement</h2>" in words(get(project, "evidence", row.pk, kind="statement"))
    other = build.project()
    page = words(get(other, "evidence", made.finding(other).pk, kind="statement"))
    assert "No statements yet" in page


@pytest.mark.parametrize(
    ("stance", "says"),
    [("supports", "1 passage supports F1."), ("contradicts", "1 passage speaks against F1.")],
)
def test_what_is_ticked_goes_beneath_the_finding(project, stance, says):
    passage, row = made.passage(project), made.finding(project)
    client = build.browser(build.member(project))
    to = reverse("findings:evidence", args=[project.pk, row.pk])
    typed = {"kind": "passage", "chosen": [passage.pk], "stance": stance}
    page = words(client.post(to, typed, follow=True))
    assert says in page
    assert Support.objects.get().stance == stance
    page = words(client.get(to))
    assert "Tied already:" in page
    assert "No coded passage fits" in words(client.get(to, {"untied": "on"}))


def test_several_statements_are_tied_at_once(project):
    said = [made.statement(project, f"It says {n}.") for n in range(2)]
    row = made.finding(project)
    client = build.browser(build.member(project))
    typed = {"kind": "statement", "chosen": [s.pk for s in said], "stance": "supports"}
    to = reverse("findings:evidence", args=[project.pk, row.pk])
    assert "2 statements support F1." in words(client.post(to, typed, follow=True))
    page = words(client.get(to, {"kind": "statement", "untied": "on"}))
    assert "No statement fits this search" in page


def test_a_wrong_tie_is_refused_and_keeps_the_ticks(project):
    passage, row = made.passage(project), made.finding(project)
    answer = post(project, "evidence", row.pk, kind="passage", stance="supports")
    assert answer.status_code == 422
    assert "Tick at least one" in words(answer)
    answer = post(project, "evidence", row.pk, kind="passage", chosen=[passage.pk])
    assert answer.status_code == 422
    assert f'value="{passage.pk}" checked' in words(answer)
    answer = post(project, "evidence", row.pk, kind="passage", chosen=["x"], stance="supports")
    assert answer.status_code == 422
    elsewhere = made.passage(build.project())
    answer = post(
        project, "evidence", row.pk, kind="passage", chosen=[elsewhere.pk], stance="supports"
    )
    assert "Nothing was chosen." in words(answer)
    assert Support.objects.count() == 0


def test_a_strand_is_taken_off_and_put_back_from_the_page(project):
    row = made.finding(project, passages=[made.passage(project)])
    strand = row.supports.get()
    client = build.browser(build.member(project))
    page = words(client.post(reverse("findings:take-off", args=[project.pk, strand.pk]),
                             follow=True))  # fmt: skip
    back = reverse("findings:put-back", args=[project.pk, strand.pk])
    assert f'action="{back}"' in page
    assert "Supports it, 0" in page
    assert "Supports it, 1" in words(client.post(back, follow=True))
    client.post(reverse("findings:take-off", args=[project.pk, strand.pk]))
    typed = {"kind": "passage", "chosen": [strand.passage_id], "stance": "supports"}
    client.post(reverse("findings:evidence", args=[project.pk, row.pk]), typed)
    assert "again already" in words(client.post(back, follow=True))
    assert client.get(back).status_code == 405


def test_a_passage_or_a_statement_is_used_in_a_finding(project):
    passage, statement = made.passage(project), made.statement(project)
    assert "Write a finding with it" in words(get(project, "tie", passage=passage.pk))
    row = made.finding(project, passages=[passage])
    page = words(get(project, "tie", passage=passage.pk))
    assert "it was seven clients a day" in page
    assert "tied already: supports it" in page
    page = words(get(project, "tie", statement=statement.pk))
    assert "Staff drop what has no time." in page
    answer = post(project, "tie", query=f"?statement={statement.pk}", finding=row.pk,
                  stance="contradicts")  # fmt: skip
    assert answer.status_code == 302
    assert row.supports.get(statement=statement).stance == "contradicts"
    answer = post(project, "tie", query=f"?passage={passage.pk}", stance="supports")
    assert answer.status_code == 422
    assert "Select a finding" in words(answer)
    assert get(project, "tie").status_code == 404
    assert get(project, "tie", passage=made.passage(build.project()).pk).status_code == 404


def test_withdrawn_words_cannot_be_used(project):
    passage, row = made.passage(project), made.finding(project)
    passage.state = "redacted"
    passage.save()
    answer = post(project, "tie", query=f"?passage={passage.pk}", finding=row.pk, stance="supports")
    assert answer.status_code == 422
    assert "withdrawn" in words(answer)


def test_the_thread_has_every_finding_and_what_it_rests_on(project):
    passage, statement = made.passage(project), made.statement(project)
    row = made.finding(project, passages=[passage], statements=[statement])
    node = next(iter(nodes(project)))
    assert (node.key, node.label, node.retired) == (Key("finding", row.pk), "F1", False)
    assert node.page == reverse("findings:finding", args=[project.pk, row.pk])
    assert set(links(project)) == {
        Link(Key("finding", row.pk), Key("passage", passage.pk)),
        Link(Key("finding", row.pk), Key("statement", statement.pk)),
    }
    assert details(project, "finding", [row.pk])[row.pk].cells == (("Patient", "Micro"),)
    assert queries.in_use(project, [row.pk])[row.pk].cells == ("Patient, micro",)


def test_what_is_coded_blind_holds_up_no_finding_and_shows_on_no_page(project):
    lead = build.member(project)
    scene = rounds_build.scene(project, lead)
    words_ = "Nobody had any time."
    passage = scene.code(scene.ana, words_, scene.time)[0].passage
    client, row = build.browser(lead.user), made.finding(project)
    for name in ("new", "tie"):
        to = reverse(f"findings:{name}", args=[project.pk])
        assert client.get(to, {"passage": passage.pk}).status_code == 404
    theme = Theme.objects.create(project=project, name="Hours")
    for place, typed in (
        (("choose-quote", theme.pk), {"passage": passage.pk, "stance": "contrary"}),
        (("split-code", scene.time.pk), {"passage": passage.pk, "name": "Half of it"}),
    ):
        to = reverse(f"interviews:{place[0]}", args=[project.pk, place[1]])
        assert client.post(to, typed).status_code == 404
    with pytest.raises(Refused, match="is not there"):
        actions.tie_evidence(by=lead, finding=row, passages=[passage])
    scene.open()
    to = reverse("findings:new", args=[project.pk])
    assert words_ in client.get(to, {"passage": passage.pk}).content.decode()
    actions.tie_evidence(by=lead, finding=row, passages=[passage])
    assert Support.objects.get(finding=row).passage == passage
