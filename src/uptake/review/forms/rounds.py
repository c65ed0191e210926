"""What a person types of a round."""

from __future__ import annotations

from typing import Any

from django import forms

from uptake.review.actions.rounds import LONGEST, LONGEST_WHY


class RoundForm(forms.Form):
    title = forms.CharField(
        label="Title of the update", max_length=LONGEST,
        help_text="Such as: Update of November 2026",
        error_messages={"required": "Give the update a title."},
    )  # fmt: skip


class OpeningForm(RoundForm):
    """An update to be opened; while the round before is unfinished, knowingly and with a reason."""

    why = forms.CharField(
        label="Why does the update begin before?", max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands in the trail with the counts.",
        error_messages={"required": "Say why the update begins before the round is finished"},
    )  # fmt: skip

    def __init__(self, *args: Any, finished: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if finished:
            del self.fields["why"]
