"""COREQ: what the project knows of it, what its author answers, and the pages."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.actions import coreq as answers
from uptake.interviews.models import (
    Assignment,
    Attribute,
    AttributeValue,
    CodebookVersion,
    CodingRound,
    CoreqAnswer,
    Guide,
    Participant,
    Passage,
    Turn,
)
from uptake.interviews.queries.coreq import coreq_sheet
from uptake.interviews.queries.coreq_known import known
from uptake.projects.errors import OvertakenEdit, Refused

pytestmark = pytest.mark.django_db

SAID = (("P01", "No time at all. Nobody asked us."), ("P02", "It worked well."))


@pytest.fixture
def told(by, project):
    """Two people of two groups in one interview, coded by one person into one theme."""
    people = {"P01": make.person(by, project, "P01", group="therapist"),
              "P02": make.person(by, project, "P02", group="carer")}  # fmt: skip
    row = make.heard(by, project, SAID, people, held_on=date(2026, 1, 5))
    a, b = make.code(project, "a"), make.code(project, "b")
    make.coded(by, row, "No time at all.", a)
    make.coded(by, row, "It worked well.", b)
    theme = actions.add_theme(by=by, project=project, name="Time", codes=[a])
    actions.add_theme(by=by, project=project, name="Evenings", parent=theme, codes=[b])
    return row


def said(project, number):
    found = known(project)[number]
    return found.text


class TestKnown:
    def test_an_empty_project_knows_its_software_alone(self, project):
        assert set(known(project)) == {27}
        sheet = coreq_sheet(project)
        assert (sheet.count("known"), sheet.count("open")) == (1, 31)

    def test_people(self, by, project, told):
        assert said(project, 12).startswith(
            "2 people took part (carer (withheld) and therapist (withheld)), in 1 interview. "
        )
        assert 13 not in known(project)
        day = date(2026, 1, 2)
        for name, kinds in {
            "P01": ["invited", "reminded"], "P03": ["invited", "declined"], "P04": ["invited"],
        }.items():  # fmt: skip
            row = Participant.objects.filter(project=project, pseudonym=name).first()
            row = row or make.participant(project, name)
            for kind in kinds:
                row.approaches.create(
                    project=project, kind=kind, on=day,
                    reason="No time." if kind == "declined" else "",
                )  # fmt: skip
        assert said(project, 11).startswith("3 people were invited, 1 of them more than once.")
        assert said(project, 13) == (
            "1 declined: No time. (1). 0 gave no answer. "
            "Of 1 invited, no answer is in the log yet. 0 withdrew afterwards."
        )

    def test_small_groups_are_not_told_by_their_attributes(self, by, project, told):
        row = Attribute.objects.create(project=project, name="Years")
        for person in Participant.objects.all():
            AttributeValue.objects.create(
                project=project, participant=person, attribute=row, value="0 to 5"
            )
        text = said(project, 16)
        assert "Groups: carer (withheld) and therapist (withheld)." in text
        assert "Years: 0 to 5 (withheld)." in text
        assert "Withheld are numbers from 1 to 4, and others" in text
        assert "Held between 2026-01-05 and 2026-01-05." in text
        Participant.objects.update(consented_on=date(2026, 1, 6))
        early = "1 transcript was held before the recorded day of consent of somebody in it."
        assert early in said(project, 16)
        assert early not in text

    def test_a_size_that_others_would_tell_is_withheld_as_well(self, by, project, told):
        people = {f"P1{at}": make.person(by, project, f"P1{at}", group=group)
                  for at, group in enumerate(["manager"] * 5 + ["therapist"] * 6)}  # fmt: skip
        make.heard(by, project, [(name, "Yes.") for name in people], people, title="All")
        assert "carer (withheld), manager (withheld) and therapist (7)" in said(project, 12)
        assert "carer (withheld), manager (withheld) and therapist (7)" in said(project, 16)

    def test_sampling_guide_and_saturation(self, by, project, told):
        actions.set_target(by=by, project=project, group="carer", wanted=4)
        assert said(project, 10) == "Purposive sampling. Wanted: carer: 4."
        guide = Guide.objects.create(project=project, name="Guide", coproduced_with="two carers")
        asked = guide.questions.create(project=project, label="1", text="Time?")
        assert "Guide, version 1, 1 question, written with two carers" in said(project, 17)
        guide.questions.create(project=project, label="1a", text="Whose?", parent=asked)
        assert "Guide, version 1, 1 question and 1 prompt, written" in said(project, 17)
        actions.call_saturation(by=by, project=project, on=date(2026, 2, 1), reached=True,
                                why="Nothing new.")  # fmt: skip
        text = said(project, 22)
        assert "enough was heard. Nothing new." in text
        assert "2 codes after 1 interview," in text

    def test_meetings(self, by, project, told):
        assert said(project, 18) == "Nobody was interviewed more than once."
        assert "words" in said(project, 21)
        Turn.objects.update(started=0.0, ended=1800.0)
        assert said(project, 21).startswith("30 minutes, median 30")
        assert "1 of 1 transcript" in said(project, 19)
        person = Participant.objects.get(pseudonym="P01")
        again = make.heard(by, project, [("P01", "More.")], {"P01": person}, title="Second")
        assert "1 person was interviewed more than once, at most 2" in said(project, 18)
        again.kind = "notes"
        again.save()
        assert said(project, 20) == "1 set of notes is part of the material."

    def test_analysis(self, by, project, told):
        assert said(project, 24) == "1 person coded."
        opened = CodingRound.objects.create(project=project, name="One", seed=1,
                                            opened_at="2026-01-09T00:00:00Z")  # fmt: skip
        coders = [by.user, build.member(project).user]
        for who in coders:
            Assignment.objects.create(project=project, round=opened, transcript=told, coder=who)
        assert said(project, 24) == "1 person coded."  # nobody has said that they are done
        opened.assignments.update(done_at=opened.opened_at)
        twice = "2 people coded. 1 transcript was coded by more than one, blind to each other, and "
        assert said(project, 24) == f"{twice}0 of them are adjudicated so far."
        opened.closed_at = opened.opened_at
        opened.save()
        assert said(project, 24) == f"{twice}adjudicated."
        opened.called_off = True
        opened.save()
        assert said(project, 24) == "1 person coded."
        CodebookVersion.objects.create(project=project, number=3, codes=[])
        assert said(project, 25).startswith("2 codes in 2 families, 2 of them defined. Version 3")
        assert said(project, 26) == "2 codes from the material; 2 themes were built from them."
        row = make.code(project, "c")
        row.origin, row.instrument = "deductive", "cfir-2"
        row.save()
        assert "1 from a framework (CFIR 2.0)" in said(project, 26)

    def test_reporting(self, by, project, told):
        assert said(project, 31) == "Main themes: Time."
        assert said(project, 32) == "Beneath them: Evenings."
        assert "Time (2 of 2 people)" in said(project, 30)
        theme = project_theme(project)
        first, second = Passage.objects.order_by("pk")
        actions.choose_quote(by=by, theme=theme, passage=first, stance="representative")
        actions.choose_quote(by=by, theme=theme, passage=second, stance="contrary")
        assert said(project, 29).startswith("1 quote was chosen")
        assert "1 quote speaks against a theme." in said(project, 32)
        Passage.objects.filter(pk=second.pk).update(state=Passage.State.REDACTED)
        assert said(project, 32) == "Beneath them: Evenings."  # as on the theme's page
        Passage.objects.filter(pk=first.pk).update(state=Passage.State.REDACTED)
        assert 29 not in known(project)


def project_theme(project):
    from uptake.interviews.models import Theme

    return Theme.objects.get(project=project, name="Time")


class TestAnswers:
    def test_an_edit_keeps_what_stood_before(self, by, project):
        first = answers.answer_coreq(by=by, project=project, item=4, text=" All women. ", page="3")
        again = answers.answer_coreq(by=by, project=project, item=4, text="All women.", page="3")
        assert again == first
        second = answers.answer_coreq(by=by, project=project, item=4, text="Four women.")
        assert coreq_sheet(project).rows[3].says == "Four women."
        answers.put_back_coreq_answer(by=by, answer=CoreqAnswer.objects.get(pk=first.pk))
        assert CoreqAnswer.objects.get(removed_at=None) == first
        answers.put_back_coreq_answer(by=by, answer=CoreqAnswer.objects.get(pk=first.pk))
        assert CoreqAnswer.objects.filter(pk=second.pk, removed_at__isnull=False).exists()

    @pytest.mark.parametrize(
        ("more", "said"),
        [({"item": 33}, "no item 33"), ({"text": " "}, "empty"), ({"page": "x" * 41}, "41 char")],
    )
    def test_what_is_wrong_is_said(self, by, project, more, said):
        given = {"item": 4, "text": "All women.", **more}
        with pytest.raises(Refused, match=said):
            answers.answer_coreq(by=by, project=project, **given)
        with pytest.raises(Refused, match="author"):
            answers.answer_coreq(by=build.TERMINAL, project=project, item=4, text="x")

    def test_nobody_writes_over_another(self, by, project):
        answers.answer_coreq(by=by, project=project, item=4, text="One.", seen=0)
        with pytest.raises(OvertakenEdit):
            answers.answer_coreq(by=by, project=project, item=4, text="Two.", seen=0)


class TestPages:
    def test_the_sheet(self, by, project, told):
        web = build.browser(by)
        to = reverse("interviews:coreq", args=[project.pk])
        shown = web.get(to).content.decode()
        assert "Software" in shown
        assert "From: codebook and themes." in shown
        watcher = build.browser(build.member(project, "observer"))
        assert "coreq/4/" not in watcher.get(to).content.decode()

    def test_answer_change_remove_and_put_back(self, by, project):
        web = build.browser(by)
        to = reverse("interviews:coreq-item", args=[project.pk, 4])
        assert web.post(to, {"text": ""}).status_code == 422
        web.post(to, {"text": "All women.", "page": "p. 3", "seen": 0})
        overtaken = web.post(to, {"text": "Mine.", "seen": 0})
        assert overtaken.status_code == 422
        assert "All women." in overtaken.content.decode()
        row = CoreqAnswer.objects.get()
        web.post(to, {"text": "Four women.", "seen": row.pk})
        assert "All women." in web.get(to).content.decode()
        now = CoreqAnswer.objects.get(removed_at=None)
        web.post(reverse("interviews:coreq-remove", args=[project.pk, now.pk]))
        assert not CoreqAnswer.objects.filter(removed_at=None).exists()
        web.post(web.session["notice"][1])
        assert CoreqAnswer.objects.get(removed_at=None) == now
        watcher = build.browser(build.member(project, "observer"))
        assert "Four women." in watcher.get(to).content.decode()
        assert web.get(reverse("interviews:coreq-item", args=[project.pk, 33])).status_code == 404

    def test_files(self, by, project, told):
        web = build.browser(by)
        answers.answer_coreq(by=by, project=project, item=4, text="All women.", page="p. 3")
        word = web.get(reverse("interviews:coreq-file", args=[project.pk, "docx"]))
        table = Document(BytesIO(word.content)).tables[0]
        assert len(table.rows) == 33
        assert [cell.text for cell in table.rows[4].cells][4:] == [
            "All women.", "p. 3", "The author",
        ]  # fmt: skip
        missing = reverse("interviews:coreq-file", args=[project.pk, "pdf"])
        assert web.get(missing).status_code == 404


def test_an_answer_that_was_removed_meanwhile_keeps_its_time(by, project):
    mine = answers.answer_coreq(by=by, project=project, item=4, text="All women.")
    theirs = CoreqAnswer.objects.get(pk=mine.pk)
    first = answers.remove_coreq_answer(by=by, answer=theirs).removed_at
    assert answers.remove_coreq_answer(by=by, answer=mine).removed_at == first
    stale = CoreqAnswer.objects.get(pk=mine.pk)
    answers.put_back_coreq_answer(by=by, answer=mine)
    assert answers.put_back_coreq_answer(by=by, answer=stale).removed_at is None
