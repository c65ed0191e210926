"""The ZIP archive of a REFI-QDA project: unpacked within limits, names found in any case."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from io import BytesIO
from urllib.parse import unquote

from uptake.formats.text import Unreadable

LARGEST = 256 * 1024 * 1024  # bytes of a project file, recordings and all
ENTRIES = 50_000
PROJECT = 64 * 1024 * 1024  # bytes of the XML
ELEMENTS = 900_000  # signs that begin or end an element: six or so for each coded passage
TEXT = 6 * 1024 * 1024  # bytes of one text: a million words
TEXTS = 32 * 1024 * 1024  # bytes of all texts: three hundred long interviews
RATIO = 300  # times; XML full of GUIDs and attributes shrinks twenty to sixty times
SMALL = 1024 * 1024  # bytes below which the ratio says nothing
DAMAGE = (
    zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError, NotImplementedError, zlib.error,
    lzma.LZMAError,
)  # fmt: skip
AGAIN = "Export the project again from the program it came from."
PARTS = "Export the project in parts, or without recordings and pictures."
UNLOCK = "Export the project again without a password."


def refuse_if_too_large(data: bytes, name: str) -> None:
    """Raise ``Unreadable`` for a file over the limit, and for an empty one."""
    if not data:
        raise Unreadable("The file is empty.", name, AGAIN)
    if len(data) > LARGEST:
        most = LARGEST // 1024 // 1024
        raise Unreadable(f"The file is larger than {most} MB, which is the most.", name, PARTS)


class Archive:
    """The entries of a project file. Raises ``Unreadable`` for one that isn't safe to open."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the archive and look at its list of contents; nothing is unpacked yet."""
        self.name = name
        self._left = TEXTS
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except DAMAGE as error:
            raise Unreadable("The project file is damaged or cut off.", name, AGAIN) from error
        entries = self._zip.infolist()
        if len(entries) > ENTRIES:
            raise Unreadable(f"The project file has {len(entries):,} parts.", name, PARTS)
        self._found: dict[str, zipfile.ZipInfo] = {}
        self._bases: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            path = entry.filename.replace("\\", "/")
            if path.startswith("/") or ".." in path.split("/") or ":" in path:
                raise Unreadable(
                    "The project file holds a path that leads outside of it.",
                    f"{name}: {entry.filename[:200]}",
                    "Ask whoever made it where it comes from. Nothing of it was read.",
                )
            if not path.endswith("/"):
                self._found.setdefault(path.casefold(), entry)
                self._bases.setdefault(path.casefold().rpartition("/")[2], entry)

    @property
    def names(self) -> list[str]:
        """Everything in the archive but folders, as its list of contents names it."""
        return [entry.filename for entry in self._found.values()]

    def project(self) -> str:
        """Give the name of the entry with the project: project.qde in any case, or the only QDE."""
        at_hand = sorted(
            (key for key in self._found if key.endswith(".qde")),
            key=lambda key: (key != "project.qde", key.count("/"), key),
        )
        if not at_hand:
            raise Unreadable(
                "The file is an archive, but holds no project (project.qde).", self.name, AGAIN
            )
        return self._found[at_hand[0]].filename

    def find(self, path: str) -> str:
        """Give the entry that a path in the project names, or "" when it isn't in the archive.

        Paths begin with ``internal://`` or not, name the folder of sources or not, and may be
        written as in a web address. Those to other places give the entry of the same name, if any.
        """
        bare = path.replace("\\", "/").partition("://")[2] or path.replace("\\", "/")
        for written in (bare, unquote(bare)):
            key = written.lstrip("/").casefold()
            for entry in (
                self._found.get(f"sources/{key}"),
                self._found.get(key),
                self._bases.get(key.rpartition("/")[2]),
            ):
                if entry is not None:
                    return entry.filename
        return ""

    def read(self, entry: str, most: int = TEXT) -> bytes:
        """Unpack one entry. Raises ``Unreadable`` when it is damaged, locked or too large."""
        info = self._found[entry.replace("\\", "/").casefold()]
        where = f"{self.name}: {entry}" if self.name else entry
        try:
            with self._zip.open(info) as part:
                data = part.read(most + 1)  # the size an entry states may be a lie
        except NotImplementedError as error:
            raise Unreadable("It is packed in an unusual way.", where, AGAIN) from error
        except RuntimeError as error:
            raise Unreadable("It is locked with a password.", where, UNLOCK) from error
        except DAMAGE as error:
            raise Unreadable("It is damaged or cut off.", where, AGAIN) from error
        packed = max(info.compress_size, 1)
        if len(data) > most or (len(data) > SMALL and len(data) > RATIO * packed):
            raise Unreadable("It unpacks to far more than a project holds.", where, PARTS)
        return data

    def text(self, entry: str) -> bytes:
        """Unpack a text, counted against what all texts together may hold."""
        data = self.read(entry)
        self._left -= len(data)
        if self._left < 0:
            most = TEXTS // 1024 // 1024
            raise Unreadable(
                f"The texts of the project unpack to more than {most} MB.", self.name, PARTS
            )
        return data
