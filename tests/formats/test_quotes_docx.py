"""Quotes as a Word document."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from uptake.formats.quotes_docx import Quote, quotes_docx


def paragraphs(content):
    return [(p.style.name, p.text) for p in Document(BytesIO(content)).paragraphs]


def test_headings_come_where_code_and_group_change():
    quotes = [
        Quote("Time", "Carers", "P01", "Interview 1, turn 2", "None at all.", "I had. ", " So.",
              ("Int", "Why?"), ("Int", "And?")),
        Quote("Time", "Carers", "P02", "Interview 2, turn 4", "An hour\x00 a week."),
        Quote("Time", "Therapists", "P03", "Interview 3, turn 1", "Never."),
        Quote("Money", "Therapists", "P03", "Interview 3, turn 2", "Little."),
    ]  # fmt: skip
    assert paragraphs(quotes_docx("Quotes", quotes, "4 quotes.")) == [
        ("Heading 1", "Quotes"),
        ("Normal", "4 quotes."),
        ("Heading 2", "Time"),
        ("Heading 3", "Carers"),
        ("Normal", "Int: Why?\nP01: I had. None at all. So.\nInt: And?\nInterview 1, turn 2"),
        ("Normal", "P02: An hour a week.\nInterview 2, turn 4"),
        ("Heading 3", "Therapists"),
        ("Normal", "P03: Never.\nInterview 3, turn 1"),
        ("Heading 2", "Money"),
        ("Heading 3", "Therapists"),
        ("Normal", "P03: Little.\nInterview 3, turn 2"),
    ]


def test_none_and_no_note():
    assert paragraphs(quotes_docx("Quotes", [])) == [("Heading 1", "Quotes")]
