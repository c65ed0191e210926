"""krippendorff and irrCAC, called on units drawn anew; run by the peers' own interpreter.

Question: {"rows": coders x units, null for missing, "resamples", "seed", "package": "krippendorff"
or "irrCAC"}. Answer: {"seconds": CPU of all resamples, "value", "low", "high": 95 % percentiles}.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from typing import Any

import krippendorff  # type: ignore[import-not-found]
import numpy as np
import pandas
from irrCAC.raw import CAC  # type: ignore[import-not-found]


def by_krippendorff(rows: Any) -> float:
    """Alpha of coders x units by the package of that name."""
    return float(krippendorff.alpha(rows, level_of_measurement="nominal"))


def by_irrcac(rows: Any) -> float:
    """Alpha of coders x units by irrCAC, which wants units x coders."""
    return float(CAC(pandas.DataFrame(rows.T)).krippendorff()["est"]["coefficient_value"])


def main() -> None:
    """Answer the question on standard input."""
    warnings.simplefilter("ignore")
    question = json.load(sys.stdin)
    alpha = {"krippendorff": by_krippendorff, "irrCAC": by_irrcac}[question["package"]]
    rows = np.array(question["rows"], dtype=float)
    value, units = alpha(rows), rows.shape[1]
    chance = np.random.default_rng(question["seed"])
    start = time.process_time()
    drawn = [alpha(rows[:, chance.integers(0, units, units)]) for _ in range(question["resamples"])]
    seconds = time.process_time() - start
    low, high = np.quantile(drawn, (0.025, 0.975))
    json.dump({"seconds": seconds, "value": value, "low": low, "high": high}, sys.stdout)


if __name__ == "__main__":
    main()
