"""Several names, or several keywords, in one cell: the many ways in which tables part them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from uptake.formats.authors import INITIALS, SURNAME_INITIALS, authors
from uptake.formats.fields import keywords, plain

# "Vivek K. PallipuramMohammad Bhuiyan": a small letter meets a capital, but for "McDonald".
RUN_TOGETHER = re.compile(
    r"(?<=[^\W\d_A-ZÀ-Þ])(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bDu)(?<!\bLa)(?<!\bLe)(?<!\bVan)"
    r"(?=[A-ZÀ-Þ])"
)
SHORT_KEYWORD = 60


def style_of(cells: Sequence[str]) -> str:
    """Find how a column of authors parts names with commas: ``"names"``, ``"pairs"`` or ``""``.

    ``names`` is "Jane Smith, John Doe", ``pairs`` "Smith, Jane, Doe, John". The cells with at least
    three parts tell; "" leaves a cell with one comma as one name.
    """
    whole = pairs = 0
    for cell in cells:
        parts = [part.strip() for part in cell.strip(" ,.").split(",")]
        if ";" in cell or "[" in cell or len(parts) < 3:
            continue
        if all(" " in part and not INITIALS.fullmatch(part) for part in parts):
            whole += 1
        elif len(parts) % 2 == 0 and not any(map(SURNAME_INITIALS.fullmatch, parts)):
            pairs += 1
    if whole or pairs:
        return "names" if whole > pairs else "pairs"
    return ""


def names(value: str, style: str = "") -> tuple[str, ...]:
    """Give one name an entry, in order, from a cell that may hold several."""
    value = value.strip()
    if (listed := _listed(value)) is not None:
        return authors(listed)
    if "|" in value or "\n" in value:
        return authors(part for part in re.split(r"[|\n]+", value) if part.strip())
    if ";" in value:
        return authors([value])
    if style == "run together":
        return authors(part.strip(" ,") for part in RUN_TOGETHER.split(plain(value)))
    if "," not in value:
        return authors([value])
    parts = [part.strip() for part in plain(value).strip(" ,").split(",")]
    if len(parts) > 1 and all(SURNAME_INITIALS.fullmatch(part) for part in parts):
        parts[-1] = parts[-1] if parts[0].endswith(".") else parts[-1].rstrip(".")
        return authors(parts)
    if style == "names":
        return authors(part for part in parts if part)
    if len(parts) % 2 == 0 and (style == "pairs" or all(map(INITIALS.fullmatch, parts[1::2]))):
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return authors(f"{family}, {given}" for family, given in pairs)
    return authors([value])


def _listed(value: str) -> list[str] | None:
    """Read a list as Python writes it, which some exports leave in their cells."""
    if not (value.startswith("[") and value.endswith("]") and len(value) < 100_000):
        return None
    try:
        found = ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return found
    return None


def commas_part(cells: Sequence[str]) -> bool:
    """Say whether a column of keywords parts them with commas: no cell has another sign for it."""
    return not any(";" in cell or "|" in cell or "\n" in cell for cell in cells) and any(
        cell.count(",") > 1 and all(len(part) < SHORT_KEYWORD for part in cell.split(","))
        for cell in cells
    )


def topics(values: Sequence[str], *, commas: bool = False) -> tuple[str, ...]:
    """Give each keyword once, in order, from cells that may hold several."""
    found: list[str] = []
    for value in values:
        if (listed := _listed(value.strip())) is not None:
            found.extend(listed)
        elif commas and not value.lstrip().startswith("["):
            found.extend(value.split(","))
        else:
            found.append(value.replace("|", ";"))
    return keywords(found)
