"""People, projects, the trail, long work, and what needs another look."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

from uptake.instruments import Framework, framework_from_data
from uptake.projects.roles import BY_KEY, ROLE_CHOICES, Permission


class Accounts(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser, PermissionsMixin):
    """An account. People are found by their e-mail address, whatever its letters' case."""

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"password", "last_login"})

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Accounts()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


STANDS_IN = "stands_in"
"""Beside the framework's own words in a project's copy, where nobody chose it."""


class Project(models.Model):
    """One question about one digital offer in one service."""

    title = models.CharField(max_length=200)
    service = models.CharField(max_length=200, blank=True)
    question = models.CharField(max_length=500)
    framework = models.JSONField(help_text="the framework, copied so that its words can be edited")
    invented = models.BooleanField(
        default=False, help_text="a worked example: says so on each page"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def lens(self) -> Framework:
        """The framework as the typed thing that pages and methods use."""
        return framework_from_data(self.framework)

    @property
    def stands_in(self) -> bool:
        """Whether nobody chose this framework: it is there until somebody does."""
        return bool(self.framework.get(STANDS_IN))


class InProject(models.Model):
    """Whatever belongs to one project. `@action` refuses to mix two projects' rows."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset()
    """Fields whose words the trail must not hold: it keeps a salted digest."""
    TRAIL_BLIND: ClassVar[frozenset[str]] = frozenset()
    """The same for fields of which it must not even tell whether they are empty."""
    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset()
    """Fields that the trail leaves out altogether (large, or derived)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Membership(InProject):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("project", "user"), condition=Q(ended_at=None), name="one_membership_each"
            ),
        )

    def may(self, permission: Permission) -> bool:
        return permission in BY_KEY[self.role].permissions


class Event(models.Model):
    """One line of the trail: append-only, without foreign keys, chained by hash in its project."""

    chain = models.BigIntegerField(help_text="the project's id; 0 for the installation")
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor = models.CharField(max_length=200)
    actor_key = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    before = models.JSONField()
    after = models.JSONField()
    hash = models.CharField(max_length=64)
    salt = models.BinaryField(help_text="not hashed: forgetting it makes the digests mute")

    class Meta:
        ordering = ("chain", "seq")
        constraints = (models.UniqueConstraint(fields=("chain", "seq"), name="one_event_a_place"),)
        indexes = (
            models.Index(fields=("chain", "object_kind", "object_id")),
            models.Index(fields=("chain", "verb")),
        )

    def body(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "chain": self.chain, "seq": self.seq, "at": self.at.isoformat(), "verb": self.verb,
            "actor": self.actor, "actor_key": self.actor_key, "object_kind": self.object_kind,
            "object_id": self.object_id, "before": self.before, "after": self.after,
        }  # fmt: skip


class ChainHead(models.Model):
    """The last place and hash of a chain: shows when its tail was cut."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)


class Job(InProject):
    """Long work: it can be left, come back to, and cancelled."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to start"
        RUNNING = "running", "Under way"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped by a fault"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    outcome = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)


class LookAgain(InProject):
    """Something stands on what has changed: a person must look at it again and say so."""

    kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    cause_kind = models.CharField(max_length=30)
    cause_id = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("project", "kind", "object_id")),)
