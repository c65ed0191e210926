"""What speaks for and against two records being one work, in plain sentences."""

from __future__ import annotations

import numpy as np
from rapidfuzz.distance import Levenshtein

from uptake.methods.dedupe.features import AT, Floats
from uptake.methods.dedupe.prep import Columns


def reasons(columns: Columns, left: int, right: int, features: Floats) -> tuple[str, ...]:
    """Say what agrees and what differs in one pair: agreement first, then conflicts.

    ``features`` is the pair's row. Values are quoted as the records write them.
    """
    one, other = columns.records[left], columns.records[right]

    def told(feature: str) -> float:
        """A feature's likeness, 0 to 1 (or years apart); NaN where a record does not state it."""
        return float(features[AT[feature]])

    agree: list[str] = []
    conflict: list[str] = []
    if columns.pmid[left] and columns.pmid[right]:
        if columns.pmid[left] == columns.pmid[right]:
            agree.append("same PMID")
        else:
            conflict.append(f"PMID {one.pmid} against {other.pmid}")
    if told("doi") == 1:
        agree.append("same DOI")
    elif told("doi") == 0:
        conflict.append(f"DOI {columns.doi[left]} against {columns.doi[right]}")
    sentence, alike = _titles(columns, left, right)
    if sentence:
        (agree if alike else conflict).append(sentence)
    sentence, alike = _shared("authors", max(told("authors"), told("authors_set")), 0.85)
    if sentence:
        (agree if alike else conflict).append(sentence)
    if told("years_apart") == 0:
        agree.append("same year")
    elif told("years_apart") > 0:
        conflict.append(f"year {one.year} against {other.year}")
    if told("journal") >= 0.85 or told("journal_letters") >= 0.9:
        agree.append("same journal")
    elif not np.isnan(told("journal")):
        conflict.append("journals are named differently")
    for feature, name in (("volume", "volume"), ("issue", "issue"), ("first_page", "first page")):
        if told(feature) == 1:
            agree.append(f"same {name}")
        elif told(feature) == 0:
            mine, yours = _written(columns, left, feature), _written(columns, right, feature)
            conflict.append(f"{name} {mine} against {yours}")
    sentence, alike = _shared("abstracts", told("abstract"), 0.8)
    if sentence:
        (agree if alike else conflict).append(sentence)
    return (*agree, *conflict)


def _titles(columns: Columns, left: int, right: int) -> tuple[str, bool]:
    one, other = str(columns.title[left]), str(columns.title[right])
    if not one or not other:
        return "one has no title" if one or other else "", False
    if columns.title_code[left] == columns.title_code[right]:
        return "same title", True
    distance = Levenshtein.distance(one, other)
    if distance <= 20:
        return f"titles differ by {distance} character{'s' if distance > 1 else ''}", distance <= 4
    if one.startswith(other) or other.startswith(one):
        return "one title is the beginning of the other", True
    return "titles differ", False


def _shared(name: str, likeness: float, enough: float) -> tuple[str, bool]:
    if np.isnan(likeness):
        return "", False
    if likeness >= 0.995:
        return f"same {name}", True
    if likeness >= enough:
        return f"{name} are {int(likeness * 100)} % alike", True
    return f"{name} differ", False


def _written(columns: Columns, row: int, field: str) -> str:
    if field == "first_page":
        return str(columns.page[row])
    return str((columns.volume_text if field == "volume" else columns.issue_text)[row])
