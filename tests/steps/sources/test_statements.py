"""What a reference states: written, reworded with its history, removed and brought back."""

from __future__ import annotations

import pytest

from tests import build as people
from tests.steps.sources import build
from uptake.projects.errors import NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import Event
from uptake.projects.thread import Key, Link
from uptake.sources import actions, queries, thread
from uptake.sources.models import EarlierWording, Reference, Statement


@pytest.fixture
def reference(project):
    return build.reference(project)


@pytest.fixture
def statement(reference, reviewer):
    return actions.extract_statement(
        by=reviewer, reference=reference, sentence="  Support needs\n protected time. ",
        place="page 7",
    )  # fmt: skip


def test_a_statement_is_tidied_and_owned(statement, reviewer):
    assert statement.sentence == "Support needs protected time."
    assert str(statement) == statement.sentence
    assert statement.by == reviewer.user
    kept = Event.objects.get(verb="statement.extracted").after
    assert set(kept["sentence"]) == {"digest"}, "the trail tells no reader what another states"
    assert kept["reference_id"] == statement.reference_id


@pytest.mark.parametrize(
    ("sentence", "place", "says"),
    [(" ", "", "says something"), ("x" * 601, "", "601 characters"), ("x", "p" * 121, "121")],
)
def test_what_cannot_be_kept_is_refused(reference, reviewer, sentence, place, says):
    with pytest.raises(Refused, match=says):
        actions.extract_statement(by=reviewer, reference=reference, sentence=sentence, place=place)
    assert not Statement.objects.exists()


def test_rewording_keeps_what_it_said(statement, reviewer):
    actions.change_statement(by=reviewer, statement=statement, sentence="New.", seen="1")
    statement.refresh_from_db()
    assert (statement.sentence, statement.place, statement.wording) == ("New.", "", 2)
    assert statement.reworded_at is not None
    earlier = EarlierWording.objects.get(statement=statement)
    assert earlier.sentence == "Support needs protected time."
    shown = queries.reference_page(statement.reference, None).statements[0]
    assert [was.wording for was in shown.earlier] == [1]


def test_saying_the_same_is_no_new_wording(statement, reviewer):
    actions.change_statement(
        by=reviewer, statement=statement, sentence=statement.sentence, place=statement.place
    )
    assert not EarlierWording.objects.exists()


def test_two_people_never_overwrite_each_other(statement, reviewer):
    actions.change_statement(by=reviewer, statement=statement, sentence="Mine.", seen="1")
    with pytest.raises(OvertakenEdit, match=r"now reads: Mine\."):
        actions.change_statement(by=reviewer, statement=statement, sentence="Yours.", seen="1")


def test_removing_keeps_the_row_and_can_be_undone(statement, reviewer):
    actions.remove_statement(by=reviewer, statement=statement)
    actions.remove_statement(by=reviewer, statement=statement)
    with pytest.raises(Refused, match="was removed"):
        actions.change_statement(by=reviewer, statement=statement, sentence="New.")
    page = queries.reference_page(statement.reference, None)
    assert (len(page.statements), len(page.removed)) == (0, 1)
    actions.restore_statement(by=reviewer, statement=statement)
    assert len(queries.reference_page(statement.reference, None).statements) == 1


@pytest.mark.parametrize("role", ["coder", "commissioner", "observer"])
def test_roles_that_may_not(project, statement, role):
    member = people.member(project, role)
    for write in (
        lambda: actions.extract_statement(by=member, reference=statement.reference, sentence="No."),
        lambda: actions.change_statement(by=member, statement=statement, sentence="No."),
        lambda: actions.remove_statement(by=member, statement=statement),
        lambda: actions.restore_statement(by=member, statement=statement),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_the_thread_holds_each_statement_on_its_reference(project, statement, reviewer):
    reference = statement.reference
    found = {node.key: node for node in thread.nodes(project)}
    assert set(found) == {Key("reference", reference.pk), Key("statement", statement.pk)}
    assert {key.kind for key in found} == set(thread.KINDS)
    assert found[Key("statement", statement.pk)].title == "Support needs protected time."
    assert found[Key("reference", reference.pk)].label == "Vance 2024"
    assert not any(node.gone for node in found.values())
    assert list(thread.links(project)) == [
        Link(Key("statement", statement.pk), Key("reference", reference.pk))
    ]
    assert not list(thread.nodes(people.project()))


def test_what_is_retracted_or_removed_is_gone(project, statement, reviewer):
    actions.retract_reference(statement.reference, "Notice of 3 May")
    actions.remove_statement(by=reviewer, statement=statement)
    found = {node.key.kind: node for node in thread.nodes(project)}
    assert found["reference"].gone == "Retracted: Notice of 3 May"
    assert found["statement"].gone == "Removed from its reference"


def test_details_give_rows_in_few_queries(project, statement, django_assert_num_queries):
    with django_assert_num_queries(2):
        stated = thread.details(project, "statement", [statement.pk])
        rows = thread.details(project, "reference", [statement.reference_id, 999])
        assert stated[statement.pk].reference.file.search.database == "PsycInfo"
        assert rows[statement.reference_id].file.search.database == "PsycInfo"
    assert 999 not in rows


def test_a_big_project_s_nodes_cost_two_queries(project, statement, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(thread.nodes(project))


def test_two_statements_of_one_paper_count_once(statement, reviewer):
    def write(words, of=statement.reference):
        return actions.extract_statement(by=reviewer, reference=of, sentence=words)

    second, third = write("Staff drop it."), write("It is dropped.")
    actions.say_the_same(by=reviewer, statement=second, other=statement)
    made = actions.say_the_same(by=reviewer, statement=third, other=second)
    assert made.same_as == statement  # the one that stands for both stands for all
    with pytest.raises(Refused, match="stand for each other already"):
        actions.say_the_same(by=reviewer, statement=statement, other=third)
    fourth = write("Dropped, in a word.")
    actions.say_the_same(by=reviewer, statement=statement, other=fourth)
    assert set(Statement.objects.filter(same_as=fourth)) == {statement, second, third}
    actions.say_apart(by=reviewer, statement=third)
    with pytest.raises(Refused, match="by itself already"):
        actions.say_apart(by=reviewer, statement=third)


def test_statements_of_two_papers_are_never_one(project, statement, reviewer):
    build.bring_in(project, build.record("Another paper").encode())
    paper = Reference.objects.exclude(pk=statement.reference_id).get(project=project)
    other = actions.extract_statement(by=reviewer, reference=paper, sentence="It costs.")
    with pytest.raises(Refused, match="different papers"):
        actions.say_the_same(by=reviewer, statement=other, other=statement)
    pair = actions.set_beside(by=reviewer, reference=paper, other=statement.reference)
    actions.decide_pair(by=reviewer, pair=pair, verdict="same")
    actions.say_the_same(by=reviewer, statement=other, other=statement)
    actions.remove_statement(by=reviewer, statement=statement)
    with pytest.raises(Refused, match="was removed"):
        actions.say_the_same(by=reviewer, statement=other, other=statement)
