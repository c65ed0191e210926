"""Arguments for what is done to the codebook."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import WORDS, Draw, maker, some
from tests.promises.world import World
from uptake.interviews.models import Code, CodebookAct, CodebookVersion, Coding


@maker("code.merged")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    into, other = (some(world, draw, Code, retired_at=None) for _ in range(2))
    return into and {"by": world.member(), "into": into, "codes": [other]}


@maker("code.split")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    coding = some(world, draw, Coding, removed_at=None)
    return coding and {"by": world.member(), "code": coding.code, "passages": [coding.passage],
                       "name": draw(WORDS), "definition": draw(WORDS)}  # fmt: skip


@maker("codebook.undone")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    act = some(world, draw, CodebookAct)
    return act and {"by": world.member(), "act": act}


@maker("codebook.numbered")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "name": draw(WORDS),
            "note": draw(WORDS)}  # fmt: skip


@maker("code.wording_restored")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    kind = draw(st.sampled_from([CodebookVersion, CodebookAct]))
    code, version = some(world, draw, Code), some(world, draw, kind)
    return code and version and {"by": world.member(), "code": code, "version": version}


@maker("codebook.constructs_brought")
def _(world: World, draw: Draw) -> dict[str, Any]:
    lens = world.project.lens()
    keys = draw(st.lists(st.sampled_from([row.key for row in lens.domains]), max_size=3))
    return {"by": world.member(), "project": world.project, "framework": lens, "keys": keys}
