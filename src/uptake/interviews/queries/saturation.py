"""How many new codes each interview brought, in the order in which they were held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from uptake.formats.grids import Grid
from uptake.interviews.models import Participant, SaturationCall, Transcript
from uptake.interviews.queries.pieces import pieces
from uptake.interviews.queries.tree import code_tree
from uptake.methods.saturation import BASE, RUN, SHARE, Saturation, saturation
from uptake.projects.models import Project

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 628, 16, 264


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview with the codes that it was the first to bring."""

    id: int
    title: str
    held_on: date | None
    codes: int
    new: tuple[str, ...]
    known: int


@dataclass(frozen=True, slots=True)
class Dot:
    """An interview on the picture."""

    x: float
    y: float
    bar: float
    """Where the bar of its new codes begins."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The curve of codes known, the mean over all orders, and a bar of new codes for each."""

    path: str
    mean: str
    dots: tuple[Dot, ...]
    width: float
    top: int
    says: str


@dataclass(frozen=True, slots=True)
class Curve:
    group: str
    found: Saturation
    interviews: tuple[Interview, ...]
    picture: Picture | None
    undated: int
    uncoded: int
    calls: tuple[SaturationCall, ...]


def curve(
    project: Project, group: str = "", *, base: int = BASE, run: int = RUN, share: float = SHARE
) -> Curve:
    """The interviews that are coded, in the order held (undated ones last), and what they brought.

    Of one group: what people of it said, in the interviews in which they speak.
    """
    book = {row.id: row.name for row in code_tree(project, retired=True)}
    brought: defaultdict[int, set[int]] = defaultdict(set)
    for one in pieces(project):
        if not group or one.group == group:
            brought[one.transcript].add(one.code)
    held = Transcript.objects.filter(project=project)
    if group:
        held = held.filter(versions__current=True, versions__turns__participant__group=group)
    rows = sorted(
        held.distinct().values_list("pk", "title", "held_on"),
        key=lambda row: (row[2] is None, row[2] or date.min, row[0]),
    )
    coded = [row for row in rows if row[0] in brought]
    found = saturation([brought[pk] for pk, _, _ in coded], base=base, run=run, most=share)
    interviews = tuple(
        Interview(
            pk, title, day, step.codes,
            tuple(name for code, name in book.items() if code in step.new), step.known,
        )
        for (pk, title, day), step in zip(coded, found.steps, strict=True)
    )  # fmt: skip
    return Curve(
        group, found, interviews, _picture(interviews, found.expected),
        sum(row[2] is None for row in coded), len(rows) - len(coded), calls(project, group),
    )  # fmt: skip


def groups_in(project: Project) -> list[str]:
    """The groups of people in the project."""
    rows = Participant.objects.filter(project=project).exclude(group="")
    return sorted(set(rows.values_list("group", flat=True)), key=str.casefold)


def calls(project: Project, group: str = "") -> tuple[SaturationCall, ...]:
    """What was judged of saturation, of a group or of all."""
    rows = SaturationCall.objects.filter(project=project, removed_at=None).select_related("by")
    return tuple(rows.filter(group=group) if group else rows)


def _picture(rows: Sequence[Interview], expected: Sequence[float]) -> Picture | None:
    if not rows:
        return None
    top, count = max(rows[-1].known, 1), len(rows)
    each = (RIGHT - LEFT) / count

    def x(at: float) -> float:
        return round(LEFT + each * at, 1)

    def y(up: float) -> float:
        return round(BOTTOM - up / top * (BOTTOM - TOP), 1)

    dots = tuple(Dot(x(at + 0.5), y(row.known), y(len(row.new))) for at, row in enumerate(rows))
    return Picture(
        _line((dot.x, dot.y) for dot in dots),
        _line((x(at - 0.5), y(known)) for at, known in enumerate(expected) if at),
        dots, round(each * 0.5, 1), top,
        f"{rows[-1].known} codes after {count} interview{'s' if count > 1 else ''}; the last one "
        f"brought {len(rows[-1].new)}.",
    )  # fmt: skip


def _line(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def saturation_grid(found: Curve, title: str) -> Grid:
    """The curve as a table, with its parameters."""
    head = ("Number", "Interview", "Held on", "Codes", "New codes", "Known", "Expected", "Which")
    rows = tuple(
        (at, row.title, str(row.held_on or ""), row.codes, len(row.new), row.known,
         f"{found.found.expected[at]:.1f}", "; ".join(row.new))
        for at, row in enumerate(found.interviews, start=1)
    )  # fmt: skip
    return Grid(title, head, rows, says(found))


def says(found: Curve) -> str:
    """What the numbers say, with every parameter."""
    it = found.found
    rule = (
        f"Base: the first {it.base} interviews ({it.base_codes} codes). Runs of {it.run}; a run "
        f"brings hardly anything new at {100 * it.most:g} % of the base or less."
    )
    if it.undefined:
        return f"{rule} Not defined: {it.undefined}"
    if it.reached is None:
        return f"{rule} No run brought so few."
    return f"{rule} The first such run ends with interview {it.reached}."
