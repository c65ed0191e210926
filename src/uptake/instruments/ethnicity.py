"""Ethnic categories, each in its own code system.

An answer is kept in the system it was given in. From a category one may go up to its group, never
down, and never to a system that has no such category: the codes of 2001 know no Roma.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from uptake.instruments.instrument import Instrument, facts_in, shipped


@dataclass(frozen=True, slots=True)
class EthnicCategory:
    """``group``: the broad group it belongs to; "" for an answer that says none."""

    code: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class EthnicCategories(Instrument):
    """A code system. ``code_length``: of national codes, what follows is local; 0: all of it."""

    code_length: int
    categories: tuple[EthnicCategory, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The broad groups in their order."""
        return tuple(dict.fromkeys(it.group for it in self.categories if it.group))

    def category(self, code: str) -> EthnicCategory | None:
        """The category of a code, without what was added to it locally; None: there is none."""
        known = {it.code: it for it in self.categories}
        whole = known.get(code)
        if whole is not None or not self.code_length or len(code) != self.code_length + 1:
            return whole
        return known.get(code[: self.code_length])


SHIPPED = ("census-2021", "nhs-2001")
"""The keys of the code systems in this package."""


@cache
def ethnicities() -> tuple[EthnicCategories, ...]:
    """Return the code systems that come with Uptake."""
    return shipped("ethnicity", SHIPPED, _parse)


def ethnicity(key: str) -> EthnicCategories:
    """Return the code system with this key. Raises ``LookupError``, naming those there are."""
    for each in ethnicities():
        if each.key == key:
            return each
    raise LookupError(f"No code system has the key {key!r}. There are: {', '.join(SHIPPED)}.")


def _parse(text: str) -> EthnicCategories:
    data = json.loads(text)
    return EthnicCategories(
        **facts_in(data),
        code_length=data["code_length"],
        categories=tuple(EthnicCategory(**each) for each in data["categories"]),
    )
