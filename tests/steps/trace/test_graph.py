"""One graph of all steps."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.http import Http404
from django.utils import timezone

from tests.steps.trace import build as threads
from uptake.methods.lineage import fragile
from uptake.projects.thread import Key
from uptake.trace.graph import GROUNDS, STRANDS, Thread, kinds, steps


def test_every_step_declares_the_same_names():
    for step in steps().values():
        assert step.KINDS
        assert callable(step.nodes)
        assert callable(step.links)
        assert callable(step.details)
    assert set(kinds()) >= GROUNDS | STRANDS
    assert kinds()["finding"] == "findings"


def test_beneath_and_over_are_nearest_first(it):
    thread = Thread(it.project)
    recommendation = Key("recommendation", it.recommendations[0].pk)
    person = Key("participant", it.people[0].pk)
    beneath = list(thread.beneath([recommendation]))
    assert beneath[:2] == [recommendation, Key("finding", it.findings[0].pk)]
    assert beneath.index(person) > beneath.index(Key("passage", it.passages[0].pk))
    over = list(thread.over([person]))
    assert over[:2] == [person, Key("passage", it.passages[0].pk)]
    assert over[-1] == Key("indicator", it.indicator.pk)


def test_what_no_longer_counts_rests_on_nothing(it):
    finding = Key("finding", it.findings[0].pk)
    it.findings[0].retired_at = timezone.now()
    it.findings[0].save()
    thread = Thread(it.project)
    keys = thread.beneath([Key("recommendation", it.recommendations[0].pk)])
    assert not thread.standing(keys).stands(finding)
    assert thread.full(keys).stands(finding)


def test_a_thing_of_another_project_is_not_here(it):
    other = threads.world()
    thread = Thread(it.project)
    with pytest.raises(Http404):
        thread.node(Key("finding", other.findings[0].pk))
    with pytest.raises(Http404):
        thread.node(Key("unicorn", 1))
    assert thread.known([Key("finding", other.findings[0].pk), Key("unicorn", 1)]) == {}


def test_a_step_with_very_many_things_is_asked_for_some(it):
    asked = []
    thread = Thread(it.project)
    there = thread.steps["sources"]

    def some(project, ids):
        asked.append(ids)
        return [node for node in there.nodes(project) if node.key.id in ids.get(node.key.kind, ())]

    thread.steps["sources"] = SimpleNamespace(some=some)
    key = Key("reference", it.reference.pk)
    threads.reference(it.project, 2)
    assert thread.node(key).label == "Vance 2021"
    assert asked == [{"reference": {it.reference.pk}}]


def test_few_queries_build_the_graph(it, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        Thread(it.project)


@pytest.mark.parametrize("name", ["sources", "interviews"])
def test_some_are_the_rows_of_all_that_were_asked_for(it, name, monkeypatch):
    threads.reference(it.project, 2)
    other = threads.world()
    step = steps()[name]
    everything = list(step.nodes(it.project))
    for kind in step.KINDS:
        of_it = [node for node in everything if node.key.kind == kind]
        assert of_it
        ids = {node.key.id for node in of_it[:1]}
        theirs = {node.key.id for node in step.nodes(other.project) if node.key.kind == kind}
        assert list(step.some(it.project, {kind: ids | theirs})) == of_it[:1]
    assert list(step.some(it.project, {})) == []
    monkeypatch.setattr("uptake.projects.thread.MANY", 0)
    asked = {kind: {node.key.id for node in everything if node.key.kind == kind}
             for kind in step.KINDS}  # fmt: skip
    assert list(step.some(it.project, asked)) == everything


def test_looking_no_further_than_needed_gives_the_same_answers(it):
    empty, on_it = threads.finding(it.project, 7), threads.finding(it.project, 8)
    threads.recommend(it.project, 3, empty)
    threads.recommend(it.project, 4, empty, on_it, against=(it.findings[0],))
    threads.tie(on_it, it.statement)
    threads.tie(on_it, it.passages[1])
    threads.tie(empty, it.passages[0], "contradicts")

    def same():
        thread = Thread(it.project)
        everything = list(thread.linked)
        whole = thread.standing(everything)
        assert Thread(it.project).stand(everything) == {
            key for key in everything if whole.stands(key)
        }
        for key in everything:
            over = thread.over([key])
            upper = Thread(it.project).upper(over)
            lower = thread.standing(thread.beneath(over))
            assert {one for one in over if upper.stands(one)} == {
                one for one in over if lower.stands(one)
            }
            short, long = fragile(upper, [key]), fragile(lower, [key])
            assert set(short.lost) == set(long.lost)
            assert set(short.weakened) == set(long.weakened)

    same()
    it.reference.retracted_at = timezone.now()
    it.reference.save()
    same()
    it.findings[1].retired_at = timezone.now()
    it.findings[1].save()
    it.passages[0].state = "lost"
    it.passages[0].save()
    same()
