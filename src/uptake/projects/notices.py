"""One line on the next page that says what was saved, with a way back where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

SESSION_KEY = "notice"


@dataclass(frozen=True, slots=True)
class Notice:
    text: str
    undo: str = ""
    """The address that takes it back by POST; empty when there is none."""


def tell(request: HttpRequest, text: str, undo: str = "") -> None:
    """Keep a line for the next whole page that this person opens."""
    request.session[SESSION_KEY] = [text, undo]


def take(request: HttpRequest) -> Notice | None:
    """The kept line, once."""
    session = getattr(request, "session", None)
    if session is None or SESSION_KEY not in session:
        return None
    text, undo = session.pop(SESSION_KEY)
    return Notice(text, undo)
