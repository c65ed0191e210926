"""Rows that tests start from, made through the same door as everyone else's."""

from __future__ import annotations

from itertools import count

from django.test import Client

from uptake.instruments import Construct, Framework, Level, frameworks
from uptake.projects import actions
from uptake.projects.actor import Job, Member, System
from uptake.projects.models import Membership, Project, User

PASSWORD = "four plain words here"
TERMINAL = System(Job.TERMINAL)
FRAMEWORK = Framework(
    key="small", name="A small framework", version="1", source="Made for tests", licence="CC0-1.0",
    note="",
    domains=(Construct("patient", "Patient"), Construct("staff", "Staff"),
             Construct("support", "Support and resources")),
    levels=(Level("nano", "Nano", "the person", True), Level("micro", "Micro", "the team", True),
            Level("meso", "Meso", "the service", True), Level("macro", "Macro", "a region", True)),
)  # fmt: skip
_next = count(1)


def account(email: str = "", name: str = "Amara Okafor", *, administrator: bool = False) -> User:
    """An account; its password is PASSWORD."""
    return actions.make_account(
        by=TERMINAL, email=email or f"person{next(_next)}@example.org", name=name,
        password=PASSWORD, administrator=administrator,
    )  # fmt: skip


def project(
    owner: User | None = None,
    *,
    title: str = "Guided digital CBT",
    question: str = "Should we adopt guided digital CBT for adults?",
    service: str = "Northfold Talking Therapies",
    framework: str = "",
    invented: bool = False,
) -> Project:
    """A project; whoever is named owns it, and a new account does when nobody is.

    It uses FRAMEWORK (three domains by four levels) unless a shipped one is named by its key.
    """
    shipped = frameworks() if framework else ()
    chosen = next((f for f in shipped if f.key == framework), FRAMEWORK)
    return actions.start_project(
        by=Member(owner or account()), title=title, question=question, service=service,
        framework=chosen, invented=invented,
    )  # fmt: skip


def member(of: Project, role: str = "researcher", user: User | None = None) -> Member:
    """A person with this role in the project, ready to act."""
    user = user or account(name=role.capitalize())
    actions.add_member(by=TERMINAL, project=of, user=user, role=role)
    return Member(user)


def membership(of: Project, role: str = "researcher") -> Membership:
    """The membership row of a new person with this role."""
    who = member(of, role)
    return Membership.objects.get(project=of, user=who.user, ended_at=None)


def browser(user: User | Member | None = None, *, csrf: bool = False) -> Client:
    """A client that is signed in as somebody, or as nobody."""
    client = Client(enforce_csrf_checks=csrf)
    if user is not None:
        client.force_login(
            user.user if isinstance(user, Member) else user,
            backend="django.contrib.auth.backends.ModelBackend",
        )
    return client
