"""Who belongs to a project, and what each role may do."""

from __future__ import annotations

from shlex import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render

from uptake.projects import actions, notices, queries
from uptake.projects.errors import Refused
from uptake.projects.forms import MemberForm, RoleForm
from uptake.projects.models import Membership
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.roles import ROLES, Permission


def _page(
    request: ProjectRequest, form: MemberForm | None = None, refused: Refused | None = None
) -> HttpResponse:
    wrong = refused is not None or bool(form and form.errors)
    shown = {"members": queries.members(request.project), "form": form or MemberForm(),
             "refused": refused, "roles": ROLES}  # fmt: skip
    return render(request, "projects/members.html", shown, status=422 if wrong else 200)


@page(Permission.VIEW, write=Permission.MANAGE_PROJECT)
def members(request: ProjectRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    user = queries.account(email)
    if user is None:
        form.add_error("email", f"There is no account for {email}. Whoever looks after this "
                                "installation makes one on its machine, with: uptake admin create "
                                f"--ordinary --email {quote(email)}")  # fmt: skip
        return _page(request, form)
    try:
        actions.add_member(by=request.actor, project=request.project, user=user, role=role)
    except Refused as refused:
        return _page(request, form, refused)
    notices.tell(request, f"{user.name} is a member now.")
    return redirect("projects:members", request.project.pk)


@page(Permission.MANAGE_PROJECT)
def member(request: ProjectRequest, pk: int) -> HttpResponse:
    """Give a member another role, or end the membership."""
    row = queries.one(Membership, request.project, pk)
    form = RoleForm(request.POST)
    if request.method != "POST" or row.ended_at is not None:
        return redirect("projects:members", request.project.pk)
    try:
        if "remove" in request.POST:
            actions.remove_member(by=request.actor, membership=row)
            notices.tell(request, f"{row.user.name} is no longer a member.")
        elif form.is_valid():
            role = form.cleaned_data["role"]
            actions.add_member(by=request.actor, project=request.project, user=row.user, role=role)
            notices.tell(request, f"{row.user.name} has another role now.")
    except Refused as refused:
        return _page(request, refused=refused)
    if row.user_id == request.user.pk:
        return redirect("home")
    return redirect("projects:members", request.project.pk)


@page(Permission.VIEW)
def roles(request: ProjectRequest) -> HttpResponse:
    return render(
        request, "projects/roles.html", {"roles": ROLES, "permissions": tuple(Permission)}
    )
