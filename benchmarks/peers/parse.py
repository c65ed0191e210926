"""rispy and nbib on the files they are given; run by the peers' own interpreter.

Question: {"ris": [paths], "nbib": [paths], "bytes": how much to read for the clock}.
Answer, for each: records by file (null where it crashed) and seconds for each file's timed reads.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbib
import rispy


def text_of(path: str) -> str:
    """Decode for the peer, so that an encoding it doesn't know isn't held against it."""
    data = Path(path).read_bytes()
    for encoding in ("utf-16", "utf-8-sig", "cp1252", "latin-1"):
        if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes anything")


def count(read: Callable[[str], list[Any]], text: str) -> int | None:
    """How many records the peer finds, or None when it crashes."""
    try:
        return len(read(text))
    except Exception:  # noqa: BLE001 -- whatever it raises, it is a crash, and that is counted
        return None


def timed(read: Callable[[str], list[Any]], texts: list[str], rounds: int) -> float:
    """CPU seconds for the files it can read."""
    start = time.process_time()
    for _ in range(rounds):
        for text in texts:
            read(text)
    return time.process_time() - start


def main() -> None:
    """Answer the question on standard input."""
    question = json.load(sys.stdin)
    answer = {}
    for name, read in (("ris", rispy.loads), ("nbib", nbib.read)):
        paths = question[name]
        texts = {path: text_of(path) for path in paths}
        counts = {path: count(read, texts[path]) for path in paths}
        able = [texts[path] for path in paths if counts[path] is not None]
        rounds = question["rounds"][name]
        seconds = [timed(read, able, rounds) for _ in range(3)] if able else []
        answer[name] = {"counts": counts, "seconds": seconds}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
