"""A table of codings that waits in the world for somebody to decide on it."""

from __future__ import annotations

from tests.promises.world import World
from uptake.interviews.actions import exchange
from uptake.interviews.exchange.reading import read
from uptake.interviews.models import ProjectFile

CONTENT = b"source,quote,code,coder,memo\nWith times,It was lonely,Alone,Eve,A thought\n"


def add(world: World) -> None:
    received(world, CONTENT)


def received(world: World, content: bytes) -> ProjectFile:
    """A file that was read and waits."""
    return exchange.receive_project_file(
        by=world.member(), project=world.project, name="codings.csv", content=content,
        parcel=read(content, "codings.csv"),
    )  # fmt: skip
