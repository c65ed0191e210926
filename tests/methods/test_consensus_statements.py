"""What became of statements: changes that can't be are named, and ancestors are all found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.consensus import Change, LineageRefused, Statements

HISTORY = (
    Change("a1", 1, "new"),
    Change("b1", 1, "new"),
    Change("c1", 1, "new"),
    Change("d1", 1, "new"),
    Change("ab2", 2, "merged", ("a1", "b1"), "They say the same."),
    Change("c2x", 2, "split", ("c1",), "Two things in one."),
    Change("c2y", 2, "split", ("c1",), "Two things in one."),
    Change("d1", 2, "dropped", reason="Out in round 1."),
    Change("e2", 2, "new"),
    Change("ab3", 3, "reworded", ("ab2",), "Plainer."),
    Change("c3x", 3, "kept", ("c2x",)),
    Change("c3y", 3, "kept", ("c2y",)),
    Change("e3", 3, "kept", ("e2",)),
)


def test_a_history_of_three_rounds():
    it = Statements(HISTORY)
    assert len(it) == 12
    assert "a1" in it
    assert list(it.rounds) == [1, 2, 3]
    assert it.of_round(2) == ("ab2", "c2x", "c2y", "e2")
    assert it.ancestors("ab3") == ("ab2", "a1", "b1")
    assert it.origins("ab3") == ("a1", "b1")
    assert it.origins("e2") == ("e2",)
    assert it.descendants("c1") == ("c2x", "c2y", "c3x", "c3y")
    assert it.change("ab2").reason == "They say the same."
    assert it.dropped("d1").round == 2
    assert it.dropped("a1") is None
    assert it.same_wording("c3x") == "c2x"
    assert it.same_wording("ab3") is None
    assert list(Statements([]).rounds) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([Change("x", 2, "kept", ("x",))], "x: x is of round 2; it must be"),
        ([Change("x", 2, "kept", ("gone",))], "x: gone is not there."),
        ([Change("x", 2, "kept", ("a1", "b1"))], "x: what is kept has one parent, not 2."),
        ([Change("x", 2, "kept")], "x: what is kept has one parent, not 0."),
        ([Change("x", 2, "new", ("a1",))], "x: what is new has no parents."),
        ([Change("x", 0, "new")], "x: rounds are counted from 1, not 0."),
        ([Change("x", 2, "moved", ("a1",))], "x: 'moved' is none of: new, kept"),
        ([Change("x", 2, "merged", ("a1", "a1"), "So.")], "x: a merged statement has two parents"),
        ([Change("x", 2, "split", ("a1",), "So.")], "x: a split makes two statements or more"),
        ([Change("x", 2, "reworded", ("a1",), " ")], "x: say why it was reworded."),
        ([Change("a1", 2, "dropped")], "a1: say why it was dropped."),
        ([Change("z", 2, "dropped", reason="So.")], "z: z is not there."),
        ([Change("a1", 3, "dropped", reason="So.")], "a1: a1 is of round 1; it must be of the"),
        ([Change("a1", 1, "new")], "a1: it is there 2 times; each once."),
        (
            [Change("a1", 2, "dropped", reason="So."), Change("x", 2, "kept", ("a1",))],
            "x: a1 was dropped; nothing can come of it.",
        ),
        (
            [Change("x", 2, "kept", ("a1",)), Change("y", 2, "reworded", ("a1",), "So.")],
            "a1: it can't be kept and reworded at once.",
        ),
        ([Change("x", 2, "kept", ("a1",))], "b1: round 2 says nothing of it; keep it or drop it."),
    ],
)  # fmt: skip
def test_changes_that_cannot_be(changes, said):
    with pytest.raises(LineageRefused) as refused:
        Statements([Change("a1", 1, "new"), Change("b1", 1, "new"), *changes])
    assert any(problem.startswith(said) for problem in refused.value.problems)


@st.composite
def histories(draw):
    """Rounds made by drawing for each statement what becomes of it."""
    changes, alive, number = [], [], 0
    for round_ in range(1, draw(st.integers(1, 4)) + 1):
        now = []

        def make(step, parents, at=round_, into=now):
            nonlocal number
            number += 1
            into.append(number)
            return Change(number, at, step, parents, "So.")

        while alive:
            it = alive.pop()
            kind = draw(st.sampled_from(["kept", "reworded", "merged", "split", "dropped"]))
            if kind == "merged" and alive:
                changes.append(make("merged", (it, alive.pop())))
            elif kind == "split":
                changes += [make("split", (it,)), make("split", (it,))]
            elif kind == "dropped":
                changes.append(Change(it, round_, "dropped", (), "So."))
            else:
                changes.append(make("reworded" if kind == "reworded" else "kept", (it,)))
        changes += [make("new", ()) for _ in range(draw(st.integers(0, 3)))]
        alive = now
    return changes


@given(histories())
def test_ancestors_against_walking_up_again_and_again(changes):
    it = Statements(changes)
    parents = {c.key: set(c.parents) for c in changes if c.step != "dropped"}
    for key in parents:
        found, before = set(parents[key]), None
        while found != before:
            before = set(found)
            found |= {grand for parent in before for grand in parents[parent]}
        assert set(it.ancestors(key)) == found
        assert all(key in it.descendants(up) for up in found)
        assert key not in found
        rounds = [it.change(up).round for up in it.ancestors(key)]
        assert rounds == sorted(rounds, reverse=True)
