"""From words and decisions to an order: the ranker with its features kept between runs."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uptake.methods import screening
from uptake.methods.screening.reasons import Word, speaking
from uptake.review.actions.ranking import Ordered
from uptake.review.queries.learning import Texts

METHOD = "words 1"
"""The ranker and its version, as kept with each order."""
KEPT = 4
"""How many sets of features stay on disk."""


def features_of(texts: Texts, folder: Path) -> tuple[str, screening.Features]:
    """The features of these texts with their name: those kept, or made now and kept."""
    folder.mkdir(parents=True, exist_ok=True)
    name = _hash(texts)
    file = folder / f"{name}.features"
    if file.exists():
        try:
            return name, screening.Features.from_bytes(file.read_bytes())
        except (ValueError, OSError, KeyError, EOFError):
            file.unlink(missing_ok=True)
    made = screening.features(texts.titles, texts.abstracts)
    _keep(file, made.to_bytes())
    return name, made


def ordered(
    features: screening.Features, texts: Texts, order: str, seed: int
) -> tuple[Ordered, NDArray[np.float32]]:
    """What nobody has judged in the order asked for, and the weight of each word in it."""
    first = screening.prior(features, texts.words_for, texts.words_against)
    ranker = screening.Ranker(features, seed, prior=first)
    place = {pk: at for at, pk in enumerate(texts.ids)}
    learnt = sorted(texts.known.items())
    ranker.learn([place[pk] for pk, _ in learnt], [label for _, label in learnt])
    undecided = {place[pk] for pk in texts.undecided}
    kind: screening.Kind = "uncertainty" if order == "uncertainty" else "relevance"
    order_ = [at for at in ranker.order(kind).tolist() if at in undecided]
    scores = ranker.scores()
    found = Ordered(
        order=order, method=METHOD, seed=seed, decisions=len(learnt),
        relevant=sum(texts.known.values()), ids=[texts.ids[at] for at in order_],
        scores=scores[order_].tolist(),
    )  # fmt: skip
    return found, ranker.word_weights()


def keep_weights(folder: Path, ranking: int, features: str, weights: NDArray[np.float32]) -> None:
    """Keep what each word weighed in a ranking, to say why; the ranking itself needs it not."""
    out = io.BytesIO()
    np.savez(out, weights=weights, features=np.frombuffer(features.encode(), np.uint8))
    _keep(folder / f"{ranking}.weights", out.getvalue())


def reasons_for(
    folder: Path, ranking: int, texts: Sequence[int], reference: int
) -> tuple[tuple[Word, ...], tuple[Word, ...]] | None:
    """The words for and against a reference in a ranking; None where they are not kept any more."""
    try:
        with np.load(folder / f"{ranking}.weights") as kept:
            name, weights = bytes(kept["features"]).decode(), kept["weights"]
        features = screening.Features.from_bytes((folder / f"{name}.features").read_bytes())
        return speaking(features, weights, list(texts).index(reference))
    except (OSError, ValueError, KeyError, IndexError):
        return None


def _hash(texts: Texts) -> str:
    found = hashlib.sha256()
    for pk, title, abstract in zip(texts.ids, texts.titles, texts.abstracts, strict=True):
        found.update(f"{pk}\x00{title}\x00{abstract}\x01".encode("utf-8", "replace"))
    return found.hexdigest()[:32]


def _keep(file: Path, content: bytes) -> None:
    """Write in one go, so that a power cut leaves no half of a file; let go of the oldest."""
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)
    kept = sorted(file.parent.glob(f"*{file.suffix}"), key=lambda one: one.stat().st_mtime)
    for old in kept[:-KEPT]:
        old.unlink(missing_ok=True)
