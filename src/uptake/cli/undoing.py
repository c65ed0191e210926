"""Commands that undo an import of references, and put it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from uptake.cli.importing import project_option
from uptake.cli.site import find_project, open_site, terminal
from uptake.cli.terminal import Told, counted, examples, say

if TYPE_CHECKING:
    from uptake.projects.models import Project
    from uptake.sources.models import ImportFile

a_file = click.argument("number", type=click.IntRange(1), metavar="NUMBER")


@click.command(epilog=examples("uptake import undo 4"))
@a_file
@project_option
def undo(number: int, project_: str | None) -> None:
    """Undo the import of a file of references, by its number.

    Its references go, and its records from those that other files brought as well. Nothing is
    deleted: `uptake import put-back` brings all of it back. Refused where verdicts, studies,
    statements or full texts rest on its references. A number that is none shows those there are.
    """
    open_site()
    from uptake.sources import actions

    file = actions.undo_import(by=terminal(), file=_file(find_project(project_), number))
    say(f"{file.name}: the import of {counted(file.stored, 'reference')} is undone. "
        f"Put it back with: uptake import put-back {file.pk}")  # fmt: skip


@click.command("put-back", epilog=examples("uptake import put-back 4"))
@a_file
@project_option
def put_back(number: int, project_: str | None) -> None:
    """Put the import of a file back that was undone, by its number."""
    open_site()
    from uptake.sources import actions

    file = actions.put_back_import(by=terminal(), file=_file(find_project(project_), number))
    say(f"{file.name}: {counted(file.stored, 'reference is', 'references are')} back.")


def _file(project: Project, number: int) -> ImportFile:
    """The file of this number, or which there are."""
    from uptake.sources.queries import files_of

    found = files_of(project)
    file = found.filter(pk=number).first()
    if file is None:
        there = "; ".join(f"{it.pk} is {it}" for it in found) or "none was imported yet"
        raise Told(f"There is no imported file {number} in {project.title}.", f"Files: {there}.")
    return file
