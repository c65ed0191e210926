"""What the parts of a BibTeX file look like.

No pattern looks at a place more often than a fixed number of times, whatever the file holds.
"""

from __future__ import annotations

import re

from uptake.formats.bibtex_kinds import KINDS

AT = re.compile(r"@[ \t]{0,9}([A-Za-z][\w*+.:-]{0,40})\s{0,99}([{(])")
# A line of a value may look like the beginning of an entry; one with a key and a comma is one.
KEYED = re.compile(r"[^,={}()\n]{0,200},")
_WORD = r"[^\s=,{}()\"#@%\\]"
# Scopus, EBSCO and Web of Science write blanks into names: "Early Access Date".
_NAME = rf"[^\W\d]{_WORD}{{0,60}}+(?:[^\S\n]{{1,4}}+{_WORD}{{1,40}}+){{0,4}}+"
FIELD = re.compile(rf"({_NAME})\s*=\s*")
# Nearly all fields: in braces, with others at most one deep within, and a comma after.
USUAL = re.compile(rf"({_NAME})\s*=\s*\{{([^{{}}]*+(?:\{{[^{{}}]*+\}}[^{{}}]*+)*+)\}}\s*,\s*")
KEY = re.compile(r"[^={}]*")
GAP = re.compile(r"[\s,]*")
BLANK = re.compile(r"\s*")
FLAT = re.compile(r"\{([^{}]*)\}")
BRACED = re.compile(
    r"\{([^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+)\}"  # three deep, the usual
)
QUOTES = re.compile(r'[{}"]')
# A quotation mark within a value isn't followed by the next field or the end.
AFTER_QUOTE = re.compile(rf"\s*(?:#|,?\s*[}})]|,?\s*{_NAME}\s*=|,?\s*\Z)")
BARE = {"}": re.compile(r'[^,{}"#=\n]*'), ")": re.compile(r'[^,{}"#=\n)]*')}
JOIN = re.compile(r'#\s*(?=["{\w])')
_FIELD_NEXT = rf",(?=\s*{_NAME}\s*=)|\n(?=[ \t]*{_NAME}\s*=\s*[\"{{\w])"
RESUME = {
    "}": re.compile(rf"[{{}}]|{_FIELD_NEXT}"),
    ")": re.compile(rf"[{{}})]|{_FIELD_NEXT}"),
}
# What shows that a brace closed an entry before its last field.
LEFT = re.compile(rf"[,\n][ \t]*{_NAME}\s*=\s*[\"{{]")
CHUNK = re.compile(rf"^[ \t]*({_NAME})\s*=\s*(?=[\"{{\w])|,[ \t]*({_NAME})\s*=\s*(?=[\"{{])", re.M)
_MONTHS = "January February March April May June July August September October November December"
NO_FIELD = "{} holds text that is no field; kept here only."
OTHERS = frozenset({"string", "comment", "preamble"})
MONTHS = {name[:3].lower(): name for name in _MONTHS.split()}


def beginnings(text: str) -> list[re.Match[str]]:
    """Give the places where an entry begins.

    That is an ``@`` at the left of a line with a type and a brace, or after another entry on its
    line, if what follows is an entry beyond doubt. "@someone (2019)" is text.
    """
    found = []
    for match in AT.finditer(text):
        before = match.start() - 1
        while before >= 0 and text[before] in " \t\ufeff":
            before -= 1
        left = before < 0 or text[before] in "\n\r"
        certain = left and match[2] == "{"
        if certain or ((left or text[before] in "},;") and _is_real(text, match)):
            found.append(match)
    return found


def _is_real(text: str, match: re.Match[str]) -> bool:
    kind = match[1].lower()
    keyed = match[2] == "{" and KEYED.match(text, match.end()) is not None
    return keyed or kind in KINDS or kind in OTHERS
