"""Agreement between coders: printed figures that come out, CPU of intervals, real double coding."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.coders.vectors import FILE, checks
from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.harness.peers import PeerMissing, ask
from uptake.methods import agreement
from uptake.methods.agreement import Bootstrap, Found, Interval, krippendorff, ratings

CODERS, UNITS, CATEGORIES = 5, 10_000, 4
RESAMPLES, ROUNDS, SEED = 1_000, 3, 1
QUICK_RESAMPLES = 20
"""With --quick a peer draws this often and its time is multiplied: each draw costs the same."""
LIMIT = 900
PEERS = ("krippendorff", "irrCAC")
WAC = Path("interviews-wac") / "outside_dialectic_codes.csv"
CODED = {"outside view, question 1": "Q1_Outside", "outside view, question 3": "Q3_Outside",
         "dialectic thinking": "Dialectic"}  # fmt: skip
KNOWN = {"outside view, question 1": (0.877, 0.676)}
"""Agreement and kappa that were worked out apart from Uptake."""


def run(options: Options) -> Iterator[Figure]:
    """Compare printed figures, measure intervals, and look at interviews coded by two people."""
    yield from printed(options.data)
    yield from intervals(options.quick)
    yield from interviews(options.data)


def printed(data: Path) -> Iterator[Figure]:
    """How many printed figures come out to the last digit printed."""
    if not (data / FILE).is_file():
        yield figure("printed figures that come out", None, "", note=f"no {FILE}")
        return
    found = list(checks(data))
    wanted = [it for it in found if not it.why_not]
    met = sum(it.met for it in wanted)
    told = [f"{it.block} {it.name}: {it.ours:.6g} for {it.printed}" for it in wanted if not it.met]
    told += [f"not counted: {it.block} {it.name}, {it.why_not}" for it in found if it.why_not]
    blocks = len({it.block for it in found})
    yield figure(
        f"printed figures, of {len(wanted)} in {blocks} blocks", met, "come out",
        at_least=len(wanted), note="; ".join(told),
    )  # fmt: skip


def made() -> list[list[int | None]]:
    """Five coders who agree in four of five units and leave out one in twenty."""
    chance = np.random.default_rng(SEED)
    true = chance.integers(0, CATEGORIES, UNITS)
    rows = []
    for _ in range(CODERS):
        said = np.where(
            chance.random(UNITS) < 0.8, true, chance.integers(0, CATEGORIES, UNITS)
        ).tolist()
        kept = chance.random(UNITS) >= 0.05
        rows.append([it if here else None for it, here in zip(said, kept, strict=True)])
    return rows


def intervals(quick: bool) -> Iterator[Figure]:
    """CPU of a bootstrap from the lists of what was said to the interval; peers call themselves."""
    rows = made()
    by = Bootstrap(SEED, RESAMPLES)
    ours = krippendorff(ratings(rows), by=by)
    seconds = best(lambda: krippendorff(ratings(rows), by=by))
    assert isinstance(ours.found, Found)  # noqa: S101
    assert isinstance(ours.found.interval, Interval)  # noqa: S101
    told = f"{ours.found.interval.low:.4f} to {ours.found.interval.high:.4f}"
    for package in PEERS:
        resamples = QUICK_RESAMPLES if quick else RESAMPLES
        question = {"rows": rows, "resamples": resamples, "seed": SEED, "package": package}
        name = f"{RESAMPLES} bootstraps of alpha"
        try:
            answer = ask("agreement", question, LIMIT)
        except PeerMissing as missing:
            yield figure(name, seconds, "s", peer=package, note=str(missing))
            continue
        theirs = answer["seconds"] * RESAMPLES / resamples
        note = f"alpha {ours.found.value:.4f} and {answer['value']:.4f}, {told}"
        if quick:
            note += f"; the peer's time is that of {resamples}, multiplied"
        else:
            note += f" and {answer['low']:.4f} to {answer['high']:.4f}"
        yield figure(name, seconds, "s", peer=package, peer_value=theirs, note=note)
        yield figure(f"times less CPU than {package}", theirs / seconds, "times", at_least=20)
    for kind in ("fleiss", "conger", "brennan_prediger", "gwet"):
        work: Callable[..., Any] = getattr(agreement, kind)
        cost = best(lambda work=work: work(ratings(rows), by=by))  # type: ignore[misc]
        yield figure(f"{RESAMPLES} bootstraps of {kind}", cost, "s")
    cost = best(lambda: krippendorff(ratings(rows), "ordinal", by))
    yield figure(f"{RESAMPLES} bootstraps of ordinal alpha", cost, "s")


def best(work: Callable[[], object]) -> float:
    """The CPU seconds of the quickest of some rounds."""
    return min(cpu_seconds(work) for _ in range(ROUNDS))


def interviews(data: Path) -> Iterator[Figure]:
    """Two coders of 57 interviews: kappa with its interval, and what stands beside it."""
    if not (data / WAC).is_file():
        yield figure("kappa of interviews", None, "", note=f"no {WAC}")
        return
    with (data / WAC).open(encoding="cp1252", newline="") as file:
        lines = [it for it in csv.DictReader(file) if it["Name"]]
    for name, column in CODED.items():
        rows = [[it[f"{column}_{who}"] or None for it in lines] for who in ("CC", "OM")]
        given = ratings(rows, categories=["0", "1"])
        kappa = agreement.cohen_kappa(given, by=Bootstrap(SEED))
        share, ac1, alpha = (it(given).value for it in (agreement.percent, agreement.gwet,
                                                        krippendorff))  # fmt: skip
        limits = "no interval"
        if isinstance(kappa.found, Found) and isinstance(kappa.found.interval, Interval):
            limits = f"{kappa.found.interval.low:.3f} to {kappa.found.interval.high:.3f}"
        known = KNOWN.get(name)
        yield Figure(
            f"kappa, {name}", kappa.value, "",
            goal=f"agreement {known[0]}, kappa {known[1]}" if known else "",
            met=(round(share or 0, 3), round(kappa.value or 0, 3)) == known if known else None,
            note=f"{limits}; agreement {share:.3f}, AC1 {ac1:.3f}, alpha {alpha:.3f}; "
            f"{kappa.base.compared} of {kappa.base.units} coded by both, given to "
            f"{dict(kappa.base.prevalence)['1']:.0%}",
        )  # fmt: skip
