"""Files of the analysis that leave by the terminal: noted in the trail, then written."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from uptake.cli.site import terminal
from uptake.cli.terminal import path_for, write_out

if TYPE_CHECKING:
    from uptake.projects.models import Project


def take_out(
    project: Project, what: str, to: str, content: bytes, *, rows: int, force: bool
) -> None:
    """Write a file where it can be written, once the trail tells of it."""
    if to != "-":
        path_for(to, force)
    note_taken(project, what, to.rpartition(".")[2].casefold(), rows=rows)
    write_out(to, io.BytesIO(content), force)


def note_taken(project: Project, what: str, form: str, *, rows: int) -> None:
    """Say in the trail what leaves, also where it goes to the screen as JSON."""
    from uptake.interviews.actions.taken import note_file_taken

    note_file_taken(by=terminal(), project=project, what=what, form=form, rows=rows)
