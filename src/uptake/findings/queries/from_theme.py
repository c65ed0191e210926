"""What a finding made from a theme would rest on."""

from __future__ import annotations

from dataclasses import dataclass

from uptake.interviews.models import Passage, Theme, ThemeQuote
from uptake.interviews.queries.passages import InItsTurn, in_turns
from uptake.interviews.queries.theme_page import chosen_for
from uptake.interviews.queries.themes import passages_of_theme
from uptake.projects.models import Project


@dataclass(frozen=True, slots=True)
class Drawn:
    """The quotes chosen for a theme and against it, and how many other passages it has."""

    representative: tuple[InItsTurn, ...]
    contrary: tuple[InItsTurn, ...]
    others: int


def drawn(project: Project, theme: Theme) -> Drawn:
    """What `find_from_theme` would tie: passages in place only."""
    rows = chosen_for(theme).filter(passage__state=Passage.State.FIRM).order_by("pk")
    chosen = dict(rows.values_list("passage_id", "stance"))
    turns = in_turns(project, chosen)
    sides: dict[str, list[InItsTurn]] = {stance: [] for stance in ThemeQuote.Stance.values}
    for pk, stance in chosen.items():
        sides[stance].append(turns[pk])
    rest = passages_of_theme(project, theme).filter(state=Passage.State.FIRM)
    return Drawn(
        tuple(sides["representative"]), tuple(sides["contrary"]),
        rest.exclude(pk__in=chosen).count(),
    )  # fmt: skip
