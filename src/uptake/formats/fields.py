"""One form for each field of a reference, from the many ways in which databases write it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Only tags that publishers put into titles and abstracts: "p < .05 and n > 30" is no markup.
MARKUP = re.compile(
    r"</?(?:jats:[\w-]+|mml:[\w-]+|i|b|u|em|strong|sub|sup|inf|sc|small|italic|bold|p|br|hr|div|"
    r"span|sec|title|abstract|abstracttext|list|list-item|ul|ol|li|h[1-6]|font|a|tt|math)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
BLOCK_MARKUP = re.compile(r"</?(?:jats:)?(?:p|br|hr|div|sec|title|li|h[1-6]|list)\b", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?:(?:0[1-9]|1[0-2])(?:[0-3]\d)?)?(?!\d)")
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-"))
PAGE_LABEL = re.compile(r"^(?:pp?\b\.?|pages?\b|art(?:icle|\.)?\s+(?:no\.?|number)?)\s*", re.I)
PAGE_RANGE = re.compile(r"([^\s,;-]{1,14})\s*-{1,2}\s*([^\s,;-]{1,14})(?=$|[\s,;])")
PAGE_NUMBER = re.compile(r"(\D*)(\d+)(.*)", re.DOTALL)
DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/\S{1,300}")
DOI_IN_TEXT = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/[^\s\"<>\[\]{}|]{1,300}")
DOI_LABEL = re.compile(r"doi", re.IGNORECASE)
DOI_PAGE = re.compile(r"(?:/(?:full|pdf|epdf|abstract|html|meta|fulltext)|\.pdf)$")
CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}
PMID_SAID = re.compile(r"(?:pubmed(?:\.ncbi\.nlm\.nih\.gov)?/|PMID:?\s*)(\d{1,8})(?!\d)", re.I)
PMCID = re.compile(r"\bPMC(\d{1,9})\b", re.IGNORECASE)
ISSN = re.compile(r"([0-9]{4}-[0-9]{3}[0-9X])(?: \((?:Print|Electronic|Linking)\))?")
BRACKETED = re.compile(r"\([^()]*\)")
SERIAL_SPLIT = re.compile(r"[,;\s]+")
URL_SPLIT = re.compile(r"[;, ] ?(?=https?://)")
ASCII_WHITE = "\n\t\r\x0b\x0c\x1c\x1d\x1e\x1f"
# From here on a search for each kind of blank is quicker than a look at each letter.
LONG = 150
DEEPEST = 20
# What programs write where a person would leave a blank; pages of Ovid say "No", "Specified".
PLACEHOLDERS = frozenset(
    {"nan", "none", "null", "n/a", "na", "undefined", "-", "--", ".", "no", "specified"}
)


def squash(value: str) -> str:
    """Put one blank where there are several, or a line end, a tab or a hard blank."""
    if len(value) <= LONG and value.isprintable() and "  " not in value:
        return value.strip()
    if "\n" in value:
        # Wrapped lines are common, and this is three times as quick as taking out every word.
        value = value.replace(" \n", " ").replace("\n", " ")
    return value.strip() if is_even(value) else " ".join(value.split())


def is_even(value: str) -> bool:
    """True when every blank is a single, ordinary one. Long ASCII texts have a quicker way."""
    if len(value) > LONG and value.isascii():
        for white in ASCII_WHITE:
            if white in value:
                return False
        return "  " not in value
    return value.isprintable() and "  " not in value


def plain(value: str) -> str:
    """Give a text without markup and entities, blanks evened out. Doing it twice changes nothing.

    Entities are resolved until none is left, since exports escape them twice; a text made to be
    endless in that is left after twenty rounds.
    """
    if not value:
        return value
    if len(value) <= LONG and "<" not in value and "&" not in value:
        # The same as the first lines of ``squash``: most fields end here.
        if value.isprintable() and "  " not in value:
            return value.strip()
        return squash(value)
    for _ in range(DEEPEST):
        bare = MARKUP.sub(_gap, value) if "<" in value else value
        bare = ENTITY.sub(_resolve, bare) if "&" in bare else bare
        if bare == value:
            break
        value = bare
    return squash(value)


def _gap(tag: re.Match[str]) -> str:
    return " " if BLOCK_MARKUP.match(tag.group()) else ""


def _resolve(entity: re.Match[str]) -> str:
    return html.unescape(entity.group())


def or_blank(value: str) -> str:
    """Give the value, or "" where a program wrote "nan", "undefined" and the like."""
    if not value or value.isdecimal():
        return value
    value = squash(value)
    return "" if value.lower() in PLACEHOLDERS else value


def year(value: str) -> int | None:
    """Find the year in ``2006/03//``, ``Jul-Sep2021``, ``20170812``, ``2018 Aug 3``, or None."""
    found = YEAR.search(value)
    return int(found.group(1)) if found else None


def pages(start: str, end: str = "") -> tuple[str, str]:
    """Give first and last page from what stands in one field or two.

    ``623-31`` and ``623``, ``31`` become 623 and 631; an article number has no last page.
    """
    start, end = _page(start), _page(end)
    if not start:
        return end, ""
    if "-" in start and (span := PAGE_RANGE.match(start)):
        start, within = span.groups()
        end = end if len(end) > len(within) else within
    if not end or end == start:
        return start, ""
    return start, _whole_end(start, end)


def _page(value: str) -> str:
    value = or_blank(value)
    if not value or value.isdecimal():
        return value
    return PAGE_LABEL.sub("", value.translate(DASHES)).strip(" -.,;")


def _whole_end(start: str, end: str) -> str:
    """Complete a shortened last page: 623, 31 is 631; S105, 12 is S112."""
    first, last = PAGE_NUMBER.fullmatch(start), PAGE_NUMBER.fullmatch(end)
    if not first or not last or last.group(3):
        return end
    prefix, number, _ = first.groups()
    short = last.group(2)
    if len(short) >= len(number) or last.group(1) not in ("", prefix):
        return end
    whole = number[: -len(short)] + short
    return prefix + whole if int(whole) > int(number) else end


def doi(value: str, *, in_text: bool = False) -> str:
    """Find a DOI and give it in lower case, without address, label or what follows; or "".

    With ``in_text`` the value is prose or an address, where a DOI ends earlier.
    """
    if "10." not in value and "10%2E" not in value:
        return ""
    if "%" in value:
        value = unquote(value)
    if "&" in value:
        value = html.unescape(value)
    found = (DOI_IN_TEXT if in_text else DOI).search(value)
    if not found:
        return ""
    name = found.group().lower()
    if in_text or "://" in value:
        name = re.split(r"[&?#]", name, maxsplit=1)[0]
        name = DOI_PAGE.sub("", name)
    return _trim(name)


def _trim(name: str) -> str:
    """Take off what a sentence or a label leaves at the end, but not a bracket of the DOI's own."""
    while True:  # it ends at the latest at the slash
        last = name[-1]
        opening = CLOSING.get(last)
        if opening and name.count(last) <= name.count(opening):
            break
        if not opening and last not in ".,;:'\"…":
            break
        name = name[:-1]
    return name if name.partition("/")[2] else ""


def doi_in_note(value: str) -> str:
    """Find the DOI a note gives: only if the note is short, says "doi" and names no second one.

    Notes hold reference lists too, and a cited work's DOI would merge two different papers.
    """
    if len(value) > 400 or "10." not in value:
        return ""
    found = {name for match in DOI_IN_TEXT.findall(value) if (name := doi(match, in_text=True))}
    bare = value.strip().startswith("10.")
    return found.pop() if len(found) == 1 and (bare or DOI_LABEL.search(value)) else ""


def pmid_in(value: str) -> str:
    """Find a PubMed number in an address or a note, or ""."""
    found = PMID_SAID.search(value) if "ubmed" in value or "PMID" in value.upper() else None
    return found.group(1) if found else ""


def pmcid_in(value: str) -> str:
    """Find a PubMed Central number and give it as ``PMC123``, or ""."""
    found = PMCID.search(value) if "pmc" in value or "PMC" in value else None
    return f"PMC{found.group(1)}" if found else ""


def serials(values: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sort serial numbers into ISSNs (``1234-567X``) and ISBNs (digits only), each once.

    Several may stand in one value, with labels in brackets.
    """
    issn: dict[str, None] = {}
    isbn: dict[str, None] = {}
    for value in values:
        if usual := ISSN.fullmatch(value):
            issn[usual.group(1)] = None
            continue
        bare = BRACKETED.sub(" ", value).translate(DASHES).upper().strip()
        whole = bare.replace("-", "").replace(" ", "")
        pieces = [whole] if _is_isbn(whole) else SERIAL_SPLIT.split(bare)
        for piece in pieces:
            digits = piece.replace("-", "").removeprefix("ISSN").removeprefix("ISBN").strip(":.")
            if len(digits) == 8 and _is_number(digits):
                issn[f"{digits[:4]}-{digits[4:]}"] = None
            elif _is_isbn(digits):
                isbn[digits] = None
    return tuple(issn), tuple(isbn)


def _is_number(digits: str) -> bool:
    body = digits[:-1] + ("0" if digits[-1] == "X" else digits[-1])
    return body.isascii() and body.isdigit()


def _is_isbn(digits: str) -> bool:
    if len(digits) == 13:
        return digits.startswith(("978", "979")) and digits.isascii() and digits.isdigit()
    return len(digits) == 10 and _is_number(digits)


def keywords(values: Iterable[str]) -> tuple[str, ...]:
    """Give each keyword once, in order.

    Several may stand in one value, on lines of their own or between semicolons; an asterisk marks a
    major topic.
    """
    values = list(values)
    if _are_plain(values):
        found: dict[str, None] = dict.fromkeys(map(_topic, values))
        found.pop("", None)
        return tuple(found)
    found = {}
    for value in values:
        if ";" in value or "\n" in value:
            for piece in plain(value.replace("\n", ";")).split(";"):
                found[_topic(piece)] = None
        else:
            found[_topic(plain(value))] = None
    found.pop("", None)
    return tuple(found)


def _are_plain(values: Sequence[str]) -> bool:
    """True when each value is one keyword as it should be; one look at all is quicker than many."""
    together = "".join(values)
    return is_even(together) and ";" not in together and "<" not in together and "&" not in together


def _topic(keyword: str) -> str:
    return (keyword.replace("/*", "/") if "/*" in keyword else keyword).strip(" *")


def urls(values: Iterable[str]) -> tuple[str, ...]:
    """Give each address once, in order; several may stand in one value."""
    found: dict[str, None] = {}
    for value in values:
        pieces = URL_SPLIT.split(squash(value)) if value.count("http") > 1 else [value]
        for piece in pieces:
            found[squash(piece).rstrip(";,")] = None
    found.pop("", None)
    return tuple(found)
