"""What a person types about coding rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import randbelow
from typing import Any, cast

from django import forms

from uptake.interviews.models import Code, CodingRound, Transcript
from uptake.interviews.queries.places import Place
from uptake.interviews.queries.rounds import Drawn, coded_by, coders, drawn, free_transcripts
from uptake.interviews.queries.tree import code_tree
from uptake.projects.errors import Refused
from uptake.projects.models import Project, User
from uptake.projects.queries import one

SEEDS = 1_000_000
ALL = "all"


def _several(label: str, help_text: str = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, required=False, coerce=int, help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these can't be chosen any more"},
    )  # fmt: skip


def _told(title: str, coded: dict[int, str]) -> str:
    """A transcript's title, and who coded it already: they have to be among its coders."""
    return f"{title} (coded by {', '.join(sorted(coded.values()))})" if coded else title


class BeginForm(forms.Form):
    """A new round: its name, its transcripts and coders, and how they are brought together."""

    name = forms.CharField(
        max_length=120, error_messages={"required": "Enter a name for the round"}
    )  # fmt: skip
    transcripts = _several("Transcripts", "Only those that are de-identified and in no other round")
    take = forms.IntegerField(
        label="How many of them, drawn at random", required=False, min_value=1,
        help_text="Leave it empty to take all that are ticked",
    )  # fmt: skip
    people = _several("Coders")
    share = forms.IntegerField(
        label="Per cent of the transcripts that several people code", min_value=0, max_value=100,
        initial=100, help_text="The others are coded by one person each",
    )  # fmt: skip
    each = forms.IntegerField(label="How many people code each of those", min_value=2, max_value=20,
                              initial=2)  # fmt: skip
    unit = forms.ChoiceField(
        label="Compare on", choices=CodingRound.Unit.choices, initial=CodingRound.Unit.SENTENCE,
        help_text="Can be changed when agreement is looked at",
    )  # fmt: skip
    codes = _several("Codes that the round is about", "None ticked means the whole codebook")
    seed = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False
    )  # fmt: skip
    who = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.project = project
        texts, people, coded = free_transcripts(project), coders(project), coded_by(project)
        codes = [(row.id, f"{'· ' * row.depth}{row.name}") for row in code_tree(project)]
        self._choose("transcripts", [(pk, _told(title, coded.get(pk, {}))) for pk, title in texts])
        self._choose("people", people)
        self._choose("codes", codes)
        pairs = [(f"{text}-{coder}", "") for text, _ in texts for coder, _ in people]
        self._choose("who", pairs)
        self.fields["transcripts"].initial = [pk for pk, _ in texts if not coded.get(pk)]

    def _choose(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_seed(self) -> int:
        """The draw's seed: a new one when none was shown."""
        typed: int | None = self.cleaned_data.get("seed")
        return randbelow(SEEDS) if typed is None else typed

    def drawn(self, *, again: bool = False) -> Drawn:
        """Who would code what. Raises Refused where there can't be such a draw."""
        typed = self.cleaned_data
        if again:
            typed["seed"] = randbelow(SEEDS)
        try:
            return drawn(
                self.project, typed["transcripts"], typed["people"], share=typed["share"] / 100,
                seed=typed["seed"], each=typed["each"], take=typed["take"],
            )  # fmt: skip
        except ValueError as fault:
            raise Refused(
                str(fault), advice="Tick transcripts and coders, and look at the numbers."
            ) from fault

    def assigned(self) -> dict[Transcript, list[User]]:
        """Who codes what, as ticked in the table of the draw."""
        found: dict[Transcript, list[User]] = {}
        rows = {row.pk: row for row in Transcript.objects.filter(project=self.project)}
        people = {row.pk: row for row in User.objects.filter(memberships__project=self.project)}
        for pair in self.cleaned_data["who"]:
            text, _, coder = pair.partition("-")
            found.setdefault(rows[int(text)], []).append(people[int(coder)])
        return found

    def about(self) -> list[Code]:
        """The codes that the round is about."""
        return [one(Code, self.project, pk) for pk in self.cleaned_data["codes"]]


class ReasonForm(forms.Form):
    why = forms.CharField(label="Reason", max_length=300, required=False)


class CoderForm(ReasonForm):
    """Somebody who is given a transcript, or nobody when it is only taken from one."""

    coder = forms.TypedChoiceField(label="Coder", coerce=int, empty_value=None, required=False)
    transcript = forms.IntegerField(required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = cast(forms.ChoiceField, self.fields["coder"])
        people.choices = [("", "Nobody"), *coders(project)]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was sent."""

    codings: list[int]
    how: str
    reason: str
    coder: int | None
    codes: list[int]
    version: int
    start: int
    end: int


class DecisionForm(forms.Form):
    """What is decided on one place. `do` is choose-7, merge, own, agree or discard."""

    codings = forms.CharField()
    do = forms.CharField(max_length=40)
    reason = forms.CharField(required=False, max_length=2_000)
    codes = forms.TypedMultipleChoiceField(required=False, coerce=int)
    extent = forms.CharField(required=False, max_length=40)
    version = forms.IntegerField(required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["codes"]).choices = [
            (row.id, row.name) for row in code_tree(project)
        ]

    def decided(self) -> Decided:
        """The decision; what is not understood is left empty, and refused by the action."""
        typed = self.cleaned_data
        how, _, coder = typed["do"].partition("-")
        start, _, end = typed["extent"].partition("-")
        return Decided(
            [int(one) for one in typed["codings"].split() if one.isdigit()], how, typed["reason"],
            int(coder) if coder.isdigit() else None, typed["codes"], typed["version"] or 0,
            int(start) if start.isdigit() else 0, int(end) if end.isdigit() else 0,
        )  # fmt: skip


def key_of(place: Place) -> str:
    """How a page names a place: by the codings on it."""
    return " ".join(str(pk) for pk in sorted(place.codings))
