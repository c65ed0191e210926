"""Numbers given to a person: NHS, National Insurance, hospital and car registration numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uptake.methods.deidentify.hits import Hit, Sure, hit

NHS = re.compile(r"(?<![0-9])[0-9](?:[ .\u00a0\u2011-]?[0-9]){9}(?![0-9])")
NHS_CUE = re.compile(r"\b(?:nhs|chi)\b[^\n]{0,25}\Z", re.IGNORECASE)
NHS_FIRST = "4679"
"""Numbers in use begin with 4, 6 or 7, test numbers with 9; a CHI number with a day of birth."""

NATIONAL_INSURANCE = re.compile(
    r"(?<![^\W_])([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])(?:[ \u00a0-]?[0-9]{2}){3}[ \u00a0-]?[A-D]"
    r"(?![^\W_])",
    re.IGNORECASE,
)
NEVER_GIVEN = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})

CODE = r"(?<![^\W_])(?:[A-Za-z]{1,3}-?|[A-Z]{1,3}[ ])?[0-9](?:[ /-]?[0-9]){3,11}[A-Z]?(?![^\W_])"
HOSPITAL = re.compile(
    r"\b(?:(?:hospital|patient|unit|record|medical record|case)[ ]"
    r"(?:number|num|no\b\.?|id|ref|reference)|mrn|chi number|pas number|rio number)(?![^\W_])",
    re.IGNORECASE,
)
AFTER = re.compile(rf"[^.!?\n0-9]{{0,25}}?({CODE})")
BEFORE = re.compile(rf"({CODE})(?:[ ,]{{1,2}}[A-Za-z]{{1,8}}){{0,3}}[ ,]{{1,2}}\Z")

PLATE = re.compile(r"(?<![^\W_])[A-HJ-PR-Y]{2}[0-9]{2}[ ]?[A-HJ-Z]{3}(?![^\W_])", re.IGNORECASE)
OLD_PLATE = re.compile(
    r"(?<![^\W_])(?:[A-HJ-NPR-TV-Y][0-9]{1,3}[ ]?[A-Z]{3}|[A-Z]{3}[ ]?[0-9]{1,3}[A-Z]"
    r"|[A-Z]{1,3}[ ]?[0-9]{1,4}|[0-9]{1,4}[ ]?[A-Z]{1,3})(?![^\W_])"
)
PLATE_CUE = re.compile(
    r"\b(?:car|van|reg|registration|number plate|plate|vehicle|lorry|truck|taxi|motorbike)\b"
    r"[^.!?\n]{0,25}\Z",
    re.IGNORECASE,
)
LOOK_BACK = 45


def nhs_check(number: str) -> bool:
    """Tell whether ten digits end in the check digit of the nine before.

    Weights 10 to 2; the check digit is 11 less the sum's remainder by 11, and 0 for 11; 10 is never
    given (NHS Data Dictionary, NHS number; the Scottish CHI number likewise). Ten equal digits
    are refused, though they check. Anything but ten digits is no number.
    """
    if len(number) != 10 or not (number.isascii() and number.isdigit()) or len(set(number)) == 1:
        return False
    total = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), number, strict=False)
    )
    return (11 - total % 11) % 11 == int(number[9])


def numbers(text: str) -> Iterator[Hit]:
    """Propose NHS, National Insurance and hospital numbers and car plates."""
    yield from nhs_numbers(text)
    yield from national_insurance(text)
    yield from hospital_numbers(text)
    yield from plates(text)


def nhs_numbers(text: str) -> Iterator[Hit]:
    """Propose ten digits that check, or that are said to be an NHS number."""
    for found in NHS.finditer(text):
        digits = "".join(one for one in found[0] if one.isdigit())
        if nhs_check(digits):
            sure = Sure.SURE if digits[0] in NHS_FIRST else Sure.LIKELY
            why = "ten digits, and the check digit is right"
            yield hit(text, *found.span(), "NHS number", sure, why)
        elif len(set(digits)) > 1 and NHS_CUE.search(before(text, found.start())):
            why = "said to be an NHS number, but the check digit is wrong: misheard?"
            yield hit(text, *found.span(), "NHS number", Sure.UNSURE, why)


def national_insurance(text: str) -> Iterator[Hit]:
    """Propose National Insurance numbers whose prefix can be given out."""
    for found in NATIONAL_INSURANCE.finditer(text):
        if found[1].upper() not in NEVER_GIVEN:
            yield hit(
                text, *found.span(), "National Insurance number", Sure.SURE,
                "two letters, six digits and a letter from A to D",
            )  # fmt: skip


def hospital_numbers(text: str) -> Iterator[Hit]:
    """Propose codes that are said to be a hospital's number for a patient."""
    for cue in HOSPITAL.finditer(text):
        start = max(0, cue.start() - LOOK_BACK)
        for found in (
            AFTER.match(text, cue.end(), cue.end() + LOOK_BACK),
            BEFORE.search(text, start, cue.start()),
        ):
            if found:
                why = "said to be a hospital's or a record's number"
                yield hit(text, *found.span(1), "hospital number", Sure.LIKELY, why)


def plates(text: str) -> Iterator[Hit]:
    """Propose car plates: those of today by their form, older ones after a word such as car."""
    for found in PLATE.finditer(text):
        sure = Sure.LIKELY if found[0].isupper() else Sure.UNSURE
        yield hit(text, *found.span(), "car plate", sure, "the form of a car plate since 2001")
    for found in OLD_PLATE.finditer(text):
        if PLATE_CUE.search(before(text, found.start())):
            why = "the form of an older car plate, and a car is spoken of"
            yield hit(text, *found.span(), "car plate", Sure.UNSURE, why)


def before(text: str, at: int) -> str:
    """Give the characters before a place that can hold a cue."""
    return text[max(0, at - LOOK_BACK) : at]
