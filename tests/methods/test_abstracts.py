"""Abstracts cut into paragraphs at the headings that people write."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.methods.abstracts import Paragraph, paragraphs


def test_a_plain_abstract_is_one_paragraph() -> None:
    assert paragraphs("We asked  clinicians\nwhy.") == (Paragraph("", "We asked clinicians why."),)
    assert paragraphs("") == paragraphs(" \n ") == ()


def test_headings_in_capitals_are_told() -> None:
    text = "BACKGROUND: Few use it. METHODS AND RESULTS: We asked 31. CONCLUSION: It takes time."
    assert paragraphs(text) == (
        Paragraph("Background", "Few use it."),
        Paragraph("Methods and results", "We asked 31."),
        Paragraph("Conclusion", "It takes time."),
    )


@pytest.mark.parametrize(
    "text",
    ["Aims: To see. Results: Seen.", "Aims - To see. Results - Seen.",
     "Aims\nTo see.\nResults\nSeen.", "Aims: To see.\n\nResults: Seen."],
)  # fmt: skip
def test_headings_come_in_many_dresses(text: str) -> None:
    assert paragraphs(text) == (Paragraph("Aims", "To see."), Paragraph("Results", "Seen."))


@pytest.mark.parametrize(
    "text",
    ["The aim: to see.", "We measured CBT: it worked.", "It showed results. DNA was taken.",
     "Methods vary widely. Results do too."],
)  # fmt: skip
def test_what_is_no_heading_stays_in_its_sentence(text: str) -> None:
    assert paragraphs(text) == (Paragraph("", text),)


def test_what_stands_before_the_first_heading_and_between_blank_lines_is_kept() -> None:
    found = paragraphs("Protocol 12. RESULTS: One.\n\nTwo. FUNDING:")
    assert found == (
        Paragraph("", "Protocol 12."), Paragraph("Results", "One."), Paragraph("", "Two."),
        Paragraph("Funding", ""),
    )  # fmt: skip


def letters(text: str) -> list[str]:
    return re.findall(r"\w", text.casefold())


@given(st.lists(st.sampled_from(
    ["Methods:", "RESULTS:", "MAIN OUTCOME:", "We asked.", "It fell", "\n", "\n\n", ".", " ",
     "Zürich", "Aims", "-", "心理"]
), max_size=25).map(" ".join))  # fmt: skip
def test_no_letter_is_lost(text: str) -> None:
    found = paragraphs(text)
    assert letters(" ".join(f"{one.heading} {one.text}" for one in found)) == letters(text)
    assert all(one.heading or one.text for one in found)
