"""The frameworks that come with Uptake, read from this package's own files."""

from __future__ import annotations

from functools import cache

from uptake.instruments.constructs import Framework
from uptake.instruments.instrument import shipped
from uptake.instruments.reading import parse_framework

SHIPPED = ("berardi-2024", "cfir-2", "nasss")
"""The keys of the frameworks in this package, in the order in which they are offered."""


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return the frameworks that come with Uptake."""
    return shipped("frameworks", SHIPPED, parse_framework)


def framework(key: str) -> Framework:
    """Return the framework with this key. Raises ``LookupError``, naming those there are."""
    for each in frameworks():
        if each.key == key:
            return each
    raise LookupError(f"No framework has the key {key!r}. There are: {', '.join(SHIPPED)}.")
