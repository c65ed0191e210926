"""No route without a row: every address x every role x {own project, another's, none, nobody}.

What is expected stands in ROUTES, written by hand: which permission an address needs to be read and
to be written, and which rows its ids name. Roles come from the table that the documentation shows.
Each request is undone, so that the next meets the same two projects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import build
from tests.promises import rows
from tests.promises.rows import ANYONE, ROUTES, SIGNED_IN
from tests.promises.world import World
from uptake.projects.models import Project
from uptake.projects.roles import BY_KEY

INSIDE = {name: row for name, row in ROUTES.items() if row.in_project}
OUTSIDE = {name: row for name, row in ROUTES.items() if not row.in_project}


def routes(of: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The name of every address of the site."""
    for one in (of or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield ":".join([*spaces, one.name or "?"])
        else:
            yield from routes(one, (*spaces, one.namespace) if one.namespace else spaces)


def address(name: str, project: Project, child: World) -> str:
    """The route's address in a project, its ids naming the child world's rows."""
    ids = {key: find(child) for key, find in ROUTES[name].ids.items()}
    query = {key: find(child) for key, find in ROUTES[name].query.items()}
    return reverse(name, kwargs={"project_id": project.pk, **ids}, query=query or None)


def ask(client: Client, method: str, to: str) -> HttpResponseBase:
    """One request, after which everything is as before."""
    with transaction.atomic():
        answer: HttpResponseBase = getattr(client, method)(to)
        if isinstance(answer, StreamingHttpResponse):
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def ways(name: str) -> list[tuple[str, object]]:
    row = ROUTES[name]
    return [(m, p) for m, p in (("get", row.read), ("post", row.write)) if p is not None]


def test_every_route_has_a_row() -> None:
    assert set(routes()) - set(ROUTES) == set(), "routes without a row"
    assert set(ROUTES) - set(routes()) == set(), "rows of routes that are no more"
    assert rows.problems() == []


@pytest.mark.parametrize("role", sorted(BY_KEY))
def test_each_role_meets_what_the_rows_say(own: World, role: str) -> None:
    client, wrong = build.browser(own.people[role]), []
    held = BY_KEY[role].permissions
    for name in INSIDE:
        to = address(name, own.project, own)
        for method, needed in ways(name):
            status = ask(client, method, to).status_code
            may = set(needed if isinstance(needed, tuple) else [needed]) <= held
            if (status == 403) == may or (may and (status == 404 or status >= 500)):
                wrong.append(f"{name}: {method} gave {status}, {needed!r} held: {may}")
    assert wrong == []


class Marks(HTMLParser):
    """The ids of a page, also within what is closed, and what its labels are for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.fors: Counter[str] = Counter()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.ids.update([held["id"] or ""] if "id" in held else [])
        self.fors.update([held["for"] or ""] if tag == "label" and "for" in held else [])

    def faults(self) -> list[str]:
        twice = [f"id {one} {n} times" for one, n in self.ids.items() if n > 1]
        return twice + [f"a label for {one}, which is not there" for one in self.fors - self.ids]


def test_every_label_is_for_one_field(own: World) -> None:
    client, wrong = build.browser(own.people["owner"]), []
    for name, row in INSIDE.items():
        if row.read is not None:
            answer = ask(client, "get", address(name, own.project, own))
            if answer.headers["Content-Type"].startswith("text/html"):
                wrong += [f"{name}: {one}" for one in Marks(answer.content.decode()).faults()]
    assert wrong == []


def test_another_s_project_and_rows_do_not_exist(own: World, other: World) -> None:
    client, wrong = build.browser(own.people["owner"]), []
    for name, row in INSIDE.items():
        places = [address(name, other.project, other)]
        if row.names_rows:
            places.append(address(name, own.project, other))
        for to in places:
            for method, _ in ways(name):
                status = ask(client, method, to).status_code
                if status != 404:
                    wrong.append(f"{name}: {method} {to} gave {status}")
    assert wrong == []


def test_somebody_of_no_project_finds_none(own: World) -> None:
    client = build.browser(build.account())
    found = [
        f"{name}: {method}"
        for name in INSIDE
        for method, _ in ways(name)
        if ask(client, method, address(name, own.project, own)).status_code != 404
    ]
    assert found == []


def test_nobody_is_sent_to_sign_in(own: World) -> None:
    client, wrong = build.browser(), []
    for name in INSIDE:
        for method in ("get", "post"):
            answer = ask(client, method, address(name, own.project, own))
            sent = answer.headers.get("Location", "")
            if answer.status_code != 302 or not sent.startswith(reverse("sign-in")):
                wrong.append(f"{name}: {method} gave {answer.status_code} {sent}")
    assert wrong == []


@pytest.mark.parametrize("name", sorted(OUTSIDE))
def test_what_lies_outside_projects_is_open_to_whom_it_says(own: World, name: str) -> None:
    to, needed = reverse(name), OUTSIDE[name].read
    nobody = ask(build.browser(), "get", to)
    somebody = ask(build.browser(own.people["observer"]), "get", to)
    if needed == ANYONE:
        assert nobody.status_code == 200
    elif needed == SIGNED_IN:
        assert nobody.status_code == 302
        assert nobody["Location"].startswith(reverse("sign-in"))
    assert somebody.status_code in {200, 302, 405}


def test_the_matrix_notices_a_route_without_a_gate(own: World, other: World, monkeypatch) -> None:
    monkeypatch.setitem(INSIDE, "projects:trail", rows.a(rows.May.VIEW))
    monkeypatch.setitem(ROUTES, "projects:trail", rows.a(rows.May.VIEW))
    with pytest.raises(AssertionError, match="projects:trail: get gave 403"):
        test_each_role_meets_what_the_rows_say(own, "observer")
