"""The writes of this step: accounts, projects, members, long work."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone

from uptake.instruments import Framework, framework_data
from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.counted import counted
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.expired import SESSION_KEY
from uptake.projects.models import STANDS_IN, Job, LookAgain, Membership, Project, User
from uptake.projects.queries import cells_in_use
from uptake.projects.roles import BY_KEY, Permission


def _checked_password(user: User, password: str) -> str:
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refused(" ".join(fault.messages), advice="Choose a longer one.") from fault
    return password


@action(Permission.ADMINISTER, event="account.made")
def make_account(
    *, by: Actor, email: str, name: str, password: str, administrator: bool = False
) -> User:
    """Make an account. The subject is the installation, so the event joins its own chain."""
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise Refused(f"There is already an account for {email}.", advice="Use another address.")
    user = User(email=email.strip(), name=name.strip(), is_superuser=administrator)
    user.set_password(_checked_password(user, password))
    user.save()
    return user


@action(Permission.START_PROJECT, event="password.changed")
def change_password(*, by: Actor, user: User, password: str) -> User:
    """Change one's own password; the trail keeps that it happened."""
    if by.user is not None and by.user.pk != user.pk:
        raise Refused("Only its holder can change a password.")
    user.set_password(_checked_password(user, password))
    user.save()
    return user


@action(Permission.START_PROJECT, event="project.started")
def start_project(
    *, by: Actor, title: str, question: str, framework: Framework, service: str = "",
    invented: bool = False, stands_in: bool = False,
) -> Project:  # fmt: skip
    """Start a project. Whoever starts it owns it.

    A framework that `stands_in` was not chosen: pages say so until another one is, or this.
    """
    if not question.strip():
        raise Refused("A project needs a question.", advice="One sentence is enough.")
    project = Project.objects.create(
        title=title.strip(), question=question.strip(), service=service.strip(),
        framework={**framework_data(framework), **({STANDS_IN: True} if stands_in else {})},
        invented=invented,
    )  # fmt: skip
    if by.user is not None:
        Membership.objects.create(project=project, user=by.user, role="owner")
    return project


@action(Permission.MANAGE_PROJECT, event="project.changed")
def change_project(
    *, by: Actor, project: Project, title: str, question: str, service: str
) -> Project:
    """Change a project's title, question or service."""
    if not question.strip():
        raise Refused("A project needs a question.", advice="One sentence is enough.")
    project.title, project.question, project.service = (
        title.strip(), question.strip(), service.strip(),
    )  # fmt: skip
    project.save(update_fields=["title", "question", "service"])
    return project


@action(Permission.MANAGE_PROJECT, event="framework.edited")
def edit_framework(*, by: Actor, project: Project, framework: Framework) -> Project:
    """Replace the project's copy of its framework, such as a level's definition."""
    project.framework = framework_data(framework)
    project.save(update_fields=["framework"])
    return project


@action(Permission.MANAGE_PROJECT, event="framework.chosen")
def choose_framework(*, by: Actor, project: Project, framework: Framework) -> Project:
    """Choose another framework. Nothing may be laid on the cells of the one before.

    One that stands in can be chosen itself at any time: its cells stay.
    """
    held = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    laid = cells_in_use(held)
    if laid and not (held.stands_in and framework == held.lens()):
        raise Refused(
            f"{counted(laid, 'thing is', 'things are')} laid on the cells of this framework.",
            advice="Remove the cells from statements, findings and what was asked first.",
        )
    project.framework = framework_data(framework)
    project.save(update_fields=["framework"])
    return project


@action(Permission.MANAGE_PROJECT, event="member.added")
def add_member(*, by: Actor, project: Project, user: User, role: str) -> Membership:
    """Add a person, or give a member another role."""
    if role not in BY_KEY:
        raise Refused(f"There is no role {role!r}.", advice=f"Roles: {', '.join(BY_KEY)}.")
    current = Membership.objects.filter(project=project, user=user, ended_at=None).first()
    if current is not None and current.role == "owner" and role != "owner":
        _keep_an_owner(project, current)
    Membership.objects.filter(project=project, user=user, ended_at=None).update(
        ended_at=timezone.now()
    )
    return Membership.objects.create(project=project, user=user, role=role)


@action(Permission.MANAGE_PROJECT, event="member.removed")
def remove_member(*, by: Actor, membership: Membership) -> Membership:
    """End a membership; what the person did stays theirs."""
    _keep_an_owner(membership.project, membership)
    membership.ended_at = timezone.now()
    membership.save()
    return membership


def _keep_an_owner(project: Project, leaving: Membership) -> None:
    # Two owners who remove each other in the same second wait for one another here.
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    others = Membership.objects.filter(project=project, role="owner", ended_at=None)
    if leaving.role == "owner" and not others.exclude(pk=leaving.pk).exists():
        raise Refused(
            "A project keeps at least one owner.", advice="Make somebody else an owner first."
        )


@action(Permission.VIEW, event="job.started")
def start_job(
    *, by: Actor, project: Project, kind: str, title: str, arguments: dict[str, Any],
    begun: bool = False,
) -> Job:  # fmt: skip
    """Note down long work before it begins. Work that has `begun` waits for no worker."""
    now = timezone.now()
    at = {"state": Job.State.RUNNING, "started_at": now, "heard_at": now} if begun else {}
    return Job.objects.create(
        project=project, kind=kind, title=title, arguments=arguments, by=by.user, **at
    )


@action(Permission.VIEW, event="job.cancel_asked")
def cancel_job(*, by: Actor, job: Job) -> Job:
    """Ask a job to stop at its next step; what it wrote is undone."""
    theirs = by.user is not None and job.by is not None and job.by.pk != by.user.pk
    if theirs and not by.may(Permission.MANAGE_PROJECT, job.project):
        raise NotAllowed(
            f"{job.by} started this work.", advice="They can stop it, and so can an owner."
        )
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    if job.state == Job.State.WAITING:
        Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
            state=Job.State.CANCELLED, ended_at=timezone.now()
        )
    job.refresh_from_db()
    return job


@action(Permission.SETTLE, event="look_again.settled")
def settle(*, by: Actor, mark: LookAgain, note: str) -> LookAgain:
    """Say that a thing was looked at again, and what came of it."""
    if not note.strip():
        raise Refused("A note says what came of it.", advice="One sentence is enough.")
    stored = LookAgain.objects.select_for_update().get(pk=mark.pk)
    if stored.settled_at is not None:
        raise Refused("Somebody else has settled this already.", advice="Read what came of it.")
    stored.settled_at, stored.settled_by = timezone.now(), by.user
    stored.settled_note = note.strip()
    stored.save()
    return stored


def forget_kept_forms(project_id: int) -> None:
    """Forget the forms of a project that sessions keep, and the sessions that have ended.

    Not an action by itself, but part of a withdrawal: what was typed may be words that are to be
    nowhere.
    """
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    store = SessionStore()
    for row in Session.objects.iterator():
        values = row.get_decoded()
        if values.get(SESSION_KEY, {}).get("path", "").startswith(f"/p/{project_id}/"):
            del values[SESSION_KEY]
            row.session_data = store.encode(values)
            row.save(update_fields=["session_data"])
