"""Settling overlaps, pseudonyms, replacing with offsets, repeats and what remains."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.deidentify import (
    OVER_89,
    Entry,
    Hit,
    Listed,
    Pseudonyms,
    Standing,
    Sure,
    apply,
    find,
    remaining,
    repeats,
    settled,
)
from uptake.methods.deidentify.folding import Folded, folded
from uptake.methods.deidentify.people import Person, person, same

KINDS = ("name", "place", "phone number")


def at(text, words, kind="name", sure=Sure.LIKELY, nth=0):
    """A hit on the words where they stand for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Hit(start, start + len(words), kind, words, sure, "told")


TEXT = "ab, cd ef-gh. ij k"
LETTERS = [place for place, letter in enumerate(TEXT) if letter.isalpha()]


@st.composite
def some_hits(draw, text=TEXT):
    found = []
    for _ in range(draw(st.integers(0, 7))):
        start, end = sorted(draw(st.lists(st.sampled_from(LETTERS), min_size=2, max_size=2)))
        end += 1
        kind, sure = draw(st.sampled_from(KINDS)), draw(st.sampled_from(Sure))
        found.append(Hit(start, end, kind, text[start:end], sure, "told"))
    return found


def settled_slowly(text, hits, unsure=()):
    """Paint each letter with the best hit that covers it, then read off what belongs together."""

    def rank(one):
        return (one.start - one.end, -one.sure, one.start, KINDS.index(one.kind))

    ordered = [*sorted(hits, key=rank), *sorted(unsure, key=rank)]
    painted = [None] * len(text)
    for number, one in enumerate(ordered):
        for place in range(one.start, one.end):
            if painted[place] is None:
                painted[place] = number
    told = []
    for number, places in itertools.groupby(range(len(text)), key=painted.__getitem__):
        places = list(places)
        if number is None:
            continue
        one = ordered[number]
        start, end = places[0], places[-1] + 1
        whole = (start, end) == (one.start, one.end)
        while not whole and start < end and not text[start].isalnum():
            start += 1
        while not whole and start < end and not text[end - 1].isalnum():
            end -= 1
        if start < end:
            sure = one.sure if whole and number < len(hits) else Sure.UNSURE
            told.append((start, end, one.kind, sure))
    return told


class TestSettling:
    @given(some_hits(), some_hits())
    def test_the_same_as_painting_letter_by_letter(self, hits, unsure):
        found = settled(TEXT, hits, unsure)
        assert [(it.start, it.end, it.kind, it.sure) for it in found] == settled_slowly(
            TEXT, hits, unsure
        )

    @given(some_hits())
    def test_no_letter_that_a_rule_saw_is_lost(self, hits):
        seen = {place for one in hits for place in range(one.start, one.end)}
        kept = {place for one in settled(TEXT, hits) for place in range(one.start, one.end)}
        assert {place for place in seen if TEXT[place].isalnum()} <= kept <= seen

    @given(some_hits(), st.randoms(use_true_random=False))
    def test_the_order_in_which_rules_ran_does_not_matter(self, hits, chance):
        mixed = hits.copy()
        chance.shuffle(mixed)
        assert settled(TEXT, mixed) == settled(TEXT, hits)

    def test_the_longest_then_the_surest(self):
        long = at(TEXT, "ab, cd", sure=Sure.UNSURE)
        short = at(TEXT, "ab", "place", Sure.SURE)
        assert settled(TEXT, [short, long]) == (long,)
        surest = at(TEXT, "ab, cd", "place", Sure.SURE)
        assert settled(TEXT, [long, surest]) == (surest,)

    def test_a_loser_keeps_what_is_left(self):
        first, second = at(TEXT, "ab, cd"), at(TEXT, "cd ef", sure=Sure.SURE)
        assert settled(TEXT, [second, first]) == (first, at(TEXT, "ef", sure=Sure.UNSURE))


class TestPeople:
    @pytest.mark.parametrize(
        ("words", "who"),
        [
            ("Mrs Siobhan Kerrigan", Person("siobhan", "kerrigan", sex="woman")),
            ("Mr. Kerrigan's", Person(family="kerrigan", sex="man")),
            ("Mr and Mrs Calloway", Person(family="calloway")),
            ("Siobhán", Person(either="siobhan")),
            ("Dr Jan van den Broek", Person("jan", "broek")),
            ("Prof van den Broek", Person(family="broek")),
            ("D. K. Rao", Person("d", "rao")),
            ("Drs Bell and Vo", Person(either="bellandvo")),
            ("Dr", Person()),
            ("de la", Person("de", "la")),
        ],
    )
    def test_read(self, words, who):
        assert person(words) == who

    @pytest.mark.parametrize(
        ("one", "other", "answer"),
        [
            ("Mrs Kerrigan", "Siobhan Kerrigan", True),
            ("Siobhan", "Siobhan Kerrigan", True),
            ("Kerrigan", "Siobhan Kerrigan", True),
            ("D. Rao", "Deepa Rao", True),
            ("Dr Rao", "Mrs Rao", True),
            ("Mr Rao", "Mrs Rao", False),
            ("Deepa Rao", "Priya Rao", False),
            ("Deepa Rao", "Deepa Vo", False),
            ("Deepa", "Priya Rao", None),
        ],
    )
    def test_whether_they_may_be_one(self, one, other, answer):
        assert same(person(one), person(other)) is answer
        assert same(person(other), person(one)) is answer


def replaced(text, *names, listed=(), key=None):
    key = (key or Pseudonyms(tuple(listed))).extended(find(text, names=[*names, *listed]), text)
    hits = find(text, names=[*names, *listed])
    return apply(text, hits, key.replacements(hits)).text, key


class TestPseudonyms:
    def test_one_person_one_pseudonym(self):
        text = "Mrs Siobhan Kerrigan said Siobhan's and Mrs Kerrigan's, the Kerrigans; KERRIGAN"
        assert replaced(text, "Siobhan Kerrigan")[0] == (
            "[name 1] said [name 1]'s and [name 1]'s, the [name 1]; [name 1]"
        )

    def test_two_of_one_family_are_two_and_their_name_alone_is_never_guessed(self):
        text = "Mr Quill met Mrs Quill. Quill said so. Mrs Quill knew, Quill too."
        assert replaced(text, "Quill")[0] == (
            "[name 1] met [name 2]. [name 3] said so. [name 2] knew, [name 3] too."
        )

    def test_the_list_gives_pseudonyms_and_tells_who_is_who(self):
        listed = [
            Listed("Siobhan Kerrigan", replacement="Anna"),
            Listed("Harrowfield", "place", "a small town"),
            Listed("Thornby", "place"),
            Listed("Deepa Rao"),
        ]
        text = "Mrs Kerrigan left harrowfield for Thornby with Deepa. Dr Rao stayed in Harrowfield."
        assert replaced(text, listed=listed)[0] == (
            "Anna left a small town for [place 1] with [name 1]. [name 1] stayed in a small town."
        )

    def test_numbers_are_one_however_they_are_written(self):
        text = "07700 900123, 07700900123, +44 7700 900123, 0044 (0)7700 900 123; 999-110-6847"
        assert replaced(text + ", 999 110 6847")[0] == (
            "[phone number 1], [phone number 1], [phone number 1], [phone number 1]; "
            "[NHS number 1], [NHS number 1]"
        )

    def test_ages_are_not_numbered(self):
        assert replaced("she is 93. He is 95.")[0] == f"she is {OVER_89}. He is {OVER_89}."

    def test_a_key_grows_and_never_changes(self):
        _, first = replaced("Mrs Kerrigan met Dr Vo on 07700 900123")
        text, second = replaced(
            "Dr Vo met Mr Bellamy and Siobhan Kerrigan", "Siobhan Kerrigan", key=first
        )
        assert second.entries[: len(first.entries)] == first.entries
        assert text == "[name 2] met [name 3] and [name 1]"

    def test_a_key_meets_the_list_again(self):
        listed = (Listed("Siobhan Kerrigan"),)
        key = Pseudonyms(listed, (Entry("name", "Mrs Kerrigan", "Anna"),))
        assert replaced("Siobhan, Mrs Kerrigan", listed=listed, key=key)[0] == "Anna, Anna"

    def test_entries_of_one_pseudonym_are_one_person(self):
        entries = (Entry("name", "Mrs Quill", "Eve"), Entry("name", "Jo Quill", "Eve"),
                   Entry("name", "Mr Quill", "Bob"))  # fmt: skip
        text = replaced("Jo met Mr Quill", "Jo", key=Pseudonyms((), entries))[0]
        assert text == "Eve met Bob"

    def test_a_pseudonym_that_stands_in_the_text_is_not_given_again(self):
        assert replaced("[name 1] met Dr Vo")[0] == "[name 1] met [name 2]"
        listed = [Listed("Deepa", replacement="[name 1]")]
        assert replaced("Dr Vo met Deepa", listed=listed)[0] == "[name 2] met [name 1]"

    def test_what_the_key_does_not_hold(self):
        with pytest.raises(KeyError, match="holds no name for what stands at 4"):
            Pseudonyms().replacements([at("Hi, Dr Vo", "Dr Vo")])

    @given(st.permutations(["Siobhan", "Mrs Kerrigan", "Siobhan Kerrigan", "Dr Vo", "Vo", "Mr Vo"]))
    def test_deterministic_and_numbered_as_they_appear(self, said):
        text = "; ".join(said)
        hits = [at(text, words) for words in said]
        key = Pseudonyms().extended(hits, text)
        assert key == Pseudonyms().extended(reversed(hits), text)
        assert key.extended(hits) == key
        fresh = list(dict.fromkeys(entry.replacement for entry in key.entries))
        assert fresh == [f"[name {n}]" for n in range(1, len(fresh) + 1)]


@st.composite
def text_and_hits(draw):
    text = draw(st.text("abc d", min_size=1, max_size=30))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    hits = [
        Hit(start, end, "name", text[start:end], Sure.SURE, "told")
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]
    words = draw(st.lists(st.text("XY", max_size=4), min_size=len(hits), max_size=len(hits)))
    return text, hits, words


class TestReplacing:
    def test_turns_follow(self):
        text = "Int: Hello.\nDr Vo: I know Ann well."
        hits = [at(text, "Dr Vo"), at(text, "Ann")]
        done = apply(text, hits, ["[name 1]", "P"])
        assert done.text == "Int: Hello.\n[name 1]: I know P well."
        for start, end in ((0, 11), (12, len(text)), (19, len(text)), (26, 29)):
            assert done.text[done.start(start) : done.end(end)] in done.text
        assert done.text[done.start(12) : done.end(len(text))] == "[name 1]: I know P well."
        assert done.text[done.start(26) : done.end(29)] == "P"
        assert (done.start(14), done.end(14)) == (12, 20)

    @given(text_and_hits())
    def test_the_same_as_letter_by_letter(self, given_case):
        text, hits, words = given_case
        done = apply(text, hits[::-1], words[::-1])
        pieces, starts, ends = [], {}, {}
        size = place = 0
        by_start = {one.start: (one, word) for one, word in zip(hits, words, strict=True)}
        ends[0] = 0
        while place < len(text):
            if place in by_start:
                one, word = by_start[place]
                for inside in range(one.start, one.end):
                    starts[inside] = size
                    ends[inside + 1] = size + len(word)
                pieces.append(word)
                size += len(word)
                place = one.end
            else:
                pieces.append(text[place])
                starts[place], ends[place + 1] = size, size + 1
                size, place = size + 1, place + 1
        starts[len(text)] = size
        assert done.text == "".join(pieces)
        assert {place: done.start(place) for place in starts} == starts
        assert {place: done.end(place) for place in ends} == ends
        for move in done.moves:
            assert done.text[move.new_start : move.new_end] in words

    def test_nothing_to_replace(self):
        done = apply("abc", [], [])
        assert (done.text, done.start(2), done.end(3)) == ("abc", 2, 3)

    def test_what_is_refused(self):
        text = "Dr Vo knows"
        with pytest.raises(ValueError, match="no longer stand there"):
            apply("Mr Vo knows", [at(text, "Dr Vo")], ["x"])
        with pytest.raises(ValueError, match="overlaps another"):
            apply(text, [at(text, "Dr Vo"), at(text, "Vo")], ["x", "y"])
        with pytest.raises(ValueError, match="is empty"):
            apply(text, [Hit(1, 1, "name", "", Sure.SURE, "told")], ["x"])
        with pytest.raises(ValueError, match="shorter"):
            apply(text, [at(text, "Vo")], [])


class TestRepeats:
    TEXT = "Mrs Jo Quill came. mrs jo quill, Jo, QUILLS and quilling; Mrs Jo Quill's."

    def test_the_same_words_and_their_parts(self):
        accepted = at(self.TEXT, "Mrs Jo Quill")
        found = repeats(self.TEXT, accepted)
        assert [(it.words, it.sure) for it in found] == [
            ("mrs jo quill", Sure.LIKELY),
            ("QUILLS", Sure.UNSURE),
            ("Mrs Jo Quill", Sure.LIKELY),
        ]
        assert {it.kind for it in found} == {"name"}

    def test_what_is_known_is_not_proposed_again(self):
        accepted = at(self.TEXT, "Mrs Jo Quill")
        known = [at(self.TEXT, "QUILLS"), at(self.TEXT, "Mrs Jo Quill", nth=1)]
        assert [it.words for it in repeats(self.TEXT, accepted, known)] == ["mrs jo quill"]

    def test_other_kinds_are_looked_for_whole(self):
        text = "12 Elm Road, Elm, 12 ELM ROAD"
        found = repeats(text, at(text, "12 Elm Road", "address"))
        assert [it.words for it in found] == ["12 ELM ROAD"]

    def test_one_letter_is_too_little(self):
        assert repeats("A b a", at("A b a", "A")) == ()


class TestRemaining:
    def test_the_canary(self):
        text = "So siobhán-kerrigan rang 07700900123 and [name 1]; Quills too, not quilling."
        originals = ["Siobhan Kerrigan", "07700 900 123", "Mrs Quill", "Vo", "x"]
        assert remaining(text, originals) == (
            Standing("Siobhan Kerrigan", 3, 19),
            Standing("07700 900 123", 25, 36),
            Standing("Mrs Quill", 51, 57),
        )

    def test_nothing_remains_after_replacing(self):
        text = (
            "Mrs Quill, DOB 14 March 1961, of 14 Elm Road, LS39 4QT; Quill's phone: 07700 900123."
        )
        hits = find(text, names=["Quill"])
        key = Pseudonyms().extended(hits)
        done = apply(text, hits, key.replacements(hits))
        assert remaining(text, [entry.words for entry in key.entries])
        assert remaining(done.text, [entry.words for entry in key.entries]) == ()

    def test_titles_alone_are_no_originals(self):
        assert remaining("Dr who", ["Dr "]) == (Standing("Dr ", 0, 2),)


class TestFolding:
    @pytest.mark.parametrize(
        ("words", "plain"),
        [("Siobhán", "siobhan"), ("Łø", "lo"), ("Straße", "strasse"), ("a_b-c", "abc"), ("", ""),
         ("Siobha\u0301n", "siobhan"), ("\u0301", "")],
    )  # fmt: skip
    def test_bare_letters(self, words, plain):
        assert folded(words) == plain

    @given(st.text("aéßs -_',", max_size=24), st.text("aes", min_size=1, max_size=4))
    def test_the_same_as_trying_every_stretch(self, text, needle):
        whole = Folded(text)
        words = "".join(letter if letter.isalnum() else " " for letter in text)
        begins = {
            place for place in range(len(words))
            if words[place] != " " and (place == 0 or words[place - 1] == " ")
        }  # fmt: skip
        stops = {
            place + 1 for place in range(len(words))
            if words[place] != " " and (place + 1 == len(words) or words[place + 1] == " ")
        }  # fmt: skip
        expected = {
            (start, stop)
            for start in begins for stop in stops
            if start < stop and folded(text[start:stop]) in (needle, f"{needle}s")
            and "    " not in words[start:stop] and ", " not in text[start:stop]
        }  # fmt: skip
        assert set(whole.spans(needle)) <= expected
        exact = {pair for pair in expected if folded(text[slice(*pair)]) == needle}
        assert exact <= set(whole.spans(needle))
