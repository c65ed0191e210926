"""What the rules propose for numbers, addresses and dates, and what they let stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.methods.deidentify_said import said, sureness
from uptake.methods.deidentify import Sure, find, nhs_check

WEIGHTS = {0: 10, 1: 9, 2: 8, 3: 7, 4: 6, 5: 5, 6: 4, 7: 3, 8: 2}


def checks_slowly(number):
    """The rule of the NHS Data Dictionary, word by word."""
    if len(set(number)) == 1:
        return False
    total = 0
    for place, weight in WEIGHTS.items():
        total += weight * int(number[place])
    check = 11 - total % 11
    if check == 11:
        check = 0
    return check != 10 and check == int(number[9])


class TestNHSNumbers:
    @given(st.text("0123456789", min_size=10, max_size=10))
    def test_the_same_as_the_rule_word_by_word(self, number):
        assert nhs_check(number) == checks_slowly(number)

    @given(st.integers(0, 999_999))
    def test_of_ten_last_digits_at_most_one_is_right(self, middle):
        right = [digit for digit in "0123456789" if nhs_check(f"999{middle:06}{digit}")]
        assert len(right) <= 1

    @pytest.mark.parametrize("number", ["", "999110684", "99911068470", "99911068a7", "٩" * 10])
    def test_only_ten_plain_digits_are_a_number(self, number):
        assert not nhs_check(number)

    @pytest.mark.parametrize("digit", "0123456789")
    def test_equal_digits_are_none(self, digit):
        assert not nhs_check(digit * 10)
        assert said(f"It was {digit * 10}.", "NHS number") == []

    @pytest.mark.parametrize(
        "words", ["9991106847", "999 110 6847", "999-110-6847", "999.110.6847", "999 1106847"]
    )
    def test_any_way_of_grouping(self, words):
        assert said(f"I said {words}, slowly.", "NHS number") == [words]
        assert sureness(f"I said {words}, slowly.") is Sure.SURE

    def test_first_digits_that_are_not_given_in_england_are_less_sure(self):
        assert sureness("The 5123456783 there.") is Sure.LIKELY

    def test_a_wrong_check_digit_counts_when_it_is_said_to_be_one(self):
        assert said("999 110 6848 of them", "NHS number") == []
        (only,) = find("My NHS number is 999 110 6848.")
        assert (only.kind, only.sure) == ("NHS number", Sure.UNSURE)
        assert "check digit is wrong" in only.why

    def test_part_of_a_longer_number_is_none(self):
        assert find("It read 99911068470 there.") == ()

    def test_said_as_words(self):
        text = "triple nine, one one oh, six eight four seven"
        assert said(f"So {text}, she said.", "NHS number") == [text]
        assert find("one two three four five six seven, they count") == ()


class TestNationalInsurance:
    @pytest.mark.parametrize(
        "words", ["XY123456C", "XY 12 34 56 C", "xy-12-34-56-a", "XY123456 D", "xe 40 27 19 b"]
    )
    def test_found(self, words):
        assert said(f"It is {words}, I think", "National Insurance number") == [words]

    @pytest.mark.parametrize("first", "DFIQUV")
    def test_letters_that_no_prefix_begins_with(self, first):
        assert find(f"{first}Y123456C") == ()
        assert find(f"X{first}123456C") == ()

    def test_no_o_in_the_second_place(self):
        assert find("XO123456C") == ()
        assert said("OX123456C", "National Insurance number") == ["OX123456C"]

    @pytest.mark.parametrize("prefix", ["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"])
    def test_prefixes_never_given(self, prefix):
        assert find(f"{prefix}123456C") == ()

    @pytest.mark.parametrize("words", ["XY123456E", "XY12345C", "AXY123456C", "XY123456CA"])
    def test_other_forms_are_none(self, words):
        assert said(words, "National Insurance number") == []


class TestPostcodes:
    @pytest.mark.parametrize(
        "words",
        ["LS39 4QT", "M617XB", "bt96 3ld", "W15 4BX", "EC5A 1NP", "GIR 0AA", "gir0aa", "DN66  2JE"],
    )
    def test_found(self, words):
        assert said(f"We live in {words}, you see.", "postcode") == [words]
        assert sureness(f"We live in {words}, you see.") is Sure.SURE

    def test_an_area_that_there_is_not_is_unsure(self):
        assert sureness("It said AA1 1AA there") is Sure.UNSURE

    @pytest.mark.parametrize("letter", "CIKMOV")
    def test_letters_never_in_the_second_half(self, letter):
        assert find(f"LS39 4{letter}T") == ()
        assert find(f"LS39 4T{letter}") == ()

    @pytest.mark.parametrize("words", ["on the M1 2nd exit", "Q1 1AA", "ALS39 4QT", "LS39 4QTA"])
    def test_other_forms_are_none(self, words):
        assert said(words, "postcode") == []


class TestContacts:
    @pytest.mark.parametrize(
        "words",
        [
            "07700 900123",
            "07700900123",
            "07700-900-123",
            "(01632) 960451",
            "01632 960 451",
            "020 7946 0955",
            "+44 7700 900123",
            "+447700900123",
            "0044 7700 900 219",
            "+44 (0)29 2018 0377",
            "0808 157 0142",
            "03069 990118",
        ],
    )
    def test_telephones(self, words):
        assert said(f"Ring {words}, do.", "phone number") == [words]
        assert sureness(f"Ring {words}, do.") is Sure.SURE

    def test_short_and_foreign_ones(self):
        assert sureness("Ring 01632 96045 now") is Sure.UNSURE
        assert sureness("Ring +353 1 555 0123 now") is Sure.LIKELY

    @pytest.mark.parametrize(
        "words", ["0123456789", "04 12 34 56 78 90", "12 07700900123456", "0 to 10", "06123 456789"]
    )
    def test_other_numbers_are_none(self, words):
        assert said(words, "phone number") == []

    def test_a_telephone_number_said_as_words(self):
        words = "oh seven seven double oh, nine hundred, three one two"
        assert said(f"It is {words} I think.", "phone number") == [words]

    @pytest.mark.parametrize(
        "words",
        [
            "m.tapsell@example.org",
            "o'rourke_77@mail.example.com",
            "Nkechi.Adeyemi-Holt+digital@nhs.example.net",
            "rhiannon dot vale at example dot org",
        ],
    )
    def test_mail(self, words):
        assert said(f"Write to '{words}', or don't.", "e-mail address") == [words]
        assert said(f"Write to {words}.", "e-mail address") == [words]

    @pytest.mark.parametrize("words", ["@example", "meet @ten.o", "me@home", "we met at ten dot"])
    def test_no_mail(self, words):
        assert said(words, "e-mail address") == []

    @pytest.mark.parametrize(
        ("words", "sure"),
        [
            ("https://www.example.org/people/rhiannon?tab=2", Sure.LIKELY),
            ("www.example.net/~desmond", Sure.LIKELY),
            ("example.com/in/priya-v", Sure.LIKELY),
            ("www.example.org", Sure.UNSURE),
        ],
    )
    def test_web(self, words, sure):
        (only,) = find(f"See ({words}).")
        assert (only.words, only.kind, only.sure) == (words, "web address", sure)

    @pytest.mark.parametrize("words", ["192.0.2.44", "2001:db8::1f"])
    def test_ip(self, words):
        assert said(f"From {words}, he said.", "IP address") == [words]
        assert said(f"From {words}.", "IP address") == [words]

    @pytest.mark.parametrize(
        "words", ["version 2.4.1.0", "Release 10.2.0.1", "192.0.2.444", "at 12:30:45", "a 2.4.1 b"]
    )
    def test_versions_and_times_are_no_addresses(self, words):
        assert find(words) == ()


class TestDates:
    @pytest.mark.parametrize(
        "words",
        [
            "the 2nd of October",
            "2 October 2019",
            "Tuesday 5 May 2020",
            "Monday the 3rd of August",
            "Friday, December 4th, 2015",
            "June 3rd",
            "nov 30",
            "January 2018",
            "Sept. 2017",
            "21st Aug '19",
            "3-5 March",
            "the twenty-third of November",
            "the first of June 1999",
            "12/06/2021",
            "7.11.72",
            "1-12-1964",
            "2019-11-04",
            "2022/02/15",
        ],
    )
    def test_found(self, words):
        assert said(f"It was {words}, I know.", "date") == [words]
        assert said(f"It was {words}. Yes.", "date") == [words]

    @pytest.mark.parametrize(
        "cue", ["I was born on {}", "Date of birth {}", "DOB: {}", "my birthday is {}", "d.o.b. {}"]
    )
    def test_of_birth(self, cue):
        (only,) = find(cue.format("14 March 1961"))
        assert (only.kind, only.sure) == ("date of birth", Sure.SURE)

    @pytest.mark.parametrize(
        "words",
        [
            "you may 1 day",
            "we march 3 times",
            "in 2019",
            "version 2.4.1",
            "40/06/2021",
            "12/13/32/1",
            "13/14/2021",
            "2021-13-01",
            "2021-12-32",
            "second of all",
            "in May we",
            "decide 5",
        ],
    )
    def test_none(self, words):
        assert find(words) == ()


class TestAges:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("a 91-year-old in the group", "91-year-old"),
            ("he is ninety-four years old", "ninety-four years old"),
            ("102 years of age", "102 years of age"),
            ("a lady aged 97 asked", "97"),
            ("a man of 92 types fast", "92"),
            ("she turned a hundred and two", "a hundred and two"),
            ("My mother is 93 and well", "93"),
            ("she's nearly 90.", "90"),
            ("in her late nineties", "late nineties"),
        ],
    )
    def test_over_89(self, text, words):
        assert said(text, "age") == [words]

    @pytest.mark.parametrize(
        "text",
        [
            "she is 89",
            "aged 45",
            "the score is 93",
            "she was 95 per cent sure",
            "he is 90 minutes late",
            "I have 92 pence",
            "she is 93.5",
            "about 95 of them",
            "she is 930",
        ],
    )
    def test_others(self, text):
        assert find(text) == ()


class TestAddresses:
    @pytest.mark.parametrize(
        "words",
        [
            "14 Larkspur Road",
            "Flat 3, 27 Tanner's Row",
            "112b Old Foundry Lane",
            "9 St Dunstan's Close",
            "61 Upper Quarry Street",
            "3-5 Elm Terrace",
        ],
    )
    def test_found(self, words):
        assert said(f"I live at {words}, still.", "address") == [words]
        assert sureness(f"I live at {words}, still.") is Sure.LIKELY

    def test_a_street_without_a_number_is_unsure(self):
        assert sureness("she works in Larkspur Road") is Sure.UNSURE

    @pytest.mark.parametrize("words", ["14 on the road", "12 Close to it", "a 20 minute drive"])
    def test_none(self, words):
        assert find(words) == ()


class TestHospitalNumbersAndPlates:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("My hospital number is 4471802 on it", "4471802"),
            ("hospital no. H558120, I can", "H558120"),
            ("Hospital number 77 40 913 is it", "77 40 913"),
            ("Under patient ID PX-200418 there", "PX-200418"),
            ("It says RB0031775 under MRN on it", "RB0031775"),
            ("MRN: 0098812-4, on the scan", "0098812-4"),
        ],
    )
    def test_hospital_numbers(self, text, words):
        assert said(text, "hospital number") == [words]

    @pytest.mark.parametrize(
        "text", ["the hospital. 4471802", "patient identity 4471802", "4471802"]
    )
    def test_numbers_of_something_else(self, text):
        assert find(text) == ()

    @pytest.mark.parametrize(
        ("text", "words", "sure"),
        [
            ("saw YK01 ZXV there", "YK01 ZXV", Sure.LIKELY),
            ("saw yk01zxv there", "yk01zxv", Sure.UNSURE),
            ("My car, R007 HVX, was", "R007 HVX", Sure.UNSURE),
            ("the van was HVX 7R then", "HVX 7R", Sure.UNSURE),
        ],
    )
    def test_plates(self, text, words, sure):
        (only,) = find(text)
        assert (only.words, only.kind, only.sure) == (words, "car plate", sure)

    def test_old_plates_need_a_car(self):
        assert find("R007 HVX was there") == ()
