"""What the views of this step share."""

from __future__ import annotations

from uptake.projects.pages import Room

ROOM = Room("sources")
show, to = ROOM.show, ROOM.to
