"""What is done around the worked example's interviews, as plain data: recruitment to COREQ."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar

from uptake.demo.content import data

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """One version of the consent form."""

    version: str
    dated: date
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One version of the interview guide; the first of its name is version 1."""

    name: str
    dated: date
    coproduced_with: str
    note: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which turns of a transcript (from 0) ask which question of its guide, by its label."""

    transcript: str
    turns: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was invited beside the eight; without consent where they did not take part."""

    pseudonym: str
    group: str
    about: str
    consent_version: str = ""
    consented: date | None = None


@dataclass(frozen=True, slots=True)
class Approach:
    """A line of the recruitment log, for some people on one day."""

    kind: str
    on: date
    who: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that participants differ in; `values` is by pseudonym."""

    name: str
    options: tuple[str, ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """How many are wanted of a group, or of those in it with one value."""

    wanted: int
    group: str
    attribute: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Saturation:
    """A judgement on whether more interviews bring anything new."""

    on: date
    reached: bool
    group: str
    why: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript that came after the eight. `speakers` says whose a label is, if no pseudonym."""

    file: str
    title: str
    kind: str
    held: date
    waits: bool = False
    speakers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Words that somebody decided on in a transcript that waits, and what stands for them."""

    transcript: str
    words: str
    replacement: str


@dataclass(frozen=True, slots=True)
class CodebookVersion:
    """The codebook's first numbered version."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Round:
    """A round of double coding; one that is not opened still goes on."""

    name: str
    unit: str
    transcripts: tuple[str, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class RoundCoding:
    """What somebody coded in a round; `coder` is a role, `codes` are keys."""

    transcript: str
    coder: str
    quote: str
    codes: tuple[str, ...]
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on the place that holds these words."""

    round: str
    transcript: str
    words: str
    how: str
    reason: str
    coder: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo on the project, a code, a theme or a transcript."""

    by: str
    text: str
    project: bool = False
    code: str = ""
    theme: str = ""
    transcript: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme and the codes that it is built from."""

    key: str
    name: str
    about: str
    codes: tuple[str, ...]
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A cell of the framework chart, and the codings whose passages it rests on."""

    theme: str
    case: str
    text: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentRow:
    """A passage, by its coding, on its way to a category."""

    passage: str
    paraphrase: str
    generalisation: str
    reduction: str
    category: str


@dataclass(frozen=True, slots=True)
class Coreq:
    """An answer to an item of COREQ."""

    item: int
    page: str
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that stands for a theme or speaks against it."""

    theme: str
    passage: str
    stance: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding made from a theme; it rests on the quotes that were chosen for it."""

    theme: str
    direction: str
    sentence: str
    cells: tuple[str, ...]
    note: str

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The cells as (domain key, level key)."""
        return tuple((one.partition("/")[0], one.partition("/")[2]) for one in self.cells)


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """All of it."""

    constructs: tuple[str, ...]
    waived: str
    consent_forms: tuple[ConsentForm, ...]
    guides: tuple[Guide, ...]
    asked: tuple[Asked, ...]
    people: tuple[Person, ...]
    approaches: tuple[Approach, ...]
    attributes: tuple[Attribute, ...]
    targets: tuple[Target, ...]
    saturation: tuple[Saturation, ...]
    transcripts: tuple[Transcript, ...]
    taken_out: tuple[TakenOut, ...]
    versions: tuple[CodebookVersion, ...]
    rounds: tuple[Round, ...]
    codings: tuple[RoundCoding, ...]
    decisions: tuple[Decision, ...]
    memos: tuple[Memo, ...]
    themes: tuple[Theme, ...]
    summaries: tuple[Summary, ...]
    content: tuple[ContentRow, ...]
    coreq: tuple[Coreq, ...]
    quotes: tuple[Quote, ...]
    findings: tuple[Finding, ...]


@cache
def load() -> Fieldwork:
    """What is done around the interviews, read once."""
    facts = tomllib.loads(data("interviews.toml").decode("utf-8"))
    return Fieldwork(
        constructs=tuple(facts["constructs"]),
        waived=facts["waived"],
        consent_forms=_rows(facts["consent_form"], ConsentForm),
        guides=_rows(facts["guide"], Guide),
        asked=tuple(
            Asked(row["transcript"], tuple((at, label) for at, label in row["turns"]))
            for row in facts["asked"]
        ),
        people=_rows(facts["person"], Person),
        approaches=_rows(facts["approach"], Approach),
        attributes=_rows(facts["attribute"], Attribute),
        targets=_rows(facts["target"], Target),
        saturation=_rows(facts["saturation"], Saturation),
        transcripts=_rows(facts["transcript"], Transcript),
        taken_out=_rows(facts["taken_out"], TakenOut),
        versions=_rows(facts["codebook_version"], CodebookVersion),
        rounds=_rows(facts["round"], Round),
        codings=_rows(facts["round_coding"], RoundCoding),
        decisions=_rows(facts["decision"], Decision),
        memos=_rows(facts["memo"], Memo),
        themes=_rows(facts["theme"], Theme),
        summaries=_rows(facts["summary"], Summary),
        content=_rows(facts["content_row"], ContentRow),
        coreq=_rows(facts["coreq"], Coreq),
        quotes=_rows(facts["quote"], Quote),
        findings=_rows(facts["finding"], Finding),
    )


def _rows(rows: list[dict[str, Any]], row_type: type[Row]) -> tuple[Row, ...]:
    return tuple(
        row_type(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()})
        for row in rows
    )
