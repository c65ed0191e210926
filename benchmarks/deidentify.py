"""De-identification: recall and precision on 200 invented identifiers, and CPU of a long line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.identifiers.labelled import Compared, Label, compare, read
from uptake.methods.deidentify import KINDS, Finder, Hit, capitals, find

HALVES = {"shaped": "the half that rules were shaped on", "held_out": "the half that was held out"}
CHARACTERS, ROUNDS, SECONDS = 600_000, 3, 2


def run(options: Options) -> Iterator[Figure]:
    """Measure both halves, all told and kind by kind, then how long a long transcript takes."""
    halves = {name: compared(name) for name in HALVES}
    for name, half in halves.items():
        yield from overall(name, half)
    for name in HALVES:
        wide = compared(name, [capitals])
        yield recall(f"recall, {name}, with capitals", wide.found, wide.missed)
        yield precision(f"precision, {name}, with capitals", wide.right, wide.wrong)
    for kind in KINDS:
        for name, half in halves.items():
            yield from of_kind(kind, name, half)
    yield long_line(1 if options.quick else ROUNDS)


def compared(name: str, finders: Sequence[Finder] = ()) -> Compared:
    """What the rules propose in one half, held against what is marked there."""
    speech = read(name)
    return compare(speech, find(speech.text, speech.names, speech.speakers, finders))


def overall(name: str, half: Compared) -> Iterator[Figure]:
    """Recall of all, of the hard ones alone, and precision."""
    told = HALVES[name]
    yield recall(f"recall, {name}", half.found, half.missed, told)
    hard = [one for one in half.found if one.hard], [one for one in half.missed if one.hard]
    yield recall(f"recall of hard ones, {name}", *hard, "names in small letters, numbers spelled")
    yield precision(f"precision, {name}", half.right, half.wrong)


def of_kind(kind: str, name: str, half: Compared) -> Iterator[Figure]:
    """Recall and precision of one kind."""
    found = [one for one in half.found if one.kind == kind]
    missed = [one for one in half.missed if one.kind == kind]
    yield recall(f"{kind}, recall, {name}", found, missed)
    right = [one for one in half.right if one.kind == kind]
    wrong = [one for one in half.wrong if one.kind == kind]
    yield precision(f"{kind}, precision, {name}", right, wrong)


def recall(name: str, found: Sequence[Label], missed: Sequence[Label], told: str = "") -> Figure:
    """The share of marked identifiers of which no letter is left, and those that are."""
    share = len(found) / (len(found) + len(missed)) if found or missed else None
    notes = [f"{len(found)} of {len(found) + len(missed)}"]
    notes += [told] if told else []
    notes += [f"missed: {', '.join(one.words for one in missed)}"] if missed else []
    return figure(name, share, "", note="; ".join(notes))


def precision(name: str, right: Sequence[Hit], wrong: Sequence[Hit]) -> Figure:
    """The share of proposals that are right, and those that are not."""
    share = len(right) / (len(right) + len(wrong)) if right or wrong else None
    note = f"{len(right)} of {len(right) + len(wrong)}"
    if wrong:
        note += f"; wrong: {', '.join(f'{one.words} ({one.kind})' for one in wrong)}"
    return figure(name, share, "", note=note)


def long_line(rounds: int) -> Figure:
    """CPU of one line of 600,000 characters, thick with identifiers."""
    speech = read("shaped")
    text = speech.text.replace("\n", " ")
    text = (text * (CHARACTERS // len(text) + 1))[:CHARACTERS]
    seconds = min(
        cpu_seconds(lambda: find(text, speech.names, speech.speakers)) for _ in range(rounds)
    )
    return figure("a line of 600,000 characters", seconds, "CPU s", at_most=SECONDS)
