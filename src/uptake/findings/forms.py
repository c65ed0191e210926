"""What a person types about findings and their evidence, and what addresses ask for."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from uptake.findings.models import Finding, Stance
from uptake.findings.queries import Asked, Offered, Sought
from uptake.instruments import Framework
from uptake.methods.matrix import Only

ANY = ("", "Any")
SOURCES = (("study", "Studies"), ("interview", "Interviews"))
KINDS = (("passage", "Coded passages"), ("statement", "Statements of references"))


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = [ANY, *choices]


class SeenForm(forms.Form):
    """A form that knows what its person saw, so that two people never overwrite each other."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def has_seen(self, mark: str) -> None:
        """Say that its person is now shown this, so that sending it again will do."""
        again = cast(QueryDict, self.data).copy()
        again["seen"] = mark
        self.data = again


class CellsField(forms.MultipleChoiceField):
    """Cells of a framework, as "domain/level"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)

    def of(self, lens: Framework) -> None:
        self.choices = [(f"{domain}/{level}", f"{domain}/{level}") for domain, level in lens.cells]


class FindingForm(SeenForm):
    direction = forms.ChoiceField(
        label="Does it hinder or help?", choices=Finding.Direction.choices,
        widget=forms.RadioSelect, error_messages={"required": "Select barrier or facilitator"},
    )  # fmt: skip
    sentence = forms.CharField(
        label="The finding in one sentence", max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Plain words that a colleague outside the project understands. At most 400 "
                  "characters.",
        error_messages={
            "required": "Enter the finding",
            "max_length": "Keep the sentence to 400 characters; the rest belongs in the note",
        },
    )  # fmt: skip
    cells = CellsField(
        label="Where it stands on the framework",
        error_messages={
            "required": "Select at least one cell",
            "invalid_choice": "Select cells from the table",
        },
    )  # fmt: skip
    note = forms.CharField(
        required=False, label="Note", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why it is placed there, what is uncertain, how it was put together.",
    )  # fmt: skip

    def __init__(self, *args: Any, lens: Framework, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(CellsField, self.fields["cells"]).of(lens)


class FirstEvidenceForm(forms.Form):
    """Evidence that a new finding is to rest on at once, from the address."""

    passage = forms.IntegerField(required=False, min_value=1)
    statement = forms.IntegerField(required=False, min_value=1)
    code = forms.IntegerField(required=False, min_value=1)
    theme = forms.IntegerField(required=False, min_value=1)
    cell = forms.CharField(required=False, max_length=130)


class FromThemeForm(forms.Form):
    """How far a finding made from a theme reaches."""

    others = forms.BooleanField(required=False, initial=True)


class FromCodeForm(forms.Form):
    """Start a finding from every passage of a code."""

    code = forms.ChoiceField(required=False, label="Rest it on every passage of a code")

    def __init__(self, *args: Any, codes: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.ChoiceField, self.fields["code"])
        field.choices = [("", "None"), *((str(pk), name) for pk, name in codes)]


class RetireForm(forms.Form):
    reason = forms.CharField(
        label="Why is it retired?", max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence. The finding, its evidence and this reason are kept.",
        error_messages={"required": "Say why it is retired"},
    )  # fmt: skip


class AskedForm(forms.Form):
    cells = CellsField(label="Cells that were asked about", required=False)
    how = forms.CharField(
        required=False, max_length=200, label="How were the newly ticked cells asked about?",
        help_text="Such as interview guide, question 6; search of 8 October 2025",
    )  # fmt: skip

    def __init__(self, *args: Any, lens: Framework, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(CellsField, self.fields["cells"]).of(lens)


class TieForm(forms.Form):
    """Evidence ticked in a search, and on which side it goes."""

    kind = forms.ChoiceField(choices=KINDS)
    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Tick at least one"}
    )
    stance = forms.ChoiceField(
        choices=Stance.choices, error_messages={"required": "Say which side it is on"}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = self.data.getlist("chosen") if hasattr(self.data, "getlist") else []
        field = cast(forms.TypedMultipleChoiceField, self.fields["chosen"])
        field.choices = [(pk, pk) for pk in given if pk.isascii() and pk.isdecimal()]


class UseForm(forms.Form):
    """Which finding a passage or a statement is used in, and on which side."""

    finding = forms.TypedChoiceField(
        coerce=int, label="Finding", widget=forms.RadioSelect,
        error_messages={"required": "Select a finding"},
    )  # fmt: skip
    stance = forms.ChoiceField(
        label="Which side is it on?", choices=Stance.choices, widget=forms.RadioSelect,
        initial=Stance.SUPPORTS, error_messages={"required": "Say which side it is on"},
    )  # fmt: skip

    def __init__(self, *args: Any, findings: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(forms.TypedChoiceField, self.fields["finding"])
        field.choices = [(str(pk), text) for pk, text in findings]


class MatrixForm(forms.Form):
    """The matrix's filters; whatever is wrong in the address is left out."""

    source = forms.ChoiceField(required=False, label="Source", choices=(ANY, *SOURCES))
    group = forms.ChoiceField(required=False, label="Said by")
    direction = forms.ChoiceField(
        required=False, label="Direction", choices=(ANY, *Finding.Direction.choices)
    )
    cell = forms.CharField(required=False, max_length=130, widget=forms.HiddenInput)

    def __init__(self, *args: Any, groups: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "group", [(group, group[:1].upper() + group[1:]) for group in groups])

    def only(self) -> Only:
        """The filter, without what cannot be asked."""
        self.is_valid()
        typed = self.cleaned_data
        return Only(
            typed.get("source") or None, typed.get("group") or None, typed.get("direction") or None
        )

    @property
    def narrowed(self) -> bool:
        return self.only() != Only()


class ListForm(forms.Form):
    """The list's filters; whatever is wrong in the address is left out."""

    words = forms.CharField(required=False, label="Words", max_length=300)
    direction = forms.ChoiceField(
        required=False, label="Direction", choices=(ANY, *Finding.Direction.choices)
    )
    domain = forms.ChoiceField(required=False, label="Domain")
    level = forms.ChoiceField(required=False, label="Level")
    source = forms.ChoiceField(required=False, label="Source", choices=(ANY, *SOURCES))
    without = forms.BooleanField(required=False, label="Without support")
    again = forms.BooleanField(required=False, label="Look again")
    retired = forms.BooleanField(required=False, label="Retired")
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lens: Framework, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "domain", [(row.key, row.name) for row in lens.placeable])
        _offer(self, "level", [(row.key, row.name) for row in lens.levels])
        if len(lens.levels) == 1:
            del self.fields["level"]

    def asked(self) -> Asked:
        self.is_valid()
        typed = {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}
        return Asked(**typed)


class SoughtForm(forms.Form):
    """What evidence is looked for; whatever is wrong in the address is left out."""

    kind = forms.ChoiceField(required=False, label="Look in", choices=KINDS)
    words = forms.CharField(required=False, label="Words", max_length=300)
    code = forms.TypedChoiceField(required=False, label="Code", coerce=int, empty_value=None)
    transcript = forms.TypedChoiceField(
        required=False, label="Transcript", coerce=int, empty_value=None
    )
    reference = forms.TypedChoiceField(
        required=False, label="Reference", coerce=int, empty_value=None
    )
    untied = forms.BooleanField(required=False, label="Only what is not tied yet")
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Offered, **options: Any) -> None:
        super().__init__(*args, **options)
        named = {"code": offered.codes, "transcript": offered.transcripts,
                 "reference": offered.references}  # fmt: skip
        for name, choices in named.items():
            _offer(self, name, [(str(pk), text) for pk, text in choices])

    def sought(self) -> Sought:
        self.is_valid()
        typed = {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}
        return Sought(**typed)
