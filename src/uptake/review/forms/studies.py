"""What a person types of studies, the extraction form and what is entered with it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from uptake.instruments.extraction_forms import (
    FormRefused,
    Question,
    parse_form,
    parse_form_csv,
)
from uptake.projects.errors import Refused
from uptake.review.actions.entries import Given
from uptake.review.models import FormField
from uptake.review.queries.extraction import Extraction
from uptake.review.values import typed

FORM_BYTES = 1_000_000
AREA = forms.Textarea(attrs={"rows": 3})


class SeenForm(forms.Form):
    """A form that knows what its person saw, so that two windows never overwrite each other."""

    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def has_seen(self, mark: str) -> None:
        """Say that its person is now shown this, so that sending it again will do."""
        again = cast(QueryDict, self.data).copy()
        again["seen"] = mark
        self.data = again


class StudyForm(forms.Form):
    """A study's name and note."""

    name = forms.CharField(
        max_length=120, label="Name", help_text="Such as Vance 2024",
        error_messages={"required": "Give the study a name"},
    )  # fmt: skip
    note = forms.CharField(
        required=False, label="Note", max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class FieldForm(forms.Form):
    """One field of the extraction form."""

    name = forms.CharField(
        max_length=120, label="Name", help_text="Such as Country",
        error_messages={"required": "Give the field a name"},
    )  # fmt: skip
    section = forms.CharField(
        max_length=120, required=False, label="Section",
        help_text="Fields of one section stand together, such as The setting",
    )  # fmt: skip
    kind = forms.ChoiceField(label="What it takes", choices=FormField.Kind.choices)
    choices = forms.CharField(
        required=False, label="Choices", max_length=8_000, widget=AREA,
        help_text="One a line; for one of several, or any of several",
    )  # fmt: skip
    unit = forms.CharField(max_length=40, required=False, label="Unit", help_text="Such as people")
    guidance = forms.CharField(
        required=False, label="Guidance", max_length=5_000, widget=AREA,
        help_text="What to look for, and what to enter when the paper does not say",
    )  # fmt: skip
    required = forms.BooleanField(required=False, label="Must be filled in")

    def question(self) -> Question:
        """The field as the actions take it."""
        it = self.cleaned_data
        choices = tuple(line.strip() for line in it["choices"].splitlines() if line.strip())
        return Question(it["name"], it["section"], it["kind"], choices, it["unit"],
                        it["guidance"], it["required"])  # fmt: skip


class FormFileForm(forms.Form):
    """A form as a file, JSON or CSV."""

    file = forms.FileField(
        label="A form as a JSON or CSV file", allow_empty_file=True,
        error_messages={"required": "Choose a file"},
    )  # fmt: skip

    def questions(self) -> tuple[Question, ...]:
        """The fields of the file. Raises `Refused` with what is wrong in it."""
        text = text_of(self.cleaned_data["file"], FORM_BYTES)
        read = parse_form if text.lstrip("\ufeff \r\n\t").startswith(("{", "[")) else parse_form_csv
        try:
            return read(text).questions
        except FormRefused as fault:
            raise problems(fault.problems, self.cleaned_data["file"].name) from fault


def text_of(file: Any, most: int) -> str:
    """The text of an uploaded file. Raises `Refused` when it is too large or no UTF-8."""
    if file.size > most:
        raise Refused(f"The file has more than {most // 1_000_000} MB.", where=file.name)
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(
            "This file is not UTF-8 text.", advice="Save it in UTF-8.", where=file.name
        ) from None


def problems(found: tuple[str, ...], name: str) -> Refused:
    """What is wrong in a file, the first few problems in one refusal."""
    more = f" And {len(found) - 10} more." if len(found) > 10 else ""
    return Refused(" ".join(found[:10]) + more, advice="Nothing of it is used.", where=name)


class EntriesForm(SeenForm):
    """The form as one person fills it in: a value, a place and a quote for each field."""

    def __init__(self, *args: Any, it: Extraction, **options: Any) -> None:
        super().__init__(*args, **options)
        self.it = it
        for row in it.fields:
            mine = it.mine.get(row.pk)
            self.fields[f"value-{row.pk}"] = value_field(
                row, typed(mine.entry.value) if mine else None
            )
            self.fields[f"place-{row.pk}"] = forms.CharField(
                required=False, max_length=120, label="Where",
                initial=mine.entry.place if mine else "",
                widget=forms.TextInput(attrs={"placeholder": "page 7, table 2"}),
            )  # fmt: skip
            self.fields[f"quote-{row.pk}"] = forms.CharField(
                required=False, max_length=5_000, label="Quote", strip=False,
                initial=mine.entry.quote if mine else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """Each field with its three boxes."""
        return [
            {"field": row, "value": self[f"value-{row.pk}"], "place": self[f"place-{row.pk}"],
             "quote": self[f"quote-{row.pk}"], "mine": self.it.mine.get(row.pk)}
            for row in self.it.fields
        ]  # fmt: skip

    def name_empty(self) -> None:
        """Say at each required field that is empty that it is, for who says to be done."""
        for row in self.it.fields:
            name = f"value-{row.pk}"
            if row.required and f"place-{row.pk}" in self.data and not self.cleaned_data.get(name):
                self.add_error(name, f"Enter {row.name}")

    def given(self) -> list[Given]:
        """What was typed, field by field; a field that the page did not have is left alone."""
        found = []
        for row in self.it.fields:
            if f"place-{row.pk}" not in self.data:
                continue
            found.append(
                Given(
                    row, self.cleaned_data.get(f"value-{row.pk}") or "",
                    self.cleaned_data.get(f"place-{row.pk}", ""),
                    self.cleaned_data.get(f"quote-{row.pk}", ""),
                )
            )  # fmt: skip
        return found


def value_field(row: FormField, initial: Any = None) -> forms.Field:
    """The box of a field, by its kind."""
    label = f"{row.name} ({row.unit})" if row.unit else row.name
    common: dict[str, Any] = {"required": False, "label": label, "help_text": row.guidance,
                              "initial": initial}  # fmt: skip
    choices = [(one, one) for one in row.choices]
    kind = FormField.Kind(row.kind)
    if kind == FormField.Kind.MANY:
        kept = [(one, f"{one} (no choice any more)") for one in initial or ()
                if one not in row.choices]  # fmt: skip
        return forms.MultipleChoiceField(
            widget=forms.CheckboxSelectMultiple, choices=choices + kept, **common
        )
    if kind == FormField.Kind.ONE:
        kept = [(initial, f"{initial} (no choice any more)")] if initial and (
            initial not in row.choices) else []  # fmt: skip
        return forms.ChoiceField(
            widget=forms.RadioSelect, choices=[*choices, *kept, ("", "Not entered")], **common
        )
    if kind == FormField.Kind.YES_NO:
        yes_no = [("yes", "Yes"), ("no", "No"), ("", "Not entered")]
        return forms.ChoiceField(widget=forms.RadioSelect, choices=yes_no, **common)
    if kind == FormField.Kind.LONG:
        return forms.CharField(max_length=20_000, widget=AREA, **common)
    attrs = {"inputmode": "decimal", "class": "nhsuk-input--width-10"}
    if kind == FormField.Kind.NUMBER:
        return forms.CharField(max_length=30, widget=forms.TextInput(attrs=attrs), **common)
    if kind == FormField.Kind.DATE:
        shape = {"class": "nhsuk-input--width-10", "placeholder": "2026-01-31"}
        return forms.CharField(max_length=10, widget=forms.TextInput(attrs=shape), **common)
    return forms.CharField(max_length=20_000, **common)


class SettleForm(forms.Form):
    """The value that a field of a study is settled on: taken from somebody, or typed."""

    take = forms.CharField(required=False, max_length=10)
    note = forms.CharField(required=False, max_length=2_000)
    seen = forms.CharField(required=False, max_length=20)

    def __init__(self, *args: Any, field: FormField, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["value"] = value_field(field)

    def chosen(self, sides: list[Any]) -> Any:
        """The value taken or typed. Raises `Refused` where the form asks for neither."""
        if not self.is_valid():
            raise Refused("The value does not fit the field, or the note is too long.")
        take = self.cleaned_data["take"]
        if take.isdecimal() and int(take) < len(sides):
            return sides[int(take)].typed
        return cast("Any", self.cleaned_data.get("value") or "")
