"""Themes in their tree, the codes beneath them, and the passages that those are on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from uptake.interviews.layers import settled
from uptake.interviews.models import Coding, Passage, Theme, ThemeCode
from uptake.interviews.queries.tree import code_tree
from uptake.projects.models import Project


@dataclass(frozen=True, slots=True)
class Heard:
    """How much of the material carries something: passages, people and transcripts."""

    passages: int = 0
    people: int = 0
    transcripts: int = 0


@dataclass(frozen=True, slots=True)
class CodeOf:
    """A code that a theme is built from, with what carries it."""

    id: int
    name: str
    family: int
    retired: bool
    heard: Heard


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme. What it holds counts what lies beneath it, each passage once."""

    id: int
    name: str
    about: str
    depth: int
    parent: int | None
    retired: bool
    codes: tuple[CodeOf, ...]
    heard: Heard


@dataclass(frozen=True, slots=True)
class Themes:
    """The tree laid flat, parents before their children, and the codes of no theme in use."""

    rows: tuple[ThemeRow, ...]
    loose: tuple[CodeOf, ...]

    @property
    def in_use(self) -> int:
        return sum(1 for row in self.rows if not row.retired)


def themes(project: Project, *, retired: bool = False) -> Themes:
    """Every theme with its codes and how much carries them. Four queries.

    Retired themes are left out unless asked for, and so are retired codes that nothing carries.
    """
    book = {row.id: row for row in code_tree(project, retired=True)}
    of = _codes_of(project)
    carried = _carried(project)
    counted = {
        code: CodeOf(code, row.name, row.family, row.retired, _heard(carried.get(code, ())))
        for code, row in book.items()
    }
    tree = list(_tree(project, retired=retired))
    inside = _inside(tree)
    rows = tuple(
        ThemeRow(
            pk, name, about, depth, parent, gone,
            tuple(counted[code] for code in book if code in of[pk]),
            _heard(
                place for theme in inside[pk] for code in of[theme] for place in carried[code]
            ),
        )
        for pk, name, about, depth, parent, gone in tree
    )  # fmt: skip
    held = {code for row in rows if not row.retired for code in of[row.id]}
    loose = tuple(
        one for pk, one in counted.items()
        if pk not in held and (not one.retired or one.heard.passages)
    )  # fmt: skip
    return Themes(rows, loose)


Row = tuple[int, str, str, int, int | None, bool]


def _tree(project: Project, *, retired: bool) -> Iterator[Row]:
    under: dict[int | None, list[tuple[int, str, str, bool]]] = defaultdict(list)
    for pk, parent, name, about, gone in Theme.objects.filter(project=project).values_list(
        "pk", "parent_id", "name", "about", "retired_at"
    ):
        under[parent].append((pk, name, about, gone is not None))

    def walk(parent: int | None, depth: int) -> Iterator[Row]:
        for pk, name, about, gone in under.get(parent, ()):
            if retired or not gone:
                yield pk, name, about, depth, parent, gone
            yield from walk(pk, depth + 1)

    return walk(None, 0)


def _inside(tree: list[Row]) -> dict[int, set[int]]:
    """For each theme itself and those in use beneath it."""
    inside: dict[int, set[int]] = {row[0]: {row[0]} for row in tree}
    for pk, _, _, _, parent, gone in reversed(tree):
        if parent in inside and not gone:
            inside[parent] |= inside[pk]
    return inside


def _codes_of(project: Project) -> defaultdict[int, set[int]]:
    of: defaultdict[int, set[int]] = defaultdict(set)
    for theme, code in ThemeCode.objects.filter(project=project).values_list("theme_id", "code_id"):
        of[theme].add(code)
    return of


Place = tuple[int, int | None, int]
"""A passage, who said it, and its transcript."""


def _carried(project: Project) -> defaultdict[int, set[Place]]:
    """For each code the passages that count."""
    found: defaultdict[int, set[Place]] = defaultdict(set)
    rows = counting(project).values_list(
        "code_id", "passage_id", "passage__participant_id", "passage__transcript_id"
    )
    for code, *place in rows.order_by().distinct():
        found[code].add((place[0], place[1], place[2]))
    return found


def _heard(places: Iterable[Place]) -> Heard:
    held = set(places)
    return Heard(
        len({one[0] for one in held}),
        len({one[1] for one in held if one[1] is not None}),
        len({one[2] for one in held}),
    )


def counting(project: Project) -> QuerySet[Coding]:
    """The codings that themes, numbers and quotes rest on: settled, their words not withdrawn."""
    rows = Coding.objects.filter(settled(), project=project)
    return rows.exclude(passage__state=Passage.State.REDACTED)


def codes_within(project: Project) -> dict[int, set[int]]:
    """For each theme in use its codes and those of the themes in use beneath it."""
    of = _codes_of(project)
    inside = _inside(list(_tree(project, retired=True)))
    return {
        theme: {code for one in below for code in of[one]} for theme, below in inside.items()
    }  # fmt: skip


def codes_of_theme(theme: Theme) -> list[int]:
    """The codes of a theme and of the themes in use beneath it."""
    return sorted(codes_within(theme.project)[theme.pk])


def passages_of_theme(project: Project, theme: Theme) -> QuerySet[Passage]:
    """The passages that count for a theme or one beneath it, in the transcripts' order.

    Lost passages are among them, withdrawn words are not.
    """
    return passages_with(project, codes_of_theme(theme))


def passages_with(project: Project, codes: list[int]) -> QuerySet[Passage]:
    """The passages that carry any of these codes and count, in the transcripts' order."""
    live = counting(project).filter(passage=OuterRef("pk"), code__in=codes)
    return Passage.objects.filter(Exists(live), project=project).order_by(
        "transcript_id", "start", "end", "pk"
    )


def themes_for_a_list(project: Project, but: Theme | None = None) -> list[tuple[int, str]]:
    """The themes in use to choose from, without one and what lies beneath it."""
    found: list[tuple[int, str]] = []
    inside: int | None = None
    for pk, name, _, depth, _, _ in _tree(project, retired=False):
        if inside is not None and depth > inside:
            continue
        inside = depth if but is not None and pk == but.pk else None
        if inside is None:
            found.append((pk, "· " * depth + name))
    return found


def place_of(theme: Theme) -> dict[str, int | str]:
    """Where a theme stands: what it lies under and what it stands before; empty for neither."""
    beside: list[int | str] = list(
        Theme.objects.filter(project=theme.project, parent=theme.parent_id).values_list(
            "pk", flat=True
        )
    )
    after = [*beside, ""][beside.index(theme.pk) + 1]
    return {"parent": theme.parent_id or "", "before": after}
