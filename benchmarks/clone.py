"""From `git clone` to the first page in a fresh environment; weights of the page and the wheel."""

from __future__ import annotations

import gzip
import os
import re
import resource
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from benchmarks.harness.figures import Figure, Options, figure

ROOT = Path(__file__).resolve().parents[1]
LIMIT = {True: 44.0, False: 900.0}  # seconds for all of it
FIRST_START = 300.0  # seconds: "start in minutes"
SECOND_START = 10.0  # seconds
PAGE = 100.0  # kB that a public page may weigh with all that it fetches
PATIENCE = 4.0  # seconds to end in, before a stronger signal
TAIL = 400  # characters of what a command said, when it fails


class NotStarted(Exception):
    """The site did not come up; the message holds what was said last."""


def run(options: Options) -> Iterator[Figure]:
    """Clone what is committed, start the worked example with empty caches, weigh what came."""
    deadline = time.monotonic() + LIMIT[options.quick]
    with tempfile.TemporaryDirectory(prefix="uptake-clone-") as scratch:
        folder = Path(scratch) / "uptake"
        environment = fresh_environment(Path(scratch))
        try:
            yield from first_start(folder, environment, deadline)
            yield from second_start(folder, environment, deadline)
        except NotStarted as problem:
            yield figure("page reached", None, "s", at_most=FIRST_START, note=str(problem))
            return
        yield wheel(folder, environment, deadline)


def fresh_environment(scratch: Path) -> dict[str, str]:
    """The environment of a machine that has installed nothing of this before."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UPTAKE_", "VIRTUAL_ENV"))}
    ours = str(ROOT / ".venv")
    path = [p for p in kept.get("PATH", "").split(os.pathsep) if not p.startswith(ours)]
    caches = {
        "UV_CACHE_DIR": scratch / "cache" / "uv",
        "PIP_CACHE_DIR": scratch / "cache" / "pip",
        "npm_config_cache": scratch / "cache" / "npm",
        "UPTAKE_HOME": scratch / "home",
    }
    return {
        **kept,
        **{name: str(place) for name, place in caches.items()},
        "PATH": os.pathsep.join(path),
        "PYTHONUNBUFFERED": "1",
    }


def first_start(folder: Path, environment: dict[str, str], deadline: float) -> Iterator[Figure]:
    """Clone, install, build, load the worked example, and wait for the first page."""
    start, cpu = time.monotonic(), children_cpu()
    clone = ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)]
    subprocess.run(clone, check=True, capture_output=True, timeout=left(deadline))
    with demo(folder, environment, deadline) as address:
        seconds = time.monotonic() - start
        kilobytes, parts = weight(address)
    yield figure("clone to first page", seconds, "s", at_most=FIRST_START, note="wall time")
    note = "all processes, until the site was ended again"
    yield figure("clone to first page, CPU", children_cpu() - cpu, "s", note=note)
    note = f"compressed, with {parts} files that it fetches"
    yield figure("first page", kilobytes, "kB", at_most=PAGE, note=note)


def second_start(folder: Path, environment: dict[str, str], deadline: float) -> Iterator[Figure]:
    """Start what is there already."""
    start = time.monotonic()
    with demo(folder, environment, deadline):
        seconds = time.monotonic() - start
    yield figure("second start", seconds, "s", at_most=SECOND_START, note="wall time")


def wheel(folder: Path, environment: dict[str, str], deadline: float) -> Figure:
    """Build the wheel and weigh it."""
    try:
        subprocess.run(
            ["make", "wheel"],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
            timeout=left(deadline),
        )
    except subprocess.SubprocessError as problem:
        return figure("wheel", None, "MB", note=f"not built: {problem}")
    size = next((folder / "dist").glob("*.whl")).stat().st_size
    return figure("wheel", size / 1_000_000, "MB")


@contextmanager
def demo(folder: Path, environment: dict[str, str], deadline: float) -> Iterator[str]:
    """Run `make demo` in a process group of its own; give the address once a page is there."""
    port = free_port()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(
            ["make", "demo", f"ARGS=--port {port}"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield wait_for(f"http://127.0.0.1:{port}/", process, deadline)
        except NotStarted as problem:
            said.seek(0)
            raise NotStarted(f"{problem} {said.read()[-TAIL:].strip()}") from problem
        finally:
            end(process)


def wait_for(address: str, process: subprocess.Popen[bytes], deadline: float) -> str:
    """Ask for the page until it is there."""
    while process.poll() is None:
        if time.monotonic() > deadline:
            raise NotStarted("No page within the time given.")
        try:
            fetch(address)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return address
    raise NotStarted(f"`make demo` ended with {process.returncode}.")


def end(process: subprocess.Popen[bytes]) -> None:
    """End the group as Ctrl-C would; a shell in the background may have switched that off."""
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, how)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                continue


def weight(address: str) -> tuple[float, int]:
    """Kilobytes of a page with the styles, scripts and pictures it names, each compressed."""
    page = fetch(address)
    names = re.findall(r"""<(?:link|script|img)\b[^>]*?(?:href|src)=["']([^"'#]+)""", page.decode())
    parts = sorted({urljoin(address, name) for name in names if not name.startswith("data:")})
    total = sum(len(gzip.compress(body)) for body in (page, *map(fetch, parts)))
    return total / 1000, len(parts)


def fetch(address: str) -> bytes:
    """The body at a local address."""
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own site
        return bytes(answer.read())


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_cpu() -> float:
    """CPU seconds of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def left(deadline: float) -> float:
    """Seconds until the deadline, at least one."""
    return max(1.0, deadline - time.monotonic())
