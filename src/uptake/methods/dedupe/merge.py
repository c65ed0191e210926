"""One reference made of several records of one work, each field with the record it came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uptake.methods.dedupe import text

Value = Any
"""A text, a number, or a list of texts (authors, keywords)."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The values of the merged reference, and for each field the id of the record it is from."""

    values: dict[str, Value]
    origin: dict[str, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """How a field is chosen: values that are alike in ``form`` vote; then the best one is taken.

    Without a vote ``form`` is None, and the value of most worth is taken whatever the others say.
    """

    form: Callable[[Value], object] | None
    worth: Callable[[Value], tuple[float, ...]]


CUT_OFF = re.compile(r"(?:\.{3}|…|\babstract truncated\b[^.]*)[\s.)\]]*$", re.IGNORECASE)


def _abstract(value: Value) -> tuple[float, ...]:
    whole = str(value).strip()
    return (float(not CUT_OFF.search(whole)), float(len(whole)))


def _title(value: Value) -> tuple[float, ...]:
    title = str(value).strip()
    return (
        float(not CUT_OFF.search(title)),
        float(not title.startswith("[")),
        float(not title.isupper()),
        float(len(title.rstrip(" ."))),
    )


def _authors(value: Value) -> tuple[float, ...]:
    names = [str(name) for name in value]
    others = any(text.plain(name) in ("et al", "and others", "others") for name in names)
    return (float(len(names)), float(not others), float(sum(map(len, names))))


def _journal(value: Value) -> tuple[float, ...]:
    name = str(value)
    ran_together = text.place(name, "", "").journal != name
    return (float(not ran_together), float("." not in name.strip(". ")), float(len(name)))


def _doi(value: Value) -> tuple[float, ...]:
    written = str(value).strip().lower()
    return (float(text.doi(written) != ""), float(text.doi(written) == written), -len(written))


def _pmid(value: Value) -> tuple[float, ...]:
    return (float(str(value).strip().isdecimal()),)


def _pages(value: Value) -> tuple[float, ...]:
    first, last = text.pages(str(value))
    return (float(first != ""), float(last != ""), float(len(str(value))))


def _length(value: Value) -> tuple[float, ...]:
    return (float(len(value) if isinstance(value, list | tuple) else len(str(value))),)


def _form(value: Value) -> object:
    return text.plain(str(value))


CHOICES: Mapping[str, Choice] = {
    "abstract": Choice(None, _abstract),
    "title": Choice(_form, _title),
    "authors": Choice(None, _authors),
    "journal": Choice(None, _journal),
    "doi": Choice(lambda value: text.doi(str(value)), _doi),
    "pmid": Choice(lambda value: str(value).strip(), _pmid),
    "pages": Choice(lambda value: text.pages(str(value))[0], _pages),
    "volume": Choice(lambda value: text.number(str(value)), _length),
    "issue": Choice(lambda value: text.issue(str(value)), _length),
    "keywords": Choice(None, _length),
}
OTHERWISE = Choice(_form, _length)


def compose(records: Sequence[Mapping[str, Value]]) -> Composed:
    """Make one reference of the records of one work.

    Each record is a mapping of field to value with its "id" (an int). Fields that are empty ("",
    None, an empty list) count as not stated. Per field: the value that most records state, then the
    fullest, then that of the smallest id. Of abstracts, authors, journals and keywords the fullest
    at once: an abstract that is not cut off, a journal's name that is not abbreviated, all authors.
    A DOI or pages that can't be any lose against those that can. The answer does not depend on the
    order of the records, and composing it again with them changes nothing.
    Raises ``ValueError`` when there are no records or two have one id.
    """
    rows = sorted(records, key=lambda it: int(it["id"]))
    if not rows:
        raise ValueError("there is nothing to compose: no records were given")
    if len({row["id"] for row in rows}) < len(rows):
        raise ValueError("a record is given twice; each id may come once")
    values: dict[str, Value] = {}
    origin: dict[str, int] = {}
    for field in sorted({name for row in rows for name in row if name != "id"}):
        stated = [row for row in rows if row.get(field) not in ("", None, [], ())]
        if stated:
            best = _best(field, stated)
            values[field], origin[field] = best[field], int(best["id"])
    return Composed(values, origin)


def _best(field: str, rows: Sequence[Mapping[str, Value]]) -> Mapping[str, Value]:
    choice = CHOICES.get(field, OTHERWISE)
    form = choice.form
    if form is None:
        return max(rows, key=lambda row: (choice.worth(row[field]), -int(row["id"])))
    votes = Counter(form(row[field]) for row in rows)

    def standing(row: Mapping[str, Value]) -> tuple[bool, int, tuple[float, ...], int]:
        """A value that says something, then most votes, then its worth, then the lowest id."""
        said = form(row[field])
        return said != "", votes[said], choice.worth(row[field]), -int(row["id"])

    return max(rows, key=standing)
