"""Commands about what is made of the coding: themes, cross-tabs and COREQ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from uptake.cli.importing import json_option, project_option
from uptake.cli.site import find_project, open_site
from uptake.cli.studies import force_option, to_option
from uptake.cli.taking import note_taken, take_out
from uptake.cli.terminal import Told, as_json, as_table, examples, say

if TYPE_CHECKING:
    from uptake.formats.grids import Grid
    from uptake.interviews.queries.crosstabs import Asked
    from uptake.projects.models import Project


@click.group()
def themes() -> None:
    """List the themes, or write them to a file."""


@themes.command("list", epilog=examples("uptake themes list", "uptake themes list --json"))
@project_option
@json_option
def list_(project_: str | None, json_: bool) -> None:
    """List the themes with their codes and how much carries them."""
    open_site()
    from uptake.interviews.queries.themes import themes as every_theme

    rows = every_theme(find_project(project_)).rows
    if json_:
        as_json([
            {"id": row.id, "name": row.name, "parent": row.parent, "about": row.about,
             "codes": [code.name for code in row.codes], "passages": row.heard.passages,
             "people": row.heard.people, "transcripts": row.heard.transcripts}
            for row in rows
        ])  # fmt: skip
        return
    as_table(
        ("theme", "codes", "passages", "people", "transcripts"),
        [("  " * row.depth + row.name, len(row.codes), row.heard.passages, row.heard.people,
          row.heard.transcripts) for row in rows],
    )  # fmt: skip


@themes.command("export", epilog=examples("uptake themes export --to themes.docx"))
@project_option
@to_option("themes.csv")
@force_option
def export_themes(project_: str | None, to: str, force: bool) -> None:
    """Write the themes with their codes."""
    open_site()
    from uptake.interviews.queries.themes_out import themes_grid

    project = find_project(project_)
    _write(project, "themes", themes_grid(project), to, force)


@click.command(
    epilog=examples(
        "uptake crosstab",
        "uptake crosstab --rows theme --by question",
        "uptake crosstab --by 'Years in post' --to years.xlsx",
        "uptake crosstab --by code --rule near --apart 2 --json",
    )
)
@click.option("--rows", type=click.Choice(["code", "theme"]), default="code", show_default=True)
@click.option("--by", "against", metavar="WHAT", default="group", show_default=True,
              help="group, question, transcript, code, or an attribute's name")  # fmt: skip
@click.option("--rule", type=click.Choice(["same", "overlap", "turn", "near"]), default="same",
              show_default=True, help="of codes by codes: when two stand together")  # fmt: skip
@click.option("--apart", type=click.IntRange(0, 20), default=1, show_default=True,
              help="of --rule near: turns")  # fmt: skip
@click.option("--least", type=click.IntRange(1, 100), default=5, show_default=True,
              help="hold back counts of fewer people than this; 1 holds back nothing")  # fmt: skip
@click.option("--to", metavar="FILE", help="a .csv, .xlsx or .docx to write")
@project_option
@force_option
@json_option
def crosstab(
    rows: str, against: str, rule: str, apart: int, least: int, to: str | None,
    project_: str | None, force: bool, json_: bool,
) -> None:  # fmt: skip
    """Lay codes or themes against groups, attributes, questions, transcripts or codes.

    Where the columns are groups of people, small counts are held back, and others with them so
    that none can be worked out.
    """
    open_site()
    from uptake.interviews.queries.crosstab_out import sheet
    from uptake.interviews.queries.crosstabs import crosstab as lay

    project = find_project(project_)
    table = lay(project, _asked(project, rows, against, rule, apart))
    grid = sheet(project, table, f"{project.title}: {table.asked.title}", least).grid
    if json_:
        note_taken(project, "crosstab", "json", rows=len(grid.rows))
        as_json({"columns": grid.head, "rows": grid.rows, "note": grid.note})
    elif to:
        _write(project, "crosstab", grid, to, force)
    else:
        as_table(grid.head, [["" if cell is None else cell for cell in row] for row in grid.rows])
        say(grid.note)


def _asked(project: Any, rows: str, against: str, rule: str, apart: int) -> Asked:
    from uptake.interviews.queries.crosstabs import WAYS, Asked, attributes

    if against in WAYS:
        return Asked(rows, against, 0, rule, apart)
    known = attributes(project)
    for pk, name in known:
        if name.casefold() == against.casefold():
            return Asked(rows, "attribute", pk, rule, apart)
    raise Told(f"There is no attribute called {against}.",
               f"There are: {', '.join([*WAYS, *(name for _, name in known)])}.")  # fmt: skip


@click.command(
    epilog=examples("uptake coreq", "uptake coreq --docx coreq.docx", "uptake coreq --json")
)
@click.option("--docx", metavar="FILE", help="write all items to a Word document")
@project_option
@force_option
@json_option
def coreq(docx: str | None, project_: str | None, force: bool, json_: bool) -> None:
    """Answer the 32 items of COREQ as far as the project knows."""
    open_site()
    from uptake.interviews.queries.coreq import STATES, coreq_grid, coreq_sheet

    project = find_project(project_)
    if docx:
        if not docx.casefold().endswith(".docx"):
            raise click.UsageError(f"{docx}: the name of the file ends with .docx.")
        _write(project, "coreq", coreq_grid(project), docx, force)
        return
    sheet = coreq_sheet(project)
    if json_:
        as_json([
            {"item": row.item.number, "topic": row.item.topic, "state": row.state,
             "text": row.says, "from": row.known.source if row.known else ""}
            for row in sheet.rows
        ])  # fmt: skip
        return
    as_table(
        ("item", "topic", "state"),
        [(row.item.number, row.item.topic, STATES[row.state]) for row in sheet.rows],
    )
    say(f"{sheet.count('author', 'known')} of {len(sheet.rows)} items are answered, "
        f"{sheet.count('part')} in part, {sheet.count('open')} are open.")  # fmt: skip


def _write(project: Project, what: str, grid: Grid, to: str, force: bool) -> None:
    from uptake.formats.grids import FORMS

    form = FORMS.get(to.rpartition(".")[2].casefold())
    if form is None:
        raise click.UsageError(f"{to}: the name of the file ends with .csv, .xlsx or .docx.")
    take_out(project, what, to, form.write(grid), rows=len(grid.rows), force=force)
    say(f"{to} is written. {grid.note}")
