"""A PRISMA diagram as SVG: real text, a title, a description, no script and no outside font."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from uptake.methods.prisma_boxes import LINE, PAD, Box, Diagram, wrapped

FONT = "Arial, 'Source Sans 3', sans-serif"
SIZE, MARGIN, NOTE = 14, 12, 28
INK, EDGE, TITLE, SIDE = "#16202c", "#4c6272", "#f4e3b5", "#d6e4f2"


def write(diagram: Diagram, title: str = "PRISMA 2020 flow diagram") -> bytes:
    """The diagram as a standalone SVG file in UTF-8."""
    width = diagram.width + 2 * MARGIN
    height = diagram.height + 2 * MARGIN + (NOTE if diagram.note else 0)
    said = " ".join(f"{box.text()}." for box in diagram.boxes if not box.title)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="prisma-title prisma-desc">',
        f'<title id="prisma-title">{escape(title)}</title>',
        f'<desc id="prisma-desc">{escape(said)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<g transform="translate({MARGIN} {MARGIN})" font-family={quoteattr(FONT)} '
        f'font-size="{SIZE}" fill="{INK}">',
    ]
    out += [_arrow(diagram.box(start), diagram.box(end)) for start, end in diagram.arrows]
    for box in diagram.boxes:
        out += _box(box)
    if diagram.note:
        out.append(f'<text x="0" y="{diagram.height + NOTE}">{escape(diagram.note)}</text>')
    out += ["</g>", "</svg>", ""]
    return "\n".join(out).encode()


def _box(box: Box) -> list[str]:
    fill = SIDE if box.upright else TITLE if box.title else "#ffffff"
    round_ = 6 if box.title else 0
    out = [
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="{round_}" '
        f'fill="{fill}" stroke="{EDGE}"/>'
    ]
    middle, centre = box.x + box.width / 2, box.y + box.height / 2
    if box.upright:
        out.append(
            f'<text transform="translate({middle + 5:g} {centre:g}) rotate(-90)" '
            f'text-anchor="middle" font-weight="bold">{escape(box.head)}</text>'
        )
        return out
    if box.title:
        out.append(
            f'<text x="{middle:g}" y="{centre + 5:g}" text-anchor="middle" font-weight="bold">'
            f"{escape(box.head)}</text>"
        )
        return out
    head, lines = wrapped(box)
    for number, line in enumerate((*head, *lines)):
        y = box.y + PAD + LINE * (number + 1) - 5
        indent = 14 if line.startswith("   ") else 0
        weight = ' font-weight="bold"' if number < len(head) else ""
        out.append(
            f'<text x="{box.x + PAD + indent}" y="{y}"{weight}>{escape(line.strip())}</text>'
        )
    return out


def _arrow(start: Box, end: Box) -> str:
    """A straight arrow to the right, or one down that turns where the columns differ."""
    if end.x > start.x and end.y < start.y + start.height and start.y < end.y + end.height:
        y = start.y + min(start.height, end.height) / 2
        return _line([(start.x + start.width, y), (end.x, y)], (-7, -4), (-7, 4))
    x, foot = start.x + start.width / 2, start.y + start.height
    if start.x == end.x:
        return _line([(x, foot), (x, end.y)], (-4, -7), (4, -7))
    y = end.y + end.height / 2
    if start.x > end.x:
        return _line([(x, foot), (x, y), (end.x + end.width, y)], (7, -4), (7, 4))
    return _line([(x, foot), (x, y), (end.x, y)], (-7, -4), (-7, 4))


def _line(points: list[tuple[float, float]], one: tuple[int, int], other: tuple[int, int]) -> str:
    x, y = points[-1]
    way = " ".join(f"{a:g},{b:g}" for a, b in points)
    tip = f"{x:g},{y:g} {x + one[0]:g},{y + one[1]:g} {x + other[0]:g},{y + other[1]:g}"
    return (
        f'<polyline points="{way}" fill="none" stroke="{EDGE}" stroke-width="1.5"/>'
        f'<polygon points="{tip}" fill="{EDGE}"/>'
    )
