"""What is shown of a questionnaire, against a slow twin; and what is wrong with one."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uptake.methods.survey_logic import (
    ALWAYS,
    Answered,
    AnyOf,
    Compare,
    ConditionRefused,
    Every,
    Not,
    Problem,
    Question,
    Some,
    check,
    condition_data,
    condition_from,
    counted,
    holds,
    said,
    shown,
    why_not,
)

USED = Question("used", "one", ("yes", "no", "unsure"))
HOW = Question("how", "many", ("app", "web", "paper"), when=AnyOf("used", ("yes", "unsure")))
WEEKS = Question("weeks", "number", when=Answered("how"), low=0, high=52, whole=True)
WHY = Question("why", "text", when=Some((AnyOf("used", ("no",)), Compare("weeks", "<", 3))))
FORM = (USED, HOW, WEEKS, WHY)


def test_what_is_shown_follows_the_answers():
    assert shown(FORM, {}) == ("used",)
    assert shown(FORM, {"used": "yes"}) == ("used", "how")
    assert shown(FORM, {"used": "yes", "how": ["app"]}) == ("used", "how", "weeks")
    assert shown(FORM, {"used": "yes", "how": ["app"], "weeks": 2}) == (
        "used", "how", "weeks", "why"
    )  # fmt: skip
    assert shown(FORM, {"used": "no"}) == ("used", "why")
    assert check(FORM) == ()


def test_answers_of_hidden_questions_do_not_count():
    answers = {"used": "no", "how": ["app"], "weeks": 10, "why": " "}
    assert shown(FORM, answers) == ("used", "why")
    assert counted(FORM, answers) == {"used": "no"}


@pytest.mark.parametrize(
    ("condition", "answers", "wanted"),
    [
        (ALWAYS, {}, True),
        (Some(()), {}, False),
        (Answered("q"), {"q": 0}, True),
        (Answered("q"), {"q": "  "}, False),
        (Answered("q"), {"q": []}, False),
        (AnyOf("q", ("a", "b")), {"q": ["b", "c"]}, True),
        (AnyOf("q", ("a",)), {"q": "ab"}, False),
        (AnyOf("q", ("a",)), {"q": 3}, False),
        (AnyOf("q", ("a",)), {}, False),
        (Not(AnyOf("q", ("a",))), {}, True),
        (Compare("q", "!=", 3), {}, False),
        (Compare("q", "!=", 3), {"q": 4}, True),
        (Compare("q", "=", 3), {"q": 3.0}, True),
        (Compare("q", ">", 0), {"q": True}, False),
        (Compare("q", ">", 0), {"q": "5"}, False),
        (Every((Compare("q", ">=", 3), Compare("q", "<=", 5))), {"q": 4}, True),
    ],
)
def test_conditions(condition, answers, wanted):
    assert holds(condition, answers) is wanted


ATOMS = st.one_of(
    st.builds(Answered, st.sampled_from("ab")),
    st.builds(AnyOf, st.just("a"), st.lists(st.sampled_from("xyz"), min_size=1).map(tuple)),
    st.builds(
        Compare, st.just("b"), st.sampled_from(["<", "<=", "=", "!=", ">=", ">"]),
        st.integers(-1, 4),
    ),
)  # fmt: skip
CONDITIONS = st.recursive(
    ATOMS,
    lambda part: st.one_of(
        st.builds(Not, part),
        st.builds(Every, st.lists(part, max_size=3).map(tuple)),
        st.builds(Some, st.lists(part, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(CONDITIONS)
def test_a_condition_is_kept_as_data(condition):
    assert condition_from(condition_data(condition)) == condition


def slow(condition, answers):
    """The condition as a sentence of Python."""
    name = type(condition).__name__
    if name == "Not":
        return not slow(condition.part, answers)
    if name in ("Every", "Some"):
        return {"Every": all, "Some": any}[name]([slow(it, answers) for it in condition.parts])
    answer = answers.get(condition.question)
    if answer is None:
        return False
    if name == "AnyOf":
        return answer in condition.codes
    if name == "Compare":
        side = (answer > condition.number) - (answer < condition.number)
        return side in {"<": [-1], "<=": [-1, 0], "=": [0], "!=": [-1, 1], ">=": [0, 1],
                        ">": [1]}[condition.sign]  # fmt: skip
    return True


@settings(max_examples=150)
@given(CONDITIONS, CONDITIONS)
def test_questions_nothing_shows_against_trying_every_answer(one, other):
    """Question b has every whole number that could matter; a has every code."""
    last = other
    form = (
        Question("a", "one", ("x", "y", "z")),
        Question("b", "number", low=0, high=3, whole=True),
        Question("c", "text", when=one),
        Question("d", "text", when=Every((Answered("c"), last))),
    )
    reached = set()
    for a, b, c in product((None, "x", "y", "z"), (None, 0, 1, 2, 3), (None, "w")):
        answers = {"a": a, "b": b, "c": c, "d": "w"}
        seen = ["a", "b"]
        if slow(one, answers):
            seen.append("c")
            if c and slow(last, answers):
                seen.append("d")
        assert list(shown(form, answers)) == seen
        reached |= set(seen)
    never = {it.question for it in check(form)}
    assert never == {"a", "b", "c", "d"} - reached


def problems(*questions):
    return [it.words for it in check(questions)]


CHOICE = Question("c", "one", ("x", "y"))
NUMBER = Question("n", "number")


@pytest.mark.parametrize(
    ("question", "said_"),
    [
        (Question("q", "text", when=Answered("gone")), "asks about gone, which is not there."),
        (Question("q", "text", when=Answered("q")), "asks about q, which does not come before"),
        (Question("q", "text", when=AnyOf("c", ("x", "w"))), "the code w of c, which it has not"),
        (Question("q", "text", when=AnyOf("c", ())), "the code none of c"),
        (Question("q", "text", when=AnyOf("n", ("x",))), "asks for a code of n, which has none"),
        (Question("q", "text", when=Compare("c", ">", 1)), "compares c, which is not a number"),
        (Question("q", "text", when=Compare("n", ">", float("nan"))), "with what is not a number"),
        (Question("q", "text", when=Compare("n", "~", 1)), "with what is not a number"),
        (Question("q", "one"), "nothing to choose from"),
        (Question("q", "many", ("x", "x")), "A code stands twice"),
        (Question("q", "number", low=3, high=2), "The lowest number, 3, is above the highest, 2."),
        (Question("q", "number", low=float("inf")), "A bound is not a number."),
        (Question("q", "slider"), "'slider' is no kind of question; there are one, many"),
        (Question("c", "text"), "2 questions have this key"),
        (
            Question("q", "text", when=Every((AnyOf("c", ("x",)), AnyOf("c", ("y",))))),
            "No answers show this question; change its condition.",
        ),
        (Question("q", "text", when=Not(ALWAYS)), "No answers show this question"),
    ],
)
def test_what_is_wrong_with_a_question(question, said_):
    (words,) = problems(CHOICE, NUMBER, question)
    assert said_ in words


def test_a_later_question_is_not_asked_about():
    assert check((Question("q", "text", when=Answered("c")), CHOICE)) == (
        Problem("q", "Its condition asks about c, which does not come before it."),
    )


@pytest.mark.parametrize(
    ("question", "condition", "possible"),
    [
        (Question("c", "many", ("x", "y")),
         Every((AnyOf("c", ("x",)), AnyOf("c", ("y",)))), True),
        (Question("c", "one", ("x", "y")), Every((Answered("c"), Not(AnyOf("c", ("x", "y"))))),
         False),
        (Question("c", "one", ("x", "y", "z")),
         Every((Answered("c"), Not(AnyOf("c", ("x", "y"))))), True),
        (NUMBER, Every((Compare("n", ">", 1), Compare("n", "<", 2))), True),
        (NUMBER, Every((Compare("n", ">", 2), Compare("n", "<", 1))), False),
        (NUMBER, Compare("n", ">", 1e6), True),
        (NUMBER, Answered("n"), True),
        (Question("n", "number", whole=True),
         Every((Compare("n", ">", 1), Compare("n", "<", 2))), False),
        (Question("n", "number", whole=True),
         Every((Compare("n", ">", 1.5), Compare("n", "<", 2.5))), True),
        (Question("n", "number", high=5), Compare("n", ">", 5), False),
        (Question("n", "number", low=5), Compare("n", "<", 5), False),
        (Question("d", "date"), Answered("d"), True),
    ],
)  # fmt: skip
def test_whether_any_answers_show_it(question, condition, possible):
    found = check((question, Question("q", "text", when=condition)))
    assert (found == ()) is possible


def test_what_would_take_too_long_is_not_said():
    codes = tuple(str(number) for number in range(16))
    every = Every(tuple(AnyOf("c", (code,)) for code in codes))
    wide = (Question("c", "many", codes), Question("e", "many", codes),
            Question("q", "text", when=Every((every, Not(every), Answered("e")))))  # fmt: skip
    assert check(wide) == ()
    codes = tuple(str(number) for number in range(60))
    every = Every(tuple(AnyOf("c", (code,)) for code in codes))
    deep = (Question("c", "many", codes), Question("q", "text", when=Every((every, Not(every)))))
    assert check(deep) == ()


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"question": "q", "equals": "yes"}, AnyOf("q", ("yes",))),
        ({"question": "q", "any_of": ["a", "b"]}, AnyOf("q", ("a", "b"))),
        ({"question": "q", ">=": 5}, Compare("q", ">=", 5)),
        ({"all": []}, ALWAYS),
    ],
)
def test_conditions_as_a_person_writes_them(data, wanted):
    assert condition_from(data) == wanted


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (None, "condition"),
        ({}, "condition"),
        ({"answered": 3}, "condition"),
        ({"question": "q"}, "condition"),
        ({"question": 3, "equals": "x"}, "condition"),
        ({"question": "q", "equals": 3}, "condition"),
        ({"question": "q", "any_of": ["a", 3]}, "condition"),
        ({"question": "q", ">=": "5"}, "condition"),
        ({"question": "q", ">=": True}, "condition"),
        ({"question": "q", ">=": 10**400}, "condition"),
        ({"question": "q", "like": "x"}, "condition"),
        ({"all": {}}, "condition"),
        ({"not": {"any": [{"answered": "q"}, 4]}}, "condition.not.any[2]"),
        ({"not": 4}, "condition.not"),
    ],
)
def test_data_that_are_no_condition(data, place):
    with pytest.raises(ConditionRefused) as refused:
        condition_from(data)
    assert refused.value.problems[0].startswith(f"{place}: this is no condition; write answered")


def test_a_condition_nobody_could_read():
    data = {"answered": "q"}
    for _ in range(30):
        data = {"not": data}
    with pytest.raises(ConditionRefused, match="more than 20 deep"):
        condition_from(data)


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (USED, "yes", ""),
        (USED, "perhaps", "Choose one of the answers."),
        (USED, None, ""),
        (HOW, ["app", "web"], ""),
        (HOW, ["app", "app"], "Choose from the answers."),
        (HOW, "app", "Choose from the answers."),
        (HOW, ["fax"], "Choose from the answers."),
        (HOW, 3, "Choose from the answers."),
        (WEEKS, 52, ""),
        (WEEKS, 53, "Give 52 or less."),
        (WEEKS, -1, "Give 0 or more."),
        (WEEKS, 2.5, "Give a whole number."),
        (WEEKS, "2", "Give a number."),
        (WEEKS, True, "Give a number."),
        (NUMBER, 2.5, ""),
        (WHY, "Because", ""),
        (WHY, 3, "Write your answer in words."),
        (Question("d", "date"), "2025-02-28", ""),
        (Question("d", "date"), "2025-02-30", "Give a real date, with day, month and year."),
    ],
)
def test_answers_that_cannot_be(question, answer, words):
    assert why_not(question, answer) == words
    assert said(answer) is (answer is not None)
