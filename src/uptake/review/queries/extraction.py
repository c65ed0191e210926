"""The extraction form and what was entered with it: one's own, all side by side, agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from uptake.formats.grids import Grid
from uptake.instruments.extraction_forms import ExtractionForm, Question
from uptake.methods.agreement import Agreement, cohen
from uptake.projects.models import Project, User
from uptake.review.models import Entry, FormField, Reconciled, SaidDone, Study
from uptake.review.queries.extracted import open_studies
from uptake.review.queries.studies import reports_of
from uptake.review.values import comparable, typed
from uptake.sources.queries import Texts

Kind = FormField.Kind
CHOSEN = frozenset({Kind.ONE, Kind.YES_NO})
"""Kinds whose values are categories, so that kappa says something."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the form, and how many studies have a value for it."""

    field: FormField
    entered: int


def fields(project: Project) -> list[FormField]:
    """The fields in use, in their order."""
    return list(FormField.objects.filter(project=project, retired_at=None))


def form_rows(project: Project) -> tuple[list[FieldRow], list[FieldRow]]:
    """The fields in use, and those that are retired, with how much was entered for each."""
    studies: dict[int, set[int]] = defaultdict(set)
    rows = Entry.objects.filter(project=project, replaced_at=None)
    for field, study in rows.values_list("field_id", "study_id"):
        studies[field].add(study)
    every = [
        FieldRow(row, len(studies[row.pk])) for row in FormField.objects.filter(project=project)
    ]
    return ([one for one in every if one.field.retired_at is None],
            [one for one in every if one.field.retired_at is not None])  # fmt: skip


def as_form(project: Project) -> ExtractionForm:
    """The form in use, as a file holds it."""
    return ExtractionForm(
        key="form", name=f"Form of {project.title}"[:200], version="", source="", licence="",
        note="", questions=tuple(question(row) for row in fields(project)),
    )  # fmt: skip


def question(row: FormField) -> Question:
    """A field as the actions take it."""
    return Question(
        row.name, row.section, row.kind, tuple(row.choices), row.unit, row.guidance, row.required
    )


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person entered for a field, and whether its quote was found."""

    entry: Entry
    note: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """A study with the form as one person fills it in."""

    study: Study
    fields: list[FormField]
    mine: dict[int, Mine]
    retired: list[tuple[FormField, str]]
    """Retired fields for which this person had entered something, with the value as words."""
    done: bool
    people: list[str]
    """Who has said that they are done."""
    open: bool
    reports: list[tuple[int, str]]


def extraction(study: Study, user: User) -> Extraction:
    """The form of a study as one person fills it in. Nothing of what others entered is read."""
    project = study.project
    reports = reports_of(study)
    texts = Texts(project, [row.reference_id for row in reports])
    rows = Entry.objects.filter(project=project, study=study, by=user, replaced_at=None)
    mine = {row.field_id: Mine(row, texts.note(row.quote)) for row in rows.select_related("field")}
    done = SaidDone.objects.filter(project=project, study=study, taken_back_at=None)
    people = list(done.select_related("by"))
    return Extraction(
        study=study, fields=fields(project), mine=mine,
        retired=[(one.entry.field, words(one.entry.value)) for one in mine.values()
                 if one.entry.field.retired_at is not None],
        done=any(row.by_id == user.pk for row in people),
        people=[row.by.name for row in people if row.by], open=study.pk in open_studies(project),
        reports=[(row.reference_id, str(row.reference)) for row in reports],
    )  # fmt: skip


def words(value: Any) -> str:
    """A kept value as words."""
    shown = typed(value)
    if isinstance(value, bool):
        return str(shown).capitalize()
    return "; ".join(shown) if isinstance(shown, list) else shown


@dataclass(frozen=True, slots=True)
class Side:
    """What one person entered for a field."""

    by: str
    value: str
    typed: str | list[str]
    place: str
    quote: str
    note: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of a study with what each entered, and the settled value."""

    field: FormField
    sides: list[Side]
    settled: Reconciled | None
    settled_says: str
    same: bool
    missing: bool
    """True when somebody who entered anything left this field out."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All fields of a study side by side."""

    study: Study
    open: bool
    people: list[str]
    rows: list[Compared]

    @property
    def to_settle(self) -> list[Compared]:
        """Fields that are entered differently and not settled."""
        return [row for row in self.rows if not row.settled and row.sides
                and (not row.same or row.missing)]  # fmt: skip

    def after(self, field: int) -> int | None:
        """The next field to settle behind this one, else the first one left; None for none."""
        left = [row.field.pk for row in self.to_settle if row.field.pk != field]
        order = [row.field.pk for row in self.rows]
        behind = [pk for pk in left if order.index(pk) > order.index(field)] if left else []
        return next(iter(behind or left), None)

    @property
    def agreed(self) -> int:
        """Fields of which all say the same and nothing is settled yet."""
        return sum(row.same and not row.missing and not row.settled for row in self.rows)


def comparison(study: Study) -> Comparison:
    """What each entered of a study, once it may be seen; settled values in any case."""
    project = study.project
    opened = study.pk in open_studies(project)
    entries = Entry.objects.filter(project=project, study=study, replaced_at=None)
    rows = list(entries.select_related("by", "field").order_by("pk")) if opened else []
    texts = Texts(project, [row.reference_id for row in reports_of(study)])
    given: dict[int, list[Entry]] = defaultdict(list)
    for row in rows:
        given[row.field_id].append(row)
    settled = {
        row.field_id: row
        for row in Reconciled.objects.filter(
            project=project, study=study, replaced_at=None
        ).select_related("by")
    }
    people = {row.by_id: row.by.name if row.by else "Somebody" for row in rows}
    shown = [
        row for row in FormField.objects.filter(project=project)
        if row.retired_at is None or row.pk in given or row.pk in settled
    ]  # fmt: skip
    return Comparison(
        study, opened, list(people.values()),
        [_compared(row, given[row.pk], settled.get(row.pk), len(people), texts) for row in shown],
    )  # fmt: skip


def _compared(
    field: FormField, given: list[Entry], settled: Reconciled | None, people: int, texts: Texts
) -> Compared:
    sides = [
        Side(row.by.name if row.by else "Somebody", words(row.value), typed(row.value), row.place,
             row.quote, texts.note(row.quote))
        for row in given
    ]  # fmt: skip
    return Compared(
        field, sides, settled, words(settled.value) if settled else "",
        len({comparable(row.value) for row in given}) == 1, 0 < len(given) < people,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How far two people said the same of a field, over all open studies that both read."""

    field: FormField
    studies: int
    same: int
    kappa: Agreement[str] | None

    @property
    def percent(self) -> int:
        """The share of studies of which both said the same."""
        return round(100 * self.same / self.studies) if self.studies else 0


def agreement(project: Project) -> list[FieldAgreement]:
    """Agreement on each field in use, over the open studies of which two people entered it."""
    opened = open_studies(project)
    given: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Entry.objects.filter(project=project, replaced_at=None, study__in=opened)
    for field, study, value in rows.order_by("study", "by").values_list(
        "field_id", "study_id", "value"
    ):
        given[field][study].append(comparable(value))
    found = []
    for row in fields(project):
        pairs = [(said[0], said[1]) for said in given[row.pk].values() if len(said) > 1]
        kappa = None
        if row.kind in CHOSEN and pairs:
            kappa = cohen([one for one, _ in pairs], [other for _, other in pairs])
        found.append(FieldAgreement(row, len(pairs), sum(a == b for a, b in pairs), kappa))
    return found


def extraction_grid(project: Project) -> Grid:
    """Every study by every field, retired ones marked, to take out.

    A cell holds the settled value; else what all who may be seen say; else what each says.
    """
    opened = open_studies(project)
    given: dict[tuple[int, int], list[tuple[str, Any]]] = defaultdict(list)
    rows = Entry.objects.filter(project=project, replaced_at=None, study__in=opened)
    for study, field, by, value in rows.order_by("pk").values_list(
        "study_id", "field_id", "by__name", "value"
    ):
        given[study, field].append((by or "Somebody", value))
    settled = {
        (study, field): words(value)
        for study, field, value in Reconciled.objects.filter(
            project=project, replaced_at=None
        ).values_list("study_id", "field_id", "value")
    }
    used = {field for _, field in [*given, *settled]}
    columns = [
        row for row in FormField.objects.filter(project=project)
        if row.retired_at is None or row.pk in used
    ]  # fmt: skip
    studies = Study.objects.filter(project=project, retired_at=None)
    return Grid(
        f"What was extracted: {project.title}",
        ("Study", "Name", *map(_heading, columns)),
        tuple(
            (one.label, one.name,
             *(settled.get((one.pk, row.pk)) or _cell(given[one.pk, row.pk]) for row in columns))
            for one in studies
        ),
        "A cell holds the settled value. Where none is settled and people differ, each is named.",
    )  # fmt: skip


def _heading(row: FormField) -> str:
    unit = f" ({row.unit})" if row.unit else ""
    return f"{row.name}{unit}{', retired' if row.retired_at else ''}"


def _cell(given: Iterable[tuple[str, Any]]) -> str:
    said = list(given)
    if len({comparable(value) for _, value in said}) <= 1:
        return words(said[0][1]) if said else ""
    return "; ".join(f"{by}: {words(value)}" for by, value in said)
