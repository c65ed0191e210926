"""What a person types about participants and transcripts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from uptake.formats.turn_table import HOLDS, Column
from uptake.interviews.actions import NewParticipant
from uptake.interviews.models import Guide, Participant, Transcript
from uptake.interviews.queries.material import Preview, Speaker
from uptake.projects.forms import DayField

INTERVIEWER, NEW = "interviewer", "new"
ENDINGS = ".txt,.md,.docx,.odt,.rtf,.pdf,.vtt,.srt,.csv,.tsv,.xlsx"
HELD = [
    ("left out", "Nothing to read"), ("text", "The words"), ("speaker", "Who speaks"),
    ("start", "When it starts"), ("end", "When it ends"),
]  # fmt: skip
ASKS = re.compile(r"(int|i|q|interviewer|moderator|facilitator|researcher|host)[\d.]*", re.I)
"""Labels that interviewers go by."""


IN_TITLES = """
    interview interviews focus group groups discussion transcript transcription transcripts
    notes recording audio final draft version copy clean verbatim anonymised edited checked
    session meeting part site team lead ward clinic hospital service practice pilot wave
    round follow up int iv fg january february march april may june july august september
    october november december jan feb mar apr jun jul aug sep sept oct nov dec monday
    tuesday wednesday thursday friday saturday sunday manager nurse doctor therapist carer
    patient commissioner staff user participant interviewer moderator researcher online
    teams zoom phone
"""
NO_NAME = frozenset(IN_TITLES.split())
"""Words with a capital in files' names that are no names of people."""
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def tells(title: str, labels: Sequence[str]) -> bool:
    """Whether a title made of a file's name may hold a person's name.

    It does where it shares a word with a speaker's label, and where two words with a capital stand
    side by side that are not known to be something else.
    """
    spoken = {
        word.casefold() for label in labels if not ASKS.fullmatch(label.strip())
        for word in WORD.findall(label) if len(word) > 1
    } - NO_NAME  # fmt: skip
    words = WORD.findall(title)
    if any(word.casefold() in spoken for word in words):
        return True
    named = [
        word[:1].isupper() and len(word) > 1 and word.casefold() not in NO_NAME for word in words
    ]
    return any(first and second for first, second in pairwise(named))


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """No file, one, or several; `clean` gives a list."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        return list(data) if isinstance(data, list | tuple) else [data] if data else []


class ArrivalForm(forms.Form):
    """Files, or text that is pasted in."""

    uploads = SeveralFiles(
        label="Files", required=False, allow_empty_file=True,
        widget=SeveralFilesInput(attrs={"multiple": True, "accept": ENDINGS}),
    )  # fmt: skip
    name = forms.CharField(label="What to call it", required=False, max_length=200)
    text = forms.CharField(
        label="Text", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        typed = dict(super().clean() or self.cleaned_data)
        if not typed.get("uploads") and not typed.get("text", "").strip():
            self.add_error("uploads", "Choose at least one file, or paste the text")
        return typed

    def received(self) -> list[tuple[str, bytes]]:
        """Name and content of everything that was sent."""
        typed = self.cleaned_data
        found = [(file.name or "", file.read()) for file in typed["uploads"]]
        if typed["text"].strip():
            found.append((typed["name"] or "Pasted text", typed["text"].encode()))
        return found


class ParticipantForm(forms.Form):
    pseudonym = forms.CharField(
        max_length=60, help_text="Such as P04. Never a name: pages and exports show it.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": "Enter a pseudonym, such as P04"},
    )  # fmt: skip
    group = forms.CharField(
        max_length=80, help_text="Such as therapist, carer, commissioner. Findings count groups.",
        error_messages={"required": "Enter the group they belong to, such as therapist"},
    )  # fmt: skip
    about = forms.CharField(
        max_length=300, required=False,
        help_text="What helps to read their words. It is erased if they withdraw.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    consent_version = forms.CharField(
        label="Version of the consent form", required=False, max_length=60,
        widget=forms.TextInput(attrs={
            "class": "nhsuk-input--width-10", "list": "consent-versions", "autocomplete": "off",
        }),
    )  # fmt: skip
    consented_on = DayField(label="Day of consent", required=False)

    def clean(self) -> dict[str, Any]:
        typed = dict(super().clean() or self.cleaned_data)
        _both_of_consent(self, typed, "consent_version", "consented_on")
        return typed


def _both_of_consent(form: forms.Form, typed: dict[str, Any], version: str, day: str) -> None:
    if version in form.errors or day in form.errors:
        return
    if typed.get(version) and not typed.get(day):
        form.add_error(day, "Enter the day of consent as well")
    if typed.get(day) and not typed.get(version):
        form.add_error(version, "Enter the version of the consent form as well")
    if typed.get(day) and typed[day] > timezone.localdate():
        form.add_error(day, "The day of consent has not come yet")


class TranscriptForm(forms.Form):
    """A transcript's facts."""

    title = forms.CharField(
        max_length=200, help_text="Without names of people",
        error_messages={"required": "Enter a title, such as Interview 4, team lead"},
    )  # fmt: skip
    kind = forms.ChoiceField(choices=Transcript.Kind.choices, widget=forms.RadioSelect)
    held_on = DayField(label="Day it was held", required=False)

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("The day has not come yet")
        return day


class PreviewForm(TranscriptForm):
    """The decision on a file: its facts, and who each speaker is."""

    def __init__(
        self, *args: Any, name: str, found: Preview, people: Sequence[Participant],
        labels: Sequence[str] | None = None, columns: Mapping[str, str] | None = None,
        guides: Sequence[Guide] = (), following: int = 1, **options: Any,
    ) -> None:  # fmt: skip
        stem = name.rpartition(".")[0] if name.lower().endswith(tuple(ENDINGS.split(","))) else name
        title = " ".join(stem.replace("_", " ").split())[:200]
        if tells(title, [speaker.label for speaker in found.speakers]):
            title = f"Interview {following}"
        options["initial"] = {"title": title, "kind": "interview"}
        super().__init__(*args, **options)
        self.speakers, self.people = found.speakers, {str(p.pk): p for p in people}
        self.fields["labels"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=json.dumps(labels) if labels else ""
        )
        self.fields["columns"] = forms.CharField(
            required=False, widget=forms.HiddenInput,
            initial=json.dumps(dict(columns)) if columns else "",
        )  # fmt: skip
        self.fields["clearing"] = forms.ChoiceField(
            label="Names, addresses and numbers in the words", required=False, initial="look",
            choices=[("look", "Look through them next, before anything is coded"),
                     ("done", "They were taken out before")], widget=forms.RadioSelect,
        )  # fmt: skip
        self.fields["waived"] = forms.CharField(
            label="How they were taken out, and who checked", required=False, max_length=300,
            help_text="Such as: by the transcription service, checked by the team.",
        )  # fmt: skip
        if guides:
            self.fields["guide"] = forms.ChoiceField(
                label="Interview guide", required=False,
                choices=[("", "None"), *((str(one.pk), str(one)) for one in guides)],
            )  # fmt: skip
        for place, speaker in enumerate(found.speakers):
            self._ask(place, speaker)
        if found.twin:
            self.fields["again"] = forms.BooleanField(
                label="Store the same file a second time",
                error_messages={"required": "This very file is here already: tick to store it "
                                "again, or drop it"},
            )  # fmt: skip

    def _ask(self, place: int, speaker: Speaker) -> None:
        label = speaker.label or "turns without a speaker"
        self.fields[f"who-{place}"] = forms.ChoiceField(
            label=f"Who is “{speaker.label}”?" if speaker.label
            else "Whose words are the turns without a speaker?",
            choices=self._choices(), initial=self._guess(speaker.label),
            error_messages={"required": f"Say who “{label}” is"},
        )  # fmt: skip
        self.fields[f"pseudonym-{place}"] = forms.CharField(
            label="Pseudonym", required=False, max_length=60,
            widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
        )  # fmt: skip
        self.fields[f"group-{place}"] = forms.CharField(
            label="Group", required=False, max_length=80
        )  # fmt: skip
        self.fields[f"consent-{place}"] = forms.CharField(
            label="Version of the consent form", required=False, max_length=60,
            widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
        )  # fmt: skip
        self.fields[f"day-{place}"] = DayField(label="Day of consent", required=False)

    def _choices(self) -> list[tuple[str, Any]]:
        people = [
            (pk, f"{who.pseudonym}, {who.group}"
             + ("" if who.consent_version and who.consented_on else " (no consent recorded)"))
            for pk, who in self.people.items()
        ]  # fmt: skip
        found: list[tuple[str, Any]] = [
            ("", "Choose"), (INTERVIEWER, "The interviewer, or no participant"),
            (NEW, "A new participant"),
        ]  # fmt: skip
        return [*found, ("Participants", people)] if people else found

    def _guess(self, label: str) -> str:
        """A participant who goes by this label, or an interviewer's."""
        for pk, who in self.people.items():
            if who.pseudonym.casefold() == label.strip().casefold():
                return pk
        return INTERVIEWER if ASKS.fullmatch(label.strip()) else ""

    def rows(self) -> list[tuple[Speaker, list[Any], bool]]:
        """Each speaker with the fields about them, and whether they are somebody new."""
        return [
            (
                speaker,
                [self[f"{name}-{n}"] for name in ("who", "pseudonym", "group", "consent", "day")],
                self[f"who-{n}"].value() == NEW,
            )
            for n, speaker in enumerate(self.speakers)
        ]

    def clean(self) -> dict[str, Any]:
        typed = dict(super().clean() or self.cleaned_data)
        if typed.get("clearing") == "done" and not typed.get("waived"):
            self.add_error("waived", "Say how they were taken out, and who checked")
        if typed.get("clearing") == "look":
            typed["waived"] = ""
        for place, speaker in enumerate(self.speakers):
            if typed.get(f"who-{place}") != NEW:
                continue
            label = speaker.label or "the turns without a speaker"
            for name, what in (
                ("pseudonym", f"Enter a pseudonym for {label}, such as P04"),
                ("group", f"Enter the group of {label}, such as therapist"),
                ("consent", f"Enter the version of the consent form for {label}"),
                ("day", f"Enter the day of consent for {label}"),
            ):
                field = f"{name}-{place}"
                if not typed.get(field) and field not in self.errors:
                    self.add_error(field, what)
        return typed

    def who(self) -> dict[str, Participant | NewParticipant | None]:
        """Whose words each label stands for."""
        typed = self.cleaned_data
        found: dict[str, Participant | NewParticipant | None] = {}
        for n, speaker in enumerate(self.speakers):
            chosen = typed[f"who-{n}"]
            found[speaker.label] = (
                NewParticipant(
                    typed[f"pseudonym-{n}"], typed[f"group-{n}"], typed[f"consent-{n}"],
                    typed[f"day-{n}"],
                )
                if chosen == NEW else self.people.get(chosen)
            )  # fmt: skip
        return found


def labels_in(typed: str) -> list[str] | None:
    """The labels that a preview is to take as speakers: one a line; None for none said."""
    found = [" ".join(line.split()) for line in typed.split("\n") if line.strip()]
    return found[:200] or None


class ColumnsForm(forms.Form):
    """What each column of a table holds."""

    def __init__(self, *args: Any, table: Sequence[Column], **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = table
        if self.nameless:
            self.fields["headed"] = forms.BooleanField(
                label="The first row names the columns", required=False
            )
        for column in table:
            self.fields[f"column-{column.number}"] = forms.ChoiceField(
                label=f"What “{column.heading}” holds", required=False, choices=HELD,
                initial=column.holds or "left out",
            )  # fmt: skip

    @property
    def nameless(self) -> bool:
        """True when no heading is known, so that the first row may be one or be read."""
        return all(one.heading == f"Column {one.number}" for one in self.table)

    def rows(self) -> list[tuple[Column, Any]]:
        """Each column with its field."""
        return [(column, self[f"column-{column.number}"]) for column in self.table]

    def clean(self) -> dict[str, Any]:
        typed = dict(super().clean() or self.cleaned_data)
        if "text" not in typed.values():
            self.add_error(f"column-{self.table[0].number}", "Say which column holds the words")
        return typed

    def held(self) -> dict[str, str]:
        """What is held, by the columns' headings."""
        typed = self.cleaned_data
        first = bool(typed.get("headed"))
        return {
            (one.samples[0] if first and one.samples else one.heading):
            typed[f"column-{one.number}"] or "left out"
            for one in self.table
        }  # fmt: skip


def columns_in(sent: str) -> dict[str, str] | None:
    """What a page's hidden field says that columns hold; None where it says nothing."""
    try:
        said = json.loads(sent or "{}")
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    return {str(name): what for name, what in said.items() if what in HOLDS} or None
