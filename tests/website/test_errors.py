"""Pages for what was not done: each says what happened, what is safe and what to do."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import OperationalError
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from django.test import Client, RequestFactory
from django.urls import path

from tests import build
from uptake.projects.errors import is_busy
from uptake.website import errors, urls
from uptake.website.uploads import RefuseLargeFiles

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


def boom(request: HttpRequest) -> Any:
    raise ZeroDivisionError


def odd(request: HttpRequest) -> Any:
    raise SuspiciousOperation


def closed(request: HttpRequest) -> Any:
    raise PermissionDenied("read the trail")


def shut(request: HttpRequest) -> Any:
    raise PermissionDenied


urlpatterns = [
    path("boom/", boom), path("odd/", odd), path("closed/", closed), path("shut/", shut),
    *urls.urlpatterns,
]  # fmt: skip
handler400, handler403 = errors.bad_request, errors.forbidden
handler404, handler500 = errors.not_found, errors.broken


@pytest.fixture
def odd_site(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [("/odd/", 400, "could not read that request"), ("/closed/", 403, "Your role does not"),
     ("/shut/", 403, "You may not open this"), ("/nowhere/", 404, "There is no such page"),
     ("/boom/", 500, "Something broke on our side")],
)  # fmt: skip
def test_each_error_has_a_page_that_a_person_understands(odd_site, address, status, title):
    page = odd_site.get(address)
    words = page.content.decode()
    assert page.status_code == status
    for expected in (title, "What is safe", "What happened", "What to do", "Go to the start page",
                     'lang="en-GB"'):  # fmt: skip
        assert expected in words
    assert "Traceback" not in words


def test_the_page_for_a_fault_has_a_number_that_is_also_in_the_log(odd_site, caplog):
    words = odd_site.get("/boom/").content.decode()
    told = next(row.message for row in caplog.records if row.name == "uptake.website.errors")
    number = told.split("number ")[1].split(":")[0]
    assert len(number) == 9
    assert f">{number}<" in words


def test_the_page_for_a_fault_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = errors.broken(RequestFactory().get("/"))
    assert b"was not saved" in page.content


def test_a_role_that_is_missing_is_named():
    project = build.project()
    page = build.browser(build.member(project, "observer")).get(f"/p/{project.pk}/trail/")
    assert page.status_code == 403
    assert "a role that may read the trail" in page.content.decode()


class Endless(io.RawIOBase):
    """A body that never ends and counts what was read of it."""

    def __init__(self, head: bytes = b"") -> None:
        self.head, self.given = head, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = MB if size < 0 else size
        out, self.head = self.head[:size], self.head[size:]
        out += b"x" * (size - len(out))
        self.given += size
        return out


def test_200_mb_are_refused_before_they_are_read():
    body = Endless()
    client = build.browser(build.account(), csrf=True)
    client.get("/new-project/")
    page = client.generic(
        "POST", "/new-project/",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(200 * MB),
           "CONTENT_TYPE": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    assert page.status_code == 413
    assert f"up to {site.MAX_UPLOAD_MB} MB" in page.content.decode()
    assert body.given == 0


def test_an_upload_that_lies_about_its_length_stops_at_the_limit(settings):
    settings.MAX_UPLOAD_MB = 1
    body = Endless(b'--x\r\nContent-Disposition: form-data; name="own"; filename="a.json"\r\n\r\n')
    handlers = [RefuseLargeFiles(), TemporaryFileUploadHandler()]
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "1000"}
    parser = MultiPartParser(meta, body, handlers, "utf-8")
    with pytest.raises(RequestDataTooBig):
        parser.parse()
    assert body.given < 3 * MB


def test_a_form_without_files_has_a_limit_too(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = build.browser(csrf=True)
    client.get("/sign-in/")
    page = client.post(
        "/sign-in/", "a=" + "x" * 5000, content_type="application/x-www-form-urlencoded"
    )
    assert page.status_code == 413


def test_a_small_file_comes_through():
    project = build.account()
    page = build.browser(project).post(
        "/new-project/",
        {"question": "Q?", "title": "T", "framework": "own",
         "own": io.BytesIO(b"not json")},
    )  # fmt: skip
    assert page.status_code == 422
    assert "this is not JSON" in page.content.decode()


def old_form(client: Client, **headers: str) -> Any:
    return client.post(
        "/new-project/", {"question": "Why <b>?", "password": "secret"}, headers=headers
    )


def test_a_form_from_an_old_page_of_ours_keeps_what_was_typed():
    client = build.browser(build.account(), csrf=True)
    page = old_form(client, **{"Sec-Fetch-Site": "same-origin"})
    words = page.content.decode()
    assert page.status_code == 403
    assert "Why &lt;b&gt;?" in words
    assert 'action="/new-project/"' in words
    assert "secret" not in words
    assert "Send it now" in words
    assert old_form(client, origin="http://testserver").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"origin": "http://elsewhere.example"},
     {"Sec-Fetch-Site": "cross-site", "origin": "http://testserver"}],
)  # fmt: skip
def test_a_form_from_elsewhere_is_not_offered_again(headers):
    client = build.browser(build.account(), csrf=True)
    page = old_form(client, **headers)
    assert page.status_code == 403
    assert b"Send it now" not in page.content
    assert b"open for too long" in page.content


def test_too_many_wrong_passwords_wait(settings):
    who = build.account("amara@example.org")
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page = client.post("/sign-in/", {"username": who.email, "password": "wrong"})
    assert page.status_code == 429
    assert page["Retry-After"] == "900"
    assert "Wait 15 minutes" in page.content.decode()
    right = client.post("/sign-in/", {"username": who.email, "password": build.PASSWORD})
    assert right.status_code == 429


def locked(request: HttpRequest) -> Any:
    raise OperationalError("database is locked")


def gone(request: HttpRequest) -> Any:
    raise OperationalError("no such table: words")


urlpatterns[:0] = [path("locked/", locked), path("gone/", gone)]


def test_a_form_that_waited_in_vain_is_shown_ready_to_be_sent_again(odd_site):
    answer = odd_site.post("/locked/?on=1", {"sentence": "Two lines\nof words", "password": "x"})
    said = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    for words in (
        "Somebody&#39;s long piece of work is being stored",
        "Nothing was kept of what",
        "Two lines\nof words</textarea>",
        'action="/locked/?on=1"',
        "Send it again",
    ):
        assert words.replace("&#39;", "'") in said.replace("&#39;", "'")
    assert "password" not in said.lower()


def test_a_page_that_waited_in_vain_says_so(odd_site):
    answer = odd_site.get("/locked/")
    assert answer.status_code == 503
    assert "being stored" in answer.content.decode()


def test_another_fault_of_the_database_is_no_waiting(odd_site):
    assert odd_site.post("/gone/").status_code == 500


@pytest.mark.parametrize("said", [
    "database is locked", "database table is locked", "deadlock detected\nDETAIL: x",
    "canceling statement due to lock timeout",
])  # fmt: skip
def test_waiting_in_vain_is_known_on_both_databases(said):
    assert is_busy(OperationalError(said))
    assert not is_busy(ValueError(said))
    assert not is_busy(None)
