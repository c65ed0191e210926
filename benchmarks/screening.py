"""Screening order: loss and work saved against ASReview's default, CPU of a simulation and update.

Labelled sets are screening/*.csv.gz in the data folder (title, abstract, label_included). Each is
read three times from another included and another excluded record, the same ones by both tools.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import peers
from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from uptake.instruments import sentence_model
from uptake.methods.screening import Features, Ranker, features
from uptake.methods.screening.embeddings import vectors
from uptake.methods.screening.metrics import Metrics, metrics
from uptake.methods.screening.simulate import known_at_first, simulate

PEER = "ASReview 3.0.8, ELAS u4"
SEEDS = {True: (0,), False: (0, 1, 2)}
QUICK = ("Cohen_Antihistamines", "Cohen_Estrogens", "Cohen_NSAIDS", "Cohen_UrinaryIncontinence")
LIMIT = {True: 120.0, False: 3000.0}
BETTER, WITH_VECTORS, CHEAPER = 0.97, 0.92, 20.0  # goals against the peer
RECORDS, DECIDED = 12_525, 1_000
FEATURE_SECONDS, UPDATE_MS = 6.0, 50.0
LENGTH, KNOWN_WORDS = 220, 60_000


@dataclass(frozen=True, slots=True)
class Set:
    """Records with their labels."""

    name: str
    titles: tuple[str, ...]
    abstracts: tuple[str, ...]
    labels: tuple[int, ...]

    def known(self, quick: bool) -> list[list[int]]:
        """What is known at first in each run."""
        return [known_at_first(self.labels, seed) for seed in SEEDS[quick]]


@dataclass(frozen=True, slots=True)
class Result:
    """The mean of a set's runs: loss, work saved, CPU seconds from texts on."""

    loss: float
    wss95: float
    seconds: float


def run(options: Options) -> Iterator[Figure]:
    """Measure every set, then the ranker by itself."""
    yield from _speed(options.quick)
    sets = [_read(path) for path in sorted((options.data / "screening").glob("*.csv.gz"))]
    chosen = [one for one in sets if not options.quick or one.name in QUICK]
    ours, theirs, dense, why_not, no_vectors = [], [], [], "", ""
    for some in [chosen] if options.quick else [[one] for one in chosen]:
        if not why_not:
            try:
                theirs += _theirs(some, options.quick)
            except peers.PeerMissing as missing:
                why_not = str(missing)
        for one in some:
            ours.append(_ours(one, options.quick))
            if not no_vectors and not options.quick:
                try:
                    model = sentence_model.installed()
                    rows = vectors(one.titles, one.abstracts, model)
                    dense.append(_ours(one, options.quick, rows))
                except sentence_model.NotInstalled as missing:
                    no_vectors = str(missing)
            yield figure(
                f"loss, {one.name}", ours[-1].loss, "", peer=PEER,
                peer_value=theirs[len(ours) - 1].loss if not why_not else None,
                note=_told(one, ours[-1], None if why_not else theirs[len(ours) - 1]),
            )  # fmt: skip
            if dense and not no_vectors:
                yield figure(f"loss with vectors, {one.name}", dense[-1].loss, "")
    if ours:
        yield from _pooled(ours, theirs, why_not)
        yield _repeated(chosen[0], options.quick)
    if dense and not no_vectors:
        yield from _compared("with vectors", dense, theirs, WITH_VECTORS, why_not)


def _told(one: Set, mine: Result, peer: Result | None) -> str:
    spent = f"{len(one.labels)} records, {mine.seconds:.2f} CPU s"
    return f"{spent} and {peer.seconds:.2f}" if peer else spent


def _pooled(ours: list[Result], theirs: list[Result], why_not: str) -> Iterator[Figure]:
    yield from _compared("", ours, theirs, BETTER, why_not)
    saved = float(np.mean([one.wss95 for one in ours]))
    both = not why_not
    yield figure(
        "WSS@95, mean of sets", saved, "", peer=PEER, note=why_not,
        peer_value=float(np.mean([one.wss95 for one in theirs])) if both else None,
    )  # fmt: skip
    spent, peer_spent = (sum(one.seconds for one in some) for some in (ours, theirs))
    yield figure(
        "CPU of the peer's simulations", peer_spent / spent if both else None, "times ours",
        at_least=CHEAPER if both else None, note=why_not or f"{PEER}, features included",
    )  # fmt: skip


def _compared(
    how: str, ours: list[Result], theirs: list[Result], share: float, why_not: str
) -> Iterator[Figure]:
    peer = float(np.mean([one.loss for one in theirs])) if not why_not else None
    yield figure(
        f"loss {how}, mean of {len(ours)} sets".replace(" ,", ","),
        float(np.mean([one.loss for one in ours])), "",
        at_most=share * peer if peer else None, peer=PEER, peer_value=peer, note=why_not,
    )  # fmt: skip
    if not why_not:
        better = sum(a.loss < b.loss for a, b in zip(ours, theirs, strict=True))
        least = -(-2 * len(ours) // 3)
        yield figure(
            f"sets better {how}".strip(), better, "sets", at_least=least,
            note=f"than {PEER}, of {len(ours)}",
        )  # fmt: skip


def _read(path: Path) -> Set:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Set(
        path.name.removesuffix(".csv.gz"),
        tuple(row["title"] for row in rows),
        tuple(row["abstract"] for row in rows),
        tuple(int(row["label_included"]) for row in rows),
    )


def _ours(one: Set, quick: bool, dense: Any = None) -> Result:
    told, seconds = [], []
    for seed, known in zip(SEEDS[quick], one.known(quick), strict=True):

        def work(seed: int = seed, known: list[int] = known) -> None:
            texts = features(one.titles, one.abstracts)
            told.append(simulate(texts, one.labels, known, seed, vectors=dense).metrics())

        seconds.append(cpu_seconds(work))
    return _mean(told, seconds)


def _theirs(sets: Sequence[Set], quick: bool) -> list[Result]:
    """The peer's runs of some sets, all in one process: it takes seconds to start."""
    question = [
        {
            "titles": one.titles, "abstracts": one.abstracts, "labels": one.labels,
            "known": one.known(quick),
        }
        for one in sets
    ]  # fmt: skip
    answer = peers.ask("screening", question, LIMIT[quick])
    found = []
    for one, runs in zip(sets, answer, strict=True):
        told = []
        for start, run_ in zip(one.known(quick), runs, strict=True):
            read = set(start) | set(run_["order"])
            rest = [at for at in range(len(one.labels)) if at not in read]
            told.append(metrics([one.labels[at] for at in [*run_["order"], *rest]]))
        found.append(_mean(told, [run_["seconds"] for run_ in runs]))
    return found


def _mean(told: Sequence[Metrics], seconds: Sequence[float]) -> Result:
    return Result(
        float(np.mean([one.loss for one in told])),
        float(np.mean([one.wss95 for one in told])),
        float(np.mean(seconds)),
    )


def _repeated(one: Set, quick: bool) -> Figure:
    """The same decisions by another way: one at a time, backwards, asked in between."""
    texts = features(one.titles, one.abstracts)
    labels = np.asarray(one.labels)
    some = np.random.default_rng(0).permutation(len(labels))[: 60 if quick else 200]
    at_once, slowly = Ranker(texts), Ranker(features(one.titles, one.abstracts))
    at_once.learn(some, labels[some])
    for place in some[::-1]:
        slowly.learn([place], [labels[place]])
        slowly.order()
    moved = int((at_once.order() != slowly.order()).sum())
    return figure("places moved by the way decisions came", moved, "records", at_most=0)


def _speed(quick: bool) -> Iterator[Figure]:
    """Features and one update at the size of a large review, on invented texts."""
    titles, abstracts, labels = _invented()
    held: list[Features] = []
    spent = min(
        cpu_seconds(lambda: held.append(features(titles, abstracts)))
        for _ in range(1 if quick else 3)
    )
    yield figure(
        f"features of {RECORDS} records", spent, "CPU s", at_most=FEATURE_SECONDS,
        note="invented texts of 220 words",
    )  # fmt: skip
    ranker = Ranker(held[0])
    ranker.learn(range(DECIDED), labels[:DECIDED])
    ranker.order()
    times = []
    for place in range(DECIDED, DECIDED + 10):

        def update(place: int = place) -> None:
            ranker.learn([place], [labels[place]])
            ranker.order()

        times.append(1000 * cpu_seconds(update))
    yield figure(
        f"one decision more at {DECIDED}", float(np.median(times)), "CPU ms", at_most=UPDATE_MS,
        note="learnt, and the order made anew",
    )  # fmt: skip
    start = Ranker(held[0])

    def resume() -> None:
        start.learn(range(DECIDED), labels[:DECIDED])
        start.order()

    yield figure(f"{DECIDED} decisions at once", 1000 * cpu_seconds(resume), "CPU ms")


def _invented() -> tuple[list[str], list[str], list[int]]:
    """Words as frequent as in texts (Zipf), and a subject that makes records relevant."""
    rng = np.random.default_rng(0)
    drawn = np.minimum(rng.zipf(1.25, RECORDS * LENGTH), KNOWN_WORDS)
    labels = (rng.random(RECORDS) < 0.02).astype(int)
    texts = []
    for at in range(RECORDS):
        row = drawn[at * LENGTH : (at + 1) * LENGTH]
        extra = " subject matter of interest" * int(labels[at] + (rng.random() < 0.05))
        texts.append(" ".join(f"w{one:x}" for one in row) + extra)
    return [one[:60] for one in texts], texts, [int(one) for one in labels]
