"""A drawing as PNG, alike on every server: with the font that the site carries."""

from __future__ import annotations

from pathlib import Path

import resvg_py
from django.contrib.staticfiles import finders

from uptake.projects.errors import Refused

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
