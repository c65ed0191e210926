"""What other programs call the things that came from them or went to them."""

from __future__ import annotations

from django.db import models

from uptake.projects.models import InProject


class OutsideId(InProject):
    """The identifier that a thing of the project has in files of other programs."""

    kind = models.CharField(max_length=30, help_text="such as code, transcript, coding")
    object_id = models.BigIntegerField()
    guid = models.CharField(max_length=36)
    program = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("project", "kind", "guid"), name="one_outside_id_each"),
        )
        indexes = (models.Index(fields=("project", "kind", "object_id")),)
