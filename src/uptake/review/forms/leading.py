"""What whoever leads a review types: protocol, criteria, stages, conflicts, rounds, the end."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms

from uptake.methods import stopping
from uptake.projects.forms import DayField
from uptake.review.actions.criteria import LONGEST, CriterionFacts
from uptake.review.actions.protocol import ProtocolFacts
from uptake.review.actions.stages import LARGEST_SEED, StageFacts
from uptake.review.models import Criterion, Stage
from uptake.review.models.protocol import StageKey
from uptake.review.models.screening import Judged
from uptake.review.queries.stop import RULES

AREA = {"rows": 3}
NONE = "none"
NEEDED = {
    "why": "Say why it is changed", "again": "Say which earlier decisions need another look",
}  # fmt: skip


class ProtocolForm(forms.Form):
    question = forms.CharField(
        label="The review's question", widget=forms.Textarea(attrs=AREA), max_length=5_000,
        error_messages={"required": "Enter the question"},
    )  # fmt: skip
    registration = forms.CharField(
        required=False, label="Registration", max_length=120,
        help_text="Where it is registered and under which number, such as PROSPERO CRD42025000000",
    )  # fmt: skip
    begun_on = DayField(required=False, label="Begun on")
    due_on = DayField(required=False, label="Due on")
    methods = forms.CharField(
        required=False, label="Methods set beforehand", widget=forms.Textarea(attrs={"rows": 8}),
        max_length=50_000, help_text="What else was settled before the search, as it will be told.",
    )  # fmt: skip
    why = forms.CharField(
        required=False, label="Why is it amended?", max_length=2_000,
        widget=forms.Textarea(attrs=AREA), help_text="Stands with the amendment and its date.",
    )  # fmt: skip
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, first: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if first:
            del self.fields["why"]

    def facts(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        why, seen = typed.pop("why", ""), typed.pop("seen")
        return {"facts": ProtocolFacts(**typed), "why": why, "seen": seen}


class AmendingForm(forms.Form):
    """A change of criteria: once screening has begun it needs a reason."""

    why = forms.CharField(
        required=False, label="Why is it changed?", max_length=2_000,
        widget=forms.Textarea(attrs=AREA),
        help_text="Screening has begun, so this becomes an amendment of the protocol. "
                  "Other words to mark alone need no reason.",
    )  # fmt: skip
    again = forms.ChoiceField(
        required=False, label="Which earlier decisions need another look?",
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, begun: bool, counts: dict[str, int], **options: Any) -> None:
        super().__init__(*args, **options)
        if not begun:
            del self.fields["why"], self.fields["again"]
            return
        said = {"reason": "Those excluded for this", "include": "All that were included",
                "exclude": "All that were excluded", "all": "All of this stage"}  # fmt: skip
        cast(forms.ChoiceField, self.fields["again"]).choices = [
            (NONE, "None"),
            *((key, f"{said[key]}: {counts[key]:,}") for key in said if key in counts),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason, and which decisions it touches, where the criterion changes."""
        if "why" in self.fields and self.changes():
            for name, says in NEEDED.items():
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, says)
        return self.cleaned_data

    def changes(self) -> bool:
        """Whether what is asked for changes what is included or excluded."""
        return True

    def reasons(self) -> dict[str, str]:
        again = self.cleaned_data.get("again", "")
        return {"why": self.cleaned_data.get("why", ""), "again": "" if again == NONE else again}


class CriterionForm(AmendingForm):
    stage = forms.ChoiceField(label="Stage", choices=StageKey.choices, widget=forms.RadioSelect)
    side = forms.ChoiceField(
        label="What does it do?", choices=Criterion.Side.choices, widget=forms.RadioSelect
    )
    label = forms.CharField(
        label="Name", max_length=60, help_text="Short, such as Not adults",
        error_messages={"required": "Enter a name"},
    )  # fmt: skip
    definition = forms.CharField(
        required=False, label="Definition", widget=forms.Textarea(attrs=AREA), max_length=5_000
    )
    words = forms.CharField(
        required=False, label="Words to mark", widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
        help_text="One a line, or with commas between. An asterisk stands for any ending: "
                  "adolescen*. The first order of the references learns from them too.",
    )  # fmt: skip
    field_order = ("stage", "side", "label", "definition", "words", "why", "again")

    def __init__(self, *args: Any, fixed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fixed = fixed
        if fixed:
            del self.fields["stage"], self.fields["side"]

    def changes(self) -> bool:
        """Words to mark decide nothing: other ones alone change no criterion."""
        return not self.fixed or any(
            self.cleaned_data.get(name) != self.initial.get(name)
            for name in ("label", "definition")
        )

    def facts(self) -> CriterionFacts:
        typed = self.cleaned_data
        words = (word.strip() for word in re.split(r"[,;\n]", typed["words"]))
        return CriterionFacts(typed["label"], typed["definition"], tuple(filter(None, words)))


class SeveralForm(AmendingForm):
    """Several criteria of one stage and side, one a line."""

    stage = forms.ChoiceField(label="Stage", choices=StageKey.choices, widget=forms.RadioSelect)
    side = forms.ChoiceField(
        label="What do they do?", choices=Criterion.Side.choices, widget=forms.RadioSelect
    )
    lines = forms.CharField(
        label="Criteria", max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One a line, in the order in which they are tried. A definition may follow "
                  "after a colon. Not adults: nobody in it is 18 or older",
        error_messages={"required": "Enter at least one"},
    )  # fmt: skip
    field_order = ("stage", "side", "lines", "why", "again")

    def clean_lines(self) -> list[CriterionFacts]:
        """Each line as a name and what it means; says which line has no name or too long a one."""
        found = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            if not line.strip():
                continue
            name, _, definition = line.partition(":")
            if not 1 <= len(name.strip()) <= LONGEST:
                raise forms.ValidationError(
                    f"Line {number}: a name has 1 to {LONGEST} characters; "
                    f"its definition follows after a colon"
                )
            found.append(CriterionFacts(name.strip(), definition.strip()))
        return found


class StageForm(forms.Form):
    reviewers = forms.TypedChoiceField(
        label="Who reads each reference?", coerce=int, widget=forms.RadioSelect,
        choices=[("2", "Two people, each for themselves"), ("1", "One person")],
    )  # fmt: skip
    blind = forms.BooleanField(
        required=False, label="Nobody sees the other's verdict until both have judged it"
    )
    conflicts = forms.ChoiceField(
        label="Who settles what two judged differently?", choices=Stage.Settled.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    order = forms.ChoiceField(
        label="In which order do references come up?", choices=Stage.Order.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    rule = forms.ChoiceField(label="Which rule says when to stop?", widget=forms.RadioSelect)
    target = forms.IntegerField(
        label="Recall aimed at, in per cent", min_value=50, max_value=99,
        help_text="The share of all relevant references that is to be found.",
    )  # fmt: skip
    seed = forms.IntegerField(
        label="Seed", min_value=0, max_value=LARGEST_SEED,
        help_text="Any whole number. With it the order can be made again.",
    )  # fmt: skip
    why = forms.CharField(
        required=False, label="Why do more or fewer people read each reference?", max_length=5_000,
        widget=forms.Textarea(attrs=AREA),
        help_text="Only if you change that. It is kept as an amendment of the protocol.",
    )  # fmt: skip

    def __init__(self, *args: Any, key: str, begun: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not begun:
            del self.fields["why"]
        if key == StageKey.FULL:  # all are read, in the order in which they were found
            for name in ("order", "rule", "target", "seed"):
                del self.fields[name]
            return
        cast(forms.ChoiceField, self.fields["rule"]).choices = [
            (key, RULES.get(key, key)) for key in stopping.PRESETS
        ]

    def facts(self) -> StageFacts:
        typed = {**self.initial, **self.cleaned_data}
        typed.pop("why", None)
        return StageFacts(**{**typed, "target": typed["target"] / 100})


class SettleForm(forms.Form):
    """What a conflict is settled as. A reason alone excludes."""

    verdict = forms.ChoiceField(
        required=False, label="What is settled?", choices=Judged.choices,
        error_messages={"invalid_choice": "Say what is settled"},
    )  # fmt: skip
    reason = forms.TypedChoiceField(
        required=False, label="Reason, if it is excluded", coerce=int, empty_value=None,
        error_messages={"invalid_choice": "Choose one of the reasons as they stand now"},
    )  # fmt: skip
    note = forms.CharField(
        required=False, label="Note", widget=forms.Textarea(attrs=AREA), max_length=20_000
    )

    def __init__(
        self, *args: Any, reasons: list[Criterion], stage: str = StageKey.TITLE, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if stage == StageKey.FULL:  # where being unsure settles nothing
            cast(forms.ChoiceField, self.fields["verdict"]).choices = [
                one for one in Judged.choices if one[0] != Judged.UNSURE
            ]
        cast(forms.TypedChoiceField, self.fields["reason"]).choices = [
            ("", "None"), *((str(row.pk), row.label) for row in reasons)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Take a reason alone for an exclusion; ask for a verdict where there is neither."""
        typed = self.cleaned_data
        if not typed.get("verdict") and typed.get("reason"):
            typed["verdict"] = Judged.EXCLUDE.value
        if not typed.get("verdict") and not self.errors:
            self.add_error("verdict", "Say what is settled")
        return typed


class CalibrationForm(forms.Form):
    size = forms.IntegerField(
        label="How many references?", min_value=1, max_value=500, initial=50,
        help_text="Drawn at random among those that nobody has judged.",
    )  # fmt: skip
    seed = forms.IntegerField(label="Seed", min_value=0, max_value=LARGEST_SEED, initial=1)


class NoteForm(forms.Form):
    note = forms.CharField(
        required=False, label="What was agreed on?", widget=forms.Textarea(attrs=AREA),
        max_length=20_000,
    )  # fmt: skip


class StopForm(forms.Form):
    why = forms.CharField(
        label="Why may the rest stay unread?", widget=forms.Textarea(attrs=AREA),
        max_length=5_000, error_messages={"required": "Say why the rest may stay unread"},
    )  # fmt: skip
    unmet = forms.BooleanField(required=False, label="I know that the rule is not met")


class AuditForm(forms.Form):
    size = forms.IntegerField(label="How many references?", min_value=1)
    seed = forms.IntegerField(label="Seed", min_value=0, max_value=LARGEST_SEED, initial=1)


class LabelForm(forms.Form):
    name = forms.CharField(
        label="A new label", max_length=60, error_messages={"required": "Enter a name"}
    )


class TakeOverForm(forms.Form):
    stage = forms.ChoiceField(
        label="At which stage were they made, where the file does not say?",
        choices=StageKey.choices, initial=StageKey.TITLE, widget=forms.RadioSelect,
    )  # fmt: skip


class AgainForm(forms.Form):
    """Decisions ticked as still holding."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Tick at least one"}
    )

    def __init__(self, *args: Any, offered: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.TypedMultipleChoiceField, self.fields["chosen"])
        field.choices = [(pk, pk) for pk in offered]
