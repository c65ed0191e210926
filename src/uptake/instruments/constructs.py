"""Frameworks on whose cells findings are placed: rows by levels, with source and licence.

Names come from the source; glosses are in our own words. Where a source's own definition could not
be read, ours says that it is ours, and a project may change it.
"""

from __future__ import annotations

from dataclasses import dataclass

from uptake.instruments.instrument import Instrument


@dataclass(frozen=True, slots=True)
class Construct:
    """A row: a domain, a construct or a sub-construct.

    ``parent`` is the key of the row above it, or empty. A ``heading`` groups rows; findings are
    placed on the rows beneath it and not on itself.
    """

    key: str
    name: str
    gloss: str = ""
    parent: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A column of the matrix. ``definition_is_ours`` marks words that are not the source's."""

    key: str
    name: str
    definition: str = ""
    definition_is_ours: bool = True


WHOLE = Level("whole", "Whole framework", "This framework has no levels, so it has one column.")
"""The one column of a framework without levels."""


@dataclass(frozen=True, slots=True)
class Framework(Instrument):
    """A framework with where it comes from.

    ``domains`` holds every row, parents first: the domains and, where the framework has them, the
    constructs and sub-constructs beneath each.
    """

    domains: tuple[Construct, ...]
    levels: tuple[Level, ...]

    @property
    def placeable(self) -> tuple[Construct, ...]:
        """The rows that findings can be placed on."""
        return tuple(row for row in self.domains if not row.heading)

    @property
    def families(self) -> tuple[tuple[Construct | None, tuple[Construct, ...]], ...]:
        """The rows that findings can be placed on, by the heading above them; None for no heading.

        A heading with no such row right beneath it is left out.
        """
        found: list[tuple[Construct | None, list[Construct]]] = [(None, [])]
        for row in self.domains:
            if row.heading:
                found.append((row, []))
            else:
                found[-1][1].append(row)
        return tuple((heading, tuple(rows)) for heading, rows in found if rows)

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The keys of every cell, row by row."""
        return tuple((row.key, level.key) for row in self.placeable for level in self.levels)

    def row(self, key: str) -> Construct:
        """Return the row with this key. Raises ``LookupError`` if there is none."""
        for row in self.domains:
            if row.key == key:
                return row
        raise LookupError(f"{self.name} has no row {key!r}.")

    def level(self, key: str) -> Level:
        """Return the level with this key. Raises ``LookupError`` if there is none."""
        for level in self.levels:
            if level.key == key:
                return level
        raise LookupError(f"{self.name} has no level {key!r}.")

    def depth(self, key: str) -> int:
        """How many rows are above this one: 0 for a domain. Raises ``LookupError`` if unknown."""
        row = self.row(key)
        return self.depth(row.parent) + 1 if row.parent else 0
