"""The identity store: who the pseudonyms are. Only ciphertext stands in the database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uptake.interviews.models.material import Transcript
from uptake.interviews.models.people import Participant
from uptake.projects.models import InProject, User


class IdentityKey(InProject):
    """A key that the store is locked with, known by its fingerprint. The key is kept in a file."""

    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("project",), condition=Q(replaced_at=None, destroyed_at=None),
                name="one_identity_key",
            ),
        )  # fmt: skip


class Identity(InProject):
    """A participant's name and contact, locked."""

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"locked"})

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE,
                                       related_name="identity")  # fmt: skip
    locked = models.BinaryField(help_text="ciphertext")
    key = models.ForeignKey(IdentityKey, on_delete=models.PROTECT, related_name="+")


class NameKey(InProject):
    """What was replaced in the transcripts, locked, and what stands for it everywhere."""

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"locked", "lookup"})

    lookup = models.CharField(max_length=64, help_text="a keyed digest of the original")
    locked = models.BinaryField(help_text="ciphertext of the original")
    kind = models.CharField(max_length=30)
    pseudonym = models.CharField(max_length=120)
    key = models.ForeignKey(IdentityKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("project", "lookup"), name="one_name_key_each"),
        )


class RawText(InProject):
    """A transcript's words before de-identification, locked."""

    TRAIL_OMIT: ClassVar[frozenset[str]] = frozenset({"locked"})

    transcript = models.OneToOneField(Transcript, on_delete=models.CASCADE, related_name="raw")
    locked = models.BinaryField(help_text="ciphertext of the turns")
    key = models.ForeignKey(IdentityKey, on_delete=models.PROTECT, related_name="+")
