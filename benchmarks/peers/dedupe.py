"""bib-dedupe on a labelled set; run by the peers' own interpreter.

Question: {"path": a records.csv.gz}. Answer: {"seconds": CPU seconds of prep, block, match and
cluster, with the processes it starts, "clusters": lists of record ids}.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from typing import Any

import pandas
from bib_dedupe.bib_dedupe import (  # type: ignore[import-not-found]
    block,
    cluster,
    match,
    prep,
)


def spent() -> float:
    """CPU seconds of this process and of those that it started and that ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(it.ru_utime + it.ru_stime for it in map(resource.getrusage, kinds))


def main() -> None:
    """Answer the question on standard input."""
    question = json.load(sys.stdin)
    table = pandas.read_csv(question["path"], dtype=str, keep_default_na=False)
    start = spent()
    with contextlib.redirect_stdout(sys.stderr):
        ready: Any = prep(table, cpu=1)
        pairs: Any = match(block(ready, cpu=1), cpu=1)
        clusters: Any = cluster(pairs)
    seconds = spent() - start
    json.dump({"seconds": seconds, "clusters": [list(it) for it in clusters]}, sys.stdout)


if __name__ == "__main__":
    main()
