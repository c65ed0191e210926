"""Merging loses nothing, and taking a decision back restores exactly what was before it."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import build as people
from tests.steps.sources import build
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Event
from uptake.sources import actions, queries
from uptake.sources.actions import merging
from uptake.sources.models import DuplicatePair, Reference, Relation, Statement
from uptake.sources.queries import Asked
from uptake.sources.queries.exports import exported

TITLE = "Guided digital care for depression"
FOUR = "\n".join([
    build.record(TITLE, "Vance, R", "2024", JF="J. Digit. Care"),
    build.record(TITLE, "Vance, Rosa", "2024", AB="We asked clinicians.", DO="10.1000/abc.1"),
    build.record(f"{TITLE}.", "Vance, R", "2024", KW="depression", VL="3"),
    build.record("The money: who pays", "Osei, K", "2021"),
]).encode()  # fmt: skip
BY = people.TERMINAL


@pytest.fixture
def four(project):
    build.bring_in(project, FOUR)
    return list(Reference.objects.filter(project=project))


def pair(one, other):
    return actions.set_beside(by=BY, reference=one, other=other)


def merge(one, other, **options):
    return actions.decide_pair(by=BY, pair=pair(one, other), verdict="same", **options)


def state(project):
    """Everything that is stored of the project's references."""
    return list(Reference.objects.filter(project=project).order_by("pk").values())


def found(project, words):
    return [row.pk for row in queries.reference_list(project, Asked(words=words)).object_list]


def test_a_merged_reference_has_the_best_of_each_record(project, four):
    first, second, *_ = four
    merge(first, second)
    kept = Reference.objects.get(pk=first.pk)
    assert kept.abstract == "We asked clinicians."
    assert kept.doi == "10.1000/abc.1"
    assert kept.has_abstract
    assert kept.came_from["abstract"] == second.pk
    assert Reference.objects.get(pk=second.pk).merged_into_id == first.pk
    assert kept.raw == first.raw


def test_a_third_record_joins_the_same_work(project, four):
    first, second, third, money = four
    merge(second, third)
    merge(first, third)
    standing = {row.pk: merging.work_of(row) for row in Reference.objects.all()}
    assert standing == {first.pk: first.pk, second.pk: first.pk, third.pk: first.pk,
                        money.pk: money.pk}  # fmt: skip
    assert Reference.objects.get(pk=first.pk).keywords == ["depression"]
    assert Reference.objects.get(pk=second.pk).own == {}


def test_words_of_every_record_find_the_merged_reference(project, four):
    first, second, third, _ = four
    merge(first, third)
    assert found(project, "depression clinicians") == [second.pk]
    merge(first, second)
    assert found(project, "clinicians") == [first.pk]
    assert found(project, "digit 10.1000") == [first.pk]
    actions.undo_pair(by=BY, pair=pair_of(first, second))
    assert found(project, "clinicians") == [second.pk]


def pair_of(one, other):
    return DuplicatePair.objects.get(first=one, second=other)


def test_who_listens_hears_of_every_merge_and_of_its_end(project, four):
    heard = []
    listen = lambda of, ids: heard.append((of.pk, ids))  # noqa: E731
    merging.MERGED.append(listen)
    try:
        first, second, *_ = four
        merge(first, second)
        actions.undo_pair(by=BY, pair=pair_of(first, second))
    finally:
        merging.MERGED.remove(listen)
    both = frozenset({first.pk, second.pk})
    assert heard == [(project.pk, both), (project.pk, both)]


def test_a_record_is_taken_out_and_stays_apart(project, four):
    first, second, third, _ = four
    alone = state(project)[1]
    through = pair(second, third)
    merge(first, second)
    actions.decide_pair(by=BY, pair=through, verdict="same", note="By the authors' page.")
    actions.take_out(by=BY, reference=second)
    assert Reference.objects.get(pk=third.pk).merged_into_id == first.pk
    assert state(project)[1] == alone
    assert {(row.first_id, row.second_id): row.state for row in DuplicatePair.objects.all()} == {
        (first.pk, second.pk): "different", (first.pk, third.pk): "same",
        (second.pk, third.pk): "different",
    }  # fmt: skip


def test_what_is_one_work_without_the_record_stays_so(four):
    first, second, third, _ = four
    merge(first, third)
    merge(first, second)
    actions.take_out(by=BY, reference=second)
    assert DuplicatePair.objects.count() == 3
    assert Reference.objects.get(pk=third.pk).merged_into_id == first.pk
    actions.take_out(by=BY, reference=first)
    assert Reference.objects.get(pk=third.pk).merged_into_id is None


def test_a_record_that_is_not_merged_cannot_be_taken_out(four):
    with pytest.raises(Refused, match="not merged"):
        actions.take_out(by=BY, reference=four[0])


def test_what_a_search_for_words_finds_follows_the_fields(project, four):
    first, _, third, _ = four
    merge(first, third)
    actions.take_out(by=BY, reference=third)
    assert set(found(project, "guided")) == {row.pk for row in four[:3]}
    assert found(project, "3 depression") == []


def test_statements_stay_with_their_record_and_show_on_the_reference(project, four):
    first, second, *_ = four
    actions.extract_statement(by=BY, reference=second, sentence="Time is short.")
    merge(first, second)
    page = queries.reference_page(Reference.objects.get(pk=first.pk), None)
    assert [row.sentence for row in page.statements] == ["Time is short."]
    assert [row.pk for row in page.records] == [first.pk, second.pk]
    row = queries.reference_list(project, Asked(with_statements=True)).object_list[0]
    assert (row.pk, row.statements, row.records) == (first.pk, 1, 2)


def test_a_merged_reference_is_found_by_every_search_that_found_a_record(project, four):
    other = build.bring_in(project, build.record(TITLE, "Vance, R", "2024").encode(), search=(
        actions.SearchFacts("MEDLINE", build.FACTS.searched_on)
    ))  # fmt: skip
    late = Reference.objects.get(file=other)
    merge(four[0], late)
    row = queries.reference_list(project, Asked(search=other.search_id)).object_list[0]
    assert row.pk == four[0].pk
    assert row.search == "PsycInfo, 8 October 2025; MEDLINE, 8 October 2025"
    assert [it.pk for it in queries.reference_list(project, Asked(file=other.pk)).object_list] == [
        four[0].pk
    ]


def test_an_export_gives_references_or_every_record_as_it_came(project, four):
    first, second, *_ = four
    merge(first, second)
    assert len(list(exported(project))) == 3
    every = list(exported(project, Asked(every_record=True, sort="import")))
    assert len(every) == 4
    assert every[-1].reference.abstract == ""


def test_deciding_refuses_what_was_decided_meanwhile(four):
    first, second, *_ = four
    one = pair(first, second)
    actions.decide_pair(by=BY, pair=one, verdict="different")
    with pytest.raises(OvertakenEdit, match="kept apart"):
        actions.decide_pair(by=BY, pair=one, verdict="same")


@pytest.mark.parametrize(("verdict", "kind"), [("waiting", ""), ("?", ""), ("related", "?")])
def test_a_decision_says_what_it_is(four, verdict, kind):
    with pytest.raises(Refused):
        actions.decide_pair(by=BY, pair=pair(*four[:2]), verdict=verdict, kind=kind)


def test_what_was_kept_apart_is_not_brought_together_unasked(project, four):
    first, second, third, _ = four
    through = pair(first, third)
    actions.decide_pair(by=BY, pair=pair(first, second), verdict="different")
    merge(second, third)
    said = f"{first} and {second}, kept apart by a search for duplicates"
    with pytest.raises(Refused, match=re.escape(said)):
        actions.decide_pair(by=BY, pair=through, verdict="same")
    actions.decide_pair(by=BY, pair=through, verdict="same", anyway=True)
    event = Event.objects.filter(verb="pair.decided").order_by("-seq").first()
    assert event.after["overrides"] == [said]
    assert {merging.work_of(row) for row in Reference.objects.all()[:3]} == {first.pk}
    assert pair_of(first, second).state == "waiting"
    assert queries.open_pairs(project) == []


def test_statements_of_two_works_stand_for_each_other_no_more(four):
    first, second, third, _ = four
    merge(first, second)
    merge(second, third)
    a, b, c, d = (
        actions.extract_statement(by=BY, reference=row, sentence=f"Number {n}")
        for n, row in enumerate((first, second, second, third))
    )
    for one in (b, c, d):
        actions.say_the_same(by=BY, statement=one, other=a)
    actions.take_out(by=BY, reference=second)
    assert dict(Statement.objects.values_list("pk", "same_as")) == {
        a.pk: None, b.pk: None, c.pk: b.pk, d.pk: a.pk,
    }  # fmt: skip
    event = Event.objects.filter(verb="record.taken_out").get()
    assert event.after["counted_by_themselves"] == 1


def test_a_retraction_is_undone_once(four):
    first = four[0]
    actions.retract_reference(first, "Notice of 3 May")
    actions.reinstate_reference(first)
    with pytest.raises(Refused, match="not marked as retracted"):
        actions.reinstate_reference(first)


def test_what_is_one_work_cannot_be_kept_apart(four):
    first, second, third, _ = four
    apart, through = pair(first, third), pair(second, third)
    merge(first, second)
    actions.decide_pair(by=BY, pair=through, verdict="same")
    with pytest.raises(Refused, match="one work already"):
        actions.decide_pair(by=BY, pair=apart, verdict="different")
    with pytest.raises(Refused, match="one work already"):
        pair(first, third)


def test_what_a_rule_forbids_needs_a_person_who_says_so(four):
    first, second, *_ = four
    one = actions.set_beside(by=BY, reference=first, other=second, rule="Other parts.")
    with pytest.raises(Refused, match="Other parts"):
        actions.decide_pair(by=BY, pair=one, verdict="same")
    actions.decide_pair(by=BY, pair=one, verdict="same", anyway=True)
    assert Reference.objects.get(pk=second.pk).merged_into_id == first.pk


def test_a_link_is_noted_in_its_direction_and_undone(four):
    first, second, *_ = four
    one = pair(first, second)
    actions.decide_pair(by=BY, pair=one, verdict="related", kind="erratum", turned=True)
    link = Relation.objects.get()
    assert (link.first_id, link.second_id, link.kind) == (second.pk, first.pk, "erratum")
    assert queries.linked(first)[0].words == "Has an erratum"
    assert queries.linked(second)[0].words == "Erratum of"
    actions.undo_pair(by=BY, pair=one)
    assert queries.linked(first) == []
    with pytest.raises(Refused, match="nothing to undo"):
        actions.undo_pair(by=BY, pair=one)


def test_a_link_that_is_removed_stays_removed(four):
    first, second, *_ = four
    actions.decide_pair(by=BY, pair=pair(first, second), verdict="related", kind="reply")
    link = actions.remove_relation(by=BY, relation=Relation.objects.get())
    assert link.removed_at
    assert actions.remove_relation(by=BY, relation=link).removed_at == link.removed_at


def test_a_retraction_is_the_work_s_and_stays_with_its_record(project, four):
    first, second, third, _ = four
    actions.retract_reference(second, "Notice of 3 May")
    merge(first, second)
    assert all(row.retracted_at for row in merging.records_of(first))
    assert queries.reference_list(project, Asked(retracted="yes")).object_list[0].pk == first.pk
    with pytest.raises(Refused, match="retracted already"):
        actions.retract_reference(first, "Again")
    actions.take_out(by=BY, reference=second)
    assert Reference.objects.get(pk=first.pk).retracted_at is None
    assert Reference.objects.get(pk=second.pk).retraction == "Notice of 3 May"
    merge(first, third)
    assert actions.retract_reference(third, "Notice of 4 May").pk == first.pk
    assert actions.reinstate_reference(first).retracted_at is None
    assert not Reference.objects.exclude(pk=second.pk).exclude(retracted_at=None).exists()


PAIRS = list(combinations(range(4), 2))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(acts=st.lists(st.tuples(st.sampled_from(PAIRS), st.sampled_from(["same", "different",
       "related", "undo", "out"])), max_size=14))  # fmt: skip
def test_merging_and_taking_back_restores_everything(acts):
    with transaction.atomic():
        project = people.project()
        build.bring_in(project, FOUR)
        four = list(Reference.objects.filter(project=project))
        before = state(project)
        for (one, other), act in acts:
            try:
                if act == "out":
                    actions.take_out(by=BY, reference=four[one])
                elif act == "undo":
                    actions.undo_pair(by=BY, pair=pair_of(four[one], four[other]))
                else:
                    row = DuplicatePair.objects.filter(
                        first=four[one], second=four[other]
                    ).first() or pair(four[one], four[other])
                    actions.decide_pair(by=BY, pair=row, verdict=act, kind="reply", anyway=True)
            except (Refused, DuplicatePair.DoesNotExist):
                pass
            assert standing(project) == slow_standing(project)
        for row in DuplicatePair.objects.filter(project=project).exclude(state="waiting"):
            actions.undo_pair(by=BY, pair=row)
        assert state(project) == before
        assert found(project, "guided") == [row.pk for row in reversed(four[:3])]
        transaction.set_rollback(True)


def standing(project):
    return {row.pk: merging.work_of(row) for row in Reference.objects.filter(project=project)}


def slow_standing(project):
    """The same, by walking from pair to pair until nothing changes."""
    rows = DuplicatePair.objects.filter(project=project, state="same")
    pairs = list(rows.values_list("first_id", "second_id"))
    best = {pk: pk for pk in Reference.objects.filter(project=project).values_list("pk", flat=True)}
    changed = True
    while changed:
        changed = False
        for one, other in pairs:
            least = min(best[one], best[other])
            changed = changed or best[one] != least or best[other] != least
            best[one] = best[other] = least
    return best
