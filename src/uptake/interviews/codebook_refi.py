"""A codebook as REFI-QDA has it: codes with a name and one description.

What a description has no place for stands in it as paragraphs with a word in front, and is found
there again when the file comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from uptake.formats.losses import Loss, Losses
from uptake.formats.refi.model import Code as Written
from uptake.interviews.codebook_file import LONGEST_NAME, CodeLine
from uptake.interviews.queries.tree import CodeRow

PARTS = (("when", "Use it: "), ("when_not", "Do not use it: "), ("example", "Example: "),
         ("origin", "From: "))  # fmt: skip
BETWEEN = " / "


def description(code: CodeRow) -> str:
    """The words of a code as one text."""
    origin = f"{code.instrument}{BETWEEN}{code.construct}" if code.instrument else ""
    said = {"when": code.when, "when_not": code.when_not, "example": code.example,
            "origin": origin}  # fmt: skip
    parts = [f"{label}{said[name]}" for name, label in PARTS if said[name]]
    return "\n\n".join(filter(None, [code.definition, *parts]))


def fields_of(text: str) -> dict[str, Any]:
    """The fields in a description, by their names as `CodeLine` has them."""
    text, found = text.replace("\r\n", "\n").strip(), {}
    for name, label in reversed(PARTS):
        at = text.rfind(f"\n\n{label}")
        if at >= 0:
            found[name], text = text[at + 2 + len(label) :].strip(), text[:at]
        elif text.startswith(label):
            found[name], text = text[len(label) :].strip(), ""
    instrument, _, construct = found.pop("origin", "").partition(BETWEEN)
    if instrument:
        found |= {"origin": "deductive", "instrument": instrument, "construct": construct}
    return {**found, "definition": text.strip()}


def written(codes: Iterable[CodeRow], guids: Mapping[int, str]) -> tuple[Written, ...]:
    """Codes laid flat, parents before their children, as the standard has them."""
    path: list[str] = []
    found = []
    for code in codes:
        path[code.depth :] = [guids[code.id]]
        parent = path[code.depth - 1] if code.depth else ""
        found.append(Written(guids[code.id], code.name, parent, description=description(code)))
    return tuple(found)


def lines_of(codes: Sequence[Written]) -> tuple[list[CodeLine], tuple[Loss, ...]]:
    """The codes of a file, each with a name of its own, and what of them is not carried."""
    losses, names = Losses(), dict[str, str]()
    lines = []
    for code in codes:
        above = names.get(code.parent, "")
        name = _name(code.name, above, set(map(str.casefold, names.values())), losses)
        names[code.guid] = name
        if code.colour:
            losses.add("colours of codes", name)
        if not code.codable:
            losses.add("codes that only group others; here they can be put on passages", name)
        if code.noted:
            losses.add("links from codes to memos", name)
        lines.append(CodeLine(name, above, guid=code.guid, **fields_of(code.description)))
    return lines, losses.report()


def _name(name: str, above: str, taken: set[str], losses: Losses) -> str:
    """A code's name: tidied, not too long, and no other code's."""
    whole = " ".join(name.split()) or "Code without a name"
    short = whole if len(whole) <= LONGEST_NAME else f"{whole[: LONGEST_NAME - 1].rstrip()}…"
    if short != whole:
        losses.add(f"names of more than {LONGEST_NAME} characters, shortened", whole)
    if short.casefold() not in taken:
        return short
    losses.add("names that an earlier code has; what is above them is added", whole)
    tries = [f"({above})"] if above else []
    for more in (*tries, *(f"({n})" for n in range(2, len(taken) + 3))):
        long = f"{short[: max(1, LONGEST_NAME - 1 - len(more))].rstrip()} {more}"
        if len(long) <= LONGEST_NAME and long.casefold() not in taken:
            return long
    return short  # unreachable: one of as many numbers as there are names is free
