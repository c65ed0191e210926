"""Office documents (DOCX, ODT): parts of a ZIP archive in XML, opened within limits.

A document may be made to exhaust the machine: it unpacks to far more than it says, declares
entities that multiply, or holds paths that lead outside. Nothing of the kind is unpacked or
resolved; the document is refused in words.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from types import TracebackType
from typing import Self

from lxml import etree

from uptake.formats.text import Unreadable

ENTRIES = 5_000
UNPACKED = 512 * 1024 * 1024  # bytes of everything in the file, pictures too; only text is read
DOCUMENT = 24 * 1024 * 1024  # bytes of the part with the text
RATIO = 200  # times; ordinary documents shrink ten to thirty times
SMALL = 1024 * 1024  # bytes below which the ratio says nothing
DAMAGE = (zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError, zlib.error, lzma.LZMAError)
ENTITIES = "The document declares entities, which no word processor writes."
UNLOCK = "Open it in the program it came from, take the password off and save it."
SPLIT = "Open it in Word and save it in parts, or without what is not the transcript."
SAVE_AGAIN = "Open it in Word or LibreOffice and save it as DOCX or as plain text."


def refused(what: str, name: str, advice: str = SAVE_AGAIN) -> Unreadable:
    """Make the error for a document that can't be read."""
    return Unreadable(what, where=name, advice=advice)


def locked(name: str) -> Unreadable:
    """Make the error for a document that opens with a password only."""
    return refused("The document is locked with a password.", name, UNLOCK)


class OfficeFile:
    """An office document's parts. Raises ``Unreadable`` for one that isn't safe to open."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the archive and look over its list of contents; nothing is unpacked yet."""
        if not data:
            raise Unreadable("The file is empty.", name, "Save or export it again, then choose it.")
        self.name = name
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (*DAMAGE, NotImplementedError) as error:
            raise refused("The document is damaged or cut off.", name) from error
        entries = self._zip.infolist()
        _guard(entries, name)
        self._found = {entry.filename: entry for entry in entries}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def holds(self, path: str) -> bool:
        """Say whether there is such a part."""
        return path in self._found

    def part(self, path: str) -> bytes:
        """Unpack a part, within the limit. Raises ``KeyError`` when there is none."""
        entry = self._found[path]
        try:
            with self._zip.open(entry) as part:
                content = part.read(DOCUMENT + 1)  # the size an entry states may be a lie
        except NotImplementedError as error:
            what = "The document is packed in a way that can't be read."
            raise refused(what, self.name) from error
        except RuntimeError as error:
            raise locked(self.name) from error
        except DAMAGE as error:
            raise refused("The document is damaged or cut off.", self.name) from error
        if len(content) > DOCUMENT:
            what = "The document unpacks to far more than a transcript holds."
            raise refused(what, self.name, SPLIT)
        return content


def _guard(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise refused("The document unpacks to far more than a transcript holds.", name, SPLIT)
    for entry in entries:
        path = entry.filename.replace("\\", "/")
        if path.startswith("/") or ".." in path.split("/") or ":" in path:
            raise refused("The document holds a path that leads outside of it.", name)
        if entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise refused("The document unpacks to far more than it should.", name)


def elements(xml: bytes, tags: Iterable[str], name: str) -> Iterator[etree._Element]:
    """Give the elements of these names, of any namespace, each when it ends.

    Entities are not resolved and nothing is fetched; a document that declares any is refused, as no
    word processor writes them.
    """
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise refused(ENTITIES, name)
    parser = etree.iterparse(
        BytesIO(xml),
        tag=[f"{{*}}{tag}" for tag in tags],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in parser:
            if element.getroottree().docinfo.doctype:
                raise refused(ENTITIES, name)  # in another encoding
            yield element
    except etree.XMLSyntaxError as error:
        raise refused("The document is damaged or cut off.", name) from error
