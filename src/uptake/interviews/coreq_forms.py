"""What an author answers to COREQ."""

from __future__ import annotations

from django import forms


class CoreqForm(forms.Form):
    text = forms.CharField(
        label="What the report says", widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write the answer"},
    )  # fmt: skip
    page = forms.CharField(
        label="Where the report says it", required=False, max_length=40,
        help_text="A page or a section",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
    )  # fmt: skip
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def has_seen(self, answer: int) -> None:
        """Say that its writer has now been shown the answer that stands."""
        self.data = {**dict(self.data.items()), "seen": str(answer)}
