"""Who speaks in transcripts: a table of participants held against the files' own labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from uptake.cli.tables import read_table
from uptake.cli.terminal import Told
from uptake.formats.pdf import PdfText
from uptake.formats.text import Unreadable
from uptake.formats.transcripts import Transcript, read_any
from uptake.formats.turn_table import WhichColumns

COLUMNS = {
    "pseudonym": ("participant", "id"), "group": ("role",), "about": (),
    "consent version": ("consent",), "consented on": ("consented", "consent date"),
    "speaker": ("label", "name in file"), "file": ("transcript",), "title": (),
    "held on": ("date", "interviewed"),
}  # fmt: skip
NEEDED = ("pseudonym", "group", "consent version", "consented on")
INTERVIEWERS = ("interviewer", "researcher", "moderator", "facilitator")


@dataclass(frozen=True)
class Person:
    """A row of the table."""

    pseudonym: str
    group: str
    about: str
    consent_version: str
    consented_on: date | None
    speaker: str
    file: str
    title: str
    held_on: date | None

    def heard_in(self, path: Path) -> bool:
        """True when the row is of this file, or of any."""
        return not self.file or self.file.casefold() in (path.name.casefold(), str(path).casefold())

    def called(self, label: str) -> bool:
        """True when a file's label is this person's."""
        names = {self.pseudonym.casefold(), self.speaker.casefold() or self.pseudonym.casefold()}
        return label.casefold() in names


@dataclass
class Meeting:
    """A file, with who each of its speakers is: a pseudonym, or nobody's for an interviewer."""

    path: Path
    content: bytes
    read: Transcript
    title: str
    held_on: date | None
    says: dict[str, str] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    stored_as: int | None = None

    def as_data(self) -> dict[str, Any]:
        return {
            "file": str(self.path), "id": self.stored_as, "title": self.title,
            "format": self.read.format, "encoding": self.read.encoding,
            "turns": len(self.read.turns),
            "speakers": {label: who or None for label, who in self.says.items()},
            "oddities": [{"line": odd.line, "what": odd.what} for odd in self.read.oddities],
        }  # fmt: skip


def people_in(path: Path) -> list[Person]:
    """The table of participants. One pseudonym may have several rows, if they tell the same."""
    found: list[Person] = []
    told: dict[str, tuple[Any, ...]] = {}
    for row in read_table(path, COLUMNS, NEEDED):
        person = Person(
            row.wanted("pseudonym"), row.wanted("group"), row["about"],
            row.wanted("consent version"), row.day("consented on"), row["speaker"], row["file"],
            row["title"], row.day("held on"),
        )  # fmt: skip
        row.wanted("consented on")
        same = (person.group, person.about, person.consent_version, person.consented_on)
        if told.setdefault(person.pseudonym, same) != same:
            raise Told(
                f"{person.pseudonym} is described differently in an earlier row.",
                "Give each person one group and one consent.", row.where,
            )  # fmt: skip
        found.append(person)
    return found


def meetings(
    paths: Iterable[Path], people: Sequence[Person], interviewers: Sequence[str],
    columns: Mapping[str, str] | None = None,
) -> list[Meeting]:  # fmt: skip
    """Read each file and say who speaks in it; `columns` says what the columns of tables hold.

    Raises Told when a speaker is nobody we know.
    """
    silent = {label.casefold() for label in (*INTERVIEWERS, *interviewers)}
    return [_meeting(path, people, silent, columns) for path in paths]


def _pages(data: bytes, name: str) -> PdfText:
    """The words of a PDF's pages, read in a process of its own."""
    from uptake.sources.reading import words_of

    return words_of(data, name)


def _meeting(
    path: Path, people: Sequence[Person], silent: set[str], columns: Mapping[str, str] | None
) -> Meeting:
    content = path.read_bytes()
    here = [person for person in people if person.heard_in(path)]
    labels = {name for one in here for name in (one.pseudonym, one.speaker) if name}
    try:
        found = read_any(content, path.name, columns=columns, pages=_pages)
        if not _known(found, here, silent):
            # Plain text has no sure sign of a speaker: the table's names are the sign.
            found = read_any(
                content, path.name, speakers={*labels, *silent} or None, columns=columns,
                pages=_pages,
            )  # fmt: skip
    except WhichColumns as asked:
        raise Told(
            asked.what,
            'Say what they hold: --column "Heading=text", and speaker, start, end.',
            str(path),
        ) from asked
    except Unreadable as fault:
        raise Told(fault.what, fault.advice, fault.where or str(path)) from fault
    own = [person for person in here if person.file] or here
    titles = [person.title for person in own if person.title]
    days = [person.held_on for person in own if person.held_on]
    meeting = Meeting(
        path, content, found, titles[0] if titles else path.stem, days[0] if days else None
    )
    for label in dict.fromkeys(turn.speaker for turn in found.turns if turn.text.strip()):
        _name(meeting, label, here, silent)
    return meeting


def _known(found: Transcript, here: Sequence[Person], silent: set[str]) -> bool:
    labels = {turn.speaker for turn in found.turns}
    return all(
        label.casefold() in silent or any(one.called(label) for one in here) for label in labels
    )


def _name(meeting: Meeting, label: str, here: Sequence[Person], silent: set[str]) -> None:
    """Say who one label is."""
    called = [person for person in here if person.called(label)]
    if not label:
        # Words without a speaker are the one person's whose file it is.
        called = [person for person in here if person.file]
    names = dict.fromkeys(person.pseudonym for person in called)
    if len(names) == 1:
        meeting.says[label] = called[0].pseudonym
        meeting.people.append(called[0])
    elif names:
        raise Told(
            f"“{label or 'nobody named'}” could be {' or '.join(names)}.",
            "Fill in the columns speaker and file.", str(meeting.path),
        )  # fmt: skip
    elif label.casefold() in silent:
        meeting.says[label] = ""
    else:
        raise Told(
            f"The speaker “{label}” is not in the table of participants." if label
            else "Nobody is named in the file, and no row of the table is for it alone.",
            "Add a row for them, or say that it is an interviewer: "
            f"--interviewer {label!r}." if label else "Fill in the column file.",
            str(meeting.path),
        )  # fmt: skip
