"""Numbers and e-mail addresses said aloud and written down as words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uptake.methods.deidentify.hits import Hit, Sure, hit
from uptake.methods.deidentify.numbers import nhs_check

NAMES = "zero one two three four five six seven eight nine"
ZEROS = {"oh": "0", "o": "0", "nought": "0", "naught": "0"}
DIGITS = {word: str(digit) for digit, word in enumerate(NAMES.split())} | ZEROS
TIMES = {"double": 2, "triple": 3, "treble": 3}
HUNDRED = "hundred"
WORD = "|".join(sorted((*DIGITS, *TIMES, HUNDRED), key=len, reverse=True))
RUN = re.compile(rf"(?<![^\W_])(?:{WORD})(?:[ ,-]{{1,3}}(?:{WORD})){{4,15}}+(?![^\W_])", re.I)
PHONE_LENGTHS = (10, 11)

PART = r"[a-z0-9_-]{1,40}+"
MAIL = re.compile(
    rf"(?<![\w.])(?:{PART}[ ](?:dot|underscore|hyphen|dash)[ ]){{0,3}}{PART}[ ]at[ ]"
    rf"(?:{PART}[ ]dot[ ]){{1,3}}(?:com|org|net|uk|nhs|info|ie|eu|edu|gov)\b",
    re.IGNORECASE,
)


def digits(words: str) -> str:
    """Give the digits that words stand for: "double oh, nine hundred" is 00900."""
    said: list[str] = []
    times = 1
    for word in re.findall(r"\w+", words.lower()):
        if word in TIMES:
            times = TIMES[word]
        elif word == HUNDRED:
            said.append("00")
        else:
            said.append(DIGITS[word] * times)
            times = 1
    return "".join(said)


def spelled(text: str) -> Iterator[Hit]:
    """Propose NHS and telephone numbers and e-mail addresses that were spoken as words."""
    for found in RUN.finditer(text):
        number = digits(found[0])
        if nhs_check(number):
            why = "ten digits said as words, and the check digit is right"
            yield hit(text, *found.span(), "NHS number", Sure.LIKELY, why)
        elif len(number) in PHONE_LENGTHS and number.startswith("0"):
            why = "as many digits, said as words, as a telephone number has"
            yield hit(text, *found.span(), "phone number", Sure.LIKELY, why)
    for found in MAIL.finditer(text):
        why = "an e-mail address said as words"
        yield hit(text, *found.span(), "e-mail address", Sure.UNSURE, why)
