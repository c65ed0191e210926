"""Duplicates: right and wrong merges under two readings of the labels, CPU, memory, growth."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.duplicates.sets import Counts, Labelled, available, linked_apart, load
from benchmarks.duplicates.train import Held, held_against, hold, left_out
from benchmarks.harness import peers
from benchmarks.harness.figures import Figure, Options, figure

PEER = "bib-dedupe 0.11.0"
PUBLISHED_F1 = 0.9967  # bib-dedupe's own figure on ten sets
SYNTHETIC = {True: (3_000, 12_525), False: (12_525, 200_000)}
SMALL = 5_000  # records up to which a set is searched in a quick run
LIMIT = {True: 30.0, False: 900.0}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def run(options: Options) -> Iterator[Figure]:
    """Measure on every labelled set, and the cost on invented records."""
    folders = available(options.data)
    sets = [it for it in map(load, folders) if not options.quick or len(it.records) <= SMALL]
    if sets:
        yield from _labels(sets, options.quick)
        yield from _against_peer(sets, options.quick)
    yield from _cost(SYNTHETIC[options.quick])


def _labels(sets: Sequence[Labelled], quick: bool) -> Iterator[Figure]:
    """Each set left out of the training in turn; in a quick run, with the weights as shipped."""
    held = [hold(it) for it in sets] if quick else list(left_out(sets))
    how = "weights as shipped, made with these sets" if quick else "each set left out in turn"
    for it in held:
        name = it.labelled.name
        yield figure(f"{name} F1 with review", it.reviewed.f1, "", note=_told(it))
    linked = [held_against(it.labelled, it.found, linked_apart(it.labelled)) for it in held]
    for reading, those in (("labels as they are", held), ("updates and errata apart", linked)):
        auto = sum((it.auto for it in those), Counts(0, 0, 0))
        reviewed = sum((it.reviewed for it in those), Counts(0, 0, 0))
        asked = sum(it.review for it in those)
        yield figure(
            f"auto precision, {reading}",
            auto.precision,
            "",
            at_least=0.9995,
            note=f"{auto}; recall {auto.recall:.4f}; {how}",
        )
        yield figure(
            f"F1 with review, {reading}",
            reviewed.f1,
            "",
            at_least=0.998,
            peer=f"{PEER} as published",
            peer_value=PUBLISHED_F1,
            note=f"{reviewed}; {asked} pairs to review; {how}",
        )


def _told(it: Held) -> str:
    return f"auto {it.auto}; with review {it.reviewed}; {it.review} pairs to review"


def _against_peer(sets: Sequence[Labelled], quick: bool) -> Iterator[Figure]:
    """The CPU of one search of one set, ours and the peer's, in processes of their own."""
    sizes = sorted(sets, key=lambda it: len(it.records))
    chosen = sizes[0] if quick else [it for it in sizes if len(it.records) <= 10_000][-1]
    ours = _measured(str(chosen.folder))
    seconds, note = None, chosen.name
    try:
        answer = peers.ask("dedupe", {"path": str(chosen.folder / "records.csv.gz")}, LIMIT[quick])
        seconds = answer["seconds"]
    except peers.PeerMissing as missing:
        note = f"{chosen.name}; {PEER} could not be had: {missing}"
    yield figure(
        f"CPU for {len(chosen.records)} records",
        ours["seconds"],
        "s",
        peer=PEER,
        peer_value=seconds,
        note=note,
    )
    if seconds is not None:
        yield figure("times less CPU", seconds / ours["seconds"], "times", at_least=20)


def _cost(sizes: tuple[int, int]) -> Iterator[Figure]:
    """Invented records in two numbers, and how pairs and CPU grow from one to the other."""
    small, large = (_measured(str(size)) for size in sizes)
    for it in (small, large):
        count = int(it["records"])
        whole = count >= 200_000
        joined = f"{it['right']} joined rightly, {it['wrong']} wrongly, {it['missed']} not"
        yield figure(
            f"CPU for {count} synthetic",
            it["seconds"],
            "s",
            at_most=60.0 if whole else None,
            note=joined,
        )
        yield figure(
            f"memory for {count} synthetic",
            it["megabytes"],
            "MB",
            at_most=2_000.0 if whole else None,
        )
    factor = math.log(large["records"] / small["records"])
    for what in ("pairs", "seconds"):
        power = math.log(large[what] / small[what]) / factor
        yield figure(f"growth of {what}, power of n", power, "", at_most=1.1)


def _measured(what: str) -> Any:
    """Run one search in a process of its own, so that its memory is its own."""
    root = Path(__file__).parents[1]
    path = os.pathsep.join([str(root / "src"), str(root)])
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.duplicates.cost", what],
        cwd=root,
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": path},
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(done.stdout)
