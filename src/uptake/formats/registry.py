"""The formats of references that are read: a row each, and everything else follows from the row.

What a file is, what a refusal says Uptake reads, which endings a form accepts and what the guide
lists are all taken from here. A new format is a module and a row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from uptake.formats import (
    bibtex,
    endnote_xml,
    nbib,
    ovid,
    pubmed_xml,
    refer,
    ris,
    tables,
    workbook,
    wos,
)
from uptake.formats.readers import TableReader, TextReader


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is text: what it is called, who writes it, how to know it, how to read it.

    ``recognises`` gives how many records it sees in a text, 0 for none. The format that sees most
    reads the file, the earlier row where two see as many. One that is a ``guess`` is asked only
    when no other sees any: half of all texts could be a table.
    """

    key: str
    name: str
    written_by: str
    endings: tuple[str, ...]
    recognises: Callable[[str], int]
    read_text: TextReader
    guess: bool = False


@dataclass(frozen=True, slots=True)
class BinaryFormat:
    """A format that is no text, known by its bytes before anything is decoded.

    ``recognises`` says whether the bytes are in it. All of them are tables.
    """

    key: str
    name: str
    written_by: str
    endings: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: TableReader


TEXTS: tuple[Format, ...] = (
    Format(
        ris.FORMAT, "RIS", "databases, Zotero, EndNote, Mendeley; each one's dialect",
        (".ris", ".txt"), ris.recognises, ris.read_text,
    ),
    Format(
        ovid.FORMAT, "Ovid", "Ovid's own forms: field names, or short tags (Citavi, EndNote)",
        (".txt", ".ovd", ".cgi"), ovid.recognises, ovid.read_text,
    ),
    Format(
        nbib.FORMAT, "NBIB", "PubMed and its relatives (MEDLINE format): PMC, ERIC, ProQuest",
        (".nbib", ".txt"), nbib.recognises, nbib.read_text,
    ),
    Format(
        wos.FORMAT, "Web of Science", "Web of Science: plain text, and CIW for EndNote desktop",
        (".ciw", ".isi", ".txt"), wos.recognises, wos.read_text,
    ),
    Format(
        refer.FORMAT, "ENW", "EndNote (Refer), Google Scholar, publishers' pages",
        (".enw", ".enl", ".refer"), refer.recognises, refer.read_text,
    ),
    Format(
        bibtex.FORMAT, "BibTeX", "Scopus, Web of Science, EBSCO, IEEE, ACM, Zotero, JabRef",
        (".bib", ".bibtex", ".txt"), bibtex.recognises, bibtex.read_text,
    ),
    Format(
        endnote_xml.FORMAT, "EndNote XML", "EndNote, Zotero, Citavi",
        (".xml",), endnote_xml.recognises, endnote_xml.read_text,
    ),
    Format(
        pubmed_xml.FORMAT, "PubMed XML", "PubMed and its E-utilities",
        (".xml",), pubmed_xml.recognises, pubmed_xml.read_text,
    ),
    Format(
        tables.FORMAT, "CSV", "Scopus, Embase, IEEE, Springer, PubMed, Cochrane, Rayyan, ASReview…",
        (".csv", ".tsv", ".tab", ".txt"), tables.recognises, tables.read_text,
    ),
    Format(
        tables.OTHER, "CSV", "any table: you say what each column holds",
        (".csv", ".tsv", ".tab", ".txt"), tables.recognises_any, tables.read_text, guess=True,
    ),
)  # fmt: skip
BINARIES: tuple[BinaryFormat, ...] = (
    BinaryFormat(
        workbook.FORMAT,
        "XLSX",
        "the same tables as a workbook, XLS among them",
        (".xlsx", ".xls"),
        workbook.recognises,
        workbook.read,
    ),
)

FORMATS: tuple[Format | BinaryFormat, ...] = (*TEXTS, *BINARIES)
NAMES = {it.key: it.name for it in FORMATS}
ENDINGS = tuple(dict.fromkeys(ending for it in FORMATS for ending in it.endings))


def said(last: str = "and") -> str:
    """Give the names as they stand in a sentence: ``RIS, NBIB and BibTeX``."""
    names = list(dict.fromkeys(NAMES.values()))
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
