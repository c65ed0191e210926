"""OpenDocument texts (ODT), as LibreOffice and OpenOffice save them.

Read with lxml as Word documents are, and for the same reasons: odfpy builds the whole document in
memory, follows whatever repeat counts a table states, and guards against nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from uptake.formats.docx_blocks import Reading, add_table, tag_of
from uptake.formats.office import OfficeFile, elements, locked, refused
from uptake.formats.script import read_script
from uptake.formats.turns import Transcript, finished, refuse_if_too_large

FORMAT = "odt"
MAIN, MANIFEST, MIMETYPE = "content.xml", "META-INF/manifest.xml", "mimetype"
TEXT = b"application/vnd.oasis.opendocument.text"
BLANKS = 200  # blanks that one sign may stand for; a document may state any number
BLOCKS = frozenset(("section", "index-body", "index-title", "list", "list-item", "list-header",
                    "numbered-paragraph"))  # fmt: skip
FRAMES = frozenset(("frame", "g"))
INDEXES = frozenset(("table-of-content", "alphabetical-index", "bibliography"))
LEFT_OUT = {
    "annotation": "Comments",
    "note": "Footnotes or endnotes",
    "image": "Pictures or drawings",
    "object": "Pictures or drawings",
    "custom-shape": "Pictures or drawings",
    "tracked-changes": "Passages deleted with changes tracked",
    "ruby-text": "Readings above the words",
}
SILENT = frozenset(("bookmark", "bookmark-start", "bookmark-end", "soft-page-break", "title",
                    "desc", "svg-title", "change", "change-start", "change-end", "annotation-end",
                    "table-column", "table-columns"))  # fmt: skip


def read(data: bytes, *, name: str = "", speakers: Collection[str] | None = None) -> Transcript:
    """Read the paragraphs, lists and tables of an OpenDocument text, in order.

    Line numbers in the oddities count lines of the document's text. Deleted text, comments, notes
    and pictures are passed over and counted in the oddities. Raises ``Unreadable`` for a file that
    is damaged, locked with a password, made to exhaust the machine, or no OpenDocument text.
    """
    refuse_if_too_large(data, name)
    reader = _Reader()
    for element in elements(_main_part(data, name), ("style", "text", *_Reader.BLOCKS), name):
        if tag_of(element) == "style":
            reader.style(element)
            continue
        if _is_body(element):
            for child in element:  # what was read is empty by now
                reader.unknown(child)
            continue
        parent = element.getparent()
        if parent is not None and _is_body(parent):
            reader.block(element)
            element.clear()
    turns, oddities = read_script(reader.reading.lines, speakers)
    return finished(turns, FORMAT, "", [*oddities, *reader.reading.oddities()], name)


def _main_part(data: bytes, name: str) -> bytes:
    with OfficeFile(data, name) as file:
        kind = file.part(MIMETYPE).strip() if file.holds(MIMETYPE) else TEXT
        if not file.holds(MAIN) or not kind.startswith(TEXT):
            raise refused("The file is no OpenDocument text (ODT).", name)
        if file.holds(MANIFEST) and b"encryption-data" in file.part(MANIFEST):
            raise locked(name)
        return file.part(MAIN)


def _is_body(text: etree._Element) -> bool:
    above = text.getparent() if tag_of(text) == "text" else None
    return above is not None and tag_of(above) == "body"


def _of(element: etree._Element, wanted: str) -> str:
    """Give an attribute by its name, whatever its namespace."""
    return next(
        (str(value) for key, value in element.attrib.items()
         if str(key).rpartition("}")[2] == wanted), ""
    )  # fmt: skip


class _Reader:
    """Goes through a document's blocks; libxml2 lets none nest deeper than Python can follow."""

    BLOCKS = ("p", "h", "table", "tracked-changes", *sorted(BLOCKS | INDEXES | FRAMES))

    def __init__(self) -> None:
        self.reading = Reading()
        self.bold = {"Strong_20_Emphasis", "Strong"}

    def style(self, element: etree._Element) -> None:
        """Note whether a style is bold; styles stand before the text that has them."""
        properties = element.find("./{*}text-properties")
        weight = _of(properties, "font-weight") if properties is not None else ""
        if weight in ("bold", "600", "700", "800", "900") or (
            not weight and _of(element, "parent-style-name") in self.bold
        ):
            self.bold.add(_of(element, "name"))

    def block(self, element: etree._Element) -> None:
        """Read a paragraph, a heading, a list, a table, or what wraps some of them."""
        tag = tag_of(element)
        if tag in ("p", "h") or tag in FRAMES:
            self._paragraph(element)
        elif tag == "table":
            rows = [
                [self._inside(cell) for cell in row if tag_of(cell) == "table-cell"]
                for row in element.iterfind(".//{*}table-row")
                if next(row.iterancestors("{*}table")) is element
            ]
            add_table(rows, self.reading)
        elif tag in BLOCKS or tag in INDEXES:
            for child in element:
                self.block(child)
        elif tag in LEFT_OUT:
            self.reading.count(LEFT_OUT[tag])
        elif tag not in SILENT:
            self.unknown(element)

    def unknown(self, element: etree._Element) -> None:
        """Count something with words that is no text we know of."""
        if "".join(map(str, element.itertext())).strip():
            self.reading.count("Parts of another kind")

    def _inside(self, element: etree._Element) -> str:
        """Give the words of the blocks in a cell or a text box."""
        outer, self.reading = self.reading, Reading(left_out=self.reading.left_out)
        for child in element:
            self.block(child)
        lines, self.reading = self.reading.lines, outer
        return "\n".join(line.text for line in lines).strip()

    def _paragraph(self, element: etree._Element) -> None:
        parts: list[tuple[str, bool]] = []
        self._runs(element, parts, bold=_of(element, "style-name") in self.bold)
        bold = 0
        for text, is_bold in parts:
            if not is_bold and text.strip():
                break
            bold += len(text)
        heading = tag_of(element) == "h"
        self.reading.add("".join(text for text, _ in parts), bold, heading=heading)

    def _runs(self, element: etree._Element, parts: list[tuple[str, bool]], *, bold: bool) -> None:
        """Gather the pieces of a paragraph, each with whether it is bold."""
        parts.append((_single(element.text), bold))
        for child in element:
            tag = tag_of(child)
            if tag == "s":
                count = _of(child, "c")
                blanks = min(int(count), BLANKS) if count.isdecimal() and len(count) < 9 else 1
                parts.append((" " * blanks, bold))
            elif tag in ("tab", "line-break"):
                parts.append(("\t" if tag == "tab" else "\n", bold))
            elif tag == "text-box":
                parts.append((f"\n{self._inside(child)}\n", False))
            elif tag in LEFT_OUT:
                self.reading.count(LEFT_OUT[tag])
            elif tag not in SILENT:
                style = _of(child, "style-name")
                self._runs(child, parts, bold=style in self.bold if tag == "span" else bold)
            parts.append((_single(child.tail), bold))


def _single(text: str | None) -> str:
    """Make one blank of several, as the format means them; more stand as signs of their own."""
    if not text:
        return ""
    words = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    return before + words + (" " if words and text[-1:].isspace() else "")
