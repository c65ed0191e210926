"""The themes as a table to take away."""

from __future__ import annotations

from uptake.formats.grids import Grid
from uptake.interviews.queries.themes import themes
from uptake.projects.models import Project


def themes_grid(project: Project) -> Grid:
    """Every theme in use with its codes and how much carries them."""
    head = ("Theme", "Under", "What holds it together", "Codes", "Passages", "People",
            "Transcripts")  # fmt: skip
    found = themes(project)
    names = {row.id: row.name for row in found.rows}
    rows = tuple(
        (row.name, names.get(row.parent or 0, ""), row.about,
         "; ".join(code.name for code in row.codes), row.heard.passages, row.heard.people,
         row.heard.transcripts)
        for row in found.rows
    )  # fmt: skip
    note = (
        "A theme counts its codes and the themes beneath it, each passage once. Codes of no theme: "
        f"{'; '.join(code.name for code in found.loose) or 'none'}."
    )
    return Grid(f"{project.title}: themes", head, rows, note)
