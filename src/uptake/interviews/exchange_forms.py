"""What a person says about a file of another program, and about one to take out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.utils import timezone

from uptake.interviews.actions import NewParticipant
from uptake.interviews.actions.exchange_people import Choices
from uptake.interviews.models import Participant, Transcript
from uptake.interviews.queries.exchange import CaseRow, Coder, Holds
from uptake.interviews.queries.leaving import LAYERS, Layer
from uptake.interviews.queries.takeout import FORMS
from uptake.projects.forms import DayField
from uptake.projects.models import User

OUTSIDE, NOBODY, NEW = "outside", "nobody", "new"
ENDINGS = ".qdpx,.qde,.qdc,.sqlite3,.csv"


class TakeOutForm(forms.Form):
    """In what form, and which codings."""

    form = forms.ChoiceField(label="What to take out", choices=list(FORMS.items()),
                             widget=forms.RadioSelect, initial="qdpx")  # fmt: skip
    layer = forms.ChoiceField(
        label="Which codings", choices=[(str(key), text) for key, text in LAYERS.items()],
        widget=forms.RadioSelect, initial=str(Layer.SETTLED),
    )  # fmt: skip

    def __init__(self, *args: Any, transcripts: Sequence[Transcript], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["transcript"] = forms.ChoiceField(
            label="Of Word documents: which transcript", required=False,
            choices=[("", "All of them"), *((str(row.pk), row.title) for row in transcripts)],
            help_text="All of them come in an archive, a document each.",
        )  # fmt: skip

    def asked(self) -> tuple[str, Layer, int | None]:
        """The form, the layer, and the one transcript if only one is wanted."""
        said = self.cleaned_data
        one = int(said["transcript"]) if said["transcript"] else None
        return said["form"], Layer(said["layer"]), one


class ProjectFileForm(forms.Form):
    """One file of another program."""

    file = forms.FileField(
        label="File", allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
        error_messages={"required": "Choose a file"},
    )  # fmt: skip

    def received(self) -> tuple[str, bytes]:
        """Its name without folders, and its content."""
        file = self.cleaned_data["file"]
        return PurePath(file.name or "file").name, file.read()


class BringInForm(forms.Form):
    """The decision on a file: whose codings, which participants, how it was de-identified."""

    def __init__(
        self, *args: Any, found: Holds, members: Sequence[User], people: Sequence[Participant],
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.found = found
        self.members = {str(user.pk): user for user in members}
        self.people = {str(row.pk): row for row in people}
        for place, coder in enumerate(found.coders):
            self._ask_coder(place, coder)
        for place, case in enumerate(found.cases):
            self._ask_case(place, case)
        if found.new_words:
            self.fields["waived"] = forms.CharField(
                label="How the words were de-identified", required=False, max_length=300,
                initial="De-identified in Uptake before it was taken out" if found.own else "",
                help_text="Such as: by the transcription service, checked by the team. Codings "
                "point into the words, so they can come in only with words that stay as they are. "
                "Leave it empty, and new documents come in without codings, to be de-identified.",
            )  # fmt: skip

    def _ask_coder(self, place: int, coder: Coder) -> None:
        likely = [pk for pk, user in self.members.items()
                  if user.name.casefold() == coder.name.casefold()]  # fmt: skip
        self.fields[f"coder-{place}"] = forms.ChoiceField(
            label=f"Who is “{coder.name}”?",
            choices=[
                (OUTSIDE, "Somebody without an account here"),
                ("Members", [(pk, user.name) for pk, user in self.members.items()]),
            ],
            initial=likely[0] if likely else OUTSIDE,
        )  # fmt: skip

    def _ask_case(self, place: int, case: CaseRow) -> None:
        likely = [pk for pk, row in self.people.items()
                  if row.pseudonym.casefold() == case.name.strip().casefold()]  # fmt: skip
        known = self.found.own
        self.fields[f"case-{place}"] = forms.ChoiceField(
            label=f"Which participant is “{case.name}”?",
            choices=[
                *([("side", "As Uptake wrote it in the file")] if known else []),
                (NOBODY, "None: its words are nobody's in particular"),
                (NEW, "A new participant"),
                ("Participants", [(pk, row.pseudonym) for pk, row in self.people.items()]),
            ],
            initial=likely[0] if likely else "side" if known else NOBODY,
        )  # fmt: skip
        self.fields[f"pseudonym-{place}"] = forms.CharField(
            label="Pseudonym", required=False, max_length=60,
            help_text="The file's own name for the case is shown above. If it is a real name, do "
            "not repeat it here.",
            widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
        )  # fmt: skip
        self.fields[f"group-{place}"] = forms.CharField(
            label="Group", required=False, max_length=80, initial=case.group
        )
        self.fields[f"consent-{place}"] = forms.CharField(
            label="Version of the consent form", required=False, max_length=60,
            widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
        )  # fmt: skip
        self.fields[f"day-{place}"] = DayField(label="Day of consent", required=False)

    def coder_rows(self) -> list[tuple[Coder, Any]]:
        """Each coder with the field about them."""
        return [(coder, self[f"coder-{n}"]) for n, coder in enumerate(self.found.coders)]

    def case_rows(self) -> list[tuple[CaseRow, Any, list[Any], bool]]:
        """Each case with its fields, and whether it is to be a new participant."""
        return [
            (case, self[f"case-{n}"],
             [self[f"{name}-{n}"] for name in ("pseudonym", "group", "consent", "day")],
             self[f"case-{n}"].value() == NEW)
            for n, case in enumerate(self.found.cases)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A new participant needs all four facts."""
        typed = dict(super().clean() or self.cleaned_data)
        for n, case in enumerate(self.found.cases):
            if typed.get(f"case-{n}") != NEW:
                continue
            for name, what in (
                ("pseudonym", f"Enter a pseudonym for {case.name}, such as P04"),
                ("group", f"Enter the group of {case.name}, such as therapist"),
                ("consent", f"Enter the version of the consent form for {case.name}"),
                ("day", f"Enter the day of consent for {case.name}"),
            ):
                if not typed.get(f"{name}-{n}") and f"{name}-{n}" not in self.errors:
                    self.add_error(f"{name}-{n}", what)
            day = typed.get(f"day-{n}")
            if day and day > timezone.localdate():
                self.add_error(f"day-{n}", f"The day of consent of {case.name} has not come yet")
        return typed

    def choices(self) -> Choices:
        """What was decided, for the action."""
        typed = self.cleaned_data
        coders: dict[str, User | str] = {
            coder.guid: self.members.get(typed[f"coder-{n}"], coder.name)
            for n, coder in enumerate(self.found.coders)
        }
        cases: dict[str, Participant | NewParticipant | None] = {}
        for n, case in enumerate(self.found.cases):
            chosen = typed[f"case-{n}"]
            if chosen == "side":
                continue
            cases[case.guid] = (
                NewParticipant(typed[f"pseudonym-{n}"], typed[f"group-{n}"],
                               typed[f"consent-{n}"], typed[f"day-{n}"])
                if chosen == NEW else self.people.get(chosen)
            )  # fmt: skip
        return Choices(coders, cases, typed.get("waived", ""))
