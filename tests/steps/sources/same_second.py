"""Run by test_same_second.py in a process of its own: two at once, on a database in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def together(*calls: Callable[[], T]) -> list[T]:
    """Start all calls in the same moment, each with its own connection."""
    from django.db import connections

    gate = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        gate.wait()
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def happen() -> dict[str, object]:
    """Receive one file twice, then confirm it twice, and say what came of it."""
    from tests import build as people
    from tests.steps.sources import build
    from uptake.projects import queries
    from uptake.sources import tasks
    from uptake.sources.models import ImportFile, Reference

    project = people.project()
    files = together(*[lambda: build.receive(project)] * 2)

    def confirm() -> str:
        mine = ImportFile.objects.get(pk=files[0].pk)
        job = tasks.start_import(by=people.TERMINAL, file=mine, search=build.FACTS)
        return job.state

    return {
        "received": [file.pk for file in files],
        "waiting": ImportFile.objects.filter(project=project).count(),
        "states": sorted(together(confirm, confirm)),
        "references": Reference.objects.filter(project=project).count(),
        "faults": len(queries.verify(project.pk)),
    }


def decide() -> dict[str, object]:
    """Two people decide one pair otherwise; then two pairs that share a record."""
    from tests import build as people
    from tests.steps.sources import build
    from uptake.projects import queries
    from uptake.projects.errors import OvertakenEdit
    from uptake.sources import actions
    from uptake.sources.models import DuplicatePair, PairDecision, Reference

    project = people.project()
    build.bring_in(project)
    first, second, third = Reference.objects.filter(project=project)
    two = [people.member(project, "reviewer"), people.member(project, "reviewer")]

    def beside(one: Reference, other: Reference) -> DuplicatePair:
        return actions.set_beside(by=people.TERMINAL, reference=one, other=other)

    def say(number: int, pair: DuplicatePair, verdict: str) -> str:
        mine = DuplicatePair.objects.get(pk=pair.pk)
        try:
            return actions.decide_pair(by=two[number], pair=mine, verdict=verdict).state
        except OvertakenEdit as refused:
            return refused.what

    pair = beside(first, second)
    said = together(lambda: say(0, pair, "same"), lambda: say(1, pair, "different"))
    pair.refresh_from_db()
    second.refresh_from_db()
    one = {
        "said": said, "state": pair.state, "merged": second.merged_into_id == first.pk,
        "decisions": list(PairDecision.objects.filter(pair=pair).values_list("verdict", flat=True)),
    }  # fmt: skip
    actions.undo_pair(by=people.TERMINAL, pair=pair)
    pairs = [beside(first, second), beside(second, third)]
    together(lambda: say(0, pairs[0], "same"), lambda: say(1, pairs[1], "same"))
    stands = Reference.objects.filter(project=project).order_by("pk")
    one["works"] = [row.merged_into_id == first.pk for row in stands]
    one["faults"] = len(queries.verify(project.pk))
    return one


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(json.dumps(happen()))
    print(json.dumps(decide()))
