"""Printed figures of agreement, read from agreement_vectors.json, beside what Uptake finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from scipy.special import stdtr

from uptake.methods.agreement import (
    Figure,
    Found,
    Interval,
    Passage,
    Ratings,
    Text,
    Unitised,
    Weights,
    brennan_prediger,
    cohen_kappa,
    conger,
    counted,
    fleiss,
    gwet,
    krippendorff,
    percent,
    ratings,
    scott,
    unitised,
)

FILE = "agreement_vectors.json"
SUPERSEDED = {
    ("gwet_distrib_6raters", "krippendorff_se"): (
        "printed by an early release whose formula halves the slope of expected agreement; the "
        "same ratings one by one give our error in later ones"
    )
}
"""Printed figures that are not to be met, and why."""

COEFFICIENTS: dict[str, Callable[..., Figure[Any]]] = {
    "percent": percent, "pa": percent, "cohen": cohen_kappa, "scott": scott, "fleiss": fleiss,
    "fleiss_kappa": fleiss, "conger": conger, "bp": brennan_prediger,
    "brennan_prediger": brennan_prediger, "AC1": gwet, "AC2": gwet,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One printed figure: its block, its name, what was printed and what we find."""

    block: str
    name: str
    printed: float
    ours: float

    @property
    def met(self) -> bool:
        """Whether ours rounds to what was printed."""
        digits = len(repr(self.printed).partition(".")[2])
        return bool(abs(self.ours - self.printed) <= 0.501 * 10.0**-digits)

    @property
    def why_not(self) -> str:
        """Why the printed figure is not to be met, or nothing."""
        return SUPERSEDED.get((self.block, self.name), "")


def checks(data: Path) -> Iterator[Check]:
    """Compare every figure of the file. Raises ``FileNotFoundError`` when it is not there."""
    blocks = json.loads((data / FILE).read_text(encoding="utf-8"))
    for name, given, printed in _judgements(blocks):
        for what, value in printed.items():
            yield from _of(name, what, value, given)
    yield from _of_passages("alpha_u_UNPUBLISHED", blocks["alpha_u_UNPUBLISHED"])


def _judgements(blocks: dict[str, Any]) -> Iterator[tuple[str, Ratings[Any], dict[str, Any]]]:
    """The ratings of every block with what was printed of them."""
    for name in ("krippendorff_2011_A", "krippendorff_2011_B", "krippendorff_2011_C",
                 "wikipedia_3x15"):  # fmt: skip
        block = blocks[name]
        printed = block["published"] | {f"{it}, 6dp": v for it, v in block.get("6dp", {}).items()}
        yield name, ratings([list(it) for it in block["data"]]), printed
    for name in ("fleiss_1971", "fleiss_wikipedia"):
        yield name, _counted(blocks[name]["counts"]), blocks[name]["published"]
    name = "gwet_raw_4raters"
    rows = [list(it) for it in blocks["krippendorff_2011_C"]["data"]]
    # In the handbook the only judgement of unit 12 is the third rater's. Only Conger's kappa
    # can tell, and all four printed values of it agree with that.
    rows[1][11], rows[2][11] = None, rows[1][11]
    block = blocks[name]
    printed = {f"{it}, {weights}": value for weights, values in block["weighted"].items()
               for it, value in values.items()}  # fmt: skip
    yield name, ratings(rows), block["reference_software"] | printed
    for name in ("gwet_raw_5observers", "gwet_raw_gender"):
        block = blocks[name]
        yield name, ratings(list(zip(*block["data"], strict=True))), block["reference_software"]
    for name in ("gwet_cont3x3abstractors", "gwet_cont4x4diagnosis"):
        pairs = [(a, b) for a, row in enumerate(blocks[name]["table"])
                 for b, count in enumerate(row) for _ in range(count)]  # fmt: skip
        yield name, ratings(list(zip(*pairs, strict=True))), blocks[name]["reference_software"]
    name = "gwet_distrib_6raters"
    yield name, _counted(blocks["fleiss_1971"]["counts"][:15]), blocks[name]["reference_software"]
    name = "gwet_raw_ben_gerry"
    said = [[None if it == "-" else it for it in row.split()]
            for row in blocks[name]["data"].values()]  # fmt: skip
    yield name, ratings(said), blocks[name]["reference_software"]


def _counted(table: list[list[int]]) -> Ratings[int]:
    return counted(table, list(range(len(table[0]))))


def _of(block: str, name: str, printed: Any, given: Ratings[Any]) -> Iterator[Check]:
    what, _, weights = name.replace("AC2_", "AC2, ").partition(", ")
    if block == "gwet_raw_ben_gerry" or not what.endswith(("_se", "_ci", "_p")):
        yield Check(block, name, printed, _figure(what, weights, given).value or 0.0)
        return
    what, _, kind = what.rpartition("_")
    found = _figure(what, weights, given).found
    assert isinstance(found, Found)  # noqa: S101
    assert isinstance(found.error, float)  # noqa: S101
    assert isinstance(found.interval, Interval)  # noqa: S101
    units = int(given.times.sum())
    if kind == "ci":
        yield Check(block, f"{name} low", printed[0], found.interval.low)
        yield Check(block, f"{name} high", float(printed[1]), found.interval.high)
    elif kind == "p":  # the software printed one tail
        tail = 1 - float(stdtr(units - 1, found.value / found.error))
        yield Check(block, name, printed, tail)
    else:  # for tables it divides by n where for ratings it divides by n - 1
        factor = sqrt((units - 1) / units) if "cont" in block else 1.0
        yield Check(block, name, printed, found.error * factor)


def _figure(what: str, weights: str, given: Ratings[Any]) -> Figure[Any]:
    if what in ("nominal", "ordinal", "interval", "ratio"):
        return krippendorff(given, what)  # type: ignore[arg-type]
    kind: Weights = weights or "identity"  # type: ignore[assignment]
    if what == "krippendorff":
        return krippendorff(given, weights=kind)
    return COEFFICIENTS[what](given, kind)


def _of_passages(name: str, block: dict[str, Any]) -> Iterator[Check]:
    for who in ("A,A", "A,B", "A,B,C"):
        marks = tuple(tuple(Passage(*it) for it in block[one]) for one in who.split(","))
        found: Unitised = unitised([Text(100, marks)])
        ours = {"u": found.whole, "binary": found.marked_or_not, "cu": found.codes}
        for what, outcome in ours.items():
            assert isinstance(outcome, Found)  # noqa: S101
            yield Check(name, f"{who} {what}", float(block[who][what]), outcome.value)
