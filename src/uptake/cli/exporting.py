"""Taking data out: a whole project, or one recommendation with all it rests on."""

from __future__ import annotations

import io
import json
from typing import IO, Any

import click

from uptake.cli.asking import find_thing
from uptake.cli.importing import project_option
from uptake.cli.site import find_project, open_site
from uptake.cli.terminal import Told, examples, note, say, write_out


@click.command(
    epilog=examples(
        "uptake export --to project.zip",
        "uptake export --to project.json",
        "uptake export R1 --to r1.json",
    )
)
@click.argument("recommendation", required=False, metavar="[RECOMMENDATION]")
@project_option
@click.option("--to", metavar="FILE", help="a .zip or .json to write; - for the screen as JSON")
@click.option("--force", is_flag=True, help="write over a file that is there")
def export(recommendation: str | None, project_: str | None, to: str | None, force: bool) -> None:
    """Write a project, or one recommendation, to a file.

    A ZIP holds everything on the thread as JSON and as CSV tables, once for spreadsheets and once
    to the letter. JSON alone holds things and links. A recommendation goes with everything beneath
    and above it, as JSON. Whole transcripts and accounts are in none of them; quotes are.
    """
    open_site()
    project = find_project(project_)
    target = to or (
        f"recommendation-{recommendation}-project-{project.pk}.json" if recommendation
        else f"uptake-project-{project.pk}.zip"
    )  # fmt: skip
    as_zip = target.casefold().endswith(".zip")
    if as_zip and recommendation:
        raise click.UsageError("A recommendation is written as JSON: --to r1.json")
    if not as_zip and target != "-" and not target.casefold().endswith(".json"):
        raise click.UsageError(f"{target}: the name of the file ends with .zip or .json.")
    note(f"Writing {recommendation or project.title}")
    with _content(project, recommendation, as_zip) as content:
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
