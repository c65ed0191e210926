"""Who acts: a member, or a named system job. Never nobody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from uptake.projects.models import Membership, Project, User
from uptake.projects.roles import EVERY_ACCOUNT, Permission


class Actor(Protocol):
    """Anyone who may come through the door."""

    @property
    def label(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def user(self) -> User | None: ...
    def may(self, permission: Permission, project: Project | None) -> bool: ...


@dataclass(frozen=True)
class Member:
    """A person with an account; what they may do depends on the project."""

    user: User

    @property
    def label(self) -> str:
        return self.user.name

    @property
    def key(self) -> str:
        return f"user:{self.user.pk}"

    def may(self, permission: Permission, project: Project | None) -> bool:
        if not self.user.is_active:
            return False
        if project is None:
            return permission in EVERY_ACCOUNT or self.user.is_superuser
        found = Membership.objects.filter(project=project, user=self.user, ended_at=None).first()
        return found is not None and found.may(permission)


class Job(StrEnum):
    """System jobs that act in their own name."""

    TERMINAL = "terminal"
    DEMO = "worked example"
    HOUSEKEEPING = "housekeeping"


@dataclass(frozen=True)
class System:
    """A named job of the installation itself, such as the person at the server's terminal."""

    job: Job
    user: None = None

    @property
    def label(self) -> str:
        return self.job.value

    @property
    def key(self) -> str:
        return f"system:{self.job.name.lower()}"

    def may(self, permission: Permission, project: Project | None) -> bool:
        return True
