"""Verdicts as a table, without what is still hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from uptake.projects.models import Project
from uptake.review.models import Settlement, Standing, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.queries.stages import calibrating, is_open, stage

HEADS = ("reference", "title", "doi", "pmid", "stage", "by", "verdict", "reason", "note",
         "seconds", "order", "place", "protocol", "at", "settled", "stands")  # fmt: skip
NAMES = {StageKey.TITLE.value: "title", StageKey.FULL.value: "full text"}


@dataclass(frozen=True, slots=True)
class Rows:
    """The verdicts that may be seen, and how many may not yet."""

    shown: list[tuple[object, ...]]
    hidden: int


def hidden_references(project: Project, key: str) -> set[int]:
    """References on which somebody's verdict must not be seen yet by everyone."""
    of = stage(project, key)
    found = set(calibrating(of))
    if not is_open(of, None):
        half = Standing.objects.filter(project=project, stage=key, state=Standing.State.HALF)
        found |= set(half.values_list("reference_id", flat=True))
    return found


def verdict_rows(project: Project, key: str) -> Rows:
    """Every current verdict of a stage under HEADS, then how each conflict was settled."""
    secret = hidden_references(project, key)
    stands = dict(
        Standing.objects.filter(project=project, stage=key).values_list("reference_id", "state")
    )
    shown: list[tuple[object, ...]] = []
    hidden = 0
    for one in _verdicts(project, key):
        work = one.reference.merged_into_id or one.reference_id
        if work in secret:
            hidden += 1
            continue
        shown.append((
            work, one.reference.title, one.reference.doi, one.reference.pmid, NAMES[key], _who(one),
            one.verdict, one.reason.label if one.reason else "", one.note, one.seconds,
            one.order, one.rank, one.protocol, one.created_at.isoformat(), "",
            stands.get(work, ""),
        ))  # fmt: skip
    for settled in _settlements(project, key):
        row = settled.reference
        shown.append((
            row.pk, row.title, row.doi, row.pmid, NAMES[key],
            settled.by.name if settled.by else "", settled.verdict,
            settled.reason.label if settled.reason else "", settled.note, None, "", None, None,
            settled.created_at.isoformat(), settled.how, stands.get(row.pk, ""),
        ))  # fmt: skip
    return Rows(shown, hidden)


def _who(one: Verdict) -> str:
    return one.by.name if one.by else one.origin


def _verdicts(project: Project, key: str) -> Iterator[Verdict]:
    rows = Verdict.objects.filter(project=project, stage=key, replaced_at=None)
    return (
        rows.select_related("by", "reason", "reference")
        .only("stage", "verdict", "note", "seconds", "order", "rank", "protocol", "created_at",
              "origin", "by__name", "reason__label", "reference__title", "reference__doi",
              "reference__pmid", "reference__merged_into")
        .order_by("pk").iterator(chunk_size=500)
    )  # fmt: skip


def _settlements(project: Project, key: str) -> list[Settlement]:
    rows = Settlement.objects.filter(project=project, stage=key, reopened_at=None)
    return list(rows.select_related("by", "reason", "reference").order_by("pk"))
