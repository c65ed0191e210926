"""Commands about studies: listed, and what was extracted and appraised written to a file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uptake.cli.importing import json_option, project_option
from uptake.cli.site import find_account, find_project, open_site, terminal
from uptake.cli.terminal import Told, as_json, as_table, examples, say, write_out

if TYPE_CHECKING:
    from uptake.formats.grids import Grid

to_option = click.option("--to", metavar="FILE", help="a .csv, .xlsx or .docx to write")
force_option = click.option("--force", is_flag=True, help="write over a file that is there")
as_option = click.option("--as", "as_", metavar="EMAIL", help="in whose name; the terminal's else")


@click.group()
def studies() -> None:
    """List the included studies, or write them to a file."""


@studies.command("list")
@project_option
@json_option
def list_(project_: str | None, json_: bool) -> None:
    """List the studies with their reports."""
    open_site()
    from uptake.review.queries.included import included

    found = included(find_project(project_))
    rows = [(row.label, row.name, len(row.reports), row.concerns) for row in found.studies]
    if json_:
        names = ("study", "name", "reports", "concerns")
        as_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    as_table(("study", "name", "reports", "concerns"), rows)


@studies.command("export", epilog=examples("uptake studies export --to studies.xlsx"))
@project_option
@to_option
@force_option
def export_studies(project_: str | None, to: str | None, force: bool) -> None:
    """Write the table of included studies."""
    open_site()
    from uptake.review.queries.included import included_grid

    _write(included_grid(find_project(project_)), to or "studies.csv", force)


@click.group()
def extract() -> None:
    """Write what was extracted to a file, or take over an extraction form."""


@extract.command("export", epilog=examples("uptake extract export --to extraction.xlsx"))
@project_option
@to_option
@force_option
def export_extraction(project_: str | None, to: str | None, force: bool) -> None:
    """Write every study by every field of the extraction form."""
    open_site()
    from uptake.review.queries.extraction import extraction_grid

    _write(extraction_grid(find_project(project_)), to or "extraction.csv", force)


@extract.command("form", epilog=examples("uptake extract form fields.csv"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@project_option
@as_option
def take_form(file: Path, project_: str | None, as_: str | None) -> None:
    """Take over a form from a JSON or CSV file: its fields come behind those there are."""
    open_site()
    from uptake.instruments.extraction_forms import FormRefused, parse_form, parse_form_csv
    from uptake.review.actions.form import take_over_form

    text = _text(file)
    try:
        form = parse_form(text) if file.suffix.casefold() == ".json" else parse_form_csv(text)
    except FormRefused as fault:
        raise Told(str(fault), where=str(file)) from fault
    made = take_over_form(by=_by(as_), project=find_project(project_), questions=form.questions)
    say(f"{len(made)} fields were added to the form.")


@click.group()
def appraise() -> None:
    """Write appraisals to a file, or take a checklist into use."""


@appraise.command("export", epilog=examples("uptake appraise export --to appraisal.docx"))
@project_option
@to_option
@force_option
def export_appraisal(project_: str | None, to: str | None, force: bool) -> None:
    """Write the table of all studies by all questions of the checklist in use."""
    open_site()
    from uptake.review.queries.appraised import appraisal_grid, checklists_in

    project = find_project(project_)
    rows = checklists_in(project)
    if not rows:
        raise Told("No checklist is in use.", "Take one into use: uptake appraise use FILE")
    _write(appraisal_grid(project, rows[0]), to or "appraisal.csv", force)


@appraise.command("use", epilog=examples("uptake appraise use checklist.json",
                                         "uptake appraise use uptake-qualitative"))  # fmt: skip
@click.argument("checklist", metavar="FILE|KEY")
@project_option
@as_option
def use(checklist: str, project_: str | None, as_: str | None) -> None:
    """Take a checklist into use: a JSON file, or the key of one that comes with Uptake."""
    open_site()
    from uptake.instruments import ChecklistRefused, checklists, parse_checklist
    from uptake.review.actions.appraisal import use_checklist

    found = next((one for one in checklists() if one.key == checklist), None)
    if found is None:
        if not Path(checklist).is_file():
            keys = ", ".join(one.key for one in checklists())
            raise Told("There is no such file or checklist.", f"Uptake's own: {keys}.", checklist)
        try:
            found = parse_checklist(_text(Path(checklist)))
        except ChecklistRefused as fault:
            raise Told(str(fault), where=checklist) from fault
    made = use_checklist(by=_by(as_), project=find_project(project_), checklist=found)
    say(f"{made.name} is in use.")


def _by(email: str | None) -> Any:
    if email is None:
        return terminal()
    from uptake.projects.actor import Member

    return Member(find_account(email))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Told("This file is not UTF-8 text.", "Save it in UTF-8.", str(path)) from fault


def _write(grid: Grid, to: str, force: bool) -> None:
    from uptake.formats.grids import FORMS

    form = FORMS.get(to.rpartition(".")[2].casefold())
    if form is None:
        raise click.UsageError(f"{to}: the name of the file ends with .csv, .xlsx or .docx.")
    write_out(to, io.BytesIO(form.write(grid)), force)
    say(f"{to} is written: {len(grid.rows)} studies.")
