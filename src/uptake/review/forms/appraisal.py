"""What a person types when appraising a study, and the file of a checklist."""

from __future__ import annotations

from typing import Any

from django import forms

from uptake.instruments import ChecklistRefused, StudyChecklist, parse_checklist
from uptake.instruments.checklists import Item, parse_csv
from uptake.review.actions.appraisal import Judged
from uptake.review.forms.studies import SeenForm, problems, text_of
from uptake.review.models import Appraisal
from uptake.review.queries.appraised import Said

CHECKLIST_BYTES = 1_000_000


class AppraisalForm(SeenForm):
    """An answer with its reason for each item, and the judgement of the whole."""

    concern = forms.ChoiceField(
        required=False, label="Concerns about the study as a whole", widget=forms.RadioSelect,
        choices=[*Appraisal.Concern.choices, ("", "Not judged yet")],
    )  # fmt: skip
    why = forms.CharField(
        required=False, max_length=5_000, label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the judgement rests on, and what would change it",
    )  # fmt: skip

    def __init__(self, *args: Any, content: StudyChecklist, said: Said | None = None,
                 **options: Any) -> None:  # fmt: skip
        options["initial"] = {"concern": said.concern if said else "",
                              "why": said.why if said else "",
                              "seen": str(said.pk if said else 0)}  # fmt: skip
        super().__init__(*args, **options)
        self.content = content
        choices = [*((one.key, one.name) for one in content.answers), ("", "Not answered")]
        for item in content.items:
            answer, why = said.answers.get(item.key, ("", "")) if said else ("", "")
            self.fields[f"answer-{item.key}"] = forms.ChoiceField(
                required=False, label=item.question, help_text=item.help, choices=choices,
                widget=forms.RadioSelect, initial=answer,
            )  # fmt: skip
            self.fields[f"why-{item.key}"] = forms.CharField(
                required=False, label="Why", max_length=5_000, initial=why,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def rows(self) -> list[tuple[Item, Any, Any]]:
        """Each item with its answer and its reason."""
        return [(item, self[f"answer-{item.key}"], self[f"why-{item.key}"])
                for item in self.content.items]  # fmt: skip

    def judged(self) -> Judged:
        """What was said, as the actions take it."""
        typed = self.cleaned_data
        return Judged(
            {item.key: (typed[f"answer-{item.key}"], typed[f"why-{item.key}"])
             for item in self.content.items},
            typed["concern"], typed["why"],
        )  # fmt: skip


class ChecklistFileForm(forms.Form):
    """A checklist as a file; what a table cannot say of itself is typed."""

    file = forms.FileField(
        label="A checklist as a JSON or CSV file", allow_empty_file=True,
        error_messages={"required": "Choose a file"},
    )  # fmt: skip
    name = forms.CharField(
        required=False, max_length=200, label="Name", help_text="For a CSV file: what it is called"
    )
    version = forms.CharField(required=False, max_length=30, label="Version")
    source = forms.CharField(
        required=False, max_length=1_000, label="Source", help_text="Who wrote it, and where it is"
    )
    licence = forms.CharField(
        required=False, max_length=200, label="Licence",
        help_text="Under which licence it may be used here",
    )  # fmt: skip

    def checklist(self) -> StudyChecklist:
        """The checklist of the file. Raises `Refused` with what is wrong in it."""
        typed = self.cleaned_data
        text = text_of(typed["file"], CHECKLIST_BYTES)
        try:
            if text.lstrip("\ufeff \r\n\t").startswith(("{", "[")):
                return parse_checklist(text)
            facts = {name: typed[name] for name in ("name", "version", "source", "licence")}
            return parse_csv(text, **facts)
        except ChecklistRefused as fault:
            raise problems(fault.problems, typed["file"].name) from fault
