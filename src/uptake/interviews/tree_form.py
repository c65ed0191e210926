"""Where a code or a theme goes among the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms


class TreeForm(forms.Form):
    """Under another one, before it, or to the end."""

    UNDER, BEFORE, TOP = "under", "before", "top"
    called: ClassVar[str]
    alone: ClassVar[str]
    """What one is that lies under nothing."""
    where = forms.ChoiceField(
        label="Where to?", widget=forms.RadioSelect, initial=UNDER,
        error_messages={"required": "Choose where it goes"},
    )  # fmt: skip
    to = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, others: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["where"]).choices = [
            (self.UNDER, f"Under this {self.called}, at the end"),
            (self.BEFORE, f"Just before this {self.called}"),
            (self.TOP, f"To the end, as a {self.alone} of its own"),
        ]
        to = cast(forms.ChoiceField, self.fields["to"])
        to.label, to.choices = self.called.capitalize(), [("", "Choose"), *others]
        gone = f"That {self.called} is not in use any more. Choose another"
        to.error_messages["invalid_choice"] = gone

    def clean(self) -> dict[str, Any]:
        """Under or before another one says which."""
        typed = dict(super().clean() or self.cleaned_data)
        unsaid = not typed.get("to") and "to" not in self.errors
        if unsaid and typed.get("where") in (self.UNDER, self.BEFORE):
            self.add_error("to", f"Choose the {self.called}")
        return typed
