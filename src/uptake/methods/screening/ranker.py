"""The order in which records are read: what was decided so far says what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from uptake.methods.screening.kernels import Gram, VectorRows, WordRows
from uptake.methods.screening.solver import Floats, Places, Vector, slack, solve
from uptake.methods.screening.text import Features

Kind = Literal["relevance", "uncertainty", "random"]
KINDS: tuple[Kind, ...] = ("relevance", "uncertainty", "random")
UNDECIDED = -1
DIGITS = 5
"""Scores are rounded to this many digits before they are compared: far above what a float32 loses,
far below what tells records apart."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Constants of the ranker; each is explained and measured in docs/methods/ranking.md.

    ``cost`` and ``ratio`` are C and the weight of all included against all excluded (ELAS u4).
    ``vectors``: the weight of sentence vectors beside words. ``words_wear_off``: the number of
    included records at which key words of the protocol count half of what they did at first.
    """

    cost: float = 0.11
    ratio: float = 9.8
    vectors: float = 0.6
    words_wear_off: float = 5.0


DEFAULT = Settings()


class Ranker:
    """Learns from decisions and orders n records.

    What it gives depends on the texts, the decisions, the seed and the settings, not on the order
    in which the decisions came or how often it was asked in between.
    """

    def __init__(
        self,
        texts: Features,
        seed: int = 0,
        settings: Settings = DEFAULT,
        *,
        prior: Floats | None = None,
        vectors: NDArray[np.float32] | None = None,
    ) -> None:
        """Start with nothing decided.

        ``prior``: n scores of key words (see ``prior``). ``vectors``: n by d sentence vectors (see
        ``embeddings``). Raises ``ValueError`` when one has another number of records.
        """
        self.count, self.settings = len(texts), settings
        for name, given in (("prior", prior), ("vectors", vectors)):
            if given is not None and len(given) != self.count:
                raise ValueError(f"{name} has {len(given)} records and the texts {self.count}.")
        self._labels = np.full(self.count, UNDECIDED, np.int8)
        chance = np.random.default_rng(seed).permutation(self.count)
        self._by_chance = np.argsort(chance)
        self._prior = None if prior is None or not self.count or not np.ptp(prior) else prior
        self._learners = [_Learner(Gram(WordRows(texts)), 1.0)]
        if vectors is not None:
            self._learners.append(_Learner(Gram(VectorRows(vectors)), settings.vectors))
        self._margins: list[Floats] | None = None

    @property
    def labels(self) -> NDArray[np.int8]:
        """What was learnt: 1 included, 0 excluded, -1 undecided; n numbers, a copy."""
        return self._labels.copy()

    def learn(self, indices: Iterable[int], labels: Iterable[int]) -> None:
        """Take in decisions: 1 or True for included, 0 for excluded. A later one replaces.

        Raises ``ValueError`` for other labels and for different numbers of both, ``IndexError`` for
        a record that isn't there; nothing is learnt then.
        """
        places = self._places(indices)
        given = np.asarray([int(label) for label in labels], dtype=np.int64)
        if len(places) != len(given):
            raise ValueError(f"There are {len(places)} records and {len(given)} labels.")
        if not np.isin(given, (0, 1)).all():
            raise ValueError("A label is 1 (included) or 0 (excluded).")
        new = np.unique(places[self._labels[places] == UNDECIDED])
        for place, label in zip(places.tolist(), given.tolist(), strict=True):
            self._labels[place] = label
        self._changed(new, ())

    def forget(self, indices: Iterable[int]) -> None:
        """Take decisions back; those that were never made are passed over."""
        places = np.unique(self._places(indices))
        old = places[self._labels[places] != UNDECIDED]
        self._labels[old] = UNDECIDED
        self._changed((), old)

    def scores(self) -> Floats:
        """Give n float32, higher for what is more likely to be included; 0 when nothing is known.

        They compare records at one moment; from one moment to the next they are not comparable.
        """
        known = self._labels == UNDECIDED
        total = np.zeros(self.count, np.float64)
        for learner, margins in zip(self._learners, self._fitted(), strict=True):
            total += learner.weight * _standard(margins, known)
        if self._prior is not None:
            wear = self.settings.words_wear_off
            share = wear / (wear + int((self._labels == 1).sum()))
            total += share * _standard(self._prior, known)
        return np.asarray(total, np.float32)

    def word_weights(self) -> Floats:
        """Give m float32: how much each word of the texts speaks for including, 0 if unknown."""
        self._fitted()
        return self._learners[0].direction()

    def order(
        self,
        kind: Kind = "relevance",
        exclude: Sequence[int] | NDArray[np.int64] = (),
        most: int | None = None,
    ) -> NDArray[np.int64]:
        """Give the numbers of all records but ``exclude``, the one to read next first.

        ``most``: only so many of them, the first ones.

        "relevance": the highest score first. "uncertainty": nearest to the border between included
        and excluded first; by chance until both have been seen. "random": by chance. Chance is
        settled by the seed, and decides between equals.
        """
        if kind == "relevance":
            key = -self.scores()
        elif kind == "uncertainty":
            key = np.abs(self._border())
        elif kind == "random":
            key = np.zeros(self.count, np.float32)
        else:
            raise ValueError(f"There is no order {kind!r}. There are: {', '.join(KINDS)}.")
        wanted = np.ones(self.count, np.bool_)
        wanted[self._places(exclude)] = False
        left = self._by_chance[wanted[self._by_chance]]
        keys = np.round(key[left], DIGITS)
        if most is not None and 0 < most < len(left):
            near = keys <= np.partition(keys, most - 1)[most - 1]
            left, keys = left[near], keys[near]
        return np.asarray(left[np.argsort(keys, kind="stable")][:most], np.int64)

    def _border(self) -> Floats:
        """How far above or below the border each record is, all learners together.

        The border is half way between the means of what was included and of what was excluded. It
        is not where the margin is 0: the ratio moves that far towards the excluded.
        """
        included, excluded = self._labels == 1, self._labels == 0
        total = np.zeros(self.count, np.float32)
        if included.any() and excluded.any():
            for learner, margins in zip(self._learners, self._fitted(), strict=True):
                total += np.float32(learner.weight) * margins
            total -= (total[included].mean() + total[excluded].mean()) / 2
        return total

    def _fitted(self) -> list[Floats]:
        if self._margins is None:
            self._margins = [one.margins(self._labels, self.settings) for one in self._learners]
        return self._margins

    def _changed(self, new: Iterable[int], old: Iterable[int]) -> None:
        self._margins = None
        for learner in self._learners:
            learner.change(np.asarray(new, np.intp), np.asarray(old, np.intp))

    def _places(self, indices: Iterable[int]) -> Places:
        if not isinstance(indices, np.ndarray):
            indices = list(indices)
        places = np.asarray(indices, dtype=np.intp)
        if len(places) and (places.min() < 0 or places.max() >= self.count):
            raise IndexError(f"Records are numbered from 0 to {self.count - 1}.")
        return places


class _Learner:
    """One way of seeing the records, its kernel and the last factors."""

    def __init__(self, gram: Gram, weight: float) -> None:
        self.gram, self.weight = gram, weight
        self._last: Vector = np.zeros(0)
        self._used: Vector = np.zeros(0)

    def change(self, new: Places, old: Places) -> None:
        records, last = self.gram.records, self._last
        if len(old):
            self.gram.drop(old)
        if len(new):
            self.gram.add(new)
        self._last = np.zeros(len(self.gram.records))
        _, here, there = np.intersect1d(
            self.gram.records, records, assume_unique=True, return_indices=True
        )
        self._last[here] = last[there]

    def margins(self, labels: NDArray[np.int8], settings: Settings) -> Floats:
        """What is known of every record; 0 while there is nothing to learn from.

        Of included records alone, what is like them; of excluded ones alone, nothing.
        """
        known = labels[self.gram.records]
        self._used = np.zeros(len(known))
        if not (known == 1).any():
            return np.zeros(len(labels), np.float32)
        if (known == 1).all():
            self._used = np.full(len(known), 1 / len(known))
            return self.gram.margins(self._used)
        signs = np.where(known == 1, 1.0, -1.0)
        spread = slack(signs, settings.cost, settings.ratio)
        self._last = self._used = solve(self.gram, signs, spread, self._last)
        return self.gram.margins(self._last)

    def direction(self) -> Floats:
        """The weights of the columns behind the margins last given."""
        used = self._used.astype(np.float32)
        rows = self.gram.rows
        return rows.named(rows.combined(self.gram.records, used))


def _standard(values: Floats, over: NDArray[np.bool_]) -> Vector:
    """Values with mean 0 and standard deviation 1 over some records; 0 where they are all alike."""
    among = values[over] if over.any() else values
    spread = float(among.std(dtype=np.float64)) if len(among) else 0.0
    if spread < 10.0**-DIGITS:
        return np.zeros(len(values))
    return np.asarray((values - among.mean(dtype=np.float64)) / spread, np.float64)
