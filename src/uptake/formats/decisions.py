"""Decisions of screening that travel with a reference: what other tools write, and how we do.

Read are the conventions that their makers document: Rayyan's notes ("Understanding your Rayyan
export files", help.rayyan.ai), ASReview's labels ("Data format" and "Fully and partially labeled
data", asreview.readthedocs.io), and the lists of Covidence, whose meaning its guides give and whose
exclusion reasons stand in its notes. Columns of any table can be named as decisions by a person.
EPPI-Reviewer documents no place for decisions in RIS or CSV, so none is read from its exports.

Uptake writes one note for each decision, since notes are what Zotero and EndNote both keep.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from uptake.formats.references import Reading, Reference

Stage = Literal["title", "full text", ""]
Verdict = Literal["include", "exclude", "unsure"]

STAGES: dict[Stage, str] = {"title": "title and abstract", "full text": "full text", "": "a stage"}
WORDS: dict[str, Verdict] = {
    **dict.fromkeys(
        ("1", "1.0", "yes", "y", "true", "include", "included", "relevant", "in"), "include"
    ),
    **dict.fromkeys(
        ("0", "0.0", "no", "n", "false", "exclude", "excluded", "irrelevant", "out"), "exclude"
    ),
    **dict.fromkeys(("maybe", "unsure", "unclear", "uncertain", "?", "0.5"), "unsure"),
}
# What tools write for a record that nobody has looked at.
NOT_SEEN = frozenset({"-1", "-1.0", "not seen", "unseen", "undecided", "unlabelled", "unlabeled"})

MARKS = ("RAYYAN-", "ASReview_", "UPTAKE-DECISION")
QUOTED = r'"((?:[^"\\]|\\.)*)"'
SECTION = re.compile(
    r"\b(RAYYAN-INCLUSION|RAYYAN-LABELS|RAYYAN-EXCLUSION-REASONS|USER-NOTES)\s{0,3}:\s*"
)
# ASCII alone: what else has these letters in another case is none of the words below.
LETTERS = re.IGNORECASE | re.ASCII
BY_PERSON = re.compile(rf'{QUOTED}\s{{0,3}}(?:=>|:)\s{{0,3}}"(Included|Excluded|Maybe)"', LETTERS)
NOTES_BY_PERSON = re.compile(rf"{QUOTED}\s{{0,3}}(?:=>|:)\s{{0,3}}\[([^\]]*)\]")
QUOTE = re.compile(QUOTED)
ASREVIEW = re.compile(r"\bASReview_(relevant|irrelevant)\b")
COVIDENCE_REASON = re.compile(r"\bExclusion reason:\s*([^;\n]*)", re.I)
COVIDENCE_LIST = re.compile(r"review_\d+_(irrelevant|select|included|excluded)_csv", LETTERS)
# Headings of tables that speak of decisions, by parts of words; tags of other forms are shorter.
OF_DECISIONS = re.compile(
    r"decision|decided|includ|exclu|label|relevan|screen|verdict|vote|reason|remark|review|asreview",
    LETTERS,
)
# What each list of Covidence says of the records in it; its other lists say nothing.
COVIDENCE_LISTS: dict[str, tuple[Stage, Verdict]] = {
    "irrelevant": ("title", "exclude"),
    "select": ("title", "include"),
    "included": ("full text", "include"),
    "excluded": ("full text", "exclude"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided of a reference elsewhere.

    ``stage`` is "" where the file does not say at which stage it was; ``by`` is the name that the
    file gives, ``at`` its date or time as written, ``tool`` the program that wrote it.
    """

    stage: Stage = ""
    verdict: Verdict = "include"
    reason: str = ""
    note: str = ""
    by: str = ""
    at: str = ""
    tool: str = ""


def verdict_of(value: str) -> Verdict | None:
    """Read a decision in one cell: ``1``, ``Excluded``, ``maybe``; None where it is none."""
    return WORDS.get(value.strip().lower())


def is_unseen(value: str) -> bool:
    """Say whether a cell tells that nobody has decided: it is empty, or ``-1``."""
    return not value.strip() or value.strip().lower() in NOT_SEEN


def in_notes(notes: Iterable[str]) -> tuple[Decision, ...]:
    """Find the decisions that Rayyan, ASReview or Uptake left in a reference's notes.

    Where Uptake left any, they stand for the others: it wrote down what it had read of them.
    """
    notes = tuple(notes)
    found = [decision for note in notes if is_ours(note) for decision in _ours(note)]
    for note in () if found else notes:
        if "RAYYAN-INCLUSION" in note:
            found.extend(_rayyan(note))
        if "ASReview_" in note and (label := ASREVIEW.search(note)):
            verdict: Verdict = "include" if label.group(1) == "relevant" else "exclude"
            found.append(Decision("title", verdict, tool="ASReview"))
    return tuple(dict.fromkeys(found))


def _rayyan(note: str) -> Iterable[Decision]:
    sections: dict[str, str] = {}
    starts = list(SECTION.finditer(note))
    for start, after in zip_longest(starts, starts[1:]):
        section = note[start.end() : after.start() if after else len(note)]
        section = section.strip().rstrip("|").strip()
        before = sections.get(start.group(1))  # a note may hold what two exports wrote
        sections[start.group(1)] = f"{before},{section}" if before else section
    reason = "; ".join(
        part.strip() for part in sections.get("RAYYAN-EXCLUSION-REASONS", "").split(",")
    )
    labels = sections.get("RAYYAN-LABELS", "")
    said = {
        who: "; ".join(QUOTE.findall(what))
        for who, what in NOTES_BY_PERSON.findall(sections.get("USER-NOTES", ""))
    }
    for who, word in BY_PERSON.findall(sections.get("RAYYAN-INCLUSION", "")):
        verdict = WORDS[word.lower()]
        notes = [said.get(who, ""), f"Labels: {labels}" if labels else ""]
        yield Decision(
            "", verdict, reason if verdict == "exclude" else "", ". ".join(filter(None, notes)),
            who, tool="Rayyan",
        )  # fmt: skip


def of_covidence(notes: Iterable[str], file_name: str) -> tuple[Decision, ...]:
    """Read what a Covidence export says of a record: by the list it is of, and by its notes.

    A reason stands in the notes of what was excluded at full text; Covidence asks for none before.
    """
    reasons = [found.group(1).strip() for note in notes if (found := COVIDENCE_REASON.search(note))]
    if reasons:
        return (Decision("full text", "exclude", reasons[0], tool="Covidence"),)
    if found := COVIDENCE_LIST.search(file_name):
        stage, verdict = COVIDENCE_LISTS[found.group(1).lower()]
        return (Decision(stage, verdict, tool="Covidence"),)
    return ()


def tells(text: str) -> bool:
    """Say whether a note, or a value as written, tells what somebody decided elsewhere."""
    return any(mark in text for mark in MARKS) or COVIDENCE_REASON.search(text) is not None


def without_decisions(reference: Reference, columns: Collection[str] = ()) -> Reference:
    """Give a reference without what others decided of it, for whoever has still to decide.

    Left out are its decisions, the notes that tell one, and of its values as written those that do
    and those of columns whose headings speak of decisions. ``columns`` are headings that a person
    said to hold some.
    """
    return replace(
        reference,
        decisions=(),
        notes=tuple(note for note in reference.notes if not tells(note)),
        raw=tuple(
            (tag, value) for tag, value in reference.raw
            if not (tells(value) or tag in columns or OF_DECISIONS.search(tag))
        ),
    )  # fmt: skip


def with_decisions(reading: Reading) -> Reading:
    """Give a reading whose references carry the decisions that stand in their notes."""
    references = tuple(
        it if it.decisions or not (found := in_notes(it.notes)) else replace(it, decisions=found)
        for it in reading.references
    )
    return replace(reading, references=references)


OURS = "UPTAKE-DECISION:"
PARTS = ("stage", "verdict", "reason", "note", "by", "at", "tool")
ESCAPED = str.maketrans({"|": "¦", "\n": " ", "\r": " "})


def note_of(decision: Decision) -> str:
    """Write a decision as a note: ``UPTAKE-DECISION: stage=title | verdict=exclude | reason=…``.

    What is empty is left out; an upright stroke in a text becomes a broken one.
    """
    parts = ((part, str(getattr(decision, part)).translate(ESCAPED).strip()) for part in PARTS)
    return f"{OURS} {' | '.join(f'{part}={value}' for part, value in parts if value)}"


def notes_of(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """Write decisions as notes, one each."""
    return tuple(map(note_of, decisions))


def _ours(note: str) -> Iterable[Decision]:
    said = dict.fromkeys(PARTS, "")
    for part in note.lstrip().removeprefix(OURS).split("|"):
        name, _, value = part.strip().partition("=")
        if name in said:
            said[name] = value.strip()
    verdict = verdict_of(said["verdict"])
    if verdict is None:
        return
    stage: Stage = "title" if said["stage"] == "title" else ""
    if said["stage"] == "full text":
        stage = "full text"
    yield Decision(
        stage, verdict, said["reason"], said["note"], said["by"], said["at"], said["tool"]
    )


def is_ours(note: str) -> bool:
    """Say whether a note is a decision that Uptake wrote."""
    return note.lstrip().startswith(OURS)
