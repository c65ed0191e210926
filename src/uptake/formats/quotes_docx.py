"""Quotes as a Word document: under each code and group, each with what was said around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from uptake.formats.grids import FONT, UNWRITABLE


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage's words with where they stand. `before` and `after`: (speaker, words) or none."""

    code: str
    group: str
    speaker: str
    place: str
    words: str
    lead: str = ""
    tail: str = ""
    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None


def quotes_docx(title: str, quotes: Sequence[Quote], note: str = "") -> bytes:
    """Write quotes in the order given; a heading comes wherever the code or the group changes."""
    from docx import Document  # comes with the site, not with the bare library
    from docx.shared import Cm, Pt, RGBColor

    document = Document()
    document.core_properties.title, document.core_properties.author = title, "Uptake"
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    document.add_heading(_plain(title), level=1)
    if note:
        document.add_paragraph(_plain(note))
    code = group = None
    for one in quotes:
        if one.code != code:
            document.add_heading(_plain(one.code), level=2)
            code, group = one.code, None
        if one.group != group:
            document.add_heading(_plain(one.group), level=3)
            group = one.group
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.8)
        _aside(paragraph, one.before, RGBColor(0x46, 0x54, 0x5F), end="\n")
        paragraph.add_run(f"{_plain(one.speaker)}: ").bold = True
        paragraph.add_run(_plain(one.lead)).font.color.rgb = RGBColor(0x46, 0x54, 0x5F)
        paragraph.add_run(_plain(one.words))
        paragraph.add_run(_plain(one.tail)).font.color.rgb = RGBColor(0x46, 0x54, 0x5F)
        _aside(paragraph, one.after, RGBColor(0x46, 0x54, 0x5F), begin="\n")
        source = paragraph.add_run(f"\n{_plain(one.place)}")
        source.italic, source.font.size = True, Pt(8)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _aside(paragraph: object, said: tuple[str, str] | None, colour: object, *, begin: str = "",
           end: str = "") -> None:  # fmt: skip
    if said is None:
        return
    run = paragraph.add_run(f"{begin}{_plain(said[0])}: {_plain(said[1])}{end}")  # type: ignore[attr-defined]
    run.font.color.rgb = colour


def _plain(text: str) -> str:
    return UNWRITABLE.sub("", text)
