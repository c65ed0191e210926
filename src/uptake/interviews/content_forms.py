"""What the content analysis asks for: which rows, what a row says, and how things are gathered."""

from __future__ import annotations

from typing import Any

from django import forms

from uptake.interviews.actions.content import LONGEST, LONGEST_NAME, LONGEST_REDUCTION, STEPS
from uptake.interviews.actions.content_groups import LONGEST_ABOUT
from uptake.interviews.models import (
    Code,
    ContentCategory,
    Participant,
    Passage,
    Reduction,
    Transcript,
)
from uptake.interviews.queries.content import Asked, to_fill
from uptake.interviews.queries.tree import code_tree
from uptake.projects.models import Project

TICKS = forms.CheckboxSelectMultiple


def _areas(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RowForm(forms.Form):
    """The four steps of a row, with how each read when the page was opened."""

    paraphrase = forms.CharField(required=False, max_length=LONGEST, widget=_areas(4))
    generalisation = forms.CharField(required=False, max_length=LONGEST, widget=_areas(4))
    reduction = forms.CharField(
        required=False, max_length=LONGEST_REDUCTION,
        widget=forms.TextInput(attrs={"list": "reductions", "autocomplete": "off"}),
    )  # fmt: skip
    category = forms.CharField(
        required=False, max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
    )  # fmt: skip

    def given(self) -> dict[str, str]:
        """The steps that were sent."""
        return {step: self.cleaned_data[step] for step in STEPS if step in self.data}

    def seen(self) -> dict[str, str]:
        """How the steps read when the writer had them before them."""
        return {step: self.data[f"was_{step}"] for step in STEPS if f"was_{step}" in self.data}


class ContentForm(forms.Form):
    """Which rows are shown."""

    code = forms.ModelChoiceField(Code.objects.none(), required=False, empty_label="Any code")
    transcript = forms.ModelChoiceField(
        Transcript.objects.none(), required=False, empty_label="Any transcript"
    )
    category = forms.ModelChoiceField(
        ContentCategory.objects.none(), required=False, empty_label="Any category"
    )
    reduction = forms.ModelChoiceField(
        Reduction.objects.none(), required=False, widget=forms.HiddenInput
    )
    group = forms.ChoiceField(required=False)
    open = forms.ChoiceField(
        label="Still to write", required=False,
        choices=[("", "Show all rows"), ("paraphrase", "Paraphrase"),
                 ("generalisation", "Generalisation"), ("reduction", "Reduction"),
                 ("category", "Category")],
    )  # fmt: skip

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, model in (("code", Code), ("transcript", Transcript),
                            ("category", ContentCategory), ("reduction", Reduction)):  # fmt: skip
            fields[name].queryset = model._default_manager.filter(project=project)
        fields["category"].queryset = fields["category"].queryset.filter(retired_at=None)
        groups = Participant.objects.filter(project=project).order_by("group")
        named = groups.values_list("group", flat=True).distinct()
        fields["group"].choices = [("", "Any group"), *((one, one) for one in named if one)]

    def asked(self) -> Asked:
        """What was asked for, as far as it is there."""
        self.is_valid()
        typed = self.cleaned_data
        ids = {
            name: typed[name].pk
            for name in ("code", "transcript", "category", "reduction") if typed.get(name)
        }  # fmt: skip
        return Asked(**ids, group=typed.get("group") or "", open=typed.get("open") or "")


class FillForm(forms.Form):
    """From which codes and transcripts passages are brought in."""

    code = forms.TypedMultipleChoiceField(
        label="Codes", required=False, coerce=int, widget=TICKS,
        help_text="None ticked: passages with any code.",
    )  # fmt: skip
    transcript = forms.TypedMultipleChoiceField(
        label="Transcripts", required=False, coerce=int, widget=TICKS,
        help_text="None ticked: all transcripts.",
    )  # fmt: skip

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        fields: dict[str, Any] = self.fields
        fields["code"].choices = [
            (row.id, "· " * row.depth + row.name) for row in code_tree(project, retired=True)
        ]
        rows = Transcript.objects.filter(project=project).order_by("pk")
        fields["transcript"].choices = list(rows.values_list("pk", "title"))

    def chosen(self) -> list[Passage]:
        """The passages that would come in."""
        typed = self.cleaned_data
        return to_fill(self.project, typed["code"], typed["transcript"])


class CategoryForm(forms.Form):
    """A category's name and what belongs in it."""

    name = forms.CharField(
        max_length=LONGEST_NAME, error_messages={"required": "Enter a name for the category"}
    )
    about = forms.CharField(
        label="What belongs in it", required=False, max_length=LONGEST_ABOUT, widget=_areas(3)
    )
    was_name = forms.CharField(required=False, widget=forms.HiddenInput)
    was_about = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class ReductionForm(forms.Form):
    """A reduction's words, and the category it is in."""

    text = forms.CharField(
        label="Reduction", max_length=LONGEST_REDUCTION, widget=_areas(3),
        error_messages={"required": "Write what the rows come down to"},
    )  # fmt: skip
    category = forms.CharField(
        required=False, max_length=LONGEST_NAME,
        help_text="Choose one, or write a new one. Empty: in no category.",
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
    )  # fmt: skip
    was_text = forms.CharField(required=False, widget=forms.HiddenInput)
    was_category = forms.CharField(required=False, widget=forms.HiddenInput)


class MergeForm(forms.Form):
    """With which other one a reduction or category is merged."""

    into = forms.ModelChoiceField(
        Reduction.objects.none(), label="Merge with", empty_label="Choose one",
        error_messages={"required": "Choose the one that stays",
                        "invalid_choice": "That one is not in use any more"},
    )  # fmt: skip

    def __init__(self, row: Reduction | ContentCategory, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted: Any = self.fields["into"]
        others = type(row)._default_manager.filter(project=row.project_id, retired_at=None)
        wanted.queryset = others.exclude(pk=row.pk)
