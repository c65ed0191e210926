"""What a person types about recommendations."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from uptake.findings.forms import SeenForm
from uptake.findings.models import Finding, Stance
from uptake.findings.queries import Asked


class RecommendationForm(SeenForm):
    sentence = forms.CharField(
        label="The recommendation in one sentence", max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who should do what. One sentence that somebody will defend, at most 400 "
                  "characters.",
        error_messages={
            "required": "Enter the recommendation",
            "max_length": "Keep the sentence to 400 characters; the rest belongs in the reasons",
        },
    )  # fmt: skip
    reasons = forms.CharField(
        required=False, label="Reasons", widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What weighed more than what, and what is not known.",
    )  # fmt: skip


class SeenOnlyForm(SeenForm):
    """A button that acts on what its person read."""


class PickForm(forms.Form):
    """Findings ticked in a list."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Tick at least one finding"}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = self.data.getlist("chosen") if hasattr(self.data, "getlist") else []
        field = cast(forms.TypedMultipleChoiceField, self.fields["chosen"])
        field.choices = [(pk, pk) for pk in given if pk.isascii() and pk.isdecimal()]


class LayForm(PickForm):
    stance = forms.ChoiceField(
        choices=Stance.choices, error_messages={"required": "Say which side they are on"}
    )


class PickFilterForm(forms.Form):
    """Which findings a list to pick from shows; whatever is wrong in the address is left out."""

    words = forms.CharField(required=False, label="Words", max_length=300)
    direction = forms.ChoiceField(
        required=False, label="Direction", choices=(("", "Any"), *Finding.Direction.choices)
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def asked(self) -> Asked:
        self.is_valid()
        typed = {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}
        return Asked(**typed)


class FromFindingForm(forms.Form):
    """A finding that something new is to rest on at once, from the address."""

    finding = forms.IntegerField(required=False, min_value=1)

    def pk(self) -> int | None:
        self.is_valid()
        return self.cleaned_data.get("finding")
