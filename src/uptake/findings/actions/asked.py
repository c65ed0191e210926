"""Saying which cells a question or a search covered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from uptake.findings.models import AskedCell
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

Cell = tuple[str, str]


@action(Permission.MANAGE_FINDINGS, event="cells.asked")
def mark_asked(
    *, by: Actor, project: Project, cells: Sequence[Cell], how: str = ""
) -> Outcome[list[Cell]]:
    """Say which cells a question or a search covered; these replace the ones said before.

    A cell that was asked before keeps what was said of it then; `how` is for the new ones.
    """
    _known(project, cells)
    asked = list(dict.fromkeys(cells))
    former = {(row.domain, row.level): row for row in AskedCell.objects.filter(project=project)}
    gone = [row.pk for cell, row in former.items() if cell not in set(asked)]
    AskedCell.objects.filter(project=project, pk__in=gone).delete()
    AskedCell.objects.bulk_create(
        AskedCell(project=project, domain=domain, level=level, how=how.strip())
        for domain, level in asked
        if (domain, level) not in former
    )
    detail = {"cells_before": [list(cell) for cell in former], "cells": asked, "how": how.strip()}
    return Outcome(asked, about=project, detail=detail)


def _known(project: Project, cells: Iterable[Cell]) -> None:
    """Refuse what is no cell of the project's framework."""
    lens = project.lens()
    there = set(lens.cells)
    for domain, level in cells:
        if (domain, level) not in there:
            raise Refused(
                f"The framework {lens.name} has no cell {domain} by {level}.", where="Cells",
                advice="Choose one of the cells on the page.",
            )  # fmt: skip
