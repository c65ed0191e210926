"""The framework chart: cells, summaries with their versions, and what changed since."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from tests import build
from tests.steps.interviews import build as talks
from uptake.interviews import actions
from uptake.interviews.actions import chart as writes
from uptake.interviews.models import (
    Assignment,
    Attribute,
    AttributeValue,
    ChartSummary,
    Coding,
    CodingRound,
    Participant,
    Passage,
    SummaryPassage,
    Theme,
    ThemeCode,
)
from uptake.interviews.queries.cell import cell_page
from uptake.interviews.queries.cells import TRANSCRIPTS, _measured
from uptake.interviews.queries.chart import Asked, chart
from uptake.interviews.queries.chart_out import WITHHELD, chart_tables
from uptake.projects.errors import OvertakenEdit, Refused

SAID = (
    ("Interviewer", "Where did it get stuck?"),
    ("P11", "She had the training, she had the patients. Nothing came off her list."),
    ("P12", "It took forty minutes a week. 🙂"),
)


@pytest.fixture
def framework(project, by):
    """Two people, one transcript, a theme of two codes; P11 has two passages on it, P12 one."""
    for name in ("P11", "P12"):
        talks.participant(project, name, group="therapist" if name == "P11" else "commissioner")
    row = talks.transcript(project, SAID)
    code, other = talks.code(project), talks.code(project, "Time it takes")
    talks.coded(by, row, "Nothing came off her list.", code)
    talks.coded(by, row, "She had the training", other)
    talks.coded(by, row, "forty minutes", other)
    theme = Theme.objects.create(project=project, name="Time and caseload")
    for one in (code, other):
        ThemeCode.objects.create(project=project, theme=theme, code=one)
    return theme


@pytest.fixture
def p11(framework):
    return Participant.objects.get(pseudonym="P11")


def of(project, **asked):
    _measured.cache_clear()  # some tests write past the actions, which leaves the state as it was
    return chart(project, Asked(**asked))


def texts(it):
    return {(cell.case, cell.theme): cell.text for cell in it.cells}


def test_a_cell_counts_the_passages_of_its_case(project, framework):
    it = of(project)
    assert [(row.name, row.cells[0].passages) for row in it.rows] == [("P11", 2), ("P12", 1)]
    assert it.themes[0].passages == 3
    assert (it.charted, it.to_chart, it.stale) == (0, 2, 0)
    [row] = of(project, cases=TRANSCRIPTS).rows
    assert (row.name, row.cells[0].passages) == ("Interview 11", 3)


def test_a_summary_rests_on_chosen_passages(project, by, framework, p11):
    chosen = Passage.objects.get(quote="Nothing came off her list.")
    made = writes.write_summary(by=by, theme=framework, case=p11, text=" Not cut. ",
                                passages=[chosen], seen=0)  # fmt: skip
    assert made.text == "Not cut."
    assert list(made.passages.values_list("passage", flat=True)) == [chosen.pk]
    assert texts(of(project))[p11.pk, framework.pk] == "Not cut."
    page = cell_page(project, framework, p11)
    assert [(one.detail.quote, one.rests) for one in page.passages] == [
        ("She had the training", False), ("Nothing came off her list.", True),
    ]  # fmt: skip
    assert not page.stale


def test_an_edit_keeps_the_words_before_it_and_can_be_undone(project, by, framework, p11):
    first = writes.write_summary(by=by, theme=framework, case=p11, text="First.")
    second = writes.write_summary(by=by, theme=framework, case=p11, text="Second.", seen=first.pk)
    assert second.replaces == first
    assert [one.text for one in cell_page(project, framework, p11).earlier] == ["First."]
    writes.restore_summary(by=by, summary=first)
    assert cell_page(project, framework, p11).summary.text == "First."
    writes.remove_summary(by=by, summary=first)
    assert cell_page(project, framework, p11).summary is None
    writes.restore_summary(by=by, summary=second)
    assert cell_page(project, framework, p11).summary.text == "Second."
    assert ChartSummary.objects.count() == 2
    with pytest.raises(Refused, match="stands there already"):
        writes.restore_summary(by=by, summary=second)
    with pytest.raises(OvertakenEdit):
        writes.remove_summary(by=by, summary=first)


def test_two_who_write_at_once_do_not_overwrite_each_other(by, framework, p11):
    first = writes.write_summary(by=by, theme=framework, case=p11, text="First.", seen=0)
    with pytest.raises(OvertakenEdit, match="while you had it open"):
        writes.write_summary(by=by, theme=framework, case=p11, text="Mine.", seen=0)
    assert ChartSummary.objects.get(removed_at=None) == first


def test_a_cell_says_that_its_passages_changed_and_how(project, by, framework, p11):
    row = Passage.objects.first().transcript
    writes.write_summary(by=by, theme=framework, case=p11, text="Not cut.")
    assert of(project).stale == 0
    gone = Coding.objects.get(passage__quote="She had the training")
    actions.remove_coding(by=by, coding=gone)
    added = talks.coded(by, row, "she had the patients", gone.code)
    Passage.objects.filter(quote="Nothing came off her list.").update(quote="Nothing came off.")
    assert of(project).stale == 1
    page = cell_page(project, framework, p11)
    assert {one.id: one.new for one in page.passages} == {
        added.pk: "Added since",
        Passage.objects.get(quote="Nothing came off.").pk: "Its words were corrected since",
    }
    assert [one.quote for one in page.gone] == ["She had the training"]
    writes.write_summary(by=by, theme=framework, case=p11, text="Not cut.")
    assert of(project).stale == 0


def test_another_code_of_the_theme_is_a_change_too(project, by, framework, p11):
    writes.write_summary(by=by, theme=framework, case=p11, text="Not cut.")
    row = Passage.objects.first().transcript
    talks.coded(by, row, "She had the training", talks.Code.objects.get(name="No time set aside"))
    marks = {one.new for one in cell_page(project, framework, p11).passages}
    assert marks == {"", "Coded otherwise since"}


def test_codings_of_a_round_count_when_they_are_settled_only(project, by, framework, p11):
    opened = CodingRound.objects.create(project=project, name="Round 1", seed=1)
    Coding.objects.filter(passage__quote="She had the training").update(round=opened)
    assert [row.cells[0].passages for row in of(project).rows] == [1, 1]
    assert len(cell_page(project, framework, p11).passages) == 1
    opened.opened_at = timezone.now()
    opened.save()
    assert len(cell_page(project, framework, p11).passages) == 1


@pytest.mark.parametrize(
    ("text", "wrong"), [("  ", "summary is empty"), ("x" * 5_001, "5,001 characters")]
)
def test_a_summary_that_says_nothing_or_too_much_is_refused(by, framework, p11, text, wrong):
    with pytest.raises(Refused, match=wrong):
        writes.write_summary(by=by, theme=framework, case=p11, text=text)


def test_a_summary_rests_on_passages_of_its_cell_only(by, framework, p11):
    other = Passage.objects.get(quote="forty minutes")
    with pytest.raises(Refused, match="1 of the chosen passages is not in this cell"):
        writes.write_summary(by=by, theme=framework, case=p11, text="x", passages=[other])
    assert not ChartSummary.objects.exists()


def test_nothing_is_written_on_a_retired_theme_or_about_who_withdrew(by, framework, p11):
    p11.withdrawn_at = timezone.now()
    p11.save()
    with pytest.raises(Refused, match="P11 has withdrawn"):
        writes.write_summary(by=by, theme=framework, case=p11, text="x")
    framework.retired_at = timezone.now()
    framework.save()
    with pytest.raises(Refused, match="is retired"):
        writes.write_summary(by=by, theme=framework, case=p11, text="x")
    with pytest.raises(Refused, match="needs a writer"):
        writes.write_summary(by=build.TERMINAL, theme=framework, case=p11, text="x")


def test_withdrawn_words_leave_nothing_in_the_chart_that_could_be_tried_out(
    project, by, framework, p11
):
    made = writes.write_summary(by=by, theme=framework, case=p11, text="Not cut.")
    passages = [one[0] for one in made.cell]
    assert writes._forget_in_charts(passages) == (made.pk,)
    made.refresh_from_db()
    assert made.digest == ""
    assert {one[1] for one in made.cell} == {""}
    assert of(project).stale == 1
    assert writes._forget_in_charts([0]) == ()
    made.text, made.removed_at = "", timezone.now()
    made.save()
    with pytest.raises(Refused, match="were erased"):
        writes.restore_summary(by=by, summary=made)


def test_rows_stand_together_and_in_the_order_asked_for(project, framework):
    band = Attribute.objects.create(project=project, name="Years in post")
    p12 = Participant.objects.get(pseudonym="P12")
    AttributeValue.objects.create(project=project, participant=p12, attribute=band, value="2 to 5")
    by_band = of(project, by=str(band.pk))
    assert [(one.name, [row.name for row in one.rows]) for one in by_band.bands] == [
        ("2 to 5", ["P12"]), ("Not recorded", ["P11"]),
    ]  # fmt: skip
    assert [row.name for row in of(project, sort="passages").rows] == ["P11", "P12"]
    assert [row.name for row in of(project, sort="group").rows] == ["P12", "P11"]
    assert [row.name for row in of(project, case=p12.pk).rows] == ["P12"]


def test_themes_are_chosen_and_hold_what_lies_beneath(project, by, framework):
    above = Theme.objects.create(project=project, name="Capacity")
    framework.parent = above
    framework.save()
    Theme.objects.create(project=project, name="Trust", order=9)
    it = of(project)
    assert [(one.name, one.depth, one.passages) for one in it.themes] == [
        ("Capacity", 0, 3), ("Time and caseload", 1, 3), ("Trust", 0, 0),
    ]  # fmt: skip
    assert [one.name for one in of(project, themes=(above.pk,)).themes] == ["Capacity"]
    case = Participant.objects.get(pseudonym="P11")
    assert len(cell_page(project, above, case).passages) == 2


def test_the_number_of_queries_does_not_grow(project, by, framework, django_assert_max_num_queries):
    for n in range(6):
        Theme.objects.create(project=project, name=f"Theme {n}")
        talks.participant(project, f"X{n}")
    with django_assert_max_num_queries(14):
        of(project)


def test_small_groups_are_withheld_where_rows_stand_by_group(project, by, framework, p11):
    for n in range(5):
        person = talks.participant(project, f"X{n}", group="therapist")
        row = talks.transcript(project, [(f"X{n}", f"No time at all, {n}.")], f"Interview X{n}")
        talks.coded(by, row, "No time", talks.Code.objects.get(name="No time set aside"))
        assert person
    writes.write_summary(by=by, theme=framework, case=p11, text="Not cut.")
    table, passages = chart_tables(project, Asked(by="group"))
    assert table.head == ("Case", "Group", "Time and caseload")
    assert table.rows[0] == ("P11", "therapist", "Not cut.")
    assert table.rows[-1] == ("P12", WITHHELD, "")
    assert "1 of 7 cases" in table.note
    assert passages.rows[0][:3] == ("P11", "Time and caseload", "Interview 11")
    assert {row[6] for row in passages.rows} == {""}
    table, _ = chart_tables(project, Asked())
    assert table.head == ("Case", "Time and caseload")
    # Who withdrew makes no group larger, and nothing is told of them, as of quotes.
    Participant.objects.filter(pseudonym__in=["X0", "X1"]).update(withdrawn_at=timezone.now())
    table, _ = chart_tables(project, Asked(by="group"))
    assert {row[1] for row in table.rows} == {WITHHELD}
    assert "those of people who withdrew (7 of 7 cases)" in table.note


def test_the_passages_a_summary_rests_on_are_marked_in_the_file(project, by, framework, p11):
    chosen = Passage.objects.get(quote="She had the training")
    writes.write_summary(by=by, theme=framework, case=p11, text="Trained.", passages=[chosen])
    Passage.objects.filter(quote="Nothing came off her list.").update(quote="Changed.")
    table, passages = chart_tables(project, Asked())
    assert table.note.endswith("In 1 of them the passages changed since.")
    assert [row[5] for row in passages.rows if row[6] == "yes"] == ["She had the training"]
    assert SummaryPassage.objects.count() == 1


def test_the_chart_goes_out_in_three_forms(project, by, framework, p11):
    writes.write_summary(by=by, theme=framework, case=p11, text="=Not cut.")
    browser = build.browser(by)
    to = f"/p/{project.pk}/interviews/chart/chart."
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(f"{to}xlsx").content))
    assert book.sheet_names == ["Framework chart", "Passages of the chart", "About"]
    document = Document(io.BytesIO(browser.get(f"{to}docx").content))
    assert document.tables[0].rows[1].cells[1].text == "=Not cut."
    assert "'=Not cut." in browser.get(f"{to}csv").content.decode("utf-8-sig")
    assert browser.get(f"{to}pdf").status_code == 404
    assert build.browser(build.member(project, "commissioner")).get(f"{to}csv").status_code == 403


def test_a_case_says_that_it_is_still_being_coded(project, by, framework, p11):
    opened = CodingRound.objects.create(project=project, name="Round 1", seed=1)
    row = Passage.objects.first().transcript
    Assignment.objects.create(project=project, round=opened, transcript=row, coder=by.user)
    assert {one.waits for one in of(project).rows} == {"Round 1"}
    assert [one.waits for one in of(project, cases=TRANSCRIPTS).rows] == ["Round 1"]
    opened.closed_at = timezone.now()
    opened.save()
    assert {one.waits for one in of(project).rows} == {""}


def test_a_summary_of_who_withdrew_goes_out_once_it_was_decided_to_keep_it(
    project, by, framework, p11
):
    made = writes.write_summary(by=by, theme=framework, case=p11, text="Not cut.")
    with pytest.raises(Refused, match="nobody who withdrew"):
        writes.keep_summary(by=by, summary=made)
    Participant.objects.filter(pk=p11.pk).update(withdrawn_at=timezone.now())
    made = ChartSummary.objects.get(pk=made.pk)
    table, _ = chart_tables(project, Asked())
    assert table.rows[0] == ("P11 (withdrawn)", "")
    assert "decided to keep them (1)" in table.note
    assert (of(project).stale, of(project).undecided) == (1, 1)
    kept = writes.keep_summary(by=by, summary=made)
    table, _ = chart_tables(project, Asked())
    assert table.rows[0] == ("P11 (withdrawn)", "Not cut.")
    assert of(project).stale == 0
    with pytest.raises(Refused, match="decided already"):
        writes.keep_summary(by=by, summary=kept)


def test_a_case_without_any_coding_is_not_coded_yet(project, framework):
    assert [cell.uncoded for cell in of(project).cells] == [False, False]
    Coding.objects.all().delete()
    assert all(cell.uncoded for cell in of(project).cells)
    assert chart_tables(project, Asked())[0].rows[0] == ("P11", "Not coded yet")


def test_a_theme_that_was_retired_meanwhile_is_read_anew(by, framework, p11):
    # The lock that keeps a second first writer out reads the theme as it is now.
    Theme.objects.filter(pk=framework.pk).update(retired_at=timezone.now())
    with pytest.raises(Refused, match="is retired"):
        writes.write_summary(by=by, theme=framework, case=p11, text="x", seen=0)
    assert not ChartSummary.objects.exists()
