"""Merging loses nothing, and taking a decision back restores exactly what was before it."""

from __future__ import annotations

import pytest

from tests import build as people
from tests.steps.sources import build
from uptake.projects.errors import Refused
from uptake.sources import actions, queries
from uptake.sources.actions import merging
from uptake.sources.models import DuplicatePair, Reference
from uptake.sources.queries import Asked

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
    merge(first, second)
    merge(second, third)
    actions.take_out(by=BY, reference=second)
    assert Reference.objects.get(pk=third.pk).merged_into_id == first.pk
    assert state(project)[1] == alone
    assert {(row.first_id, row.second_id): row.state for row in DuplicatePair.objects.all()} == {
        (first.pk, second.pk): "different", (first.pk, third.pk): "same",
        (second.pk, third.pk): "different",
    }  # fmt: skip


def test_a_record_that_is_not_merged_cannot_be_taken_out(four):
    with pytest.raises(Refused, match="not merged"):
        actions.take_out(by=BY, reference=four[0])
