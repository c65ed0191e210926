"""Pages for what went wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(
        "This form was open too long. Go back, reload and send it again.", status=403
    )


def too_many_tries(
    request: HttpRequest, credentials: Any = None, *_: Any, **__: Any
) -> HttpResponse:
    return HttpResponse("Too many tries. Wait fifteen minutes.", status=429)
