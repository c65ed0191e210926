"""What a coder sends: a stretch of text or many, codes, a memo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from uptake.interviews.actions import ByRule, Place
from uptake.interviews.models import Code, GuideQuestion, Participant
from uptake.interviews.queries.find import Hits, Sought
from uptake.interviews.queries.marks import Stretch
from uptake.interviews.queries.tree import CodeRow
from uptake.projects.errors import Refused
from uptake.projects.models import Project


class MarkForm(forms.Form):
    """A stretch that was selected in the text, in codepoints of a version."""

    version = forms.IntegerField(min_value=1)
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    code = forms.ModelMultipleChoiceField(Code.objects.none(), required=False)
    memo = forms.CharField(required=False, strip=True)
    shown = forms.CharField(required=False)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted: Any = self.fields["code"]
        wanted.queryset = Code.objects.filter(project=project)

    def marked(self) -> dict[str, Any]:
        """The arguments of `apply_codes`. Raises Refused when no stretch was sent."""
        if not self.is_valid():
            if "code" in self.errors:
                raise Refused("That code is not in this codebook.", advice="Choose another.")
            raise Refused("Nothing is selected.", advice="Select some words of a turn first.")
        typed = self.cleaned_data
        return {
            "version": typed["version"], "start": typed["start"], "end": typed["end"],
            "codes": list(typed["code"]), "memo": typed["memo"], "shown": typed["shown"],
        }  # fmt: skip


class TurnForm(forms.Form):
    """A run of a turn's sentences, for those who code without a mouse or a script."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    sentence = forms.TypedMultipleChoiceField(
        label="Which sentences?", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose a sentence",
            "invalid_choice": "These are not the sentences of this turn. Open the turn again",
        },
    )  # fmt: skip
    code = forms.ModelMultipleChoiceField(
        Code.objects.none(), label="Codes", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "That code is not in this codebook"},
    )  # fmt: skip
    memo = forms.CharField(
        label="Memo", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip

    def __init__(
        self, project: Project, stretch: Stretch, codes: Sequence[CodeRow],
        *args: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.said = stretch.said()
        wanted: Any = self.fields["code"]
        wanted.queryset = Code.objects.filter(project=project)
        wanted.choices = _in_their_tree(codes)
        sentences: Any = self.fields["sentence"]
        sentences.choices = [
            (str(place), sentence.words) for place, sentence in enumerate(self.said)
        ]

    def clean_sentence(self) -> list[int]:
        chosen = sorted(self.cleaned_data["sentence"])
        if chosen[-1] - chosen[0] + 1 != len(chosen):
            raise forms.ValidationError(
                "Choose sentences that follow one another. Code others as a passage of their own"
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not typed.get("code") and not typed.get("memo") and "code" not in self.errors:
            self.add_error("code", "Choose a code, or write a memo")
        return typed

    def marked(self) -> dict[str, Any]:
        """The arguments of `apply_codes`."""
        typed = self.cleaned_data
        first, last = self.said[typed["sentence"][0]], self.said[typed["sentence"][-1]]
        return {
            "version": typed["version"], "start": first.start, "end": last.end,
            "codes": list(typed["code"]), "memo": typed["memo"],
        }  # fmt: skip


def _in_their_tree(codes: Sequence[CodeRow]) -> list[tuple[str, str]]:
    """Each code as a choice, with the names of those above it."""
    path: list[str] = []
    found = []
    for code in codes:
        path = [*path[: code.depth], code.name]
        found.append((str(code.id), " › ".join(path)))
    return found


class MemoForm(forms.Form):
    text = forms.CharField(
        label="Memo", widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write what you thought"},
    )  # fmt: skip


class FoundForm(forms.Form):
    """Places that a search found, to be coded in one go."""

    code = forms.ModelMultipleChoiceField(
        Code.objects.none(), label="Codes", widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose a code", "invalid_choice": "That code is not in this codebook",
        },
    )  # fmt: skip
    place = forms.CharField(required=False, widget=forms.MultipleHiddenInput)
    all = forms.CharField(required=False)
    seen = forms.IntegerField(required=False, min_value=0)

    def __init__(
        self, project: Project, codes: Sequence[CodeRow], data: QueryDict | None = None
    ) -> None:  # fmt: skip
        super().__init__(data)
        wanted: Any = self.fields["code"]
        wanted.queryset = Code.objects.filter(project=project)
        wanted.choices = _in_their_tree(codes)

    def codes(self) -> list[Code]:
        return list(self.cleaned_data["code"])

    def ticked(self) -> set[str]:
        """The places as the tick boxes sent them."""
        return set(self.data.getlist("place")) if isinstance(self.data, QueryDict) else set()

    def places(self, found: Callable[[], list[Hits]]) -> list[Place]:
        """The ticked places; all that are found when all are wanted.

        Raises Refused when more or fewer are found now than the page said.
        """
        if not self.cleaned_data["all"]:
            return [place for one in sorted(self.ticked()) if (place := _place(one))]
        rows = found()
        count = sum(row.count for row in rows)
        if count != self.cleaned_data["seen"]:
            raise Refused(
                f"{count:,} places are found now, another number than before.",
                advice="Look through them again, then code them.",
            )
        return [Place(row.transcript, row.version, hit.start, hit.end)
                for row in rows for hit in row.hits]  # fmt: skip

    def told(self, done: ByRule) -> str:
        """What was done, and what was not."""
        names = ", ".join(code.name for code in self.codes())
        passages = "1 passage" if done.passages == 1 else f"{done.passages:,} passages"
        heard = "1 transcript" if done.transcripts == 1 else f"{done.transcripts:,} transcripts"
        left = f" Left out: {' '.join(done.left_out)}" if done.left_out else ""
        return f"Coded: {names}, on {passages} in {heard}.{left}"


def _place(typed: str) -> Place | None:
    """A place as a tick box sends it: transcript, version, start, end; None for anything else."""
    parts = typed.split("-")
    if len(parts) != 4 or not all(one.isascii() and one.isdigit() and len(one) < 10
                                  for one in parts):  # fmt: skip
        return None
    transcript, version, start, end = map(int, parts)
    return Place(transcript, version, start, end)


def rule_in_words(project: Project, sought: Sought) -> str:
    """How places were chosen, without the words that were looked for: they may name somebody."""
    parts = ["a search for words"] if sought.words else []
    if sought.participant:
        speaker = Participant.objects.filter(project=project, pk=sought.participant).first()
        parts.append(f"speaker {speaker or sought.participant}")
    if sought.group:
        parts.append(f"group {sought.group}")
    if sought.question:
        question = GuideQuestion.objects.filter(project=project, pk=sought.question).first()
        parts.append(f"question {question.label if question else sought.question}")
    return ", ".join(parts)


class LikeForm(forms.Form):
    """One place that is like another, to be coded in the same way."""

    place = forms.CharField()
    code = forms.ModelMultipleChoiceField(Code.objects.none())

    def __init__(self, project: Project, data: QueryDict) -> None:
        super().__init__(data)
        wanted: Any = self.fields["code"]
        wanted.queryset = Code.objects.filter(project=project)

    def marked(self) -> dict[str, Any]:
        """The arguments of `apply_codes`, with the transcript's number. Raises Refused."""
        place = _place(self.data.get("place", ""))
        if place is None:
            raise Refused("No place was chosen.", advice="Choose one of those that were found.")
        if not self.is_valid():
            raise Refused("No code was chosen.", advice="Tick a code first.")
        return {
            "transcript": place.transcript, "version": place.version, "start": place.start,
            "end": place.end, "codes": list(self.cleaned_data["code"]),
        }  # fmt: skip
