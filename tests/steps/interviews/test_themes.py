"""Themes: built from codes, moved, retired, and what carries them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import Code, Coding, CodingRound, Memo, Passage, Theme, ThemeCode
from uptake.interviews.queries.themes import Heard, passages_of_theme, themes
from uptake.projects.errors import ForeignObject, NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db

SAID = (
    ("P01", "No time at all. Nobody asked us."),
    ("P02", "Time was set aside. It worked well."),
)


def add(by, project, name, **more):
    return actions.add_theme(by=by, project=project, name=name, **more)


def tree(project, **more):
    return ["  " * row.depth + row.name for row in themes(project, **more).rows]


@pytest.fixture
def told(by, project):
    """Two people in one transcript; three codes."""
    people = {name: make.person(by, project, name) for name in ("P01", "P02")}
    row = make.heard(by, project, SAID, people)
    codes = {name: make.code(project, name, order=at) for at, name in enumerate("abc")}
    make.coded(by, row, "No time at all.", codes["a"], codes["b"])
    make.coded(by, row, "Nobody asked us.", codes["a"])
    make.coded(by, row, "Time was set aside.", codes["b"])
    return row, codes


class TestWriting:
    def test_themes_stand_in_the_order_they_were_added(self, by, project):
        time = add(by, project, "  Time  is short ", about=" What\r\nholds it. ")
        add(by, project, "Trust")
        add(by, project, "Evenings", parent=time)
        assert tree(project) == ["Time is short", "  Evenings", "Trust"]
        assert time.about == "What\nholds it."

    @pytest.mark.parametrize(
        ("name", "said"),
        [("  ", "needs a name"), ("x" * 161, "161 characters"), ("TIME", "called TIME already")],
    )
    def test_what_is_wrong_with_a_name_is_said(self, by, project, name, said):
        first, other = add(by, project, "Time"), add(by, project, "Other")
        with pytest.raises(Refused, match=said):
            add(by, project, name)
        with pytest.raises(Refused, match=said):
            actions.edit_theme(by=by, theme=other, name=name)
        assert actions.edit_theme(by=by, theme=first, name="TIME").name == "TIME"

    def test_an_edit_never_writes_over_another_s(self, by, project):
        row = add(by, project, "Time", about="One thing.")
        seen = actions.theme_wording(row)
        actions.edit_theme(by=by, theme=row, name="Time", about="Another.", seen=seen)
        with pytest.raises(OvertakenEdit, match="changed Time"):
            actions.edit_theme(by=by, theme=row, name="Time", about="Third.", seen=seen)
        row.refresh_from_db()
        assert row.about == "Another."
        assert "Another" not in str(list(Event.objects.values_list("before", "after")))

    def test_move_and_back(self, by, project):
        rows = {name: add(by, project, name) for name in "abc"}
        actions.move_theme(by=by, theme=rows["c"], parent=rows["a"])
        assert tree(project) == ["a", "  c", "b"]
        actions.move_theme(by=by, theme=rows["c"], parent=None, before=rows["b"])
        assert tree(project) == ["a", "c", "b"]

    def test_no_circle(self, by, project):
        top = add(by, project, "a")
        below = add(by, project, "b", parent=top)
        with pytest.raises(Refused, match="under itself"):
            actions.move_theme(by=by, theme=top, parent=below)
        with pytest.raises(Refused, match="not there any more"):
            actions.move_theme(by=by, theme=below, parent=None, before=below)

    def test_retired_and_back(self, by, project):
        top = add(by, project, "a")
        below = add(by, project, "b", parent=top)
        with pytest.raises(Refused, match="beneath a: b"):
            actions.retire_theme(by=by, theme=top)
        for row in (below, top):
            actions.retire_theme(by=by, theme=row)
        assert (tree(project), tree(project, retired=True)) == ([], ["a", "  b"])
        with pytest.raises(Refused, match="retired already"):
            actions.retire_theme(by=by, theme=top)
        with pytest.raises(Refused, match="a is retired"):
            actions.reinstate_theme(by=by, theme=below)
        below.refresh_from_db()
        with pytest.raises(Refused, match="b is retired"):
            actions.move_theme(by=by, theme=top, parent=below)
        actions.reinstate_theme(by=by, theme=top)
        with pytest.raises(Refused, match="in use"):
            actions.reinstate_theme(by=by, theme=top)
        assert tree(project) == ["a"]

    def test_a_name_taken_meanwhile_keeps_a_theme_out(self, by, project):
        row = add(by, project, "a")
        actions.retire_theme(by=by, theme=row)
        add(by, project, "A")
        with pytest.raises(Refused, match="called a already"):
            actions.reinstate_theme(by=by, theme=row)

    def test_codes_are_tied_and_taken_off(self, by, project):
        a, b = make.code(project, "a"), make.code(project, "b")
        row = add(by, project, "Time", codes=[a])
        assert [one.code for one in actions.tie_codes(by=by, theme=row, codes=[a, b])] == [b]
        actions.untie_codes(by=by, theme=row, codes=[a])
        with pytest.raises(Refused, match="a does not belong"):
            actions.untie_codes(by=by, theme=row, codes=[b, a])
        with pytest.raises(Refused, match="No code"):
            actions.untie_codes(by=by, theme=row, codes=[])
        assert list(ThemeCode.objects.values_list("code__name", flat=True)) == ["b"]
        with pytest.raises(Refused, match="No code"):
            actions.tie_codes(by=by, theme=row, codes=[])
        actions.retire_code(by=by, code=a)
        a.refresh_from_db()
        actions.tie_codes(by=by, theme=row, codes=[a])
        actions.untie_codes(by=by, theme=row, codes=[a, b])
        Code.objects.filter(pk=a.pk).update(merged_into=b)
        with pytest.raises(Refused, match="a was merged into b"):
            actions.tie_codes(by=by, theme=row, codes=[Code.objects.get(pk=a.pk)])
        assert Event.objects.filter(verb="theme.code_untied").count() == 2

    def test_who_may(self, by, project):
        for role in ("coder", "commissioner", "observer"):
            with pytest.raises(NotAllowed):
                add(build.member(project, role), project, "Mine")
        with pytest.raises(ForeignObject):
            add(by, project, "Time", codes=[make.code(build.project())])
        assert not Theme.objects.exists()

    def test_a_memo_on_a_theme_is_kept_when_edited(self, by, project):
        row = add(by, project, "Time")
        first = actions.write_memo(by=by, on=row, text="One thing.")
        second = actions.edit_memo(by=by, memo=first, text="Another.")
        assert (second.theme, second.replaces) == (row, first)
        assert Memo.objects.filter(theme=row, removed_at=None).get() == second


class TestWhatCarriesThem:
    def test_passages_people_and_transcripts_are_counted_once(self, by, project, told):
        _, codes = told
        top = add(by, project, "Top", codes=[codes["a"]])
        below = add(by, project, "Below", parent=top, codes=[codes["b"]])
        found = themes(project)
        assert [row.heard for row in found.rows] == [Heard(3, 2, 1), Heard(2, 2, 1)]
        assert [one.heard for one in found.rows[0].codes] == [Heard(2, 1, 1)]
        assert ([one.name for one in found.loose], found.in_use) == (["c"], 2)
        assert passages_of_theme(project, top).count() == 3
        actions.retire_theme(by=by, theme=below)
        assert themes(project).rows[0].heard == Heard(2, 1, 1)
        assert [one.name for one in themes(project).loose] == ["b", "c"]
        assert passages_of_theme(project, top).count() == 2

    def test_what_is_blind_or_withdrawn_counts_nowhere(self, by, project, told):
        _, codes = told
        row = add(by, project, "Top", codes=list(codes.values()))
        blind = CodingRound.objects.create(project=project, name="One", seed=1)
        Coding.objects.filter(passage__quote="Nobody asked us.").update(round=blind)
        assert themes(project).rows[0].heard.passages == 2
        blind.opened_at = timezone.now()
        blind.save()
        assert passages_of_theme(project, row).count() == 2
        Passage.objects.filter(quote="No time at all.").update(state="redacted")
        assert themes(project).rows[0].heard == Heard(1, 1, 1)
        assert [p.quote for p in passages_of_theme(project, row)] == ["Time was set aside."]

    def test_a_handful_of_queries(self, by, project, told, django_assert_num_queries):
        for at in range(12):
            add(by, project, f"Theme {at}", codes=list(told[1].values()))
        with django_assert_num_queries(4):
            themes(project)
