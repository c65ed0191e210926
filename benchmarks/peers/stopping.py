"""buscarpy on the orders it is given; run by the peers' own interpreter.

Question: {"runs": [{"total", "relevant": places, "places": where to ask}]}, or
{"labels": [0 or 1], "total"} for the CPU of one answer.
Answer: {"stops": the first place at which p < .05, else the total}, or {"cpu": seconds}.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from typing import Any

import numpy as np
from buscarpy import calculate_h0


def stop(run: dict[str, Any]) -> int:
    """Where buscarpy, asked at these places, would stop."""
    labels = np.zeros(run["total"], dtype=int)
    labels[run["relevant"]] = 1
    for read in run["places"]:
        seen = labels[:read]
        if seen.any() and calculate_h0(seen, run["total"], 0.95) < 0.05:
            return int(read)
    return int(run["total"])


def main() -> None:
    """Answer the question on standard input."""
    warnings.simplefilter("ignore")
    question = json.load(sys.stdin)
    if "runs" in question:
        json.dump({"stops": [stop(run) for run in question["runs"]]}, sys.stdout)
        return
    labels, seconds = np.array(question["labels"]), []
    for _ in range(3):
        start = time.process_time()
        calculate_h0(labels, question["total"], 0.95)
        seconds.append(time.process_time() - start)
    json.dump({"cpu": min(seconds)}, sys.stdout)


if __name__ == "__main__":
    main()
