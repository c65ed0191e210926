"""A form that remembers what its writer was shown, so that nobody overwrites unseen words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django import forms


class SeenForm(forms.Form):
    """Keeps the wording that was shown, to be compared with what stands there when it is sent."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> list[str] | None:
        try:
            seen = json.loads(self.cleaned_data["seen"] or "null")
        except ValueError:
            return None
        return [str(one) for one in seen] if isinstance(seen, list) else None

    def shown_again(self, wording: Sequence[str]) -> None:
        """Say that its writer has now been shown this wording."""
        self.data = {**dict(self.data.items()), "seen": json.dumps(wording)}
