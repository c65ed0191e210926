"""What the coding page reads: windows of text, marks, stripes, counts."""

from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import Code, Passage, Transcript, Turn, Version
from uptake.interviews.queries import coding as queries
from uptake.interviews.queries import window as windows
from uptake.interviews.queries.eyes import Eyes
from uptake.interviews.queries.tree import code_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def coder(project):
    return build.member(project, "coder")


def apply(coder, talk, words, *codes, **more):
    start, end = make.place(talk, words)
    return actions.apply_codes(
        by=coder, transcript=talk, version=1, start=start, end=end, codes=list(codes), **more
    )


def said(row) -> str:
    return "".join(piece.text for piece in row.pieces)


def walk(version, start=0):
    """Every stretch from the beginning, window by window."""
    found, at = [], start
    while True:
        window = windows.window(version, [], at)
        found += window.stretches
        if window.later is None:
            return found
        at = window.later


class TestWindows:
    def test_together_are_the_whole_transcript(self, project):
        talk = make.transcript(project, [("A", f"{n} " + "word " * 90) for n in range(150)])
        version = windows.shown(talk)
        rows = walk(version)
        assert [row.number for row in rows] == list(range(1, 151))
        assert "\n\n".join(said(row) for row in rows) == make.text_of(talk)

    def test_hold_about_as_much_as_a_page_wherever_they_start(self, project):
        talk = make.transcript(project, [("A", "word " * 90) for _ in range(150)])
        version = windows.shown(talk)
        for at in (0, 20_000, 40_000):
            size = sum(row.end - row.start for row in windows.window(version, [], at).stretches)
            assert windows.WINDOW - 900 <= size <= windows.WINDOW

    def test_earlier_ends_where_this_one_starts(self, project):
        talk = make.transcript(project, [("A", "word " * 90) for _ in range(150)])
        version = windows.shown(talk)
        here = windows.window(version, [], 40_000)
        before = windows.window(version, [], here.earlier, until=here.stretches[0].start)
        assert before.stretches[-1].number == here.stretches[0].number - 1
        assert before.stretches[0].number < before.stretches[-1].number

    @pytest.mark.parametrize("blank", [" ", ""])
    def test_a_very_long_turn_comes_in_parts(self, project, blank):
        words = "".join(f"{n:05}🙂{blank}" for n in range(9_000))
        talk = make.transcript(project, [("A", "Yes."), ("B", words), ("A", "No.")])
        version = windows.shown(talk)
        rows = walk(version)
        assert [row.number for row in rows] == [1, *[2] * (len(rows) - 2), 3]
        assert [row.part for row in rows[1:-1]] == list(range(len(rows) - 2))
        assert "".join(said(row) for row in rows[1:-1]) == words
        assert len({row.key for row in rows}) == len(rows)
        for row in rows:
            alone = windows.stretch(version, [], row.number, row.part)
            assert (alone.start, alone.end) == (row.start, row.end)
        late = windows.window(version, [], rows[5].start + 10)
        assert late.stretches[0].key == rows[5].key
        before = windows.window(version, [], late.earlier, until=late.stretches[0].start)
        assert before.stretches[-1].end == late.stretches[0].start

    def test_of_an_empty_transcript(self, project):
        talk = Transcript.objects.create(project=project, title="Nothing yet", cleared_how="waived")
        Version.objects.create(project=project, transcript=talk, text="")
        version = windows.shown(talk)
        assert windows.window(version, [], 0) == windows.Window((), None, None)
        assert queries.furthest(version, Eyes()) == 0

    @given(at=st.integers(-5, 400), until=st.none() | st.integers(1, 400))
    def test_take_any_place(self, at, until):
        project = build.project()
        talk = make.transcript(project)
        found = windows.window(windows.shown(talk), [], at, until)
        assert all(row.start < row.end for row in found.stretches)

    def test_turns_are_found_by_their_number(self, project):
        talk = make.transcript(project)
        version = windows.shown(talk)
        starts = list(Turn.objects.values_list("start", flat=True))
        assert [windows.start_of_turn(version, n) for n in (-4, 1, 3, 5, 99)] == [
            starts[0], starts[0], starts[2], starts[4], starts[4],
        ]  # fmt: skip
        assert [windows.turn_at(version, starts[2] + d) for d in (-1, 0, 1)] == [2, 3, 3]
        assert windows.stretch(version, [], 6) is None
        assert windows.stretch(version, [], 2, part=1) is None


class TestMarks:
    @pytest.fixture
    def talk(self, project):
        make.participant(project, "P11")
        return make.transcript(project)

    def test_pieces_carry_their_passages_and_lines(self, project, coder, talk):
        one, two = make.code(project, "Time"), make.code(project, "Power", order=1)
        apply(coder, talk, "fine, but nothing", one)
        apply(coder, talk, "nothing comes off", two)
        row = windows.window(windows.shown(talk), code_tree(project), 0).stretches[3]
        assert [(p.text, p.css) for p in row.pieces][1:4] == [
            ("fine, but ", "mark-1"),
            ("nothing", "mark-1 also-2"),
            (" comes off", "mark-2"),
        ]
        assert [(s.name, s.lane, s.starts, s.ends) for s in row.stripes] == [
            ("Time", 1, True, True), ("Power", 2, True, True),
        ]  # fmt: skip

    def test_a_passage_over_several_turns_has_one_stripe(self, project, coder, talk):
        one, two = make.code(project, "Time"), make.code(project, "Power", order=1)
        start, end = make.place(talk, "The team lead")[0], make.place(talk, "comes off.")[1]
        actions.apply_codes(by=coder, transcript=talk, version=1, start=start, end=end, codes=[one])
        apply(coder, talk, "asked?", two)
        rows = windows.window(windows.shown(talk), code_tree(project), 0).stretches
        ends = [[(s.name, s.lane, s.starts, s.ends) for s in row.stripes] for row in rows]
        assert ends == [
            [], [("Time", 1, True, False)],
            [("Time", 1, False, False), ("Power", 2, True, True)],
            [("Time", 1, False, True)], [],
        ]  # fmt: skip
        assert rows[2].pieces[0].css == "mark-1"

    def test_more_than_two_lanes_are_packed_and_more_than_two_codes_said(
        self, project, coder, talk
    ):
        codes = [make.code(project, f"Code {n}", order=n) for n in range(5)]
        apply(coder, talk, "seven clients", *codes)
        row = windows.window(windows.shown(talk), code_tree(project), 0).stretches[3]
        assert row.packed
        assert len(row.stripes) == 5
        assert "many" in row.pieces[1].css
        assert row.stripes[4].css == "code-1 lane-3 starts ends"

    def test_passages_of_one_code_that_follow_one_another_share_a_stripe(
        self, project, coder, talk
    ):
        code = make.code(project)
        apply(coder, talk, "fine, but", code)
        apply(coder, talk, "seven clients", code)
        row = windows.window(windows.shown(talk), code_tree(project), 0).stretches[3]
        assert len(row.stripes) == 1

    def test_only_what_stands_is_marked(self, project, coder, talk):
        code = make.code(project)
        actions.remove_coding(by=coder, coding=apply(coder, talk, "fine", code)[0])
        lost = apply(coder, talk, "nothing", code)[0].passage
        Passage.objects.filter(pk=lost.pk).update(state=Passage.State.LOST)
        row = windows.window(windows.shown(talk), code_tree(project), 0).stretches[3]
        assert [piece.css for piece in row.pieces] == [""]

    def test_a_memo_without_a_code_has_a_plain_line(self, project, coder, talk):
        apply(coder, talk, "seven clients", memo="Hm.")
        row = windows.window(windows.shown(talk), code_tree(project), 0).stretches[3]
        assert row.memos == 1
        assert row.pieces[1].css == "mark-0"
        assert row.stripes == ()

    def test_speakers_interviewers_and_clocks(self, project, talk):
        Turn.objects.filter(index=1).update(started=3725.4)
        rows = windows.window(windows.shown(talk), [], 0).stretches
        assert [(row.speaker, row.quiet, row.clock) for row in rows][:2] == [
            ("Interviewer", True, ""), ("P11", False, "1:02:05"),
        ]  # fmt: skip
        assert [(one.words, one.start) for one in rows[3].said()] == [
            ("They said, fine, but nothing comes off.", rows[3].start),
            ("So it was seven clients a day.", rows[3].start + 40),
        ]

    def test_touched_turns_are_those_a_passage_shares(self, project, coder, talk):
        code = make.code(project)
        start, end = make.place(talk, "The team lead")[0], make.place(talk, "comes off.")[1]
        actions.apply_codes(
            by=coder, transcript=talk, version=1, start=start, end=end, codes=[code]
        )
        version = windows.shown(talk)
        place = make.place(talk, "asked?")
        assert [row.number for row in windows.touched(version, [], [place])] == [2, 3, 4]
        place = make.place(talk, "stuck")
        assert [row.number for row in windows.touched(version, [], [place])] == [1]


class TestTree:
    def test_parents_come_first_and_families_share_a_line(self, project):
        families = [make.code(project, f"F{n}", order=n) for n in range(5)]
        child = make.code(project, "Child", parent=families[2])
        make.code(project, "Grandchild", parent=child)
        rows = code_tree(project)
        assert [(row.name, row.depth, row.family) for row in rows] == [
            ("F0", 0, 1), ("F1", 0, 2), ("F2", 0, 3), ("Child", 1, 3), ("Grandchild", 2, 3),
            ("F3", 0, 4), ("F4", 0, 1),
        ]  # fmt: skip

    def test_retired_codes_only_when_asked_for(self, project):
        code = make.code(project, "Old")
        make.code(project, "Beneath", parent=code)
        Code.objects.filter(pk=code.pk).update(retired_at=timezone.now())
        assert [row.name for row in code_tree(project)] == ["Beneath"]
        assert [row.retired for row in code_tree(project, retired=True)] == [True, False]


class TestPage:
    def test_counts_passages_not_coders(self, project, coder):
        talk, code = make.transcript(project), make.code(project)
        apply(coder, talk, "nothing", code)
        apply(build.member(project, "owner"), talk, "nothing", code)
        apply(coder, talk, "seven", code)
        assert queries.counts(talk, Eyes()) == {code.pk: 2}
        assert queries.counts(talk, Eyes(), [code.pk + 1]) == {}

    def test_recent_codes_are_ones_own_newest_first(self, project, coder):
        talk = make.transcript(project)
        one, two = make.code(project, "One"), make.code(project, "Two")
        for code, words in ((one, "nothing"), (two, "seven"), (one, "clients")):
            apply(coder, talk, words, code)
        apply(build.member(project, "owner"), talk, "nothing", two)
        assert [row.name for row in queries.recent(coder.user, code_tree(project))] == [
            "One", "Two",
        ]  # fmt: skip

    def test_furthest_is_the_last_coded_turn(self, project, coder):
        talk, code = make.transcript(project), make.code(project)
        apply(coder, talk, "team lead", code)
        last = apply(coder, talk, "seven clients", code)
        assert queries.furthest(windows.shown(talk), Eyes()) == 4
        actions.remove_coding(by=coder, coding=last[0])
        assert queries.furthest(windows.shown(talk), Eyes()) == 2

    def test_a_selection_is_measured(self, project, coder):
        talk, code = make.transcript(project), make.code(project)
        apply(coder, talk, "comes off", code, memo="Hm.")
        start, end = make.place(talk, "fine, but nothing comes off. So")
        found = queries.selected(windows.shown(talk), coder.user, code_tree(project), start, end)
        assert (found.first_turn, found.last_turn, found.sentences, found.words) == (4, 4, 2, 6)
        assert [(row.code, row.mine) for row in found.codings] == [(code.name, True)]
        assert [memo.text for memo in found.memos] == ["Hm."]
        assert queries.selected(windows.shown(talk), coder.user, [], 5, 10_000) is None
