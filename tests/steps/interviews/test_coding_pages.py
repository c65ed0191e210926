"""The coding page and those around it, with and without a script, by role."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import Coding, Memo, Participant, Passage, Transcript, Version

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def talk(project):
    make.participant(project, "P11")
    return make.transcript(project)


@pytest.fixture
def coder(project):
    return build.member(project, "coder")


@pytest.fixture
def client(coder):
    return build.browser(coder)


@pytest.fixture
def time(project):
    return make.code(project, "Time & tide's <end>")


@pytest.fixture
def power(project):
    return make.code(project, "Power", order=1)


def at(name, project, *args):
    return reverse(f"interviews:{name}", args=[project.pk, *args])


def apply(coder, talk, words, *codes, **more):
    start, end = make.place(talk, words)
    return actions.apply_codes(
        by=coder, transcript=talk, version=1, start=start, end=end, codes=list(codes), **more
    )


def marked(talk, words, **more):
    start, end = make.place(talk, words)
    return {"version": 1, "start": start, "end": end, **more}


def text(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


class TestCodingPage:
    def test_shows_turns_marks_stripes_and_counts(self, client, project, talk, coder, time):
        coding = apply(coder, talk, "nothing comes off", time)[0]
        page = client.get(at("code", project, talk.pk))
        assert at("passage", project, coding.passage_id) in page.content.decode()
        body = page.content.decode()
        assert page.status_code == 200
        assert '<mark class="mark-1">nothing comes off</mark>' in body
        assert "Time &amp; tide&#39;s &lt;end&gt;" in body
        assert "Coded as far as turn 4 of 5" in text(page)
        assert 'style="' not in body

    def test_adds_no_blank_to_the_text(self, client, project, talk, coder, time, power):
        apply(coder, talk, "fine, but nothing", time)
        apply(coder, talk, "nothing comes off", power)
        body = client.get(at("code", project, talk.pk)).content.decode()
        said = re.findall(r'<p class="said">(.*?)</p>', body, re.DOTALL)
        assert "\n\n".join(unescape(re.sub(r"<[^>]+>", "", one)) for one in said) == make.text_of(
            talk
        )

    def test_empty_states(self, client, project):
        talk = Transcript.objects.create(project=project, title="Nothing yet", cleared_how="waived")
        Version.objects.create(project=project, transcript=talk, text="")
        page = text(client.get(at("code", project, talk.pk)))
        assert "This transcript has no turns." in page
        assert "No codes yet." in page

    def test_codes_by_name_without_a_script(self, client, project, talk, time, power):
        page = text(client.get(at("code", project, talk.pk) + "?codes=POW"))
        assert "Power" in page
        assert "tide" not in page
        assert "No code's name holds “zzz”" in text(
            client.get(at("code", project, talk.pk) + "?codes=zzz")
        )

    def test_a_chosen_code_shows_its_note(self, client, project, talk, time, power):
        power.definition, power.when = "Who may change things.", "when somebody lacks it"
        power.when_not, power.example = "for money", "It is not mine to say"
        power.save()
        page = text(client.get(at("code", project, talk.pk) + f"?chosen={power.pk}"))
        for words in ("Who may change things.", "when somebody lacks it", "for money", "not mine"):
            assert words in page

    def test_goes_to_a_turn_with_some_before_it(self, client, project):
        talk = make.transcript(project, [("A", f"This is turn {n}.") for n in range(1, 30)])
        page = text(client.get(at("code", project, talk.pk) + "?turn=20"))
        assert "This is turn 16." in page
        assert "This is turn 15." not in page
        assert "Earlier turns" in page

    @pytest.mark.parametrize("query", ["?turn=x", "?turn=-4", "?from=99999999999", "?chosen=²"])
    def test_takes_any_query(self, client, project, talk, query):
        assert client.get(at("code", project, talk.pk) + query).status_code == 200

    def test_more_turns_come_as_a_part(self, client, project):
        talk = make.transcript(project, [("A", f"Turn {n}. " + "word " * 500) for n in range(30)])
        whole = client.get(at("code", project, talk.pk))
        later = unescape(re.search(r'hx-get="([^"]+from=\d+)"', whole.content.decode())[1])
        part = client.get(later, headers=HTMX)
        assert b"<html" not in part.content
        assert b"turn-9" in part.content
        assert b'id="earlier"' not in part.content
        there = client.get(later)
        earlier = unescape(re.search(r'hx-get="([^"]+until=\d+)"', there.content.decode())[1])
        before = client.get(earlier, headers=HTMX).content
        assert b'id="turn-1"' in before
        assert b'id="later"' not in before

    def test_costs_the_same_number_of_queries_however_much_is_coded(
        self, client, project, talk, coder, time, power, django_assert_max_num_queries
    ):
        for words in ("stuck", "team lead", "nothing", "seven clients", "forty"):
            apply(coder, talk, words, time, power)
        with django_assert_max_num_queries(24):
            client.get(at("code", project, talk.pk))

    @pytest.mark.parametrize(
        ("role", "status"),
        [("owner", 200), ("researcher", 200), ("coder", 200), ("reviewer", 200),
         ("commissioner", 403), ("observer", 403)],
    )  # fmt: skip
    def test_by_role(self, project, talk, role, status):
        answer = build.browser(build.member(project, role)).get(at("code", project, talk.pk))
        assert answer.status_code == status
        assert (b"Code this turn<" in answer.content) == (status == 200 and role != "reviewer")

    def test_does_not_exist_for_others(self, project, talk):
        stranger = build.browser(build.account())
        assert stranger.get(at("code", project, talk.pk)).status_code == 404
        theirs = make.transcript(build.project())
        mine = build.browser(build.member(project))
        assert mine.get(at("code", project, theirs.pk)).status_code == 404

    def test_a_withdrawn_speakers_turns_offer_no_coding(self, client, project, talk):
        Participant.objects.update(withdrawn_at=timezone.now())
        body = client.get(at("code", project, talk.pk)).content
        assert body.count(b"Code this turn<") == 3


class TestActs:
    def test_apply_sends_only_what_it_touched(self, client, project, talk, time):
        sent = marked(talk, "nothing comes off", code=time.pk)
        answer = client.post(at("apply", project, talk.pk), sent, headers=HTMX)
        body = answer.content.decode()
        assert body.count("<article") == 1
        assert 'id="turn-4"' in body
        assert "Coded: Time & tide's <end>." in text(answer)
        assert f'id="n-{time.pk}"' in body
        assert ">1<span" in body

    def test_apply_with_several_codes_and_a_memo(self, client, project, talk, time, power):
        sent = marked(talk, "nothing", code=[time.pk, power.pk], memo="Hm.")
        client.post(at("apply", project, talk.pk), sent, headers=HTMX)
        assert Coding.objects.count() == 2
        assert Memo.objects.get().text == "Hm."

    def test_a_memo_alone(self, client, project, talk):
        sent = marked(talk, "nothing", memo="Hm.")
        assert "Memo kept." in text(client.post(at("apply", project, talk.pk), sent, headers=HTMX))

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({}, "Nothing is selected."),
            ({"version": 1, "start": "a", "end": 4}, "Nothing is selected."),
            ({"version": 1, "start": 0, "end": 4, "code": 999_999}, "not in this codebook"),
            ({"version": 7, "start": 0, "end": 4, "memo": "x"}, "was corrected while you had it"),
        ],
    )
    def test_what_was_not_done_is_said(self, client, project, talk, sent, says):
        answer = client.post(at("apply", project, talk.pk), sent, headers=HTMX)
        assert (answer.status_code, says in text(answer)) == (200, True)
        assert "Not done." in text(answer)
        whole = client.post(at("apply", project, talk.pk), sent)
        assert whole.status_code == 422
        assert says in text(whole)
        assert "There is a problem" in text(whole)
        assert not Passage.objects.exists()

    def test_a_code_of_another_project_is_not_known(self, client, project, talk):
        sent = marked(talk, "nothing", code=make.code(build.project(), "Theirs").pk)
        assert "not in this codebook" in text(
            client.post(at("apply", project, talk.pk), sent, headers=HTMX)
        )

    def test_undo_and_redo(self, client, project, talk, coder, time):
        apply(coder, talk, "nothing", time)
        undone = client.post(at("undo", project, talk.pk), headers=HTMX)
        assert "Undone" in text(undone)
        assert b"<mark" not in undone.content
        redone = client.post(at("redo", project, talk.pk), headers=HTMX)
        assert b"<mark" in redone.content
        assert "nothing to do again" in text(
            client.post(at("redo", project, talk.pk), headers=HTMX)
        )
        client.post(at("undo", project, talk.pk))
        assert "nothing to undo" in text(client.post(at("undo", project, talk.pk), headers=HTMX))

    def test_undo_without_a_script_goes_back_to_the_turn(self, client, project, talk, coder, time):
        apply(coder, talk, "nothing", time)
        answer = client.post(at("undo", project, talk.pk))
        assert answer.url == at("code", project, talk.pk) + "?turn=4#turn-4"
        assert "Undone: Time" in text(client.get(answer.url))

    def test_undo_of_a_memo_on_the_whole_goes_back_to_the_start(self, client, project, talk, coder):
        actions.write_memo(by=coder, on=talk, text="Hm.")
        assert client.post(at("undo", project, talk.pk)).url == at("code", project, talk.pk)

    def test_undo_of_very_much_sends_the_page_again(self, client, project, coder, time):
        talk = make.transcript(project, [("A", f"turn {n}") for n in range(60)])
        rows = [
            actions.TableRow(n, talk.title, f"turn {n}", time.name, occurrence=1)
            for n in range(10, 60)
        ]
        actions.code_from_table(by=coder, project=project, rows=rows)
        answer = client.post(at("undo", project, talk.pk), headers=HTMX)
        assert answer.headers["HX-Refresh"] == "true"

    def test_remove(self, client, project, talk, coder, time):
        coding = apply(coder, talk, "nothing", time)[0]
        answer = client.post(at("remove", project, coding.pk), headers=HTMX)
        assert "is off the passage" in text(answer)
        sent = {"passage": coding.passage_id}
        again = client.post(at("remove", project, coding.pk), sent)
        assert again.status_code == 422
        other = apply(coder, talk, "seven", time)[0]
        back = client.post(at("remove", project, other.pk), {"passage": other.passage_id})
        assert back.url == at("passage", project, other.passage_id)

    def test_removing_somebody_elses_is_refused(self, project, talk, coder, time):
        coding = apply(coder, talk, "nothing", time)[0]
        other = build.browser(build.member(project, "researcher"))
        assert "only they can take it off" in text(
            other.post(at("remove", project, coding.pk), headers=HTMX)
        )

    @pytest.mark.parametrize("name", ["apply", "undo", "redo"])
    @pytest.mark.parametrize("role", ["reviewer", "commissioner", "observer"])
    def test_by_role(self, project, talk, name, role):
        person = build.browser(build.member(project, role))
        assert person.post(at(name, project, talk.pk)).status_code == 403

    def test_an_act_costs_few_queries(
        self, client, project, talk, time, power, django_assert_max_num_queries
    ):
        sent = marked(talk, "nothing", code=[time.pk])
        with django_assert_max_num_queries(40):
            client.post(at("apply", project, talk.pk), sent, headers=HTMX)


class TestPanel:
    def test_says_what_is_selected_and_what_is_there(self, client, project, talk, coder, time):
        coding = apply(coder, talk, "nothing comes off", time, memo="Whose?")[0]
        start, end = make.place(talk, "nothing")
        address = at("panel", project, talk.pk)
        answer = client.get(f"{address}?start={start}&end={end}&code={time.pk}")
        assert "Turn 4, 1 sentence, 1 word" in text(answer)
        assert "Whose?" in text(answer)
        assert at("remove", project, coding.pk) in answer.content.decode()

    def test_for_a_place_and_for_several_turns(self, client, project, talk, coder, time):
        apply(coder, talk, "nothing comes off", time)
        address, (start, _) = at("panel", project, talk.pk), make.place(talk, "nothing")
        point = text(client.get(f"{address}?start={start}&end={start + 1}&point=1"))
        assert "Already here" in point
        assert "Write a memo" not in point
        assert "Turns 1 to 4" in text(client.get(f"{address}?start=0&end={start}"))

    def test_of_nothing(self, client, project, talk):
        assert "Nothing yet" in text(client.get(at("panel", project, talk.pk) + "?start=&end="))

    def test_a_reader_is_offered_no_act(self, project, talk, coder, time):
        apply(coder, talk, "nothing", time, memo="Hm.")
        start, end = make.place(talk, "nothing")
        reader = build.browser(build.member(project, "reviewer"))
        page = reader.get(
            at("panel", project, talk.pk) + f"?start={start}&end={end}&code={time.pk}"
        )
        assert "Hm." in text(page)
        assert b"<button" not in page.content


class TestTurnPage:
    def test_codes_a_run_of_sentences(self, client, project, talk, time, power):
        address = at("turn", project, talk.pk, 2)
        assert "She had the training" in text(client.get(f"{address}?chosen={time.pk}"))
        sent = {"version": 1, "sentence": [0, 1], "code": [time.pk, power.pk], "memo": "Hm."}
        answer = client.post(address, sent)
        assert answer.url == at("code", project, talk.pk) + "?turn=2#turn-2"
        assert Passage.objects.get().quote.startswith("The team lead wanted it. She had")
        assert Coding.objects.count() == 2

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({}, "Choose a sentence"),
            ({"sentence": [0]}, "Choose a code, or write a memo"),
            ({"sentence": [9], "memo": "x"}, "These are not the sentences of this turn"),
            ({"sentence": [0], "code": [999_999]}, "not in this codebook"),
            ({"sentence": [0], "memo": "x", "version": 4}, "was corrected while you had it open"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(
        self, client, project, talk, time, sent, says
    ):
        answer = client.post(at("turn", project, talk.pk, 2), {"version": 1, **sent})
        assert answer.status_code == 422
        assert says in text(answer)
        assert 'name="version" value="' in answer.content.decode()

    def test_sentences_must_follow_one_another(self, client, project, coder, time):
        talk = make.transcript(project, [("A", "One is. Two is. Three is.")])
        sent = {"version": 1, "sentence": [0, 2], "code": [time.pk], "memo": "My words."}
        answer = client.post(at("turn", project, talk.pk, 1), sent)
        assert "Choose sentences that follow one another" in text(answer)
        assert "My words." in text(answer)

    def test_codes_are_named_with_those_above_them(self, client, project, talk, time):
        make.code(project, "Caseload", parent=time)
        page = text(client.get(at("turn", project, talk.pk, 2)))
        assert "Time & tide's <end> › Caseload" in page

    def test_there_is_no_turn_99(self, client, project, talk):
        assert client.get(at("turn", project, talk.pk, 99)).status_code == 404

    def test_shows_what_is_there_already(self, client, project, talk, coder, time):
        apply(coder, talk, "team lead", time)
        assert "Already on this turn" in text(client.get(at("turn", project, talk.pk, 2)))


class TestPassagePage:
    def test_stands_in_its_turn_with_codes_and_memos(self, client, project, talk, coder, time):
        passage = apply(coder, talk, "nothing comes off", time, memo="Whose?")[0].passage
        page = text(client.get(at("passage", project, passage.pk)))
        for words in ("And when she asked?", "They said, fine, but", "nothing comes off",
                      "So it was seven clients", "I was there too", "Whose?", "you"):  # fmt: skip
            assert words in page

    def test_the_commissioner_sees_it_without_the_transcript(self, project, talk, coder, time):
        passage = apply(coder, talk, "nothing comes off", time)[0].passage
        page = build.browser(build.member(project, "commissioner")).get(
            at("passage", project, passage.pk)
        )
        assert page.status_code == 200
        assert at("code", project, talk.pk).encode() not in page.content
        assert b"Write a memo" not in page.content

    def test_writes_edits_and_takes_away_a_memo(self, client, project, talk, coder, time):
        passage = apply(coder, talk, "nothing", time)[0].passage
        address = at("passage", project, passage.pk)
        assert client.post(address, {"text": " "}).status_code == 422
        assert client.post(address, {"text": "One."}).url == address
        memo = Memo.objects.get()
        edit = at("memo", project, memo.pk)
        assert "One." in text(client.get(edit))
        assert client.post(edit, {"text": ""}).status_code == 422
        assert client.post(edit, {"text": "Two."}).url == address
        assert client.post(edit, {"text": "Three."}).status_code == 422
        now = Memo.objects.get(removed_at=None)
        taken = client.post(at("remove-memo", project, now.pk))
        assert taken.url == address
        assert "Memo taken away." in text(client.get(address))
        client.post(at("remove-memo", project, now.pk))
        assert "changed or removed" in text(client.get(address))

    def test_a_memo_on_a_transcript_has_its_own_page(self, client, project, talk, coder):
        memo = actions.write_memo(by=coder, on=talk, text="Tired voice.")
        assert client.post(at("remove-memo", project, memo.pk)).url == at("code", project, talk.pk)
        other = build.browser(build.member(project, "reviewer"))
        page = other.get(at("memo", project, memo.pk))
        assert "Tired voice." in text(page)
        assert b"<textarea" not in page.content

    @pytest.mark.parametrize(
        ("state", "says"), [("redacted", "The words are gone."), ("lost", "lost its place")]
    )
    def test_that_is_gone_says_why(self, client, project, talk, coder, time, state, says):
        passage = apply(coder, talk, "nothing comes off", time)[0].passage
        Passage.objects.update(state=state)
        page = text(client.get(at("passage", project, passage.pk)))
        assert says in page
        assert ("They said, fine" in page) == (state == "lost")
        refused = client.post(at("passage", project, passage.pk), {"text": "Hm."})
        assert refused.status_code == (422 if state == "redacted" else 302)


class TestLists:
    def test_passages_of_a_code(self, client, project, talk, coder, time, power):
        apply(coder, talk, "nothing comes off", time)
        apply(coder, talk, "seven clients", power)
        elsewhere = make.transcript(project, title="Interview 12")
        apply(coder, elsewhere, "team lead", time)
        address = at("passages", project)
        page = text(client.get(f"{address}?code={time.pk}"))
        assert "2 passages" in page
        assert "Interview 12" in page
        one = text(client.get(f"{address}?code={time.pk}&transcript={talk.pk}"))
        assert "1 passage in Interview 11" in one
        assert "3 passages" in text(client.get(address))
        assert client.get(f"{address}?code=99999").status_code == 404

    def test_no_passages(self, client, project, power):
        assert "No passages." in text(client.get(at("passages", project) + f"?code={power.pk}"))

    def test_fifty_to_a_page(self, client, project, coder, time, django_assert_max_num_queries):
        talk = make.transcript(project, [("A", f"turn {n:03}") for n in range(120)])
        rows = [actions.TableRow(n, talk.title, f"turn {n:03}", time.name) for n in range(120)]
        actions.code_from_table(by=coder, project=project, rows=rows)
        with django_assert_max_num_queries(16):
            page = client.get(at("passages", project) + f"?code={time.pk}&page=2")
        assert "turn 050" in text(page)
        assert "turn 049" in text(page)  # the turn before the first passage
        assert "turn 048" not in text(page)

    def test_words_in_one_transcript_and_in_all(self, client, project, talk):
        make.transcript(project, [("B", "Élan   and\nCLIENTS, <b>so</b>.")], title="Interview 12")
        address = at("find", project)
        assert "2 places in 2 transcripts" in text(client.get(f"{address}?q=clients"))
        assert "1 place" in text(client.get(f"{address}?q=clients&transcript={talk.pk}"))
        assert b"<b>so" not in client.get(f"{address}?q=clients").content
        assert "1 place in 1 transcript" in text(client.get(f"{address}?q=élan%20and%20clients"))
        assert "does not stand in any transcript" in text(client.get(f"{address}?q=zzz"))
        assert "does not stand in this" in text(client.get(f"{address}?q=zzz&transcript={talk.pk}"))
        assert client.get(address).status_code == 200

    def test_very_many_places_are_counted_and_some_shown(self, client, project):
        make.transcript(project, [("A", "word and " * 300)])
        page = text(client.get(at("find", project) + "?q=word"))
        assert "300 places" in page
        assert "The first 100 are shown." in page
        assert "…" in page

    @pytest.mark.parametrize("name", ["passages", "find"])
    def test_are_not_for_those_who_read_no_transcripts(self, project, name):
        person = build.browser(build.member(project, "commissioner"))
        assert person.get(at(name, project)).status_code == 403
