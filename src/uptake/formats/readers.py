"""What a reader of references is, and how one of bytes is made from one of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from uptake.formats.references import Progress, Reading
from uptake.formats.text import Decoded, decode


class TextReader(Protocol):
    """Reads a text that is decoded already; ``size`` is what ``progress`` counts up to.

    Raises ``Unreadable`` when the text holds no record at all.
    """

    def __call__(
        self, decoded: Decoded, *, size: int = 0, name: str = "", progress: Progress | None = None
    ) -> Reading: ...


class ByteReader(Protocol):
    """Reads the bytes of a file whose format is known.

    Raises ``Unreadable`` when they are no text, or hold no record at all.
    """

    def __call__(
        self, data: bytes, *, name: str = "", progress: Progress | None = None
    ) -> Reading: ...


class TableReader(Protocol):
    """Reads the bytes of a table; ``columns`` says what its columns hold, by their headings.

    Raises ``Unreadable`` when they are no table.
    """

    def __call__(
        self,
        data: bytes,
        *,
        name: str = "",
        progress: Progress | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Reading: ...


def from_bytes(read_text: TextReader) -> ByteReader:
    """Make the reader of a file's bytes from that of its text."""

    def read(data: bytes, *, name: str = "", progress: Progress | None = None) -> Reading:
        return read_text(decode(data), size=len(data), name=name, progress=progress)

    return read
