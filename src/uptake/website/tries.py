"""Whose password was tried, and from where, as wrong tries are counted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address, whatever its letters' case: all spellings of it open the same account."""
    given = credentials or request.POST
    return str(given.get(settings.AXES_USERNAME_FORM_FIELD) or "").strip().casefold()


def came_from(request: HttpRequest) -> str:
    """The machine that asks. Behind UPTAKE_PROXIES proxies, the one that the outermost saw.

    Only that many entries of X-Forwarded-For are believed: anybody can write further ones.
    """
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part]
    if settings.PROXIES and len(seen) >= settings.PROXIES:
        return seen[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))
