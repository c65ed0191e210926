"""Refusals that a person can act on. Pages, the terminal and the API show them the same way."""

from __future__ import annotations


class Refused(Exception):
    """An action that was not done: what is wrong, where, and what to do. Nothing was written."""

    def __init__(self, what: str, *, advice: str = "", where: str = "") -> None:
        self.what, self.where, self.advice = what, where, advice
        super().__init__(" ".join(part for part in (where and f"{where}:", what, advice) if part))


def is_busy(fault: BaseException | None) -> bool:
    """True for a write that waited in vain while the database was held by another one.

    SQLite says that it is locked; PostgreSQL speaks of a deadlock or of a lock it did not get.
    """
    from django.db import OperationalError  # the terminal's help needs no Django

    said = str(fault).lower()
    return isinstance(fault, OperationalError) and any(
        word in said for word in ("locked", "deadlock detected", "lock timeout")
    )


class NotAllowed(Refused):
    """The actor lacks the permission."""


class ForeignObject(Refused):
    """Rows of two projects in one action."""


class OvertakenEdit(Refused):
    """Somebody else saved first; the page shows both versions."""
