"""Themes built from codes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uptake.interviews.models.codebook import Code
from uptake.projects.models import InProject


class Theme(InProject):
    """A theme, or one below another, built from codes."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"about"})

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT,
                               related_name="children")  # fmt: skip
    name = models.CharField(max_length=160)
    about = models.TextField(blank=True, help_text="what holds it together")
    order = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "name"), condition=Q(retired_at=None), name="one_theme_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ThemeCode(InProject):
    """A code that a theme is built from. Its passages are the theme's."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="codes")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="themes")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("theme", "code"), name="one_theme_code_each"),
        )
