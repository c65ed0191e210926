"""Where the boxes of a PRISMA 2020 diagram stand, and what is written in each.

The layout is data, so that SVG, PNG, DOCX and a plain list are drawn from one description. Lengths
are in pixels of a picture 96 to the inch; texts are wrapped by the number of characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from uptake.methods.prisma import Flow, Route

WIDE, GAP, TALL, LINE, PAD, BAND = 290, 40, 30, 19, 12, 34
CHARACTERS = 40
NAMES = {
    "database": "Databases", "register": "Registers", "website": "Websites",
    "organisation": "Organisations", "citations": "Citation searching", "other": "Other ways",
}  # fmt: skip
MOST_NAMED = 8
"""Sources named singly in a box; the rest are added up."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: ``key`` names it, ``head`` is bold, ``lines`` follow; a title box stands alone."""

    key: str
    head: str
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int
    title: bool = False
    upright: bool = False

    def text(self) -> str:
        """The whole box as one sentence, for lists and screen readers."""
        return "; ".join((self.head, *self.lines))


@dataclass(frozen=True, slots=True)
class Diagram:
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[str, str], ...]
    """Pairs of keys, from and to."""
    width: int
    height: int
    note: str = ""

    def box(self, key: str) -> Box:
        return next(box for box in self.boxes if box.key == key)


@dataclass(frozen=True, slots=True)
class _Words:
    key: str
    head: str
    lines: tuple[str, ...] = ()

    def wrapped(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        head = tuple(wrap(self.head, CHARACTERS - 2))
        lines = tuple(
            piece for line in self.lines
            for piece in wrap(line, CHARACTERS, subsequent_indent="   ")
        )  # fmt: skip
        return head, lines

    @property
    def height(self) -> int:
        head, lines = self.wrapped()
        return 2 * PAD + LINE * (len(head) + len(lines))


def _n(number: int) -> str:
    return f"(n\u00a0=\u00a0{number:,})"


def _sources(route: Route) -> tuple[str, ...]:
    found: list[str] = []
    for kind, name in NAMES.items():
        named = [(source, number) for where, source, number in route.identified if where == kind]
        if not named:
            continue
        found.append(f"{name} {_n(sum(number for _, number in named))}")
        found += [f"   {source} {_n(number)}" for source, number in named[:MOST_NAMED]]
        if len(named) > MOST_NAMED:
            rest = sum(number for _, number in named[MOST_NAMED:])
            found.append(f"   {len(named) - MOST_NAMED} others {_n(rest)}")
    return tuple(found) or ("None (n\u00a0=\u00a00)",)


def _still(number: int, doing: str) -> tuple[str, ...]:
    return (f"Still to {doing} {_n(number)}",) if number else ()


def _removed(route: Route, side: str) -> _Words:
    lines = [f"Duplicate records {_n(route.duplicates)}"]
    lines.append(f"Records marked as ineligible by automation tools {_n(route.automation)}")
    lines.append(f"Records removed for other reasons {_n(route.other)}")
    return _Words(f"{side}-removed", "Records removed before screening:", tuple(lines))


def _rows(route: Route, side: str, screening: bool) -> list[tuple[_Words, _Words | None]]:
    rows: list[tuple[_Words, _Words | None]] = [
        (
            _Words(f"{side}-identified", "Records identified from:", _sources(route)),
            _removed(route, side) if screening else None,
        )
    ]
    if screening:
        rows.append((
            _Words(f"{side}-screened", f"Records screened {_n(route.screened)}",
                   _still(route.to_screen, "screen")),
            _Words(f"{side}-excluded", f"Records excluded {_n(route.excluded)}"),
        ))  # fmt: skip
    rows.append((
        _Words(f"{side}-sought", f"Reports sought for retrieval {_n(route.sought)}",
               _still(route.to_seek, "seek")),
        _Words(f"{side}-missing", f"Reports not retrieved {_n(route.not_retrieved)}"),
    ))  # fmt: skip
    reasons = tuple(f"{reason} {_n(number)}" for reason, number in route.excluded_in_full)
    total = sum(number for _, number in route.excluded_in_full)
    rows.append((
        _Words(f"{side}-assessed", f"Reports assessed for eligibility {_n(route.assessed)}",
               _still(route.to_assess, "assess")),
        _Words(f"{side}-reasons", f"Reports excluded {_n(total)}" + (":" if reasons else ""),
               reasons),
    ))  # fmt: skip
    return rows


def diagram(flow: Flow) -> Diagram:
    """The boxes and arrows of a flow: as many columns as it has something to say in.

    Previous studies stand at the left when there are any; other ways of finding records at the
    right when anything was found by them.
    """
    others = bool(flow.others.records)
    screening = bool(flow.others.removed or flow.others.excluded or flow.others.to_screen)
    previous = bool(flow.previous_studies or flow.previous_reports)
    left = BAND + 20
    if previous:
        first, left = left, left + WIDE + GAP
    columns = [("db", flow.databases, left, True)]
    if others:
        columns.append(("other", flow.others, left + 2 * (WIDE + GAP), screening))
    boxes, arrows = _columns(columns, top=50)
    bottom = max(box.y + box.height for box in boxes)
    studies = "new studies" if previous else "studies"
    title = f"Identification of {studies} via databases and registers"
    boxes.append(Box("db-title", title, (), left, 0, 2 * WIDE + GAP, TALL, title=True))
    if others:
        title = f"Identification of {studies} via other methods"
        boxes.append(Box("other-title", title, (), columns[1][2], 0, 2 * WIDE + GAP, TALL, True))
    screen = next(box.y for box in boxes if box.key == "db-screened") - GAP // 2
    shown = _Words(
        "included",
        f"New studies included in review {_n(flow.studies)}"
        if previous
        else f"Studies included in review {_n(flow.studies)}",
        (f"Reports of {'new ' if previous else ''}included studies {_n(flow.reports)}",),
    )
    boxes.append(_put(shown, left, bottom + GAP, shown.height))
    arrows += [(f"{side}-assessed", "included") for side, *_ in columns]
    end = boxes[-1].y + boxes[-1].height
    if previous:
        version = "included in previous version of review"
        before = _Words(
            "previous", f"Studies {version} {_n(flow.previous_studies)}",
            (f"Reports of studies {version} {_n(flow.previous_reports)}",),
        )  # fmt: skip
        boxes.append(Box("previous-title", "Previous studies", (), first, 0, WIDE, TALL, True))
        boxes.append(_put(before, first, 50, before.height))
        total = _Words(
            "total",
            f"Total studies included in review {_n(flow.total_studies)}",
            (f"Reports of total included studies {_n(flow.total_reports)}",),
        )
        boxes.append(_put(total, left, end + GAP, total.height))
        arrows += [("included", "total"), ("previous", "total")]
        end = boxes[-1].y + boxes[-1].height
    sides = (("Identification", 50, screen), ("Screening", screen + 10, bottom),
             ("Included", bottom + GAP, end))  # fmt: skip
    boxes += [
        Box(f"side-{name.lower()}", name, (), 0, top, BAND, low - top, title=True, upright=True)
        for name, top, low in sides
    ]
    width = columns[-1][2] + 2 * WIDE + GAP
    return Diagram(tuple(boxes), tuple(arrows), width, end, _note(flow))


def _columns(
    columns: list[tuple[str, Route, int, bool]], top: int
) -> tuple[list[Box], list[tuple[str, str]]]:
    """Both routes' boxes, row beneath row: what is the same step stands at the same height."""
    rows = {side: _rows(route, side, screening) for side, route, _, screening in columns}
    longest = len(rows["db"])
    boxes: list[Box] = []
    arrows: list[tuple[str, str]] = []
    y = top
    for number in range(longest):
        level: list[tuple[_Words, int]] = []
        for side, _, x, _ in columns:
            own = rows[side]
            # A route without screening goes from its first row on to the third.
            at = number if len(own) == longest else (0, None, 1, 2)[number]
            if at is None:
                continue
            words, beside = own[at]
            level.append((words, x))
            if beside is not None:
                level.append((beside, x + WIDE + GAP))
                arrows.append((words.key, beside.key))
            if at:
                arrows.append((own[at - 1][0].key, words.key))
        height = max(words.height for words, _ in level)
        boxes += [_put(words, x, y, words.height if number == 3 else height) for words, x in level]
        y += height + GAP
    return boxes, arrows


def _put(words: _Words, x: int, y: int, height: int) -> Box:
    return Box(words.key, words.head, words.lines, x, y, WIDE, height)


def wrapped(box: Box) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of a box's head and of the rest, as they fit into it."""
    return _Words(box.key, box.head, box.lines).wrapped()


def _note(flow: Flow) -> str:
    parts = []
    if not flow.finished:
        waiting = flow.databases.waiting + flow.others.waiting
        parts.append(f"The review is under way: {waiting:,} records or reports wait.")
    if flow.shared_studies:
        parts.append(
            f"{flow.shared_studies:,} of the studies with new reports were in the previous version."
        )
    if flow.reported_apart:
        parts.append(
            f"{flow.reported_apart:,} records of the files could not be read and are listed there."
        )
    return " ".join(parts)
