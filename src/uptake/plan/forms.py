"""What a person types about actions."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from uptake.decision.forms import FromFindingForm
from uptake.findings.forms import SeenForm
from uptake.plan.models import PlannedAction
from uptake.plan.queries import Asked
from uptake.projects.forms import DayField


class ActionForm(SeenForm):
    title = forms.CharField(
        label="What will be done", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Begin with a verb, such as: Train every guide in the week before the first "
                  "referral",
        error_messages={
            "required": "Enter what will be done",
            "max_length": "Keep it to 300 characters; the rest belongs in the detail",
        },
    )  # fmt: skip
    detail = forms.CharField(
        required=False, label="Detail", widget=forms.Textarea(attrs={"rows": 4})
    )
    owner = forms.CharField(
        required=False, label="Owner", max_length=120,
        help_text="One person. What nobody owns is not done.",
    )  # fmt: skip
    owner_post = forms.CharField(
        required=False, label="Owner’s post", max_length=120, help_text="Such as service manager"
    )
    due_on = DayField(required=False, label="Due")
    recommendation = forms.TypedChoiceField(
        required=False, label="Serves the recommendation", coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, serves: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.TypedChoiceField, self.fields["recommendation"])
        field.choices = [("", "None"), *((str(pk), text) for pk, text in serves)]


class StatusForm(forms.Form):
    status = forms.ChoiceField(label="Status", choices=PlannedAction.Status.choices)


class ListForm(forms.Form):
    """The list's filters; whatever is wrong in the address is left out."""

    status = forms.ChoiceField(
        required=False, label="Status", choices=(("", "Any"), *PlannedAction.Status.choices)
    )
    unowned = forms.BooleanField(required=False, label="Without an owner")
    late = forms.BooleanField(required=False, label="Past the day it is due")

    def asked(self) -> Asked:
        self.is_valid()
        return Asked(**{k: v for k, v in self.cleaned_data.items() if v})


class FromForm(FromFindingForm):
    """What a new action starts from, from the address."""

    recommendation = forms.IntegerField(required=False, min_value=1)

    def serves(self) -> int | None:
        self.is_valid()
        return self.cleaned_data.get("recommendation")
