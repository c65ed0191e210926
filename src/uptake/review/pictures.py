"""The diagram as a file: SVG, PNG with the font that the site carries, Word, or its numbers."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import resvg_py
from django.contrib.staticfiles import finders

from uptake.formats import prisma_docx, prisma_svg
from uptake.methods.prisma_boxes import diagram
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.review.queries import flow as flows

FAMILY = "Source Sans 3"
SHARP = 2.5
"""Points of the picture for one of the drawing: sharp enough to print across a page."""


def png(svg: bytes) -> bytes:
    """An SVG of ours as PNG. Raises `Refused` where the site was installed without its font."""
    font = finders.find("uptake/fonts/Regular.ttf")
    if not isinstance(font, str):
        raise Refused(
            "The font for pictures is not installed.",
            advice="Run `make assets`, or take the drawing as SVG.",
        )
    return resvg_py.svg_to_bytes(
        svg_string=svg.decode(), skip_system_fonts=True, font_dirs=[str(Path(font).parent)],
        font_family=FAMILY, sans_serif_family=FAMILY, zoom=SHARP,
    )  # fmt: skip


KINDS = {
    "svg": "image/svg+xml; charset=utf-8", "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json; charset=utf-8",
}  # fmt: skip
"""The forms in which a diagram goes out, with their media types."""


def as_file(project: Project, round: int, kind: str) -> bytes:
    """The diagram of one round in one of `KINDS`. Raises KeyError for a form there is not."""
    KINDS[kind]
    counted = flows.flow(project, round)
    if kind == "json":
        return json.dumps(asdict(counted), ensure_ascii=False, indent=1).encode() + b"\n"
    name = next(row.title for row in flows.rounds(project) if row.number == round)
    drawn, title = diagram(counted), f"PRISMA 2020 flow diagram: {project.title}, {name}"
    if kind == "docx":
        return prisma_docx.write(drawn, title)
    svg = prisma_svg.write(drawn, title)
    return png(svg) if kind == "png" else svg
