"""What comes next, and that only texts, decisions and seed settle it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uptake.methods.screening import KINDS, Ranker, Settings, features, kernels, prior

GOOD = ("app", "digital", "online", "internet", "therapy", "anxiety")
POOR = ("mouse", "protein", "enzyme", "assay", "plasma", "liver")


def a_set(seed=0, count=60):
    """Records half of which are on one subject and half on another, and which is which."""
    rng = np.random.default_rng(seed)
    labels = (rng.random(count) < 0.4).astype(int)
    labels[:2] = 1, 0
    titles = [" ".join(rng.choice(GOOD if one else POOR, 3)) for one in labels]
    abstracts = [
        " ".join(rng.choice(GOOD + POOR, 4)) + " " + " ".join(rng.choice(GOOD if one else POOR, 4))
        for one in labels
    ]
    return features(titles, abstracts), labels


TEXTS, LABELS = a_set()


def test_what_is_like_the_included_comes_first():
    ranker = Ranker(TEXTS)
    ranker.learn(range(10), LABELS[:10])
    order = ranker.order("relevance", exclude=range(10))
    assert len(order) == 50
    found = LABELS[order]
    first = found[: found.sum()].mean()
    assert first > 0.9


def test_without_anything_known_the_order_is_chance_and_the_seed_settles_it():
    for kind in KINDS:
        same = Ranker(TEXTS, seed=3).order(kind)
        assert (same == Ranker(TEXTS, seed=3).order(kind)).all()
        assert (same != Ranker(TEXTS, seed=4).order(kind)).any()
        assert sorted(same) == list(range(60))
    assert not Ranker(TEXTS).scores().any()


@given(st.sampled_from(KINDS), st.integers(0, 9), st.sets(st.integers(0, 59)), st.integers(0, 62))
@settings(max_examples=30, deadline=None)
def test_only_the_first_ones_are_the_first_of_all(kind, seed, read, most):
    alike = features(["app"] * 30 + ["mouse"] * 30, [""] * 60)
    for texts in (TEXTS, alike):
        ranker = Ranker(texts, seed)
        ranker.learn(range(8), LABELS[:8])
        whole = ranker.order(kind, np.array(sorted(read), np.int64))
        assert ranker.order(kind, sorted(read), most).tolist() == whole.tolist()[:most]
        chance = np.random.default_rng(seed).permutation(60)
        if kind == "random":
            assert whole.tolist() == sorted(set(range(60)) - read, key=chance.__getitem__)


def test_random_stays_random_whatever_is_learnt():
    ranker = Ranker(TEXTS, seed=5)
    before = ranker.order("random")
    ranker.learn(range(20), LABELS[:20])
    assert (ranker.order("random") == before).all()


def test_key_words_lead_until_decisions_do():
    words = prior(TEXTS, ["anxiety", "digital therapy"], ["mouse"])
    ranker = Ranker(TEXTS, prior=words)
    assert LABELS[ranker.order()[:5]].all()
    misleading = prior(TEXTS, ["protein", "enzyme assay"])
    ranker = Ranker(TEXTS, prior=misleading)
    assert not LABELS[ranker.order()[:5]].any()
    ranker.learn(range(30), LABELS[:30])
    assert LABELS[ranker.order("relevance", range(30))[:5]].all()


def test_excluded_records_alone_teach_nothing_and_included_ones_what_is_like_them():
    ranker = Ranker(TEXTS)
    ranker.learn([1], [0])
    assert not ranker.scores().any()
    assert (ranker.order("uncertainty") == Ranker(TEXTS).order("random")).all()
    ranker = Ranker(TEXTS)
    ranker.learn([0], [1])
    assert LABELS[ranker.order("relevance", [0])[:5]].mean() > 0.7


def test_uncertain_records_lie_between_the_two():
    ranker = Ranker(TEXTS)
    ranker.learn(range(20), LABELS[:20])
    scores, order = ranker.scores(), ranker.order("uncertainty", range(20))
    assert min(scores[order[:3]]) > scores[20:].min()
    assert max(scores[order[:3]]) < scores[20:].max()


def test_a_later_decision_replaces_and_a_decision_can_be_taken_back():
    once, twice = Ranker(TEXTS), Ranker(TEXTS)
    once.learn(range(12), LABELS[:12])
    twice.learn(range(12), 1 - LABELS[:12])
    twice.scores()
    twice.learn([30, 30], [0, 1])
    assert twice.labels[30] == 1
    twice.learn(range(12), LABELS[:12])
    twice.forget([30, 31])
    assert (twice.labels == once.labels).all()
    assert (twice.order() == once.order()).all()


def test_vectors_are_heard_beside_words():
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((60, 4)).astype(np.float32) * 0.1
    vectors[:, 0] += LABELS
    with_, without = Ranker(TEXTS, vectors=vectors), Ranker(TEXTS)
    for one in (with_, without):
        one.learn(range(4), LABELS[:4])

    def mean_place(order):
        return np.flatnonzero(LABELS[order]).mean()

    rest = range(4)
    assert mean_place(with_.order("relevance", rest)) <= mean_place(
        without.order("relevance", rest)
    )
    assert len(with_.order("uncertainty", rest)) == 56


def test_what_does_not_fit_is_refused_and_nothing_is_learnt():
    ranker = Ranker(TEXTS)
    with pytest.raises(IndexError, match="0 to 59"):
        ranker.learn([60], [1])
    with pytest.raises(IndexError):
        ranker.order("relevance", [-1])
    with pytest.raises(ValueError, match="2 records and 1 labels"):
        ranker.learn([1, 2], [1])
    with pytest.raises(ValueError, match="1 \\(included\\) or 0"):
        ranker.learn([1, 2], [1, 2])
    with pytest.raises(ValueError, match="no order 'best'"):
        ranker.order("best")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="prior has 3 records and the texts 60"):
        Ranker(TEXTS, prior=np.zeros(3, np.float32))
    with pytest.raises(ValueError, match="vectors has 3"):
        Ranker(TEXTS, vectors=np.zeros((3, 2), np.float32))
    assert (ranker.labels == -1).all()


def test_everything_decided_leaves_nothing_to_read():
    ranker = Ranker(TEXTS)
    ranker.learn(range(60), LABELS)
    assert len(ranker.scores()) == 60
    assert len(ranker.order("relevance", range(60))) == 0


def test_no_records_at_all():
    empty = features([], [])
    assert len(Ranker(empty).order()) == 0
    assert len(Ranker(empty).scores()) == 0


def test_the_settings_matter():
    plain, stiff = Ranker(TEXTS), Ranker(TEXTS, settings=Settings(cost=10.0, ratio=1.0))
    for one in (plain, stiff):
        one.learn(range(20), LABELS[:20])
    assert not np.allclose(plain.scores(), stiff.scores(), atol=1e-3)


@given(st.integers(0, 20), st.permutations(range(25)), st.lists(st.integers(0, 24), max_size=6))
@settings(max_examples=12, deadline=None)
def test_the_order_does_not_depend_on_how_decisions_came(seed, way, undone):
    """One by one with a question after each, with detours, or all at once: the same order."""
    texts, labels = a_set(seed)
    slow, fast = Ranker(texts, seed), Ranker(texts, seed)
    fast.learn(range(25), labels[:25])
    for place in way:
        slow.learn([place], [labels[place]])
        slow.scores()
    for place in undone:
        slow.forget([place])
        slow.scores()
        slow.learn([place], [labels[place]])
    assert (slow.order() == fast.order()).all()
    assert (slow.order("uncertainty") == fast.order("uncertainty")).all()


def test_the_same_past_the_point_where_inner_products_are_held(monkeypatch):
    vectors = np.random.default_rng(1).standard_normal((60, 3)).astype(np.float32)
    held, computed = Ranker(TEXTS, vectors=vectors), Ranker(TEXTS, vectors=vectors)
    held.learn(range(30), LABELS[:30])
    monkeypatch.setattr(kernels, "HELD", 10)
    computed.learn(range(30), LABELS[:30])
    assert np.allclose(held.scores(), computed.scores(), atol=1e-4)
    computed.forget(range(8, 30))
    held.forget(range(8, 30))
    assert np.allclose(held.scores(), computed.scores(), atol=1e-4)


def test_nothing_to_read_has_no_order():
    empty = features([], [])
    ranker = Ranker(empty, prior=prior(empty, ["therapy"], []))
    assert ranker.order("relevance").tolist() == []
    assert ranker.scores().tolist() == []
