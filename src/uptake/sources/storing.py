"""Storing a long file: a batch a transaction, seen by nobody until an action shows all of it.

One transaction over 300,000 records would keep everybody else from saving for a minute or more. So
the file is claimed, its references are written in batches that nobody sees (`Reference.objects`
leaves out those of a file that is being stored), and the action that writes the event shows them
all at once. What a process leaves that died is taken away by the next that works, or that wants the
file (docs/adr/0006-a-long-file-is-stored-unseen.md).
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import islice
from types import TracebackType

from django.db import transaction
from django.utils import timezone

from uptake.formats.references import Reading
from uptake.projects import jobs, queries
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.sources import words
from uptake.sources.alike import Here
from uptake.sources.models import ImportFile, Reference
from uptake.sources.records import is_empty, row_of

BATCH = 1000
SILENT = timedelta(minutes=2)
"""A process that stores is heard of with every batch; past this it has died or sleeps."""
READING = queries.SILENT_AFTER
"""One that runs on this machine gets longer: it may be reading a large table, one piece."""
Tell = Callable[[int], None]
State = ImportFile.State


def alive(file: ImportFile) -> bool:
    """True when a process is storing this file, as far as can be told from here."""
    if file.state != State.STORING:
        return False
    host, number, _ = file.storing_as.split(" ")
    here = host == socket.gethostname()
    if here and not _runs(int(number)):
        return False
    silent = READING if here else SILENT
    return file.heard_at is not None and timezone.now() - file.heard_at < silent


def _runs(number: int) -> bool:
    """True unless there is surely no process of this number on this machine."""
    if os.name != "posix":  # pragma: no cover - elsewhere asking would end the process
        return True
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # pragma: no cover - it belongs to another account
        return True
    return True


def claimed(file: ImportFile, claim: str = "") -> ImportFile:
    """The file, held until this transaction ends, so that nobody stores it twice.

    `claim` is what this process stores it as, if it does.
    """
    Project.objects.select_for_update(no_key=True).get(pk=file.project_id)
    current = ImportFile.objects.select_for_update().get(pk=file.pk)
    if current.state == State.STORED:
        raise Refused(f"{current.name} was imported already.", advice="Look at its search.")
    if current.state == State.UNDONE:
        raise Refused(
            f"The import of {current.name} was undone.", advice="Put it back on its page."
        )
    if current.state == State.DROPPED:
        raise Refused(
            f"{current.name} was dropped already.", advice="Upload it again to import it."
        )
    if claim != current.storing_as:
        raise Refused(
            f"{current.name} is being imported by somebody else.", advice="Look how far that is."
        )
    return current


class Unseen:
    """References kept within the block that nobody sees, and that go unless they were shown.

    `check` is asked once the file is held and may refuse it.
    """

    def __init__(
        self, file: ImportFile, keep: str = "", check: Callable[[ImportFile], None] | None = None
    ) -> None:
        self.file, self.keep, self.check = file, keep, check
        self.claim = f"{socket.gethostname()[:60]} {os.getpid()} {secrets.token_hex(8)}"
        self.records = self.stored = self.alike = self.position = 0
        self.shown = False

    def __enter__(self) -> Unseen:
        clear(self.file)
        with transaction.atomic():
            current = claimed(self.file)
            if self.check:
                self.check(current)
            current.state, current.storing_as = State.STORING, self.claim
            current.heard_at = timezone.now()
            current.save(update_fields=["state", "storing_as", "heard_at"])
        self.here = Here(current.project)
        return self

    def add(self, reading: Reading, tell: Tell | None = None) -> None:
        """Keep the references of a piece of the file. `tell` hears how many there are by now."""
        kept = [record for record in reading.references if not is_empty(record)]
        self.alike += self.here.known(kept)
        self.records += reading.records_seen
        for first in range(0, len(kept), BATCH):
            # Made before the transaction begins, so that others can write meanwhile.
            self._write([row_of(it, self.file, self.keep) for it in kept[first : first + BATCH]])
            if tell:
                tell(self.stored)

    def _write(self, rows: list[Reference]) -> None:
        with transaction.atomic():
            mine = ImportFile.objects.filter(pk=self.file.pk, storing_as=self.claim)
            if not mine.update(heard_at=timezone.now()):
                raise Refused(
                    "This import was silent for so long that it was taken for dead.",
                    advice="Start it again.", where=self.file.name,
                )  # fmt: skip
            Reference.every.bulk_create(rows)
            words.index(self.file.pk, self.position)
        self.stored, self.position = self.stored + len(rows), rows[-1].position

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if not self.shown:
            _take_away(self.file.pk, self.claim)


def clear(file: ImportFile) -> None:
    """Take away what a process that died left of this file, so that it waits again."""
    current = ImportFile.objects.get(pk=file.pk)
    if current.state == State.STORING and not alive(current):
        _take_away(current.pk, current.storing_as)
        jobs.close_dead(file_id=current.pk)


def clear_all() -> int:
    """Take away what processes that died left of any file; gives how many files wait again."""
    left = [it for it in ImportFile.objects.filter(state=State.STORING) if not alive(it)]
    for file in left:
        clear(file)
    return len(left)


def _take_away(pk: int, claim: str) -> None:
    """Delete the references of a claim, a batch a transaction; then let the file wait again."""
    while True:
        with transaction.atomic():
            mine = ImportFile.objects.select_for_update().filter(pk=pk, storing_as=claim)
            if not mine.exists():
                return
            held = dict(_some(Reference.every.filter(file=pk).values_list("pk", "find")))
            if not held:
                mine.update(state=State.PREVIEWED, storing_as="", heard_at=None)
                return
            words.forget(list(held.items()))
            Reference.every.filter(pk__in=held).delete()


def _some(rows: Iterable[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    return islice(rows, BATCH)
