"""Make ``methods/dedupe/weights.py``: ``python -m benchmarks.duplicates.train DATA``.

Needs scikit-learn, which Uptake does not need when it runs. Every labelled set in the data folder
is left out in turn: that gives the figures of the thresholds. The weights come from all sets.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.duplicates.sets import Counts, Labelled, available, count, load
from uptake.methods.dedupe.block import candidates
from uptake.methods.dedupe.cluster import cluster
from uptake.methods.dedupe.features import FEATURES, Floats, compare, plausible
from uptake.methods.dedupe.match import BATCH, Found, find
from uptake.methods.dedupe.model import Measured, Model, read
from uptake.methods.dedupe.prep import prepare

VERSION = "2026.11"
AUTO_AT = 0.93
REVIEW_AT = 0.05
FALLING = frozenset(
    {
        *("years_apart", "numbers_differ", "series_differ", "notices_differ", "pages_apart"),
        *("conflicting", "occasions"),
    }
)
FREE = frozenset(
    ("title_within", "title_length", "title_gap", "volume_as_issue", "notice", "title_words")
)
RISING = frozenset(FEATURES) - FALLING - FREE
HEAVY = 30_000  # pairs from which a set's pairs count for less, so that one set is not all
WEIGHTS = Path(__file__).parents[2] / "src/uptake/methods/dedupe/weights.py"
HEAD = (
    '"""The numbers of the model, made by ``benchmarks/duplicates/train.py``; not for editing."""'
)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The candidate pairs of one set with their features, and whether each is one work."""

    features: Floats
    same: npt.NDArray[np.bool_]


def pairs_of(labelled: Labelled) -> Pairs:
    """Give the pairs that the method itself would compare."""
    columns = prepare(labelled.records)
    left, right = candidates(columns)
    worth = plausible(columns, left, right)
    left, right = left[worth], right[worth]
    work = np.array(labelled.work)
    parts = [
        compare(columns, left[at : at + BATCH], right[at : at + BATCH])
        for at in range(0, len(left), BATCH)
    ]
    return Pairs(np.concatenate(parts), work[left] == work[right])


def fit(sets: Sequence[Pairs], measured: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Train on the pairs of several sets, and give the numbers of ``weights.py``."""
    directions = [(it in RISING) - (it in FALLING) for it in FEATURES]
    trees = HistGradientBoostingClassifier(
        max_iter=80,
        max_leaf_nodes=12,
        max_depth=5,
        learning_rate=0.1,
        l2_regularization=5,
        min_samples_leaf=20,
        monotonic_cst=directions,
        max_bins=64,
        early_stopping=False,
        random_state=0,
    )
    weight = [np.full(len(it.same), min(1.0, HEAVY / len(it.same)) ** 0.5) for it in sets]
    trees.fit(
        np.concatenate([it.features for it in sets]),
        np.concatenate([it.same for it in sets]),
        sample_weight=np.concatenate(weight),
    )
    return numbers(trees, measured)


def numbers(trees: Any, measured: Mapping[str, Any] | None) -> dict[str, Any]:
    """Write the trees as plain numbers, in the form that ``model.read`` takes."""
    return {
        "version": VERSION,
        "auto_at": AUTO_AT,
        "review_at": REVIEW_AT,
        "measured": dict(measured) if measured else None,
        "features": list(FEATURES),
        "base": round(float(trees._baseline_prediction.ravel()[0]), 6),
        "trees": [_tree(stage[0].nodes, 0) for stage in trees._predictors],
    }


def _tree(nodes: Any, at: int) -> Any:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 5)
    return [
        int(node["feature_idx"]),
        float(f"{node['num_threshold']:.6g}"),
        int(not node["missing_go_to_left"]),
        _tree(nodes, int(node["left"])),
        _tree(nodes, int(node["right"])),
    ]


def as_module(made: Mapping[str, Any]) -> str:
    """Write the numbers as a Python file, as the science opens no files of its own."""
    lines = textwrap.wrap(json.dumps(made), 98, break_long_words=False, break_on_hyphens=False)
    return f'{HEAD}\n\nNUMBERS = """\n{chr(10).join(lines)}\n"""\n'


@dataclass(frozen=True, slots=True)
class Held:
    """What a model made of a set that it had not seen."""

    labelled: Labelled
    found: Found
    auto: Counts
    reviewed: Counts
    review: int


def left_out(sets: Sequence[Labelled]) -> Iterator[Held]:
    """Leave each set out in turn, train on the others, and search it for duplicates."""
    pairs = [pairs_of(it) for it in sets]
    for at, labelled in enumerate(sets):
        others = [it for place, it in enumerate(pairs) if place != at]
        yield hold(labelled, read(fit(others)))


def hold(labelled: Labelled, model: Model | None = None) -> Held:
    """Search a set; what goes to review is decided by the labels."""
    return held_against(labelled, find(labelled.records, model=model), labelled.work)


def held_against(labelled: Labelled, found: Found, work: Sequence[int]) -> Held:
    """Hold what was found against the works of one reading of the labels."""
    review = [it for it in found.matches if it.zone == "review"]
    decided = [(1.0, it.a, it.b) for it in review if work[it.a] == work[it.b]]
    groups = cluster(decided, together=found.clusters).groups
    return Held(labelled, found, count(found.clusters, work), count(groups, work), len(review))


def pooled(held: Sequence[Held]) -> Measured:
    """Put the figures of all sets together."""
    auto = sum((it.auto for it in held), Counts(0, 0, 0))
    reviewed = sum((it.reviewed for it in held), Counts(0, 0, 0))
    return Measured(
        sets=tuple(it.labelled.name for it in held),
        records=sum(len(it.labelled.records) for it in held),
        duplicates=sum(it.labelled.duplicates for it in held),
        auto_precision=round(auto.precision, 5),
        auto_recall=round(auto.recall, 5),
        recall_with_review=round(reviewed.recall, 5),
        f1_with_review=round(reviewed.f1, 5),
        review_pairs=sum(it.review for it in held),
    )


def main() -> None:
    """Leave each set out, then train on all and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the labelled sets")
    sets = [load(folder) for folder in available(parser.parse_args().data)]
    held = []
    for it in left_out(sets):
        held.append(it)
        print(it.labelled.name, it.auto, it.reviewed, f"{it.review} pairs to review", flush=True)
    measured = pooled(held)
    print(measured)
    made = fit([pairs_of(it) for it in sets], asdict(measured))
    WEIGHTS.write_text(as_module(made), encoding="utf-8")


if __name__ == "__main__":
    main()
