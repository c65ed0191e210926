"""What a person types about indicators and their values."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from uptake.findings.forms import SeenForm
from uptake.monitor.models import Indicator
from uptake.projects.forms import DayField

DIGITS = {
    "invalid": "Enter a number, such as 61.5",
    "max_digits": "Enter a number of at most 14 digits",
    "max_decimal_places": "Enter at most 4 digits after the point",
    "max_whole_digits": "Enter at most 10 digits before the point",
}
NUMBER = {"inputmode": "decimal", "class": "nhsuk-input--width-10"}


class IndicatorForm(SeenForm):
    action = forms.TypedChoiceField(
        label="Which action does it watch?", coerce=int,
        error_messages={"required": "Select an action"},
    )  # fmt: skip
    name = forms.CharField(
        label="Name", max_length=200, help_text="Such as people who finish the programme",
        error_messages={"required": "Enter a name"},
    )  # fmt: skip
    definition = forms.CharField(
        required=False, label="Definition", widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What is counted, of whom, on which day, and from where.",
    )  # fmt: skip
    unit = forms.CharField(required=False, label="Unit", max_length=60, help_text="Such as %, days")
    wanted = forms.ChoiceField(
        label="Which way is better?", choices=Indicator.Wanted.choices, widget=forms.RadioSelect,
        initial=Indicator.Wanted.UP, error_messages={"required": "Select which way is better"},
    )  # fmt: skip
    target = forms.DecimalField(
        required=False, label="Target", max_digits=14, decimal_places=4, error_messages=DIGITS,
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip
    owner = forms.CharField(
        required=False, label="Who brings the values", max_length=120, help_text="One person"
    )

    def __init__(self, *args: Any, actions: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.TypedChoiceField, self.fields["action"])
        field.choices = [("", "Choose"), *((str(pk), text) for pk, text in actions)]


class ValueForm(forms.Form):
    on = DayField(label="Day", error_messages={"required": "Enter the day"})
    value = forms.DecimalField(
        label="Value", max_digits=14, decimal_places=4,
        error_messages={"required": "Enter the value", **DIGITS},
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip
    note = forms.CharField(required=False, label="Note", max_length=300)


class FromActionForm(forms.Form):
    """The action that a new indicator is to watch, from the address."""

    action = forms.IntegerField(required=False, min_value=1)

    def pk(self) -> int | None:
        self.is_valid()
        return self.cleaned_data.get("action")
