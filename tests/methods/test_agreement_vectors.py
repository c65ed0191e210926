"""Every printed figure of agreement in the data folder, and one that is not to be met."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.coders.vectors import FILE, SUPERSEDED, checks
from uptake.methods.agreement import BANDS, counted, krippendorff

DATA = Path(os.environ.get("UPTAKE_DATA") or Path(__file__).parents[3] / "shared" / "data")


@pytest.fixture
def blocks():
    if not (DATA / FILE).is_file():
        pytest.skip("no agreement_vectors.json in the data folder (UPTAKE_DATA)")
    return json.loads((DATA / FILE).read_text())


@pytest.mark.real_data
def test_every_printed_figure_comes_out(blocks):
    found = list(checks(DATA))
    assert len(found) >= 92
    assert {it.block for it in found} == {
        name for name in blocks if not name.endswith(("_note", "_bands", "_thresholds"))
    }
    assert [it for it in found if not it.met and not it.why_not] == []
    assert {(it.block, it.name) for it in found if not it.met} == set(SUPERSEDED)


@pytest.mark.real_data
def test_the_figure_that_is_not_met_was_printed_with_half_a_slope(blocks):
    counts = np.array(blocks["fleiss_1971"]["counts"][:15])
    printed = blocks["gwet_distrib_6raters"]["reference_software"]["krippendorff_se"]
    n, r = len(counts), counts[0].sum()
    part = 1 / (n * r)
    seen = (counts * (counts - 1)).sum(axis=1) / (r * (r - 1))
    mean = counts.mean(axis=0) / r
    chance = (mean**2).sum()
    found = krippendorff(counted(counts.tolist(), list(range(5)))).found

    def error(scale, slope, value):
        line = (scale * seen + 1 - scale - chance) / (1 - chance)
        line = line - slope * (1 - value) * (counts @ mean / r - chance) / (1 - chance)
        return np.sqrt(((line - value) ** 2).sum() / (n * (n - 1)))

    assert error(1 - part, 1, found.value) == pytest.approx(printed, abs=5e-9)
    plain = 1 - (1 - found.value) / (1 - part)
    assert error(1, 2, plain) == pytest.approx(found.error, abs=1e-12)


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["landis-koch", "fleiss", "altman"])
def test_words_for_values_are_those_that_were_printed(blocks, name):
    (bands,) = (it for it in BANDS if it.name == name)
    (printed,) = (it for key, it in blocks.items()
                  if key.replace("_", "-").startswith(name) and "_bands" in key)  # fmt: skip
    for *limits, word in printed:
        for limit in limits:
            if isinstance(limit, str):
                limit = float(limit[1:]) + (0.01 if limit.startswith(">") else -0.01)
            assert bands.word(limit) == word


@pytest.mark.real_data
def test_words_for_alpha_go_by_its_thresholds(blocks):
    limits, bands = blocks["krippendorff_thresholds"], BANDS[-1]
    assert bands.word(limits["reliable"]) == "Reliable"
    assert bands.word(limits["tentative"]) == "For tentative conclusions"
    assert bands.word(limits["tentative"] - 0.001) == "Too low to conclude from"
