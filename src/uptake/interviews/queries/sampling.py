"""The sampling grid: how many of each kind are wanted, invited and heard; what is short."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from uptake.interviews.layers import settled
from uptake.interviews.models import (
    Attribute,
    AttributeValue,
    Coding,
    SamplingTarget,
    SaturationCall,
    Transcript,
)
from uptake.interviews.queries.people import Kind, Person
from uptake.methods.saturation import Saturation, saturation
from uptake.projects.counted import counted
from uptake.projects.models import Project

NOT_KNOWN = "Not known"
STILL_OPEN = frozenset({Kind.INVITED, Kind.AGREED})


@dataclass(frozen=True, slots=True)
class Trait:
    """An attribute as it stands."""

    id: int
    name: str
    options: tuple[str, ...]
    filled: int
    retired: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """Some kind of people: how many are wanted, were invited, took part, and may still come."""

    wanted: int | None
    invited: int
    took_part: int
    open: int

    @property
    def short(self) -> int:
        return max((self.wanted or 0) - self.took_part, 0)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One group of the grid; the first cell is the group's own, the others its values'."""

    group: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One attribute (or none) by group."""

    attribute: int | None
    name: str
    values: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted of some kind of people, and what is short of it, in words."""

    id: int
    who: str
    group: str
    attribute: int | None
    value: str
    cell: Cell

    @property
    def says(self) -> str:
        if not self.cell.short:
            return "Enough took part"
        short = f"{self.cell.short:,} short: {self.cell.took_part:,} of {self.cell.wanted:,}"
        if not self.cell.open:
            return f"{short} took part, and nobody else is invited"
        return f"{short} took part, and {counted(self.cell.open, 'other')} may still come"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What everybody is in every attribute: a table to fill in."""

    traits: tuple[Trait, ...]
    rows: tuple[tuple[Person, tuple[str, ...]], ...]


def traits(project: Project) -> list[Trait]:
    """Every attribute of the project, retired ones last."""
    filled = Counter(
        AttributeValue.objects.filter(project=project).values_list("attribute_id", flat=True)
    )
    rows = sorted(Attribute.objects.filter(project=project),
                  key=lambda row: (row.retired_at is not None, row.order, row.pk))  # fmt: skip
    return [
        Trait(row.pk, row.name, tuple(row.options), filled[row.pk], row.retired_at is not None)
        for row in rows
    ]


def held(project: Project) -> dict[tuple[int, int], str]:
    """What participants are: by participant and attribute."""
    rows = AttributeValue.objects.filter(project=project, attribute__retired_at=None)
    return {
        (person, attribute): value
        for person, attribute, value in rows.values_list("participant", "attribute", "value")
    }


def sheet(project: Project, people: Iterable[Person]) -> Sheet:
    """The table of what everybody is; who withdrew is not in it."""
    used = tuple(trait for trait in traits(project) if not trait.retired)
    values = held(project)
    return Sheet(used, tuple(
        (person, tuple(values.get((person.id, trait.id), "") for trait in used))
        for person in people if person.withdrawn_at is None
    ))  # fmt: skip


def grids(project: Project, people: Sequence[Person], used: Iterable[Trait]) -> list[Grid]:
    """A grid for each attribute that anything is known or wanted of; else the groups alone."""
    wanted = set(SamplingTarget.objects.filter(project=project).values_list("attribute", flat=True))
    known = [trait for trait in used if trait.filled or trait.id in wanted]
    return [grid(project, people, trait) for trait in known] or [grid(project, people, None)]


def grid(project: Project, people: Sequence[Person], attribute: Trait | None) -> Grid:
    """Groups by the values of one attribute; without one, the groups alone."""
    values = held(project)
    targets = list(SamplingTarget.objects.filter(project=project))
    wanted = {(one.group.casefold(), one.attribute_id, one.value.casefold()): one.wanted
              for one in targets}  # fmt: skip
    by_group: dict[str, list[Person]] = defaultdict(list)
    names: dict[str, str] = {}
    for person in people:
        names.setdefault(person.group.casefold(), person.group)
        by_group[person.group.casefold()].append(person)
    for target in targets:
        names.setdefault(target.group.casefold(), target.group)
    columns = _columns(attribute, values, people, wanted)
    asked = attribute.id if attribute else 0
    rows = []
    for key in sorted(names, key=lambda one: (one == "", names[one].casefold())):
        those = by_group[key] if key else list(people)
        cells = [cell(those, wanted.get((key, None, "")))]
        for column in columns:
            match = [one for one in those if _is(values, one, asked, column)]
            cells.append(cell(match, wanted.get((key, asked, column.casefold()))))
        rows.append(GridRow(names[key] or "Everybody", tuple(cells)))
    name = attribute.name if attribute else ""
    return Grid(asked or None, name, tuple(columns), tuple(rows))


def _columns(
    attribute: Trait | None, values: dict[tuple[int, int], str], people: Sequence[Person],
    wanted: dict[tuple[str, int | None, str], int],
) -> list[str]:  # fmt: skip
    """The attribute's options, or its values as they occur; and whose is not known, if any is."""
    if attribute is None:
        return []
    found = {option.casefold(): option for option in attribute.options}
    for (_, trait), value in sorted(values.items(), key=lambda item: item[1].casefold()):
        if trait == attribute.id:
            found.setdefault(value.casefold(), value)
    for _, of, value in wanted:
        if of == attribute.id:
            found.setdefault(value, value)
    unknown = any((one.id, attribute.id) not in values for one in people)
    return [*found.values(), *([NOT_KNOWN] if unknown else [])]


def _is(values: dict[tuple[int, int], str], person: Person, attribute: int, value: str) -> bool:
    theirs = values.get((person.id, attribute), NOT_KNOWN)
    return theirs.casefold() == value.casefold()


def cell(people: Sequence[Person], wanted: int | None) -> Cell:
    """Some kind of people, counted. Who withdrew counts as invited, and not as heard."""
    here = [one for one in people if one.withdrawn_at is None]
    return Cell(
        wanted, sum(1 for one in people if one.invited), sum(1 for one in here if one.took_part),
        sum(1 for one in here if one.state in STILL_OPEN),
    )  # fmt: skip


def targets(project: Project, people: Sequence[Person]) -> list[Target]:
    """Everything that is wanted, what is shortest first."""
    values = held(project)
    found = []
    rows = SamplingTarget.objects.filter(project=project).select_related("attribute")
    for row in rows:
        those = [
            one for one in people
            if (not row.group or one.group.casefold() == row.group.casefold())
            and (row.attribute_id is None or _is(values, one, row.attribute_id, row.value))
        ]  # fmt: skip
        named = f"{row.attribute.name}: {row.value}" if row.attribute else ""
        who = ", ".join(part for part in (row.group or "everybody", named) if part)
        found.append(Target(row.pk, who[:1].upper() + who[1:], row.group, row.attribute_id,
                            row.value, cell(those, row.wanted)))  # fmt: skip
    return sorted(found, key=lambda one: (-one.cell.short, one.who.casefold()))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A dated judgement on saturation."""

    id: int
    group: str
    on: date
    reached: bool
    why: str
    by: str
    removed: bool


def judgements(project: Project) -> list[Judgement]:
    """Every judgement on saturation, the newest first."""
    rows = SaturationCall.objects.filter(project=project).select_related("by")
    return [
        Judgement(row.pk, row.group, row.on, row.reached, row.why, row.by.name if row.by else "",
                  row.removed_at is not None)
        for row in rows.order_by("-on", "-pk")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewCodes:
    """What each interview brought, in the order in which they were held."""

    rows: tuple[tuple[str, date | None, int, int, int], ...]
    """Title, day, codes, codes not met before, codes known then."""
    answer: Saturation
    undated: int


def new_codes(project: Project) -> NewCodes:
    """How many new codes each coded transcript brought; those without a day come last."""
    used: dict[int, set[int]] = defaultdict(set)
    codings = Coding.objects.filter(settled(), project=project).order_by()
    for transcript, code in codings.values_list("passage__transcript", "code").distinct():
        used[transcript].add(code)
    coded = Transcript.objects.filter(project=project, pk__in=used)
    rows = sorted(coded, key=lambda row: (row.held_on is None, row.held_on or date.min, row.pk))
    answer = saturation([frozenset(used[row.pk]) for row in rows])
    return NewCodes(
        tuple((row.title, row.held_on, step.codes, len(step.new), step.known)
              for row, step in zip(rows, answer.steps, strict=True)),
        answer, sum(1 for row in rows if row.held_on is None),
    )  # fmt: skip
