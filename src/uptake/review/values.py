"""Values of the extraction form: from what was typed, and as words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from uptake.projects.errors import Refused
from uptake.review.models import FormField

LONGEST_TEXT = 20_000
LONGEST_NUMBER = 30
Kind = FormField.Kind


def value_of(field: FormField, typed: str | Sequence[str]) -> Any:
    """What was typed as the value that is kept; None where nothing was. Raises `Refused`."""
    parts = [typed] if isinstance(typed, str) else list(typed)
    given = [part.strip() for part in parts if part.strip()]
    if not given:
        return None
    if field.kind == Kind.MANY:
        return [_choice(field, one) for one in dict.fromkeys(given)]
    text = given[0]
    if field.kind == Kind.ONE:
        return _choice(field, text)
    if field.kind == Kind.NUMBER:
        return _number(field, text)
    if field.kind == Kind.DATE:
        return _day(field, text)
    if field.kind == Kind.YES_NO:
        return _yes(field, text)
    if len(text) > LONGEST_TEXT:
        raise Refused(
            f"The text has {len(text):,} characters; {LONGEST_TEXT:,} is the most.",
            where=field.name,
        )
    return text


def _choice(field: FormField, text: str) -> str:
    found = next((one for one in field.choices if one.casefold() == text.casefold()), None)
    if found is None:
        raise Refused(
            f"{text[:60]!r} is not among the choices.", advice="Choose from those there are.",
            where=field.name,
        )  # fmt: skip
    return str(found)


def _number(field: FormField, text: str) -> int | float:
    plain = text.replace(",", "").replace(" ", "").replace("\u202f", "").replace("−", "-")
    try:
        number = float(plain) if len(plain) <= LONGEST_NUMBER else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Refused(
            f"{text[:60]!r} is no number.", advice="Write digits, such as 31 or 4.5.",
            where=field.name,
        )  # fmt: skip
    return int(number) if number.is_integer() else number


def _day(field: FormField, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(
            f"{text[:60]!r} is no date.", advice="Write it as 2026-01-31.", where=field.name
        ) from None


def _yes(field: FormField, text: str) -> bool:
    if text.casefold() not in ("yes", "no"):
        raise Refused("Say yes or no.", where=field.name)
    return text.casefold() == "yes"


def typed(value: Any) -> str | list[str]:
    """A kept value as a form shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return [str(one) for one in value]
    return "" if value is None else str(value)


def comparable(value: Any) -> str:
    """A value such that two that mean the same are equal: case, blanks and order aside."""
    if isinstance(value, list):
        return " | ".join(sorted(comparable(one) for one in value))
    return " ".join(str(typed(value)).split()).casefold()
