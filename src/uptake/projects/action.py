"""The one door for writes.

    @action(Permission.CODE, event="passage.coded")
    def code_passage(*, by: Actor, passage: Passage, code: Code) -> Coding: ...

The door opens a transaction, checks that `by` holds the permission in the subject's project (the
subject is the parameter after `by`), refuses rows of another project, runs the function, appends
one event to the project's trail, and returns. Either all of that happens or none of it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast, overload

from django.db import models, transaction

from uptake.projects import trail
from uptake.projects.actor import Actor
from uptake.projects.errors import ForeignObject, NotAllowed
from uptake.projects.models import InProject, Project
from uptake.projects.roles import Permission

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Outcome(Generic[R]):
    """What an action may hand to the door when the row it returns does not tell the whole story.

    Whoever calls the action gets the value alone.
    """

    value: R
    about: models.Model | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    mute: bool = False
    """Forget the event's salt at once, so that its digests say nothing about erased words."""


@dataclass(frozen=True)
class Registered:
    """One action, as the documentation and the shape tests see it."""

    function: Callable[..., Any]
    permission: Permission
    event: str

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"


ACTIONS: dict[str, Registered] = {}
"""Every action by the name of its event."""


def project_of(value: object) -> Project | None:
    if isinstance(value, Project):
        return value
    if isinstance(value, InProject):
        return value.project
    return None


def _rows(values: Iterable[object]) -> Iterable[models.Model]:
    for value in values:
        if isinstance(value, models.Model):
            yield value
        elif isinstance(value, list | tuple | set | frozenset):
            yield from _rows(value)


def _refuse_foreign(project: Project | None, values: Iterable[object]) -> None:
    for row in _rows(values):
        theirs = row.pk if isinstance(row, Project) else getattr(row, "project_id", None)
        if isinstance(row, InProject | Project) and project is not None and theirs != project.pk:
            raise ForeignObject(
                f"This {row._meta.verbose_name} belongs to another project.",
                advice="Open it from its own project.",
            )


def _check_shape(function: Callable[..., Any]) -> str:
    """An action takes keywords only: `by`, then its subject."""
    names = list(inspect.signature(function).parameters.values())
    if any(p.kind is not inspect.Parameter.KEYWORD_ONLY for p in names):
        raise TypeError(f"{function.__qualname__}: an action takes keyword arguments only")
    if len(names) < 2 or names[0].name != "by":
        raise TypeError(f"{function.__qualname__}: an action takes `by`, then its subject")
    return names[1].name


class Door(Protocol):
    """What `action` makes of a function: the same, with an `Outcome` opened."""

    @overload
    def __call__(self, function: Callable[P, Outcome[R]], /) -> Callable[P, R]: ...
    @overload
    def __call__(self, function: Callable[P, R], /) -> Callable[P, R]: ...


def action(permission: Permission, *, event: str) -> Door:
    """Register a write. The function may return a row, or an `Outcome` with more to record."""

    def decorate(function: Callable[P, Any]) -> Callable[P, Any]:
        subject_name = _check_shape(function)
        if event in ACTIONS and ACTIONS[event].name != Registered(function, permission, event).name:
            raise TypeError(f"two actions share the event {event!r}")

        @wraps(function)
        def door(*args: P.args, **kwargs: P.kwargs) -> Any:
            by, subject = cast(Actor, kwargs["by"]), kwargs[subject_name]
            project = project_of(subject)
            if not by.may(permission, project):
                raise NotAllowed(
                    f"{by.label} may not {permission.value} here.",
                    advice="Ask the project's owner for another role.",
                )
            _refuse_foreign(project, kwargs.values())
            salt = trail.new_salt()
            with transaction.atomic():
                known = subject if isinstance(subject, models.Model) else None
                before = trail.snapshot(_stored(known), salt)
                result = function(*args, **kwargs)
                outcome = result if isinstance(result, Outcome) else Outcome(result)
                _record(event, by, project, known, outcome, before, salt)
            return outcome.value

        ACTIONS[event] = Registered(door, permission, event)
        return door

    return decorate


def _stored(subject: models.Model | None) -> models.Model | None:
    """The subject as the database has it now, whatever the caller did to the object in hand."""
    if subject is None or subject.pk is None:
        return None
    return type(subject)._default_manager.filter(pk=subject.pk).first()


def _record(
    event: str,
    by: Actor,
    project: Project | None,
    subject: models.Model | None,
    outcome: Outcome[Any],
    before: dict[str, Any],
    salt: bytes,
) -> None:
    about = outcome.about
    if about is None:
        about = outcome.value if isinstance(outcome.value, models.Model) else subject
    same = about is not None and subject is not None and (type(about), about.pk) == (
        type(subject), subject.pk
    )  # fmt: skip
    old, new = trail.changed(
        before if same else {}, trail.snapshot(_stored(about) if about else None, salt)
    )
    trail.append(
        project=project or project_of(about), by=by, verb=event, about=about,
        before=old, after={**new, **trail.plain(outcome.detail)},
        salt=b"" if outcome.mute else salt,
    )  # fmt: skip
