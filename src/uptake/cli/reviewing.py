"""The end of a review at the terminal: the PRISMA diagram, its tables, and its updates."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from uptake.cli.importing import json_option, project_option
from uptake.cli.site import find_project, open_site, terminal
from uptake.cli.terminal import Told, as_json, as_table, counted, examples, say, write_out

if TYPE_CHECKING:
    from uptake.projects.models import Project

to_option = click.option("--to", metavar="FILE", help="the file to write")
force_option = click.option("--force", is_flag=True, help="write over a file that is there")


@click.command(
    epilog=examples(
        "uptake prisma",
        "uptake prisma --to prisma.svg",
        "uptake prisma --round 2 --to update.docx",
    )
)
@project_option
@click.option("--round", "round_", type=int, help="1 for the review, 2 for its first update; the "
              "latest unless said")  # fmt: skip
@to_option
@force_option
@json_option
def prisma(
    project_: str | None, round_: int | None, to: str | None, force: bool, json_: bool
) -> None:
    """Count the PRISMA 2020 flow, and draw it.

    Without --to the numbers are listed. The ending of the file says what it becomes: .svg, .png,
    .docx (boxes that can be edited) or .json. Everything is counted from the records.
    """
    open_site()
    from uptake.review.pictures import KINDS, as_file
    from uptake.review.queries import flow as flows

    project = find_project(project_)
    number = _round(project, round_)
    if to:
        kind = Path(to).suffix.removeprefix(".").casefold()
        if kind not in KINDS:
            raise click.UsageError(f"{to}: the name of the file ends with .{', .'.join(KINDS)}.")
        write_out(to, io.BytesIO(as_file(project, number, kind)), force)
        say(f"{to} is written.")
        return
    found = flows.flow(project, number)
    if json_:
        as_json(asdict(found))
        return
    for _, name, lines in flows.sides(found):
        as_table(
            (name, "number"), [("  " * one.inner + one.says, f"{one.number:,}") for one in lines]
        )
        say()
    studies = counted(found.total_studies, "study", "studies")
    say(f"{studies} in {counted(found.total_reports, 'report')}.")


def _round(project: Project, asked: int | None) -> int:
    from uptake.review.queries import flow as flows

    rows = flows.rounds(project)
    if asked is None:
        return rows[-1].number
    if asked not in {row.number for row in rows}:
        listed = "; ".join(f"{row.number} {row.title}" for row in rows)
        raise Told(f"There is no round {asked}.", f"Rounds: {listed}.")
    return asked


@click.group()
def review() -> None:
    """Write the tables of a review to files, or open its next update."""


@review.command(
    short_help="List the included studies or excluded texts.",
    epilog=examples(
        "uptake review table included",
        "uptake review table included --to included.xlsx",
        "uptake review table excluded --to excluded.docx",
    ),
)
@click.argument("which", type=click.Choice(["included", "excluded"]))
@project_option
@to_option
@force_option
@json_option
def table(which: str, project_: str | None, to: str | None, force: bool, json_: bool) -> None:
    """List the included studies, or the full texts that were excluded.

    Without --to the table is shown. The ending of the file says what it becomes: .csv, .xlsx or
    .docx. What two people entered is shown once it was settled, or where both say the same.
    """
    open_site()
    from uptake.formats.grids import FORMS
    from uptake.review.queries.included import GRIDS

    grid = GRIDS[which](find_project(project_))
    if to:
        kind = Path(to).suffix.removeprefix(".").casefold()
        if kind not in FORMS:
            raise click.UsageError(f"{to}: the name of the file ends with .{', .'.join(FORMS)}.")
        write_out(to, io.BytesIO(FORMS[kind].write(grid)), force)
        say(f"{to} is written.")
    elif json_:
        as_json([dict(zip(grid.head, row, strict=True)) for row in grid.rows])
    else:
        as_table(grid.head, [["" if one is None else one for one in row] for row in grid.rows])
        say(grid.note)


@review.command(short_help="List the review and its updates.",
                epilog=examples("uptake review rounds", "uptake review rounds --json"))  # fmt: skip
@project_option
@json_option
def rounds(project_: str | None, json_: bool) -> None:
    """List the review and its updates: records, what was new, what is still to screen."""
    open_site()
    from uptake.review.queries import living

    rows = living.round_rows(find_project(project_))
    if json_:
        as_json([
            {"number": one.row.number, "title": one.row.title, "records": one.records,
             "new": one.new, "to screen": one.to_screen, "reports included": one.flow.reports}
            for one in rows
        ])  # fmt: skip
        return
    as_table(
        ("number", "title", "records", "new", "to screen", "reports included"),
        [(one.row.number, one.row.title, one.records, one.new, one.to_screen, one.flow.reports)
         for one in rows],
    )  # fmt: skip


@review.command(short_help="Open an update of the review.",
                epilog=examples('uptake review update "Update of November 2026"'))  # fmt: skip
@click.argument("title")
@click.option("--why", default="", help="Why it begins while the round before is unfinished.")
@project_option
def update(title: str, why: str, project_: str | None) -> None:
    """Open an update: what is imported from now on belongs to it.

    Screening then asks only for what is new. What was judged stays judged, and what the stopping
    rule left unread stays unread. While the round before is unfinished it takes a reason.
    """
    open_site()
    from uptake.review.actions.rounds import open_round

    made = open_round(by=terminal(), project=find_project(project_), title=title, why=why)
    say(f"Round {made.number}, {made.title}, is open.")


@review.command(short_help="Write sentences for a methods section.",
                epilog=examples("uptake review methods > methods.txt"))  # fmt: skip
@project_option
def methods(project_: str | None) -> None:
    """Write sentences for the methods section, of what was recorded."""
    open_site()
    from uptake.review.queries.methods_text import methods_text

    for one in methods_text(find_project(project_)):
        say(one)


@review.command(
    short_help="Write the review as JSON.",
    epilog=examples(
        "uptake review export --to review.json",
        "uptake review export --everything --to whole.json",
    ),
)
@project_option
@click.option("--to", metavar="FILE", default="review.json", show_default=True,
              help="the file to write; - for the screen")  # fmt: skip
@click.option("--everything", is_flag=True, help="verdicts too that are still blind")
@force_option
def export(project_: str | None, to: str, everything: bool, force: bool) -> None:
    """Write the review as JSON: protocol, verdicts, studies, what was extracted, the flow.

    What two people work on without seeing each other's is left out and counted, unless you ask for
    everything.
    """
    open_site()
    from uptake.report.queries import review as whole_review

    found = whole_review(find_project(project_), everything=everything)
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    write_out(to, io.BytesIO(text.encode()), force)
    if to != "-":
        left = sum(found["left_out"].values())
        say(f"{to} is written{f'; {left:,} rows are still blind and left out' if left else ''}.")
