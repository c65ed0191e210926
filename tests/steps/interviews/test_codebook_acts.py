"""Merging, splitting, moving, rewording and retiring codes, and taking each of them back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.codebook_file import CodeLine
from uptake.interviews.models import (
    Assignment,
    Code,
    CodebookAct,
    Coding,
    CodingRound,
    FavouriteCode,
    Memo,
    RoundCode,
    Theme,
    ThemeCode,
)
from uptake.interviews.queries.one_code import earlier_wordings
from uptake.interviews.queries.tree import code_tree
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db
WORDS = ("No time at all.", "Nobody may sign.", "It was lonely.")


def add(by, project, name, parent=None, **words):
    return actions.add_code(by=by, project=project, name=name, parent=parent, **words)


def tree(project, **more):
    return ["  " * row.depth + row.name for row in code_tree(project, **more)]


def live(**narrow):
    """Every coding in force: its words, code, coder, layer."""
    rows = Coding.objects.filter(removed_at=None, **narrow)
    found = rows.values_list("passage__quote", "code__name", "coder__name", "layer")
    return sorted(found)


def merge(by, into, *codes):
    return actions.merge_codes(by=by, into=into, codes=codes)


def undo(by, act):
    return actions.undo_codebook_act(by=by, act=act)


@pytest.fixture
def talk(by, project):
    return make.heard(by, project, [("A", words) for words in WORDS])


@pytest.fixture
def book(by, project):
    return {name: add(by, project, name) for name in ("Time", "Hours", "Rota")}


@pytest.fixture
def coder(project):
    return build.member(project, "coder")


class TestMerging:
    def test_codings_follow_and_a_coder_who_had_both_keeps_one(self, by, coder, talk, book):
        make.coded(coder, talk, WORDS[0], book["Time"], book["Hours"])
        make.coded(coder, talk, WORDS[1], book["Hours"])
        make.coded(by, talk, WORDS[1], book["Hours"])
        before, raw = live(), set(Coding.objects.values_list("pk", "code_id", "coder_id"))
        act = merge(by, book["Time"], book["Hours"])
        assert live() == sorted([
            (WORDS[0], "Time", coder.user.name, "coder"),
            (WORDS[1], "Time", by.user.name, "coder"),
            (WORDS[1], "Time", coder.user.name, "coder"),
        ])  # fmt: skip
        assert raw <= set(Coding.objects.values_list("pk", "code_id", "coder_id"))
        assert undo(by, act).left == ()
        assert live() == before

    def test_it_is_retired_and_says_into_what(self, by, project, book):
        act = merge(by, book["Time"], book["Hours"], book["Rota"], book["Time"])
        assert tree(project) == ["Time"]
        assert {code.merged_into for code in Code.objects.exclude(name="Time")} == {book["Time"]}
        assert act.words == "Merged Hours, Rota into Time"
        assert Event.objects.get(verb="code.merged").after["merged"] == [
            book["Hours"].pk, book["Rota"].pk,
        ]  # fmt: skip
        book["Hours"].refresh_from_db()
        with pytest.raises(Refused, match="was merged into Time"):
            actions.reinstate_code(by=by, code=book["Hours"])
        undo(by, act)
        assert tree(project) == ["Time", "Hours", "Rota"]
        with pytest.raises(Refused, match="undone already"):
            undo(by, act)

    def test_two_that_one_coder_had_become_one(self, by, coder, talk, book):
        make.coded(coder, talk, WORDS[0], book["Hours"], book["Rota"])
        before = live()
        act = merge(by, book["Time"], book["Hours"], book["Rota"])
        assert live() == [(WORDS[0], "Time", coder.user.name, "coder")]
        undo(by, act)
        assert live() == before

    def test_when_it_was_coded_stays_known(self, by, talk, book):
        make.coded(by, talk, WORDS[0], book["Hours"])
        was = Coding.objects.get().created_at
        merge(by, book["Time"], book["Hours"])
        assert Coding.objects.get(removed_at=None).created_at == was

    def test_memos_themes_rounds_favourites_and_what_lies_beneath_follow(
        self, by, coder, project, book
    ):
        beneath = add(by, project, "Weekend", book["Hours"])
        other = add(by, project, "Night", book["Hours"])
        memo = actions.write_memo(by=coder, on=book["Hours"], text="Odd.")
        both, one = (Theme.objects.create(project=project, name=name) for name in ("Both", "One"))
        for theme, code in ((both, "Hours"), (both, "Time"), (one, "Hours")):
            ThemeCode.objects.create(project=project, theme=theme, code=book[code])
        round_ = CodingRound.objects.create(project=project, name="First", seed=1)
        RoundCode.objects.create(project=project, round=round_, code=book["Hours"])
        FavouriteCode.objects.create(project=project, user=coder.user, code=book["Hours"])

        def hangs(name):
            code = book[name]
            return (
                [memo.text for memo in Memo.objects.filter(code=code, removed_at=None)],
                sorted(ThemeCode.objects.filter(code=code).values_list("theme__name", flat=True)),
                RoundCode.objects.filter(code=code).count(),
                FavouriteCode.objects.filter(code=code).count(),
                [c.name for c in Code.objects.filter(parent=code)],
            )

        before = [hangs("Time"), hangs("Hours")]
        act = merge(by, book["Time"], book["Hours"])
        assert hangs("Time") == (["Odd."], ["Both", "One"], 1, 1, ["Weekend", "Night"])
        assert hangs("Hours") == ([], [], 0, 0, [])
        newer = actions.edit_memo(by=coder, memo=Memo.objects.get(pk=memo.pk), text="Odder.")
        undo(by, act)
        newer.refresh_from_db()
        assert newer.code_id == book["Hours"].pk
        before[1] = (["Odder."], *before[1][1:])
        assert [hangs("Time"), hangs("Hours")] == before
        assert tree(project)[1:4] == ["Hours", "  Weekend", "  Night"]
        assert {beneath.pk, other.pk} == set(
            Code.objects.filter(parent=book["Hours"]).values_list("pk", flat=True)
        )

    def test_what_was_changed_since_is_not_put_back(self, by, coder, project, book):
        beneath = add(by, project, "Weekend", book["Hours"])
        theme = Theme.objects.create(project=project, name="Pace")
        ThemeCode.objects.create(project=project, theme=theme, code=book["Hours"])
        act = merge(by, book["Time"], book["Hours"])
        actions.untie_codes(by=by, theme=theme, codes=[book["Time"]])
        actions.move_code(by=by, code=beneath, parent=book["Rota"])
        undo(by, act)
        assert not ThemeCode.objects.exists()
        beneath.refresh_from_db()
        assert beneath.parent_id == book["Rota"].pk

    @pytest.mark.parametrize("turned", [False, True])
    def test_a_coders_own_undo_works_on_what_stands_for_theirs(self, by, coder, talk, book, turned):
        make.coded(coder, talk, WORDS[0], book["Hours"])
        if turned:
            actions.undo(by=coder, transcript=talk)
        act = merge(by, book["Time"], book["Hours"])
        if turned:
            assert live() == []
            actions.redo(by=coder, transcript=talk)
        assert live() == [(WORDS[0], "Time", coder.user.name, "coder")]
        actions.undo(by=coder, transcript=talk)
        assert live() == []
        undo(by, act)
        assert live() == []

    def test_one_taken_off_before_can_still_come_back_after_all_is_undone(
        self, by, coder, talk, book
    ):
        make.coded(coder, talk, WORDS[0], book["Hours"])
        actions.undo(by=coder, transcript=talk)
        act = merge(by, book["Time"], book["Hours"])
        assert undo(by, act).left == ()
        actions.redo(by=coder, transcript=talk)
        assert live() == [(WORDS[0], "Hours", coder.user.name, "coder")]

    def test_redoing_what_the_merge_left_out_brings_no_retired_code(self, by, coder, talk, book):
        make.coded(coder, talk, WORDS[0], book["Time"])
        make.coded(coder, talk, WORDS[0], book["Hours"])
        merge(by, book["Time"], book["Hours"])
        actions.undo(by=coder, transcript=talk)
        actions.redo(by=coder, transcript=talk)
        assert live() == [(WORDS[0], "Time", coder.user.name, "coder")]

    def test_what_was_taken_off_since_stays_off_and_is_told(self, by, coder, talk, book):
        make.coded(coder, talk, WORDS[0], book["Hours"])
        make.coded(coder, talk, WORDS[1], book["Hours"])
        act = merge(by, book["Time"], book["Hours"])
        actions.remove_coding(
            by=coder, coding=Coding.objects.get(removed_at=None, passage__quote=WORDS[0])
        )
        make.coded(coder, talk, WORDS[2], book["Time"])
        told = undo(by, act)
        assert told.left == (
            "Time was taken off 1 passage since: nothing comes back there.",
            "What was coded with Time since stays there.",
        )
        assert [row[:2] for row in live()] == [(WORDS[2], "Time"), (WORDS[1], "Hours")]

    @pytest.mark.parametrize("codes", [[], ["Time"]])
    def test_nothing_to_merge(self, by, book, codes):
        with pytest.raises(Refused, match="No code to merge"):
            merge(by, book["Time"], *(book[name] for name in codes))

    def test_retired_ones_and_what_lies_above(self, by, project, book):
        below = add(by, project, "Weekend", book["Hours"])
        with pytest.raises(Refused, match="Weekend lies under Hours"):
            merge(by, below, book["Hours"])
        merge(by, book["Hours"], below)
        with pytest.raises(Refused, match="Weekend is retired"):
            merge(by, book["Time"], below)
        assert tree(project) == ["Time", "Hours", "Rota"]

    def test_a_family_with_its_children_into_another(self, by, project, book):
        below = add(by, project, "Weekend", book["Hours"])
        deeper = add(by, project, "Sunday", below)
        act = merge(by, book["Time"], book["Hours"], below)
        assert tree(project) == ["Time", "  Sunday", "Rota"]
        undo(by, act)
        assert tree(project) == ["Time", "Hours", "  Weekend", "    Sunday", "Rota"]
        deeper.refresh_from_db()
        assert deeper.parent_id == below.pk

    def test_only_who_may_change_the_codebook(self, coder, book):
        with pytest.raises(NotAllowed):
            merge(coder, book["Time"], book["Hours"])


class TestUndoingInTurn:
    def test_a_name_that_is_taken_by_now(self, by, project, talk, book):
        make.coded(by, talk, WORDS[0], book["Hours"])
        act = merge(by, book["Time"], book["Hours"])
        add(by, project, "hours")
        before = live()
        with pytest.raises(Refused, match="called Hours already"):
            undo(by, act)
        assert live() == before
        assert CodebookAct.objects.get(pk=act.pk).undone_at is None

    def test_a_parent_that_is_retired_by_now(self, by, project, book):
        below = add(by, project, "Weekend", book["Hours"])
        act = merge(by, book["Time"], below)
        actions.retire_code(by=by, code=book["Hours"])
        with pytest.raises(Refused, match="The code above Weekend, Hours, is retired"):
            undo(by, act)

    def test_later_acts_go_first(self, by, project, talk, book):
        make.coded(by, talk, WORDS[0], book["Hours"])
        first = merge(by, book["Time"], book["Hours"])
        book["Time"].refresh_from_db()
        second = merge(by, book["Rota"], book["Time"])
        with pytest.raises(Refused, match="Merged Time into Rota") as caught:
            undo(by, first)
        assert caught.value.advice == "Undo that first."
        undo(by, second)
        undo(by, first)
        assert live() == [(WORDS[0], "Hours", by.user.name, "coder")]

    def test_a_split_whose_code_went_on(self, by, project, talk, book):
        passage = make.coded(by, talk, WORDS[0], book["Hours"])
        split = actions.split_code(by=by, code=book["Hours"], passages=[passage], name="Evening")
        merge(by, book["Time"], book["Hours"])
        with pytest.raises(Refused, match="Merged Hours into Time"):
            undo(by, split)

    def test_moves_go_back_one_after_the_other(self, by, project, book):
        below = add(by, project, "Weekend", book["Time"])
        actions.move_code(by=by, code=below, parent=book["Hours"])
        actions.move_code(by=by, code=book["Rota"], parent=None, before=book["Time"])
        actions.move_code(by=by, code=below, parent=None)
        first, other, last = CodebookAct.objects.order_by("pk")
        assert [act.words for act in (first, other, last)] == [
            "Moved Weekend under Hours", "Moved Rota before Time", "Moved Weekend to the top",
        ]  # fmt: skip
        with pytest.raises(Refused, match="Moved Weekend to the top"):
            undo(by, first)
        undo(by, other)
        assert tree(project) == ["Time", "Hours", "Weekend", "Rota"]
        undo(by, last)
        undo(by, first)
        assert tree(project) == ["Time", "  Weekend", "Hours", "Rota"]

    def test_a_move_within_a_family(self, by, project, book):
        actions.move_code(by=by, code=book["Time"], parent=None)
        assert CodebookAct.objects.get().words == "Moved Time to the end of its family"
        undo(by, CodebookAct.objects.get())
        assert tree(project) == ["Time", "Hours", "Rota"]

    def test_a_retirement(self, by, project, book):
        actions.retire_code(by=by, code=book["Hours"])
        act = CodebookAct.objects.get()
        assert undo(by, act).words == "Undone: Retired Hours."
        assert tree(project) == ["Time", "Hours", "Rota"]

    def test_taking_it_into_use_is_the_same(self, by, book):
        actions.retire_code(by=by, code=book["Hours"])
        actions.reinstate_code(by=by, code=book["Hours"])
        with pytest.raises(Refused, match="undone already"):
            undo(by, CodebookAct.objects.get())

    def test_words_of_any_length(self, by, project):
        names = [f"{n} {'x' * 100}" for n in range(5)]
        codes = [add(by, project, name) for name in names]
        assert len(merge(by, codes[0], *codes[1:]).words) == 300


class TestSplitting:
    def test_chosen_passages_go_to_a_code_after_it(self, by, coder, project, talk, book):
        first = make.coded(coder, talk, WORDS[0], book["Time"])
        make.coded(by, talk, WORDS[0], book["Time"])
        make.coded(coder, talk, WORDS[1], book["Time"])
        before = live()
        act = actions.split_code(
            by=by, code=book["Time"], passages=[first], name="Evenings", definition=" Late. "
        )
        assert act.words == "Split Evenings off Time"
        assert act.code.definition == "Late."
        assert tree(project) == ["Time", "Evenings", "Hours", "Rota"]
        assert sorted(row[:2] for row in live()) == [
            (WORDS[0], "Evenings"), (WORDS[0], "Evenings"), (WORDS[1], "Time"),
        ]  # fmt: skip
        assert undo(by, act).left == ()
        assert live() == before
        assert tree(project) == ["Time", "Hours", "Rota"]

    def test_the_new_code_stays_where_others_work_with_it(self, by, project, talk, book):
        first = make.coded(by, talk, WORDS[0], book["Time"])
        act = actions.split_code(by=by, code=book["Time"], passages=[first], name="Evenings")
        make.coded(by, talk, WORDS[1], act.code)
        actions.retire_code(by=by, code=book["Time"])
        assert undo(by, act).left == (
            "The code that it was split off is retired by now, and stays so.",
            "Evenings stays in use: other work rests on it.",
        )
        assert [row[:2] for row in live()] == [(WORDS[0], "Time"), (WORDS[1], "Evenings")]

    def test_what_is_refused(self, by, talk, book):
        first = make.coded(by, talk, WORDS[0], book["Time"])
        other = make.coded(by, talk, WORDS[1], book["Hours"])
        for said, passages, name in (
            ("No passage was chosen", [], "New"),
            ("Not all of these passages are coded with Time", [first, other], "New"),
            ("called hours already", [first], "hours"),
        ):
            with pytest.raises(Refused, match=said):
                actions.split_code(by=by, code=book["Time"], passages=passages, name=name)
        actions.retire_code(by=by, code=book["Time"])
        with pytest.raises(Refused, match="Time is retired"):
            actions.split_code(by=by, code=book["Time"], passages=[first], name="New")


class TestBlind:
    @pytest.fixture
    def blinded(self, by, coder, project, talk, book):
        """A coder codes two passages that nobody else knows of, one of them coded before."""
        known = make.coded(by, talk, WORDS[1], book["Time"])
        round_ = CodingRound.objects.create(project=project, name="First", seed=1)
        Assignment.objects.create(project=project, round=round_, transcript=talk, coder=coder.user)
        hidden = make.coded(coder, talk, WORDS[0], book["Time"], book["Hours"])
        make.coded(coder, talk, WORDS[1], book["Time"])
        return known, hidden

    def test_a_merge_applies_there_and_tells_nothing(self, by, coder, blinded, book):
        before = live()
        act = merge(by, book["Time"], book["Hours"])
        hidden = Coding.objects.filter(removed_at=None, round__isnull=False)
        assert sorted(hidden.values_list("passage__quote", "code__name")) == [
            (WORDS[0], "Time"), (WORDS[1], "Time"),
        ]  # fmt: skip
        event = Event.objects.get(verb="code.merged")
        assert set(event.after) == {"merged"}
        # The coder takes one off that only they know of.
        actions.remove_coding(by=coder, coding=hidden.get(passage__quote=WORDS[0]))
        assert undo(by, act).left == ()
        assert live() == [row for row in before if row[0] != WORDS[0]]

    def test_a_split_refuses_what_nobody_else_saw(self, by, coder, blinded, book):
        known, hidden = blinded
        with pytest.raises(Refused, match="Not all of these passages are coded with Time"):
            actions.split_code(by=by, code=book["Time"], passages=[known, hidden], name="New")
        actions.split_code(by=by, code=book["Time"], passages=[known], name="New")
        assert sorted(row[:2] for row in live()) == [
            (WORDS[0], "Hours"), (WORDS[0], "Time"), (WORDS[1], "New"), (WORDS[1], "New"),
        ]  # fmt: skip

    def test_undoing_a_split_tells_nothing_of_work_since(self, by, coder, blinded, talk, book):
        known, _ = blinded
        act = actions.split_code(by=by, code=book["Time"], passages=[known], name="New")
        make.coded(coder, talk, WORDS[2], act.code)
        assert undo(by, act).left == ()
        act.code.refresh_from_db()
        assert act.code.retired_at is not None


PICK = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.booleans()), max_size=8)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # a project of its own each time
)
@given(codings=PICK, sources=st.sets(st.integers(1, 2), min_size=1))
def test_undoing_a_merge_at_once_changes_nothing(db, codings, sources):
    """Against a slow twin: what each coder has after the merge, worked out from before."""
    project = build.project()
    by = build.member(project)
    coder = build.member(project, "coder")
    talk = make.heard(by, project, [("A", words) for words in WORDS])
    book = [add(by, project, name) for name in ("Time", "Hours", "Rota")]
    for words, code, mine in dict.fromkeys(codings):
        make.coded(by if mine else coder, talk, WORDS[words], book[code])
    before = set(live(project=project))
    act = merge(by, book[0], *(book[at] for at in sources))
    gone = {book[at].name for at in sources}
    after = [(q, "Time" if n in gone else n, c, layer) for q, n, c, layer in before]
    assert live(project=project) == sorted(set(after))
    undo(by, act)
    assert set(live(project=project)) == before


class TestWordings:
    def test_each_earlier_wording_is_kept_and_comes_back(self, by, book):
        code = book["Time"]
        actions.edit_code(by=by, code=code, name="Time", definition="First.")
        actions.edit_code(by=by, code=code, name="Hours off", definition="Second.")
        actions.edit_code(by=by, code=code, name="Hours off", definition="Second.")  # the same
        first, second = CodebookAct.objects.order_by("pk")
        assert [act.words for act in (first, second)] == [
            "Reworded Time", "Renamed Time to Hours off",
        ]  # fmt: skip
        assert [dict(one.words) for one in earlier_wordings(fresh(code))] == [
            {"Name": "Time", "Definition": "First."}, {"Name": "Time"},
        ]  # fmt: skip
        actions.restore_wording(by=by, code=code, version=first)
        assert (fresh(code).name, fresh(code).definition) == ("Time", "")
        assert [one.act for one in earlier_wordings(fresh(code))] == [
            CodebookAct.objects.first().pk, second.pk,
        ]  # fmt: skip
        with pytest.raises(Refused, match="reads as it did then"):
            actions.restore_wording(by=by, code=code, version=first)
        with pytest.raises(Refused, match="kept no wording of Rota"):
            actions.restore_wording(by=by, code=book["Rota"], version=first)

    def test_an_undone_rewording_is_kept_as_well(self, by, book):
        code = book["Time"]
        actions.edit_code(by=by, code=code, name="Time", definition="First.")
        actions.edit_code(by=by, code=code, name="Time", definition="Second.")
        first, second = CodebookAct.objects.order_by("pk")
        with pytest.raises(Refused, match="Reworded Time"):
            undo(by, first)
        undo(by, second)
        assert fresh(code).definition == "First."
        assert ("Definition", "Second.") in earlier_wordings(fresh(code))[0].words
        actions.restore_wording(by=by, code=code, version=CodebookAct.objects.get(pk=second.pk))
        assert fresh(code).definition == "Second."

    def test_what_a_file_rewords_is_kept(self, by, project, book):
        line = CodeLine("Time", "Hours", "From a file.", origin="deductive", instrument="tdf")
        actions.import_codebook(by=by, project=project, lines=[line], otherwise="reword")
        reworded, moved = CodebookAct.objects.order_by("pk")
        assert reworded.followed["was"]["origin"] == "inductive"
        undo(by, reworded)
        undo(by, moved)
        code = fresh(book["Time"])
        assert (code.definition, code.origin, code.parent) == ("", "inductive", None)


def fresh(code):
    return Code.objects.get(pk=code.pk)
