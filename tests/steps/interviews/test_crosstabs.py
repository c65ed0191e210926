"""Cross-tabs, the passages behind their numbers, quotes and saturation."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from tests import build
from tests.steps.interviews import build as make
from uptake.formats.workbook import sheets
from uptake.interviews import actions
from uptake.interviews.models import (
    Attribute,
    AttributeValue,
    Coding,
    CodingRound,
    Guide,
    GuideQuestion,
    Participant,
    Passage,
    Turn,
)
from uptake.interviews.queries.crosstab_out import _hidden, sheet
from uptake.interviews.queries.crosstabs import Asked, Cell, Line, _warmed, crosstab
from uptake.interviews.queries.quotes import quotes
from uptake.interviews.queries.saturation import curve, says

pytestmark = pytest.mark.django_db

SAID = (
    ("Int", "Was there time?"),
    ("P01", "No time at all. Nobody asked us."),
    ("Int", "And you?"),
    ("P02", "Time was set aside. It worked well."),
)


@pytest.fixture
def told(by, project):
    """Codes a and b on one passage of P01 (therapist), b on one of P02 (carer), a on one of Int."""
    people = {"P01": make.person(by, project, "P01", group="therapist"),
              "P02": make.person(by, project, "P02", group="carer")}  # fmt: skip
    row = make.heard(by, project, SAID, people, held_on=date(2026, 1, 5))
    codes = {name: make.code(project, name, order=at) for at, name in enumerate("ab")}
    make.coded(by, row, "No time at all.", codes["a"], codes["b"])
    make.coded(by, row, "Time was set aside.", codes["b"])
    make.coded(by, row, "Was there time?", codes["a"])
    return row, codes


def numbers(table):
    """{row: {column: (passages, people)}}, with each row's total."""
    names = {column.key: column.name for column in table.columns} | {"*": "all"}
    return {
        line.name: {
            names[cell.column]: (len(cell.passages), len(cell.people))
            for cell in (*line.cells, line.total)
            if cell.passages
        }
        for line in table.lines
    }


class TestTables:
    def test_by_group(self, project, told):
        assert numbers(crosstab(project, Asked())) == {
            "a": {"Therapist": (1, 1), "Group not recorded": (1, 0), "all": (2, 1)},
            "b": {"Carer": (1, 1), "Therapist": (1, 1), "all": (2, 2)},
        }

    def test_by_attribute(self, project, told):
        row = Attribute.objects.create(project=project, name="Years")
        person = Participant.objects.get(pseudonym="P01")
        AttributeValue.objects.create(
            project=project, participant=person, attribute=row, value="0 to 5"
        )
        found = numbers(crosstab(project, Asked(by="attribute", attribute=row.pk)))
        assert found["b"] == {"0 to 5": (1, 1), "Not recorded": (1, 1), "all": (2, 2)}

    def test_by_question_and_transcript(self, project, told):
        guide = Guide.objects.create(project=project, name="Guide")
        asked = GuideQuestion.objects.create(project=project, guide=guide, label="1", text="Time?")
        Turn.objects.filter(index=1).update(question=asked)
        found = numbers(crosstab(project, Asked(by="question")))
        assert found["b"] == {"Guide 1: Time?": (1, 1), "No question": (1, 1), "all": (2, 2)}
        found = numbers(crosstab(project, Asked(by="transcript")))
        assert found["a"] == {"Interview 4": (2, 1), "all": (2, 1)}

    def test_themes_as_rows(self, by, project, told):
        top = actions.add_theme(by=by, project=project, name="Top", codes=[told[1]["a"]])
        actions.add_theme(by=by, project=project, name="Below", parent=top, codes=[told[1]["b"]])
        found = numbers(crosstab(project, Asked(rows="theme")))
        assert found["Top"]["all"] == (3, 2)
        assert found["Below"]["all"] == (2, 2)

    def test_code_by_code(self, by, project, told):
        row, _codes = told
        other = make.code(project, "c", order=9)
        make.coded(by, row, "at all. Nobody asked", other)

        def together(rule, apart=1):
            found = numbers(crosstab(project, Asked(by="code", rule=rule, apart=apart)))
            return {pair: n[0] for pair, n in found["a"].items()}

        assert together("same") == {"a": 2, "b": 1, "all": 2}
        assert together("overlap") == {"a": 2, "b": 1, "c": 2, "all": 2}
        assert together("turn") == {"a": 2, "b": 1, "c": 2, "all": 2}
        assert together("near") == {"a": 2, "b": 2, "c": 3, "all": 2}
        assert together("near", 3) == {"a": 2, "b": 3, "c": 3, "all": 2}

    def test_what_lost_its_place_is_left_out_where_places_count(self, project, told):
        Passage.objects.filter(quote="No time at all.").update(state="lost")
        assert crosstab(project, Asked(by="code", rule="overlap")).lost == 1
        assert crosstab(project, Asked(by="code", rule="same")).lost == 0

    def test_blind_and_withdrawn_count_nowhere(self, project, told):
        blind = CodingRound.objects.create(project=project, name="One", seed=1)
        Coding.objects.filter(passage__quote="Was there time?").update(round=blind)
        Passage.objects.filter(quote="No time at all.").update(state="redacted")
        for by in ("group", "question", "transcript", "code"):
            found = numbers(crosstab(project, Asked(by=by)))
            assert found.get("a", {}) == {}

    def test_no_more_queries_for_more(self, by, project, told, django_assert_max_num_queries):
        with django_assert_max_num_queries(4):
            crosstab(project, Asked(by="question"))

    def test_the_most_used_codes_first(self, project, told):
        table = crosstab(project, Asked(by="code"))
        assert table.first(60) is table
        small = table.first(1)
        assert [line.name for line in small.lines] == ["a"]
        assert [len(line.cells) for line in small.lines] == [1]


class TestProtection:
    def test_small_groups_are_held_back(self, project, told):
        table = crosstab(project, Asked())
        made = sheet(project, table, "Table", 5)
        assert made.held_back > 0
        assert "held back" in made.grid.rows[0]
        assert "fewer than 5 people" in made.grid.note
        whole = sheet(project, table, "Table", 1)
        assert whole.held_back == 0
        assert "Nothing is held back" in whole.grid.note

    def test_other_tables_tell_of_nobody(self, project, told):
        Passage.objects.filter(quote="No time at all.").update(state="lost")
        made = sheet(project, crosstab(project, Asked(by="code", rule="overlap")), "Table")
        assert made.held_back == 0
        assert made.grid.head == ("Code", "a: passages", "a: people", "b: passages", "b: people")
        assert "lost their place: 1" in made.grid.note

    def test_a_quote_of_a_small_group_does_not_tell_it(self, project, told):
        _, codes = told
        ids = list(Passage.objects.values_list("pk", flat=True))
        found = quotes(project, ids, [codes["a"].pk, codes["b"].pk])
        assert {one.group for one in found.rows} == {"Group not told", "Speaker not recorded"}
        assert "not told beside 2" in found.note
        told_all = quotes(project, ids, [codes["b"].pk], least=1)
        assert [one.group for one in told_all.rows] == ["Carer", "Therapist"]
        first = told_all.rows[1]
        assert (first.speaker, first.words) == ("P01", "No time at all.")
        assert (first.tail, first.before[1]) == (" Nobody asked us.", "Was there time?")
        Passage.objects.filter(quote="No time at all.").update(state="redacted")
        assert quotes(project, ids, [codes["b"].pk], least=1).redacted == 1


class TestPages:
    @pytest.fixture
    def web(self, by):
        return build.browser(by)

    def at(self, project, name, *args, **asked):
        return reverse(f"interviews:{name}", args=[project.pk, *args], query=asked or None)

    def test_nothing_yet(self, project, web):
        shown = web.get(self.at(project, "crosstabs")).content.decode()
        assert "Nothing to count yet" in shown
        shown = web.get(self.at(project, "crosstabs", rows="theme")).content.decode()
        assert "Build themes from codes first" in shown
        assert "Nothing to draw yet" in web.get(self.at(project, "saturation")).content.decode()

    @pytest.mark.parametrize("against", ["group", "question", "transcript", "code", "junk"])
    def test_every_table_opens(self, project, web, told, against):
        answer = web.get(self.at(project, "crosstabs", by=against, apart="x"))
        assert answer.status_code == 200
        assert "Every number opens its passages" in answer.content.decode()

    def test_every_number_opens_as_many_passages_as_it_says(self, project, web, told):
        for asked in ({"by": "group"}, {"by": "code", "rule": "near", "apart": 3}):
            table = crosstab(project, Asked(**asked))
            for line in table.lines:
                for cell in (*line.cells, line.total):
                    to = self.at(project, "crosstab-behind", **asked, row=line.id,
                                 column=cell.column)  # fmt: skip
                    shown = web.get(to).content.decode()
                    assert shown.count('class="hl"') == len(cell.passages)
        assert web.get(self.at(project, "crosstab-behind", row=0)).status_code == 404
        missing = self.at(project, "crosstab-behind", row=line.id, column="nobody")
        assert web.get(missing).status_code == 404

    def test_who_may_not_read_transcripts_opens_no_number(self, project, told):
        watcher = build.browser(build.member(project, "observer"))
        shown = watcher.get(self.at(project, "crosstabs")).content.decode()
        assert "crosstabs/passages" not in shown
        assert watcher.get(self.at(project, "crosstab-behind", row=1)).status_code == 403

    def test_files(self, by, project, web, told):
        book = web.get(self.at(project, "crosstab-file", "xlsx", by="group", least=1))
        rows = dict(sheets(book.content))["Table"]
        assert list(rows[0].cells)[:3] == ["Code", "Carer: passages", "Carer: people"]
        held = web.get(self.at(project, "crosstab-file", "csv")).content.decode()
        assert "held back" in held
        assert web.get(self.at(project, "crosstab-file", "pdf")).status_code == 404
        theme = actions.add_theme(by=by, project=project, name="Top", codes=[told[1]["a"]])
        text = web.get(self.at(project, "quotes-file", "docx", theme=theme.pk)).content
        said = "\n".join(p.text for p in Document(BytesIO(text)).paragraphs)
        assert "No time at all." in said
        assert "fewer than 5" in said
        for asked in ({"by": "code", "column": told[1]["b"].pk}, {"rows": "theme"}):
            row = theme.pk if "rows" in asked else told[1]["a"].pk
            lines = web.get(self.at(project, "quotes-file", "csv", row=row, **asked))
            assert "No time at all." in lines.content.decode()
        for kind in ("csv", "xlsx", "docx"):
            assert web.get(self.at(project, "saturation-file", kind)).status_code == 200


class TestSaturation:
    def test_in_the_order_held(self, by, project, told):
        _row, codes = told
        earlier = make.heard(by, project, [("A", "It was late.")], title="Earlier",
                             held_on=date(2025, 12, 1))  # fmt: skip
        make.coded(by, earlier, "It was late.", codes["b"])
        make.heard(by, project, [("A", "Uncoded.")], title="Uncoded")
        found = curve(project)
        assert [(one.title, one.new, one.known) for one in found.interviews] == [
            ("Earlier", ("b",), 1), ("Interview 4", ("a",), 2),
        ]  # fmt: skip
        assert (found.uncoded, found.undated) == (1, 0)
        assert "Not defined" in says(found)

    def test_of_a_group_and_by_another_yardstick(self, by, project, told):
        actions.call_saturation(by=by, project=project, on=date(2026, 2, 1), reached=True,
                                why="Nothing new.", group="carer")  # fmt: skip
        found = curve(project, "carer", base=1, run=1, share=0.0)
        assert [one.new for one in found.interviews] == [("b",)]
        assert [call.why for call in found.calls] == ["Nothing new."]
        _row, codes = told
        for at in range(3):
            more = make.heard(by, project, [("A", "It was late.")], title=f"More {at}",
                              held_on=date(2026, 3, at + 1))  # fmt: skip
            make.coded(by, more, "It was late.", codes["b"])
        assert "ends with interview 2" in says(curve(project, base=1, run=1))
        extra = make.code(project, "new")
        make.coded(by, more, "was late", extra)
        found = curve(project, base=3, run=1, share=0)
        assert "No run brought so few" in says(found)

    def test_the_page(self, by, project, told):
        Passage.objects.update(state="firm")
        web = build.browser(by)
        to = reverse("interviews:saturation", args=[project.pk])
        shown = web.get(to, {"group": "carer", "base": 1, "run": 1, "share": 10}).content.decode()
        assert "<svg" in shown
        assert "Codes known after each interview" in shown
        junk = web.get(to, {"group": "nobody", "base": "x"})
        assert junk.status_code == 200


def test_rows_that_say_the_same_hold_back_the_same():
    """A theme with nothing but its sub-theme repeats that row."""
    counts = [[7, 1, 7, 0], [7, 1, 7, 0], [6, 9, 2, 2]]
    hidden = _hidden(counts, 5)
    first, second = ({across for down, across in hidden if down == row} for row in (0, 1))
    assert first == second
    assert 1 in first
    assert len(first) > 1


NOBODY: frozenset[int] = frozenset()


def test_only_of_codes_by_codes_is_the_diagonal_left_out_of_the_heat():
    cells = (Cell("7", frozenset({1, 2, 3, 4}), NOBODY), Cell("8", frozenset({1}), NOBODY))
    line = Line(7, "Time", 0, 1, cells, Cell("all", frozenset(), NOBODY))
    assert [one.heat for one in _warmed([line])[0].cells] == [4, 1]
    assert [one.heat for one in _warmed([line], by_code=True)[0].cells] == [4, 4]


def test_no_difference_of_nested_rows_tells_of_a_few():
    """A theme that holds its sub-theme and a little more: what is more would follow."""
    counts = [[9, 8, 7], [7, 8, 7], [7, 6, 7], [2, 8, 0]]
    nested = [(1, 0), (2, 0), (2, 1), (3, 0)]
    hidden = _hidden(counts, 5, nested)
    for inner, outer in nested:
        few, many = ([*counts[row], sum(counts[row])] for row in (inner, outer))
        for at in range(4):
            if (inner, at) not in hidden and (outer, at) not in hidden:
                assert not 0 < many[at] - few[at] < 5
    assert all(sum(1 for row, _ in hidden if row == down) != 1 for down in range(4))
