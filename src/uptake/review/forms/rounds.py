"""What a person types of a round."""

from __future__ import annotations

from django import forms

from uptake.review.actions.rounds import LONGEST


class RoundForm(forms.Form):
    title = forms.CharField(
        label="Title of the update", max_length=LONGEST,
        help_text="Such as: Update of November 2026",
        error_messages={"required": "Give the update a title."},
    )  # fmt: skip
