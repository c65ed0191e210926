"""Reading a PDF where it can do no harm: in a process of its own, with limits.

As a command (`python -m uptake.sources.reading`) this is that process: it reads a PDF from its
standard input and writes JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

from uptake.formats import pdf
from uptake.formats.text import Unreadable
from uptake.projects.errors import Refused

SECONDS, MEGABYTES = 60, 1024
PATIENCE = 3
"""So many seconds by the clock for each of its own: a busy machine is no fault of a file."""
UNREADABLE, LATE = 2, -1
CAPPED = find_spec("resource") is not None
"""True where a process can be told how much of its own time it may take (not on Windows)."""


class Late(Refused):
    """The machine was too busy; the same may be asked for again in a while."""


def words_of(data: bytes, name: str = "") -> pdf.PdfText:
    """The words of a PDF's pages. Raises `Refused` for what is no PDF or takes too much."""
    code, found = run("uptake.sources.reading", seconds=SECONDS * PATIENCE, input=data)
    if late(code):
        raise Late(
            "The machine was too busy to read the PDF.", advice="Attach it again in a while.",
            where=name,
        )  # fmt: skip
    if code not in (0, UNREADABLE):
        raise _too_much(name)
    said = json.loads(found)
    if code == UNREADABLE:
        raise Refused(said["what"], advice=said["advice"], where=name)
    return pdf.PdfText(said["state"], tuple(said["pages"]), said["count"])


def run(module: str, *asked: str, seconds: int, **source: Any) -> tuple[int, bytes]:
    """How a process of our own ended, and what it wrote until then.

    One that the clock stopped, or that this machine could not start just now, ended `LATE`.
    """
    try:
        child = subprocess.run(  # noqa: S603 - a module of ours, by its name
            [sys.executable, "-m", module, *asked],
            capture_output=True, timeout=seconds, check=False, **source,
        )  # fmt: skip
    except subprocess.TimeoutExpired as stopped:
        return LATE, stopped.stdout or b""
    except OSError:
        return LATE, b""
    return child.returncode, child.stdout


def late(code: int) -> bool:
    """True when a process ended for want of time that others took, not for what it took itself."""
    return CAPPED and code == LATE


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
