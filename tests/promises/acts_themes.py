"""Arguments for the actions on themes, their quotes and COREQ."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import MAKERS, WORDS, Draw, maker, on, some
from tests.promises.world import CELL, World
from uptake.findings.models import Support
from uptake.interviews.models import Code, CoreqAnswer, Passage, Theme, ThemeQuote

MAKERS |= {
    "coreq.answer_removed": on(CoreqAnswer, "answer"),
    "coreq.answer_put_back": on(CoreqAnswer, "answer"),
    "theme.retired": on(Theme, "theme"),
    "theme.reinstated": on(Theme, "theme"),
    "theme.quote_taken_off": on(ThemeQuote, "quote"),
    "theme.quote_put_back": on(ThemeQuote, "quote"),
}


@maker("finding.made_from_theme")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Theme)
    return row and {
        "by": world.member(), "theme": row, "direction": "barrier", "sentence": draw(WORDS),
        "cells": [CELL], "others": draw(st.booleans()),
    }  # fmt: skip


@maker("evidence.marked")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Support)
    return row and {"by": world.member(), "support": row, "representative": draw(st.booleans())}


@maker("theme.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    code = some(world, draw, Code)
    return {"by": world.member(), "project": world.project, "name": draw(WORDS),
            "parent": some(world, draw, Theme), "codes": [code] if code else []}  # fmt: skip


@maker("theme.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Theme)
    return row and {"by": world.member(), "theme": row, "name": draw(WORDS), "about": draw(WORDS)}


@maker("theme.moved")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Theme)
    return row and {"by": world.member(), "theme": row, "parent": some(world, draw, Theme)}


@maker("theme.codes_tied")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, code = some(world, draw, Theme), some(world, draw, Code)
    return row and code and {"by": world.member(), "theme": row, "codes": [code]}


@maker("theme.code_untied")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, code = some(world, draw, Theme), some(world, draw, Code)
    return row and code and {"by": world.member(), "theme": row, "codes": [code]}


@maker("theme.quote_chosen")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, passage = some(world, draw, Theme), some(world, draw, Passage)
    stance = draw(st.sampled_from(["representative", "contrary", "?"]))
    return row and passage and {
        "by": world.member(), "theme": row, "passage": passage, "stance": stance,
    }  # fmt: skip


@maker("coreq.answered")
def _(world: World, draw: Draw) -> dict[str, Any]:
    item = draw(st.sampled_from([0, 4, 32]))
    return {"by": world.member(), "project": world.project, "item": item, "text": draw(WORDS)}
