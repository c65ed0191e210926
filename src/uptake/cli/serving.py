"""Starting the site: the database brought up to date, files collected, server and worker run."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from uptake.cli.site import home, pending, set_up
from uptake.cli.terminal import Bar, Told, counted, note, say, working

FIRST_PORT, TRIED = 8000, 20
PATIENCE = 30.0
"""Seconds the server may take before it answers."""
GRACE = 8.0
"""Seconds that server and worker have to end by themselves."""
STAMP = ".collected"


def prepare() -> None:
    """Make the folder and the database, or bring them up to date. Does nothing the second time."""
    set_up()
    from django.core.management import call_command

    folder = home()
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
    waiting = pending()
    if waiting:
        note(f"Bringing the database in {folder} up to date: {counted(waiting, 'change')}")
        with working("Changing the database") as bar:
            call_command("migrate", interactive=False, stdout=Steps(bar, waiting), no_color=True)
        for path in folder.glob("*.sqlite3*"):
            path.chmod(0o600)


class Steps(io.StringIO):
    """Hears Django tell of each change it has made."""

    def __init__(self, bar: Bar, total: int) -> None:
        super().__init__()
        self._bar, self._total, self._done = bar, total, 0

    def write(self, text: str) -> int:
        if text.strip() == "OK":
            self._done += 1
            self._bar(self._done, self._total, "")
        return len(text)


def check() -> None:
    """Refuse to serve what Django finds at fault."""
    from django.core.management import CommandError, call_command

    try:
        call_command("check", fail_level="ERROR", stdout=io.StringIO())
    except CommandError as fault:
        raise Told("Django finds something at fault with this installation.", str(fault)) from fault


def collect() -> bool:
    """Put the site's files where the server finds them, if they have changed. True if it did."""
    from django.conf import settings
    from django.core.management import call_command

    sources = [Path(folder) for folder in settings.STATICFILES_DIRS]
    built = sorted(path for folder in sources for path in folder.rglob("*") if path.is_file())
    if not built:
        raise Told(
            "The site's styles and scripts are not built.", "Run: make assets", str(sources[0])
        )
    told = "\n".join(
        f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in built
    )  # fmt: skip
    mark = hashlib.sha256(told.encode()).hexdigest()
    stamp = Path(settings.STATIC_ROOT) / STAMP
    if stamp.is_file() and stamp.read_text("ascii") == mark:
        return False
    note("Collecting the site's files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(mark, "ascii")
    return True


def free_port(host: str, asked: int | None) -> int:
    """The port to serve on. The one asked for, or the first free one from 8000 on."""
    if asked is not None:
        found = _bound(host, asked)
        if found is None:
            raise Told(
                f"Port {asked} on {host} is taken, or not ours to use.",
                "Choose another with --port, or leave --port out and a free one is found.",
            )
        return found
    for port in range(FIRST_PORT, FIRST_PORT + TRIED):
        if _bound(host, port) is not None:
            if port != FIRST_PORT:
                note(f"Port {FIRST_PORT} is taken; using {port}.")
            return port
    raise Told(
        f"Ports {FIRST_PORT} to {FIRST_PORT + TRIED - 1} are all taken.", "Choose one with --port."
    )


def _bound(host: str, port: int) -> int | None:
    """The port number if it can be bound, else None; port 0 gives any free one."""
    try:
        where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as fault:
        raise Told(f"There is no address called {host!r}.", "Choose another --host.") from fault
    with socket.socket(where[0], where[1]) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(where[4])
        except (OSError, OverflowError):
            return None
        return int(trial.getsockname()[1])


def run_site(host: str, port: int, workers: int, ready: Callable[[str], None]) -> int:
    """Run server and worker until somebody ends them, or one of them ends. Gives an exit code."""
    named = f"[{host}]" if ":" in host else host
    here = host in ("0.0.0.0", "::", "127.0.0.1")  # noqa: S104 - compared
    bind, shown = f"{named}:{port}", "localhost" if here else named
    environment = {**os.environ, "UPTAKE_HOME": str(home())}
    server = [
        sys.executable, "-m", "gunicorn", "uptake.website.wsgi:application", "--bind", bind,
        "--workers", str(workers), "--threads", "4", "--log-level", "warning",
        "--graceful-timeout", "5", "--no-control-socket",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "uptake", "worker"]
    with Children((server, worker), environment) as children:
        if children.wait_for(host, port):
            ready(f"http://{shown}:{port}/")
            children.wait()
        return children.end()


class Children:
    """The processes of a running site. All of them end when one does, and when we are told to."""

    def __init__(self, commands: Sequence[Sequence[str]], environment: dict[str, str]) -> None:
        self._commands, self._environment = commands, environment
        self._running: list[subprocess.Popen[bytes]] = []
        self._asked = False
        self._former: dict[signal.Signals, object] = {}

    def __enter__(self) -> Children:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._former[number] = signal.signal(number, self._ask)
        for command in self._commands:
            # A group of their own: Ctrl-C comes to us, and we end them in order.
            self._running.append(
                subprocess.Popen(command, env=self._environment, start_new_session=True)  # noqa: S603
            )
        return self

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True

    @property
    def live(self) -> bool:
        """True while nobody asked for an end and nothing ended by itself."""
        return not self._asked and all(child.poll() is None for child in self._running)

    def wait_for(self, host: str, port: int) -> bool:
        """Wait until the server answers."""
        until = time.monotonic() + PATIENCE
        while self.live:
            with suppress(OSError), socket.create_connection((_reached(host), port), timeout=1):
                return True
            if time.monotonic() > until:
                note(f"The server did not answer within {PATIENCE:.0f} seconds.")
                return False
            time.sleep(0.1)
        return False

    def wait(self) -> None:
        """Wait for an end."""
        while self.live:
            time.sleep(0.2)

    def end(self) -> int:
        """End what still runs. 0 when somebody asked for it, 1 when something stopped by itself."""
        stopped = [child for child in self._running if child.poll() is not None]
        if stopped and not self._asked:
            what = "server" if stopped[0] is self._running[0] else "worker"
            note(f"The {what} stopped by itself, with code {stopped[0].returncode}.")
        for child in self._running:
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + GRACE
        for child in self._running:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self._asked:
            say("Ended.")
        return 0 if self._asked else 1

    def __exit__(self, *fault: object) -> None:
        for child in self._running:
            if child.poll() is None:
                child.kill()
                child.wait()
        for number, handler in self._former.items():
            signal.signal(number, handler)  # type: ignore[arg-type]


def _reached(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where to ask
