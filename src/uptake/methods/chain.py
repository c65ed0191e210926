"""The hash chain of the trail: each entry's hash covers its content and the hash before it.

A change to one entry, or to the order of entries, then shows at the next. What a chain by itself
cannot show is that its end was cut off or that everything from some entry on was written anew; an
exported *head* (the number and hash of the last entry, kept elsewhere) shows both.

After Haber and Stornetta 1991 (linked time stamps); SHA-256 is FIPS 180-4, HMAC is RFC 2104.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import Literal

GENESIS = "0" * 64
"""The hash before the first entry."""

FIRST = 1
"""The number of the first entry."""

Kind = Literal["edited", "deleted", "inserted", "reordered", "renumbered", "cut", "rewritten"]

_HASH = re.compile(r"[0-9a-f]{64}")
_REMEMBERED = 32  # entries kept to recognise a moved or inserted one; bounds the memory
_MATCHES_NOTHING = "?"


class NotCanonical(ValueError):
    """A value cannot enter the trail. The message names its place in the entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as stored: its number, its hash, and the content that the hash covers."""

    seq: int
    hash: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Head:
    """The number and hash of the last entry at some moment, kept outside the database."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, at which number, in a sentence."""

    kind: Kind
    seq: int
    what: str


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
    return _link(previous, canonical(entry))


def _link(previous: str, text: bytes) -> str:
    return hashlib.sha256(previous.encode("utf-8", "replace") + text).hexdigest()


def digest(value: str, salt: bytes) -> str:
    """Return a stand-in for a value that the trail must not contain (HMAC-SHA256, 64 hex digits).

    Equal values under one salt have equal stand-ins, so the chain still shows a change; once the
    salt is destroyed nothing leads back to the value. Raises ``ValueError`` on a salt below 16 bytes.
    """
    if len(salt) < 16:
        raise ValueError(f"The salt has {len(salt)} bytes; use at least 16 random ones.")
    return hmac.new(salt, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def verify(entries: Iterable[Entry], head: Head | None = None) -> list[Fault]:
    """Return what is wrong with a chain, in the order of its numbers; nothing if it holds.

    ``entries`` come in the order of their numbers, from the first. They are read one at a time, and
    memory does not grow with them. After a fault the check takes up the chain again, so that one
    tampering is reported once and not on everything after it. An entry straight after a gap cannot
    be checked, since what it follows is missing; the fault says so.

    Two tamperings look alike to any chain and are named together: an entry edited with its hash left
    as it was, and the entry before it rewritten with a new hash.
    """
    check = _Check(head)
    for entry in entries:
        check.read(entry)
    return check.end()


@dataclass(slots=True, eq=False)
class _Seen:
    """An entry met, as far as later entries can need it."""

    seq: int
    hashes: tuple[str, ...]  # as stored and, where it differs, as its content gives it
    text: bytes | None = None
    stored: str = ""
    fault: Fault | None = None
    explained: bool = False  # known to stand in the wrong place
    healed: bool = False  # the chain goes on without it


@dataclass(slots=True)
class _Check:
    head: Head | None
    faults: list[Fault] = field(default_factory=list)
    expected: int = FIRST
    recent: deque[_Seen] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    # Where the chain broke: what came before, and the entries not yet understood.
    anchors: deque[_Seen] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    unplaced: deque[_Seen] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    head_met_at: int | None = None
    head_differs: bool = False

    def __post_init__(self) -> None:
        self.recent.append(_Seen(FIRST - 1, (GENESIS,)))

    def read(self, entry: Entry) -> None:
        try:
            text = canonical(entry.body)
        except NotCanonical:
            text = None
        before = self.recent[-1]
        seen = _Seen(entry.seq, (entry.hash,), text, entry.hash)
        follows = self._follows(seen, before)
        place = before if follows else self._place(seen)
        moved = self._place_others(seen)
        if follows:
            if entry.seq != self.expected:
                self._say(
                    seen,
                    "renumbered",
                    f"Entry {entry.seq} follows entry {before.seq} by its hash, so nothing is "
                    "missing between them, but the number does not follow.",
                )
        elif (copied := self._copied(seen)) is not None:
            self._say(
                seen, "inserted", f"Entry {entry.seq} has the hash of entry {copied.seq}: a copy."
            )
        elif moved is not None and not moved.healed and place is not None:
            self._move(seen, moved, place)
        elif place is not None:
            self._skip(seen, place)
        else:
            self._break(seen, before)
        self.expected = max(self.expected, entry.seq + 1)
        self.recent.append(seen)
        self._compare_with_head(entry)

    def _follows(self, seen: _Seen, before: _Seen) -> bool:
        text = seen.text
        return text is not None and any(_link(h, text) == seen.stored for h in before.hashes)

    def _place(self, seen: _Seen) -> _Seen | None:
        """The earlier entry that this one was written after, if it is still remembered."""
        for earlier in (*reversed(self.recent), *reversed(self.anchors)):
            if self._follows(seen, earlier):
                return earlier
        return None

    def _place_others(self, seen: _Seen) -> _Seen | None:
        """An earlier entry that was written after this one, if there is one."""
        for other in self.unplaced:
            if self._follows(other, seen):
                self.unplaced.remove(other)
                if other.healed:
                    self._say(
                        other,
                        "reordered",
                        f"Entry {other.seq} stands in the wrong place: by its hash it was written "
                        f"straight after entry {seen.seq}.",
                    )
                    other.explained = True
                return other
        return None

    def _copied(self, seen: _Seen) -> _Seen | None:
        return next((earlier for earlier in self.recent if earlier.stored == seen.stored), None)

    def _move(self, seen: _Seen, moved: _Seen, place: _Seen) -> None:
        """``moved`` was written after this entry and stands before it: this one was moved."""
        self._unsay(moved)
        seen.explained = moved.explained = True
        self._say(
            seen,
            "reordered",
            f"Entry {seen.seq} stands in the wrong place: by its hash it was written after entry "
            f"{place.seq} and before entry {moved.seq}.",
        )
        self.anchors.append(self.recent[-1])

    def _skip(self, seen: _Seen, place: _Seen) -> None:
        """This entry follows an earlier one: what stands between does not belong there."""
        if place.explained:
            return
        between = [each for each in self.recent if place.seq < each.seq and each is not place]
        for each in between:
            if each.explained:
                continue
            each.healed = True
            if each.fault is None or each.fault.kind == "edited":
                self._say(
                    each,
                    "inserted",
                    f"Entry {each.seq} does not belong: entry {seen.seq} was written straight "
                    f"after entry {place.seq}.",
                )

    def _break(self, seen: _Seen, before: _Seen) -> None:
        """Nothing remembered comes before this entry."""
        self.anchors.append(before)
        self.unplaced.append(seen)
        if seen.seq > self.expected:
            missing = _numbers(self.expected, seen.seq - 1)
            self._say(
                seen,
                "deleted",
                f"{missing} missing. Entry {seen.seq} cannot be checked without it."
                if seen.seq == self.expected + 1
                else f"{missing} missing. Entry {seen.seq} cannot be checked without them.",
                at=self.expected,
            )
        elif seen.seq < self.expected:
            self._say(
                seen,
                "inserted",
                f"Entry {seen.seq} comes again or too late, and follows nothing before it.",
            )
        else:
            if seen.text is not None:
                # Its own hash may be what was changed: what its content gives is good as well.
                given = tuple(_link(h, seen.text) for h in before.hashes)
                seen.hashes = (seen.stored, *given)
            self._say(
                seen,
                "edited",
                f"Entry {seen.seq} does not agree with its hash. It was changed, or entry "
                f"{before.seq} before it was rewritten or removed."
                if before.seq >= FIRST
                else f"Entry {seen.seq} does not agree with its hash. It was changed.",
            )

    def _say(self, seen: _Seen, kind: Kind, what: str, at: int | None = None) -> None:
        self._unsay(seen)
        seen.fault = Fault(kind, seen.seq if at is None else at, what)
        self.faults.append(seen.fault)

    def _unsay(self, seen: _Seen) -> None:
        if seen.fault is not None:
            self.faults = [fault for fault in self.faults if fault is not seen.fault]
            seen.fault = None

    def _compare_with_head(self, entry: Entry) -> None:
        if self.head is None:
            return
        if entry.hash == self.head.hash:
            self.head_met_at = entry.seq
        if entry.seq == self.head.seq:
            self.head_differs = entry.hash != self.head.hash

    def end(self) -> list[Fault]:
        """The faults, with what only the exported head can show."""
        head = self.head
        if head is not None and self.head_met_at not in (None, head.seq):
            self._add(
                "renumbered",
                head.seq,
                f"The exported head, entry {head.seq}, now has the number {self.head_met_at}: "
                "an entry before it was removed or added.",
            )
        elif head is not None and head.seq >= self.expected:
            self._add(
                "cut",
                self.expected,
                f"{_numbers(self.expected, head.seq)} missing at the end: the exported head is "
                f"entry {head.seq}.",
            )
        elif head is not None and self.head_differs:
            self._add(
                "rewritten",
                head.seq,
                f"Entry {head.seq} is not the exported head: it, and perhaps entries before it, "
                "were written anew.",
            )
        return sorted(self.faults, key=lambda fault: fault.seq)

    def _add(self, kind: Kind, seq: int, what: str) -> None:
        if all(fault.seq != seq for fault in self.faults):
            self.faults.append(Fault(kind, seq, what))


def _numbers(first: int, last: int) -> str:
    return f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
