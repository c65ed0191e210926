"""What the rules propose to take out, kind by kind, and what they let stand."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.deidentify import Hit, Listed, Sure, find, is_role, nhs_check

WEIGHTS = {0: 10, 1: 9, 2: 8, 3: 7, 4: 6, 5: 5, 6: 4, 7: 3, 8: 2}


def said(text, kind, **more):
    """The words proposed as one kind."""
    return [one.words for one in find(text, **more) if one.kind == kind]


def sureness(text, **more):
    """How sure the only proposal is."""
    (only,) = find(text, **more)
    return only.sure


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


class TestTitles:
    @pytest.mark.parametrize(
        "words",
        [
            "Mrs Featherstonehaugh",
            "Mr. ap Rhydderch",
            "Prof Nic Giolla Bhríde",
            "Dr O'Shaughnessy",
            "Dr O\u2019Shaughnessy",
            "Revd Chidi Nwachukwu-Eze",
            "Miss Nguyễn",
            "Miss Nguye\u0302\u0303n",
            "Professor van den Broek",
            "Ms D. K. Ramanathan",
            "Dr A. Rao",
            "Mr and Mrs Calloway",
            "Dr Łukasiewicz",
            "Dr al-Rashid",
            "Drs Pemberton and Achebe-Ross",
            "Cllr Hafeez",
            "Mr French",
            "MR QUILL",
            "Mrs\nQuill",
        ],
    )
    def test_found_whole(self, words):
        assert said(f"I asked {words}, who knew.", "name") == [words]
        assert sureness(f"I asked {words}, who knew.") is Sure.LIKELY

    def test_the_possessive_stays_outside(self):
        assert said("Dr O'Shaughnessy's list", "name") == ["Dr O'Shaughnessy"]
        assert said("Dr Vo\u2019s list", "name") == ["Dr Vo"]

    @pytest.mark.parametrize(
        "words", ["Sister Agbaje", "Nurse Joanne Pettifer", "dr tapsell-brown"]
    )
    def test_weaker_ones(self, words):
        assert said(f"I asked {words} then.", "name") == [words]
        assert sureness(f"I asked {words} then.") is Sure.UNSURE

    @pytest.mark.parametrize(
        "words",
        [
            "The nurse said that Sister would come",
            "Mr or Mrs did not matter",
            "No, Sir. I said no",
            "the dr and the ms said",
            "my sister in LS",
            "Mrs I think",
            "a Professor Emeritus",
        ],
    )
    def test_none(self, words):
        assert said(words, "name") == []


class TestIntroductions:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("My name is Rhiannon and I", "Rhiannon"),
            ("My name's Beatrix Holloway.", "Beatrix Holloway"),
            ("his name was Iolo, I think", "Iolo"),
            ("Hello, I'm Desmond from the team", "Desmond"),
            ("I\u2019m Beatrix Holloway, I have", "Beatrix Holloway"),
            ("I am Carys from there", "Carys"),
            ("this is Shanice speaking", "Shanice"),
            ("My daughter is called Ffion and", "Ffion"),
            ("a lad called Kwabena Asante-Price, very", "Kwabena Asante-Price"),
            ("they called over Ann", None),
            ("Everybody calls me Dilly, even", "Dilly"),
            ("Hi, Yusuf here, can", "Yusuf"),
            ("my husband Anselm does", "Anselm"),
            ("a place called Thornby once", "Thornby"),
        ],
    )
    def test_found(self, text, words):
        assert said(text, "name") == ([words] if words else [])

    @pytest.mark.parametrize(
        "text",
        [
            "This is Exactly what I mean, I'm Afraid it goes",
            "I'm Welsh, I say it",
            "I'm Just telling you",
            "The whole thing is called Guided Self Help",
            "it's all called Stepped Care",
            "This is Cognitive therapy",
        ],
    )
    def test_none(self, text):
        assert find(text) == ()


class TestLabels:
    def test_the_speakers_are_found_in_labels_and_in_what_is_said(self):
        text = "Maureen Tapsell: I went.\nInterviewer: So, Maureen, what then?\n"
        speakers = ["Interviewer", "Maureen Tapsell", "P7"]
        assert said(text, "name", speakers=speakers) == ["Maureen Tapsell", "Maureen"]

    def test_labels_that_nobody_told_of(self):
        text = "SARAH: Yes.\nNote: none.\nP7: No.\nSARAH: Well.\nOnce: so\nP7: Hm.\n"
        assert said(text, "name") == ["SARAH", "SARAH"]

    @pytest.mark.parametrize(
        "label", ["Interviewer", "P7", "Speaker 2", "S2", "I", "FACILITATOR", "Doctor"]
    )
    def test_roles(self, label):
        assert is_role(label)

    @pytest.mark.parametrize("label", ["Maureen", "Maureen 2", "Dr Vo"])
    def test_no_roles(self, label):
        assert not is_role(label)


class TestTheList:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("so SIOBHAN said", "SIOBHAN"),
            ("siobhan's idea", "siobhan"),
            ("Siobhán said", "Siobhán"),
            ("Siobha\u0301n said", "Siobha\u0301n"),
            ("Siobhan Kerriga\u0301n\u0301 said", "Siobhan Kerriga\u0301n\u0301"),
            ("\uff9e Kerrigan", "Kerrigan"),
            ("the Kerrigans came", "Kerrigans"),
            ("the Kerrigans' car", "Kerrigans"),
            ("with Siobhan\u2011Kerrigan", "Siobhan\u2011Kerrigan"),
        ],
    )
    def test_any_way_of_writing(self, text, words):
        (only,) = find(text, names=["Siobhan Kerrigan"])
        assert (only.words, only.sure, only.kind) == (words, Sure.SURE, "name")

    @pytest.mark.parametrize("text", ["Siobhanna", "kerriganesque", "Kerri gan", "Kerriganst"])
    def test_whole_words_only(self, text):
        assert [it.words for it in find(text, names=["Siobhan Kerrigan"])] in ([], ["Kerri gan"])

    def test_words_that_are_far_apart_are_no_name(self):
        assert said("Siobhan (...) Kerrigan", "name", names=["Siobhan Kerrigan"]) == [
            "Siobhan",
            "Kerrigan",
        ]

    def test_common_words_need_a_capital(self):
        names = ["Will Young"]
        assert said("will the young go", "name", names=names) == []
        assert sureness("so Will went", names=names) is Sure.UNSURE
        assert said("will young went", "name", names=names) == ["will young"]

    def test_places_are_found_whole(self):
        text = "In HARROWFIELD and at Oakhurst practice, but no practice"
        names = [Listed("Harrowfield", "place"), Listed("Oakhurst Practice", "organisation")]
        assert said(text, "place", names=names) == ["HARROWFIELD"]
        assert said(text, "organisation", names=names) == ["Oakhurst practice"]

    def test_titles_on_the_list_are_not_looked_for(self):
        names = ["Mr and Mrs Calloway", "Dr", "", "x"]
        assert said("Dr, the calloway way, x", "name", names=names) == ["calloway"]


def test_other_finders_add_what_is_unsure_and_yield():
    text = "Dr Vo met Gwendolyn Dr Vo"

    def model(given_text):
        at = given_text.index("Gwendolyn")
        yield Hit(at, len(given_text), "name", given_text[at:], Sure.SURE, "a model")
        yield Hit(0, 5, "place", "Dr Vo", Sure.SURE, "a model")

    found = find(text, finders=[model])
    assert [(it.words, it.kind, it.sure) for it in found] == [
        ("Dr Vo", "name", Sure.LIKELY),
        ("Gwendolyn", "name", Sure.UNSURE),
        ("Dr Vo", "name", Sure.LIKELY),
    ]


SNIPPETS = (
    "Dr Vo", " ", "Mrs ", "Siobhan", "999 110 6847", "LS39 4QT", "14 Elm Road", ", ", "\n", "A", "is",
    "07700 900123", "12 May 2019", "called ", "I'm ", "a@b.org", "1", "'s", "www.x.org/", ":", "90",
)  # fmt: skip


@given(st.lists(st.sampled_from(SNIPPETS), max_size=30).map("".join))
def test_hits_are_in_order_apart_and_where_they_say(text):
    found = find(text, names=["Siobhan"], speakers=["Vo"])
    assert list(found) == sorted(found, key=lambda it: it.start)
    for one in found:
        assert one.words == text[one.start : one.end] != ""
        assert one.why
    for one, following in zip(found, found[1:], strict=False):
        assert one.end <= following.start


@given(st.text(max_size=80))
def test_any_text_can_be_read(text):
    for one in find(text, names=["é", "Siobhan ß"], speakers=[text[:9]]):
        assert one.words == text[one.start : one.end]


SPEECH = (
    "So we had no time, and Mrs Quill from Harrowfield rang on 07700 900123 in March 2020. I'm not "
    "sure that the form had 12 questions; the nurse called it progress, at 9 in the morning. "
)
SIZE = 600_000
HARD = (
    "A'",
    "a.",
    "1 ",
    "90 ",
    "0 0 0-",
    "Aa ",
    "Mr ",
    "a@a.",
    "called Ab ",
    "1:",
    "one ",
    "\u0301",
)


class TestTime:
    def cpu(self, text):
        start = time.process_time()
        find(text, names=["Siobhan Kerrigan", Listed("Harrowfield", "place")], speakers=["Quill"])
        return time.process_time() - start

    def test_a_line_of_600_000_characters_takes_less_than_two_seconds(self):
        assert min(self.cpu((SPEECH * 4000)[:SIZE]) for _ in range(2)) < 2

    @pytest.mark.parametrize("bit", HARD)
    def test_no_text_makes_a_rule_stumble(self, bit):
        """A tenth of the size in a fifth of the time of the whole: a square law would take more."""
        size = SIZE // 10
        assert min(self.cpu((bit * size)[:size]) for _ in range(2)) < 0.6

    def test_random_letters(self):
        letters = random.Random(3).choices("Aa1 .'-@:/", k=SIZE // 10)
        assert self.cpu("".join(letters)) < 0.6
