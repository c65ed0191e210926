"""How far the coders of an opened round agree, on the unit that is asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from uptake.interviews.actions.coding import WITHDRAWN
from uptake.interviews.models import Code, Coding, CodingRound, Passage, Turn, Version
from uptake.interviews.queries.places import coders_of
from uptake.methods.agreement import (
    Bootstrap,
    Figure,
    Ratings,
    Text,
    Unitised,
    on_characters,
    on_units,
    on_units_overall,
    said_by_unit,
    table,
    unitised,
)
from uptake.methods.agreement import Passage as Marked
from uptake.methods.agreement.passages import merged
from uptake.methods.passages import sentences
from uptake.projects import queries as people
from uptake.projects.models import User

Unit = CodingRound.Unit
PARAGRAPH = re.compile(r"\n\s*\n|\n")
NAMES = {
    "percent": "Percent agreement", "cohen": "Cohen's kappa", "scott": "Scott's pi",
    "fleiss": "Fleiss' kappa", "conger": "Conger's kappa",
    "brennan-prediger": "Brennan-Prediger", "AC1": "Gwet's AC1",
    "alpha, nominal": "Krippendorff's alpha",
}  # fmt: skip
"""What the coefficients are called on pages and in files."""
MANY = 1_000
"""Resamples of a bootstrap interval."""


@dataclass(frozen=True, slots=True)
class OfCode:
    """How far coders agree on one code, or on all of them together."""

    code: int | None
    """None: every code on every unit as one judgement."""
    name: str
    given: tuple[int, ...]
    """In how many units each coder gave it, in the coders' order."""
    figures: tuple[Figure[bool], ...]
    differ: int

    def figure(self, name: str) -> Figure[bool]:
        """One coefficient, by the name that pages show."""
        return next(one for one in self.figures if NAMES[one.name] == name)


@dataclass(frozen=True, slots=True)
class Compared:
    """A round's agreement."""

    unit: str
    coders: tuple[tuple[int, str], ...]
    left_out: tuple[str, ...]
    """Those who were taken off; their work is not in the figures."""
    transcripts: int
    of: int
    units: int
    coded: float
    """The share of compared units that anybody gave any code."""
    codes: tuple[OfCode, ...]
    overall: OfCode | None
    """None on characters."""
    unitised: tuple[tuple[str, Unitised], ...]
    """By code: where passages begin and end as well."""


@dataclass(frozen=True, slots=True)
class _Material:
    """What is compared: the transcripts that several people code, in their order."""

    transcripts: list[int]
    texts: list[Text]
    coders: list[int]
    names: dict[int, str]


def compare(row: CodingRound, unit: str = "", resamples: int = MANY) -> Compared:
    """Agreement of an opened round by code and overall.

    Worked out once for each state that the project is in: the trail's last hash names that state.
    """
    head = people.head(row.project_id)
    return _compare(row.pk, unit or row.unit, resamples, head.hash if head else "")


@lru_cache(maxsize=8)
def _compare(pk: int, unit: str, resamples: int, state: str) -> Compared:
    row = CodingRound.objects.get(pk=pk)
    material = _material(row, unit)
    everybody = {coder for team in coders_of(row).values() for coder in team}
    gone = User.objects.filter(
        pk__in=row.assignments.filter(ended_at__isnull=False).values("coder")
    ).exclude(pk__in=everybody)  # fmt: skip
    total = len(coders_of(row))
    names = dict(User.objects.filter(pk__in=material.coders).values_list("pk", "name"))
    by = Bootstrap(row.seed, resamples)
    codes: list[OfCode] = []
    overall = None
    if material.texts:
        for code, name in material.names.items():
            codes.append(_of(code, name, _ratings(material.texts, str(code), unit), by))
        keys = [str(code) for code in material.names]
        if unit != Unit.CHARACTER and keys:
            overall = _of(None, "All codes", on_units_overall(material.texts, keys), by)
    return Compared(
        unit, tuple((coder, names[coder]) for coder in material.coders),
        tuple(sorted(one.name for one in gone)), len(material.texts), total,
        _units(material.texts, unit), _coded(material.texts), tuple(codes), overall,
        tuple((name, _unitised(material.texts, str(code), by))
              for code, name in material.names.items()) if material.texts else (),
    )  # fmt: skip


def _material(row: CodingRound, unit: str) -> _Material:
    teams = {pk: team for pk, team in coders_of(row).items() if len(team) > 1}
    order = sorted({coder for team in teams.values() for coder in team})
    versions = {
        version.transcript_id: version
        for version in Version.objects.filter(transcript__in=list(teams), current=True)
    }
    marks: dict[tuple[int, int], list[Marked]] = defaultdict(list)
    used: set[int] = set()
    rows = Coding.objects.filter(
        round=row, layer=Coding.Layer.CODER, removed_at=None, passage__state=Passage.State.FIRM,
        passage__version__current=True, passage__transcript__in=list(teams),
    )  # fmt: skip
    for transcript, coder, start, end, code in rows.order_by("pk").values_list(
        "passage__transcript_id", "coder_id", "passage__start", "passage__end", "code_id"
    ):
        if coder in teams[transcript]:
            marks[transcript, coder].append(Marked(start, end, str(code)))
            used.add(code)
    about = set(row.codes.order_by().values_list("code_id", flat=True)) or used
    names = dict(
        Code.objects.filter(pk__in=about).order_by("order", "pk").values_list("pk", "name")
    )
    turns = _turns(list(versions.values()))
    texts, kept = [], []
    for transcript in sorted(teams):
        text = versions[transcript].text
        if not text:
            continue
        given = tuple(
            tuple(m for m in marks[transcript, coder] if int(m.code) in names)
            if coder in teams[transcript] else None
            for coder in order
        )  # fmt: skip
        if unit == Unit.PASSAGE:
            cut = merged(mark for one in given for mark in one or ())
        else:
            cut = _cut(unit, text, turns[versions[transcript].pk])
        texts.append(Text(len(text), given, tuple(cut)))
        kept.append(transcript)
    return _Material(kept, texts, order, names)


def _turns(versions: Sequence[Version]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    texts = {version.pk: version.text for version in versions}
    rows = Turn.objects.filter(version__in=versions, participant__withdrawn_at=None)
    for version, start, end in rows.order_by("version", "start").values_list(
        "version_id", "start", "end"
    ):
        # Of somebody who withdrew a part, the words there are gone as well.
        if end > start and texts[version][start:end] != WITHDRAWN:
            found[version].append((start, end))
    return found


def _cut(unit: str, text: str, turns: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, paragraphs or turns of a text; words of those who withdrew are in none."""
    if unit in (Unit.TURN, Unit.CHARACTER):
        return list(turns)
    found = []
    for start, end in turns:
        said = text[start:end]
        if unit == Unit.SENTENCE:
            parts = [(at, to) for at, to in sentences(said)]
        else:
            edges = [0, *(place for one in PARAGRAPH.finditer(said) for place in one.span())]
            edges.append(len(said))
            parts = list(zip(edges[::2], edges[1::2], strict=True))
        found += [(start + at, start + to) for at, to in parts if said[at:to].strip()]
    return found


def _ratings(texts: Sequence[Text], code: str, unit: str) -> Ratings[bool]:
    return on_characters(texts, code) if unit == Unit.CHARACTER else on_units(texts, code)


def _of(code: int | None, name: str, given: Ratings[bool], by: Bootstrap) -> OfCode:
    said = given.codes
    rows = () if said is None else tuple(int(((row == 1) * given.times).sum()) for row in said)
    both = (given.counts > 0).all(axis=1)
    return OfCode(code, name, rows, table(given, by=by), int((both * given.times).sum()))


def _units(texts: Sequence[Text], unit: str) -> int:
    if unit == Unit.CHARACTER:
        return sum(one.length for one in texts)
    return sum(len(one.units) for one in texts)


def _coded(texts: Sequence[Text]) -> float:
    said = [unit for text in texts for unit in said_by_unit(text)]
    return sum(any(unit) for unit in said) / len(said) if said else 0.0


def _unitised(texts: Sequence[Text], code: str, by: Bootstrap) -> Unitised:
    """Unitised alpha of one code: each transcript is compared among all who coded it."""
    alike = [
        Text(
            text.length,
            tuple(
                None if given is None else tuple(m for m in given if m.code == code)
                for given in text.marks
            ),
        )
        for text in texts
    ]
    return unitised(alike, by)
