"""Whose password was tried, as wrong tries are counted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address, whatever its letters' case: all spellings of it open the same account."""
    given = credentials or request.POST
    return str(given.get(settings.AXES_USERNAME_FORM_FIELD) or "").strip().casefold()
