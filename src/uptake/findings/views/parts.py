"""What the views of this step share."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from uptake.projects.pages import Room

ROOM = Room("findings")
show, to = ROOM.show, ROOM.to


def csv_file(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    """A table to take away."""
    return StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip
