"""Commands about the framework chart and the content analysis: out to files, and a table in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from uptake.cli.importing import a_file, json_option, project_option
from uptake.cli.site import find_account, find_project, open_site
from uptake.cli.studies import force_option, to_option
from uptake.cli.tables import Row, read_table
from uptake.cli.taking import note_taken, take_out
from uptake.cli.terminal import Told, as_json, counted, examples, note, say
from uptake.formats.spreadsheet import unguarded

if TYPE_CHECKING:
    from uptake.formats.grids import Grid
    from uptake.interviews.models import Passage
    from uptake.projects.models import Project

COLUMNS = {
    "passage number": ("passage_number", "number", "id"), "passage": ("quote", "text", "words"),
    "transcript": ("document",), "paraphrase": (), "generalisation": ("generalization",),
    "reduction": (), "category": (),
}  # fmt: skip
STEPS = ("paraphrase", "generalisation", "reduction", "category")


@click.group()
def chart() -> None:
    """Write the framework chart to a file."""


@chart.command("export", short_help="Write the chart to a file.", epilog=examples(
    "uptake chart export --to chart.xlsx",
    "uptake chart export --to chart.docx --by group",
    "uptake chart export --cases transcripts --theme Time --json",
))  # fmt: skip
@project_option
@to_option("framework-chart.xlsx")
@force_option
@click.option("--cases", type=click.Choice(["people", "transcripts"]), default="people",
              show_default=True, help="what stands in the rows")  # fmt: skip
@click.option("--by", metavar="group|ATTRIBUTE", default="", help="what rows stand together by")
@click.option("--theme", "themes", multiple=True, metavar="NAME",
              help="one of the themes; may be given several times")  # fmt: skip
@json_option
def export_chart(
    project_: str | None, to: str, force: bool, cases: str, by: str, themes: tuple[str, ...],
    json_: bool,
) -> None:  # fmt: skip
    """Write cases by themes, with a sheet of the passages beneath.

    With --by, a group or attribute that fewer than five people share is withheld.
    With --json, the cells are printed and no file is written.
    """
    open_site()
    from uptake.interviews.queries.chart import Asked
    from uptake.interviews.queries.chart import chart as charted
    from uptake.interviews.queries.chart_out import chart_tables

    project = find_project(project_)
    asked = Asked(cases=cases)
    it = charted(project, asked)
    wanted = [_named(name, [(one.id, one.name) for one in it.all_themes], "theme")
              for name in themes]  # fmt: skip
    kind = "group" if by == "group" else str(_named(by, it.attributes, "attribute")) if by else ""
    asked = Asked(cases=cases, themes=tuple(wanted), by=kind)
    tables = chart_tables(project, asked)
    if json_:
        note_taken(project, "chart", "json", rows=len(tables[0].rows))
        head = tables[0].head
        as_json([dict(zip(head, row, strict=True)) for row in tables[0].rows])
        return
    _write(project, "chart", tables, to, force)
    say(f"{to} is written: {counted(len(tables[0].rows), 'case')}.")


def _named(name: str, rows: Sequence[tuple[int, str]], what: str) -> int:
    found = [pk for pk, known in rows if known.casefold() == name.strip().casefold()]
    if not found:
        known = "; ".join(one for _, one in rows) or "none"
        raise Told(f"There is no {what} called {name!r}.", f"There are: {known}.")
    return found[0]


@click.group()
def content() -> None:
    """Write the content analysis to a file, or bring its steps in from one."""


@content.command("export", short_help="Write the table to a file.", epilog=examples(
    "uptake content export --to content.xlsx",
    "uptake content export --to content.csv",
))  # fmt: skip
@project_option
@to_option("content-analysis.csv")
@force_option
@json_option
def export_content(project_: str | None, to: str, force: bool, json_: bool) -> None:
    """Write every row from passage to category; in .xlsx and .docx the counts by group as well.

    Counts of fewer than five people are withheld. With --json, the rows are printed and no file
    is written.
    """
    open_site()
    from uptake.interviews.queries.content import Asked
    from uptake.interviews.queries.content_out import content_tables

    project = find_project(project_)
    tables = content_tables(project, Asked())
    if json_:
        note_taken(project, "content", "json", rows=len(tables[0].rows))
        as_json([dict(zip(tables[0].head, row, strict=True)) for row in tables[0].rows])
        return
    _write(project, "content", tables, to, force)
    say(f"{to} is written: {counted(len(tables[0].rows), 'row')}.")


@content.command("import", short_help="Bring in steps from a CSV table.", epilog=examples(
    "uptake content import content.csv --as peju.adeyemi@example.org",
))  # fmt: skip
@click.argument("file", type=a_file)
@click.option("--as", "as_", required=True, metavar="EMAIL", help="in whose name it is written")
@project_option
@json_option
def import_content(file: Path, as_: str, project_: str | None, json_: bool) -> None:
    """Write paraphrases, generalisations, reductions and categories of many passages at once.

    Columns: "passage number" as in the export, or "passage" (its words) and "transcript"; then any
    of paraphrase, generalisation, reduction and category. A step whose column is missing stays as
    it is; an empty cell empties it. All lines are written, or none.
    """
    open_site()
    from uptake.interviews.actions.content import Line, bring_in_rows
    from uptake.projects.actor import Member

    project = find_project(project_)
    rows = list(read_table(file, COLUMNS, ()))
    known = _Passages(project)
    lines = [
        Line(row.line, known.of(row),
             {step: unguarded(row[step]) for step in STEPS if step in row.cells})
        for row in rows
    ]  # fmt: skip
    fresh, changed = bring_in_rows(by=Member(find_account(as_)), project=project, lines=lines)
    if json_:
        as_json({"lines": len(lines), "new": fresh, "changed": changed})
        return
    say(f"{counted(changed, 'row')} written, {fresh:,} of them new.")
    if not changed:
        note("Every row reads as in the file already.")


class _Passages:
    """The coded passages of a project, found by number, or by their words and transcript."""

    def __init__(self, project: Project) -> None:
        from uptake.interviews.queries.content import counting_passages

        self._rows = {row.pk: row for row in counting_passages(project)}

    def of(self, row: Row) -> Passage:
        number, words = row["passage number"], unguarded(row["passage"]).strip()
        if number:
            found = self._rows.get(int(number)) if number.isascii() and number.isdigit() else None
            if found is None:
                raise Told(f"There is no coded passage {number}.", "Take the number from the "
                           "export, or give the words and the transcript.", row.where)  # fmt: skip
            if words and _same(words) != _same(found.quote):
                raise Told(f"Passage {number} reads otherwise: “{found.quote[:60]}”.",
                           "Export the table again.", row.where)  # fmt: skip
            return found
        place = row.wanted("transcript").casefold()
        words = row.wanted("passage")
        hits = [
            one for one in self._rows.values()
            if _same(one.quote) == _same(words)
            and place in (one.transcript.title.casefold(), str(one.transcript_id))
        ]  # fmt: skip
        if len(hits) != 1:
            what = "No coded passage reads" if not hits else f"{len(hits)} coded passages read"
            raise Told(f"{what} “{words[:60]}” in {row['transcript']}.",
                       "Give its number instead.", row.where)  # fmt: skip
        return hits[0]


def _same(text: str) -> str:
    return " ".join(text.split())


def _write(project: Project, what: str, tables: Sequence[Grid], to: str, force: bool) -> None:
    from uptake.formats import books, grids

    ending = to.rpartition(".")[2].casefold()
    if ending == "csv":
        content = grids.as_csv(tables[0])
    elif ending in ("xlsx", "docx"):
        content = books.as_xlsx(tables) if ending == "xlsx" else books.as_docx(tables)
    else:
        raise click.UsageError(f"{to}: the name of the file ends with .csv, .xlsx or .docx.")
    take_out(project, what, to, content, rows=len(tables[0].rows), force=force)
