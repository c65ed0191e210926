"""Signing in and out, one's password, and a session that ends in the middle of a form."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from tests import build
from uptake.projects import expired
from uptake.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return build.account("amara@example.org", "Amara Okafor")


def sign_in(
    client: Client, email: str = "amara@example.org", password: str = build.PASSWORD, **more
):
    return client.post("/sign-in/", {"username": email, "password": password, **more})


def test_one_signs_in_whatever_the_letters_case(who):
    client = Client()
    page = sign_in(client, "Amara@Example.org")
    assert (page.status_code, page["Location"]) == (302, "/")
    assert "Amara Okafor" in client.get("/").content.decode()


def test_one_comes_to_the_page_that_was_asked_for(who):
    project = build.project(who)
    asked = Client().get(f"/p/{project.pk}/members/")
    assert asked["Location"] == f"/sign-in/?next=/p/{project.pk}/members/"
    form = Client().get(asked["Location"]).content.decode()
    assert f'name="next" value="/p/{project.pk}/members/"' in form
    page = sign_in(Client(), next=f"/p/{project.pk}/members/")
    assert page["Location"] == f"/p/{project.pk}/members/"


@pytest.mark.parametrize(
    "next_page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x"]
)
def test_nobody_is_sent_elsewhere(who, next_page):
    assert sign_in(Client(), next=next_page)["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_address(who):
    page = sign_in(Client(), password="wrong")
    words = page.content.decode()
    assert page.status_code == 422
    assert "not right. Check both." in words
    assert 'value="amara@example.org"' in words
    assert "wrong" not in words


def test_an_empty_form_names_each_box():
    words = Client().post("/sign-in/", {}).content.decode()
    assert '<a href="#username">Enter your email address</a>' in words
    assert '<a href="#password">Enter your password</a>' in words


def test_signing_out_takes_a_post(who):
    client = build.browser(who)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert "Sign in" in client.get("/").content.decode()


def change(client, **typed):
    words = {"present": build.PASSWORD, "password": "five other plain words here",
             "again": "five other plain words here", **typed}  # fmt: skip
    return client.post("/password/", words)


def test_a_password_is_changed_and_one_stays_signed_in(who):
    client = build.browser(who)
    assert change(client)["Location"] == "/"
    assert "Your password is changed." in client.get("/").content.decode()
    assert "Your password is changed." not in client.get("/").content.decode()
    assert sign_in(Client(), password="five other plain words here").status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"present": "wrong"}, "not your present password"),
     ({"again": "x"}, "two new passwords differ"),
     ({"password": "short", "again": "short"}, "too short"),
     ({"password": "", "again": ""}, "Enter a new password")],
)  # fmt: skip
def test_a_password_that_will_not_do(who, typed, said):
    page = change(build.browser(who), **typed)
    assert said in page.content.decode()
    assert page.status_code == 422
    assert sign_in(Client()).status_code == 302


@pytest.mark.parametrize("address", ["/password/", "/carry-on/", "/new-project/"])
def test_account_pages_ask_for_a_sign_in(address):
    assert Client().get(address)["Location"] == f"/sign-in/?next={address}"


# A session that ends in the middle of a form.


def expired_form(client: Client, project: Project, **more):
    client.cookies.pop("sessionid", None)
    typed = {"question": "Why <b>not</b>?\nSecond line", "title": "", "service": "N", **more}
    return client.post(f"/p/{project.pk}/settings/", typed)


def test_nothing_typed_is_lost_when_a_session_ended(who):
    project, client = build.project(who), Client()
    sign_in(client)
    page = expired_form(client, project)
    assert page["Location"] == "/sign-in/?next=/carry-on/&kept=1"
    assert "What you typed is kept" in client.get(page["Location"]).content.decode()
    assert sign_in(client, next="/carry-on/")["Location"] == "/carry-on/"
    words = client.get("/carry-on/").content.decode()
    assert 'action="/carry-on/"' in words
    assert f'href="/p/{project.pk}/settings/"' in words
    assert "Why &lt;b&gt;not&lt;/b&gt;?\nSecond line</textarea>" in words
    assert "Left empty" in words
    assert client.get("/carry-on/").status_code == 200
    sent = client.post("/carry-on/")
    assert (sent.status_code, sent["Location"]) == (307, f"/p/{project.pk}/settings/")
    assert client.get("/carry-on/")["Location"] == "/"
    assert client.post("/carry-on/")["Location"] == "/"


def test_a_kept_form_is_for_its_own_person_alone(who):
    project, client = build.project(who), Client()
    sign_in(client)
    expired_form(client, project)
    build.account("ruth@example.org")
    sign_in(client, "ruth@example.org")
    assert client.get("/carry-on/")["Location"] == "/"


def test_files_and_passwords_are_not_kept(who):
    project, client = build.project(who), Client()
    sign_in(client)
    expired_form(client, project, own=io.BytesIO(b"x"), password="secret", csrfmiddlewaretoken="t")
    sign_in(client)
    words = client.get("/carry-on/").content.decode()
    assert "Files are not kept" in words
    assert "secret" not in words


def test_a_form_without_words_is_said_to_be_empty(who):
    project, client = build.project(who), Client()
    sign_in(client)
    del client.cookies["sessionid"]
    client.post(f"/p/{project.pk}/settings/", {})
    sign_in(client)
    assert "The form held no words." in client.get("/carry-on/").content.decode()


def test_a_part_of_a_page_moves_the_whole_page_to_the_sign_in(who):
    project = build.project(who)
    address = f"/p/{project.pk}/settings/"
    headers = {"HX-Request": "true"}
    assert Client().get(address, headers=headers)["HX-Refresh"] == "true"
    assert "kept=1" in Client().post(address, {"a": "b"}, headers=headers)["HX-Redirect"]


def test_a_forged_memory_of_who_was_here_counts_for_nothing(rf):
    request = rf.get("/")
    request.COOKIES[expired.COOKIE] = "forged"
    assert expired.last_user(request) is None


def test_a_kept_form_is_shown_to_nobody_else(who):
    """A browser on which nobody is known to have signed in keeps a form for nobody."""
    project, client = build.project(who), Client()
    client.post(f"/p/{project.pk}/settings/", {"title": "Typed by somebody"})
    sign_in(client)
    assert client.get("/carry-on/").status_code == 302
