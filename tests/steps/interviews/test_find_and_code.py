"""Finding places by words, speaker and question, coding them in one go, and places like one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from tests.steps.interviews.test_coding_pages import text
from uptake.interviews import actions
from uptake.interviews.coding_forms import rule_in_words
from uptake.interviews.models import (
    Coding,
    CodingAct,
    FavouriteCode,
    Guide,
    GuideQuestion,
    Passage,
    Turn,
    Version,
)
from uptake.interviews.queries import find as found
from uptake.interviews.queries.alike import alike
from uptake.interviews.queries.eyes import Eyes
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def coder(project):
    return build.member(project, "coder")


@pytest.fixture
def client(coder):
    return build.browser(coder)


@pytest.fixture
def people(project):
    return [make.participant(project, "P11"), make.participant(project, "P12", "therapist")]


@pytest.fixture
def talk(project, people):
    return make.transcript(project)


@pytest.fixture
def time(project):
    return make.code(project, "Time")


def at(name, project, *args):
    return reverse(f"interviews:{name}", args=[project.pk, *args])


def places(rows):
    return [actions.Place(row.transcript, row.version, hit.start, hit.end)
            for row in rows for hit in row.hits]  # fmt: skip


def quotes():
    live = Coding.objects.filter(removed_at=None).order_by("passage__start")
    return list(live.values_list("passage__quote", flat=True))


class TestFinding:
    @pytest.mark.parametrize(
        ("extent", "held"),
        [("words", "clients"), ("sentence", "So it was seven clients a day."),
         ("turn", make.TALK[3][1])],
    )  # fmt: skip
    def test_how_much_around_the_words_is_meant(self, project, talk, extent, held):
        sought = found.Sought(extent=extent)
        (row,) = found.find(project, "clients", None, sought)
        (hit,) = row.hits
        assert make.text_of(talk)[hit.start : hit.end] == held
        assert hit.words == "clients"

    def test_two_hits_in_a_sentence_are_one_place(self, project, talk):
        (row,) = found.find(project, "she had", None, found.Sought(extent="sentence"))
        assert row.count == 1
        assert found.find(project, "she had")[0].count == 2

    def test_in_what_a_person_a_group_or_an_answer_said(self, project, talk, people):
        def count(**narrow):
            return sum(one.count for one in found.find(project, "a", None, found.Sought(**narrow)))

        guide = Guide.objects.create(project=project, name="Guide")
        question = GuideQuestion.objects.create(
            project=project, guide=guide, label="1", text="Why?"
        )
        Turn.objects.filter(index=3).update(question=question)
        everything = count()
        assert count(participant=people[1].pk) == make.TALK[4][1].count("a")
        assert count(group="therapist") == count(participant=people[1].pk)
        assert 0 < count(question=question.pk) < everything
        assert count(participant=10**6) == 0
        assert found.choices(project).questions == ((question.pk, "1 Why? (Guide, version 1)"),)

    def test_without_words_whole_turns_are_found(self, project, talk, people):
        assert found.find(project, "") == []
        (row,) = found.find(project, "", None, found.Sought(participant=people[0].pk))
        assert [hit.turn for hit in row.hits] == [2, 4]
        assert row.hits[0].words == make.TALK[1][1]
        assert (row.hits[0].before, row.hits[0].after) == ("", "")

    def test_a_long_turn_is_shown_in_part_and_meant_as_a_whole(self, project, people):
        long = "word " * 500 + "end."
        talk = make.transcript(project, [("P11", long)])
        ((hit,),) = (row.hits for row in found.find(
            project, "", talk, found.Sought(participant=people[0].pk)))  # fmt: skip
        assert hit.words.endswith("word …")
        assert hit.end - hit.start == len(long)


class TestCodingByRule:
    def test_codes_every_place_as_one_act_that_an_undo_takes_back(self, project, coder, talk, time):
        other = make.transcript(project, title="Interview 12")
        rows = found.find(project, "nothing comes off")
        told = actions.code_by_rule(
            by=coder, project=project, codes=[time], places=places(rows), rule="a search"
        )
        assert (told.codings, told.passages, told.transcripts, told.left_out) == (2, 2, 2, ())
        assert set(Coding.objects.values_list("source", "coder")) == {("rule", coder.user.pk)}
        assert set(Passage.objects.values_list("transcript", flat=True)) == {talk.pk, other.pk}
        assert CodingAct.objects.filter(beside=None).count() == 1
        undone = actions.undo(by=coder, transcript=told.first)
        assert undone.words == "Undone: Time is off 2 passages."
        assert len(undone.spans) == 1  # those of the transcript at hand
        assert quotes() == []
        actions.redo(by=coder, transcript=told.first)
        assert len(quotes()) == 2
        with pytest.raises(Refused, match="nothing to undo"):
            actions.undo(by=coder, transcript=other)

    def test_uses_passages_and_leaves_codes_that_are_there(self, project, coder, talk, time):
        power = make.code(project, "Power", order=1)
        make.coded(coder, talk, "clients", time)
        there = places(found.find(project, "clients"))
        told = actions.code_by_rule(
            by=coder, project=project, codes=[time, power], places=there, rule="x"
        )
        assert (told.codings, Passage.objects.count()) == (1, 1)
        with pytest.raises(Refused, match="Nothing was coded") as fault:
            actions.code_by_rule(by=coder, project=project, codes=[time], places=there, rule="x")
        assert "already" in fault.value.advice

    def test_leaves_out_what_cannot_be_coded_and_says_why(self, project, coder, talk, people, time):
        length = len(make.text_of(talk))
        shut = make.transcript(project, title="Interview 12")
        shut.cleared_how = ""
        shut.save()
        people[1].withdrawn_at = datetime(2026, 1, 1, tzinfo=UTC)
        people[1].save()
        first, last = make.place(talk, "forty minutes")
        told = actions.code_by_rule(
            by=coder, project=project, codes=[time], rule="x", places=[
                actions.Place(talk.pk, 1, 0, length), actions.Place(talk.pk, 1, first, last),
                actions.Place(talk.pk, 1, *make.place(talk, "clients")),
                actions.Place(talk.pk, 1, *make.place(talk, " ")),
                actions.Place(shut.pk, 1, 0, 5),
            ],
        )  # fmt: skip
        assert quotes() == ["clients"]
        assert sorted(told.left_out) == [
            "Interview 12 has not been de-identified yet, so it can't be coded.",
            "P12 has withdrawn, so these words can't be coded.",
        ]

    def test_refuses_what_nobody_can_mean(self, project, coder, talk, time):
        def act(**more):
            given = {"codes": [time], "places": [actions.Place(talk.pk, 1, 0, 5)], **more}
            return actions.code_by_rule(by=coder, project=project, rule="x", **given)

        with pytest.raises(Refused, match="No code"):
            act(codes=[])
        with pytest.raises(Refused, match="No place"):
            act(places=[])
        with pytest.raises(Refused, match="too many"):
            act(places=[actions.Place(talk.pk, 1, n, n + 1) for n in range(actions.MOST + 1)])
        with pytest.raises(OvertakenEdit):
            act(places=[actions.Place(talk.pk, 7, 0, 5)])
        assert Coding.objects.count() == 0

    def test_the_trail_tells_the_rule_and_not_the_words(self, client, project, talk, people, time):
        guide = Guide.objects.create(project=project, name="Guide")
        question = GuideQuestion.objects.create(
            project=project, guide=guide, label="1", text="Why?"
        )
        Turn.objects.filter(index=3).update(question=question)
        start, end = make.place(talk, "clients")
        client.post(
            at("code-found", project)
            + f"?q=clients&person={people[0].pk}&group=commissioner&question={question.pk}",
            {"code": time.pk, "place": f"{talk.pk}-1-{start}-{end}"},
        )
        told = Event.objects.get(verb="passages.coded_by_rule").after
        assert told["rule"] == ("a search for words, speaker P11, group commissioner, question 1")
        assert "clients" not in str(told)
        unknown = rule_in_words(project, found.Sought(participant=10**6, question=10**6))
        assert unknown == "speaker 1000000, question 1000000"


class TestPages:
    def test_find_narrow_and_code_the_ticked(self, client, project, talk, people, time):
        asked = at("find", project) + f"?person={people[0].pk}"
        page = client.get(asked)
        assert "2 places in 1 transcript" in text(page)
        start, end = make.place(talk, make.TALK[3][1])
        tick = f"{talk.pk}-1-{start}-{end}"
        assert tick.encode() in page.content
        post = at("code-found", project) + f"?person={people[0].pk}"
        assert client.post(post, {"code": time.pk, "place": [tick]}).url == asked
        assert quotes() == [make.TALK[3][1]]
        assert "Coded: Time, on 1 passage in 1 transcript." in text(client.get(asked))
        nothing = client.post(post, {"place": [tick]})
        assert (nothing.status_code, "Choose a code" in text(nothing)) == (422, True)
        again = client.post(post, {"code": time.pk, "place": [tick, "x", "1-2-3", "1-2-3-x"]})
        assert (again.status_code, "Nothing was coded." in text(again)) == (422, True)

    def test_code_all_that_was_found(self, client, project, people, time):
        make.transcript(project, [("P11", f"Time {n}.") for n in range(130)])
        post = at("code-found", project) + "?q=time&extent=sentence"
        assert "Code all 130" in text(client.get(at("find", project) + "?q=time&extent=sentence"))
        wrong = client.post(post, {"code": time.pk, "all": "1", "seen": 129})
        assert "130 places are found now" in text(wrong)
        client.post(post, {"code": time.pk, "all": "1", "seen": 130})
        assert Coding.objects.count() == 130

    def test_favourites(self, client, project, coder, talk, time):
        star = at("favourite", project, talk.pk, time.pk)
        assert client.post(star, {"on": "1"}).url.endswith(f"?chosen={time.pk}")
        page = text(client.get(at("code", project, talk.pk) + f"?chosen={time.pk}"))
        assert "Favourites" in page
        assert "No favourite any more" in page
        off = client.post(star, {"on": ""}, headers={"HX-Request": "true"})
        assert "Time is no favourite any more." in text(off)
        assert FavouriteCode.objects.count() == 0
        time.retired_at = datetime(2026, 1, 1, tzinfo=UTC)
        time.save()
        assert "is retired" in text(client.post(star, {"on": "1"}))

    def test_memos_on_the_transcript(self, client, project, coder, talk):
        note, page = at("note", project, talk.pk), at("code", project, talk.pk)
        assert client.post(note, {"text": ""}).status_code == 422
        assert client.post(note, {"text": "Tired voice."}).url == f"{page}#notes"
        assert "Tired voice." in text(client.get(page))
        client.post(at("undo", project, talk.pk))
        assert "Tired voice." not in text(client.get(page))
        long = client.post(note, {"text": "x" * 20_001})
        assert "Shorten it" in text(long)


class TestLike:
    def test_gives_runs_of_sentences_in_the_same_words(self, project, coder, talk, time):
        other = make.transcript(
            project, [("P11", "Nothing comes off the list. I said so."), ("P12", "Blue sky.")],
            title="Interview 12",
        )  # fmt: skip
        make.coded(coder, other, "comes off", time)
        start, end = make.place(talk, "nothing comes off")
        version = Version.objects.get(transcript=talk)
        (best, *rest) = alike(project, Eyes(coder.user), "nothing comes off",
                              but=(version.pk, start, end))  # fmt: skip
        assert (best.transcript, best.words) == (other.pk, "Nothing comes off the list. I said so.")
        assert best.codes == ("Time",)
        assert not any(one.transcript == talk.pk and one.start < end and one.end > start
                       for one in rest)  # fmt: skip

    def test_nothing_is_like_it_where_nothing_is(self, project, coder):
        assert alike(project, Eyes(coder.user), "words", but=(0, 0, 1)) == []

    def test_page_codes_one_at_a_time(self, client, project, coder, talk, time):
        other = make.transcript(project, [("P11", "But nothing comes off.")], title="Interview 12")
        start, end = make.place(talk, "nothing comes off")
        asked = at("like", project, talk.pk) + f"?start={start}&end={end}"
        place = f"{other.pk}-1-0-22"
        page = client.get(asked)
        assert place.encode() in page.content
        post = at("code-like", project, talk.pk)
        told = client.post(post, {"place": place, "code": time.pk}, headers={"HX-Request": "true"})
        assert "Coded: Time." in text(told)
        again = client.post(post, {"place": place, "code": time.pk, "at": start, "to": end})
        assert again.url == f"{asked}&code={time.pk}"
        assert "Not coded. You have already coded this passage" in text(client.get(again.url))
        for sent, says in (({"place": place}, "Tick a code"), ({"code": time.pk}, "Choose one of")):
            assert says in text(client.post(post, sent, headers={"HX-Request": "true"}))
        client.post(at("undo", project, other.pk))
        done = client.post(post, {"place": place, "code": time.pk, "at": start, "to": end})
        assert "Coded: Time." in text(client.get(done.url))
        assert client.get(at("like", project, talk.pk) + "?start=9&end=99999").status_code == 404
