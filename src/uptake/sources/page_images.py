"""The pictures of a full text's pages, drawn when they are first asked for and kept for a while.

What is kept can be made again at any time: it stands beside the files, in `cache/pages`, and the
oldest goes when it takes too much room.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import IO

from django.conf import settings

from uptake.formats import pdf
from uptake.formats.pdf_pages import A4, Mark, Size
from uptake.projects.errors import Refused
from uptake.sources import drawing
from uptake.sources.models import Document
from uptake.sources.reading import Late

WIDTHS = {1: 1000, 2: 2000}
"""How many pixels wide a page is drawn, as it is first shown and made larger."""
AHEAD = 2
"""So many pages that follow are drawn along: starting the process costs more than a page."""
MOST_BYTES = 512 * 1024 * 1024
LEAST_BYTES = 16 * 1024
"""A file counts for so much at least, so that tiny ones (marks of words) are bounded, too."""
FAULT_HOLDS = 10 * 60
WAIT = 30
LOCKS = tuple(Lock() for _ in range(4))
AT_ONCE = BoundedSemaphore(2)
"""So many requests of a process draw or wait to: the rest of its threads answer other people."""
TURN = 1.0
_new = MOST_BYTES
"""Bytes kept since this process last made room; at its start nobody knows."""
DRAWN = frozenset({Document.State.READ, Document.State.NO_TEXT})
"""States of a document whose pages can be shown."""


def sizes(document: Document) -> tuple[Size, ...]:
    """How large the pages are; A4 where that cannot be told."""
    found: tuple[Size, ...] = ()
    with suppress(Refused):  # the file is lost, or many are being drawn: its words are still read
        said = _kept(document, "sizes.json", lambda content: _sizes(content, document.name))
        found = tuple(Size(*sides) for sides in json.loads(said))
    return found + (A4,) * (min(document.pages, pdf.MOST_PAGES) - len(found))


def picture(document: Document, number: int, zoom: int = 1) -> bytes:
    """A page as PNG. Raises `Refused`, saying why it cannot be drawn."""
    width = WIDTHS[zoom]
    numbers = range(number, max(number, min(number + AHEAD, document.pages)) + 1)

    def made(content: IO[bytes]) -> bytes:
        drawn = drawing.draw(content, numbers, width, document.name)
        for other, image in drawn.items():
            _write(_folder(document) / f"{other}-{width}.png", image)
        return drawn[number]

    return _kept(document, f"{number}-{width}.png", made)


def marks(
    document: Document, words: str, pages_with: Callable[[Document, str], list[int]]
) -> dict[int, tuple[Mark, ...]]:
    """Where words stand on the pages that hold them. Raises `Refused`, saying why not."""

    def made(content: IO[bytes]) -> bytes:
        numbers = pages_with(document, words)
        found = drawing.marks(content, numbers, words, document.name) if numbers else {}
        boxes = {at: [_sides(box) for box in on] for at, on in found.items()}
        return json.dumps(boxes).encode()

    about = hashlib.sha256(words.encode()).hexdigest()[:32]
    said = _kept(document, f"marks-{about}.json", made)
    return {int(at): tuple(Mark(*box) for box in on) for at, on in json.loads(said).items()}


def _sides(box: Mark) -> tuple[int, int, int, int]:
    return box.left, box.top, box.width, box.height


def _sizes(content: IO[bytes], name: str) -> bytes:
    try:
        found = drawing.sizes(content, name)
    except Late:
        raise
    except Refused:
        found = ()
    return json.dumps([(size.width, size.height) for size in found]).encode()


def _kept(document: Document, name: str, make: Callable[[IO[bytes]], bytes]) -> bytes:
    """What is kept under a name, made if it is not there. A fault holds for a while."""
    path = _folder(document) / name
    with suppress(OSError):
        return _read(path)
    with _one_at_a_time(document):
        with suppress(OSError):
            return _read(path)
        _raise_fault(path, document.name)
        with _opened(document) as content:
            try:
                made = make(content)
            except Late:
                raise
            except Refused as refused:
                _write(_fault(path), json.dumps([refused.what, refused.advice]).encode())
                raise
        _write(path, made)
        _make_room()
    return made


@contextmanager
def _opened(document: Document) -> Iterator[IO[bytes]]:
    try:
        kept = document.content.open("rb")
    except (OSError, ValueError) as gone:
        raise Refused(
            "The file is not where it was kept.", advice="Attach it again.", where=document.name
        ) from gone
    with kept:
        yield kept.file


class Busy(Late):
    """Others are being drawn; this one may be asked for again in a while."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "Too many pages are being drawn just now.", advice="Reload the page in a while.",
            where=name,
        )  # fmt: skip


@contextmanager
def _one_at_a_time(document: Document) -> Iterator[None]:
    """Let one process draw a document; who comes meanwhile finds what it has drawn."""
    with _held(AT_ONCE, TURN, document), _held(LOCKS[document.pk % len(LOCKS)], WAIT, document):
        yield


@contextmanager
def _held(lock: Lock | BoundedSemaphore, seconds: float, document: Document) -> Iterator[None]:
    if not lock.acquire(timeout=seconds):
        raise Busy(document.name)
    try:
        yield
    finally:
        lock.release()


def cache() -> Path:
    """Where what can be drawn again is kept."""
    return Path(settings.MEDIA_ROOT).parent / "cache" / "pages"


def _folder(document: Document) -> Path:
    return cache() / str(document.project_id) / f"{document.pk}-{document.sha256[:16]}"


def _read(path: Path) -> bytes:
    content = path.read_bytes()
    with suppress(OSError):
        os.utime(path)
    return content


def _write(path: Path, content: bytes) -> None:
    """Write a file so that nobody reads half of it. A full disk costs only the next drawing."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.{os.getpid()}-{time.monotonic_ns()}.part")
        half.write_bytes(content)
        half.replace(path)
        global _new
        _new += max(len(content), LEAST_BYTES)


def _fault(path: Path) -> Path:
    return path.with_name(f"{path.name}.fault")


def _raise_fault(path: Path, name: str) -> None:
    fault = _fault(path)
    with suppress(OSError):
        if time.time() - fault.stat().st_mtime < FAULT_HOLDS:
            what, advice = json.loads(fault.read_bytes())
            raise Refused(what, advice=advice, where=name)


def _make_room() -> None:
    """Delete what was read longest ago, until the rest takes no more room than it may.

    Looking at all that is kept takes a while, so it is done when there may be a little more of it.
    """
    global _new
    if _new < MOST_BYTES // 64:
        return
    _new = 0
    found: list[tuple[float, int, Path]] = []
    for path in cache().glob("*/*/*"):
        with suppress(OSError):
            facts = path.stat()
            found.append((facts.st_mtime, max(facts.st_size, LEAST_BYTES), path))
    room = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if room <= MOST_BYTES:
            return
        with suppress(OSError):
            path.unlink()
            room -= size
