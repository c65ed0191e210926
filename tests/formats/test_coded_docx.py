from __future__ import annotations

from io import BytesIO

import docx
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from uptake.formats.coded_docx import Commented, write
from uptake.formats.turns import normalise

TEXT = "I slept badly.\n\nThe site 😀 helped, “really”.\nשלום עולם"


def marked(data: bytes) -> list[str]:
    """The words that each comment marks, with a line end after each paragraph."""
    document = docx.Document(BytesIO(data))
    found: dict[str, str] = {}
    opened: list[str] = []
    for paragraph in document.paragraphs:
        for element in paragraph._p:
            number = element.get(qn("w:id")) or ""
            if element.tag == qn("w:commentRangeStart"):
                opened.append(number)
                found[number] = ""
            elif element.tag == qn("w:commentRangeEnd"):
                opened.remove(number)
            elif element.tag == qn("w:r"):
                for one in opened:
                    found[one] += "".join(it.text or "" for it in element.iter(qn("w:t")))
        for one in opened:
            found[one] += "\n"
    return [found[str(comment.comment_id)] for comment in document.comments]


def test_each_coding_is_a_comment_on_its_words():
    codings = [
        Commented(16, 24, "site", "Bo", "", "2026-03-01T09:30:00Z"),
        Commented(2, 7, "sleep", "Ann", "see also\nnight 2"),
        Commented(0, 26, "all", "Ann"),
        Commented(45, 49, "greeting"),
    ]
    written = write(TEXT, codings, title="Talk 1")
    assert written.losses == ()
    document = docx.Document(BytesIO(written.data))
    assert [it.text for it in document.paragraphs] == ["Talk 1", *TEXT.split("\n")]
    assert document.core_properties.title == "Talk 1"
    comments = list(document.comments)
    assert [(it.author, it.text) for it in comments] == [
        ("Ann", "all"), ("Ann", "sleep\nsee also\nnight 2"), ("Bo", "site"), ("", "greeting"),
    ]  # fmt: skip
    assert [it.timestamp is not None for it in comments] == [False, False, True, False]
    assert marked(written.data) == [TEXT[0:26], "slept", "The site", TEXT[45:49]]


def test_codings_outside_and_on_line_ends_are_counted():
    outside = [Commented(3, 5, "a"), Commented(5, 99, "b"), Commented(4, 2, "c")]
    written = write("One\n\ntwo", [*outside, Commented(0, 3, "d", created="today")])
    assert [(it.kind, it.count) for it in written.losses] == [
        ("codings that don't lie in the text", 3), ("dates in another form", 1),
    ]  # fmt: skip
    assert marked(written.data) == ["One"]


def test_equal_input_gives_equal_bytes_and_what_xml_cannot_hold_is_replaced():
    codings = [Commented(0, 3, "a\x00", "b\ufffe", "c\x01")]
    written = write("e\u0301\ufffe", codings)
    assert written.data == write("e\u0301\ufffe", codings).data
    [comment] = docx.Document(BytesIO(written.data)).comments
    assert (comment.author, comment.text) == ("b\ufffd", "a\ufffd\nc\ufffd")
    assert marked(written.data) == ["é\ufffd"]


@given(
    st.text(alphabet="ab \n\r😀שe\u0301", max_size=25),
    st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=4),
)
@settings(max_examples=25)
def test_any_codings_mark_the_words_they_had(text, places):
    written = write(text, [Commented(*place, "c") for place in places])
    kept = len(places) - sum(it.count for it in written.losses)
    words = marked(written.data)
    assert len(words) == kept
    assert all(it.strip("\n") and it.strip("\n") in normalise(text) for it in words)
