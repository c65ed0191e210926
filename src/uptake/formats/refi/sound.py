"""What a REFI-QDA file may hold, so that what is written is valid whatever it was made of."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from uptake.formats.losses import Losses
from uptake.formats.xml_records import FORBIDDEN

COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
DAY = re.compile(rf"(\d{{4}}-\d\d-\d\d){ZONE}", re.ASCII)
MOMENT = re.compile(rf"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?{ZONE}", re.ASCII)
KINDS = {
    "Boolean": re.compile("true|false|0|1"),
    "Integer": re.compile(r"[+-]?\d{1,200}", re.ASCII),
    "Float": re.compile(r"[+-]?(?:\d{1,200}(?:\.\d{0,200})?|\.\d{1,200})", re.ASCII),
}


def held(text: str, losses: Losses, where: str = "") -> str:
    """Give text with each character that XML can't hold as \ufffd, and count them."""
    if found := FORBIDDEN.findall(text):
        losses.add("characters that XML can't hold", repr(found[0]), where, len(found))
        return FORBIDDEN.sub("\ufffd", text)
    return text


def said(text: str, losses: Losses, where: str = "") -> str:
    """Give a name, description or value as XML can hold it, in NFC."""
    return unicodedata.normalize("NFC", held(text, losses, where))


def colour(text: str, losses: Losses, where: str) -> str:
    """Give a colour as #RRGGBB or #RGB, "" for anything else, which is counted."""
    fine = bool(COLOUR.fullmatch(text))
    return _or_lost(text, fine, "colours that aren't #RRGGBB", losses, where)


def moment(text: str, losses: Losses, where: str) -> str:
    """Give a date with its time, "" for what isn't one, which is counted."""
    return _or_lost(text, is_value(text, "DateTime"), "dates in another form", losses, where)


def _or_lost(text: str, fine: bool, kind: str, losses: Losses, where: str) -> str:
    if text and not fine:
        losses.add(kind, text, where)
        return ""
    return text


def is_value(text: str, kind: str) -> bool:
    """True when a text is a value of a kind of variable."""
    if kind in KINDS:
        return bool(KINDS[kind].fullmatch(text))
    pattern, read = (DAY, date) if kind == "Date" else (MOMENT, datetime)
    found = pattern.fullmatch(text)
    if kind == "Text" or found is None:
        return kind == "Text"
    try:
        read.fromisoformat(found[1])
    except ValueError:
        return False
    return True
