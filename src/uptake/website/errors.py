"""Pages for when something was not done: what happened, what is safe, what to do."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from uptake.projects import expired
from uptake.projects.errors import is_busy

log = logging.getLogger("uptake.website.errors")


def _page(request: HttpRequest | None, status: int, **words: Any) -> HttpResponse:
    """Render the page; without a request, it touches neither the session nor the database."""
    template = get_template("errors/page.html")
    return HttpResponse(template.render({"status": status, **words}, request), status=status)


def a_number() -> str:
    """A number to quote, short enough to be read out over the telephone."""
    return f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(
        None, 400, title="We could not read that request",
        happened="The address or the form was not in a shape we know.",
        safe="Nothing was changed.",
        do="Go back and try again. If you followed a link, it may have been cut off.",
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    needed = str(exception or "")
    return _page(
        request, 403, title="Your role does not include this",
        happened=f"It takes a role that may {needed}." if needed else "You may not open this.",
        safe="Nothing was changed.",
        do="Ask the project's owner for another role, or go back.",
    )  # fmt: skip


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token was missing or old: most often a page left open, or cookies turned off.

    A form from one of our own pages is shown with what was typed, ready to be sent again.
    """
    if _from_here(request) and request.POST:
        page = {"found": expired.typed(request), "old": True}
        return render(request, "projects/carry_on.html", page, status=403)
    return _page(
        request, 403, title="This page was open for too long",
        happened="We could not tell that the form came from one of our own pages, so we did not "
                 "use it.",
        safe="Nothing was changed.",
        do="Go back, copy what you typed, reload the page and send it again. "
           "If this happens each time, allow cookies for this site.",
    )  # fmt: skip


def _from_here(request: HttpRequest) -> bool:
    """True when the browser itself says that one of our own pages sent this."""
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 404, title="There is no such page here",
        happened="The address may be mistyped, or it belongs to a project you are not a member of.",
        safe="Nothing was changed.",
        do="Check the address, or start from your projects.",
    )  # fmt: skip


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(
        None, 413, title="That file is too large",
        happened=f"What is sent at once may be up to {settings.MAX_UPLOAD_MB} MB. "
                 "We stopped before reading all of it.",
        safe="Nothing was kept of it, and nothing else was changed.",
        do="Export it again in parts, or ask whoever looks after this installation to raise "
           "UPTAKE_MAX_UPLOAD_MB.",
    )  # fmt: skip


def too_many_tries(
    request: HttpRequest, credentials: Any = None, *_: Any, **__: Any
) -> HttpResponse:
    """Too many wrong passwords for this address from this machine."""
    wait = round(settings.AXES_COOLOFF_TIME * 60)
    response = _page(
        None, 429, title="Too many tries",
        happened=f"The password was wrong {settings.AXES_FAILURE_LIMIT} times, so we stopped "
                 "checking for a while. This slows down people who guess.",
        safe="The account is as it was.",
        do=f"Wait {wait} minutes, then sign in again.",
    )  # fmt: skip
    response["Retry-After"] = str(wait * 60)
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """A write that waited in vain: what was typed is shown, ready to be sent again."""
    if request.method == "POST":
        page = {"found": expired.typed(request), "busy": True}
        response = render(request, "projects/carry_on.html", page, status=503)
    else:
        response = _page(
            None, 503, title="Somebody's long piece of work is being stored",
            happened="The page had to wait for it, and waited in vain.",
            safe="Nothing was changed.",
            do="Wait a moment, then reload the page.",
        )  # fmt: skip
    response["Retry-After"] = "10"
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """The page for a fault that nobody caught; Django calls it while the fault is at hand."""
    if is_busy(sys.exception()):
        return busy(request)
    number = a_number()
    log.error("page broke, number %s: %s %s", number, request.method, request.path)
    return _page(
        None, 500, title="Something broke on our side",
        happened="We had not foreseen this.",
        safe="Your last change was not saved. Everything before it is safe.",
        do="Go back: your browser may still hold what you typed. Then try again.",
        number=number,
    )  # fmt: skip
