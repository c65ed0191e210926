"""What a person types about full texts, and what addresses of their pages ask for."""

from __future__ import annotations

from typing import Any

from django import forms

from uptake.review.models import Retrieval
from uptake.review.queries.fulltext import JUDGED, Asked
from uptake.sources.forms import SeveralFiles, SeveralFilesInput

ANY = ("", "Any")


class FullTextsForm(forms.Form):
    """The list's filters; whatever is wrong in the address is left out."""

    words = forms.CharField(required=False, label="Words", max_length=300)
    state = forms.ChoiceField(
        required=False, label="Retrieval", choices=[ANY, *Retrieval.State.choices]
    )
    text = forms.ChoiceField(
        required=False, label="PDF", choices=[ANY, ("with", "Attached"), ("without", "None")]
    )
    judged = forms.ChoiceField(required=False, label="Judged", choices=[ANY, *JUDGED])
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def asked(self) -> Asked:
        """What the address asks for, without what cannot be asked."""
        self.is_valid()
        typed = {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}
        return Asked(**typed)


class RetrievalForm(forms.Form):
    """Whether one full text was sought and obtained."""

    state = forms.ChoiceField(label="Retrieval", choices=Retrieval.State.choices)
    note = forms.CharField(
        required=False, max_length=300, label="Note", help_text="Such as: asked for on 3 May"
    )


class AttachForm(forms.Form):
    """One full text for one reference."""

    file = forms.FileField(
        label="PDF", error_messages={"required": "Choose a PDF"}, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip


class SeveralTextsForm(forms.Form):
    """Several PDFs at once, whoever's they are."""

    pdfs = SeveralFiles(
        label="PDFs", error_messages={"required": "Choose at least one PDF"}, allow_empty_file=True
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pdfs"].widget = SeveralFilesInput(
            attrs={"multiple": True, "accept": ".pdf,application/pdf"}
        )


class ReadForm(forms.Form):
    """Which page of which document is read, and what is looked for in it."""

    document = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    words = forms.CharField(required=False, max_length=300, label="Words in this text")
    view = forms.ChoiceField(required=False, choices=[("pages", "Pages"), ("words", "Words")])
    zoom = forms.IntegerField(required=False, min_value=1, max_value=2)

    def wanted(self) -> dict[str, Any]:
        """What the address asks for, without what cannot be asked."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class WordsForm(forms.Form):
    """Words looked for in every full text."""

    words = forms.CharField(required=False, max_length=300, label="Words")

    def wanted(self) -> str:
        """The words; none where nothing sensible was typed."""
        self.is_valid()
        return str(self.cleaned_data.get("words") or "").strip()
