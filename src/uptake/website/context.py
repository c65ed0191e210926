"""What every page is given besides its own rows: who looks, in which project, at which step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from uptake.projects import notices
from uptake.projects.models import Membership, Project
from uptake.projects.roles import Permission
from uptake.website import queries


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's variables. What costs a query is looked up only when a page shows it."""
    project: Project | None = getattr(request, "project", None)
    member: Membership | None = getattr(request, "membership", None)
    here = {} if project is None else {"project": project, "member": member}
    return {
        **here,
        "may": may(member),
        "steps": SimpleLazyObject(lambda: queries.steps(project) if project else []),
        "notice": SimpleLazyObject(lambda: notices.take(request)),
        "user": getattr(request, "user", None),
    }


def may(member: Membership | None) -> Callable[[Permission | str], bool]:
    """A question for templates: `may("CODE")`."""

    def ask(permission: Permission | str) -> bool:
        wanted = permission if isinstance(permission, Permission) else Permission[permission]
        return member is not None and member.may(wanted)

    return ask
