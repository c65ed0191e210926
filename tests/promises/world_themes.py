"""Themes with codes, a quote for one and a quote against it, and answers to COREQ."""

from __future__ import annotations

from tests.promises.world import World
from uptake.interviews import actions
from uptake.interviews.actions.coreq import answer_coreq
from uptake.interviews.models import Code, Passage


def add(world: World) -> None:
    """Two themes, one of them retired, with what hangs on them."""
    by, project = world.member(), world.project
    code = Code.objects.filter(project=project).order_by("pk")[:1].get()
    theme = actions.add_theme(by=by, project=project, name="Time is short", codes=[code])
    actions.write_memo(by=by, on=theme, text="A thought on the theme.")
    first, second = Passage.objects.filter(project=project, state="firm").order_by("pk")[:2]
    actions.choose_quote(by=by, theme=theme, passage=first, stance="representative")
    quote = actions.choose_quote(by=by, theme=theme, passage=second, stance="contrary")
    actions.take_quote_off(by=by, quote=quote)
    answer_coreq(by=by, project=project, item=4, text="All are women.")
    former = actions.add_theme(by=by, project=project, name="Set aside")
    actions.retire_theme(by=by, theme=former)
