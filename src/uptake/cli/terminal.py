"""How the terminal speaks: tables, JSON, how far work is, and refusals in one paragraph."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from uptake.formats.text import Unreadable
from uptake.projects import faults
from uptake.projects.errors import Refused

QUIET_FOR = 0.7
"""Seconds before work says how far it is: what is quick needs no bar."""
LINE_EVERY = 5.0
"""Seconds between two lines where there is no screen to draw a bar on."""
COMMANDS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
REST = 'Install the whole of it: pip install "uptake[web]"'


class Told(click.ClickException):
    """What is wrong, where, and what to do; the command ends with 1."""

    def __init__(self, what: str, advice: str = "", where: str = "") -> None:
        super().__init__(" ".join(part for part in (where and f"{where}:", what, advice) if part))

    def format_message(self) -> str:
        return harmless(super().format_message())


class Door(click.Group):
    """The outermost group: whatever goes wrong beneath it ends in one paragraph."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Refused, Unreadable) as fault:
            raise Told(fault.what, fault.advice, fault.where) from fault
        except ModuleNotFoundError as fault:
            if (fault.name or "").split(".")[0] == "uptake":
                raise
            raise Told(f"This needs {fault.name}, which is not installed.", REST) from fault
        except BrokenPipeError:
            raise  # whoever read along has read enough
        except OSError as fault:
            name = str(fault.filename or "")
            raise Told(f"{fault.strerror or fault}.", where=name) from fault
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:
            if os.environ.get("UPTAKE_DEBUG"):
                raise
            raise Told(f"Something went wrong that we did not foresee. {_noted(fault)}") from fault


def _noted(fault: Exception) -> str:
    """Keep the whole of a fault for whoever mends it, and say where."""
    path = faults.keep("uptake", fault)
    return (
        f"({type(fault).__name__}: {fault}) What was being written was not kept. Try again; if it "
        f"stops again, send {path} to whoever looks after this installation."
    )


def examples(*lines: str) -> str:
    """What stands at the end of a command's help, a line each."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def harmless(text: str, written: str = "\\x{:02x}") -> str:
    """The text with signs written out that a terminal obeys: a file may hold any.

    Otherwise a title could clear the screen, or give the window another name.
    """
    return COMMANDS.sub(lambda found: written.format(ord(found[0])), text)


def say(text: str = "") -> None:
    """A line of the answer."""
    click.echo(harmless(text))


def note(text: str) -> None:
    """A line beside the answer, so that a script can leave it out."""
    click.echo(harmless(text), err=True)


def as_json(value: Any) -> None:
    """The answer for a script."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    click.echo(harmless(text, "\\u{:04x}"))


def as_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Columns as wide as what they hold; numbers to the right."""
    lines = [[str(cell) for cell in row] for row in rows]
    widths = [
        max(len(title), *(len(line[at]) for line in lines)) if lines else len(title)
        for at, title in enumerate(head)
    ]
    numbers = [
        bool(lines) and all(line[at].lstrip("-").isdigit() or not line[at] for line in lines)
        for at in range(len(head))
    ]
    for line in (head, ["─" * width for width in widths], *lines):
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numbers, strict=True)
        ]
        say("  ".join(cells).rstrip())


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its word, such as "1 record" or "12,525 records"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


class Bar:
    """Says how far work is: a bar on a screen, a line now and then elsewhere."""

    def __init__(self, label: str) -> None:
        self.label, self.began, self.said = label, time.monotonic(), 0.0
        self._bar: Any = None
        self._screen = sys.stderr.isatty()

    def __call__(self, done: int, total: int, message: str) -> None:
        now = time.monotonic()
        if now - self.began < QUIET_FOR or not total:
            return
        if self._screen:
            self._draw(done, total, message)
        elif now - self.said > LINE_EVERY:
            self.said = now
            note(f"{message or self.label}: {100 * done // total} %")

    def _draw(self, done: int, total: int, message: str) -> None:
        if self._bar is None:
            self._bar = click.progressbar(
                length=total, label=self.label, file=sys.stderr,
                item_show_func=lambda item: item,
            )  # fmt: skip
            self._bar.__enter__()
        self._bar.length = total
        self._bar.update(max(0, done - self._bar.pos), message)

    def end(self) -> None:
        """Leave the bar as it stands and go to the next line."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


@contextmanager
def working(label: str) -> Iterator[Bar]:
    """A bar for as long as the block runs."""
    bar = Bar(label)
    try:
        yield bar
    finally:
        bar.end()


def write_out(target: str, content: IO[bytes], force: bool) -> None:
    """Write a whole file or none; `-` is the screen."""
    if target == "-":
        click.echo(content.read(), nl=False)
        return
    write_together({target: content}, force)


def write_together(files: Mapping[str, IO[bytes]], force: bool) -> None:
    """Write files that belong together: all of them, whole, or none."""
    paths = {path_for(target, force): content for target, content in files.items()}
    parts = {path: path.with_name(f".{path.name}.part") for path in paths}
    try:
        for path, content in paths.items():
            with parts[path].open("wb") as out:
                shutil.copyfileobj(content, out)
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def path_for(target: str, force: bool) -> Path:
    """Where a file is to be written. Raises Told where it can't be."""
    path = Path(target)
    if path.is_dir():
        raise Told("This is a folder.", "Name a file in it.", target)
    if not path.parent.is_dir():
        raise Told("There is no such folder.", "Make it, or choose another.", str(path.parent))
    if path.exists() and not force:
        raise Told("This file is there already.", "Choose another name, or add --force.", target)
    return path
