"""Word documents (DOCX): typed transcripts, and those Teams and Word's Transcribe save.

Read with lxml over zipfile instead of a library: mammoth makes HTML for display and drops what
tells a speaker (bold labels, line breaks in a Teams paragraph, the columns of a table), and neither
it nor python-docx guards against a document made to exhaust the machine.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Collection, Iterator
from io import BytesIO

from lxml import etree

from uptake.formats.docx_blocks import BLOCKS, Reading, read_block, tag_of
from uptake.formats.script import read_script
from uptake.formats.text import Unreadable
from uptake.formats.turns import Oddity, Transcript, finished, refuse_if_too_large

FORMAT = "docx"
MAIN = "word/document.xml"
ENTRIES = 5_000
UNPACKED = 512 * 1024 * 1024  # bytes of everything in the file, pictures too; only text is read
DOCUMENT = 24 * 1024 * 1024  # bytes of the part with the text
RATIO = 200  # times; ordinary documents shrink ten to thirty times
SMALL = 1024 * 1024  # bytes below which the ratio says nothing
DAMAGE = (zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError, zlib.error, lzma.LZMAError)
ENTITIES = "The document declares entities, which no word processor writes."
UNLOCK = "Open it in Word, take the password off and save it."
SPLIT = "Open it in Word and save it in parts, or without what is not the transcript."
SAVE_AGAIN = "Open it in Word or LibreOffice and save it as DOCX or as plain text."


def read(data: bytes, *, name: str = "", speakers: Collection[str] | None = None) -> Transcript:
    """Read the paragraphs and tables of a Word document, in order.

    Line numbers in the oddities count lines of the document's text. Deleted text, comments, notes
    and pictures are passed over and counted in the oddities. Raises ``Unreadable`` for a file that
    is damaged, locked with a password, made to exhaust the machine, or no Word document.
    """
    refuse_if_too_large(data, name)
    if not data:
        raise Unreadable("The file is empty.", name, "Save or export it again, then choose it.")
    reading = Reading()
    for element in _body(_main_part(data, name), name):
        read_block(element, reading)
    turns, oddities = read_script(reading.lines, speakers)
    for kind, count in reading.left_out.items():
        oddities.append(Oddity(0, "note", f"{kind} were not read ({count})."))
    return finished(turns, FORMAT, "", oddities, name)


def refused(what: str, name: str, advice: str = SAVE_AGAIN) -> Unreadable:
    """Make the error for a document that can't be read."""
    return Unreadable(what, where=name, advice=advice)


def _main_part(data: bytes, name: str) -> bytes:
    """Unpack the part with the text, within the limits."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _guard(entries, name)
            found = {entry.filename: entry for entry in entries}
            if MAIN not in found:
                raise refused("The file is no Word document (DOCX).", name)
            with archive.open(found[MAIN]) as part:
                xml = part.read(DOCUMENT + 1)  # the size an entry states may be a lie
    except Unreadable:
        raise
    except NotImplementedError as error:
        raise refused("The document is packed in a way that can't be read.", name) from error
    except RuntimeError as error:
        raise refused("The document is locked with a password.", name, UNLOCK) from error
    except DAMAGE as error:
        raise refused("The document is damaged or cut off.", name) from error
    if len(xml) > DOCUMENT:
        raise refused("The document unpacks to far more than a transcript holds.", name, SPLIT)
    return xml


def _guard(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise refused("The document unpacks to far more than a transcript holds.", name, SPLIT)
    for entry in entries:
        path = entry.filename.replace("\\", "/")
        if path.startswith("/") or ".." in path.split("/") or ":" in path:
            raise refused("The document holds a path that leads outside of it.", name)
        if entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise refused("The document unpacks to far more than it should.", name)


def _body(xml: bytes, name: str) -> Iterator[etree._Element]:
    """Give the paragraphs and tables of the document one after the other, freeing each after use.

    Entities are not resolved and nothing is fetched; a document that declares any is refused, as no
    word processor writes them.
    """
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise refused(ENTITIES, name)
    parser = etree.iterparse(
        BytesIO(xml),
        tag=[f"{{*}}{tag}" for tag in ("p", "tbl", *sorted(BLOCKS))],
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
            parent = element.getparent()
            if parent is not None and tag_of(parent) == "body":
                yield element
                element.clear()
    except etree.XMLSyntaxError as error:
        raise refused("The document is damaged or cut off.", name) from error
