"""What a person types while a transcript is de-identified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from uptake.interviews.actions.name_list import NewName
from uptake.interviews.queries.written import Holding
from uptake.methods.deidentify import KINDS

CHOICES = [(kind, kind[0].upper() + kind[1:]) for kind in KINDS]
MANY = 20_000


class LookForm(forms.Form):
    """How wide the net is cast."""

    model = forms.BooleanField(
        label="Ask the recogniser of names, too", required=False,
        help_text="A model that runs on this machine. It takes longer and sees more than is there.",
    )  # fmt: skip
    every_capital = forms.BooleanField(
        label="Propose every word with a capital inside of a sentence", required=False,
        help_text="Finds names that nothing else tells, and places and products with them.",
    )  # fmt: skip


class DecideForm(forms.Form):
    """The decision on one place."""

    do = forms.ChoiceField(choices=[("accept", "Replace"), ("refuse", "Leave")])
    replacement = forms.CharField(label="What stands there", required=False, max_length=120)
    kind = forms.ChoiceField(label="What they are", required=False, choices=CHOICES)
    everywhere = forms.BooleanField(required=False)
    back = forms.CharField(required=False, max_length=20)


class PlaceForm(forms.Form):
    """Words that nothing proposed."""

    words = forms.CharField(
        label="Words that have to go", max_length=300, strip=True,
        error_messages={"required": "Select the words, or type them as they stand"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="What they are", choices=CHOICES, initial="name")
    put = forms.CharField(
        label="What stands there instead", required=False, max_length=120,
        help_text="Left empty: the next number, such as [name 4].",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    only_here = forms.BooleanField(label="Only where I selected them", required=False)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class WaiveForm(forms.Form):
    why = forms.CharField(
        label="Why nothing has to be taken out", max_length=300,
        help_text="Such as: the transcription service de-identified it, and two of us checked.",
        error_messages={"required": "Say why, in a sentence"},
    )  # fmt: skip


class NamesForm(forms.Form):
    """Names for the project's list, one a line."""

    names = forms.CharField(
        label="Names, one a line", max_length=MANY, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="With an equals sign you say what stands there: Siobhan Kerrigan = P07. Without "
        "one, the next number does.",
        error_messages={"required": "Enter at least one name"},
    )  # fmt: skip
    kind = forms.ChoiceField(label="What they are", choices=CHOICES, initial="name")

    def found(self) -> list[NewName]:
        """Each line as a name."""
        typed: dict[str, Any] = self.cleaned_data
        lines = (line.partition("=") for line in typed["names"].splitlines() if line.strip())
        return [NewName(words, typed["kind"], put) for words, _, put in lines]


class PseudonymForm(forms.Form):
    pseudonym = forms.CharField(max_length=120, error_messages={"required": "Enter a pseudonym"})


class TakeOutForm(forms.Form):
    """Words that were overlooked, found when the coding had begun."""

    words = forms.CharField(
        label="Words that have to go", max_length=120,
        error_messages={"required": "Type the words as they stand"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="What they are", choices=CHOICES, initial="name")
    put = forms.CharField(
        label="What stands there instead", required=False, max_length=120,
        help_text="Left empty: what stands for them in the project, or the next number.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    beside = forms.MultipleChoiceField(
        label="Replace them in what the team wrote, too",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        sent = data.getlist("beside") if data is not None else []
        self._offer([(one, one) for one in sent])
        self.by_hand: list[Holding] = []

    @property
    def words_typed(self) -> str:
        return " ".join(str(self.cleaned_data["words"]).split())

    def chosen(self) -> list[str]:
        """Keys of the ticked texts."""
        return list(self.cleaned_data["beside"])

    def asks(self, found: Sequence[Holding]) -> bool:
        """Offer what the team wrote that holds the words, once for the same words."""
        if not found or self.cleaned_data["shown"] == self.words_typed:
            return False
        places = [one for one in found if one.key]
        self.by_hand = [one for one in found if not one.key]
        sent = QueryDict(mutable=True)
        sent.update({name: str(self.cleaned_data[name]) for name in ("words", "kind", "put")})
        sent.update({"version": str(self.cleaned_data["version"]), "shown": self.words_typed})
        sent.setlist("beside", [one.key for one in places])
        self.data = sent
        self._offer(
            [(one.key, f"{one.called}: {one.before}{one.words}{one.after}") for one in places]
        )
        return True

    def _offer(self, choices: list[tuple[str, str]]) -> None:
        self.fields["beside"].choices = choices  # type: ignore[attr-defined]
