"""A finding made from a theme, and which of its quotes stand for it."""

from __future__ import annotations

from collections.abc import Sequence

from uptake.findings.actions.asked import Cell
from uptake.findings.actions.evidence import _tie_all
from uptake.findings.actions.wording import _direction, _next_number, _place, _sentence
from uptake.findings.models import Finding, Stance, Support
from uptake.interviews.models import Passage, Theme, ThemeQuote
from uptake.interviews.queries.theme_page import chosen_for
from uptake.interviews.queries.themes import passages_of_theme
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.roles import Permission


@action(Permission.MANAGE_FINDINGS, event="finding.made_from_theme")
def find_from_theme(
    *, by: Actor, theme: Theme, direction: str, sentence: str, cells: Sequence[Cell],
    note: str = "", others: bool = True,
) -> Outcome[Finding]:  # fmt: skip
    """Write a finding that rests on the quotes chosen for a theme, and names those against it.

    With `others` it rests on every other passage of the theme as well. Raises Refused for a
    retired theme and where nothing would support the finding.
    """
    if theme.retired_at is not None:
        raise Refused(f"The theme {theme.name} is retired.", advice="Take it into use again first.")
    chosen = chosen_for(theme).filter(passage__state=Passage.State.FIRM).select_related("passage")
    stances = ThemeQuote.Stance
    for_it = [one.passage for one in chosen if one.stance == stances.REPRESENTATIVE]
    against = [one.passage for one in chosen if one.stance == stances.CONTRARY]
    rest = passages_of_theme(theme.project, theme).filter(state=Passage.State.FIRM)
    rest = rest.exclude(pk__in=[one.pk for one in (*for_it, *against)])
    finding = Finding.objects.create(
        project=theme.project, number=_next_number(theme.project), theme=theme,
        direction=_direction(direction), sentence=_sentence(sentence), note=note.strip(),
    )  # fmt: skip
    placed = _place(finding, cells)
    tied = _tie_all(by, finding, for_it, (), Stance.SUPPORTS)
    Support.objects.filter(pk__in=[one.pk for one in tied]).update(representative=True)
    if others:
        tied += _tie_all(by, finding, rest, (), Stance.SUPPORTS)
    if not tied:
        raise Refused(
            f"No passage was chosen to stand for {theme.name}.",
            advice="Choose one on the theme's page, or let the finding rest on all its passages.",
        )
    tied += _tie_all(by, finding, against, (), Stance.CONTRADICTS)
    detail = {"theme": theme.pk, "cells": placed, "strands": [one.pk for one in tied]}
    return Outcome(finding, about=finding, detail=detail)


@action(Permission.MANAGE_FINDINGS, event="evidence.marked")
def mark_representative(*, by: Actor, support: Support, representative: bool) -> Support:
    """Say that a quote stands for its side of a finding, or that it does no more."""
    if support.removed_at is not None:
        raise Refused("This evidence is not tied any more.", advice="Put it back first.")
    if support.passage is None:
        raise Refused("Only what somebody said can be a representative quote.")
    if representative and support.passage.state != Passage.State.FIRM:
        raise Refused(
            "These words are withdrawn or lost, so that they cannot stand for the finding.",
            advice="Choose another quote.",
        )
    support.representative = representative
    support.save(update_fields=["representative"])
    return support
