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


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(json.dumps(happen()))
