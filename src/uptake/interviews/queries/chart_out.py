"""The chart as tables to take out: its cells, and the passages they rest on with references."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

from uptake.formats.grids import Grid, Value
from uptake.interviews.models import Participant, SummaryPassage
from uptake.interviews.queries.cells import PEOPLE, all_inside
from uptake.interviews.queries.chart import (
    Asked,
    CaseRow,
    Cell,
    Chart,
    ThemeColumn,
    attribute_values,
    chart,
    codes_below,
)
from uptake.interviews.queries.passages import InItsTurn, in_turns
from uptake.methods.small_groups import LEAST, risky_quotes
from uptake.projects.models import Project

WITHHELD = "Withheld"
NOT_CODED = "Not coded yet"


def chart_tables(project: Project, asked: Asked) -> list[Grid]:
    """The chart and its passages, protected where cases are shown by group or attribute.

    What somebody is called in a group or attribute is withheld where fewer than `LEAST` people
    share all that would stand beside their words, and where they withdrew.
    """
    found = chart(project, asked)
    shown = _shown(asked)
    beside, held_back = _beside(project, found, shown)
    rows = _ordered(found.rows, beside, shown)
    heads = tuple(_heading(found, of) for of in shown)
    note = _note(found, shown, held_back)
    table = Grid(
        "Framework chart", ("Case", *heads, *(theme.name for theme in found.themes)),
        tuple(
            (_named(row), *(beside[row.id][of] for of in shown), *map(_said, row.cells))
            for row in rows
        ),
        note,
    )  # fmt: skip
    return [table, _passages(project, found, rows)]


def _named(row: CaseRow) -> str:
    return f"{row.name} (withdrawn)" if row.withdrawn else row.name


def _said(cell: Cell) -> str:
    """A cell's summary; of who withdrew only where it was decided to keep it."""
    if cell.undecided:
        return ""
    return NOT_CODED if cell.uncoded and not cell.passages else cell.text


def _shown(asked: Asked) -> tuple[str, ...]:
    """The groups and attributes that the rows stand by."""
    if asked.cases != PEOPLE:
        return ()
    return tuple(dict.fromkeys(of for of in (asked.by, asked.sort) if of and of != "passages"))


def _heading(found: Chart, of: str) -> str:
    return "Group" if of == "group" else dict(found.attributes).get(int(of), "")


Beside = dict[int, dict[str, str]]
"""For each case what stands beside it, by group or attribute."""


def _beside(project: Project, found: Chart, shown: Sequence[str]) -> tuple[Beside, int]:
    """What may stand beside each case, and of how many something is withheld."""
    beside = {row.id: {of: row.value(of) for of in shown} for row in found.rows}
    if not shown:
        return beside, 0
    people = _heard(project, shown)
    gone = [row.id for row in found.rows if row.id not in people]
    for pk in gone:
        beside[pk] = dict.fromkeys(shown, WITHHELD)
    quotes = [(row.id, row.id) for row in found.rows if row.id in people]
    risky = risky_quotes(people, quotes, shown)
    for one in risky:
        kept = set(one.keep[0]) if one.keep else set()
        for of in shown:
            if of not in kept:
                beside[int(str(one.quote))][of] = WITHHELD
    return beside, len(risky) + len(gone)


def _heard(project: Project, shown: Sequence[str]) -> dict[Hashable, Mapping[str, Hashable]]:
    """What every participant is, as quotes count them: without who withdrew."""
    values = attribute_values(project)
    rows = Participant.objects.filter(project=project, withdrawn_at=None)
    cases = [
        CaseRow(pk, name, group, tuple(values[pk]), False, "")
        for pk, name, group in rows.values_list("pk", "pseudonym", "group")
    ]
    return {case.id: {of: case.value(of) for of in shown} for case in cases}


def _ordered(rows: list[CaseRow], beside: Beside, shown: Sequence[str]) -> list[CaseRow]:
    """Rows whose heading is withheld come last, by name: their place would tell what they are."""

    def told(row: CaseRow) -> bool:
        return WITHHELD in beside[row.id].values()

    named = [row for row in rows if not told(row)]
    return named + sorted((row for row in rows if told(row)), key=lambda row: row.name)


def _note(found: Chart, shown: Sequence[str], held_back: int) -> str:
    said = f"{found.charted:,} of {found.to_chart:,} cells with passages are summarised."
    if found.stale:
        said += f" In {found.stale:,} of them the passages changed since."
    if found.undecided:
        said += (
            " Summaries of people who withdrew are left out until it is decided to keep them"
            f" ({found.undecided:,})."
        )
    if shown:
        said += (
            f" A group or attribute that fewer than {LEAST} people share is withheld, and so are"
            f" those of people who withdrew ({held_back:,} of {len(found.rows):,} cases)."
        )
    return said


def _passages(project: Project, found: Chart, rows: Iterable[CaseRow]) -> Grid:
    codes = codes_below(project, [theme.id for theme in found.themes])
    held = all_inside(project, found.asked.cases, codes)
    wanted = [(row, theme) for row in rows for theme in found.themes]
    details = in_turns(
        project, {it.passage for row, theme in wanted for it in held.get((row.id, theme.id), ())}
    )
    rests = set(
        SummaryPassage.objects.filter(project=project, summary__removed_at=None).values_list(
            "summary__theme_id", "passage_id"
        )
    )
    lines = tuple(
        _line(row, theme, details[it.passage], (theme.id, it.passage) in rests)
        for row, theme in wanted
        for it in held.get((row.id, theme.id), ())
    )
    head = ("Case", "Theme", "Transcript", "Turn", "Speaker", "Passage", "Summary rests on it",
            "Reference")  # fmt: skip
    return Grid("Passages of the chart", head, lines)


def _line(row: CaseRow, theme: ThemeColumn, detail: InItsTurn, rests: bool) -> tuple[Value, ...]:
    return (row.name, theme.name, detail.title, detail.number, detail.speaker, detail.quote,
            "yes" if rests else "", f"passage {detail.id}")  # fmt: skip
