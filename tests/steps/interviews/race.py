"""Threads that meet: coders on one stretch, and names that are locked while the key is changed.

test_coding_race.py gives it a database.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from threading import Barrier, Thread

import django

ROUNDS = 15
CHANGES = 6
"""How often the key is changed, and each name locked anew."""


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
        "keys": keys_race(),
    }  # fmt: skip


def keys_race() -> dict[str, object]:
    """Names are locked and read while the key changes; tell what is readable at the end."""
    from django.db import connection

    from tests import build
    from tests.steps.interviews import build as make
    from uptake.interviews import actions, identities
    from uptake.interviews.actions.name_list import NewName, add_names
    from uptake.interviews.models import Identity, IdentityKey, NameKey

    project = build.project()
    by, ends = build.member(project), Counter()
    people = [make.participant(project, f"P{n}") for n in range(2)]
    barrier = Barrier(5)

    def again(act) -> None:
        barrier.wait()
        for turn in range(CHANGES):
            try:
                act(turn)
                ends["done"] += 1
            except Exception as fault:  # noqa: BLE001 - whatever it is, the test must see it
                ends[f"{type(fault).__name__}: {fault}"] += 1
        connection.close()

    def write(person):
        def act(turn: int) -> None:
            said = actions.Contact(name=f"Name {person.pk} {turn}")
            actions.write_identity(by=by, participant=person, contact=said)
            found = actions.see_identity(by=by, participant=person)
            assert found == said, found

        return act

    def listed(turn: int) -> None:
        add_names(by=by, project=project, names=[NewName(f"Quondam {turn}")])

    def read(turn: int) -> None:
        assert all(one.original.startswith("Quondam") for one in identities.known_names(project))

    def change(turn: int) -> None:
        if identities.key_now(project):
            actions.change_key(by=by, project=project)

    acts = [*map(write, people), listed, read, change]
    threads = [Thread(target=again, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [key] = IdentityKey.objects.filter(project=project, replaced_at=None)
    rows = [*Identity.objects.filter(project=project), *NameKey.objects.filter(project=project)]
    words = sorted(identities.unlock(row).decode() for row in rows)
    return {
        "ends": dict(ends), "words": len(words),
        "others": sum(row.key_id != key.pk for row in rows),
        "found": sum(bool(identities.pseudonym_for(project, f"quondam {n}"))
                     for n in range(CHANGES)),
        "files": len(list(identities.folder().glob(f"{project.pk}-*"))),
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    json.dump(main(), sys.stdout)
