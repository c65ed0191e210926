"""What a person types about codes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from django import forms

from uptake.interviews.actions import wording
from uptake.interviews.codebook_arrival import LONGEST
from uptake.interviews.models import Code
from uptake.interviews.seen_form import SeenForm
from uptake.interviews.tree_form import TreeForm


class CodeForm(forms.Form):
    """A code's words."""

    name = forms.CharField(
        max_length=120, error_messages={"required": "Enter a name for the code"}
    )  # fmt: skip
    definition = forms.CharField(
        required=False, help_text="What it means, in one or two sentences",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    when = forms.CharField(
        label="When to use it", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
    when_not = forms.CharField(
        label="When not to use it", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
    example = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Best made up: a codebook lasts longer than anybody's consent",
    )  # fmt: skip

    def words(self) -> dict[str, str]:
        """The arguments that `add_code` and `edit_code` share."""
        return {name: self.cleaned_data[name] for name in CodeForm.base_fields}


class NewCodeForm(CodeForm):
    parent = forms.TypedChoiceField(
        label="Under", required=False, coerce=int, empty_value=None,
        error_messages={"invalid_choice": "That code is not in use any more. Choose another"},
    )  # fmt: skip

    def __init__(self, *args: Any, parents: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.ChoiceField, self.fields["parent"])
        field.choices = [("", "Nothing: a family of its own"), *parents]


class EditCodeForm(SeenForm, CodeForm):
    def __init__(self, code: Code, *args: Any, **options: Any) -> None:
        now = dict(zip(CodeForm.base_fields, wording(code), strict=True))
        options["initial"] = {**now, "seen": json.dumps(wording(code))}
        super().__init__(*args, **options)

    def show_again(self, code: Code) -> None:
        """Say that its writer has now been shown how the code reads."""
        self.shown_again(wording(code))


class MoveForm(TreeForm):
    called, alone = "code", "family"


class MergeForm(forms.Form):
    """Which codes become one."""

    code = forms.TypedMultipleChoiceField(
        label="Codes to merge", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the codes to merge",
                        "invalid_choice": "A code is not in use any more. Choose again"},
    )  # fmt: skip
    into = forms.TypedChoiceField(
        label="Merge them into", coerce=int,
        error_messages={"required": "Choose the code that stays",
                        "invalid_choice": "That code is not in use any more. Choose another"},
    )  # fmt: skip

    def __init__(self, *args: Any, codes: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["code"]).choices = codes
        cast(forms.ChoiceField, self.fields["into"]).choices = [("", "Choose"), *codes]


class SplitForm(forms.Form):
    """The new code of a split; its passages are ticked in the list."""

    name = forms.CharField(
        label="Name of the new code", max_length=120,
        error_messages={"required": "Enter a name for the new code"},
    )  # fmt: skip
    definition = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))


class VersionForm(forms.Form):
    """What a version of the codebook is called, and why it was numbered."""

    name = forms.CharField(
        required=False, max_length=120, help_text="Such as After the pilot interviews"
    )  # fmt: skip
    note = forms.CharField(
        required=False, max_length=300, help_text="What changed, and why",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class CodebookFileForm(forms.Form):
    """A file of codes, chosen."""

    file = forms.FileField(
        label="File", allow_empty_file=True, widget=forms.ClearableFileInput(
            attrs={"accept": ".csv,.txt,.tsv,.qdc,.qde,.qdpx,.xml,.sqlite3,.sqlite"}
        ),
        error_messages={"required": "Choose a file"},
    )  # fmt: skip


class CodebookPreviewForm(forms.Form):
    """A file of codes that was shown, and what becomes of codes that read otherwise."""

    LEAVE, REWORD = "leave", "reword"
    packed = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)
    otherwise = forms.ChoiceField(
        label="Codes that read otherwise here", required=False, widget=forms.RadioSelect,
        initial=LEAVE,
        choices=((LEAVE, "Leave them as they are here"),
                 (REWORD, "Word and place them as in the file")),
    )  # fmt: skip
