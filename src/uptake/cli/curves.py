"""Recall against records read, as a picture and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 448, 64, 66, 56
PLOT = 470  # the rest of the width is for the names at the curves' ends
STEPS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
COLOURS = ("#1d4f91", "#8a4300", "#00625a", "#a3195b", "#6b4e00")
DASHES = ("", "7 4", "2 3", "10 3 2 3", "5 2")
INK, LINE = "#16202a", "#d6d8d4"
APART = 17
POINTS = 400


@dataclass(frozen=True, slots=True)
class Curve:
    """A run by name: 1 for each relevant record in the order of reading, else 0."""

    name: str
    found: tuple[int, ...]

    def recall(self) -> list[float]:
        """The share found after 0, 1, 2... records."""
        total = sum(self.found)
        return [0.0, *(seen / total for seen in accumulate(self.found))]


def rows(curves: Sequence[Curve]) -> Iterable[list[str]]:
    """For each share of records read: what each run had found, and what chance would have."""
    known = [curve.recall() for curve in curves]
    for step in STEPS:
        cells = [f"{100 * one[round(step * (len(one) - 1))]:.0f} %" for one in known]
        yield [f"{100 * step:.0f} %", *cells, f"{100 * step:.0f} %"]


def bars(curve: Curve, width: int = 40) -> Iterable[str]:
    """The first run as bars for a terminal; the mark is where chance would be."""
    recall = curve.recall()
    for step in STEPS:
        share = recall[round(step * (len(recall) - 1))]
        full = round(share * width)
        line = list("█" * full + " " * (width - full))
        at = min(width - 1, round(step * width))
        line[at] = "▒" if line[at] == "█" else "│"
        yield f"{100 * step:>4.0f} % read  {''.join(line)} {100 * share:>4.0f} % found"


def svg(curves: Sequence[Curve], title: str) -> str:
    """The curves as SVG with a title and a description; lines differ in dashes and colour."""
    described = "; ".join(
        f"{curve.name}: {100 * curve.recall()[len(curve.found) // 10]:.0f} % found after a tenth"
        for curve in curves
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-labelledby="t d" font-family="Arial, sans-serif" '
        f'font-size="14" fill="{INK}">',
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(described)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="28" font-size="16" font-weight="bold">{escape(title)}</text>',
    ]
    parts += _grid()
    ends = []
    for at, curve in enumerate(curves):
        colour, dash = COLOURS[at % len(COLOURS)], DASHES[at % len(DASHES)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in _points(curve))
        extra = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"{extra}/>'
        )
        ends.append((curve.name, colour, dash))
    parts.append(_line(0, 0, 1, 1, "#6b7780", "1 4"))
    ends.append(("Random", "#6b7780", "1 4"))
    parts += _names(ends)
    return "\n".join([*parts, "</svg>", ""])


def _grid() -> list[str]:
    parts = []
    for tenth in range(0, 11, 2):
        share = tenth / 10
        parts += [_line(share, 0, share, 1, LINE), _line(0, share, 1, share, LINE)]
        parts.append(
            f'<text x="{_x(share):.0f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">'
            f"{tenth * 10} %</text>"
        )
        parts.append(
            f'<text x="{LEFT - 8}" y="{_y(share) + 5:.0f}" text-anchor="end">{tenth * 10} %</text>'
        )
    middle = LEFT + PLOT / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">Records read</text>')
    parts.append(f'<text x="{LEFT - 48}" y="{TOP - 10}">Relevant records found</text>')
    return parts


def _points(curve: Curve) -> Iterable[tuple[float, float]]:
    """At most some hundred points, the first and the last among them."""
    recall = curve.recall()
    last = len(recall) - 1
    places = (
        range(last + 1) if last <= POINTS else [last * at // POINTS for at in range(POINTS + 1)]
    )
    return [(_x(at / last), _y(recall[at])) for at in places]


def _names(ends: Sequence[tuple[str, str, str]]) -> list[str]:
    parts = []
    for at, (name, colour, dash) in enumerate(ends):
        y = TOP + 20 + at * (APART + 7)
        x = LEFT + PLOT + 20
        parts.append(
            f'<line x1="{x}" y1="{y - 5}" x2="{x + 34}" y2="{y - 5}" stroke="{colour}" '
            f'stroke-width="2.5"' + (f' stroke-dasharray="{dash}"' if dash else "") + "/>"
        )
        parts.append(f'<text x="{x + 42}" y="{y}">{escape(_short(name))}</text>')
    return parts


def _short(name: str, most: int = 20) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dash: str = "") -> str:
    extra = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{_x(x1):.1f}" y1="{_y(y1):.1f}" x2="{_x(x2):.1f}" y2="{_y(y2):.1f}" '
        f'stroke="{colour}"{extra}/>'
    )


def _x(share: float) -> float:
    return LEFT + share * PLOT


def _y(share: float) -> float:
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)
