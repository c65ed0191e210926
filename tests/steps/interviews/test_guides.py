"""Interview guides: their text, versions, the turns that ask, and the pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.actions import guides
from uptake.interviews.guide_text import Prompt, read_guide, write_guide
from uptake.interviews.models import Guide, GuideQuestion, Transcript, Turn
from uptake.interviews.queries import guides as queries
from uptake.projects.errors import OvertakenEdit, Refused

GUIDE = """
1. How did the service begin at your place?
   - Who was there?
2. What made it harder?
3. What would you change?
"""
SAID = [
    ("I", "Thank you for coming. The tape is on."),
    ("P11", "Fine."),
    ("I", "So how did the service begin, here at your place?"),
    ("P11", "With a letter."),
    ("I", "Mm."),
    ("P11", "And a poster."),
    ("I", "And what made it harder for you?"),
    ("P11", "Time."),
]


class TestText:
    def test_reads_what_people_paste(self):
        text = """Semi-structured interview guide

        1. How did the service begin
at your place?
   - Who was there?
2) What made it harder?
a) time
b) people
Q3: And what helped?
Prompts: money
training

4. Anything else?"""
        found = read_guide(text)
        assert [(one.label, one.text) for one in found] == [
            ("5", "Semi-structured interview guide"),
            ("1", "How did the service begin at your place?"), ("2", "What made it harder?"),
            ("3", "And what helped?"), ("4", "Anything else?"),
        ]  # fmt: skip
        assert found[1].prompts == (Prompt("1a", "Who was there?"),)
        assert [one.text for one in found[2].prompts] == ["time", "people"]
        assert found[3].prompts == (Prompt("3a", "money"), Prompt("3b", "training"))

    def test_without_numbers_each_line_is_a_question(self):
        found = read_guide("How did it begin?\nWhat next?\n  Who?\n  * When?\n")
        assert [(one.label, len(one.prompts)) for one in found] == [("1", 0), ("2", 2)]

    def test_a_heading_of_prompts_alone_is_no_question(self):
        assert read_guide("1. How?\nPrompts:\nwho\nwhen")[0].prompts == (
            Prompt("1a", "who"), Prompt("1b", "when"),
        )  # fmt: skip
        assert read_guide("Prompts: who")[0].text == "Prompts: who"
        assert read_guide(" \n\n") == ()

    def test_a_label_is_given_once(self):
        found = read_guide("1. How?\n1. Why?\n" + "2. Where?\n" + "- so\n" * 30)
        assert [one.label for one in found] == ["1", "1-2", "2"]
        labels = [prompt.label for prompt in found[2].prompts]
        assert len(set(labels)) == 30
        assert labels[-1] == "2-30"

    words = st.from_regex(r"[A-Z][a-z]{2,8} [a-z]{3,8}\?", fullmatch=True)
    guide = st.lists(st.tuples(words, st.lists(words, max_size=3)), max_size=5)

    @given(guide)
    def test_what_is_written_reads_the_same(self, said):
        text = "\n".join(
            "\n".join([f"{n}. {line}", *(f"   - {one}" for one in beneath)])
            for n, (line, beneath) in enumerate(said, start=1)
        )
        found = read_guide(text)
        assert [(one.text, [p.text for p in one.prompts]) for one in found] == [
            (line, beneath) for line, beneath in said
        ]
        assert read_guide(write_guide(found)) == found


@pytest.fixture
def guide(by, project):
    return guides.add_guide(
        by=by, project=project, name="Team  leads", questions=read_guide(GUIDE),
        coproduced_with="Five people who had used the service",
    )  # fmt: skip


@pytest.fixture
def talk(by, project):
    return make.heard(by, project, SAID, {"P11": make.person(by, project)})


def labels(talk):
    rows = Turn.objects.filter(version__transcript=talk, version__current=True).order_by("index")
    return [row.question.label if row.question else "" for row in rows.select_related("question")]


def question(guide, label):
    return GuideQuestion.objects.get(guide=guide, label=label)


@pytest.mark.django_db
class TestVersions:
    def test_a_guide_has_questions_and_prompts(self, guide):
        assert (guide.name, guide.number) == ("Team leads", 1)
        assert queries.questions(guide) == read_guide(GUIDE)
        assert GuideQuestion.objects.get(label="1a").parent == question(guide, "1")

    def test_a_change_makes_the_next_version(self, by, project, guide):
        changed = guides.change_guide(
            by=by, guide=guide, questions=read_guide(GUIDE + "4. Anything else?"),
            note="After piloting.",
        )  # fmt: skip
        assert (changed.number, changed.note) == (2, "After piloting.")
        assert len(queries.questions(guide)) == 3
        assert [(row.number, row.newest) for row in queries.versions(project)] == [
            (2, True), (1, False),
        ]  # fmt: skip
        with pytest.raises(OvertakenEdit, match="version 2"):
            guides.change_guide(by=by, guide=guide, questions=read_guide(GUIDE), note="Again.")

    @pytest.mark.parametrize(
        ("text", "note", "why"),
        [(GUIDE, "Same.", "same as before"), ("1. New?", " ", "what changed"),
         ("", "Gone.", "no question"), ("1. a\n" * 301, "Long.", "more than 300")],
    )  # fmt: skip
    def test_a_change_that_is_none_is_refused(self, by, guide, text, note, why):
        with pytest.raises(Refused, match=why):
            guides.change_guide(
                by=by, guide=guide, questions=read_guide(text), note=note,
                coproduced_with=guide.coproduced_with,
            )  # fmt: skip
        assert Guide.objects.count() == 1

    @pytest.mark.parametrize(("name", "why"), [("", "1 to 120"), ("x" * 121, "1 to 120"),
                                               ("Team leads", "already")])  # fmt: skip
    def test_a_name_is_taken_once(self, by, project, guide, name, why):
        with pytest.raises(Refused, match=why):
            guides.add_guide(by=by, project=project, name=name, questions=read_guide(GUIDE))

    def test_retired_and_offered_again(self, by, project, guide):
        guides.retire_guide(by=by, guide=guide)
        assert queries.guides(project) == []
        with pytest.raises(Refused, match="retired already"):
            guides.retire_guide(by=by, guide=guide)
        guides.reinstate_guide(by=by, guide=guide)
        assert queries.guides(project) == [guide]
        with pytest.raises(Refused, match="not retired"):
            guides.reinstate_guide(by=by, guide=guide)


@pytest.mark.django_db
class TestQuestionsOfTurns:
    @pytest.fixture(autouse=True)
    def followed(self, by, guide, talk):
        guides.name_guide(by=by, transcript=talk, guide=guide)
        talk.refresh_from_db()

    def confirm(self, by, talk, asked):
        return guides.confirm_questions(by=by, transcript=talk, version=1, asked=asked)

    def test_turns_that_ask_are_proposed_and_kept_by_nobody(self, guide, talk):
        sheet = queries.sheet(talk)
        assert [(one.index, one.chosen) for one in sheet.asking if one.chosen] == [
            (2, str(question(guide, "1").pk)), (6, str(question(guide, "2").pk)),
        ]  # fmt: skip
        assert not sheet.confirmed
        assert labels(talk) == [""] * 8

    def test_confirmed_they_hold_until_the_next(self, by, guide, talk):
        turns = self.confirm(by, talk, {2: question(guide, "1"), 6: question(guide, "2")})
        assert turns == 6
        assert labels(talk) == ["", "", "1", "1", "1", "1", "2", "2"]
        self.confirm(by, talk, {2: question(guide, "1"), 4: None, 6: question(guide, "1a")})
        assert labels(talk) == ["", "", "1", "1", "", "", "1a", "1a"]
        sheet = queries.sheet(talk)
        assert sheet.confirmed
        assert [one.chosen for one in sheet.asking] == [
            "", str(question(guide, "1").pk), "0", str(question(guide, "1a").pk),
        ]  # fmt: skip
        assert [(one.label, one.turns) for one in queries.answered(guide) if one.turns] == [
            ("1", 2), ("1a", 2),
        ]  # fmt: skip

    def test_what_is_not_there_is_refused(self, by, project, guide, talk):
        other = guides.add_guide(
            by=by, project=project, name="Other", questions=read_guide("1. Why?")
        )
        for asked, why in (({2: question(other, "1")}, "not of"), ({99: None}, "no turn 100")):
            with pytest.raises(Refused, match=why):
                self.confirm(by, talk, asked)
        with pytest.raises(OvertakenEdit):
            guides.confirm_questions(by=by, transcript=talk, version=2, asked={})

    def test_a_correction_carries_them(self, by, guide, talk):
        self.confirm(by, talk, {2: question(guide, "1"), 6: question(guide, "2")})
        before = labels(talk)
        actions.correct_transcript(
            by=by, transcript=talk, version=1, reason="Tape", words={3: "It was with a mail."}
        )
        assert labels(talk) == before

    def test_a_correction_that_moves_turns_carries_them(self, by, guide, talk):
        self.confirm(by, talk, {2: question(guide, "1"), 6: question(guide, "2")})
        actions.correct_transcript(
            by=by, transcript=talk, version=1, reason="Tape", words={0: "", 1: ""}
        )
        assert labels(talk) == ["1", "1", "1", "1", "2", "2"]

    def test_another_version_of_the_guide_takes_them_over(self, by, guide, talk):
        self.confirm(by, talk, {2: question(guide, "1"), 6: question(guide, "3")})
        changed = guides.change_guide(
            by=by, guide=guide, note="Shorter.",
            questions=read_guide("1. How did it begin?\n2. What would you change?"),
        )  # fmt: skip
        guides.name_guide(by=by, transcript=talk, guide=changed)
        assert labels(talk) == ["", "", "1", "1", "1", "1", "2", "2"]
        with pytest.raises(Refused, match="its guide already"):
            guides.name_guide(by=by, transcript=talk, guide=changed)
        guides.name_guide(by=by, transcript=Transcript.objects.get(pk=talk.pk), guide=None)
        assert labels(talk) == [""] * 8


def page(who, project, name, *ids, data=None):
    client = build.browser(who)
    address = reverse(f"interviews:{name}", args=[project.pk, *ids])
    return client.get(address) if data is None else client.post(address, data)


def text(*args, **more):
    return page(*args, **more).content.decode()


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("role", ["researcher", "observer"])
    def test_an_empty_project_says_what_comes_first(self, project, role):
        shown = text(build.member(project, role), project, "guides")
        assert "No guide yet" in shown
        assert ("A researcher of the project" in shown) == (role == "observer")

    def test_a_guide_is_written_changed_and_retired(self, by, project, guide):
        data = {"name": "Carers", "text": "1. Why?\n- Who?", "coproduced_with": "Carers"}
        made = page(by, project, "add-guide", data=data)
        assert made.status_code == 302
        row = Guide.objects.get(name="Carers")
        assert "Carers, version 1" in text(by, project, "guides")
        assert "Why?" in text(by, project, "guide", row.pk)
        assert "1. Why?" in text(by, project, "edit-guide", row.pk)
        data = {"text": "1. Why?\n2. How?", "note": "One more."}
        assert page(by, project, "edit-guide", row.pk, data=data).status_code == 302
        assert "One more." in text(by, project, "guide", Guide.objects.get(number=2).pk)
        page(by, project, "retire-guide", row.pk, data={})
        assert "Retired" in text(by, project, "guide", row.pk)
        page(by, project, "retire-guide", row.pk, data={})
        assert "Retire it" in text(by, project, "guide", row.pk)

    def test_what_is_wrong_is_said_with_what_was_typed(self, by, project, guide):
        for name, held, data, why in (
            ("add-guide", [], {"name": "Team leads", "text": "1. So?"}, "called Team leads"),
            ("add-guide", [], {"name": "", "text": " \n"}, "Enter a name"),
            ("add-guide", [], {"name": "X", "text": " \n"}, "There is no question in it"),
            ("edit-guide", [guide.pk], {"text": "1. So?", "note": ""}, "Say what changed"),
            ("edit-guide", [guide.pk], {"text": GUIDE, "note": "No.", "coproduced_with":
             guide.coproduced_with}, "same as before"),
        ):  # fmt: skip
            answer = page(by, project, name, *held, data=data)
            assert answer.status_code == 422
            assert why in answer.content.decode()

    def test_questions_are_confirmed(self, by, project, guide, talk):
        assert "No guide is named" in text(by, project, "questions", talk.pk)
        page(by, project, "follow-guide", talk.pk, data={"guide": str(guide.pk)})
        shown = text(by, project, "questions", talk.pk)
        assert "2 turns may ask a question" in shown
        assert "Proposed, " in shown
        first = str(question(guide, "1").pk)
        data = {"version": "1", "turn-2": first, "turn-4": "", "turn-6": "0", "turn-x": "1"}
        assert page(by, project, "questions", talk.pk, data=data).status_code == 302
        assert labels(talk) == ["", "", "1", "1", "1", "1", "", ""]
        assert "Confirmed." in text(by, project, "questions", talk.pk)
        for data, why in (
            ({"version": "x", "turn-2": first}, "was corrected"),
            ({"version": "1", "turn-2": "999999"}, "not of the transcript"),
        ):
            answer = page(by, project, "questions", talk.pk, data=data)
            assert answer.status_code == 422
            assert why in answer.content.decode()
        page(by, project, "follow-guide", talk.pk, data={"guide": str(guide.pk)})
        page(by, project, "follow-guide", talk.pk, data={"guide": "moon"})
        page(by, project, "follow-guide", talk.pk, data={"guide": ""})
        assert labels(talk) == [""] * 8

    def test_readers_read_and_change_nothing(self, by, project, guide, talk):
        guides.name_guide(by=by, transcript=talk, guide=guide)
        coder = build.member(project, "coder")
        shown = text(coder, project, "questions", talk.pk)
        assert "<select" not in shown
        assert page(coder, project, "questions", talk.pk, data={}).status_code == 403
        waits = make.heard(by, project, [("I", "So?")], waived="")
        assert page(coder, project, "questions", waits.pk).status_code == 404
        assert page(by, project, "questions", waits.pk).status_code == 200
