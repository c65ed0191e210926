from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.instruments import (
    ChecklistRefused,
    checklist_data,
    checklist_from_data,
    checklists,
    parse_checklist,
    write_checklist,
)
from uptake.instruments.checklists import MOST_ITEMS, SHIPPED, USUAL, parse_csv

FACTS = {"name": "Ours", "version": "1", "source": "Our own", "licence": "CC0"}


def own(**changes):
    return json.dumps({**FACTS, "items": [{"question": "Is it clear?"}], **changes})


def problems(text):
    with pytest.raises(ChecklistRefused) as caught:
        parse_checklist(text)
    return caught.value.problems


def test_what_ships_is_what_is_in_the_folder_and_says_where_it_is_from():
    folder = files("uptake.instruments") / "data" / "checklists"
    assert sorted(f.name for f in folder.iterdir()) == sorted(f"{key}.json" for key in SHIPPED)
    ours = checklists()[0]
    assert (ours.version, ours.licence, len(ours.items)) == ("1", "CC0-1.0", 10)
    assert "not validated" in ours.source
    assert all(item.help for item in ours.items)


def test_a_checklist_may_leave_its_answers_and_keys_out():
    found = parse_checklist(own(items=[{"question": "Is it clear?"}, {"question": "Is it clear?"}]))
    assert found.answers == USUAL
    assert [item.key for item in found.items] == ["is-it-clear", "is-it-clear-2"]
    assert found.item("is-it-clear").question == "Is it clear?"
    assert found.answer("no").concern
    assert found.item("nothing") is found.answer("nothing") is None


def test_own_answers():
    found = parse_checklist(own(answers=[{"name": "Met"}, {"name": "Not met", "concern": True}]))
    assert [(a.key, a.sign, a.concern) for a in found.answers] == [
        ("met", "M", False), ("not-met", "N", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "The file: this must be an object"),
        ("{", "Line 1, column 2: this is not JSON"),
        (own(items=[]), "items: there are none"),
        (own(items=3), "items: this must be a list"),
        (own(items=["x"]), "items[1]: this must be an object"),
        (own(items=[{"question": " "}]), "items[1].question: this is empty"),
        (own(items=[{"question": "x"}] * (MOST_ITEMS + 1)), f"at most {MOST_ITEMS}"),
        (own(licence=""), "licence: this is empty"),
        (own(answers=["x"]), "answers[1]: this must be an object"),
        (own(answers=[{"name": "Met", "sign": "MET"}]), "answers[1].sign: 'MET' is long"),
        ("[" * 100_000, "nested too deeply to be a checklist"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text, says):
    assert any(says in problem for problem in problems(text))


def test_a_table_of_questions():
    found = parse_csv("\ufeffQuestion,Help\nIs it clear?,Look at the aims\n\nWho paid?\n", **FACTS)
    assert [(item.question, item.help) for item in found.items] == [
        ("Is it clear?", "Look at the aims"), ("Who paid?", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "what,help\na,b\n", 'question\n"broken\n'])
def test_a_table_that_is_none_is_refused(text):
    with pytest.raises(ChecklistRefused):
        parse_csv(text, **FACTS)


texts = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() and text.isprintable())


@given(texts, st.lists(texts, min_size=1, max_size=6))
def test_what_is_written_is_read_back(name, questions):
    found = parse_checklist(own(name=name, items=[{"question": q} for q in questions]))
    assert parse_checklist(write_checklist(found)) == found
    assert checklist_from_data(checklist_data(found)) == found
