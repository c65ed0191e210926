"""Signing in and out, one's password, and carrying on after a session ended."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from uptake.projects import actions, expired, notices
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.projects.forms import PasswordForm, SignInForm
from uptake.projects.pages import AccountRequest, posted, signed_in


def safe_next(request: HttpRequest, address: str) -> str:
    """The address to go on to, if it is one of ours."""
    hosts = {request.get_host()}
    if address and url_has_allowed_host_and_scheme(address, hosts, request.is_secure()):
        return address
    return reverse(settings.LOGIN_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(posted(request), initial={"next": request.GET.get("next", "")})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        user = authenticate(request, username=typed["username"], password=typed["password"])
        if user is not None:
            kept = request.session.get(expired.SESSION_KEY)
            login(request, user)
            if kept:
                request.session[expired.SESSION_KEY] = kept
            response = redirect(safe_next(request, typed["next"]))
            expired.remember(response, user.pk)
            return response
        form.add_error(None, "The email address or the password is not right. Check both.")
    page = {"form": form, "kept": "kept" in request.GET}
    return render(request, "projects/sign_in.html", page, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("home"))


@never_cache
@sensitive_post_parameters()
@signed_in
def password(request: AccountRequest) -> HttpResponse:
    user = request.user
    form = PasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        if not user.check_password(typed["present"]):
            form.add_error("present", "This is not your present password")
        else:
            try:
                actions.change_password(by=Member(user), user=user, password=typed["password"])
            except Refused as refused:
                form.add_error("password", str(refused))
            else:
                update_session_auth_hash(request, user)
                notices.tell(request, "Your password is changed.")
                return redirect("home")
    status = 422 if form.errors else 200
    return render(request, "projects/password.html", {"form": form}, status=status)


@never_cache
@signed_in
def carry_on(request: AccountRequest) -> HttpResponse:
    """Show what was typed before the session ended, and send it on when asked to."""
    found = expired.kept(request)
    if found is None:
        return redirect("home")
    if request.method == "POST":
        expired.forget(request)
        return HttpResponse(status=307, headers={"Location": found.path})
    return render(request, "projects/carry_on.html", {"found": found})
