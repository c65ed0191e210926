"""What a person sends with a verdict, and what addresses of the screening page ask for."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.queries import one
from uptake.review.models import Criterion, Label, Stage
from uptake.review.models.screening import Judged
from uptake.review.queries import queue
from uptake.review.queries.card import Counts
from uptake.review.queries.stages import labels

LARGEST = 2**31 - 1
MOST_SKIPPED = 50


class VerdictForm(forms.Form):
    """One verdict. A reason alone excludes."""

    verdict = forms.ChoiceField(required=False, choices=Judged.choices)
    reason = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    note = forms.CharField(required=False, max_length=20_000, strip=True)
    labelled = forms.BooleanField(required=False)
    judged = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)
    left = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)
    seconds = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)
    order = forms.ChoiceField(required=False, choices=Stage.Order.choices)
    ranking = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    rank = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    seen = forms.CharField(required=False, max_length=16)
    mine = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)
    others = forms.IntegerField(required=False, min_value=0, max_value=LARGEST)

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        self.project = project

    def given(self) -> dict[str, Any]:
        """The verdict with its circumstances. Raises Refused when none was given."""
        if not self.is_valid() and {"verdict", "reason", "note"} & set(self.errors):
            raise Refused("Say whether it is included, excluded, or you are unsure.")
        typed = self.cleaned_data
        reason, ranking = typed.get("reason"), typed.get("ranking")
        verdict = typed.get("verdict") or (Judged.EXCLUDE if reason else "")
        if not verdict:
            raise Refused("Say whether it is included, excluded, or you are unsure.")
        return {
            "verdict": verdict,
            "reason": one(Criterion, self.project, reason) if reason else None,
            "note": typed.get("note", ""), "seconds": typed.get("seconds"),
            "order": typed.get("order", ""), "rank": typed.get("rank"),
            "seen": typed.get("seen", ""), "mine": typed.get("mine"),
            "others": typed.get("others"),
            "ranking": queue.ranking(self.project, ranking) if ranking else None,
        }  # fmt: skip

    def labels(self) -> list[Label] | None:
        """The labels ticked; None where the page had none to tick."""
        if not self.cleaned_data.get("labelled"):
            return None
        ticked = set(cast(QueryDict, self.data).getlist("labels"))
        return [row for row in labels(self.project) if str(row.pk) in ticked]

    def counts(self) -> Counts | None:
        """The counts that the page showed, one verdict on."""
        judged, left = (self.cleaned_data.get(name) for name in ("judged", "left"))
        return None if judged is None or left is None else Counts(judged + 1, max(0, left - 1))


class UndoForm(forms.Form):
    """Which verdict is to be taken back."""

    reference = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)

    def asked(self) -> int | None:
        """The reference that it is on; None for the last one given."""
        return self.cleaned_data.get("reference") if self.is_valid() else None


def skipped(typed: str) -> list[int]:
    """The references that the address says to pass over for now: 12,45."""
    found = [int(part) for part in typed.split(",") if part.isascii() and part.isdecimal()
             and len(part) < 18]  # fmt: skip
    return found[-MOST_SKIPPED:]
