"""What the interviews step gives the thread."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions, thread
from uptake.interviews.models import Participant, Passage
from uptake.projects.thread import Key

pytestmark = pytest.mark.django_db


@pytest.fixture
def passages(project):
    make.participant(project, "P11")
    talk = make.transcript(project)
    coder, code = build.member(project, "coder"), make.code(project)

    def apply(words):
        start, end = make.place(talk, words)
        return actions.apply_codes(
            by=coder, transcript=talk, version=1, start=start, end=end, codes=[code]
        )[0].passage

    return [apply("nothing comes off"), apply("when she asked")]


def test_a_passage_rests_on_its_speaker_or_its_transcript(project, passages):
    said, noted = passages
    assert {(link.upper, link.lower) for link in thread.links(project)} == {
        (Key("passage", said.pk), Key("participant", said.participant_id)),
        (Key("passage", noted.pk), Key("transcript", noted.transcript_id)),
    }


def test_nodes_say_what_they_are_and_where(project, passages, client):
    found = {node.key: node for node in thread.nodes(project)}
    said = found[Key("passage", passages[0].pk)]
    assert (said.label, said.title, said.gone) == ("P11", "nothing comes off", "")
    assert found[Key("passage", passages[1].pk)].label == "Interview 11"
    assert {key.kind for key in found} == set(thread.KINDS)
    browser = build.browser(build.member(project, "owner"))
    for node in found.values():
        if node.page:
            assert browser.get(node.page).status_code == 200


def test_what_is_gone_says_why(project, passages):
    Passage.objects.filter(pk=passages[0].pk).update(state="redacted", quote="")
    Passage.objects.filter(pk=passages[1].pk).update(state="lost")
    Participant.objects.update(withdrawn_at=timezone.now())
    gone = [node.gone for node in thread.nodes(project)]
    assert gone == [
        "withdrawn", "", "redacted: the speaker withdrew",
        "lost its place when the transcript was corrected",
    ]  # fmt: skip


def test_a_long_quote_is_cut_in_the_graph_only(project, passages):
    Passage.objects.filter(pk=passages[0].pk).update(quote="word " * 100)
    titles = {node.key: node.title for node in thread.nodes(project)}
    assert len(titles[Key("passage", passages[0].pk)]) <= 200
    assert titles[Key("passage", passages[0].pk)].endswith("…")


def test_details_come_in_few_queries(project, passages, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        found = thread.details(project, "passage", [row.pk for row in passages])
    said = found[passages[0].pk]
    assert (said.lead, said.quote) == ("They said, fine, but ", "nothing comes off")
    assert said.tail == ". So it was seven clients a day."
    assert (said.before.speaker, said.after.words[:5]) == ("Interviewer", "I was")
    assert said.codes == ("No time set aside",)
    person = passages[0].participant
    detail = thread.details(project, "participant", [person.pk])[person.pk]
    assert (detail.pseudonym, detail.passages, detail.transcripts) == ("P11", 1, 1)
    talk = passages[0].transcript
    told = thread.details(project, "transcript", [talk.pk])[talk.pk]
    assert (told.kind, told.turns, told.passages) == ("Interview", 5, 2)


def test_the_first_and_last_turn_have_nothing_beyond_them(project):
    talk = make.transcript(project, [("A", "Only this.")])
    passage = actions.apply_codes(
        by=build.member(project, "coder"), transcript=talk, version=1, start=0, end=4,
        codes=[make.code(project)],
    )[0].passage  # fmt: skip
    found = thread.details(project, "passage", [passage.pk])[passage.pk]
    assert (found.before, found.after, found.number) == (None, None, 1)


def test_another_projects_are_not_given(project, passages):
    other = build.project()
    assert thread.details(other, "passage", [passages[0].pk]) == {}
    assert not list(thread.nodes(other))


@pytest.mark.parametrize("kind", thread.KINDS)
def test_each_kind_has_a_template_that_shows_it(project, passages, kind):
    from django.template import engines

    ids = [node.key.id for node in thread.nodes(project) if node.key.kind == kind]
    for pk, detail in thread.details(project, kind, ids).items():
        shown = (
            engines.all()[0]
            .get_template(f"interviews/thread/{kind}.html")
            .render({"detail": detail, "project": project, "may": lambda _: True, "pk": pk})
        )
        assert shown.strip()
