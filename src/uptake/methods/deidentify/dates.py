"""Dates, dates of birth, and ages over 89."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uptake.methods.deidentify.hits import Hit, Sure, hit
from uptake.methods.deidentify.numbers import before
from uptake.methods.deidentify.vocabulary import PEOPLE

MONTH = (
    r"(?:(?i:jan(?:uary)?|feb(?:ruary)?|mar|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)|March|MARCH|May|MAY)(?![^\W\d_])"
    r"(?:\.(?=[ ]?[0-9'\u2019]))?"
)
"""Small letters are read too, but for may and march, which are mostly no months then."""
WEEKDAY = (
    r"(?i:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![^\W_])"
UNITS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
SPELLED = (
    rf"(?i:(?:twenty|thirty)[ -](?:{UNITS})|{UNITS}|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)[ ]of"
)
YEAR = r"(?:(?:1[89]|20)[0-9]{2}|['\u2019][0-9]{2})(?![0-9])"
GIVEN_YEAR = rf"(?:(?:,|[ ]of|[ ]in)?[ ]{YEAR})?"
START = rf"(?<![\w./-])(?:{WEEKDAY},?[ ])?(?:(?i:the)[ ])?"
WRITTEN = re.compile(
    rf"{START}(?:(?:{DAY}(?:[ ]?[-\u2013][ ]?|[ ](?:to|and|or)[ ](?:the[ ])?))?{DAY}"
    rf"(?:[ ]of)?|{SPELLED})[ ]?{MONTH}{GIVEN_YEAR}"
    rf"|{START}{MONTH}[ ](?:the[ ])?{DAY}{GIVEN_YEAR}"
    rf"|(?<![\w./-]){MONTH}(?:,|[ ]of)?[ ]{YEAR}"
)
NUMERIC = re.compile(
    r"(?<![\w./-])([0-9]{1,2})[ ]?([/.\u2011-])[ ]?([0-9]{1,2})[ ]?\2[ ]?((?:1[89]|20)?[0-9]{2})"
    r"(?![\w/]|[.-][0-9])"
)
YEAR_FIRST = re.compile(
    r"(?<![\w./-])(?:1[89]|20)[0-9]{2}([/.\u2011-])([0-9]{1,2})\1([0-9]{1,2})"
    r"(?![0-9/]|[.-][0-9])"
)
BIRTH = re.compile(
    r"(?:\bborn\b|\bbirth(?:day|date)?\b|\bd\.?o\.?b\b)[^!?\n]{0,25}\Z", re.IGNORECASE
)

OVER_89 = r"(?:9[0-9]|1[0-2][0-9])(?![0-9.,]*[0-9])"
NINETY = (
    r"(?:ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|(?:a|one)[ -]hundred(?:[ -]and[ -](?:one|two|three|four|five|six|seven|eight|nine|ten))?)"
)
NUMBER = rf"(?:{OVER_89}|{NINETY}(?![^\W_]))"
YEARS_OLD = re.compile(
    rf"(?<![\w.,])({NUMBER}[ -]?(?:years?[ -](?:olds?|of age)|y/?o))\b", re.IGNORECASE
)
NO_AGE = (
    r"(?:per[ ]?cent|percent|minutes?|mins?|hours?|days?|weeks?|months?|miles?|pounds?|pence|"
    r"times|people|patients|points|kilos?|kg|stone|degrees|of|out|sessions?|on)\b"
)
HIGH = re.compile(rf"(?<![\w.,-]){NUMBER}(?![%\w]|[ -]{NO_AGE})", re.IGNORECASE)
AGED = re.compile(
    r"\b(?:aged?|turned|turning|(?:man|woman|lady|gentleman|age|patient)[ ]of)[ ]\Z", re.IGNORECASE
)
IS_AGED = re.compile(
    rf"\b(?:I|they|who|{PEOPLE})(?:['\u2019](?:s|m|re)|[ ](?:is|am|was|are|were|turned|turns))"
    r"(?:[ ](?:now|only|nearly|almost|about|over|already))?[ ]\Z",
    re.IGNORECASE,
)
LOOK_BACK = 30
NINETIES = re.compile(
    r"\b(?:his|her|their|my|your)[ ]((?:(?:early|mid|late)[ -])?(?:nineties|90'?s))\b",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[Hit]:
    """Propose dates, written out or in figures; after a word of birth, as dates of birth."""
    for found in WRITTEN.finditer(text):
        yield _date(text, *found.span(), Sure.LIKELY, "a date")
    for found in NUMERIC.finditer(text):
        day, month = sorted((int(found[1]), int(found[3])), reverse=True)
        if 1 <= month <= 12 and day <= 31:
            yield _date(text, *found.span(), Sure.LIKELY, "a date in figures")
    for found in YEAR_FIRST.finditer(text):
        if 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
            yield _date(text, *found.span(), Sure.LIKELY, "a date in figures, the year first")


def _date(text: str, start: int, end: int, sure: Sure, why: str) -> Hit:
    if BIRTH.search(before(text, start)):
        return hit(text, start, end, "date of birth", Sure.SURE, f"{why}, after a word of birth")
    return hit(text, start, end, "date", sure, why)


def ages(text: str) -> Iterator[Hit]:
    """Propose ages over 89: few people are that old, so that the age alone can tell who it is."""
    for pattern, sure in ((YEARS_OLD, Sure.SURE), (NINETIES, Sure.LIKELY)):
        for found in pattern.finditer(text):
            yield hit(text, *found.span(1), "age", sure, "an age over 89")
    for found in HIGH.finditer(text):
        lead = text[max(0, found.start() - LOOK_BACK) : found.start()]
        if not lead[-2:-1].isalpha():
            continue
        if AGED.search(lead):
            yield hit(text, *found.span(), "age", Sure.LIKELY, "an age over 89")
        elif IS_AGED.search(lead):
            yield hit(text, *found.span(), "age", Sure.UNSURE, "it may be an age over 89")
