"""One question's answers, or one person's turns, read and coded one after the other."""

from __future__ import annotations

from django.urls import reverse

from tests import build
from tests.steps.interviews import build as talks
from uptake.interviews.models import Guide, GuideQuestion, Turn
from uptake.interviews.queries.answers import Stop, walk

TALK = (
    ("Interviewer", "Where did it get stuck?"), ("P1", "At the start."), ("Interviewer", "Yes?"),
    ("P1", "No time."), ("Interviewer", "And what helped?"), ("P1", "My team."),
)  # fmt: skip


def asked(by, project):
    """Two transcripts in which the first question is answered in turns 2 and 4."""
    who = talks.person(by, project, "P1")
    rows = [talks.heard(by, project, TALK, {"P1": who}) for _ in range(2)]
    guide = Guide.objects.create(project=project, name="Staff")
    first, other = (
        GuideQuestion.objects.create(project=project, guide=guide, label=str(n), text="Where?")
        for n in (1, 2)
    )
    for row in rows:
        turns = Turn.objects.filter(version__transcript=row)
        turns.filter(index__lt=4).update(question=first)
        turns.filter(index__gte=4).update(question=other)
    return rows, first, who


def test_answers_follow_one_another_across_transcripts(by, project):
    (one, two), question, _ = asked(by, project)
    found = walk(project, one.pk, 2, question=question.pk)
    assert (found.about, found.at, found.count) == ("In answer to 1 Where?", 1, 2)
    assert (found.before, found.after) == (None, Stop(two.pk, two.title, 2))
    last = walk(project, two.pk, 4, question=question.pk)
    assert (last.at, last.before, last.after) == (2, Stop(one.pk, one.title, 2), None)
    start = walk(project, two.pk, 1, question=question.pk)
    assert (start.at, start.before.transcript, start.after.transcript) == (0, one.pk, two.pk)


def test_what_one_person_said(by, project):
    (one, _), _, who = asked(by, project)
    found = walk(project, one.pk, 4, person=who.pk)
    assert (found.about, found.at, found.count) == ("What P1 said", 2, 6)
    assert (found.before.turn, found.after.turn) == (2, 6)


def test_a_transcript_that_waits_is_left_out(by, project):
    (one, two), question, _ = asked(by, project)
    two.cleared_how = ""
    two.save()
    assert walk(project, one.pk, 2, question=question.pk).count == 1


def test_nothing_of_another_project(by, project):
    (one, _), question, who = asked(by, project)
    other = build.project()
    assert walk(project, one.pk, 2) is None
    assert walk(other, one.pk, 2, question=question.pk) is None
    assert walk(other, one.pk, 2, person=who.pk) is None


def test_the_coding_page_leads_from_answer_to_answer(by, project):
    (one, two), question, _ = asked(by, project)
    client = build.browser(by)
    find = client.get(reverse("interviews:find", args=[project.pk]), {"question": question.pk})
    link = f"turn=2&amp;question={question.pk}#turn-2"
    assert link in find.content.decode()
    page = client.get(
        reverse("interviews:code", args=[project.pk, one.pk]),
        {"turn": 2, "question": question.pk},
    ).content.decode()
    assert "In answer to 1 Where?" in page
    assert f"/interviews/{two.pk}/code/?{link}" in page
