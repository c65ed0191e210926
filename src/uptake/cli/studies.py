"""Commands about studies: listed, and what was extracted and appraised written to a file."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from uptake.cli.importing import a_file, json_option, project_option
from uptake.cli.site import find_account, find_project, open_site, terminal
from uptake.cli.terminal import Told, as_json, as_table, counted, examples, say, write_out

if TYPE_CHECKING:
    from uptake.formats.grids import Grid
    from uptake.instruments import StudyChecklist
    from uptake.instruments.extraction_forms import ExtractionForm


def to_option(usual: str) -> Callable[[FC], FC]:
    """Where a table goes."""
    return click.option("--to", metavar="FILE", default=usual, show_default=True,
                        help="a .csv, .xlsx or .docx to write")  # fmt: skip


FC = TypeVar("FC", bound=Callable[..., Any])
force_option = click.option("--force", is_flag=True, help="write over a file that is there")
as_option = click.option("--as", "as_", metavar="EMAIL", help="in whose name; the terminal's else")


@click.group()
def studies() -> None:
    """List the included studies, or write them to a file."""


@studies.command("list", epilog=examples("uptake studies list", "uptake studies list --json"))
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
@to_option("studies.csv")
@force_option
def export_studies(project_: str | None, to: str, force: bool) -> None:
    """Write the table of included studies."""
    open_site()
    from uptake.review.queries.included import included_grid

    _write(included_grid(find_project(project_)), to, force)


@click.group()
def extract() -> None:
    """Write what was extracted to a file, or use an extraction form."""


@extract.command("export", epilog=examples("uptake extract export --to extraction.xlsx"))
@project_option
@to_option("extraction.csv")
@force_option
def export_extraction(project_: str | None, to: str, force: bool) -> None:
    """Write every study by every field of the extraction form."""
    open_site()
    from uptake.review.queries.extraction import extraction_grid

    _write(extraction_grid(find_project(project_)), to, force)


@extract.command("form", short_help="Use a form from a file.",
                 epilog=examples("uptake extract form fields.csv"))  # fmt: skip
@click.argument("file", type=a_file)
@project_option
@as_option
@json_option
def take_form(file: Path, project_: str | None, as_: str | None, json_: bool) -> None:
    """Use a form from a JSON or CSV file: its fields come behind those there are.

    A CSV has a column called name and, if wanted, section, kind, choices, unit, guidance and
    required.
    """
    open_site()
    from uptake.instruments.extraction_forms import FormRefused
    from uptake.review.actions.form import take_over_form

    try:
        form = _form(file)
    except FormRefused as fault:
        raise Told(str(fault), where=str(file)) from fault
    made = take_over_form(by=_by(as_), project=find_project(project_), questions=form.questions)
    if json_:
        as_json([{"id": row.pk, "name": row.name, "kind": row.kind} for row in made])
        return
    say(f"{counted(len(made), 'field was', 'fields were')} added to the form.")


def _form(file: Path) -> ExtractionForm:
    from uptake.instruments.extraction_forms import parse_form, parse_form_csv

    text = _text(file)
    return parse_form(text) if _is_json(text) else parse_form_csv(text)


@click.group()
def appraise() -> None:
    """Write appraisals to a file, or use a checklist."""


@appraise.command("export", epilog=examples("uptake appraise export --to appraisal.docx"))
@project_option
@to_option("appraisal.csv")
@force_option
def export_appraisal(project_: str | None, to: str, force: bool) -> None:
    """Write the table of all studies by all questions of the checklist in use."""
    open_site()
    from uptake.review.queries.appraised import appraisal_grid, checklists_in

    project = find_project(project_)
    rows = checklists_in(project)
    if not rows:
        raise Told("No checklist is in use.", "Use one: uptake appraise use FILE")
    _write(appraisal_grid(project, rows[0]), to, force)


@appraise.command(
    "use",
    short_help="Use a checklist from a file, or Uptake's own.",
    epilog=examples(
        "uptake appraise use uptake-qualitative",
        "uptake appraise use checklist.json",
        'uptake appraise use questions.csv --name "Our questions" --version 1 \\',
        '    --source "Our own" --licence "Our own"',
    ),
)
@click.argument("checklist", metavar="FILE|KEY")
@click.option("--name", default="", help="of a table: what the checklist is called")
@click.option("--version", default="", help="of a table: which version it is")
@click.option("--source", default="", help="of a table: who wrote it, and where it is")
@click.option("--licence", default="", help="of a table: under which licence it may be used")
@project_option
@as_option
@json_option
def use(
    checklist: str, project_: str | None, as_: str | None, json_: bool, **facts: str
) -> None:  # fmt: skip
    """Use a checklist: a JSON or CSV file, or the key of one that comes with Uptake.

    A CSV has a column called question and, if wanted, one called help and one called key. What it
    cannot say of itself is said beside it: --name, --version, --source and --licence.
    """
    open_site()
    from uptake.review.actions.appraisal import use_checklist

    found = _checklist(checklist, facts)
    made = use_checklist(by=_by(as_), project=find_project(project_), checklist=found)
    if json_:
        as_json({"id": made.pk, "key": made.key, "name": made.name, "version": made.version,
                 "questions": len(found.items)})  # fmt: skip
        return
    say(f"{made.name}, version {made.version}, is in use: "
        f"{counted(len(found.items), 'question')}.")  # fmt: skip


def _checklist(asked: str, facts: dict[str, str]) -> StudyChecklist:
    """One that comes with Uptake, by its key, or that of a file."""
    from uptake.instruments import ChecklistRefused, checklists, parse_checklist
    from uptake.instruments.checklists import parse_csv

    told = ", ".join(f"--{name}" for name, value in facts.items() if value)
    own = next((one for one in checklists() if one.key == asked), None)
    path = Path(asked)
    if own is None and not path.is_file():
        keys = ", ".join(one.key for one in checklists())
        raise Told("There is no such file or checklist.", f"Uptake's own: {keys}.", asked)
    text = "" if own else _text(path)
    if told and (own or _is_json(text)):
        raise click.UsageError(f"{asked} says that of itself; {told} is for a CSV file.")
    if not own and not _is_json(text) and not all(facts.values()):
        needed = ", ".join(f"--{name}" for name, value in facts.items() if not value)
        raise click.UsageError(f"{asked}: a table cannot say of itself what goes with {needed}.")
    try:
        return own or (parse_checklist(text) if _is_json(text) else parse_csv(text, **facts))
    except ChecklistRefused as fault:
        raise Told(str(fault), where=asked) from fault


def _by(email: str | None) -> Any:
    if email is None:
        return terminal()
    from uptake.projects.actor import Member

    return Member(find_account(email))


def _is_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "["))


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
    say(f"{to} is written: {counted(len(grid.rows), 'study', 'studies')}.")
