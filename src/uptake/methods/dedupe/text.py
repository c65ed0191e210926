"""Titles, names, numbers and identifiers in one form, so that two ways of writing compare equal."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

TITLE_LENGTH = 400
ABSTRACT_LENGTH = 400

# Letters that decomposition leaves as they are, in the spelling that exports use for them.
SPELT = str.maketrans(
    {
        "α": "alpha",
        "β": "beta",
        "γ": "gamma",
        "δ": "delta",
        "κ": "kappa",
        "λ": "lambda",
        "μ": "mu",
        "ω": "omega",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
    }
)
ONLY_WORDS = str.maketrans({code: " " for code in range(128) if not chr(code).isalnum()})
MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,40}>")
NOT_A_WORD = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Give letters and digits in lower case without accents, one blank between words."""
    if "<" in text:
        text = MARKUP.sub(" ", text)
    text = text.lower()
    if text.isascii():
        return " ".join(text.translate(ONLY_WORDS).split())
    text = unicodedata.normalize("NFKD", text.translate(SPELT))
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).translate(SPELT)
    return NOT_A_WORD.sub(" ", text).strip()


NO_TITLES = frozenset({"name", "value", "ref", "untitled", "no title", "not available"})


def title(text: str) -> str:
    """Give a title in plain words; "" for what spreadsheets and databases write instead of one."""
    words = plain(text[:1000])[:TITLE_LENGTH]
    return "" if words in NO_TITLES else words


DOI = re.compile(r"10\.\d{4,9}/[^\s;]+")
SMALL_THINGS = re.compile(r"(?:\[doi\]?|[.,)\]}])+$")


def doi(text: str) -> str:
    """Give the DOI within a text in lower case, or "". Signs written as in an address are read."""
    if "10." not in text:
        return ""
    found = DOI.search((unquote(text) if "%" in text else text).lower())
    return SMALL_THINGS.sub("", found[0]) if found else ""


NUMBER = re.compile(r"\d+")
SUPPLEMENT = re.compile(r"suppl|\bs ?\d|\ds\b")
NOTHING_SAID = frozenset({"unknown", "na", "n a", "none", "no", "n"})


def number(text: str) -> str:
    """Give the first number of a volume without zeros before it, else its first letters.

    "1)" is the torn end of "12 (Suppl 1)", so it says nothing.
    """
    words = plain(text)
    if words in NOTHING_SAID or (")" in text and "(" not in text):
        return ""
    found = NUMBER.search(words)
    return (found[0].lstrip("0") or "0") if found else words[:12]


def issue(text: str) -> str:
    """Give an issue's number; that of a supplement is another than the issue's of that number."""
    found = number(text)
    return "s" + found if found and SUPPLEMENT.search(plain(text)) else found


MONTHS = {
    "jan": "1",
    "feb": "2",
    "mar": "3",
    "apr": "4",
    "may": "5",
    "jun": "6",
    "jul": "7",
    "aug": "8",
    "sep": "9",
    "oct": "10",
    "nov": "11",
    "dec": "12",
}
PAGE_WORDS = re.compile(r"^(?:pp?|pages?|art(?:icle)?(?: no)?)\b\.?\s*")
DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")
A_PAGE = re.compile(r"\d|^[ivxlc]+$")
NOT_A_PAGE = re.compile(r"[^a-z0-9-]")


def pages(text: str) -> tuple[str, str]:
    """Give the first and last page, the last written out in full; "" where there is none.

    A spreadsheet that took pages for a date ("Oct-15", "15-Oct") is put right.
    """
    text = DASHES.sub("-", text.strip().lower())
    text = NOT_A_PAGE.sub("", PAGE_WORDS.sub("", re.split("[,;]", text)[0]))
    first, _, last = text.partition("-")
    last = last.partition("-")[0]
    if first in MONTHS or last in MONTHS:
        first, last = MONTHS.get(first, first), MONTHS.get(last, last)
        if first.isdecimal() and last.isdecimal() and int(last) < int(first):
            first, last = last, first
    if first.isdecimal() and last.isdecimal() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    first, last = _without_zeros(first), _without_zeros(last)
    if first == "0" or not A_PAGE.search(first):
        return "", ""
    if first == "1" and last in ("", "1"):
        return "", ""  # what databases write when they know no pages
    return first, last


def _without_zeros(page: str) -> str:
    return (page.lstrip("0") or "0") if page.isdecimal() else page


class Place(NamedTuple):
    """Where a record was published: journal, volume and issue, as far as they are stated."""

    journal: str
    volume: str
    issue: str
    meeting: bool


# Ovid's Embase through EndNote: "Acta.42 (2) ()(pp 372-377) 1992.Date of Publication: 1992."
RUN_TOGETHER = re.compile(r"^(.{2,}?)\.(\d{1,4})? ?\(([^()]{0,20})\) ?\(.*\.Date of Publication")
MEETING = re.compile(
    r"\bConference(?: Publication)?:|\b(?:conference|meeting|congress) abstract", re.I
)


def place(journal: str, volume: str, issue: str) -> Place:
    """Give journal, volume and issue, taken apart where an export ran them together."""
    meeting = MEETING.search(journal)
    if meeting:
        journal = journal[: meeting.start()].rstrip(". ") or journal
    if found := RUN_TOGETHER.match(journal):
        journal, volume = found[1], volume or found[2] or ""
        issue = issue or found[3]
    return Place(journal, volume, issue, meeting is not None)


NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
ROMAN = {numeral: str(at) for at, numeral in enumerate(NUMERALS, start=1)}
COUNTED = {"one": "1", "two": "2", "three": "3", "four": "4", "first": "1", "second": "2"}
SERIES_WORDS = frozenset(
    {
        *("part", "parts", "phase", "type", "study", "paper", "chapter", "section", "volume"),
        *("vol", "no", "experiment", "trial", "report"),
    }
)
PART_LETTERS = frozenset("abc")
ENDING_NUMERALS = frozenset(NUMERALS) - {"v", "x"}


class Notice(NamedTuple):
    """Words that make of a record something said about another, and the relation they tell of."""

    kind: str
    words: re.Pattern[str]


NOTICES = (
    Notice("retraction", re.compile(r"\b(?:retract(?:ion|ed)|withdrawn)\b")),
    Notice("concern", re.compile(r"\bexpression of concern\b")),
    Notice("erratum", re.compile(r"\b(?:errat(?:um|a)|corrigend(?:um|a))\b")),
    Notice(
        "correction",
        re.compile(r"^(?:author |publisher )?corrections?\b|\bcorrections? to\b|\bcorrected\b"),
    ),
    Notice(
        "reply",
        re.compile(
            r"\b(?:comments?|commentary|reply|replies|rejoinder|response to|responds?"
            r"|authors? response|letter|editorial)\b"
        ),
    ),
)
ANY_NOTICE = re.compile(
    "retract|withdr|concern|errat|corri|correct|comment|repl|rejoin|respon|letter|editorial"
)


def notice(title: str) -> str:
    """Give the kinds of notice that a plain title tells of, joined by blanks, or ""."""
    if not ANY_NOTICE.search(title):
        return ""
    return " ".join(it.kind for it in NOTICES if it.words.search(title))


def series(words: list[str]) -> str:
    """Give the numbers of the series or part that a title names ("part II" is "2"), or ""."""
    found = []
    for word, after in pairwise([*words, ""]):
        if word in SERIES_WORDS:
            numeral = ROMAN.get(after) or COUNTED.get(after) or after
            if numeral.isdecimal() or numeral in PART_LETTERS:
                found.append(numeral)
    if not found and words and words[-1] in ENDING_NUMERALS:
        found.append(ROMAN[words[-1]])
    return " ".join(sorted(found))


def name(author: str) -> str:
    """Give an author's family name and initials, plain: "Vance, Mary Ann" is "vance ma".

    A name without a comma is kept word for word, as nothing tells which word is the family's;
    so is a list of names whose separators an export lost.
    """
    family, comma, given = author.partition(",")
    if not comma or "," in given:
        return plain(author)
    initials = "".join(word[0] for word in plain(given).split())
    return f"{plain(family)} {initials}".strip()


def family(author: str) -> str:
    """Give the plain letters of an author's family name, as well as it can be told."""
    before, comma, _ = author.partition(",")
    if comma:
        return plain(before).replace(" ", "")
    words = author.split()
    told_by_initials = len(words) < 2 or "." in author or words[-1].isupper()
    it = plain(words[0] if told_by_initials else words[-1]) if words else ""
    return it.split(" ")[0]
