"""How an entry is spelled, and what its hash is."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite

GENESIS = "0" * 64
"""The hash before the first entry."""

_HASH = re.compile(r"[0-9a-f]{64}")


class NotCanonical(ValueError):
    """A value cannot enter the trail. The message names its place in the entry."""


def canonical(entry: Mapping[str, object]) -> bytes:
    """Return the one spelling of an entry: compact JSON in UTF-8 with sorted keys.

    Takes str, int, float, bool, None, lists and mappings with str keys; times come as ISO strings.
    A number is spelled by its value (1 and 1.0 alike, -0.0 as 0), because databases do not keep the
    difference; True is not 1. Raises ``NotCanonical`` on anything else, naming its place.
    """
    return json.dumps(
        _plain(entry, "entry"),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode("utf-8")


def _plain(value: object, place: str) -> object:
    match value:
        case None | bool() | int():
            return value
        case float():
            return _number(value, place)
        case str():
            if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
                raise NotCanonical(f"{place}: the text holds half a character; write it as UTF-8.")
            return value
        case list() | tuple():
            return [_plain(item, f"{place}[{n}]") for n, item in enumerate(value)]
        case Mapping():
            for key in value:
                if not isinstance(key, str):
                    raise NotCanonical(f"{place}: the key {key!r} is not text; use text keys.")
            return {
                _plain(key, f"{place}, a key"): _plain(item, f"{place}.{key}")
                for key, item in value.items()
            }
    raise NotCanonical(
        f"{place}: a {type(value).__name__} cannot enter the trail; "
        "use text, a number, true, false, null, a list or a mapping."
    )


def _number(value: float, place: str) -> int | float:
    if not isfinite(value):
        raise NotCanonical(f"{place}: {value} is not a number that JSON can hold.")
    if value.is_integer():
        return int(Decimal(repr(value)))  # 1e23 is read back from a database as 10**23
    return value


def link(previous: str, entry: Mapping[str, object]) -> str:
    """Return the hash of ``entry`` after the entry whose hash is ``previous``.

    SHA-256 in 64 hex digits over ``previous`` and ``canonical(entry)``. The first entry comes after
    ``GENESIS``. Raises ``ValueError`` if ``previous`` is not such a hash.
    """
    if not _HASH.fullmatch(previous):
        raise ValueError(f"{previous!r} is not a hash of 64 small hex digits.")
    return link_text(previous, canonical(entry))


def link_text(previous: str, text: bytes) -> str:
    """Return the hash of an entry already spelled, after any stored hash, even a spoiled one."""
    return hashlib.sha256(previous.encode("utf-8", "replace") + text).hexdigest()


def digest(value: str, salt: bytes) -> str:
    """Return a stand-in for a value that the trail must not contain (HMAC-SHA256, 64 hex digits).

    Equal values under one salt have equal stand-ins, so the chain still shows a change; once the
    salt is destroyed nothing leads back to the value. Raises ``ValueError`` if the salt is shorter
    than 16 bytes.
    """
    if len(salt) < 16:
        raise ValueError(f"The salt has {len(salt)} bytes; use at least 16 random ones.")
    return hmac.new(salt, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
