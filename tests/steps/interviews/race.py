"""Coders in threads, all on one stretch at once; test_coding_race.py gives it a database."""

from __future__ import annotations

import json
import sys
from collections import Counter
from threading import Barrier, Thread

import django

ROUNDS = 15


def main() -> dict[str, object]:
    """Race, and tell what came of it."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from tests import build
    from tests.steps.interviews import build as make
    from uptake.interviews import actions
    from uptake.interviews.models import Coding, CodingAct, Passage
    from uptake.projects import queries

    project = build.project()
    make.participant(project, "P11")
    talk = make.transcript(project, [("P11", "word " * 200)])
    code = make.code(project)
    coders = [build.member(project, "coder") for _ in range(2)]
    # The first coder also has a second window open.
    racers = [*coders, coders[0]]
    barrier, ends = Barrier(len(racers)), Counter()

    def code_along(coder) -> None:
        for turn in range(ROUNDS):
            barrier.wait()
            try:
                actions.apply_codes(
                    by=coder, transcript=talk, version=1, start=turn * 5, end=turn * 5 + 4,
                    codes=[code],
                )  # fmt: skip
                ends["done"] += 1
            except actions.AlreadyThere:
                ends["already"] += 1
            except Exception as fault:  # noqa: BLE001 - whatever it is, the test must see it
                ends[f"{type(fault).__name__}: {fault}"] += 1
        connection.close()

    threads = [Thread(target=code_along, args=(coder,)) for coder in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "rounds": ROUNDS, "ends": dict(ends), "passages": Passage.objects.count(),
        "codings": Coding.objects.filter(removed_at=None).count(),
        "acts": CodingAct.objects.count(),
        "faults": [str(fault) for fault in queries.verify(project.pk)],
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    json.dump(main(), sys.stdout)
