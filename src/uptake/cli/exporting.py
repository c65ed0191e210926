"""Taking data out: a whole project, or one recommendation with all it rests on."""

from __future__ import annotations

import io
import json
import tempfile
from typing import IO, Any

import click

from uptake.cli.asking import find_thing
from uptake.cli.exchanging import LAYERS, write_interviews
from uptake.cli.importing import project_option
from uptake.cli.site import find_project, open_site
from uptake.cli.terminal import Told, examples, note, say, write_out

INTERVIEWS = ("qdpx", "qdc", "codings", "comments")


@click.command(
    epilog=examples(
        "uptake export --to project.zip",
        "uptake export --to project.json",
        "uptake export R1 --to r1.json",
        "uptake export references --format xlsx --to references.xlsx",
        "uptake export qdpx --to study.qdpx",
        "uptake export comments --transcript 12 --to interview.docx",
    )
)
@click.argument("recommendation", required=False,
                metavar="[RECOMMENDATION|references|qdpx|qdc|codings|comments]")  # fmt: skip
@project_option
@click.option("--to", metavar="FILE", help="the file to write; - for the screen")
@click.option("--format", "way", type=click.Choice(["ris", "bibtex", "csv", "xlsx"]),
              help="of references: in what form (RIS unless said)")  # fmt: skip
@click.option("--exact", is_flag=True, help="of references in a table: guard no cell")
@click.option("--no-decisions", is_flag=True, help="of references: without what was decided")
@click.option("--layer", type=click.Choice(LAYERS), default="settled", show_default=True,
              help="of interviews: what counts, or each coder's own, too")  # fmt: skip
@click.option("--transcript", metavar="NUMBER|TITLE", help="of comments: only this one")
@click.option("--force", is_flag=True, help="write over a file that is there")
@click.option("--json", "json_", is_flag=True, help="of interviews: say what was written as JSON")
def export(
    recommendation: str | None, project_: str | None, to: str | None, way: str | None, exact: bool,
    no_decisions: bool, layer: str, transcript: str | None, force: bool, json_: bool,
) -> None:  # fmt: skip
    """Write a project, one recommendation, the references, or the interviews to a file.

    A ZIP holds everything on the thread as JSON and as CSV tables, once for spreadsheets and once
    to the letter. JSON alone holds things and links. A recommendation goes with everything beneath
    and above it, as JSON. Whole transcripts and accounts are in none of them; quotes are.

    References go out as RIS, BibTeX, CSV or a workbook, with decisions, reasons and notes. Tables
    are guarded, so that no spreadsheet runs what stands in a cell; --exact leaves them as they are.

    Interviews go out as a REFI-QDA project (qdpx) or codebook (qdc), as a table of codings
    (codings), or as Word documents with the codings as comments (comments), under pseudonyms and
    without anything of an unopened round. What is not in the file is written beside it.
    """
    if recommendation in INTERVIEWS:
        if way or no_decisions:
            raise click.UsageError("--format and --no-decisions belong to references.")
        write_interviews(recommendation, project_, to, layer, force=force, exact=exact,
                         transcript=transcript, json_=json_)  # fmt: skip
        return
    if layer != "settled" or transcript or json_:
        raise click.UsageError("--layer, --transcript and --json belong to interviews.")
    open_site()
    project = find_project(project_)
    if recommendation == "references":
        _references(project, to, way or "ris", force, exact=exact, decisions=not no_decisions)
        return
    if way or exact or no_decisions:
        raise click.UsageError("--format, --exact and --no-decisions belong to references.")
    target = to or (
        f"recommendation-{recommendation}-project-{project.pk}.json" if recommendation
        else f"uptake-project-{project.pk}.zip"
    )  # fmt: skip
    as_zip = target.casefold().endswith(".zip")
    if as_zip and recommendation:
        raise click.UsageError("A recommendation is written as JSON: --to r1.json")
    if not as_zip and target != "-" and not target.casefold().endswith(".json"):
        raise click.UsageError(f"{target}: the name of the file ends with .zip or .json.")
    if not recommendation:
        note(f"Writing {project.title}")  # what is named may not be there, and is quickly written
    with _content(project, recommendation, as_zip) as content:
        write_out(target, content, force)
    if target != "-":
        say(f"{target} is written.")


def _references(
    project: Any, to: str | None, way: str, force: bool, *, exact: bool, decisions: bool
) -> None:
    from uptake.formats.export import WAYS, pieces
    from uptake.sources.queries import exported

    target = to or f"references-project-{project.pk}{WAYS[way].ending}"
    rows = exported(project, decisions=decisions)
    with tempfile.TemporaryFile() as content:
        for piece in pieces(rows, way, exact=exact):
            content.write(piece)
        content.seek(0)
        write_out(target, content, force)
    if target != "-":
        say(f"{target} is written.")


def _content(project: Any, recommendation: str | None, as_zip: bool) -> IO[bytes]:
    from uptake.report import queries
    from uptake.report.export import export_project

    if as_zip:
        return export_project(project)
    data = _recommendation(project, recommendation) if recommendation else queries.whole(project)
    return io.BytesIO((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def _recommendation(project: Any, asked: str) -> dict[str, Any]:
    from uptake.decision.models import Recommendation
    from uptake.projects.queries import one
    from uptake.report import queries
    from uptake.trace.graph import Thread

    key = find_thing(Thread(project), asked)
    if key.kind != "recommendation":
        raise Told(f"{asked} is a {key.kind}.", "Name a recommendation, such as R1.")
    return queries.document(one(Recommendation, project, key.id))
