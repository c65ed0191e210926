"""Which ``Name:`` at the start of a line is a speaker, and which is only a word with a colon.

No library does this. A single line can't tell ("Note: this" against "Joan: this"), so the whole
file is the evidence: how often a label recurs, whether it looks like a name or a role, whether a
time or bold type goes with it, and whether every paragraph has one. What was taken and what was
not is said in the oddities, and a person can name the speakers instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from uptake.formats.label_words import FIELDS, JOINERS, NOT_NAMES, ROLES
from uptake.formats.times import TIME
from uptake.formats.turns import Oddity, normalise

LONGEST = 60
WORDS = 6

NAME = r"(?P<name>[^\s:：\[\]{}<>\"“”=|][^:：\[\]{}<>\"“”=|\n]{0,59}?)"
REST = r"(?:[ \t\u00a0]+(?P<rest>.*))?"
DAY = r"(?:\d{4}-\d\d-\d\d\s+)?"
AT = rf"(?P<time>{TIME})"
RANGE = rf"(?P<time>{TIME})[ \t]*-->[ \t]*(?P<until>{TIME})"
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (form, re.compile(pattern))
    for form, pattern in (
        # [Johnny Doe] 11:02:09
        ("bracket", rf"\[(?P<name>[^\]\n]{{1,60}})\][ \t\u00a0]*{AT}{REST}$"),
        # 11:02:09 From Johnny Doe to Everyone: text, newer ones with the day before it
        ("chat", rf"{DAY}{AT}\s+From\s+{NAME}(?:\s+to\s+[^:\n]{{1,60}})?\s*:{REST}$"),
        # 0:0:0.0 --> 0:0:1.510 Johnny Doe
        ("range", rf"{RANGE}(?:[ \t\u00a0]+{NAME})?$"),
        ("range", rf"{NAME}[ \t\u00a0]+{RANGE}$"),
        # 00:00:03 Johnny Doe: text / [00:00:03] Johnny Doe: text
        ("before", rf"[\[(]?{AT}[\])]?[ \t\u00a0]*[-–]?[ \t\u00a0]*{NAME}\s*[:：]{REST}$"),
        # Johnny Doe (00:00:03): text
        ("after", rf"{NAME}\s*[\[(]{AT}[\])]\s*[:：]?{REST}$"),
        # Johnny Doe 00:00:03: text
        ("after", rf"{NAME}[ \t\u00a0]+{AT}\s*[:：]{REST}$"),
        # Johnny Doe   0:03, alone on its line
        ("alone", rf"{NAME}[ \t\u00a0]+{AT}$"),
        # 00:00:03 Johnny Doe, alone on its line
        ("alone", rf"[\[(]?{AT}[\])]?[ \t\u00a0]+{NAME}$"),
        # Johnny Doe: text
        ("plain", rf"(?:>>\s*)?{NAME}\s*:(?!//){REST}$"),
        ("plain", rf"{NAME}\s*：[ \t\u3000]*(?P<rest>.*)$"),
        # Johnny Doe:text, but not 10:30 and not C:\
        ("plain", rf"{NAME}:(?P<rest>[^\s\d/\\:].*)$"),
    )
)
LISTED = re.compile(r"\s*(?:[-*•‣>+][ \t]|\d{1,3}[.)][ \t]|#)")

Shape = Literal["role", "name", "other", "no"]

ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Mx|Prof|Rev|St|[A-Z])\.")
FORBIDDEN = re.compile(r"[?!;…,:<>]|-->|://|\.(?:\s|$)|^[\d\s.,/%£$€-]+$")
CODE = re.compile(r"[A-Za-z]{1,5}[-_ ]?\d{1,4}[a-zA-Z]?|[A-Z]{1,2}\d*")
TAIL = re.compile(r"\s*(?:[#(]?\s*(?:[A-Za-z]{0,3}[-_]?\d{1,4}|[A-Z])\)?)$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that may begin a turn: the label, what follows it, and the signs that go with it."""

    form: str
    name: str
    rest: str
    line: int
    time: str = ""
    until: str = ""
    bold: bool = False

    @property
    def key(self) -> str:
        """The label without regard to case and blanks: ``P01`` and ``p01`` are one speaker."""
        return key_of(self.name)


@dataclass(frozen=True, slots=True)
class Ruling:
    """Which labels are speakers (key to the name as first written), and which are not."""

    taken: dict[str, str]
    counts: Counter[str]
    refused: dict[str, Mark]

    def speaker(self, mark: Mark) -> str:
        """The speaker of a mark, or "" when its label was not taken for one."""
        return self.taken.get(mark.key, "")


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """Give the form under which spellings of one label meet."""
    return " ".join(normalise(name).split()).casefold()


def mark_of(line: str, number: int, *, bold: bool = False) -> Mark | None:
    """Read a line as the beginning of a turn, in whichever form fits, or give ``None``."""
    line = line.strip()
    if not line or LISTED.match(line):
        return None
    head = line[: 4 * LONGEST]
    for form, pattern in FORMS:
        match = pattern.match(head)
        if match is None:
            continue
        found = match.groupdict()
        rest = found.get("rest") or ""
        if len(line) > len(head):  # the patterns see the beginning of a long line only
            if not rest:
                continue
            rest = line[match.start("rest") :]
        return Mark(
            form,
            " ".join((found.get("name") or "").split()),
            rest.strip(),
            number,
            found.get("time") or "",
            found.get("until") or "",
            bold,
        )
    return None


@lru_cache(maxsize=4096)
def shape_of(name: str) -> Shape:
    """Say what a label looks like: a role or code, a name, something else, or no speaker at all."""
    words = name.split()
    bare = ABBREVIATION.sub("", name)
    if not words or len(words) > WORDS or len(name) > LONGEST or FORBIDDEN.search(bare):
        return "no"
    lower = [word.casefold().strip(".'’()") for word in words]
    capital = all(not word[0].islower() or word in JOINERS for word in words)
    if name.casefold() in FIELDS:
        return "no"
    if lower[0] in NOT_NAMES and len(name) > 1:
        # "An Nguyen" is a person and "In Leeds" is not: such a label has to recur.
        return "other" if capital and len(words) > 1 else "no"
    stem = TAIL.sub("", name).casefold().split()
    if CODE.fullmatch(name) or lower[-1] in ROLES or (stem and stem[-1] in ROLES):
        return "role"
    if FIELDS.intersection(lower):
        return "no"
    return "name" if capital else "other"


def is_field(name: str) -> bool:
    """True for what heads a line of a form: "Date", "Date of interview", "Interview date"."""
    words = name.casefold().split()
    return 0 < len(words) <= 4 and bool({words[0], words[-1]} & FIELDS)


def rule(marks: Sequence[Mark], units: int, named: Collection[str] | None = None) -> Ruling:
    """Decide which labels are speakers.

    ``units`` is the number of paragraphs or cues that could have begun with a label. ``named`` is
    what a person says: then exactly those labels are taken.
    """
    counts = Counter(mark.key for mark in marks if mark.key)
    first: dict[str, Mark] = {}
    for mark in marks:
        if mark.key:
            first.setdefault(mark.key, mark)
    if named is not None:
        wanted = {key_of(name) for name in named}
        taken = {key for key in first if key in wanted}
    else:
        taken = _taken(marks, counts, first, units)
    return Ruling(
        {key: " ".join(normalise(first[key].name).split()) for key in first if key in taken},
        counts,
        {key: mark for key, mark in first.items() if key not in taken},
    )


def _taken(
    marks: Sequence[Mark], counts: Counter[str], first: dict[str, Mark], units: int
) -> set[str]:
    shapes = {key: shape_of(mark.name) for key, mark in first.items()}
    if not {"barrier", "barriers"}.isdisjoint(first):
        shapes["facilitator"] = "no"  # notes on barriers and facilitators, and no facilitator
    usable = {key for key, shape in shapes.items() if shape != "no"}
    alone = sum(mark.form == "alone" for mark in marks)
    columns = {mark.key for mark in marks if mark.form == "column"} - {""}
    signed = columns | {
        mark.key
        for mark in marks
        if mark.key in usable
        and (
            mark.form in ("bracket", "chat", "range", "before", "after")
            or (mark.form == "alone" and alone > 1)
            or (mark.bold and (shapes[mark.key] != "other" or counts[mark.key] > 1))
        )
    }
    plain = {mark.key for mark in marks if mark.form == "plain"} & usable
    repeated = {
        key
        for key in plain
        if (counts[key] > 1 and shapes[key] in ("role", "name"))
        or (counts[key] > 2 and counts[key] * 10 >= units)
    }
    evidence = bool(signed or repeated)
    labelled = sum(counts[key] for key in plain | signed)
    every = units > 1 and labelled >= units
    most = evidence and labelled >= 0.6 * units
    roles = {key for key in plain if shapes[key] == "role"}
    once = {
        key
        for key in plain
        if (shapes[key] == "role" and (evidence or every or len(roles) > 1))
        or (shapes[key] == "name" and (every or most or (evidence and " " in key)))
    }
    return signed | repeated | once


def oddities_of(ruling: Ruling) -> Iterable[Oddity]:
    """Say which labels were taken as speakers and which were not."""
    if ruling.taken:
        names = [f"{name} ({ruling.counts[key]})" for key, name in ruling.taken.items()]
        yield Oddity(0, "note", f"Taken as speakers: {_listed(names)}.")
    refused = [mark for mark in ruling.refused.values() if len(mark.name.split()) <= 4]
    for mark in refused[:20]:
        times = ruling.counts[mark.key]
        yield Oddity(
            mark.line,
            "note",
            f"“{mark.name}” ({times}) was not taken as a speaker; it stays in the text.",
            f"{mark.name}: {mark.rest}"[:80],
        )
    if len(refused) > 20:
        more = len(refused) - 20
        yield Oddity(0, "note", f"{more} more words with a colon were not taken as speakers.")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:20])
    return shown if len(names) <= 20 else f"{shown} and {len(names) - 20} more"
