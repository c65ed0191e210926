"""Finding references by their words, alike on SQLite and on PostgreSQL.

A plain search through the text of 12,525 records costs 40 to 50 ms of CPU a scan, and twice that
for a count and a page; so both databases keep an index of words. `find` holds a record's words
already folded (lower case, no accents, one blank between them), and the same folding is applied to
what a person types, so that the two databases only compare words and cannot differ in opinion.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F

# Scripts without blanks between words: every character is a word, and a word is a phrase.
ONE_BY_ONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{ONE_BY_ONE}]|[^\W_{ONE_BY_ONE}]+")
ASKED = re.compile(r'"([^"]*)"?|(\S+)')
LONGEST = 100_000
"""Characters of a record that are searched; PostgreSQL indexes no more than a megabyte."""


def words(text: str) -> list[str]:
    """The words of a text as they are compared: lower case, without accents or marks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return WORD.findall(text.casefold())


def folded(*texts: str) -> str:
    """Several texts as one string of words."""
    return " ".join(words("\n".join(texts)))[:LONGEST]


def terms(asked: str) -> list[tuple[list[str], bool]]:
    """What a person asked for: phrases, each with whether its last word must be whole.

    `guided "low intensity"` is the words that begin with "guided", and the exact phrase.
    """
    found = [
        (words(quoted or bare), bool(quoted)) for quoted, bare in ASKED.findall(asked)
    ]  # fmt: skip
    return [term for term in found if term[0]]


class HoldsWords(Expression):
    """True for a reference that holds all the words: `filter(HoldsWords("guided cbt"))`."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, asked: str) -> None:
        super().__init__()
        self.terms = terms(asked)
        self.key, self.text = F("pk"), F("find")

    def get_source_expressions(self) -> list[Any]:
        return [self.key, self.text]

    def set_source_expressions(self, exprs: Any) -> None:
        self.key, self.text = exprs

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        key, params = compiler.compile(self.key)
        asked = " AND ".join(
            f'"{" ".join(phrase)}"{"" if whole else "*"}' for phrase, whole in self.terms
        )
        sql = f"{key} IN (SELECT rowid FROM sources_words WHERE sources_words MATCH %s)"  # noqa: S608
        return sql, [*params, asked]

    def as_postgresql(
        self, compiler: Any, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        text, params = compiler.compile(self.text)
        asked = " & ".join(
            "(" + " <-> ".join(f"'{word}'" for word in phrase) + ("" if whole else ":*") + ")"
            for phrase, whole in self.terms
        )
        return f"to_tsvector('simple', {text}) @@ to_tsquery('simple', %s)", [*params, asked]


def index(file_id: int, after: int = 0) -> None:
    """Put the references of a file into SQLite's index; PostgreSQL keeps its own by itself.

    `after` is the position up to which they are in it already.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO sources_words (rowid, find) "
                "SELECT id, find FROM sources_reference WHERE file_id = %s AND position > %s",
                [file_id, after],
            )


def forget(held: Sequence[tuple[int, str]]) -> None:
    """Take records (id, words) that are to go out of SQLite's index."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO sources_words (sources_words, rowid, find) VALUES ('delete', %s, %s)",
                held,
            )


def index_again(changed: Iterable[tuple[int, str, str]]) -> None:
    """Tell SQLite's index what records held (id, words before, words now) and hold from now on."""
    if connection.vendor == "sqlite":
        changed = list(changed)
        forget([(pk, before) for pk, before, _ in changed])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO sources_words (rowid, find) VALUES (%s, %s)",
                [(pk, now) for pk, _, now in changed],
            )
