"""Reading a PDF where it can do no harm: in a process of its own, with limits.

As a command (`python -m uptake.sources.reading`) this is that process: it reads a PDF from its
standard input and writes JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from uptake.formats import pdf
from uptake.formats.text import Unreadable
from uptake.projects.errors import Refused

SECONDS, MEGABYTES = 60, 1024
UNREADABLE = 2


def words_of(data: bytes, name: str = "") -> pdf.PdfText:
    """The words of a PDF's pages. Raises `Refused` for what is no PDF or takes too much."""
    code, found = run("uptake.sources.reading", seconds=SECONDS + 5, input=data)
    if code not in (0, UNREADABLE):
        raise _too_much(name)
    said = json.loads(found)
    if code == UNREADABLE:
        raise Refused(said["what"], advice=said["advice"], where=name)
    return pdf.PdfText(said["state"], tuple(said["pages"]), said["count"])


def run(module: str, *asked: str, seconds: int, **source: Any) -> tuple[int, bytes]:
    """How a process of our own ended, and what it wrote until then; one that was stopped: -1."""
    try:
        child = subprocess.run(  # noqa: S603 - a module of ours, by its name
            [sys.executable, "-m", module, *asked],
            capture_output=True, timeout=seconds, check=False, **source,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        return -1, late.stdout or b""
    return child.returncode, child.stdout


def _too_much(name: str) -> Refused:
    return Refused(
        "Reading the PDF took more time or memory than it may.",
        advice="Open it in a PDF reader, print it into a new PDF and choose that one.", where=name,
    )  # fmt: skip


def limit(megabytes: int = MEGABYTES, seconds: int = SECONDS) -> None:
    """Cap what this process may use, on systems that can."""
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows has no such caps
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Be the child process."""
    limit()
    try:
        found = pdf.read(sys.stdin.buffer.read())
    except Unreadable as fault:
        sys.stdout.write(json.dumps({"what": fault.what, "advice": fault.advice}))
        return UNREADABLE
    sys.stdout.write(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
