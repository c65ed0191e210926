"""Finding words repeated elsewhere, against a slow twin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.echoes import RUN, WHOLE, echoes, letters

SPEECH = (
    "They said, fine, but nothing comes off. So it was seven clients a day and the digital "
    "ones came on top of that."
)


def test_a_quotation_is_found_whatever_stands_around_it():
    note = 'She told us: "So it was seven CLIENTS a day,\nand the digital ones" - striking.'
    assert echoes({"note": note, "other": "Nothing of the kind stands here at all."}, SPEECH) == {
        "note"
    }


def test_a_short_text_counts_when_all_of_it_is_repeated():
    assert echoes({1: "nothing comes off", 2: "nothing comes off now", 3: "a day"}, SPEECH) == {1}


def test_a_few_common_words_are_no_quotation():
    assert echoes(
        {1: "It was the digital team who asked for that training in the end."}, SPEECH
    ) == (set())


def test_nothing_echoes_silence():
    assert echoes({1: "So it was seven clients a day and the digital ones"}, "") == set()
    assert echoes({}, SPEECH) == set()


def test_scripts_without_blanks_are_read():
    said = "我们没有时间也没有人手所以病人只能自己一个人在家里面用那个软件没有人管"
    assert echoes({1: f"他说{said}。"}, said) == {1}


@given(
    st.dictionaries(st.integers(0, 3), st.text("ab .", max_size=70), max_size=4),
    st.text("ab .", max_size=120),
)
def test_the_same_as_looking_everywhere(texts, speech):
    said = letters(speech)

    def repeats(text):
        plain = letters(text)
        if len(plain) < RUN:
            return len(plain) >= WHOLE and plain in said
        return any(plain[at : at + RUN] in said for at in range(len(plain) - RUN + 1))

    assert echoes(texts, speech) == {key for key, text in texts.items() if repeats(text)}
