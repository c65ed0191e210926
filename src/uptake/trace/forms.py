"""Forms of the thread: settling, withdrawing, retracting, correcting."""

from __future__ import annotations

from typing import Any

from django import forms

from uptake.projects.forms import DayField

REASON = "Such as: checked against the recording. It stays with the new version."


class SettleForm(forms.Form):
    """Ticked marks and one note."""

    marks = forms.TypedMultipleChoiceField(coerce=int, choices=(), widget=forms.MultipleHiddenInput,
        error_messages={"required": "Tick at least one of them."})  # fmt: skip
    note = forms.CharField(
        label="What came of it", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence is enough: reworded, still holds on seven sources, dropped.",
        error_messages={"required": "Write what came of it."},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        ticked = data.getlist("marks") if data is not None else []
        sound = [one for one in ticked if one.isascii() and one.isdigit() and len(one) < 18]
        self.fields["marks"].choices = [(one, one) for one in sound]  # type: ignore[attr-defined]
        self.ticked = {int(one) for one in sound}


class SureForm(forms.Form):
    """One tick before something that cannot be undone."""

    sure = forms.BooleanField(
        label="Yes, erase the words. This cannot be undone.",
        error_messages={"required": "Tick the box to say that the words are to be erased."},
    )


class PartForm(forms.Form):
    """Which part of what somebody said is withdrawn: ticked transcripts, and those by their day."""

    before = DayField(label="Those held before", required=False)
    after = DayField(label="Those held after", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        sound = [one for one in data.getlist("transcript") if one.isascii() and one.isdigit()]
        self.ticked = {int(one) for one in sound if len(one) < 18}

    def chosen(self) -> tuple[set[int], Any, Any]:
        """Ticked ids, and the two days."""
        days = self.cleaned_data if self.is_valid() else {}
        return self.ticked, days.get("before"), days.get("after")


class RetractForm(forms.Form):
    """Why a reference no longer counts; taking that back needs no reason."""

    reason = forms.CharField(
        label="What the notice says, with its date", max_length=300,
        help_text="Such as: retracted by the journal on 3 March 2025, data could not be verified.",
        error_messages={"required": "Write where the retraction was published or why it counts."},
    )  # fmt: skip

    back = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, back: bool = False) -> None:
        super().__init__(data)
        self.taking_back = back
        if back:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """What the page showed must still be so: a form sent twice does not undo itself."""
        typed = super().clean() or {}
        if typed.get("back", False) != self.taking_back:
            raise forms.ValidationError(
                "It is marked as retracted already." if self.taking_back
                else "Its retraction was undone already."
            )  # fmt: skip
        return typed


class TurnForm(forms.Form):
    """One turn's words as they should read."""

    words = forms.CharField(
        label="The words of this turn", required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 8}), help_text="Leave empty to take the turn out.",
    )  # fmt: skip
    reason = forms.CharField(label="Why it is corrected", max_length=300, help_text=REASON,
                             error_messages={"required": "Write why it is corrected."})  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class WholeForm(forms.Form):
    """A corrected text of the whole transcript, as a file or pasted."""

    file = forms.FileField(
        label="A file with the corrected text", required=False,
        help_text="TXT, Markdown, DOCX, ODT, RTF, VTT, SRT, CSV or XLSX",
    )  # fmt: skip
    text = forms.CharField(
        label="Or the corrected text itself", required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Each turn begins with its speaker's name and a colon.",
    )  # fmt: skip
    reason = forms.CharField(label="Why it is corrected", max_length=300, help_text=REASON,
                             error_messages={"required": "Write why it is corrected."})  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two ways."""
        typed = super().clean() or {}
        given = [bool(typed.get("file")), bool((typed.get("text") or "").strip())]
        if sum(given) != 1:
            raise forms.ValidationError("Choose a file or paste the text, one of the two.")
        return typed


class PlaceForm(forms.Form):
    """Words of the current version on which a lost passage is put."""

    words = forms.CharField(
        label="The words as they stand in the transcript now", strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Copy them from the transcript, letter by letter.",
        error_messages={"required": "Copy the words on which the passage is to stand."},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class LetGoForm(forms.Form):
    """Why a lost passage is not put back."""

    reason = forms.CharField(
        label="Why it is let go", max_length=300,
        help_text="Its quote and codings stay to be read.",
        error_messages={"required": "Write why it is let go."},
    )  # fmt: skip
