"""The reader is chosen by what a file holds; what can't be read is named."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from uptake.formats.detect import looks_like, read_any
from uptake.formats.registry import BINARIES, ENDINGS, FORMATS, NAMES, TEXTS, said
from uptake.formats.text import NotText, Unreadable

ROOT = Path(__file__).resolve().parents[2]
RIS = b"TY  - JOUR\nTI  - One\nPMID  - 12\nER  - \n"
NBIB = b"PMID- 12\nTI  - One\nAB  - a\n      TY - one\n"


WOS = b"FN Clarivate\nVR 1.0\nPT J\nAU Doe, A\nTI One\nPY 2020\nER\n\nEF\n"


def test_a_file_is_read_as_what_it_is() -> None:
    assert read_any(WOS, "a.ris").format == "wos"
    assert read_any(b"%0 Journal Article\n%T One\n", "a.nbib").format == "refer"
    assert read_any(b"Scopus\n\n@ARTICLE{Doe2020,\n title={One}}\n", "a.csv").format == "bibtex"
    xml = b"<?xml version='1.0'?>\n<%b><%b/></%b>"
    assert read_any(xml % (b"records", b"record", b"records"), "a").format == "endnote_xml"
    pubmed = xml % (b"PubmedArticleSet", b"PubmedArticle", b"PubmedArticleSet")
    assert read_any(pubmed, "a.ris").format == "pubmed_xml"
    assert read_any(b"<1>\nTitle\n  One\n", "a.csv").format == "ovid"
    assert read_any(b"<1. >\nVN  - Ovid Technologies\nUI  - 1\nTI  - One\n").format == "ovid"


def test_the_registry_has_each_format_once_and_says_which_it_reads() -> None:
    assert len({it.key for it in FORMATS}) == len(FORMATS) == len(TEXTS) + len(BINARIES)
    assert all(ending == ending.lower() and ending[0] == "." for ending in ENDINGS)
    assert all(it.written_by and it.endings for it in FORMATS)
    assert said().startswith("RIS, ")
    assert said("or").endswith(f" or {list(NAMES.values())[-1]}")
    with pytest.raises(Unreadable, match=f"Export it again as {said('or')}"):
        read_any(b"Dear all", "a.ris")


@pytest.mark.parametrize("name", ["a.ris", "a.txt", "a.nbib", "a.pdf", ""])
def test_the_name_does_not_matter(name: str) -> None:
    assert read_any(RIS, name).format == "ris"
    assert read_any(NBIB, name).format == "nbib"


def test_the_majority_wins() -> None:
    assert read_any(b"TY  - JOUR\nTI  - One\nPMID- 12\nER  - \n").format == "ris"


def test_tagged_lines_without_any_beginning() -> None:
    assert read_any(b"TI  - One\nAU  - Doe\n").format == "ris"
    assert read_any(b"TI  - One\n").format == "nbib"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<?xml version='1.0'?>\n<!DOCTYPE x>\n<PubmedArticleSet>", "XML"),
        (b"<?xml version='1.0'?>\n<eSummaryResult>", "a summary from PubMed"),
        (b"<abstracts-retrieval-response xmlns='x'>", "an answer of Scopus"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"<?xml version='1.0'?><records/>", "XML"),
        (b"{\\rtf1\\ansi One}", "a Rich Text document (RTF)"),
        (b'[{"title": "One"}]', "JSON"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", "a transcript or subtitles"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "a transcript or subtitles"),
    ],
)
def test_other_formats_are_named(data: bytes, kind: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_any(data, "search.ris")
    assert refusal.value.what.startswith(f"The file looks like {kind}")
    assert refusal.value.where == "search.ris"
    assert "RIS" in refusal.value.advice


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_tables_are_read_by_the_names_of_their_columns(mark: str) -> None:
    reading = read_any(mark.join(("Title", "Year", "DOI\nOne", "2020", "10.1/x\n")).encode(), "a")
    assert (reading.format, reading.references[0].title) == ("csv", "One")


def test_what_a_person_says_of_columns_reaches_the_reader() -> None:
    data = b"Naam;Soort;Jaar\nOne;article;2020\nTwo;book;2021\n"
    assert read_any(data, "a.csv").references[0].title == ""
    reading = read_any(data, "a.csv", columns={"Naam": "title"})
    assert [it.title for it in reading.references] == ["One", "Two"]
    with pytest.raises(Unreadable, match="none of its columns is known"):
        read_any(b"Naam;Soort;Kleur\nOne;article;red\n", "a.txt")


def test_a_text_of_no_known_kind() -> None:
    assert looks_like("Dear all, here they are.") == ""
    with pytest.raises(Unreadable, match="holds no references in a known form"):
        read_any(b"Dear all, here they are.", "search.ris")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04...word/document.xml", "a Word document"),
        (b"%PDF-1.4", "a PDF"),
        (bytes(range(256)) * 9, "isn't text"),
    ],
)
def test_binary_files_called_ris(data: bytes, kind: str) -> None:
    with pytest.raises(NotText, match=kind) as refusal:
        read_any(data, "search.ris")
    assert "Export it again as RIS" in str(refusal.value)


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, b" \r\n\r\n"])
def test_nothing_in_it(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^search\.ris: The file (is empty|holds only blank)"):
        read_any(data, "search.ris")


def test_the_guide_lists_what_is_read() -> None:
    guide = (ROOT / "docs/guide/references.md").read_text("utf-8")
    listed = [line for line in guide.splitlines() if line.startswith("| ")]
    for it in FORMATS:
        assert f"| {it.name} | {it.written_by} | {' '.join(it.endings)} |" in listed
