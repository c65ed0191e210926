"""Other readers on the files they are given; run by the peers' own interpreter.

Question: the paths of each format, and "rounds": how often to read them for the clock. Answer, for
each format and peer: records by file (null where it crashed) and seconds for the timed reads.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import bibtexparser
import nbib
import rispy
from lxml import etree
from pybtex.database import parse_string


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


def wos(text: str) -> list[Any]:
    """Read Web of Science with rispy."""
    return list(rispy.loads(text, implementation=rispy.WokParser))


def bibtex(text: str) -> list[Any]:
    """Read BibTeX with bibtexparser 2."""
    return list(bibtexparser.parse_string(text).entries)


def with_pybtex(text: str) -> list[Any]:
    """Read BibTeX with pybtex."""
    return list(parse_string(text, "bibtex").entries)


def endnote(text: str) -> list[Any]:
    """Read EndNote XML with lxml: the text of every element of a record, and no more."""
    found = []
    for _, record in etree.iterparse(BytesIO(text.encode()), tag="record", recover=True):
        found.append({part.tag: "".join(part.itertext()) for part in record})
        record.clear()
    return found


READERS = (
    ("ris", "rispy 0.10.0", rispy.loads),
    ("nbib", "nbib 0.3.2", nbib.read),
    ("wos", "rispy 0.10.0", wos),
    ("bibtex", "bibtexparser 2.1.0", bibtex),
    ("bibtex", "pybtex 0.26.1", with_pybtex),
    ("endnote_xml", "lxml 6.0.2 iterparse", endnote),
)


def main() -> None:
    """Answer the question on standard input."""
    question = json.load(sys.stdin)
    answer = {}
    logging.disable(logging.CRITICAL)
    for name, peer, read in READERS:
        paths = question[name]
        texts = {path: text_of(path) for path in paths}
        counts = {path: count(read, texts[path]) for path in paths}
        able = [texts[path] for path in paths if counts[path] is not None]
        rounds = question["rounds"][name]
        seconds = [timed(read, able, rounds) for _ in range(3)] if able else []
        answer[f"{name} {peer}"] = {"counts": counts, "seconds": seconds}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
