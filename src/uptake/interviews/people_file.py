"""People as a list: pasted with one on each line, or a table with headings."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from uptake.formats.text import Unreadable, decode
from uptake.projects.errors import Refused

COLUMNS = ("pseudonym", "group", "about", "consent version", "consented on")
NEEDED = ("pseudonym", "group")
SIGNS = ",;\t"
_HEADINGS = {
    "pseudonym": "pseudonym", "participant": "pseudonym", "id": "pseudonym",
    "group": "group", "role": "group", "about": "about",
    "consent version": "consent version", "consent": "consent version",
    "consented on": "consented on", "consented": "consented on", "consent date": "consented on",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as a list has them; `where` is the line."""

    pseudonym: str
    group: str
    about: str = ""
    consent_version: str = ""
    consented_on: date | None = None
    where: str = ""


def read_people(content: bytes, name: str = "") -> list[Listed]:
    """The people in a file: CSV, or lines of pseudonym and group. Raises Refused with the line."""
    try:
        text = decode(content).text
    except Unreadable as fault:
        raise Refused(fault.what, advice=fault.advice, where=fault.where or name) from fault
    return people_in(text, name)


def people_in(text: str, name: str = "", group: str = "") -> list[Listed]:
    """The people in some lines: pseudonym and group, with a comma, semicolon or tab between.

    A first line of headings may name more columns: about, consent version, consented on. Where a
    line has no group, `group` is theirs. A table that knows of speakers and files as well may name
    a person several times, as long as it says the same of them. Raises Refused with the line.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    found: dict[str, Listed] = {}
    columns: list[str] | None = None
    try:
        for cells in reader:
            cells = [" ".join(cell.split()) for cell in cells]
            if not any(cells):
                continue
            if columns is None:
                columns = _columns(cells)
                if columns:
                    continue
                columns = list(NEEDED)
            _add(found, _person(cells, columns, _at(name, reader.line_num), group))
    except csv.Error as fault:
        raise Refused(
            f"The row can't be read as CSV: {fault}.", where=_at(name, reader.line_num),
            advice="Look for a quotation mark that is not closed.",
        ) from fault  # fmt: skip
    if not found:
        raise Refused("There is nobody on the list.", where=name,
                      advice="Write each person on a line: P04, therapist.")  # fmt: skip
    return list(found.values())


def _add(found: dict[str, Listed], person: Listed) -> None:
    there = found.setdefault(person.pseudonym.casefold(), person)
    facts = [(one.group, one.about, one.consent_version, one.consented_on)
             for one in (there, person)]  # fmt: skip
    if facts[0] != facts[1]:
        raise Refused(
            f"{person.pseudonym} is described differently in an earlier line.",
            advice="Give each person one group and one consent.", where=person.where,
        )  # fmt: skip


def _delimiter(text: str) -> str:
    """What stands between cells: the sign that the first line with any has most often."""
    lines = (line for line in text.split("\n") if any(sign in line for sign in SIGNS))
    return max(SIGNS, key=next(lines, "").count)


def _columns(cells: list[str]) -> list[str]:
    """What the columns hold, if this is a line of headings."""
    columns = [_HEADINGS.get(cell.replace("_", " ").casefold(), "") for cell in cells]
    return columns if "pseudonym" in columns else []


def _person(cells: list[str], columns: list[str], where: str, group: str) -> Listed:
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        raise Refused(
            f"The line has {len(cells)} cells, and {len(columns)} are known.", where=where,
            advice="Put quotation marks around cells that hold a comma, or name the columns in "
            f"the first line: {', '.join(COLUMNS)}.",
        )  # fmt: skip
    held = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    if not held.get("pseudonym"):
        raise Refused("The line has no pseudonym.", where=where, advice="Such as P04.")
    if not held.get("group", group):
        raise Refused(
            f"It is not said to which group {held['pseudonym']} belongs.", where=where,
            advice="Write it behind a comma: P04, therapist.",
        )  # fmt: skip
    return Listed(
        held["pseudonym"], held.get("group") or group, held.get("about", ""),
        held.get("consent version", ""), _day(held.get("consented on", ""), where), where,
    )  # fmt: skip


def _day(text: str, where: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Refused(f"“{text}” is no date.", where=where,
                      advice="Write it as 2026-01-12.") from fault  # fmt: skip


def _at(name: str, line: int) -> str:
    return f"{name}, line {line}" if name else f"line {line}"
