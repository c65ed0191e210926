"""How slow this machine is just now, so that limits in seconds mean the same on each."""

from __future__ import annotations

import re
import time
from functools import cache

REFERENCE = 0.06
"""CPU seconds that the piece of work took on the machine on which the limits were chosen."""
WORDS = re.compile(r"(\w+) (\w+)")


@cache
def slowness() -> float:
    """How many times as long this machine takes over the same piece of work, at least once."""
    began = time.process_time()
    lines = [f"word{number % 97} {number}" for number in range(60_000)]
    found = [match.groups() for line in lines if (match := WORDS.match(line))]
    assert len({first for first, _ in found}) == 97
    return max(1.0, (time.process_time() - began) / REFERENCE)


def allowed(seconds: float) -> float:
    """So many CPU seconds, on this machine."""
    return seconds * slowness()
