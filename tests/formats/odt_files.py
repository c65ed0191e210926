"""OpenDocument texts made for the tests, proper ones and hostile ones."""

from __future__ import annotations

from tests.formats.word_files import packed

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = " ".join(
    f'xmlns:{short}="{OFFICE}{name}:1.0"'
    for short, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
TYPE = b"application/vnd.oasis.opendocument.text"
STYLES = (
    '<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="T2" style:parent-style-name="T1"/>'
    '<style:style style:name="T3"><style:text-properties fo:font-weight="normal"/></style:style>'
)


def odt(body: str, *, prolog: str = "", parts: dict[str, bytes] | None = None,
        kind: bytes = TYPE) -> bytes:  # fmt: skip
    """An OpenDocument text with this in its body; ``parts`` are put beside or in place of it."""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {NAMES}>'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return packed({"mimetype": kind, "content.xml": xml.encode(), **(parts or {})})


def said(who: str, words: str) -> str:
    """A paragraph with the speaker in bold."""
    return f'<text:p><text:span text:style-name="T1">{who}:</text:span> {words}</text:p>'
