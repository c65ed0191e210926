"""Who was asked, who took part, under which consent; sampling by group and attribute."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uptake.projects.models import InProject, User


class Participant(InProject):
    """A person who was approached, under a pseudonym. Real names are not kept here."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"about"})

    pseudonym = models.CharField(max_length=60)
    group = models.CharField(max_length=80, help_text="such as therapist, carer, commissioner")
    about = models.CharField(max_length=300, blank=True)
    consent_version = models.CharField(max_length=60, blank=True)
    consented_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pseudonym",)
        constraints = (
            models.UniqueConstraint(fields=("project", "pseudonym"), name="one_pseudonym_each"),
        )

    def __str__(self) -> str:
        return self.pseudonym


class ConsentForm(InProject):
    """One version of the consent form. Participants name the version that they signed."""

    version = models.CharField(max_length=60)
    dated = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True, help_text="what it asks, or the whole of it")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("dated", "pk")
        constraints = (
            models.UniqueConstraint(fields=("project", "version"), name="one_consent_form_each"),
        )

    def __str__(self) -> str:
        return self.version


class Approach(InProject):
    """One line of the recruitment log. What was entered by mistake is removed, and stays."""

    class Kind(models.TextChoices):
        INVITED = "invited", "Invited"
        REMINDED = "reminded", "Reminded"
        AGREED = "agreed", "Agreed to take part"
        DECLINED = "declined", "Declined"
        NO_ANSWER = "no_answer", "Gave no answer"
        TOOK_PART = "took_part", "Took part"

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"reason"})

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE,
                                    related_name="approaches")  # fmt: skip
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    reason = models.CharField(max_length=300, blank=True, help_text="why they declined, if said")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("on", "pk")


class Attribute(InProject):
    """Something that participants differ in, such as age band or years in post."""

    name = models.CharField(max_length=80)
    options = models.JSONField(default=list, help_text="the values to choose from; any if empty")
    order = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "name"), condition=Q(retired_at=None),
                name="one_attribute_a_name",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class AttributeValue(InProject):
    """What one participant is, in one attribute."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"value"})

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="values")
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(max_length=120)

    class Meta:
        ordering = ("participant", "attribute")
        constraints = (
            models.UniqueConstraint(
                fields=("participant", "attribute"), name="one_value_an_attribute"
            ),
        )


class SamplingTarget(InProject):
    """How many are wanted of a group, or of those in it with one value of an attribute."""

    group = models.CharField(max_length=80, blank=True, help_text="any group, if empty")
    attribute = models.ForeignKey(Attribute, null=True, blank=True, on_delete=models.CASCADE,
                                  related_name="targets")  # fmt: skip
    value = models.CharField(max_length=120, blank=True)
    wanted = models.PositiveIntegerField()

    class Meta:
        ordering = ("group", "attribute", "value", "pk")


class SaturationCall(InProject):
    """A judgement, made on a day, on whether further interviews still bring anything new."""

    TRAIL_PRIVATE: ClassVar[frozenset[str]] = frozenset({"why"})

    group = models.CharField(max_length=80, blank=True, help_text="all groups, if empty")
    on = models.DateField()
    reached = models.BooleanField()
    why = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("on", "pk")
