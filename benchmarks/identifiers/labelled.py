"""Speech with its identifiers marked: read, and compared with what rules propose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from uptake.methods.deidentify import KINDS, Hit, Kind, Listed

HERE = Path(__file__).parent
MARKED = re.compile(r"\{([^|{}]+)\|([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Label:
    """An identifier that stands at ``start`` to ``end``, its kind, and how it can be known."""

    start: int
    end: int
    kind: Kind
    words: str
    ways: tuple[str, ...] = ()

    @property
    def hard(self) -> bool:
        """Whether rules by pattern aren't made for it."""
        return "hard" in self.ways


@dataclass(frozen=True, slots=True)
class Speech:
    """A text without its marks, and what was marked."""

    text: str
    labels: tuple[Label, ...]
    names: tuple[Listed, ...]
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Labels whose every character is in hits, those missed, right hits and wrong ones."""

    found: tuple[Label, ...]
    missed: tuple[Label, ...]
    right: tuple[Hit, ...]
    wrong: tuple[Hit, ...]


def read(name: str) -> Speech:
    """Read one of the files here. Raises ``ValueError`` for a kind that is not known."""
    names: list[Listed] = []
    speakers: list[str] = []
    lines: list[str] = []
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@names "):
            names += [_listed(one) for one in line.removeprefix("@names ").split("; ")]
        elif line.startswith("@speakers "):
            speakers += line.removeprefix("@speakers ").split("; ")
        elif not line.startswith("#"):
            lines.append(line)
    labels: list[Label] = []
    pieces: list[str] = []
    at = size = 0
    marked = "\n".join(lines).strip() + "\n"
    for found in MARKED.finditer(marked):
        before = marked[at : found.start()]
        size += len(before)
        kind, *ways = found[1].split("/")
        labels.append(Label(size, size + len(found[2]), _kind(kind), found[2], tuple(ways)))
        size += len(found[2])
        pieces += (before, found[2])
        at = found.end()
    text = "".join([*pieces, marked[at:]])
    return Speech(text, tuple(labels), tuple(names), tuple(speakers))


def _listed(words: str) -> Listed:
    name, _, kind = words.partition("=")
    return Listed(name, _kind(kind) if kind else "name")


def _kind(word: str) -> Kind:
    if word not in KINDS:
        raise ValueError(f"no kind {word!r}; there are {', '.join(KINDS)}")
    return word


def compare(speech: Speech, hits: Sequence[Hit]) -> Compared:
    """Hold hits against labels.

    A label is found when all of its letters and digits are in hits of any kind: what counts is that
    nothing leaks. A hit is right when it overlaps a label of its own kind.
    """
    covered = {at for one in hits for at in range(one.start, one.end)}
    found: list[Label] = []
    missed: list[Label] = []
    for label in speech.labels:
        bare = [at for at in range(label.start, label.end) if speech.text[at].isalnum()]
        (found if covered.issuperset(bare) else missed).append(label)
    right: list[Hit] = []
    wrong: list[Hit] = []
    for one in hits:
        met = any(
            label.kind == one.kind and label.start < one.end and one.start < label.end
            for label in speech.labels
        )
        (right if met else wrong).append(one)
    return Compared(tuple(found), tuple(missed), tuple(right), tuple(wrong))
