"""Reading orders to hold stopping rules against: plain rankers replayed on labelled screening sets.

Five rankers of unlike strength, because a rule has to hold for whatever order a team reads in. Each
starts from one relevant and one irrelevant record and learns again at 2 % more labels. None of
them is Uptake's own ranker, which has ``own_runs``.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RANKERS = ("svm", "bayes", "lsa", "titles", "noisy")
SEEDS = (1, 2, 3)
GROWTH = 0.02
"""Share of the records read after which a ranker learns again."""

Scores = NDArray[np.float64]
Learn = Callable[[NDArray[np.int64], NDArray[np.int64]], Scores]


@dataclass(frozen=True, slots=True)
class Run:
    """One set read in one order; the two records to start from are left out of everything.

    ``relevant``: 0-based places of the relevant records in the order, ascending.
    """

    set: str
    ranker: str
    seed: int
    total: int
    relevant: tuple[int, ...]


def sets(data: Path) -> list[Path]:
    """Give the labelled sets of a data folder, by name."""
    return sorted((data / "screening").glob("*.csv.gz"))


def name_of(path: Path) -> str:
    """Give a set's name."""
    return path.name.removesuffix(".csv.gz")


def runs(
    paths: list[Path],
    cache: Path,
    rankers: tuple[str, ...] = RANKERS,
    seeds: tuple[int, ...] = SEEDS,
) -> Iterator[Run]:
    """Give every run, from ``cache`` where it has been made before."""
    cache.mkdir(parents=True, exist_ok=True)
    for path in paths:
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        review: Review | None = None
        for ranker in rankers:
            for seed in seeds:
                kept = cache / f"{name_of(path)}-{mark}-{ranker}-{seed}.json"
                if not kept.exists():
                    review = review or read(path)
                    made = replay(review, ranker, seed)
                    kept.write_text(json.dumps(asdict(made)), encoding="utf-8")
                found = json.loads(kept.read_text(encoding="utf-8"))
                yield Run(**{**found, "relevant": tuple(found["relevant"])})


@dataclass(frozen=True, slots=True)
class Review:
    """Records with their decisions: 1 relevant, 0 not."""

    name: str
    titles: list[str]
    abstracts: list[str]
    labels: NDArray[np.int64]

    def part(self, places: NDArray[np.int64]) -> Review:
        """Give the records at these places."""
        titles = [self.titles[k] for k in places]
        abstracts = [self.abstracts[k] for k in places]
        return Review(self.name, titles, abstracts, self.labels[places])


def own_runs(reviews: Iterable[Review], seeds: tuple[int, ...] = SEEDS) -> Iterator[Run]:
    """Give runs in the order of Uptake's own ranker, made anew each time."""
    from uptake.methods.screening import features
    from uptake.methods.screening.simulate import known_at_first, simulate

    for review in reviews:
        texts, truth = features(review.titles, review.abstracts), review.labels.tolist()
        for seed in seeds:
            found = simulate(texts, truth, known_at_first(truth, seed), seed).found
            places = np.flatnonzero(found).tolist()
            yield Run(review.name, "uptake", seed, len(found), tuple(places))


def read(path: Path) -> Review:
    """Read a labelled set."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    labels = np.array([int(row["label_included"]) for row in rows], dtype=np.int64)
    return Review(
        name_of(path), [row["title"] for row in rows], [row["abstract"] for row in rows], labels
    )


def with_second_topic(review: Review, other: Review, seed: int = 5) -> Review:
    """Put two reviews together, of which the other gives only a tenth as many relevant records."""
    chance = np.random.default_rng(seed)
    theirs = np.flatnonzero(other.labels)
    few = min(len(theirs), max(4, int(review.labels.sum()) // 10))
    kept = np.concatenate(
        (np.flatnonzero(other.labels == 0), chance.choice(theirs, few, replace=False))
    )
    more = other.part(kept)
    return Review(
        f"{review.name} and a topic of {other.name}",
        review.titles + more.titles,
        review.abstracts + more.abstracts,
        np.concatenate((review.labels, more.labels)),
    )


def with_odd_ones(review: Review, seed: int = 5) -> Review:
    """Mark irrelevant records relevant at random: 2, or a twentieth of the relevant ones."""
    chance = np.random.default_rng(seed)
    labels = review.labels.copy()
    few = max(2, int(labels.sum()) // 20)
    labels[chance.choice(np.flatnonzero(labels == 0), few, replace=False)] = 1
    return Review(f"{review.name} and odd ones", review.titles, review.abstracts, labels)


def replay(review: Review, ranker: str, seed: int) -> Run:
    """Read a whole set in the order of a ranker that learns from what it has read."""
    titles, labels = review.titles, review.labels
    chance = np.random.default_rng(seed)
    read_so_far = [int(chance.choice(np.flatnonzero(labels == wanted))) for wanted in (1, 0)]
    whole = [
        f"{title} {abstract}" for title, abstract in zip(titles, review.abstracts, strict=True)
    ]
    learn = LEARNERS[ranker](titles if ranker == "titles" else whole, chance)
    unread = np.ones(len(labels), dtype=bool)
    unread[read_so_far] = False
    while unread.any():
        known = np.array(read_so_far, dtype=np.int64)
        pool = np.flatnonzero(unread)
        best = pool[np.argsort(-learn(known, labels[known])[pool], kind="stable")]
        step = best[: max(1, int(GROWTH * len(known)))]
        unread[step] = False
        read_so_far.extend(step.tolist())
    order = labels[np.array(read_so_far[2:], dtype=np.int64)]
    return Run(review.name, ranker, seed, len(order), tuple(np.flatnonzero(order).tolist()))


def svm(texts: list[str], chance: np.random.Generator) -> Learn:
    """A linear support vector machine on words and pairs of words."""
    return _svm(_tfidf(texts, ngram_range=(1, 2), max_df=0.95))


def noisy(texts: list[str], chance: np.random.Generator) -> Learn:
    """The same with noise as wide as the spread of its scores."""
    learn = svm(texts, chance)

    def scores(known: NDArray[np.int64], labels: NDArray[np.int64]) -> Scores:
        found = learn(known, labels)
        return found + chance.normal(0, float(found.std()), len(found))

    return scores


def lsa(texts: list[str], chance: np.random.Generator) -> Learn:
    """A linear support vector machine on 100 latent dimensions."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    words = _tfidf(texts, min_df=2, max_df=0.5, stop_words="english")
    wide = min(100, min(words.shape) - 1)
    return _svm(normalize(TruncatedSVD(wide, n_iter=3, random_state=0).fit_transform(words)))


def bayes(texts: list[str], chance: np.random.Generator) -> Learn:
    """Multinomial naive Bayes on weighted words, classes weighted alike."""
    from sklearn.naive_bayes import MultinomialNB

    words = _tfidf(texts, min_df=2, max_df=0.95)

    def scores(known: NDArray[np.int64], labels: NDArray[np.int64]) -> Scores:
        model = MultinomialNB(alpha=1.0).fit(words[known], labels, sample_weight=_weights(labels))
        log: Scores = model.predict_joint_log_proba(words)
        return log[:, 1] - log[:, 0]

    return scores


LEARNERS: dict[str, Callable[[list[str], np.random.Generator], Learn]] = {
    "svm": svm,
    "bayes": bayes,
    "lsa": lsa,
    "titles": svm,
    "noisy": noisy,
}


def _tfidf(texts: list[str], **options: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True, **options).fit_transform(texts).tocsr()


def _weights(labels: NDArray[np.int64]) -> Scores:
    """Weigh the relevant ten times as much as the irrelevant, all together."""
    relevant = labels.sum()
    weights = np.where(labels == 1, 1.0, relevant / (10.0 * (len(labels) - relevant)))
    whole: Scores = weights * len(labels) / weights.sum()
    return whole


def _svm(features: Any) -> Learn:
    from sklearn.svm import LinearSVC

    def scores(known: NDArray[np.int64], labels: NDArray[np.int64]) -> Scores:
        model = LinearSVC(C=0.11, tol=1e-3, max_iter=2000)
        model.fit(features[known], labels, sample_weight=_weights(labels))
        found: Scores = model.decision_function(features)
        return found

    return scores
