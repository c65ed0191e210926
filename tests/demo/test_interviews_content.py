"""What is done around the example's interviews: every link resolves, every quote is found."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from uptake.demo import content, interviews_content
from uptake.formats.transcripts import layout, read_any
from uptake.instruments.coreq import coreq
from uptake.interviews.guide_text import read_guide
from uptake.methods.deidentify import find


@pytest.fixture(scope="module")
def given():
    return content.load()


@pytest.fixture(scope="module")
def plan():
    return interviews_content.load()


@pytest.fixture(scope="module")
def texts(plan):
    """Each later transcript as the site lays it out."""
    return {
        one.file: layout(read_any(content.data(f"transcripts/{one.file}"), one.file).turns)
        for one in plan.transcripts
    }


@pytest.fixture(scope="module")
def people(given, plan):
    """Everybody who was asked, by pseudonym."""
    return {one.pseudonym: one for one in (*given.participants, *plan.people)}


def test_everybody_in_the_log_and_the_grid_is_known(plan, people):
    assert {*chain.from_iterable(line.who for line in plan.approaches)} <= set(people)
    for attribute in plan.attributes:
        assert set(attribute.values) <= set(people)
        assert set(attribute.values.values()) <= set(attribute.options)
    groups = {one.group for one in people.values()}
    options = {one.name: one.options for one in plan.attributes}
    for target in plan.targets:
        assert target.group in groups
        assert not target.attribute or target.value in options[target.attribute]


def test_nobody_is_heard_without_a_consent_form_that_there_is(given, plan, people, texts):
    forms = {form.version: form.dated for form in plan.consent_forms}
    for one in plan.transcripts:
        labels = {turn.speaker for turn in texts[one.file].turns} - {"Interviewer"}
        for label in labels:
            person = people[one.speakers.get(label, label)]
            assert forms[person.consent_version] <= person.consented <= one.held
    for heard in given.participants:
        assert forms[heard.consent_version] <= heard.consented


def test_the_days_come_in_their_order(plan):
    invited = {who: line.on for line in plan.approaches if line.kind == "invited"
               for who in line.who}  # fmt: skip
    for line in plan.approaches:
        assert all(invited[who] <= line.on for who in line.who)
    assert {line.kind for line in plan.approaches} >= {"declined", "no_answer", "reminded"}


def test_turns_ask_questions_that_the_guide_has(given, plan):
    labels = [{one.label for one in read_guide(guide.text)} for guide in plan.guides]
    assert len(labels) == 2
    assert {"2a", "10a"} <= {
        prompt.label for one in read_guide(plan.guides[1].text) for prompt in one.prompts
    }
    files = {one.transcript for one in given.participants} | {one.file for one in plan.transcripts}
    for asked in plan.asked:
        assert asked.transcript in files
        turns = layout(
            read_any(content.data(f"transcripts/{asked.transcript}"), asked.transcript).turns
        ).turns
        for at, label in asked.turns:
            assert turns[at].speaker == "Interviewer"
            assert label in labels[0] & labels[1]


def test_every_quote_of_a_round_occurs_once_in_words_of_one_speaker(given, plan, texts):
    codes = {code.key for code in given.codebook} | set(plan.constructs)
    for coding in plan.codings:
        laid = texts[coding.transcript]
        assert laid.text.count(coding.quote) == 1, coding.quote
        start = laid.text.index(coding.quote)
        end = start + len(coding.quote)
        (turn,) = [turn for turn in laid.turns if turn.start <= start and end <= turn.end]
        assert turn.speaker != "Interviewer"
        assert set(coding.codes) <= codes
    for decision in plan.decisions:
        assert decision.words in texts[decision.transcript].text
        assert set(decision.codes) <= codes


def test_both_code_every_transcript_of_a_round_and_differ_somewhere(plan):
    for one in plan.rounds:
        for name in one.transcripts:
            by = {
                role: {(row.quote, row.codes) for row in plan.codings
                       if (row.transcript, row.coder) == (name, role)}
                for role in ("researcher", "coder")
            }  # fmt: skip
            assert by["researcher"]
            assert by["coder"]
            assert by["researcher"] != by["coder"]


def test_themes_and_what_is_made_of_them_resolve(given, plan, people):
    codings = {one.id: one for one in given.codings}
    codes = {code.key for code in given.codebook}
    themes = {one.key: one for one in plan.themes}
    for theme in plan.themes:
        assert set(theme.codes) <= codes
        assert not theme.parent or theme.parent in themes
    for summary in plan.summaries:
        assert summary.case in people
        for key in summary.passages:
            assert codings[key].pseudonym == summary.case
            assert codings[key].code in themes[summary.theme].codes
    assert {row.passage for row in plan.content} <= set(codings)
    assert {quote.stance for quote in plan.quotes} == {"representative", "contrary"}
    assert {quote.passage for quote in plan.quotes} <= set(codings)
    assert {answer.item for answer in plan.coreq} <= {item.number for item in coreq().items}
    asked = {place for row in given.asked for place in row.places}
    assert {place for one in plan.findings for place in one.places} <= asked


def test_summaries_and_memos_quote_nobody(given, plan, texts):
    everything = "\n".join(
        chain(
            (laid.text for laid in texts.values()),
            (content.data(f"transcripts/{one.transcript}").decode() for one in given.participants),
        )
    ).lower()
    for text in chain(
        (one.text for one in plan.summaries), (one.text for one in plan.memos),
        (one.paraphrase for one in plan.content), (one.generalisation for one in plan.content),
        (one.sentence for one in plan.findings),
    ):  # fmt: skip
        words = text.lower().rstrip(".").split()
        for i in range(len(words) - 7):
            assert " ".join(words[i : i + 8]) not in everything


def test_only_the_transcript_that_waits_names_anybody(plan, texts):
    for one in plan.transcripts:
        text = texts[one.file].text
        seen = {text[hit.start : hit.end] for hit in find(text)}
        assert bool(seen) == one.waits, (one.file, seen)
    (waits,) = [one.file for one in plan.transcripts if one.waits]
    assert re.search(r"\b01632 960\d{3}\b", texts[waits].text)  # a number that nobody has
    assert "@northfold.example.org" in texts[waits].text
    for gone in plan.taken_out:
        assert gone.words in texts[gone.transcript].text
