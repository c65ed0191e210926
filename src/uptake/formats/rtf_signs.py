"""The control words of rich text that carry words, or say that words are none of the document's."""

from __future__ import annotations

import codecs

CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ",
    "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "zwj": "\u200d", "zwnj": "\u200c", "lbr": "\n",
}  # fmt: skip
LEFT_OUT = {
    "annotation": "Comments",
    "footnote": "Footnotes or endnotes",
    "shppict": "Pictures or drawings",
    "pict": "Pictures or drawings",
    "object": "Pictures or drawings",
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "Lines at the top of pages"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "Lines at the foot of pages"),
}
TEXT = frozenset(("shptxt", "dptxbxtext", "ud"))
"""Groups with text within one that is passed over: boxes, and what is written in Unicode too."""
# Groups that hold settings, or words a second time. Any other group marked as one that older
# programs may pass over is passed over too, but for those that hold text.
SKIPPED = frozenset((
    "colortbl", "stylesheet", "info", "fldinst", "nonshppict", "shprslt", "upr", "fonttbl",
    "filetbl", "xe", "tc", "rxe", "bkmkstart", "bkmkend", "sp", "listtext", "pntext", "revtbl",
    "template", "atnid", "atnauthor", "do", *TEXT,
))  # fmt: skip
# What a font's character set means (RTF 1.9.1, fcharset).
CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
OTHER = {10000: "mac-roman", 65001: "utf-8", 936: "gbk", 950: "big5"}


def codec_of(page: int) -> str:
    """Give the codec of a code page by its number; Windows-1252 for one nobody knows."""
    name = OTHER.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
