"""Where somebody lives: postcodes and street addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uptake.methods.deidentify.hits import Hit, Sure, hit
from uptake.methods.deidentify.vocabulary import BLANK, NAME_WORD

POSTCODE = re.compile(
    r"(?<![^\W_])(?:(GIR)[ ]{0,2}0AA"
    r"|([A-PR-UWYZ][A-HK-Y]?)(?:[0-9][0-9]?|[0-9][ABEHJKMNPRSTUVWXY])"
    r"[ \t\u00a0]{0,3}([0-9][ABD-HJLNP-UW-Z]{2}))(?![^\W_])",
    re.IGNORECASE,
)
AREA_WORDS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E "
    "EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL "
    "LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM "
    "SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
AREAS = frozenset(AREA_WORDS.split())
ORDINAL = re.compile(r"[0-9](?:st|nd|rd|th)\Z")

TYPES = (
    "Road|Rd|Street|Lane|Avenue|Ave|Close|Drive|Court|Row|Way|Place|Crescent|Terrace|Gardens|Grove|"
    "Square|Hill|Park|Mews|Walk|Green|View|Rise|Yard|Parade|Gate|Wharf|Quay|House|Lodge|Cottage|"
    "Cottages|Buildings|Mansions|Villas|Circus|Broadway|Parkway|Fields|Meadow|Meadows|Croft"
)
ONLY_STREETS = "Road|Rd|Street|Lane|Avenue|Crescent|Terrace|Mews|Grove"
WORDS = rf"(?:{NAME_WORD}(?:['\u2019][sS])?+\.?{BLANK}){{1,3}}?"
NUMBER = r"[0-9]{1,4}[A-Za-z]?(?:[-\u2013/][0-9]{1,4}[A-Za-z]?)?+"
ADDRESS = re.compile(
    rf"(?<![\w.,/:-])(?:(?:Flat|Apartment|Apt|Unit|Room)[ ]{NUMBER},?{BLANK})?"
    rf"{NUMBER},?{BLANK}{WORDS}(?:{TYPES})\b"
)
STREET = re.compile(rf"(?<!\w)(?:{NAME_WORD}(?:['\u2019][sS])?+{BLANK}){{1,2}}(?:{ONLY_STREETS})\b")


def places(text: str) -> Iterator[Hit]:
    """Propose postcodes and street addresses."""
    yield from postcodes(text)
    for found in ADDRESS.finditer(text):
        why = "a house number and a street"
        yield hit(text, *found.span(), "address", Sure.LIKELY, why)
    for found in STREET.finditer(text):
        yield hit(text, *found.span(), "address", Sure.UNSURE, "the name of a street")


def postcodes(text: str) -> Iterator[Hit]:
    """Propose postcodes; those of an area that there is are sure (Royal Mail's 124 areas)."""
    for found in POSTCODE.finditer(text):
        if found[3] and ORDINAL.match(found[3]):
            continue
        known = found[1] or found[2].upper() in AREAS
        why = "a postcode" if known else "the form of a postcode, in an area we do not know"
        yield hit(text, *found.span(), "postcode", Sure.SURE if known else Sure.UNSURE, why)
