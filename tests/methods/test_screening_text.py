"""Features against scikit-learn's, and kept as bytes."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.screening import Features, features, prior
from uptake.methods.screening.text import PAIRS
from uptake.methods.screening.words import WORD, stems, words

WORDS = st.sampled_from(("apps", "app", "therapy", "online", "trial", "a", "Trials", "CBT"))
TEXTS = st.lists(
    st.tuples(
        st.lists(WORDS, max_size=6).map(" ".join), st.lists(WORDS, max_size=12).map(" ".join)
    ),
    min_size=1,
    max_size=12,
)


def slowly(titles, abstracts):
    """Inner products of all records, counted in dictionaries."""
    bags = []
    for title, abstract in zip(titles, abstracts, strict=True):
        plain = words(f"{title} {abstract}")
        stem = stems(plain)
        row = [stem[one] for one in plain]
        bag = {}
        for term in [*row, *pairwise(row)]:
            bag[term] = bag.get(term, 0) + 1
        bags.append(bag)
    held = {}
    for bag in bags:
        for term in bag:
            held[term] = held.get(term, 0) + 1
    rows = []
    for bag in bags:
        row = {
            term: (1 + np.log(count))
            * (np.log((1 + len(bags)) / (1 + held[term])) + 1)
            * (PAIRS if isinstance(term, tuple) else 1)
            for term, count in bag.items()
            if held[term] <= 0.95 * len(bags)
        }
        length = np.sqrt(sum(it**2 for it in row.values())) or 1
        rows.append({term: it / length for term, it in row.items()})
    return np.array(
        [[sum(it * b.get(term, 0) for term, it in a.items()) for b in rows] for a in rows]
    )


@given(TEXTS)
def test_the_same_as_counting_in_dictionaries(texts):
    titles, abstracts = zip(*texts, strict=True)
    made = features(titles, abstracts)
    products = (made.matrix @ made.matrix.T).toarray() + np.diag(made.own)
    assert np.allclose(products, slowly(titles, abstracts), atol=1e-5)
    assert made.bare.tolist() == [not one for one in abstracts]
    assert made.matrix.has_canonical_format
    assert made.matrix.dtype == np.float32


@given(TEXTS)
def test_kept_as_bytes_and_read_again(texts):
    titles, abstracts = zip(*texts, strict=True)
    made = features(titles, abstracts)
    data = made.to_bytes()
    again = Features.from_bytes(data)
    assert again.to_bytes() == data == features(titles, abstracts).to_bytes()
    assert len(again) == len(titles)
    assert again.vocabulary == made.vocabulary
    assert (again.matrix != made.matrix).nnz == 0


def test_bytes_of_something_else_are_refused(tmp_path):
    other = tmp_path / "other.npz"
    np.savez(other, format=np.int64(99))
    with pytest.raises(ValueError, match="build them anew"):
        Features.from_bytes(other.read_bytes())
    np.savez(other, something=np.int64(99))
    with pytest.raises(ValueError, match="build them anew"):
        Features.from_bytes(other.read_bytes())


def test_titles_and_abstracts_must_go_together():
    with pytest.raises(ValueError, match="2 titles and 1 abstracts"):
        features(["one", "two"], ["one"])


def test_words_are_folded_and_scripts_without_blanks_cut():
    assert words("Ｔｒｉａｌ of CBT-I: naïve β2") == ["trial", "of", "cbt", "naïve", "β2"]
    assert words("抑うつ app") == ["抑", "う", "つ", "app"]
    assert stems(["trials", "trial"]) == {"trials": "trial", "trial": "trial"}


MIXED = st.text(st.sampled_from("aB9_ é-–’β²ﬁßİสั中\n…½Ⅷ\u0301"), max_size=12)


@given(MIXED | st.text())
def test_words_are_cut_as_one_pattern_would(text):
    folded = unicodedata.normalize("NFKC", text).casefold()
    assert words(text) == WORD.findall(folded)


def test_no_records_and_no_words():
    assert features([], []).matrix.shape == (0, 0)
    empty = features(["", "?"], ["", ""])
    assert empty.matrix.shape[0] == 2
    assert empty.bare.all()
    assert len(Features.from_bytes(empty.to_bytes())) == 2
    assert not prior(empty, ["anything"]).any()


SHELF = features(
    ["Digital therapy for depression", "Depressive mice", "Therapy digital", "Bone density"],
    ["Adults with depression used an app.", "An assay.", "", "Older adults."],
)


def test_key_words_and_phrases_score_records():
    score = prior(SHELF, ["digital therapy"])
    assert min(score[0], score[2]) > 0 == score[1] == score[3]
    assert prior(SHELF, ["depress*"])[1] > 0
    assert prior(SHELF, ["digital depress*"])[3] == 0
    score = prior(SHELF, ["depress*"], ["mice", "assay"])
    assert score[0] > 0 > score[1]
    assert not prior(SHELF, ["no such words", "zebra*", "*"]).any()
    assert not prior(SHELF, []).any()


def test_the_matrix_is_a_plain_sparse_one():
    assert isinstance(SHELF.matrix, sp.csr_array)
