"""A session that ended in the middle of a form: nothing typed is lost.

The fields are kept in the new, anonymous session, with the account that was last signed in on this
browser. After the same person signs in again, a page shows what was typed and sends it on.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

SESSION_KEY = "kept_form"
COOKIE = "uptake_last"
SECRET_WORDS = ("password", "csrf", "identity")
"""Fields with these in their names are never kept: sessions stand in the database, unlocked."""


@dataclass(frozen=True)
class KeptForm:
    path: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    files: tuple[str, ...]


def remember(response: HttpResponse, user_id: int) -> None:
    """Note on this browser who signed in last, signed, so that a kept form finds its owner."""
    response.set_cookie(
        COOKIE, signing.dumps(user_id, salt=COOKIE), max_age=30 * 86400, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def last_user(request: HttpRequest) -> int | None:
    try:
        return int(signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def typed(request: HttpRequest) -> KeptForm:
    """What was typed into the form that this request carries, without what is secret."""
    fields = tuple(
        (name, tuple(str(value) for value in request.POST.getlist(name)))
        for name in request.POST
        if not any(word in name for word in SECRET_WORDS)
    )
    names = tuple(str(f.name) for name in request.FILES for f in request.FILES.getlist(name))
    return KeptForm(request.get_full_path(), fields, names)


def keep(request: HttpRequest) -> HttpResponse:
    """Keep the typed fields and go to the sign-in page."""
    form = typed(request)
    request.session[SESSION_KEY] = {
        "path": form.path, "fields": dict(form.fields), "files": form.files,
        "user": last_user(request),
    }  # fmt: skip
    target = f"{reverse('sign-in')}?next={reverse('carry-on')}&kept=1"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def kept(request: HttpRequest) -> KeptForm | None:
    """The form kept in this session, if it belongs to whoever is signed in now."""
    found = request.session.get(SESSION_KEY)
    if not found or found["user"] != request.user.pk:
        return None
    fields = tuple((name, tuple(values)) for name, values in found["fields"].items())
    return KeptForm(found["path"], fields, tuple(found["files"]))


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
