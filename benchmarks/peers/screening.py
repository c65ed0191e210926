"""ASReview's simulation with its default model, ELAS u4; run by the peers' own interpreter.

Question, for each set: {"titles": [...], "abstracts": [...], "labels": [...], "known": [[records
known at first] for each run]}. Answer, for each run of each set: the records in the order read, and
CPU seconds from texts on. It learns anew after each decision, as it does by itself.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
import pandas as pd
from asreview.learner import ActiveLearningCycle
from asreview.models.models import get_ai_config
from asreview.models.queriers import TopDown
from asreview.models.stoppers import IsFittable, LastRelevant
from asreview.simulation.simulate import Simulate


def run(question: dict[str, Any], known: list[int]) -> dict[str, Any]:
    """One simulation, as `asreview simulate` sets it up."""
    np.random.seed(0)
    texts = pd.DataFrame({"title": question["titles"], "abstract": question["abstracts"]})
    labels = pd.Series(question["labels"])
    start = time.process_time()
    simulation = Simulate(
        texts,
        labels,
        [
            ActiveLearningCycle(querier=TopDown(), stopper=IsFittable()),
            ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"]),
        ],
        stopper=LastRelevant(),
        print_progress=False,
    )
    for one in known:
        simulation.label(np.array([one]))
    simulation.review()
    seconds = time.process_time() - start
    order = [int(one) for one in simulation._results["record_id"]][len(known) :]
    return {"order": order, "seconds": seconds}


def main() -> None:
    """Answer the question on standard input."""
    question = json.load(sys.stdin)
    out, sys.stdout = sys.stdout, sys.stderr  # it prints its own figures
    answer = [[run(one, known) for known in one["known"]] for one in question]
    json.dump(answer, out)


if __name__ == "__main__":
    main()
