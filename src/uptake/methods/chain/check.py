"""Read a chain and say what is wrong with it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from uptake.methods.chain.hashes import GENESIS, NotCanonical, canonical, link_text

FIRST = 1
"""The number of the first entry."""

Kind = Literal["edited", "deleted", "inserted", "reordered", "renumbered", "cut", "rewritten"]

_REMEMBERED = 32  # entries kept to recognise a moved or inserted one; bounds the memory


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


def verify(entries: Iterable[Entry], head: Head | None = None) -> list[Fault]:
    """Return what is wrong with a chain, in the order of its numbers; nothing if it holds.

    ``entries`` come in the order of their numbers, from the first. They are read one at a time, and
    memory does not grow with them. After a fault the check takes up the chain again, so that one
    tampering is reported once and not on everything after it. An entry straight after a gap cannot
    be checked, since what it follows is missing.

    Two tamperings look alike to any chain and are named together: an entry edited with its hash
    left as it was, and the entry before it rewritten with a new hash.
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
    doubted_by: _Seen | None = None  # the entry that seemed to go on without it


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
        """Look at the next entry of the chain, and keep what is wrong with it."""
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
        return text is not None and any(link_text(h, text) == seen.stored for h in before.hashes)

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
        return next(
            (each for each in self.recent if each.stored == seen.stored and each.seq >= FIRST), None
        )

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
        if seen.seq > self.expected:
            self.faults.append(self._gap(seen))
        if place.explained:
            return
        recent = list(self.recent)
        if place not in recent:
            self._say(
                seen,
                "reordered",
                f"Entry {seen.seq} stands in the wrong place: by its hash it was written straight "
                f"after entry {place.seq}.",
            )
            return
        if place.doubted_by is not None:
            # The chain goes on from here after all: whoever passed it over was the stranger.
            for each in recent:
                if each.doubted_by is place.doubted_by:
                    self._unsay(each)
        for each in recent[recent.index(place) + 1 :]:
            if each.explained:
                continue
            if each.fault is None:
                each.doubted_by = seen
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
        self.anchors.extend((before, seen))
        self.unplaced.append(seen)
        if seen.seq > self.expected:
            gap = self._gap(seen)
            self.faults.append(gap)
            if seen.seq == self.expected + 1:
                seen.fault = gap  # withdrawn if the one missing entry turns up elsewhere
        elif seen.seq < self.expected:
            self._say(
                seen,
                "inserted",
                f"Entry {seen.seq} comes again or too late, and follows nothing before it.",
            )
        else:
            if seen.text is not None:
                # Its own hash may be what was changed: what its content gives is good as well.
                # First and last are enough, and keep a run of faults from growing without end.
                given = {link_text(h, seen.text) for h in (before.hashes[0], before.hashes[-1])}
                last = link_text(before.hashes[-1], seen.text)
                seen.hashes = (seen.stored, *(given - {last}), last)
            self._say(
                seen,
                "edited",
                f"Entry {seen.seq} does not agree with its hash. It was changed, or entry "
                f"{before.seq} before it was rewritten or removed."
                if before.seq >= FIRST
                else f"Entry {seen.seq} does not agree with its hash. It was changed.",
            )

    def _gap(self, seen: _Seen) -> Fault:
        missing = _numbers(self.expected, seen.seq - 1)
        return Fault(
            "deleted",
            self.expected,
            f"{missing} missing before entry {seen.seq}.",
        )

    def _say(self, seen: _Seen, kind: Kind, what: str) -> None:
        self._unsay(seen)
        seen.fault = Fault(kind, seen.seq, what)
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
