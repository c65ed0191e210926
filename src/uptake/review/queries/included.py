"""The tables at the end of a review: what was included, and why full texts were excluded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from uptake.formats.grids import Grid
from uptake.projects.models import Project
from uptake.review.models import Appraisal, Entry, FormField, Reconciled, Study
from uptake.review.queries.extracted import open_studies
from uptake.review.queries.flow import Records, reasons
from uptake.sources.models import Reference
from uptake.sources.queries.references import short_authors

NOT_SETTLED = "Not settled yet"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report of a study."""

    pk: int
    cited: str
    title: str
    doi: str
    retracted: bool


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One included study: its reports, what was taken from it, and how it was appraised."""

    pk: int | None
    label: str
    name: str
    reports: list[ReportRow]
    values: list[str]
    concerns: str
    round: int


@dataclass(frozen=True, slots=True)
class Included:
    """The included studies with the fields of the form as columns."""

    fields: list[str]
    keys: list[str]
    """Of each field, the name by which an address asks for its column."""
    studies: list[StudyRow]
    reports: int
    rounds: int


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    """One full text that was excluded, and why."""

    report: ReportRow
    journal: str
    reason: str
    round: int


def included(project: Project) -> Included:
    """Every included study in the order of their numbers; reports without a study come last."""
    records = Records(project, in_full=True)
    found: dict[tuple[int | None, int], list[tuple[int, int]]] = defaultdict(list)
    for pk, (them, fate, _, of) in records.kinds():
        if fate == "included":
            found[of, 0 if of is not None else pk].append((min(one.round for one in them), pk))
    reports = report_rows(project, (pk for some in found.values() for _, pk in some))
    fields = list(FormField.objects.filter(project=project, retired_at=None))
    seen = open_studies(project)
    values, concerns = _values(project, seen), _concerns(project, seen)
    studies = {row.pk: row for row in Study.objects.filter(project=project)}

    def place(key: tuple[int | None, int]) -> tuple[bool, int]:
        return key[0] is None, studies[key[0]].number if key[0] is not None else key[1]

    rows = []
    for key in sorted(found, key=place):
        some = sorted(found[key])
        shown = [reports[pk] for _, pk in some]
        study = studies[key[0]] if key[0] is not None else None
        if study is None:
            empty = [""] * len(fields)
            rows.append(StudyRow(None, "", shown[0].cited, shown, empty, "", some[0][0]))
        else:
            taken = [values.get((study.pk, one.pk), "") for one in fields]
            concern = concerns.get(study.pk, "")
            rows.append(
                StudyRow(study.pk, study.label, study.name, shown, taken, concern, some[0][0])
            )
    return Included(
        [f"{one.name} ({one.unit})" if one.unit else one.name for one in fields],
        [str(one.pk) for one in fields], rows, len(reports), max(1, len(records.rounds)),
    )  # fmt: skip


def excluded(project: Project) -> list[ExcludedRow]:
    """Every full text that was excluded, by reason as the protocol orders them, then by author."""
    why = {
        pk: (reason, min(one.round for one in seen))
        for pk, (seen, fate, reason, _) in Records(project, in_full=True).kinds()
        if fate == "excluded in full"
    }
    place = {reason: number for number, reason in enumerate(reasons(project))}
    reports = report_rows(project, why)
    rows = Reference.objects.filter(project=project, pk__in=why)
    journals = dict(rows.values_list("pk", "journal"))
    found = [
        ExcludedRow(reports[pk], journals[pk], reason or "No reason given", round_)
        for pk, (reason, round_) in why.items()
    ]
    return sorted(
        found,
        key=lambda row: (place.get(row.reason, len(place)), row.report.cited, row.report.title),
    )


def report_rows(project: Project, ids: Iterable[int]) -> dict[int, ReportRow]:
    """References as they stand in tables, by their ids."""
    rows = Reference.objects.filter(project=project, pk__in=list(ids)).only(
        "authors", "year", "title", "doi", "retracted_at"
    )
    return {
        row.pk: ReportRow(
            row.pk, f"{short_authors(row.authors) or 'No author'} {row.year or 'n.d.'}",
            row.title or "No title", row.doi, row.retracted_at is not None,
        )
        for row in rows
    }  # fmt: skip


def said(value: Any) -> str:
    """A value of the form as words."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "; ".join(said(one) for one in value)
    return str(value)


def _values(project: Project, seen: set[int]) -> dict[tuple[int, int], str]:
    """What each field says of each study: settled, or the same from all who may be seen."""
    given: dict[tuple[int, int], set[str]] = defaultdict(set)
    rows = Entry.objects.filter(project=project, replaced_at=None, study__in=seen)
    for study, field, value in rows.values_list("study_id", "field_id", "value"):
        given[study, field].add(said(value))
    found = {
        key: next(iter(some)) if len(some) == 1 else NOT_SETTLED for key, some in given.items()
    }
    settled = Reconciled.objects.filter(project=project, replaced_at=None)
    for study, field, value in settled.values_list("study_id", "field_id", "value"):
        found[study, field] = said(value)
    return found


def _concerns(project: Project, seen: set[int]) -> dict[int, str]:
    """How each study was appraised: the settled judgement, or the same from all who may be seen."""
    given: dict[tuple[int, str], dict[bool, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = Appraisal.objects.filter(project=project, replaced_at=None).exclude(concern="")
    for row in rows.select_related("checklist"):
        if row.settled or row.study_id in seen:
            given[row.study_id, row.checklist.name][row.settled].add(row.get_concern_display())
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for (study, checklist), by in given.items():
        some = by.get(True) or by[False]
        found[study][checklist] = next(iter(some)) if len(some) == 1 else NOT_SETTLED
    return {
        study: next(iter(some.values())) if len(some) == 1
        else "; ".join(f"{name}: {concern}" for name, concern in sorted(some.items()))
        for study, some in found.items()
    }  # fmt: skip


def included_grid(project: Project) -> Grid:
    """The table of included studies to take out: a row for each study."""
    it = included(project)
    later = it.rounds > 1
    return Grid(
        f"Included studies: {project.title}",
        ("Study", "Name", "Reports", "DOI", *it.fields, "Concerns",
         *(("Found in round",) if later else ())),
        tuple(
            (row.label, row.name, "; ".join(f"{one.cited}. {one.title}" for one in row.reports),
             "; ".join(one.doi for one in row.reports if one.doi), *row.values, row.concerns,
             *((row.round,) if later else ()))
            for row in it.studies
        ),
        f"Studies: {len(it.studies):,}. Reports: {it.reports:,}.",
    )  # fmt: skip


def excluded_grid(project: Project) -> Grid:
    """The table of excluded full texts to take out: a row for each report."""
    rows = excluded(project)
    return Grid(
        f"Full texts that were excluded: {project.title}",
        ("Report", "Title", "Journal", "DOI", "Reason"),
        tuple((row.report.cited, row.report.title, row.journal, row.report.doi, row.reason)
              for row in rows),
        f"Reports excluded on their full texts: {len(rows):,}.",
    )  # fmt: skip


GRIDS = {"included": included_grid, "excluded": excluded_grid}
