"""What a person types about themes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from django import forms

from uptake.interviews.actions import theme_wording
from uptake.interviews.models import Theme
from uptake.interviews.seen_form import SeenForm
from uptake.interviews.tree_form import TreeForm
from uptake.projects.models import Project
from uptake.projects.queries import one

Choices = Sequence[tuple[int, str]]


class ThemeForm(forms.Form):
    """A theme's words."""

    name = forms.CharField(
        max_length=160, error_messages={"required": "Enter a name for the theme"}
    )  # fmt: skip
    about = forms.CharField(
        label="What holds it together", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip

    def words(self) -> dict[str, str]:
        """The arguments that `add_theme` and `edit_theme` share."""
        return {name: self.cleaned_data[name] for name in ThemeForm.base_fields}


def _one_of(label: str, gone: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None,
        error_messages={"invalid_choice": gone},
    )  # fmt: skip


class NewThemeForm(ThemeForm):
    parent = _one_of("Under", "That theme is not in use any more. Choose another")
    codes = forms.TypedMultipleChoiceField(
        label="Codes that it is built from", required=False, coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "That code is not in use any more. Choose another"},
    )  # fmt: skip

    def __init__(self, *args: Any, parents: Choices, codes: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        above = cast(forms.ChoiceField, self.fields["parent"])
        above.choices = [("", "Nothing: a theme of its own"), *parents]
        cast(forms.ChoiceField, self.fields["codes"]).choices = list(codes)


class EditThemeForm(SeenForm, ThemeForm):
    def __init__(self, theme: Theme, *args: Any, **options: Any) -> None:
        now = dict(zip(ThemeForm.base_fields, theme_wording(theme), strict=True))
        options["initial"] = {**now, "seen": json.dumps(theme_wording(theme))}
        super().__init__(*args, **options)

    def show_again(self, theme: Theme) -> None:
        """Say that its writer has now been shown how the theme reads."""
        self.shown_again(theme_wording(theme))


class MoveThemeForm(TreeForm):
    called = alone = "theme"

    def beside(self, where: str, project: Project) -> Theme | None:
        """The theme that was chosen to go under or before, when that was chosen."""
        typed = self.cleaned_data
        return one(Theme, project, typed["to"]) if typed["where"] == where else None


class CodesForm(forms.Form):
    """Codes to tie to a theme or to take off it: one or several."""

    code = forms.TypedMultipleChoiceField(
        label="Codes", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one code",
                        "invalid_choice": "That code is not in use any more. Choose another"},
    )  # fmt: skip

    def __init__(self, *args: Any, codes: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["code"]).choices = list(codes)
