"""A summary in the framework chart, an earlier one, and rows of the content analysis."""

from __future__ import annotations

from tests.promises.world import World
from uptake.interviews.actions import chart, content, content_groups
from uptake.interviews.models import Participant, Passage, Theme


def add(world: World) -> None:
    """One cell that was written twice, and one row from paraphrase to category."""
    by, project = world.member(), world.project
    theme = Theme.objects.filter(project=project, retired_at=None).order_by("pk")[:1].get()
    case = Participant.objects.get(project=project, pseudonym="P11")
    passage = Passage.objects.filter(
        project=project, quote="Nobody took anything off my list.", codings__round=None
    ).order_by("pk")[:1].get()  # fmt: skip
    for text in ("Nothing came off.", "Paper stayed."):
        chart.write_summary(by=by, theme=theme, case=case, text=text, passages=[passage])
    [row] = content.fill_rows(by=by, project=project, passages=[passage])
    content.write_row(by=by, row=row, given={
        "paraphrase": "Nothing came off.", "generalisation": "Work was added",
        "reduction": "No time", "category": "Capacity",
    })  # fmt: skip
    content_groups.add_category(by=by, project=project, name="Trust")
