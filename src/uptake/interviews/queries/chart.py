"""The framework chart: cases by themes, each cell with its summary and its passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from uptake.interviews.models import (
    Assignment,
    Attribute,
    AttributeValue,
    ChartSummary,
    Participant,
    Theme,
    ThemeCode,
    Transcript,
    Turn,
)
from uptake.interviews.queries.cells import NOTHING, PEOPLE, Measured, coded_transcripts, measured
from uptake.projects.models import Project

UNKNOWN = "Not recorded"


@dataclass(frozen=True, slots=True)
class ThemeColumn:
    """A theme of the chart, with how many passages count for it over all cases."""

    id: int
    name: str
    depth: int
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A case on a theme: the summary that stands there, if any, and how many passages there are."""

    case: int
    theme: int
    name: str
    """The theme's, for where the column's heading is out of sight."""
    passages: int
    summary: int = 0
    text: str = ""
    stale: bool = False
    undecided: bool = False
    """Its case withdrew, and nobody has decided since whether the summary is kept."""
    uncoded: bool = False
    """Nothing is here as nothing of the case is coded, which does not say that nothing was said."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: a participant, or a transcript."""

    id: int
    name: str
    group: str
    values: tuple[tuple[int, str], ...]
    """Attributes and what the case is in each."""
    withdrawn: bool
    waits: str
    """The round in which its transcripts are still being coded."""
    cells: tuple[Cell, ...] = ()
    uncoded: bool = False
    """None of its transcripts carries any coding that counts."""

    @property
    def passages(self) -> int:
        return sum(cell.passages for cell in self.cells)

    def value(self, of: str) -> str:
        """What the case is in a group or attribute ("group", or an attribute's number)."""
        if of == "group":
            return self.group or UNKNOWN
        return next((value for pk, value in self.values if str(pk) == of), "") or UNKNOWN


@dataclass(frozen=True, slots=True)
class Band:
    """Cases that share a group or a value; one band without a name where nothing is grouped."""

    name: str
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the chart is wanted, and in which order."""

    cases: str = PEOPLE
    themes: tuple[int, ...] = ()
    """All that are in use where none is named."""
    case: int = 0
    by: str = ""
    """The group or attribute in which rows stand together."""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    asked: Asked
    themes: tuple[ThemeColumn, ...]
    """Those that are shown."""
    all_themes: tuple[ThemeColumn, ...]
    all_cases: tuple[tuple[int, str], ...]
    attributes: tuple[tuple[int, str], ...]
    bands: tuple[Band, ...]

    @property
    def rows(self) -> list[CaseRow]:
        return [row for band in self.bands for row in band.rows]

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def charted(self) -> int:
        return sum(1 for cell in self.cells if cell.summary)

    @property
    def to_chart(self) -> int:
        """Cells that have passages or a summary."""
        return sum(1 for cell in self.cells if cell.summary or cell.passages)

    @property
    def undecided(self) -> int:
        return sum(1 for cell in self.cells if cell.undecided)

    @property
    def stale(self) -> int:
        return sum(1 for cell in self.cells if cell.stale)


def chart(project: Project, asked: Asked) -> Chart:
    """The chart as it is asked for. A number of queries that does not grow with it."""
    every = _themes(project)
    chosen = [one for one in every if not asked.themes or one.id in asked.themes] or every
    held = measured(project, asked.cases)
    attributes = tuple(
        Attribute.objects.filter(project=project, retired_at=None).values_list("pk", "name")
    )
    cases = _people(project) if asked.cases == PEOPLE else _transcripts(project)
    summaries = _summaries(project, asked.cases)
    shown = [case for case in cases if not asked.case or case.id == asked.case] or cases
    rows = [
        replace(case, cells=tuple(
            _cell(case, one, held.get((case.id, one.id), NOTHING),
                  summaries.get((case.id, one.id)))
            for one in chosen
        ))
        for case in shown
    ]  # fmt: skip
    columns = tuple(
        # A passage is of one case.
        replace(one, passages=sum(held.get((case.id, one.id), NOTHING).passages for case in cases))
        for one in chosen
    )  # fmt: skip
    return Chart(
        asked, columns, tuple(every), tuple((case.id, case.name) for case in cases), attributes,
        _bands(rows, asked),
    )  # fmt: skip


def _cell(
    case: CaseRow, theme: ThemeColumn, held: Measured, summary: Standing | None
) -> Cell:  # fmt: skip
    if summary is None:
        return Cell(case.id, theme.id, theme.name, held.passages, uncoded=case.uncoded)
    pk, text, digest, undecided = summary
    return Cell(case.id, theme.id, theme.name, held.passages, pk, text,
                undecided or digest != held.digest, undecided)  # fmt: skip


def _bands(rows: list[CaseRow], asked: Asked) -> tuple[Band, ...]:
    if asked.sort == "passages":
        rows = sorted(rows, key=lambda row: -row.passages)
    elif asked.sort:
        rows = sorted(rows, key=lambda row: _late(row.value(asked.sort)))
    if not asked.by:
        return (Band("", tuple(rows)),) if rows else ()
    found: defaultdict[str, list[CaseRow]] = defaultdict(list)
    for row in rows:
        found[row.value(asked.by)].append(row)
    return tuple(Band(name, tuple(found[name])) for name in sorted(found, key=_late))


def _late(name: str) -> tuple[bool, str]:
    """What is not recorded comes last."""
    return name == UNKNOWN, name.casefold()


def _themes(project: Project) -> list[ThemeColumn]:
    under: defaultdict[int | None, list[tuple[int, str]]] = defaultdict(list)
    rows = Theme.objects.filter(project=project, retired_at=None)
    for pk, parent, name in rows.values_list("pk", "parent_id", "name"):
        under[parent].append((pk, name))
    known = {pk for beneath in under.values() for pk, _ in beneath}
    found: list[ThemeColumn] = []

    def walk(parent: int | None, depth: int) -> None:
        for pk, name in under.get(parent, ()):
            found.append(ThemeColumn(pk, name, depth))
            walk(pk, depth + 1)

    for top in [parent for parent in under if parent is None or parent not in known]:
        walk(top, 0)
    return found


def codes_below(project: Project, themes: Collection[int]) -> dict[int, set[int]]:
    """The codes of each theme and of those in use beneath it."""
    parents = dict(
        Theme.objects.filter(project=project, retired_at=None).values_list("pk", "parent_id")
    )
    of: dict[int, set[int]] = {theme: set() for theme in themes}
    for theme, code in ThemeCode.objects.filter(
        project=project, theme__retired_at=None
    ).values_list("theme_id", "code_id"):  # fmt: skip
        at: int | None = theme
        while at is not None:
            if at in of:
                of[at].add(code)
            at = parents.get(at)
    return of


def _people(project: Project) -> list[CaseRow]:
    values = attribute_values(project)
    waits = _waiting(project, PEOPLE)
    heard: defaultdict[int, set[int]] = defaultdict(set)
    turns = Turn.objects.filter(project=project, participant__isnull=False).order_by()
    for person, where in turns.values_list(
        "participant_id", "version__transcript_id"
    ).distinct():  # fmt: skip
        heard[person or 0].add(where)
    coded = coded_transcripts(project)
    rows = Participant.objects.filter(project=project).order_by("pseudonym")
    return [
        CaseRow(pk, name, group, tuple(values[pk]), gone is not None, waits.get(pk, ""),
                uncoded=gone is None and coded.isdisjoint(heard[pk]))
        for pk, name, group, gone in rows.values_list("pk", "pseudonym", "group", "withdrawn_at")
        if pk in heard
    ]  # fmt: skip


def _transcripts(project: Project) -> list[CaseRow]:
    waits, coded = _waiting(project, ""), coded_transcripts(project)
    rows = Transcript.objects.filter(project=project).order_by("held_on", "pk")
    return [
        CaseRow(pk, title, str(Transcript.Kind(kind).label), (), False, waits.get(pk, ""),
                uncoded=pk not in coded)
        for pk, title, kind in rows.values_list("pk", "title", "kind")
    ]  # fmt: skip


def attribute_values(project: Project) -> defaultdict[int, list[tuple[int, str]]]:
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = AttributeValue.objects.filter(project=project, attribute__retired_at=None)
    for person, attribute, value in rows.order_by("attribute__order", "attribute_id").values_list(
        "participant_id", "attribute_id", "value"
    ):
        found[person].append((attribute, value))
    return found


def _waiting(project: Project, cases: str) -> dict[int, str]:
    """The cases whose transcripts are still in a round, with the round's name."""
    rows = Assignment.objects.filter(project=project, round__closed_at=None)
    rounds = dict(rows.order_by("-pk").values_list("transcript_id", "round__name"))
    if cases != PEOPLE or not rounds:
        return rounds
    turns = Turn.objects.filter(
        version__transcript__in=list(rounds), version__current=True, participant__isnull=False
    )
    pairs = turns.order_by().values_list("participant_id", "version__transcript_id").distinct()
    return {person: rounds[transcript] for person, transcript in pairs}


Standing = tuple[int, str, str, bool]
"""A summary that stands: its number, text and digest, and whether it waits to be decided on."""


def _summaries(project: Project, cases: str) -> dict[tuple[int, int], Standing]:
    whose = "participant_id" if cases == PEOPLE else "transcript_id"
    rows = ChartSummary.objects.filter(
        project=project, removed_at=None, **{f"{whose}__isnull": False}
    )
    return {
        (case, theme): (pk, text, digest, gone is not None and at < gone)
        for case, theme, pk, text, digest, at, gone in rows.values_list(
            whose, "theme_id", "pk", "text", "digest", "created_at", "participant__withdrawn_at"
        )
    }
