"""How likely two records are one work: a small ensemble of trees, read from numbers.

Gradient-boosted regression trees (Friedman 2001) on ``features.FEATURES``, each bounded to move one
way with its feature where the field's knowledge says so: more alike never counts against. The
numbers are in ``weights.py``; ``benchmarks/duplicates/train.py`` is the recipe that made them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from uptake.methods.dedupe.features import FEATURES, Floats
from uptake.methods.dedupe.weights import NUMBERS

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the thresholds reached on labelled sets, each left out of the training in turn."""

    sets: tuple[str, ...]
    records: int
    duplicates: int
    auto_precision: float
    auto_recall: float
    recall_with_review: float
    f1_with_review: float
    review_pairs: int


@dataclass(frozen=True, slots=True)
class Model:
    """Trees in one row of nodes. A leaf leads to itself; ``depth`` steps reach every leaf."""

    version: str
    auto_at: float
    review_at: float
    measured: Measured | None
    base: float
    depth: int
    roots: npt.NDArray[np.int64]
    feature: npt.NDArray[np.int64]
    threshold: Doubles
    children: npt.NDArray[np.int64]  # (node, 0 left or 1 right)
    missing_right: npt.NDArray[np.bool_]
    value: Doubles

    def score(self, features: Floats) -> Doubles:
        """Give the probability, 0 to 1, that each pair (a row of features) is one work.

        A value at most the threshold goes left; NaN goes where training sent it.
        """
        count = len(features)
        total = np.full(count, self.base)
        flat, row = features.ravel(), np.arange(count) * features.shape[1]
        for root in self.roots.tolist():
            node = np.full(count, root)
            for _ in range(self.depth):
                value = flat[row + self.feature[node]]
                right = np.where(
                    np.isnan(value), self.missing_right[node], value > self.threshold[node]
                )
                node = self.children[node, right.astype(np.int64)]
            total += self.value[node]
        found: Doubles = 1 / (1 + np.exp(-total))
        return found


def read(numbers: Mapping[str, Any]) -> Model:
    """Make a model of the numbers in ``weights.py``.

    A tree is a number (a leaf) or a list: feature, threshold, whether NaN goes right, left tree,
    right tree. Raises ``ValueError`` when the numbers were made for other features than there are.
    """
    if tuple(numbers["features"]) != FEATURES:
        raise ValueError("the weights were made for other features; make them again by the recipe")
    nodes: list[tuple[int, float, int, int, bool, float]] = []
    steps = [_plant(tree, nodes) for tree in numbers["trees"]]
    feature, threshold, left, right, missing_right, value = zip(*nodes, strict=True)
    measured = numbers["measured"]
    return Model(
        version=numbers["version"],
        auto_at=numbers["auto_at"],
        review_at=numbers["review_at"],
        measured=Measured(**{**measured, "sets": tuple(measured["sets"])}) if measured else None,
        base=numbers["base"],
        depth=max(depth for _, depth in steps),
        roots=np.array([root for root, _ in steps], dtype=np.int64),
        feature=np.array(feature, dtype=np.int64),
        threshold=np.array(threshold, dtype=np.float64),
        children=np.array([left, right], dtype=np.int64).T.copy(),
        missing_right=np.array(missing_right, dtype=bool),
        value=np.array(value, dtype=np.float64),
    )


def _plant(tree: Any, nodes: list[tuple[int, float, int, int, bool, float]]) -> tuple[int, int]:
    """Put a tree's nodes at the end of the row; give the place of its root, and its depth."""
    root = len(nodes)
    if not isinstance(tree, list):
        nodes.append((0, 0.0, root, root, False, float(tree)))
        return root, 0
    feature, threshold, missing_right, left, right = tree
    nodes.append((0, 0.0, root, root, False, 0.0))
    (one, one_depth), (other, other_depth) = _plant(left, nodes), _plant(right, nodes)
    nodes[root] = (feature, threshold, one, other, bool(missing_right), 0.0)
    return root, 1 + max(one_depth, other_depth)


@cache
def shipped() -> Model:
    """Give the model that comes with Uptake."""
    return read(json.loads(NUMBERS))
