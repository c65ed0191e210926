"""The content analysis: every step kept, counted by group, merged, and taken back."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from tests import build
from tests.steps.interviews import build as talks
from uptake.interviews.actions import content as writes
from uptake.interviews.actions import content_groups as gathers
from uptake.interviews.actions.content_changes import undo_change
from uptake.interviews.models import (
    Coding,
    CodingRound,
    ContentCategory,
    ContentChange,
    ContentRow,
    Passage,
    Reduction,
)
from uptake.interviews.queries import content as queries
from uptake.interviews.queries.content import Asked
from uptake.interviews.queries.content_out import WITHHELD, content_tables
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project

SAID = (
    ("Interviewer", "Where did it get stuck?"),
    ("P11", "She had the training. Nothing came off her list."),
    ("P12", "It took forty minutes a week. 🙂"),
)


@pytest.fixture
def code(project, by):
    """Two people of two groups, three passages with a code."""
    for name, group in (("P11", "therapist"), ("P12", "commissioner")):
        talks.participant(project, name, group=group)
    row, code = talks.transcript(project, SAID), talks.code(project)
    for words in ("She had the training.", "Nothing came off her list.", "forty minutes"):
        talks.coded(by, row, words, code)
    return code


@pytest.fixture
def rows(project, by, code):
    return writes.fill_rows(by=by, project=project, passages=list(Passage.objects.all()))


def read(row):
    return writes.steps_of(ContentRow.objects.get(pk=row.pk))


def write(by, row, **given):
    return writes.write_row(by=by, row=row, given=given)


def test_passages_come_in_once(project, by, rows):
    assert [row.passage.quote for row in rows] == [
        "She had the training.", "Nothing came off her list.", "forty minutes",
    ]  # fmt: skip
    with pytest.raises(Refused, match="in the table already"):
        writes.fill_rows(by=by, project=project, passages=[rows[0].passage])
    with pytest.raises(Refused, match="needs somebody"):
        writes.fill_rows(by=build.TERMINAL, project=project, passages=[])


def test_passages_that_do_not_count_stay_out(project, by, code, monkeypatch):
    blind = CodingRound.objects.create(project=project, name="Round 1", seed=1)
    Coding.objects.filter(passage__quote="forty minutes").update(round=blind)
    assert len(queries.to_fill(project, (), ())) == 2
    with pytest.raises(Refused, match="1 of the passages can't be used"):
        writes.fill_rows(by=by, project=project, passages=list(Passage.objects.all()))
    monkeypatch.setattr(writes, "MANY", 2)
    with pytest.raises(Refused, match="more than can be brought in"):
        writes.fill_rows(by=by, project=project, passages=list(Passage.objects.all()))


def test_each_step_is_written_and_what_stood_there_is_kept(project, by, rows):
    write(by, rows[0], paraphrase=" Trained. ", generalisation="Training is there")
    done = write(by, rows[0], paraphrase="Was trained.")
    assert read(rows[0])["paraphrase"] == "Was trained."
    past = queries.history(project, rows[0])
    assert [(one.step, one.before, one.after) for one in past] == [
        ("Paraphrase", "Trained.", "Was trained."), ("Generalisation", "", "Training is there"),
        ("Paraphrase", "", "Trained."), ("Row", "not in use", "in use"),
    ]  # fmt: skip
    undo_change(by=by, change=done.change)
    assert read(rows[0])["paraphrase"] == "Trained."
    with pytest.raises(Refused, match="undone already"):
        undo_change(by=by, change=done.change)
    with pytest.raises(writes.Unchanged):
        write(by, rows[0], paraphrase="Trained.\r\n")


def test_reductions_and_categories_are_chosen_or_made_anew(project, by, rows):
    write(by, rows[0], reduction="No  time", category="Capacity")
    write(by, rows[1], reduction="no time")
    assert Reduction.objects.count() == ContentCategory.objects.count() == 1
    assert read(rows[1]) == {"paraphrase": "", "generalisation": "", "reduction": "No time",
                             "category": "Capacity"}  # fmt: skip
    done = write(by, rows[1], reduction="Trained", category="Skills")
    assert read(rows[0])["category"] == "Capacity"
    undo_change(by=by, change=done.change)
    assert read(rows[1])["reduction"] == "No time"
    assert Reduction.objects.get(text="Trained").retired_at is not None
    assert ContentCategory.objects.get(name="Skills").retired_at is not None
    with pytest.raises(Refused, match="this row has none"):
        write(by, rows[2], category="Capacity")
    write(by, rows[0], reduction="", category="")
    assert read(rows[0])["reduction"] == ""


def test_a_new_reduction_goes_to_the_category_beside_it(project, by, rows):
    write(by, rows[0], reduction="No time", category="Capacity")
    shown = read(rows[0])
    writes.write_row(by=by, row=rows[0], given={**shown, "reduction": "Too little time"},
                     seen=shown)  # fmt: skip
    assert read(rows[0])["category"] == "Capacity"
    write(by, rows[1], reduction="Trained", category="Skills")
    writes.write_row(by=by, row=rows[0], given={**read(rows[0]), "reduction": "Trained"},
                     seen=read(rows[0]))  # fmt: skip
    assert read(rows[0])["category"] == "Skills"


def test_something_made_and_used_elsewhere_stays_when_it_is_undone(by, rows):
    done = write(by, rows[0], reduction="No time")
    write(by, rows[1], reduction="No time")
    undo_change(by=by, change=done.change)
    assert read(rows[0])["reduction"] == ""
    assert read(rows[1])["reduction"] == "No time"
    assert Reduction.objects.get().retired_at is None


def test_a_row_that_was_written_stays_when_its_coming_is_undone(project, by, rows):
    write(by, rows[0], paraphrase="Trained.")
    undo_change(by=by, change=queries.first_change(rows[2]))
    assert list(ContentRow.objects.filter(removed_at=None)) == [rows[0]]


def test_two_who_write_at_once_do_not_overwrite_each_other(by, rows):
    seen = read(rows[0])
    write(by, rows[0], paraphrase="Theirs.")
    with pytest.raises(OvertakenEdit, match="changed the paraphrase"):
        writes.write_row(by=by, row=rows[0], given={"paraphrase": "Mine."}, seen=seen)
    writes.write_row(by=by, row=rows[0], given={**seen, "generalisation": "Mine"}, seen=seen)
    assert read(rows[0])["paraphrase"] == "Theirs."
    assert read(rows[0])["generalisation"] == "Mine"


def test_a_change_on_top_must_go_first(by, rows):
    first = write(by, rows[0], paraphrase="One.")
    write(by, rows[0], paraphrase="Two.")
    with pytest.raises(OvertakenEdit, match="changed again"):
        undo_change(by=by, change=first.change)


def test_a_row_is_taken_out_and_comes_back(project, by, rows):
    write(by, rows[0], paraphrase="Trained.")
    done = writes.take_out_row(by=by, row=rows[0])
    assert rows[0] not in queries.rows_of(project, Asked())
    with pytest.raises(Refused, match="taken out already"):
        writes.take_out_row(by=by, row=rows[0])
    with pytest.raises(OvertakenEdit, match="took this row out"):
        write(by, rows[0], paraphrase="x")
    [fresh] = writes.fill_rows(by=by, project=project, passages=[rows[0].passage])
    with pytest.raises(Refused, match="stands in its place"):
        undo_change(by=by, change=done.change)
    writes.take_out_row(by=by, row=fresh)
    undo_change(by=by, change=done.change)
    assert read(rows[0])["paraphrase"] == "Trained."


def test_reductions_are_merged_and_parted_again(project, by, rows):
    for row, text in zip(rows, ("No time", "Too little time", "No time"), strict=True):
        write(by, row, reduction=text)
    one, other = Reduction.objects.order_by("pk")
    change = gathers.merge_reductions(by=by, reduction=one, into=other)
    assert {read(row)["reduction"] for row in rows} == {"Too little time"}
    with pytest.raises(Refused, match="retired or merged"):
        gathers.merge_reductions(by=by, reduction=one, into=other)
    undo_change(by=by, change=change)
    assert [read(row)["reduction"] for row in rows] == ["No time", "Too little time", "No time"]
    with pytest.raises(Refused, match="with itself"):
        gathers.merge_reductions(by=by, reduction=other, into=other)


def test_categories_are_merged_and_parted_again(by, rows):
    write(by, rows[0], reduction="No time", category="Capacity")
    write(by, rows[1], reduction="Trained", category="Skills")
    one, other = ContentCategory.objects.order_by("pk")
    change = gathers.merge_categories(by=by, category=one, into=other)
    assert read(rows[0])["category"] == "Skills"
    with pytest.raises(Refused, match="retired or merged"):
        gathers.retire_category(by=by, category=one)
    undo_change(by=by, change=change)
    assert read(rows[0])["category"] == "Capacity"
    with pytest.raises(Refused, match="with itself"):
        gathers.merge_categories(by=by, category=one, into=one)


def test_a_step_does_not_go_back_to_what_is_retired(by, rows):
    write(by, rows[0], reduction="No time")
    done = write(by, rows[0], reduction="Busy")
    gathers.retire_reduction(by=by, reduction=Reduction.objects.get(text="No time"))
    with pytest.raises(Refused, match="was retired since"):
        undo_change(by=by, change=done.change)


def test_groups_are_reworded_and_only_unused_ones_retired(project, by, rows):
    write(by, rows[0], reduction="No time", category="Capacity")
    reduction, category = Reduction.objects.get(), ContentCategory.objects.get()
    gathers.edit_reduction(by=by, reduction=reduction, text="Not enough time", category="Workload",
                           seen=("No time", "Capacity"))  # fmt: skip
    assert read(rows[0])["reduction"] == "Not enough time"
    assert read(rows[0])["category"] == "Workload"
    with pytest.raises(OvertakenEdit):
        gathers.edit_reduction(by=by, reduction=reduction, text="x", seen=("No time", ""))
    with pytest.raises(Refused, match="is empty"):
        gathers.edit_reduction(by=by, reduction=reduction, text=" ")
    with pytest.raises(Refused, match="1 row uses"):
        gathers.retire_reduction(by=by, reduction=reduction)
    with pytest.raises(Refused, match="1 reduction is"):
        gathers.retire_category(by=by, category=ContentCategory.objects.get(name="Workload"))
    change = gathers.edit_category(by=by, category=category, name="Time", about="All of it.",
                                   seen=("Capacity", ""))  # fmt: skip
    with pytest.raises(OvertakenEdit):
        gathers.edit_category(by=by, category=category, name="x", seen=("Capacity", ""))
    with pytest.raises(Refused, match="needs a name"):
        gathers.edit_category(by=by, category=category, name=" ")
    with pytest.raises(Refused, match="There is a category called"):
        gathers.edit_category(by=by, category=category, name="workload")
    with pytest.raises(Refused, match="There is a category called"):
        gathers.add_category(by=by, project=project, name="TIME")
    retired = gathers.retire_category(by=by, category=category)
    gathers.add_category(by=by, project=project, name="time", about="Again.")
    with pytest.raises(Refused, match="stands in its place"):
        undo_change(by=by, change=retired)
    assert change.others.count() == 1
    write(by, rows[1], reduction="Trained")
    with pytest.raises(Refused, match="reads like this"):
        gathers.edit_reduction(by=by, reduction=reduction, text="trained")


def test_counts_are_of_passages_and_people_by_group(project, by, rows):
    for row in rows[:2]:
        write(by, row, reduction="No time", category="Capacity")
    write(by, rows[2], reduction="It takes long")
    gathers.add_category(by=by, project=project, name="Trust")
    it = queries.groups(project)
    assert it.groups == ("commissioner", "therapist")
    capacity, trust, none = it.categories
    assert (capacity.count.passages, capacity.count.people) == (2, 1)
    assert capacity.by_group["commissioner"].passages == 0
    assert (trust.name, trust.reductions) == ("Trust", ())
    assert (none.id, none.reductions[0].by_group["commissioner"].people) == (0, 1)
    assert (it.unused, it.total.people) == (1, 2)
    assert queries.count_of(project, Reduction.objects.get(text="No time")).passages == 2
    assert queries.count_of(project, ContentCategory.objects.get(name="Capacity")).people == 1


def test_rows_are_found_by_what_they_are_and_lack(project, by, code, rows):
    write(by, rows[0], paraphrase="x", reduction="No time", category="Capacity")
    reduction, category = Reduction.objects.get(), ContentCategory.objects.get()

    def found(**asked):
        return [row.pk for row in queries.rows_of(project, Asked(**asked))]

    assert found(code=code.pk) == [row.pk for row in rows]
    assert found(reduction=reduction.pk) == found(category=category.pk) == [rows[0].pk]
    assert found(group="commissioner") == [rows[2].pk]
    assert found(open="category") == found(open="paraphrase") == [rows[1].pk, rows[2].pk]
    assert found(transcript=rows[0].passage.transcript_id, open="?") == [row.pk for row in rows]
    done = queries.progress(project)
    assert (done.rows, done.paraphrase, done.generalisation, done.category) == (3, 1, 0, 1)


def test_withdrawn_words_leave_the_table_and_its_history(project, by, rows):
    done = write(by, rows[0], paraphrase="Trained.", reduction="Training is there")
    passage = rows[0].passage
    Passage.objects.filter(pk=passage.pk).update(state="redacted", quote="")
    assert writes._forget_rows([passage.pk]) == (rows[0].pk,)
    assert read(rows[0])["paraphrase"] == ""
    assert "Trained." not in talks.every_cell()
    with pytest.raises(Refused, match="withdrew"):
        write(by, rows[0], paraphrase="x")
    with pytest.raises(Refused, match="were erased"):
        undo_change(by=by, change=done.change)
    assert queries.groups(project).total.passages == 0
    [line] = queries.lines(project, [rows[0]])
    assert line.redacted


def test_many_rows_are_brought_in_or_none(project, by, code):
    one, other = Passage.objects.order_by("pk")[:2]
    lines = [writes.Line(2, one, {"paraphrase": "Trained.", "reduction": "Training is there"}),
             writes.Line(3, other, {})]  # fmt: skip
    assert writes.bring_in_rows(by=by, project=project, lines=lines) == (2, 1)
    assert writes.bring_in_rows(by=by, project=project, lines=lines) == (0, 0)
    count = ContentChange.objects.count()
    bad = [writes.Line(2, one, {"paraphrase": "Other."}), writes.Line(3, other, {"category": "x"})]
    with pytest.raises(Refused, match="line 3: A category gathers"):
        writes.bring_in_rows(by=by, project=project, lines=bad)
    assert ContentChange.objects.count() == count
    Coding.objects.update(removed_at="2026-01-01T00:00Z")
    with pytest.raises(Refused, match="line 2: The codes of this passage"):
        writes.bring_in_rows(by=by, project=project, lines=lines)
    with pytest.raises(Refused, match="no step called"):
        write(by, ContentRow.objects.first(), other="x")
    with pytest.raises(Refused, match="5,001 characters"):
        write(by, ContentRow.objects.first(), paraphrase="x" * 5_001)


def test_small_groups_are_withheld_in_files(project, by, rows):
    write(by, rows[0], paraphrase="Trained.", reduction="No time", category="Capacity")
    table, counts = content_tables(project, Asked())
    assert table.rows[0][1:6] == ("She had the training.", "Interview 11, turn 2", "P11",
                                  "No time set aside", "Trained.")  # fmt: skip
    assert counts.head == ("Category", "Reduction", "Passages", "People: therapist", "People: all")
    assert counts.rows[0] == ("Capacity", "", 1, WITHHELD, WITHHELD)
    assert counts.rows[1] == ("Capacity", "No time", 1, None, None)
    ContentRow.objects.update(reduction=None)
    assert content_tables(project, Asked())[1].rows == (
        ("Capacity", "", 0, 0), ("Capacity", "No time", 0, None),
    )  # fmt: skip


def test_the_number_of_queries_does_not_grow(project, by, rows, django_assert_max_num_queries):
    for row in rows:
        write(by, row, reduction=f"Reduction {row.pk}", category=f"Category {row.pk}")
    with django_assert_max_num_queries(6):
        queries.lines(project, rows)
    with django_assert_max_num_queries(4):
        queries.groups(project)
    with django_assert_max_num_queries(3):
        queries.latest(project)


def test_a_row_does_not_come_back_with_a_reduction_that_was_merged_away(project, by, rows):
    write(by, rows[0], reduction="A")
    write(by, rows[1], reduction="B")
    out = writes.take_out_row(by=by, row=rows[0])
    a, b = Reduction.objects.get(text="A"), Reduction.objects.get(text="B")
    gathers.merge_reductions(by=by, reduction=a, into=b)
    with pytest.raises(Refused, match="was retired since"):
        undo_change(by=by, change=out.change)
    assert ContentRow.objects.get(pk=rows[0].pk).removed_at is not None


def test_every_writer_of_the_table_holds_the_project_before_it_looks(
    project, by, rows, monkeypatch
):
    held, real = [], QuerySet.select_for_update

    def noted(queryset, **how):
        held.append((queryset.model, how.get("no_key", False)))
        return real(queryset, **how)

    monkeypatch.setattr(QuerySet, "select_for_update", noted)
    line = writes.Line(2, rows[0].passage, {"reduction": "A"})
    for act in (
        lambda: write(by, rows[1], reduction="A"),
        lambda: writes.bring_in_rows(by=by, project=project, lines=[line]),
        lambda: gathers.add_category(by=by, project=project, name="New"),
        lambda: undo_change(by=by, change=ContentChange.objects.order_by("pk").last()),
        lambda: writes.take_out_row(by=by, row=rows[2]),
        lambda: writes.fill_rows(by=by, project=project, passages=[rows[2].passage]),
    ):
        held.clear()
        act()
        assert (Project, True) in held, held
        models = [model for model, _ in held]
        assert ContentRow not in models[: models.index(Project)]
    assert Reduction.objects.get(retired_at=None).text == "A"
