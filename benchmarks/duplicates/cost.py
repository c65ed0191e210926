"""What one search costs, in a process of its own: ``python -m benchmarks.duplicates.cost COUNT``.

With a folder of a labelled set in place of a count, that set is searched. Prints a JSON object: CPU
seconds, peak memory in MB (the records themselves included), pairs compared, and for synthetic
records how many were joined rightly and wrongly.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.duplicates import sets, synthetic
from uptake.methods.dedupe import find
from uptake.methods.dedupe.model import shipped


def measure(what: str) -> dict[str, float]:
    """Search synthetic records or a labelled set once, and say what it took."""
    if what.isdecimal():
        given, work = synthetic.records(int(what))
    else:
        labelled = sets.load(Path(what))
        given, work = list(labelled.records), list(labelled.work)
    shipped()
    start = time.process_time()
    found = find(given)
    seconds = time.process_time() - start
    peak = _peak()
    counts = sets.count(found.clusters, work)
    return {
        "records": found.records,
        "seconds": seconds,
        "megabytes": peak,
        "pairs": found.compared,
        **asdict(counts),
    }


def _peak() -> float:
    """Most memory held, in MB; getrusage would count the parent's memory from before the start."""
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
