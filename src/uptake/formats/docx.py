"""Word documents (DOCX): typed transcripts, and those Teams and Word's Transcribe save.

Read with lxml over zipfile instead of a library: mammoth makes HTML for display and drops what
tells a speaker (bold labels, line breaks in a Teams paragraph, the columns of a table), and neither
it nor python-docx guards against a document made to exhaust the machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from uptake.formats.docx_blocks import BLOCKS, Reading, read_block, tag_of
from uptake.formats.office import OfficeFile, elements, refused
from uptake.formats.script import read_script
from uptake.formats.turns import Transcript, finished, refuse_if_too_large

FORMAT = "docx"
MAIN = "word/document.xml"


def read(data: bytes, *, name: str = "", speakers: Collection[str] | None = None) -> Transcript:
    """Read the paragraphs and tables of a Word document, in order.

    Line numbers in the oddities count lines of the document's text. Deleted text, comments, notes
    and pictures are passed over and counted in the oddities. Raises ``Unreadable`` for a file that
    is damaged, locked with a password, made to exhaust the machine, or no Word document.
    """
    refuse_if_too_large(data, name)
    reading = Reading()
    with OfficeFile(data, name) as file:
        if not file.holds(MAIN):
            raise refused("The file is no Word document (DOCX).", name)
        xml = file.part(MAIN)
    for element in _body(xml, name):
        read_block(element, reading)
    turns, oddities = read_script(reading.lines, speakers)
    return finished(turns, FORMAT, "", [*oddities, *reading.oddities()], name)


def _body(xml: bytes, name: str) -> Iterator[etree._Element]:
    for element in elements(xml, ("p", "tbl", *sorted(BLOCKS)), name):
        parent = element.getparent()
        if parent is not None and tag_of(parent) == "body":
            yield element
            element.clear()
