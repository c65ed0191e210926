"""Arguments for the actions on other programs' files."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import MAKERS, WORDS, Draw, maker, on, some
from tests.promises.world import World
from tests.promises.world_exchange import CONTENT
from uptake.interviews.actions.exchange_people import Choices
from uptake.interviews.exchange.reading import read
from uptake.interviews.models import ProjectFile

MAKERS |= {
    "project_file.dropped": on(ProjectFile, "file"),
    "project_file.undone": on(ProjectFile, "file"),
}


@maker("project_file.received")
def _(world: World, draw: Draw) -> dict[str, Any]:
    content = CONTENT + draw(st.sampled_from([b"", b"\n", b"Nowhere,gone,X,Y,\n"]))
    return {"by": world.member(), "project": world.project, "name": "codings.csv",
            "content": content, "parcel": read(content, "codings.csv")}  # fmt: skip


@maker("project_files.forgotten")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project}


@maker("project_file.brought_in")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, ProjectFile, state="waiting")
    return row and {
        "by": world.member(), "file": row, "parcel": read(bytes(row.content), row.name),
        "choices": Choices(waived=draw(WORDS)),
    }  # fmt: skip


@maker("interviews.file_taken")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "what": "chart", "form": "csv",
            "rows": draw(st.integers(0, 9))}  # fmt: skip


@maker("interviews.taken_out")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "what": "qdpx", "layer": "settled",
            "counts": {"codings": draw(st.integers(0, 9))}}  # fmt: skip
