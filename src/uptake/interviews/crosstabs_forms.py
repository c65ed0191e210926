"""What the addresses of cross-tabs, quotes and saturation ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from uptake.interviews.queries.crosstabs import RULES, WAYS, Asked
from uptake.methods.saturation import BASE, RUN, SHARE
from uptake.methods.small_groups import LEAST

HOLD_BACK = ((LEAST, f"Fewer than {LEAST} people"), (3, "Fewer than 3 people"),
             (1, "Nothing: for your own use"))  # fmt: skip


class CrosstabForm(forms.Form):
    """What is laid against what. What cannot be understood falls back to codes by group."""

    rows = forms.ChoiceField(
        label="Lay", required=False, choices=(("code", "Codes"), ("theme", "Themes"))
    )  # fmt: skip
    by = forms.ChoiceField(label="Against", required=False)
    rule = forms.ChoiceField(
        label="Codes stand together", required=False,
        choices=tuple((key, said[:1].upper() + said[1:]) for key, said in RULES.items()),
    )  # fmt: skip
    apart = forms.IntegerField(label="Turns apart", required=False, min_value=0, max_value=20)

    def __init__(
        self, asked: Mapping[str, str], *, attributes: Sequence[tuple[int, str]]
    ) -> None:  # fmt: skip
        super().__init__({"apart": "1", **asked})
        field = cast(forms.ChoiceField, self.fields["by"])
        others = [(f"attribute-{pk}", name) for pk, name in attributes]
        ways = list(WAYS.items())
        field.choices = [ways[0], *others, *ways[1:]]

    def asked(self) -> Asked:
        """What was asked for; what does not fit is as if it had not been said."""
        self.is_valid()
        typed = self.cleaned_data
        by, _, attribute = (typed.get("by") or "group").partition("-")
        apart = typed.get("apart")
        return Asked(
            typed.get("rows") or "code", by, int(attribute or 0), typed.get("rule") or "same",
            1 if apart is None else apart,
        )  # fmt: skip


class HoldBackForm(forms.Form):
    """How small a group is held back in a file."""

    least = forms.TypedChoiceField(
        label="Hold back in files", required=False, choices=HOLD_BACK, coerce=int,
        empty_value=None,
    )  # fmt: skip

    def chosen(self) -> int:
        """The threshold, or the usual one."""
        return int(self.cleaned_data["least"] or LEAST) if self.is_valid() else LEAST


class SaturationForm(forms.Form):
    """By which yardstick saturation is told."""

    group = forms.ChoiceField(label="Group", required=False)
    base = forms.IntegerField(label="Base, interviews", required=False, min_value=1, max_value=50)
    run = forms.IntegerField(label="Run, interviews", required=False, min_value=1, max_value=20)
    share = forms.FloatField(
        label="Hardly anything new: at most, % of the base", required=False, min_value=0,
        max_value=100,
    )  # fmt: skip

    def __init__(self, asked: Mapping[str, str], *, groups: Sequence[str]) -> None:
        usual = {"base": str(BASE), "run": str(RUN), "share": f"{100 * SHARE:g}"}
        super().__init__({**usual, **asked})
        field = cast(forms.ChoiceField, self.fields["group"])
        field.choices = [("", "All"), *((name, name[:1].upper() + name[1:]) for name in groups)]

    def asked(self) -> dict[str, Any]:
        """The arguments of `curve`; what does not fit is as usual."""
        self.is_valid()
        typed = self.cleaned_data
        share = typed.get("share")
        return {
            "group": typed.get("group") or "", "base": typed.get("base") or BASE,
            "run": typed.get("run") or RUN, "share": SHARE if share is None else share / 100,
        }  # fmt: skip
