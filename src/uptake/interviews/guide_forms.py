"""What a person types about interview guides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from uptake.interviews.guide_text import Question, read_guide
from uptake.interviews.models import Guide
from uptake.projects.forms import DayField

LONGEST = 60_000


class GuideForm(forms.Form):
    """A guide's facts, and its questions as text."""

    name = forms.CharField(
        max_length=120, help_text="Such as: Team leads. Versions are counted by themselves.",
        error_messages={"required": "Enter a name, such as Team leads"},
    )  # fmt: skip
    text = forms.CharField(
        label="Questions", max_length=LONGEST, strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="One a line, with its number. Prompts stand beneath, indented or with a dash.",
        error_messages={"required": "Write or paste the questions"},
    )  # fmt: skip
    coproduced_with = forms.CharField(
        label="Who it was written with", required=False, max_length=300,
        help_text="Such as: a panel of five people who had used the service. Without names.",
    )  # fmt: skip
    dated = DayField(label="Day of this version", required=False)
    note = forms.CharField(label="Note", required=False, max_length=300)

    def clean_text(self) -> str:
        typed: str = self.cleaned_data["text"]
        if not read_guide(typed):
            raise forms.ValidationError("There is no question in it")
        return typed

    def questions(self) -> tuple[Question, ...]:
        """What the text holds."""
        return read_guide(self.cleaned_data["text"])


class NextGuideForm(GuideForm):
    """The same for the next version: its name stays, and what changed is said."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["name"]
        note = self.fields["note"]
        note.label, note.required = "What changed, and why", True
        note.error_messages["required"] = "Say what changed, and why"


class FollowedForm(forms.Form):
    """Which guide an interview followed."""

    def __init__(self, *args: Any, guides: Sequence[Guide], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["guide"] = forms.ChoiceField(
            label="Interview guide", required=False,
            choices=[("", "None"), *((str(one.pk), str(one)) for one in guides)],
        )  # fmt: skip


def asked_in(sent: Mapping[str, Any]) -> dict[int, str]:
    """What a form says of the turns that ask: index to a question's id, or "0" for none."""
    found = {}
    for name, value in sent.items():
        index = name.removeprefix("turn-")
        if index != name and index.isascii() and index.isdigit() and value:
            found[int(index)] = str(value)
    return found
