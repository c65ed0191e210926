"""Drawing a PDF's pages where it can do no harm: in a process of its own, with limits.

As a command (`python -m uptake.sources.drawing`) this is that process: it reads a PDF from its
standard input and writes what its one argument, JSON, asks for. Pictures are written one after the
other, each as soon as it is drawn, so that a page that takes too much costs only itself.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import IO, Any

from uptake.formats import pdf_pages
from uptake.formats.pdf_pages import Mark, Size
from uptake.formats.text import Unreadable
from uptake.projects.errors import Refused
from uptake.sources.reading import PATIENCE, UNREADABLE, Late, late, limit, run

SECONDS, MEGABYTES = 20, 1024


def sizes(content: IO[bytes], name: str = "") -> tuple[Size, ...]:
    """How large the pages are.

    Raises `Refused` for what cannot be opened or takes too much, and `Late` on a busy machine.
    """
    said = _whole(content, name, {"do": "sizes"})
    return tuple(Size(*sides) for sides in json.loads(said))


def marks(
    content: IO[bytes], numbers: Iterable[int], words: str, name: str = ""
) -> dict[int, tuple[Mark, ...]]:
    """Where words stand on these pages. Raises `Refused` as `sizes` does."""
    said = _whole(content, name, {"do": "marks", "pages": list(numbers), "words": words})
    return {int(at): tuple(Mark(*box) for box in boxes) for at, boxes in json.loads(said).items()}


def draw(
    content: IO[bytes], numbers: Sequence[int], width: int, name: str = ""
) -> dict[int, bytes]:
    """The pictures of these pages that were drawn in time; the first is the one that is wanted.

    Raises `Refused` when the first could not be drawn.
    """
    code, said = _child(content, {"do": "draw", "pages": list(numbers), "width": width})
    drawn = dict(_frames(said))
    if numbers[0] in drawn:
        return drawn
    if code == UNREADABLE:
        raise _unreadable(said, name)
    if code == 0:
        raise Refused(
            f"Page {numbers[0]} is broken and cannot be drawn.",
            advice="Read its words, or open the PDF.", where=name,
        )  # fmt: skip
    raise _too_much(code, name)


def _whole(content: IO[bytes], name: str, asked: dict[str, Any]) -> bytes:
    code, said = _child(content, asked)
    if code == UNREADABLE:
        raise _unreadable(said, name)
    if code != 0:
        raise _too_much(code, name)
    return said


def _child(content: IO[bytes], asked: dict[str, Any]) -> tuple[int, bytes]:
    return run(
        "uptake.sources.drawing", json.dumps(asked), seconds=SECONDS * PATIENCE, stdin=content
    )  # fmt: skip


def _frames(said: bytes) -> Iterable[tuple[int, bytes]]:
    """The pictures that came whole: before each a line with its page and its length."""
    while said:
        head, _, said = said.partition(b"\n")
        number, _, length = head.partition(b" ")
        if not length.isdigit() or int(length) > len(said):
            return
        yield int(number), said[: int(length)]
        said = said[int(length) :]


def _unreadable(said: bytes, name: str) -> Refused:
    fault = json.loads(said)
    return Refused(fault["what"], advice=fault["advice"], where=name)


def _too_much(code: int, name: str) -> Refused:
    if late(code):
        return Late(
            "The machine is too busy to draw the page just now.",
            advice="Reload the page in a while.", where=name,
        )  # fmt: skip
    return Refused(
        "Drawing the page took more time or memory than it may.",
        advice="Read its words, or open the PDF.", where=name,
    )  # fmt: skip


def main(asked: dict[str, Any]) -> int:
    """Be the child process."""
    limit(MEGABYTES, SECONDS)
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    try:
        if asked["do"] == "draw":
            for number, picture in pdf_pages.draw(data, asked["pages"], asked["width"]):
                out.write(b"%d %d\n%b" % (number, len(picture), picture))
                out.flush()
            return 0
        out.write(json.dumps(_facts(data, asked)).encode())
    except Unreadable as fault:
        out.write(json.dumps({"what": fault.what, "advice": fault.advice}).encode())
        return UNREADABLE
    return 0


def _facts(data: bytes, asked: dict[str, Any]) -> Any:
    if asked["do"] == "sizes":
        return [astuple(size) for size in pdf_pages.sizes(data)]
    found = pdf_pages.marks(data, asked["pages"], asked["words"])
    return {number: [astuple(box) for box in boxes] for number, boxes in found.items()}


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
