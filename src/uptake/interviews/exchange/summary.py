"""What the preview of a file shows, as values that JSON holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from uptake.formats.refi.positions import LOW
from uptake.interviews.exchange.parcel import NOBODY, Parcel, coder_guid

SHOWN = 500
"""Documents, oddities and rows that a preview names; the rest is counted."""


_ONE = {"summaries": "summary", "rows": "row"}


def said(counts: Mapping[str, int]) -> str:
    """Numbers of things in words, such as 1 transcript, 4 codings."""
    return ", ".join(
        f"{number:,} {name if number != 1 else _one(name)}"
        for name, number in counts.items() if number
    )  # fmt: skip


def _one(name: str) -> str:
    """The name of one such thing; the word that tells of several is the first, or the last."""
    first, _, rest = name.partition(" ")
    if first in _ONE:
        return f"{_ONE[first]} {rest}"
    return name.removesuffix("s")


def found_in(parcel: Parcel) -> dict[str, Any]:
    """Counts, documents, coders and cases of a file."""
    it, rounds = parcel.project, (parcel.side or {}).get("rounds")
    passages = [one for source in it.sources for one in source.selections]
    by = Counter(coding.coder for one in passages for coding in one.codings)
    wrote = Counter(note.made.creator for note in it.notes)
    coders = [
        {"guid": user.guid, "name": user.name or NOBODY, "codings": by[user.guid],
         "memos": wrote[user.guid]}
        for user in it.users
    ]  # fmt: skip
    if by[""] or wrote[""]:
        coders.append({"guid": "", "name": NOBODY, "codings": by[""], "memos": wrote[""]})
    if parcel.kind == "codings":
        coders = _coders_of_rows(parcel)
    return {
        "name": it.name, "own": parcel.side is not None,
        "documents": [
            {"guid": source.guid, "name": source.name, "characters": len(source.text),
             "passages": len(source.selections),
             "score": parcel.scores.get(source.guid),
             "low": parcel.scores.get(source.guid, 1.0) < LOW,
             "way": str(source.convention) if source.convention else ""}
            for source in it.sources[:SHOWN]
        ],
        "coders": [one for one in coders if one["codings"] or one["memos"]],
        "cases": [
            {"guid": case.guid, "name": case.name, "documents": len(case.sources),
             "group": _group(parcel, case.guid)}
            for case in it.cases
        ],
        "oddities": [asdict(one) for one in parcel.oddities[:SHOWN]],
        "numbers": {
            "documents": len(it.sources), "codes": len(it.codes), "passages": len(passages),
            "codings": sum(by.values()) or len(parcel.rows), "memos": len(it.notes),
            "cases": len(it.cases), "attributes": len(it.variables), "sets": len(it.sets),
            "rounds": len(rounds) if isinstance(rounds, list) else 0,
        },
    }  # fmt: skip


def _group(parcel: Parcel, guid: str) -> str:
    """The group of a case, where a variable of that name says it."""
    groups = {it.guid for it in parcel.project.variables if it.name.casefold() == "group"}
    case = next(one for one in parcel.project.cases if one.guid == guid)
    return next((value.text for value in case.values if value.variable in groups), "")


def _coders_of_rows(parcel: Parcel) -> list[dict[str, Any]]:
    by = Counter(row.coder.strip() or NOBODY for row in parcel.rows)
    return [{"guid": coder_guid(name), "name": name, "codings": number, "memos": 0}
            for name, number in by.items()]  # fmt: skip
