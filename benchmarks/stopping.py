"""When to stop: rules replayed on labelled reviews in the orders of five rankers, and CPU live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.harness.orders import (
    RANKERS,
    SEEDS,
    Review,
    Run,
    own_runs,
    read,
    runs,
    sets,
    with_odd_ones,
    with_second_topic,
)
from benchmarks.harness.peers import PeerMissing, ask
from uptake.methods.stopping import (
    DEFAULT,
    PRESETS,
    Preset,
    Reading,
    more_needed,
    preset,
    recall_p,
    state,
    stop_at,
)

CACHE = Path(__file__).resolve().parents[1] / "var" / "benchmarks" / "orders"
TARGET = 0.95
LARGE = 2_000
ROUNDS = 3
LIVE_TOTAL, LIVE_FOUND = 12_525, 2_000
QUICK_SETS, QUICK_BYTES = 4, 250_000
Rule = Callable[[Run], int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a rule stopped in a run."""

    run: Run
    read: float
    recall: float
    reached: bool


def run(options: Options) -> Iterable[Figure]:
    """Replay every rule on every run, then take the time of live answers."""
    paths = sets(options.data)
    if options.quick:
        paths = [path for path in paths if path.stat().st_size < QUICK_BYTES][:QUICK_SETS]
    orders = list(
        runs(
            paths,
            CACHE,
            ("svm", "bayes") if options.quick else RANKERS,
            SEEDS[:1] if options.quick else SEEDS,
        )
    )
    yield from table(orders)
    reviews = [read(path) for path in paths]
    own = list(own_runs(reviews, SEEDS[:1] if options.quick else SEEDS))
    yield from in_our_order(own, goals=not options.quick)
    if not options.quick:
        yield from harder(reviews)
    if not options.quick:
        yield from left_out(orders)
    yield from live()


def table(orders: list[Run]) -> Iterator[Figure]:
    """A line for each rule."""
    yield line("the perfect stop", [outcome(it, perfect_stop(it)) for it in orders])
    for key, rule in PRESETS.items():
        found = outcomes(orders, stopping(rule))
        yield line(f"ours: {key}", found, at_least=0.95 if key == DEFAULT else None)
    for name, other in OTHERS.items():
        yield line(name, outcomes(orders, other))
    yield peer_line(orders)


def in_our_order(orders: list[Run], goals: bool) -> Iterator[Figure]:
    """The rules in the order of Uptake's ranker; with ``goals`` reading is held to its limits."""
    yield line("own order, the perfect stop", [outcome(it, perfect_stop(it)) for it in orders])
    for key, rule in PRESETS.items():
        found = outcomes(orders, stopping(rule))
        yield line(f"own order, {key}", found, at_least=0.95 if key == DEFAULT else None)
        if key == DEFAULT and goals:
            large = [it for it in found if it.run.total > LARGE]
            yield figure("  read, mean", mean_read(found), "share", at_most=0.60)
            yield figure("  read, over 2,000 records", mean_read(large), "share", at_most=0.36)


def harder(reviews: list[Review]) -> Iterator[Figure]:
    """The rules on reviews that were made harder, in the order of Uptake's ranker."""
    others = [*reviews[1:], *reviews[:1]]
    made = {
        "two topics": [with_second_topic(*both) for both in zip(reviews, others, strict=True)],
        "odd ones": [with_odd_ones(review) for review in reviews],
    }
    for name, hard in made.items():
        orders = list(own_runs(hard))
        yield line(f"{name}, the perfect stop", [outcome(it, perfect_stop(it)) for it in orders])
        for key, rule in PRESETS.items():
            yield line(f"{name}, {key}", outcomes(orders, stopping(rule)))


def line(name: str, found: list[Outcome], at_least: float | None = None) -> Figure:
    """How many runs reached the target; the rest of the row is its note."""
    reviews = {it.run.set for it in found}
    whole = {it for it in reviews if all(one.reached for one in found if one.run.set == it)}
    large = [it for it in found if it.run.total > LARGE]
    records = sum(it.run.total for it in found)
    by_records = sum(it.read * it.run.total for it in found) / records if records else 0.0
    note = (
        f"reviews all {len(whole)}/{len(reviews)}, "
        f"lowest recall {min((it.recall for it in found), default=0):.3f}, "
        f"read {mean_read(found):.3f}, by records {by_records:.3f}"
    )
    if large:
        reached = sum(it.reached for it in large) / len(large)
        note += f"; over 2,000 records: {reached:.3f} at {mean_read(large):.3f}"
    share = sum(it.reached for it in found) / len(found) if found else None
    return figure(f"{name}: runs that reached", share, "share", at_least=at_least, note=note)


def mean_read(found: Sequence[Outcome]) -> float | None:
    """Mean share of records read."""
    return sum(it.read for it in found) / len(found) if found else None


def outcomes(orders: list[Run], rule: Rule) -> list[Outcome]:
    """Stop every run by a rule."""
    return [outcome(run, rule(run)) for run in orders]


def outcome(run: Run, stop: int) -> Outcome:
    """Say what was found by then."""
    found = int(np.searchsorted(run.relevant, stop))
    reached = found >= needed(run)
    return Outcome(run, stop / run.total, found / len(run.relevant), reached)


def needed(run: Run) -> int:
    """How many relevant records are enough."""
    return int(np.ceil(TARGET * len(run.relevant) - 1e-9))


def perfect_stop(run: Run) -> int:
    """Right after the record with which the target is reached."""
    return run.relevant[needed(run) - 1] + 1


def whole(run: Run) -> Reading:
    """A run, read to its end."""
    return Reading(np.array(run.relevant, dtype=np.int64), run.total, run.total)


def stopping(rule: Preset) -> Rule:
    """Stop by one of our rules, asked after every decision."""
    return lambda run: stop_at(whole(run), rule, TARGET)


def in_a_row(wanted: int, at_least: float = 0) -> Rule:
    """Stop after so many irrelevant records in a row, when a share has been read."""

    def rule(run: Run) -> int:
        ends = [*run.relevant[1:], run.total]
        for place, end in zip(run.relevant, ends, strict=True):
            stop = max(place + 1 + wanted, int(np.ceil(at_least * run.total)))
            if stop <= end:
                return stop
        return run.total

    return rule


def knee(run: Run) -> int:
    """Stop past the knee of the curve of finds (Cormack and Grossman 2016), asked at each 1 %."""
    finds = np.zeros(run.total)
    finds[list(run.relevant)] = 1
    curve = finds.cumsum()
    read = 100
    while read < run.total:
        x = np.arange(1, read + 1)
        far = (curve[:read] - curve[0]) * (read - 1) - (x - 1) * (curve[read - 1] - curve[0])
        bend = int(far.argmax()) + 1
        if bend < read:
            after = (1 + curve[read - 1] - curve[bend - 1]) / (read - bend)
            if curve[bend - 1] / bend / after >= 156 - min(curve[read - 1], 150):
                return read
        read += max(5, read // 100)
    return run.total


OTHERS: dict[str, Rule] = {
    "50 irrelevant in a row": in_a_row(50),
    "100 irrelevant in a row": in_a_row(100),
    "200 irrelevant in a row": in_a_row(200),
    "SAFE's machine part": in_a_row(50, 0.1),
    "knee": knee,
}


def places(run: Run) -> list[int]:
    """Where buscarpy is asked: at each half per cent, since it takes its time."""
    return list(range(20, run.total, max(1, run.total // 200)))


def peer_line(orders: list[Run]) -> Figure:
    """The stops of buscarpy, and whether ours are the same at the same places."""
    question = {
        "runs": [
            {"total": it.total, "relevant": it.relevant, "places": places(it)} for it in orders
        ]
    }
    try:
        stops = ask("stopping", question, 1_200)["stops"]
    except PeerMissing as missing:
        return figure("buscarpy: runs that reached", None, "share", note=str(missing))
    made = line("buscarpy", [outcome(it, at) for it, at in zip(orders, stops, strict=True)])
    alike = sum(our_stop(it) == at for it, at in zip(orders, stops, strict=True))
    return replace(made, note=f"{made.note}; ours stops there too in {alike} of {len(orders)}")


def our_stop(run: Run) -> int:
    """Where our test stops when it is asked at the same places."""
    relevant = np.array(run.relevant, dtype=np.int64)
    for place in places(run):
        now = Reading(relevant[relevant < place], place, run.total)
        if now.found and recall_p(now, TARGET) < 0.05:
            return place
    return run.total


def left_out(orders: list[Run]) -> Iterator[Figure]:
    """The scaled rule with constants chosen without the review that they are then tried on."""
    base = preset("scaled")
    scale = base.scale
    if scale is None:
        raise AssertionError("the scaled rule has a scale")
    tried = [
        outcomes(
            orders,
            stopping(
                replace(base, threshold=small, scale=replace(scale, share=share, threshold=large))
            ),
        )
        for share, small, large in product((0.03, 0.05, 0.1), (5.0, 5.5, 6.0, 6.5), (3.5, 4.0, 4.5))
    ]
    for wanted in (0.97, 0.99):
        kept: list[Outcome] = []
        for name in sorted({it.set for it in orders}):
            rest = [[it for it in found if it.run.set != name] for found in tried]
            share = [sum(it.reached for it in found) / len(found) for found in rest]
            cheap = [mean_read(found) or 0.0 for found in rest]
            able = [k for k in range(len(tried)) if share[k] >= wanted]
            best = min(able, key=cheap.__getitem__) if able else int(np.argmax(share))
            kept += [it for it in tried[best] if it.run.set == name]
        yield line(f"scaled, left out, {wanted:.0%} wanted", kept)


def live() -> Iterator[Figure]:
    """CPU of one answer after a decision, at its dearest of several places."""
    chance = np.random.default_rng(7)
    weight = np.exp(-np.arange(9_000) / 2_000)
    found = chance.choice(9_000, LIVE_FOUND, replace=False, p=weight / weight.sum())
    relevant = np.sort(found).astype(np.int64)
    reads = (2_000, 4_000, 6_000, 8_000, 9_001, 9_060, 9_500, 11_000, 12_500)
    now = [Reading(relevant[relevant < read], read, LIVE_TOTAL) for read in reads]
    ours = max(milliseconds(lambda it=it: recall_p(it)) for it in now)  # type: ignore[misc]
    labels = np.zeros(9_001, dtype=int)
    labels[relevant] = 1
    try:
        theirs = (
            1000 * ask("stopping", {"labels": labels.tolist(), "total": LIVE_TOTAL}, 120)["cpu"]
        )
    except PeerMissing:
        theirs = None
    yield figure(
        "live p-value at 12,525/2,000", ours, "CPU ms", at_most=5,
        peer="buscarpy", peer_value=theirs,
    )  # fmt: skip
    rule = preset("scaled")
    more = max(milliseconds(lambda it=it: more_needed(it, rule)) for it in now)  # type: ignore[misc]
    yield figure("how many more would end it", more, "CPU ms", at_most=20)
    everything = max(milliseconds(lambda it=it: state(it)) for it in now)  # type: ignore[misc]
    yield figure("all that the page shows", everything, "CPU ms")


def milliseconds(work: Callable[[], object]) -> float:
    """The best CPU time of a few rounds."""
    return 1000 * min(cpu_seconds(work) for _ in range(ROUNDS))
