"""What stands on one cell of the framework: recommendations, actions, indicators."""

from __future__ import annotations

from collections import defaultdict

from uptake.findings.models import FindingCell
from uptake.projects.models import Project
from uptake.projects.thread import Key, Node
from uptake.trace.graph import Thread


def on_cell(project: Project, domain: str, level: str) -> list[tuple[str, list[Node]]]:
    """The things above the findings on a cell, by kind, the nearest kind first."""
    cells = FindingCell.objects.filter(
        project=project, domain=domain, level=level, finding__retired_at=None
    )
    starts = [Key("finding", pk) for pk in cells.values_list("finding_id", flat=True)]
    thread = Thread(project)
    over = [key for key in thread.over(starts) if key.kind != "finding"]
    thread.learn(over)
    found: dict[str, list[Node]] = defaultdict(list)
    for key in over:
        if thread.counts(key):
            found[key.kind].append(thread.node(key))
    return list(found.items())
