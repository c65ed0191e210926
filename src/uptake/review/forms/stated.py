"""What a person types of a study's statements while reading it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from uptake.sources.forms import StatementForm
from uptake.sources.models import Reference

FORM = "entries"
"""The form of the page that the boxes belong to, so that Save keeps all that was typed."""


class StatedForm(StatementForm):
    """One thing that a report of a study states."""

    report = forms.ChoiceField(required=False, label="Report")

    def __init__(self, *args: Any, reports: Sequence[Reference], **options: Any) -> None:
        super().__init__(*args, **options)
        self.reports = reports
        box = cast(forms.ChoiceField, self.fields["report"])
        box.choices = [(str(row.pk), f"{row}: {row.title[:80]}") for row in reports]
        for field in self.fields.values():
            field.widget.attrs["form"] = FORM

    def reference(self) -> Reference:
        """The report that states it: the one chosen, else the main one."""
        asked = self.cleaned_data["report"]
        return next((row for row in self.reports if str(row.pk) == asked), self.reports[0])


def begun(data: Mapping[str, Any]) -> bool:
    """Whether a statement was typed, or asked to be added, beside the entries."""
    typed = (str(data.get(name, "")).strip() for name in ("sentence", "quote"))
    return "state" in data or any(typed)
