"""Makers for the acts on tables: what each column holds."""

from __future__ import annotations

from typing import Any

from tests.promises.acts import Draw, World, maker, some
from tests.steps.sources import build as exports
from uptake.sources.actions.previews import Received, look_through, read_file
from uptake.sources.models import ImportFile


@maker("file.columns_named")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    file = some(world, draw, ImportFile, state="previewed")
    if file is None:
        return None
    reading = read_file(exports.record("Named").encode(), file.name)
    found, _ = look_through(world.project, [reading])
    said = {"Titel": "title", "Rest": ""}
    received = Received(file.name, "", file.size, file.sha256, found, said)
    return {"by": world.member(), "file": file, "received": received}
