"""Since when somebody was last here: kept on their own browser, signed, and nowhere else."""

from __future__ import annotations

import time

from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "uptake_seen"
NEW_VISIT_AFTER = 30 * 60
PROJECTS_KEPT = 20

Seen = dict[str, list[int]]
"""For each project: the last event before this visit, the last one seen, and when (seconds)."""


def _read(request: HttpRequest) -> Seen:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE)
    except signing.BadSignature:
        return {}
    return dict(found) if isinstance(found, dict) else {}


def since(request: HttpRequest, project_id: int) -> int | None:
    """The last event that was there before this visit; None on the first one."""
    row = _read(request).get(_name(request, project_id))
    if row is None:
        return None
    before, seen, at = row
    return seen if time.time() - at > NEW_VISIT_AFTER else before


def note(request: HttpRequest, response: HttpResponse, project_id: int, last: int) -> None:
    """Keep that everything up to this event was shown now."""
    seen, name = _read(request), _name(request, project_id)
    before = since(request, project_id)
    seen.pop(name, None)
    seen[name] = [last if before is None else before, last, int(time.time())]
    kept = dict(list(seen.items())[-PROJECTS_KEPT:])
    response.set_cookie(
        COOKIE, signing.dumps(kept, salt=COOKIE), max_age=180 * 86400, httponly=True,
        samesite="Lax", secure=request.is_secure(),
    )  # fmt: skip


def _name(request: HttpRequest, project_id: int) -> str:
    return f"{request.user.pk}.{project_id}"
