"""Refusals that a person can act on. Pages, the terminal and the API show them the same way."""

from __future__ import annotations


class Refused(Exception):
    """An action that was not done: what is wrong, where, and what to do. Nothing was written."""

    def __init__(self, what: str, *, advice: str = "", where: str = "") -> None:
        self.what, self.where, self.advice = what, where, advice
        super().__init__(" ".join(part for part in (where and f"{where}:", what, advice) if part))


class NotAllowed(Refused):
    """The actor lacks the permission."""


class ForeignObject(Refused):
    """Rows of two projects in one action."""


class OvertakenEdit(Refused):
    """Somebody else saved first; the page shows both versions."""
