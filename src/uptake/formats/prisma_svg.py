"""A PRISMA diagram as SVG: real text, a title, a description, no script and no outside font.

`drawing` gives the shapes, which the site's page draws with the same attributes as `write` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from uptake.methods.prisma_boxes import LINE, PAD, Box, Diagram, wrapped

FONT = "Arial, 'Source Sans 3', sans-serif"
SIZE, MARGIN, NOTE = 14, 12, 28
INK, EDGE, TITLE, SIDE, PAPER = "#16202c", "#4c6272", "#f4e3b5", "#d6e4f2", "#ffffff"


@dataclass(frozen=True, slots=True)
class Rectangle:
    x: float
    y: float
    width: float
    height: float
    fill: str
    round: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    x: float
    y: float
    text: str
    bold: bool = False
    middle: bool = False
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    points: str
    tip: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order in which they are drawn, and the whole in one description."""

    width: int
    height: int
    rectangles: tuple[Rectangle, ...]
    arrows: tuple[Arrow, ...]
    words: tuple[Words, ...]
    described: str


def drawing(diagram: Diagram) -> Drawing:
    """The shapes of a diagram, with a margin around it."""
    words = [line for box in diagram.boxes for line in _words(box)]
    if diagram.note:
        words.append(Words(MARGIN, diagram.height + MARGIN + NOTE, diagram.note))
    return Drawing(
        diagram.width + 2 * MARGIN,
        diagram.height + 2 * MARGIN + (NOTE if diagram.note else 0),
        tuple(_rectangle(box) for box in diagram.boxes),
        tuple(_arrow(diagram.box(start), diagram.box(end)) for start, end in diagram.arrows),
        tuple(words),
        " ".join(f"{box.text()}." for box in diagram.boxes if not box.title),
    )


def write(diagram: Diagram, title: str = "PRISMA 2020 flow diagram") -> bytes:
    """The diagram as a standalone SVG file in UTF-8."""
    drawn = drawing(diagram)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawn.width}" height="{drawn.height}" '
        f'viewBox="0 0 {drawn.width} {drawn.height}" role="img" '
        'aria-labelledby="prisma-title prisma-desc">',
        f'<title id="prisma-title">{escape(title)}</title>',
        f'<desc id="prisma-desc">{escape(drawn.described)}</desc>',
        f'<rect width="{drawn.width}" height="{drawn.height}" fill="{PAPER}"/>',
        f'<g font-family={quoteattr(FONT)} font-size="{SIZE}" fill="{INK}">',
        *(
            f'<polyline points="{arrow.points}" fill="none" stroke="{EDGE}" stroke-width="1.5"/>'
            f'<polygon points="{arrow.tip}" fill="{EDGE}"/>'
            for arrow in drawn.arrows
        ),
        *(
            f'<rect x="{it.x:g}" y="{it.y:g}" width="{it.width:g}" height="{it.height:g}" '
            f'rx="{it.round}" fill="{it.fill}" stroke="{EDGE}"/>'
            for it in drawn.rectangles
        ),
        *(_text(line) for line in drawn.words),
        "</g>", "</svg>", "",
    ]  # fmt: skip
    return "\n".join(out).encode()


def _text(line: Words) -> str:
    place = f'x="{line.x:g}" y="{line.y:g}"'
    if line.upright:
        place = f'transform="translate({line.x:g} {line.y:g}) rotate(-90)"'
    weight = ' font-weight="bold"' if line.bold else ""
    anchor = ' text-anchor="middle"' if line.middle else ""
    return f"<text {place}{anchor}{weight}>{escape(line.text)}</text>"


def _rectangle(box: Box) -> Rectangle:
    fill = SIDE if box.upright else TITLE if box.title else PAPER
    return Rectangle(
        box.x + MARGIN, box.y + MARGIN, box.width, box.height, fill, 6 if box.title else 0
    )


def _words(box: Box) -> list[Words]:
    x, y = box.x + MARGIN, box.y + MARGIN
    if box.title:
        middle, centre = x + box.width / 2, y + box.height / 2
        if box.upright:
            return [Words(middle + 5, centre, box.head, True, True, True)]
        return [Words(middle, centre + 5, box.head, True, True)]
    head, lines = wrapped(box)
    return [
        Words(
            x + PAD + (14 if line.startswith("   ") else 0),
            y + PAD + LINE * (number + 1) - 5,
            line.strip(),
            number < len(head),
        )
        for number, line in enumerate((*head, *lines))
    ]


def _arrow(start: Box, end: Box) -> Arrow:
    """A straight arrow to the right, or one down that turns where the columns differ."""
    if start.y == end.y:
        y = start.y + min(start.height, end.height) / 2
        return _line([(start.x + start.width, y), (end.x, y)], (-7, -4), (-7, 4))
    x, foot = start.x + start.width / 2, start.y + start.height
    if start.x == end.x:
        return _line([(x, foot), (x, end.y)], (-4, -7), (4, -7))
    y = end.y + end.height / 2
    if start.x > end.x:
        return _line([(x, foot), (x, y), (end.x + end.width, y)], (7, -4), (7, 4))
    return _line([(x, foot), (x, y), (end.x, y)], (-7, -4), (-7, 4))


def _line(points: list[tuple[float, float]], one: tuple[int, int], other: tuple[int, int]) -> Arrow:
    x, y = points[-1]
    tip = [(x, y), (x + one[0], y + one[1]), (x + other[0], y + other[1])]
    return Arrow(_points(points), _points(tip))


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x + MARGIN:g},{y + MARGIN:g}" for x, y in points)
