"""What a person types about recruitment, sampling, consent forms and identities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from uptake.interviews.actions import Contact
from uptake.interviews.models import Approach, Attribute, ConsentForm
from uptake.interviews.people_file import Listed, people_in, read_people
from uptake.interviews.queries.people import STATES
from uptake.interviews.queries.sampling import Sheet, Trait
from uptake.projects.forms import DayField

SHORT = {"class": "nhsuk-input--width-10", "autocomplete": "off"}


def _not_to_come(day: Any) -> Any:
    if day is not None and day > timezone.localdate():
        raise forms.ValidationError("The day has not come yet")
    return day


class LogFilterForm(forms.Form):
    """Which people of the log are shown."""

    state = forms.ChoiceField(label="Where they stand", required=False)
    group = forms.ChoiceField(required=False)

    def __init__(self, groups: Sequence[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["state"].choices = [("", "Anywhere"), *STATES.items()]  # type: ignore[attr-defined]
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            ("", "Any group"), *((group, group) for group in groups)
        ]  # fmt: skip


class ApproachForm(forms.Form):
    """A line of the log for one or several people."""

    kind = forms.ChoiceField(
        label="What happened", choices=[("", "Choose"), *Approach.Kind.choices],
        error_messages={"required": "Choose what happened"},
    )  # fmt: skip
    on = DayField(label="Day", error_messages={"required": "Enter the day"})
    reason = forms.CharField(
        label="Reason, if they gave one", required=False, max_length=300,
        help_text="It is erased if they withdraw.",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **options)

    def clean_on(self) -> Any:
        return _not_to_come(self.cleaned_data["on"])


class SeveralForm(forms.Form):
    """A list of people, typed or in a file."""

    people = forms.CharField(
        label="People", required=False, strip=False,
        help_text="One on each line, with the group behind a comma: P04, therapist. A first line "
        "of headings may name more: pseudonym, group, about, consent version, consented on.",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(
        label="Or a CSV file", required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )  # fmt: skip
    group = forms.CharField(
        label="Group of those whose line has none", required=False, max_length=80
    )  # fmt: skip
    invited_on = DayField(
        label="Day on which all of them were invited", required=False,
        help_text="Leave it empty to note that later.",
    )  # fmt: skip

    def clean_invited_on(self) -> Any:
        return _not_to_come(self.cleaned_data["invited_on"])

    def clean(self) -> dict[str, Any]:
        typed = dict(super().clean() or self.cleaned_data)
        if not typed.get("people", "").strip() and not typed.get("file"):
            self.add_error("people", "Write each person on a line, or choose a file")
        return typed

    def listed(self) -> list[Listed]:
        """The people. Raises Refused, naming the line."""
        typed = self.cleaned_data
        found: list[Listed] = []
        if typed["people"].strip():
            found += people_in(typed["people"], group=typed["group"])
        if typed["file"]:
            found += read_people(typed["file"].read(), typed["file"].name)
        return found


class AttributeForm(forms.Form):
    """Something that participants differ in."""

    name = forms.CharField(
        label="What they differ in", max_length=80, help_text="Such as years in post",
        error_messages={"required": "Enter what they differ in, such as years in post"},
    )  # fmt: skip
    options = forms.CharField(
        label="Values to choose from", required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One on each line. Leave it empty, and any value can be entered.",
    )  # fmt: skip

    def clean_options(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["options"].split("\n") if line.strip()]

    @classmethod
    def of(cls, row: Attribute, data: Any = None) -> AttributeForm:
        """The form with what an attribute has now."""
        return cls(data, initial={"name": row.name, "options": "\n".join(row.options)})


class TargetForm(forms.Form):
    """How many of whom are wanted."""

    group = forms.ChoiceField(required=False)
    trait = forms.ChoiceField(label="Who are", required=False)
    wanted = forms.IntegerField(
        label="How many are wanted", min_value=0, max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
        help_text="0 takes the number out.",
        error_messages={"required": "Enter how many are wanted"},
    )  # fmt: skip

    def __init__(self, groups: Iterable[str], traits: Iterable[Trait], *args: Any) -> None:
        super().__init__(*args)
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            ("", "Any group"), *((group, group) for group in groups)
        ]  # fmt: skip
        self.fields["trait"].choices = [("", "Anything"), *(  # type: ignore[attr-defined]
            (trait.name, [(f"{trait.id}:{option}", option) for option in trait.options])
            for trait in traits if trait.options
        )]  # fmt: skip

    def chosen(self) -> tuple[int | None, str]:
        """The attribute's id and the value; None for neither."""
        attribute, _, value = self.cleaned_data["trait"].partition(":")
        return (int(attribute), value) if attribute else (None, "")


class SheetForm(forms.Form):
    """What everybody is, in a table that is filled in at once."""

    def __init__(self, sheet: Sheet, data: Any = None) -> None:
        super().__init__(data)
        self.sheet = sheet
        for person, values in sheet.rows:
            for trait, value in zip(sheet.traits, values, strict=True):
                self.fields[f"v-{person.id}-{trait.id}"] = _value_field(
                    f"{trait.name} of {person.pseudonym}", trait, value
                )

    def rows(self) -> list[tuple[Any, list[tuple[str, Any]]]]:
        """Each person with the fields about them, by the attribute's name."""
        return [
            (person, [(trait.name, self[f"v-{person.id}-{trait.id}"])
                      for trait in self.sheet.traits])
            for person, _ in self.sheet.rows
        ]  # fmt: skip

    def changed(self) -> list[tuple[int, int, str]]:
        """Participant, attribute and value of each cell that was typed anew."""
        found = []
        for person, values in self.sheet.rows:
            for trait, value in zip(self.sheet.traits, values, strict=True):
                typed = self.cleaned_data[f"v-{person.id}-{trait.id}"]
                if typed != value:
                    found.append((person.id, trait.id, typed))
        return found


def _value_field(label: str, trait: Trait, value: str) -> forms.Field:
    if not trait.options:
        return forms.CharField(label=label, required=False, max_length=120, initial=value)
    options = [*trait.options, *([value] if value and value not in trait.options else [])]
    return forms.ChoiceField(
        label=label, required=False, initial=value,
        choices=[("", "Not known"), *((option, option) for option in options)],
    )  # fmt: skip


class SaturationForm(forms.Form):
    """A dated judgement on whether further interviews bring anything new."""

    reached = forms.ChoiceField(
        label="Judgement", widget=forms.RadioSelect,
        choices=[("yes", "Further interviews bring nothing new"),
                 ("no", "Further interviews still bring something new")],
        error_messages={"required": "Choose a judgement"},
    )  # fmt: skip
    group = forms.ChoiceField(label="For", required=False)
    on = DayField(label="Day", error_messages={"required": "Enter the day"})
    why = forms.CharField(
        label="What it rests on", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the judgement rests on"},
    )  # fmt: skip

    def __init__(self, groups: Iterable[str], data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            ("", "All groups"), *((group, group) for group in groups)
        ]  # fmt: skip

    def clean_on(self) -> Any:
        return _not_to_come(self.cleaned_data["on"])

    def words(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {**typed, "reached": typed["reached"] == "yes"}


class ConsentVersionForm(forms.Form):
    """A version of the consent form."""

    version = forms.CharField(
        max_length=60, help_text="As it stands on the form, such as 2 or October 2025",
        widget=forms.TextInput(attrs=SHORT),
        error_messages={"required": "Enter the version as it stands on the form"},
    )  # fmt: skip
    dated = DayField(label="Day of the form", required=False)
    text = forms.CharField(
        label="What it asks", required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The points, or the whole of it",
    )  # fmt: skip

    def clean_dated(self) -> Any:
        return _not_to_come(self.cleaned_data["dated"])

    @classmethod
    def of(cls, row: ConsentForm, data: Any = None) -> ConsentVersionForm:
        """The form with what is recorded of a version now."""
        return cls(data, initial={"version": row.version, "dated": row.dated, "text": row.text})


class IdentityForm(forms.Form):
    """A name and contact. A form sent too late is kept without these fields: see `expired`."""

    identity_name = forms.CharField(label="Name", required=False, max_length=200)
    identity_email = forms.EmailField(label="Email address", required=False, max_length=200)
    identity_phone = forms.CharField(
        label="Telephone", required=False, max_length=60,
        widget=forms.TextInput(attrs={**SHORT, "class": "nhsuk-input--width-20"}),
    )  # fmt: skip
    identity_note = forms.CharField(
        label="Note", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as when to call, or the guardian's name",
    )  # fmt: skip

    def __init__(self, data: Any = None, contact: Contact | None = None) -> None:
        now = contact or Contact()
        super().__init__(data, initial={
            "identity_name": now.name, "identity_email": now.email, "identity_phone": now.phone,
            "identity_note": now.note,
        })  # fmt: skip
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        typed = dict(super().clean() or self.cleaned_data)
        if not self.errors and not any(typed.values()):
            self.add_error("identity_name", "Enter a name or a contact")
        return typed

    def contact(self) -> Contact:
        typed = self.cleaned_data
        return Contact(*(typed[f"identity_{name}"] for name in ("name", "email", "phone", "note")))


class DestroyForm(forms.Form):
    """The project's title, typed so that nobody destroys a key by mistake."""

    typed = forms.CharField(
        label="Type the project's title", widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type the project's title"},
    )  # fmt: skip


def ticked(typed: Any) -> list[int]:
    """The ids of the people who were ticked."""
    return [int(one) for one in typed.getlist("person") if one.isascii() and one.isdigit()
            and len(one) < 18]  # fmt: skip
