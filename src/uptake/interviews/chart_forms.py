"""What the chart's pages ask for: what is shown, in which order, and a cell's summary."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from uptake.interviews.actions.chart import LONGEST_SUMMARY
from uptake.interviews.layers import passages_seen
from uptake.interviews.models import Attribute, Passage, Theme
from uptake.interviews.queries.cells import PEOPLE, TRANSCRIPTS
from uptake.interviews.queries.chart import Asked
from uptake.projects.models import Project


class ChartForm(forms.Form):
    """Which cases and themes are shown, and how rows stand. Anything unknown is left out."""

    cases = forms.ChoiceField(
        label="Cases", required=False, choices=[(PEOPLE, "People"), (TRANSCRIPTS, "Transcripts")]
    )
    case = forms.IntegerField(label="Show one case", required=False, widget=forms.Select)
    by = forms.ChoiceField(label="Group by", required=False)
    sort = forms.ChoiceField(label="Sort by", required=False)
    theme = forms.TypedMultipleChoiceField(
        label="Themes", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Attribute.objects.filter(project=project, retired_at=None)
        kinds = [("group", "Group"), *((str(pk), name) for pk, name in
                                       rows.values_list("pk", "name"))]  # fmt: skip
        fields: dict[str, Any] = self.fields
        fields["by"].choices = [("", "Nothing"), *kinds]
        fields["sort"].choices = [("", "Name"), *kinds, ("passages", "Number of passages")]
        themes = Theme.objects.filter(project=project, retired_at=None)
        fields["theme"].choices = list(themes.values_list("pk", "name"))

    def asked(self) -> Asked:
        """What was asked for, as far as it is there."""
        self.is_valid()
        typed = self.cleaned_data
        return Asked(
            typed.get("cases") or PEOPLE, tuple(typed.get("theme") or ()), typed.get("case") or 0,
            typed.get("by") or "", typed.get("sort") or "",
        )  # fmt: skip


class SummaryForm(forms.Form):
    """A cell's summary, and the passages it rests on."""

    text = forms.CharField(
        label="Summary", max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write what was said, in your own words"},
    )  # fmt: skip
    passage = forms.ModelMultipleChoiceField(
        Passage.objects.none(), required=False,
        error_messages={"invalid_choice": "One of the passages is not in this project any more"},
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted: Any = self.fields["passage"]
        wanted.queryset = Passage.objects.filter(passages_seen(None), project=project)

    def has_seen(self, current: int) -> None:
        """Say that the writer is now shown what stands there, so that sending it again will do."""
        again = cast(QueryDict, self.data).copy()
        again["seen"] = str(current)
        self.data = again

    def ticked(self) -> list[str] | None:
        """The passages ticked in what was sent; None where nothing was."""
        return cast(QueryDict, self.data).getlist("passage") if self.is_bound else None
