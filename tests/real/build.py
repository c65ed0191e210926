"""The 57 interviews as the site would hold them: each person under a pseudonym, not their name."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from uptake.formats.transcripts import Turn
from uptake.instruments import Construct, Framework, Level

QUESTIONS = ("q1", "q2", "q3", "q4", "q5")
FRAMEWORK = Framework(
    key="change", name="What changes", version="1", source="Made for this test", licence="CC0-1.0",
    note="",
    domains=(Construct("change", "What changes"), Construct("wisdom", "What people will need")),
    levels=(Level("person", "Person", "", True), Level("society", "Society", "", True)),
)  # fmt: skip


@dataclass(frozen=True)
class Interview:
    pseudonym: str
    group: str
    held_on: date
    answers: dict[str, str]
    """By question; one that was not recorded is not there."""
    codes: dict[str, str]
    """By the name of the column: "1", "0", or "" where nobody coded it."""

    def turns(self) -> list[Turn]:
        return [
            turn
            for question, answer in self.answers.items()
            for turn in (Turn("Interviewer", f"Question {question[1]}"), Turn("Expert", answer))
        ]

    def applied(self, question: str) -> list[str]:
        return [
            name for name, value in self.codes.items()
            if value == "1" and name.endswith(f"_{question}")
        ]  # fmt: skip


def interviews(folder: Path) -> list[Interview]:
    codes = {row["Name"]: row for row in _rows(folder / "codes.csv")}
    found = []
    for number, row in enumerate(_rows(folder / "transcripts.csv"), 1):
        mine = dict(codes[row["Name"]])
        mine.pop("Name")
        found.append(Interview(
            f"E{number:02}", f"{row['Field']}, {row['Location']}",
            datetime.strptime(row["RecordingDate"], "%d-%b-%y").date(),  # noqa: DTZ007
            {q: row[q.upper()] for q in QUESTIONS if row[q.upper()].strip()}, mine,
        ))  # fmt: skip
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("cp1252")
    return list(csv.DictReader(io.StringIO(text, newline="")))
