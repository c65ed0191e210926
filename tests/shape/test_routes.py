"""No page without a permission; whoever may go through it is tried in the steps' tests."""

from __future__ import annotations

from types import SimpleNamespace

from tests.shape.rules.routes import routes, ungated

# Addresses outside any project that have no permission of their own, each with the reason.
OPEN = {
    "": "the start page: says what this is, and shows an account its own projects",
    "health": "for whatever watches the server; holds no project's words",
    "accessibility/": "a statement for everyone",
    "privacy/": "a statement for everyone",
    "help/": "what each step is for; holds no project's words",
    "method/": "says how the worked example was made and what the methods are",
    "sign-in/": "the door itself",
    "sign-out/": "the way out",
    "password/": "one's own; asks for a signed-in account",
    "carry-on/": "one's own form, kept when a session ended; asks for the same account",
    "new-project/": "asks for a signed-in account; its action checks the permission to start one",
}


def site():
    from django.urls import get_resolver

    return list(routes(get_resolver()))


def test_every_page_has_a_gate():
    assert ungated(site(), OPEN) == []


def test_whatever_is_open_exists():
    assert set(OPEN) <= {path for path, _ in site()}


def view(permission=None):
    return SimpleNamespace(permission=permission)


def test_a_page_without_a_gate_is_found():
    found = ungated(
        [
            ("p/<int:project_id>/", view("see")),
            ("p/<int:project_id>/secret/", view()),
            ("backdoor/", view()),
            ("health", view()),
        ],
        {"health": "because", "p/<int:project_id>/secret/": "a reason does not help here"},
    )
    assert found == [
        "/p/<int:project_id>/secret/ belongs to a project and has no @page(Permission...)",
        "/backdoor/ has no gate and no reason why",
    ]


def test_addresses_are_found_beneath_one_another():
    inner = SimpleNamespace(pattern="inner/", callback="page")
    outer = SimpleNamespace(pattern="outer/", url_patterns=[inner])
    top = SimpleNamespace(pattern="top/", callback="other")
    resolver = SimpleNamespace(url_patterns=[outer, top])
    assert list(routes(resolver)) == [("outer/inner/", "page"), ("top/", "other")]
