"""The trail's hash chain: what is tampered with is found, named, and reported once."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import time
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.pace import allowed
from uptake.methods.chain import (
    GENESIS,
    Entry,
    Fault,
    Head,
    NotCanonical,
    canonical,
    digest,
    link,
    verify,
)


def chain(count: int, start: int = 1, previous: str = GENESIS, by: str = "ana") -> list[Entry]:
    entries = []
    for seq in range(start, start + count):
        body = {"event": "passage.coded", "by": by, "at": f"2026-11-22T05:{seq:04}", "n": seq * 7}
        previous = link(previous, body)
        entries.append(Entry(seq, previous, body))
    return entries


def head(entries: list[Entry]) -> Head:
    return Head(entries[-1].seq, entries[-1].hash)


def renumbered(entries: list[Entry]) -> list[Entry]:
    return [replace(entry, seq=seq) for seq, entry in enumerate(entries, 1)]


def changed(entry: Entry) -> Entry:
    return replace(entry, body={**entry.body, "by": "someone else"})


def named(faults: list[Fault]) -> list[tuple[str, int]]:
    return [(fault.kind, fault.seq) for fault in faults]


class TestCanonical:
    def test_sorted_compact_utf8(self):
        assert canonical({"b": [1, None, True], "a": {"é": "ü\n", "d": 0.5}}) == (
            '{"a":{"d":0.5,"é":"ü\\n"},"b":[1,null,true]}'.encode()
        )

    @pytest.mark.parametrize(
        ("one", "other"),
        [(1, 1.0), (0, -0.0), (10**23, 1e23), ([1, 2], (1, 2)), (10**22, 1e22)],
    )
    def test_what_a_database_does_not_tell_apart_is_spelled_alike(self, one, other):
        assert canonical({"value": one}) == canonical({"value": other})

    @pytest.mark.parametrize(
        ("one", "other"), [(1, True), (0, None), ("1", 1), ("e\u0301", "\u00e9"), ([], {}), ("", 0)]
    )
    def test_what_differs_is_spelled_apart(self, one, other):
        assert canonical({"value": one}) != canonical({"value": other})

    @pytest.mark.parametrize(
        ("entry", "place"),
        [
            ({"after": {"sizes": [1, float("nan")]}}, r"entry\.after\.sizes\[1\]: nan"),
            ({"x": float("inf")}, r"entry\.x: inf"),
            ({"x": {1: 2}}, r"entry\.x: the key 1 is not text"),
            ({"x": "\ud83d"}, r"entry\.x: the text holds half a character"),
            ({"\udc00": 1}, "a key: the text holds half a character"),
            ({"x": {1, 2}}, r"entry\.x: a set cannot enter the trail"),
            ({"x": b"bytes"}, r"entry\.x: a bytes cannot"),
        ],
    )
    def test_what_cannot_enter_is_refused_by_its_place(self, entry, place):
        with pytest.raises(NotCanonical, match=place):
            canonical(entry)

    @given(
        st.dictionaries(
            st.text(max_size=5),
            st.recursive(
                st.none()
                | st.booleans()
                | st.integers(-(2**70), 2**70)
                | st.floats(allow_nan=False, allow_infinity=False)
                | st.text(max_size=8),
                lambda inner: (
                    st.lists(inner, max_size=4)
                    | st.dictionaries(st.text(max_size=4), inner, max_size=4)
                ),
                max_leaves=10,
            ),
            max_size=4,
        )
    )
    def test_a_round_trip_through_json_changes_nothing(self, entry):
        once = canonical(entry)
        assert canonical(json.loads(once)) == once
        assert canonical(json.loads(json.dumps(entry))) == once
        assert canonical(dict(reversed(entry.items()))) == once


class TestLink:
    def test_is_sha256_over_the_hash_before_and_the_content(self):
        expected = hashlib.sha256(GENESIS.encode() + b'{"a":1}').hexdigest()
        assert link(GENESIS, {"a": 1}) == expected

    @pytest.mark.parametrize("previous", ["", "0" * 63, "G" * 64, "A" * 64, GENESIS + "\n"])
    def test_needs_a_hash_before_it(self, previous):
        with pytest.raises(ValueError, match="64 small hex digits"):
            link(previous, {"a": 1})


class TestDigest:
    def test_is_hmac_sha256(self):
        salt = bytes(range(16))
        assert digest("Oak ward", salt) == hmac.new(salt, b"Oak ward", "sha256").hexdigest()
        assert digest("Oak ward", salt) != digest("Oak ward", bytes(16))
        assert len(digest("\ud83d", salt)) == 64

    def test_a_short_salt_is_refused(self):
        with pytest.raises(ValueError, match="at least 16"):
            digest("Oak ward", b"short")


class TestVerify:
    def test_a_whole_chain_holds(self):
        entries = chain(200)
        assert verify(entries) == []
        assert verify(iter(entries), head(entries)) == []
        assert verify(entries, Head(120, entries[119].hash)) == []

    def test_an_empty_chain_holds_unless_it_was_not_empty(self):
        assert verify([]) == []
        assert verify([], Head(0, GENESIS)) == []
        assert named(verify([], Head(3, chain(3)[-1].hash))) == [("cut", 1)]

    @pytest.mark.parametrize("at", [1, 2, 20, 40])
    def test_edited_content(self, at):
        entries = chain(40)
        entries[at - 1] = changed(entries[at - 1])
        assert named(verify(entries, head(entries))) == [("edited", at)]

    def test_content_that_is_no_longer_readable(self):
        entries = chain(9)
        entries[4] = replace(entries[4], body={"n": float("nan")})
        assert named(verify(entries)) == [("edited", 5)]

    @pytest.mark.parametrize("bad", ["0" * 64, "", "not a hash", "\ud83d"])
    def test_an_edited_hash(self, bad):
        entries = chain(40)
        entries[19] = replace(entries[19], hash=bad)
        assert named(verify(entries)) == [("edited", 20)]

    def test_an_entry_rewritten_with_a_fitting_hash(self):
        entries = chain(40)
        body = {**entries[19].body, "by": "someone else"}
        entries[19] = Entry(20, link(entries[18].hash, body), body)
        faults = verify(entries)
        assert named(faults) == [("edited", 21)]
        assert "entry 20 before it was rewritten" in faults[0].what

    def test_everything_written_anew_shows_against_the_head(self):
        entries = chain(40)
        forged = entries[:19] + chain(21, start=20, previous=entries[18].hash, by="forger")
        assert verify(forged) == []
        assert named(verify(forged, head(entries))) == [("rewritten", 40)]

    def test_an_edited_last_hash_is_one_fault(self):
        entries = chain(40)
        exported = head(entries)
        entries[-1] = replace(entries[-1], hash="0" * 64)
        assert named(verify(entries, exported)) == [("edited", 40)]

    def test_gaps(self):
        entries = chain(40)
        faults = verify(entries[:9] + entries[10:19] + entries[24:], head(entries))
        assert faults == [
            Fault("deleted", 10, "Entry 10 is missing before entry 11."),
            Fault("deleted", 20, "Entries 20 to 24 are missing before entry 25."),
        ]

    def test_the_first_entries_missing(self):
        assert named(verify(chain(40)[3:])) == [("deleted", 1)]

    def test_a_cut_tail_shows_against_the_head(self):
        entries = chain(40)
        assert verify(entries[:37]) == []
        faults = verify(entries[:37], head(entries))
        assert named(faults) == [("cut", 38)]
        assert faults[0].what.startswith("Entries 38 to 40 are missing at the end")

    def test_removed_and_the_gap_closed(self):
        entries = chain(40)
        faults = verify(renumbered(entries[:19] + entries[20:]), head(entries))
        assert named(faults) == [("edited", 20), ("renumbered", 40)]
        assert "removed" in faults[0].what
        assert "now has the number 39" in faults[1].what

    def test_the_first_removed_and_the_gap_closed(self):
        assert named(verify(renumbered(chain(9)[1:]))) == [("edited", 1)]

    @pytest.mark.parametrize("fitting", [True, False])
    @pytest.mark.parametrize("count", [1, 3])
    def test_inserted(self, fitting, count):
        entries = chain(40)
        start = entries[18].hash if fitting else "f" * 64
        forged = chain(count, start=20, previous=start, by="forger")
        faults = verify(renumbered(entries[:19] + forged + entries[19:]))
        assert named(faults) == [("inserted", 20 + n) for n in range(count)]

    def test_a_copy(self):
        entries = chain(40)
        faults = verify(renumbered([*entries[:20], entries[17], *entries[20:]]))
        assert named(faults) == [("inserted", 21)]
        assert "the hash of entry 18: a copy" in faults[0].what

    def test_a_forged_entry_on_an_earlier_one_does_not_blame_those_between(self):
        entries = chain(40)
        forged = chain(1, previous=entries[16].hash, by="forger")
        faults = verify(renumbered([*entries[:20], *forged, *entries[20:]]))
        assert named(faults) == [("inserted", 21)]

    def test_a_number_twice(self):
        entries = chain(40)
        twice = Entry(20, "ab" * 32, {"by": "forger"})
        assert named(verify([*entries[:20], twice, *entries[20:]])) == [("inserted", 20)]

    @pytest.mark.parametrize("at", [1, 5, 38, 39])
    def test_two_swapped(self, at):
        entries = chain(40)
        entries[at - 1], entries[at] = entries[at], entries[at - 1]
        faults = verify(renumbered(entries))
        assert named(faults) == [("reordered", at + 1)]
        assert f"before entry {at}." in faults[0].what

    @pytest.mark.parametrize(("start", "end"), [(5, 9), (9, 5), (3, 90), (90, 3), (1, 99)])
    def test_moved(self, start, end):
        entries = chain(100)
        moved = entries.pop(start - 1)
        entries.insert(end - 1, moved)
        assert named(verify(renumbered(entries))) == [("reordered", end)]

    def test_one_number_changed(self):
        entries = chain(40)
        last = replace(entries.pop(4), seq=77)
        faults = verify([*entries, last])
        assert named(faults) == [("reordered", 77)]
        assert "after entry 4 and before entry 6" in faults[0].what

    def test_later_numbers_shifted(self):
        entries = chain(40)
        shifted = [replace(each, seq=each.seq + 10) for each in entries[20:]]
        faults = verify(entries[:20] + shifted)
        assert named(faults) == [("renumbered", 31)]
        assert "nothing is missing" in faults[0].what

    def test_a_forged_tail_after_an_earlier_break(self):
        entries = chain(99)
        entries[4] = changed(entries[4])
        body = {"by": "forger"}
        entries.append(Entry(100, link(entries[3].hash, body), body))
        assert named(verify(entries)) == [("edited", 5), ("reordered", 100)]

    def test_a_gap_before_an_entry_that_skips_back(self):
        entries = chain(9)
        body = {"by": "forger"}
        entries.append(Entry(15, link(entries[7].hash, body), body))
        assert named(verify(entries)) == [("inserted", 9), ("deleted", 10)]

    def test_a_run_of_spoiled_hashes(self):
        entries = chain(40)
        for n in (9, 10, 11):
            entries[n] = replace(entries[n], hash="ab" * 31 + f"{n:02}")
        assert named(verify(entries)) == [("edited", 10), ("edited", 11), ("edited", 12)]

    def test_a_chain_edited_throughout_is_read_in_reasonable_time(self):
        began = time.process_time()
        assert len(verify([changed(entry) for entry in chain(2000)])) == 2000
        assert time.process_time() - began < allowed(10)  # measured 1 s; it was once quadratic

    def test_several_tamperings_are_each_reported(self):
        entries = chain(300)
        entries[9] = changed(entries[9])
        entries[99], entries[100] = entries[100], entries[99]
        del entries[249]
        numbers = [*range(1, 250), *range(251, 301)]
        mixed = [replace(e, seq=n) for e, n in zip(entries, numbers, strict=True)]
        assert named(verify(mixed)) == [("edited", 10), ("reordered", 101), ("deleted", 250)]


CHAIN = chain(120)


@st.composite
def tampered(draw: st.DrawFn) -> tuple[str, set[int], list[Entry]]:
    """One tampering of a whole chain: its kind, the numbers it can be told by, the result."""
    entries = list(CHAIN)
    at = draw(st.integers(0, len(entries) - 1))
    seq = at + 1
    kind = draw(
        st.sampled_from(
            ["content", "hash", "both", "delete", "close", "insert", "fit", "swap", "move", "cut"]
        )
    )
    target = entries[at]
    field = draw(st.sampled_from(["event", "by", "at", "n", "new"]))
    value = draw(st.none() | st.booleans() | st.integers() | st.text(max_size=4))
    body = {**target.body, field: value}
    assume(canonical(body) != canonical(target.body))
    junk = draw(st.text("0123456789abcdef", min_size=64, max_size=64))
    if kind == "content":
        entries[at] = replace(target, body=body)
    elif kind == "hash":
        entries[at] = replace(target, hash=junk)
    elif kind == "both":
        entries[at] = Entry(seq, link(entries[at - 1].hash if at else GENESIS, body), body)
        return kind, {seq + 1} if seq < len(entries) else {seq}, entries
    elif kind == "delete":
        assume(at < len(entries) - 1)
        del entries[at]
    elif kind == "close":
        del entries[at]
        entries = renumbered(entries)
    elif kind in ("insert", "fit"):
        # A fitting entry after the last is what adding to the trail looks like.
        assume(kind == "insert" or at < len(entries) - 1)
        previous = entries[at].hash if kind == "fit" else junk
        forged = Entry(0, link(previous, body), body)
        entries = renumbered([*entries[: at + 1], forged, *entries[at + 1 :]])
        return kind, {seq + 1, len(CHAIN)}, entries
    elif kind == "swap":
        assume(at < len(entries) - 1)
        entries[at], entries[at + 1] = entries[at + 1], entries[at]
        entries = renumbered(entries)
        return kind, {seq, seq + 1}, entries
    elif kind == "move":
        end = draw(st.integers(0, len(entries) - 1))
        assume(end != at)
        entries.insert(end, entries.pop(at))
        entries = renumbered(entries)
        return kind, {seq, end + 1}, entries
    else:
        entries = entries[:at]
    return kind, {seq}, entries


@settings(max_examples=1000, deadline=None)
@given(tampered())
def test_1000_random_tamperings_are_all_found_and_named(case):
    kind, told_by, entries = case
    faults = verify(entries, head(CHAIN))
    assert faults, kind
    assert told_by & {fault.seq for fault in faults} or kind == "close"
    assert len(faults) <= 2, "one tampering is not reported as everything after it"


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_any_number_of_edits_is_found_one_by_one(seed, count):
    chosen = sorted(random.Random(seed).sample(range(120), count))
    entries = [changed(each) if n in chosen else each for n, each in enumerate(CHAIN)]
    assert named(verify(entries)) == [("edited", n + 1) for n in chosen]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(CHAIN), max_size=60), st.booleans())
def test_any_jumble_ends_in_faults_and_never_in_an_error(entries, number):
    given_entries = renumbered(entries) if number else entries
    whole = [each.hash for each in given_entries] == [e.hash for e in CHAIN[: len(given_entries)]]
    assert bool(verify(given_entries)) != whole


def test_memory_does_not_grow_with_the_chain():
    import tracemalloc

    def entries(count):
        previous = GENESIS
        for seq in range(1, count + 1):
            body = {"n": seq, "text": "x" * 200}
            previous = link(previous, body)
            yield Entry(seq, previous, body)

    peaks = []
    for count in (500, 5000):
        tracemalloc.start()
        assert verify(entries(count)) == []
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5
