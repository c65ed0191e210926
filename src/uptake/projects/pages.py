"""What every project page shares: who asks, in which project, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from uptake.projects import expired, queries
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.projects.models import Membership, Project, User
from uptake.projects.roles import Permission

P = ParamSpec("P")


class AccountRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


class ProjectRequest(AccountRequest):
    """A request that has passed the gate."""

    actor: Member
    project: Project
    membership: Membership


Gated = Callable[..., HttpResponseBase]


def page(
    permission: Permission, *, write: Permission | None = None
) -> Callable[[Callable[Concatenate[ProjectRequest, P], HttpResponseBase]], Gated]:
    """Gate a page of a project: signed in, a member, allowed to see it (and to post to it).

    Who is not a member gets 404, as if the project did not exist. A POST by somebody whose
    session has ended keeps what was typed and offers to carry on after signing in.
    """

    def decorate(view: Callable[Concatenate[ProjectRequest, P], HttpResponseBase]) -> Gated:
        @wraps(view)
        def gate(request: Any, project_id: int, *args: P.args, **kwargs: P.kwargs) -> Any:
            if not request.user.is_authenticated:
                return expired.keep(request) if request.method == "POST" else to_sign_in(request)
            member = queries.membership(project_id, request.user)
            if member is None:
                raise Http404("No such project, or you are not a member of it.")
            needed = write if write and request.method == "POST" else permission
            request.user = _itself(request.user)
            request.membership, request.project = member, member.project
            if not member.may(needed):
                raise PermissionDenied(needed.value)
            request.actor = Member(request.user)
            return view(request, *args, **kwargs)

        gate.permission, gate.write = permission, write or permission  # type: ignore[attr-defined]
        return gate

    return decorate


def signed_in(
    view: Callable[Concatenate[AccountRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Gate a page of an account, outside any project. A form sent too late is kept."""

    @wraps(view)
    def gate(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            request.user = _itself(request.user)
            return view(request, *args, **kwargs)
        return expired.keep(request) if request.method == "POST" else to_sign_in(request)

    return gate


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent, even if it sent nothing; None when no form was sent."""
    return request.POST if request.method == "POST" else None


@dataclass(frozen=True)
class Room:
    """One step's pages: its templates, its addresses and its place on the step bar."""

    step: str

    def show(
        self, request: ProjectRequest, name: str, refused: Refused | None = None, **values: Any
    ) -> HttpResponse:
        """A page of this step; one that shows what is wrong says so in its status too."""
        form = values.get("form")
        wrong = refused is not None or (form is not None and form.is_bound and form.errors)
        return render(
            request, f"{self.step}/{name}.html", {"here": self.step, "refused": refused, **values},
            status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        )  # fmt: skip

    def to(self, name: str, *ids: int) -> HttpResponseRedirect:
        """On to another page of this step."""
        return HttpResponseRedirect(reverse(f"{self.step}:{name}", args=ids))


def _itself(user: User) -> User:
    """The account, out of the wrapper that Django puts around it until it is asked for."""
    found: User = getattr(user, "_wrapped", user)
    return found


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a part-page request moves the whole page there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())
