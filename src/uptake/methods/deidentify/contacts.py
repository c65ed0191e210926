"""Where somebody can be reached: telephone, e-mail, web and IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from uptake.methods.deidentify.hits import Hit, Sure, hit
from uptake.methods.deidentify.numbers import before

PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)[ ]?44[ .\u00a0-]?(?:\(0\)[ .\u00a0-]?)?|\(?0)(?=[123578][0-9])"
    r"[0-9](?:[ ().\u00a0\u2010\u2011-]{0,2}[0-9]){8,9}(?![0-9])"
)
AREA = re.compile(r"\(?0[0-9]{3,4}[ )-]")
ABROAD = re.compile(r"(?<![\w+])\+[1-9][0-9]{0,2}(?:[ ().\u00a0-]{0,2}[0-9]){7,12}(?![0-9])")
NATIONAL_DIGITS = 10

MAIL = re.compile(
    r"(?<![\w.+-])(?<!\w['\u2019])\w[\w.+'\u2019-]{0,63}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8}+"
)
TOP = "com|org|net|info|io|me|co|uk|nhs|ac|gov|wales|scot|cymru|ie|eu|edu|blog|social"
WEB = re.compile(
    r"(?<![\w.@/-])(?:(?:https?://|www\.)[^\s<>\"]{1,2000}+"
    rf"|[\w-]{{1,63}}+(?:\.[\w-]{{1,63}}+){{0,5}}?\.(?:{TOP})/[^\s<>\"]{{1,2000}}+)",
    re.IGNORECASE,
)
WEB_END = ".,;:!?)]}'\"\u2019\u201d\u2026"
WEB_PATH = re.compile(r"\A(?:https?://)?[^/?#]+[/?#].", re.IGNORECASE)

IP4 = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w-]|\.[0-9])")
IP6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f:]{0,5}:)[0-9A-Fa-f:]{4,39}(?![\w:])")
VERSION = re.compile(r"\b(?:version|release|build|v|section|update)\.?[ ]?\Z", re.IGNORECASE)


def contacts(text: str) -> Iterator[Hit]:
    """Propose telephone numbers, e-mail, web and IP addresses."""
    yield from phones(text)
    yield from web(text)
    yield from ips(text)
    for found in MAIL.finditer(text):
        yield hit(text, *found.span(), "e-mail address", Sure.SURE, "the form of an e-mail address")


def phones(text: str) -> Iterator[Hit]:
    """Propose British numbers (01, 02, 03, 05, 07, 08, +44) and those with a country's code."""
    for found in PHONE.finditer(text):
        digits = "".join(one for one in found[0] if one.isdigit())
        national = digits[4:] if digits.startswith("0044") else digits.removeprefix("44")
        whole = len(national.lstrip("0")) == NATIONAL_DIGITS
        if whole or AREA.match(found[0]):
            why = "a British telephone number" if whole else "a short British telephone number"
            sure = Sure.SURE if whole else Sure.UNSURE
            yield hit(text, *found.span(), "phone number", sure, why)
    for found in ABROAD.finditer(text):
        why = "a telephone number with a country's code"
        yield hit(text, *found.span(), "phone number", Sure.LIKELY, why)


def web(text: str) -> Iterator[Hit]:
    """Propose web addresses; one without a path seldom leads to a person and is unsure."""
    for found in WEB.finditer(text):
        address = found[0].rstrip(WEB_END)
        told = WEB_PATH.match(address)
        sure = Sure.LIKELY if told else Sure.UNSURE
        why = "a web address that may lead to a person" if told else "a web address"
        yield hit(text, found.start(), found.start() + len(address), "web address", sure, why)


def ips(text: str) -> Iterator[Hit]:
    """Propose IP addresses of both versions, but for what is said to be a version."""
    why = "the form of an IP address"
    for found in IP4.finditer(text):
        if _is(IPv4Address, found[0]) and not VERSION.search(before(text, found.start())):
            yield hit(text, *found.span(), "IP address", Sure.LIKELY, why)
    for found in IP6.finditer(text):
        if _is(IPv6Address, found[0]):
            yield hit(text, *found.span(), "IP address", Sure.LIKELY, why)


def _is(version: type[IPv4Address] | type[IPv6Address], words: str) -> bool:
    try:
        version(words)
    except AddressValueError:
        return False
    return True
