"""Over a hundred files that are broken, made by somebody else's rules, or made to do harm."""

# ruff: noqa: S608 - statements for databases that are made here

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.exchanged.making import (
    CODED,
    WORDS,
    at_path,
    at_place,
    bomb,
    changed,
    codebook,
    database,
    flagged,
    guid,
    highlight,
    in_utf_16,
    looping,
    lying_about_size,
    many,
    many_texts,
    named,
    nested_codes,
    one_text,
    overlapping,
    packed,
    place,
    qde,
    qdpx,
    side,
    swollen,
    taguette,
    text,
    two_projects,
)

Shape = Callable[[], bytes]
HEAD = "source,start,end,quote,code,coder,memo,date\n"

HEAVY = frozenset(
    {
        "qdpx: many texts that fill",
        "qdpx: 60,000 passages",
        "csv: 150,000 rows",
        "qdpx: text of 5 MB",
        "qdpx: codebook of 100,000 codes",
        "qdpx: text of 5 MB in other letters",
        "qdpx: text of 10 MB",
        "qdpx: one passage with 50,000 codings",
        "qdpx: 60,000 entries",
        "sqlite3: 40,000 highlights",
        "sqlite3: document of angle brackets",
        "qdpx: unused entry that swells",
        "sqlite3: a value of 60 MB",
        "qdpx: a million elements",
        "qdpx: a million attributes",
        "qdpx: a hundred thousand name spaces",
        "qdpx: 50,000 references to nothing",
        "qdpx: text that swells",
        "qdpx: side file that swells",
        "qdpx: project that swells",
        "qdpx: one attribute of 12 MB",
        "sqlite3: 2,000 tables",
        "csv: a million commas",
    }
)
"""Those that cost something to make or to read: measured, but not tried in every run of tests."""

REFI: dict[str, Shape] = {
    **{
        f"entities: {kind}": partial(bomb, kind)
        for kind in ("laughs", "quadratic", "outside", "parameter", "itself")
    },
    "entities in an archive": lambda: packed({"project.qde": bomb("laughs")}),
    "entities in UTF-16": lambda: packed({"project.qde": bomb("laughs").decode().encode("utf-16")}),
    **{
        f"entry named {name}": partial(named, name)
        for name in ("../x.txt", "a/../../x", "/etc/x", "..\\x", "C:\\x", "\\\\host\\x", "x\0y")
    },
    **{
        f"text at {path}": partial(at_path, path)
        for path in (
            "internal://../../etc/passwd",
            "file:///etc/passwd",
            "http://127.0.0.1:9/T",
            "relative://../T.txt",
            "",
            "internal://",
            "absolute:///dev/zero",
        )
    },
    "a source that is missing": lambda: qdpx(text(place(0, 4))),
    "project in capitals": lambda: packed(
        {"PROJECT.QDE": qde(text(place(0, 4))), "SOURCES/t.TXT": WORDS}
    ),
    "project in a folder": lambda: packed({"a/b/project.qde": qde(text()), "a/b/T.txt": WORDS}),
    "two projects": two_projects,
    "no project": lambda: packed({"a.txt": "x", "b/": ""}),
    "project that swells": lambda: packed(
        {"project.qde": qde(f"<Description>{'a' * 30_000_000}</Description>")}
    ),
    "text that swells": lambda: swollen("sources/T.txt", 40),
    "side file that swells": lambda: swollen("uptake.json", 40),
    "unused entry that swells": lambda: swollen("sources/U.txt", 200),
    "many texts that fill": lambda: many_texts(40, 4),
    "overlapping entries": overlapping,
    "60,000 entries": lambda: packed(
        {"project.qde": qde("")} | {str(n): "" for n in range(60_000)}
    ),
    "size that lies": lying_about_size,
    "locked": lambda: flagged(1),
    "packed strangely": lambda: flagged(0, 97),
    "cut off": lambda: one_text(WORDS)[:-40],
    "cut at the front": lambda: one_text(WORDS)[40:],
    "archive within an archive": lambda: packed({"project.qde": one_text(WORDS)}),
    "list of contents that lies": lambda: one_text(WORDS)[:-8] + b"\xff" * 8,
    "elements in each other": lambda: qdpx("<Sets>" * 20_000 + "</Sets>" * 20_000),
    "one attribute of 12 MB": lambda: qde("", f'name="{"a" * 12_000_000}"'),
    "a million elements": lambda: qde("<Sets>" + "<Set/>" * 1_000_000 + "</Sets>"),
    "a million attributes": lambda: qde("", " ".join(f'a{n}="1"' for n in range(300_000))),
    "a hundred thousand name spaces": lambda: qde(
        "", " ".join(f'xmlns:a{n}="urn:{n}"' for n in range(100_000))
    ),
    "60,000 passages": lambda: qdpx(text(many(60_000)), T=WORDS),
    "one passage with 50,000 codings": lambda: qdpx(text(place(0, 4, 2, CODED * 50_000)), T=WORDS),
    "50,000 references to nothing": lambda: qdpx(
        "<Cases><Case>"
        + "".join(f'<SourceRef targetGUID="{guid(n)}"/>' for n in range(50_000))
        + "</Case></Cases>"
    ),
    "codes of one identifier": lambda: qdpx(
        "<CodeBook><Codes>"
        + (f'<Code guid="{guid(1)}" name="A"/>' * 20_000)
        + "</Codes></CodeBook>"
    ),
    "code within itself": lambda: qdpx(
        f'<CodeBook><Codes><Code guid="{guid(1)}" name="A"><Code guid="{guid(1)}" name="A"/></Code>'
        "</Codes></CodeBook>"
    ),
    "wrong places": lambda: qdpx(
        text("".join(place(n * 5 + 2, n * 5 + 4, 50 + n) for n in range(12))), T="abcdefgh" * 20
    ),
    **{
        f"place from {start} to {end}": partial(at_place, start, end)
        for start, end in (
            (-5, 4),
            (4, 2),
            (3, 3),
            (10**6, 10**7),
            (10**40, 10**41),
            ("1.5", "2"),
            ("", ""),
            ("٣", "٩"),
            (0, 10**9),
        )
    },
    **{
        f"side file: {name}": partial(side, value)
        for name, value in {
            "a list": [],
            "a word": "x",
            "no JSON": "{",
            "numbers for lists": {
                "version": 1,
                "rounds": 3,
                "chart": 4,
                "content": 5,
                "participants": 6,
            },
            "words for lists": {"rounds": "ab", "chart": "cd", "content": "ef", "codes": "gh"},
            "lists of wrong things": {
                key: [None, 1, "x", [], {}, {"guid": [], "name": {}, "rows": 1}]
                for key in (
                    "rounds",
                    "chart",
                    "content",
                    "codes",
                    "themes",
                    "participants",
                    "groups",
                    "decisions",
                    "cells",
                    "guides",
                )
            },
            "objects for lists": {
                key: {"rows": None, "columns": {}, "cells": 2}
                for key in ("rounds", "chart", "content", "codes", "themes", "participants")
            },
            "900 deep": '{"rounds": ' + "[" * 900 + "]" * 900 + "}",
            "deep": "[" * 100_000,
            "deep and closed": "[" * 5_000 + "]" * 5_000,
            "not a number": '{"version": NaN}',
            "another version": {"version": 10**30},
        }.items()
    },
    "text with NULs": lambda: one_text(WORDS.replace(" ", "\0")),
    "text that is a picture": lambda: one_text(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "text in UTF-16": lambda: one_text(WORDS.encode("utf-16")),
    "text in GBK": lambda: one_text("慢慢地开始，然后就好多了。".encode("gbk") * 20),
    "text of one line": lambda: one_text("slow " * 120_000),
    "text of 5 MB": lambda: one_text("".join(f"{n:07d} " for n in range(650_000))),
    "text of 5 MB in other letters": lambda: one_text(
        "".join(chr(0x5D0 + n * n % 27) * 3 + " " for n in range(750_000))
    ),
    "text of 10 MB": lambda: one_text("".join(f"{n:07d} " for n in range(1_300_000))),
    "text of combining marks": lambda: one_text("a" + "\u0301" * 200_000),
    "text right to left": lambda: one_text("הכול היה איטי \U0001f642 בהתחלה \u202etxt\u202c " * 20),
    "text of line ends": lambda: one_text("\r\n\r\u2028\u0085\n" * 20_000),
    "text with half a character": lambda: one_text(WORDS.encode() + b"\xf0\x9f\x98"),
    "XML in Latin-1": lambda: b'<?xml version="1.0" encoding="latin-1"?><Project name="\xe9"/>',
    "XML in an unknown encoding": lambda: b'<?xml version="1.0" encoding="utf-77"?><Project/>',
    "XML that includes": lambda: qde(
        '<i:include xmlns:i="http://www.w3.org/2001/XInclude" '
        'href="file:///etc/passwd" parse="text"/>'
    ),
    "XML with a style sheet": lambda: (
        b'<?xml-stylesheet href="http://127.0.0.1:9/"?>' + qde("")[22:]
    ),
    "XML with a schema elsewhere": lambda: qde(
        "",
        'xmlns:x="http://www.w3.org/2001/XMLSchema-instance" '
        'x:schemaLocation="a http://127.0.0.1:9/a.xsd"',
    ),
    "XML of another kind": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>QDA-XML</svg>",
    "codebook in 240 levels": lambda: nested_codes(240),
    "codebook in 5,000 levels": lambda: nested_codes(5_000),
    "codebook of 100,000 codes": lambda: codebook(
        "".join(f'<Code guid="{guid(n)}" name="{n}"/>' for n in range(100_000))
    ),
    "codebook with odd names": lambda: codebook(
        "".join(
            f'<Code guid="{guid(n)}" name="{name}" color="red;}}"/>'
            for n, name in enumerate(
                ("", " ", "&#9;", "a" * 100_000, "=1+1", "&lt;script&gt;", "\u202e", "a")
            )
        )
    ),
}
TAGUETTE: dict[str, Shape] = {
    "header alone": lambda: b"SQLite format 3\x00",
    "header and noise": lambda: b"SQLite format 3\x00" + bytes(range(256)) * 40,
    "database cut off": lambda: taguette()[:5_000],
    "page size of three": lambda: changed(16, b"\x00\x03"),
    "page size of none": lambda: changed(16, b"\x00\x00"),
    "format of the future": lambda: changed(18, b"\x09\x09"),
    "reserved space of a page": lambda: changed(20, b"\xff"),
    "more pages than there are": lambda: changed(28, b"\xff\xff\xff\xff"),
    "unknown encoding": lambda: changed(56, b"\x00\x00\x00\x09"),
    "broken schema": lambda: changed(105, b"\xff" * 60),
    "in use": lambda: changed(18, b"\x02\x02"),
    "pages that lead in a circle": looping,
    "in UTF-16": in_utf_16,
    "other tables": lambda: database(schema="CREATE TABLE a (b)"),
    "triggers": lambda: taguette(
        "CREATE TRIGGER a AFTER INSERT ON tags BEGIN DELETE FROM documents; END"
    ),
    "views": lambda: taguette(
        "CREATE VIEW a AS SELECT * FROM sqlite_master",
        "CREATE VIEW b AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) "
        "SELECT n FROM c",
    ),
    "a view for a table": lambda: database(
        "CREATE VIEW projects AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) "
        "SELECT n AS id FROM c",
        schema="CREATE TABLE tags (id); CREATE TABLE documents (id);"
        "CREATE TABLE highlights (id); CREATE TABLE highlight_tags (id);",
    ),
    "computed columns": lambda: database(
        schema=(
            "CREATE TABLE projects (id INTEGER, name TEXT AS (hex(zeroblob(1000))));"
            "CREATE TABLE tags (id); CREATE TABLE documents (id); CREATE TABLE highlights (id);"
            "CREATE TABLE highlight_tags (id);"
        )
    ),
    "index on an expression": lambda: taguette("CREATE INDEX a ON tags (lower(path))"),
    "2,000 tables": lambda: database(*(f"CREATE TABLE t{n} (a)" for n in range(2_000))),
    "table of an odd name": lambda: taguette('CREATE TABLE "a""; DROP TABLE tags; --" (b)'),
    "values of other types": lambda: taguette(
        "INSERT INTO tags VALUES (9, x'00', 7, 1.5)",
        "INSERT INTO highlights VALUES (9, 'a', 1e300, x'ff', NULL)",
    ),
    "a value of 60 MB": lambda: taguette("INSERT INTO tags VALUES (9, 1, zeroblob(60000000), '')"),
    "highlights outside": lambda: taguette(
        *(highlight(n, n - 50, 10**15, "x") for n in range(2, 99))
    ),
    "highlights with other words": lambda: taguette(
        *(highlight(n, 1, 6, "other") for n in range(2, 50))
    ),
    "40,000 highlights": lambda: taguette(*(highlight(n, 0, 4, "Slow") for n in range(2, 40_000))),
    "document of angle brackets": lambda: taguette(contents="<" * 1_000_000),
    "document of open tags": lambda: taguette(contents='<a b="' * 200_000),
    "document of open comments": lambda: taguette(contents="<!--" * 250_000),
    "document of entities": lambda: taguette(
        contents="&#x1F600;&notanentity;&#99999999999;" * 20_000
    ),
    "document of deep tags": lambda: taguette(contents="<div>" * 100_000),
    "document with a script": lambda: taguette(contents="<script>alert(1)</script><p>a"),
    "history that is no JSON": lambda: taguette(
        f"INSERT INTO commands VALUES (1, 'x', 'y', 1, 1, '{'[' * 100_000}')"
    ),
    "tags of many dots": lambda: taguette(
        *(f"INSERT INTO tags VALUES ({n + 2}, 1, '{'.' * n}a', '')" for n in range(800))
    ),
}
TABLES: dict[str, Shape] = {
    "no columns": lambda: b"a,b\n1,2\n",
    "columns alone": lambda: HEAD.encode(),
    "one line of 600,000 characters": lambda: b"a" * 600_000,
    "quotation mark left open": lambda: (HEAD + 'A,0,4,"Slow,slow,Ann,,\n' * 20_000).encode(),
    "a quotation mark on each line": lambda: (HEAD + '"\n' * 100_000).encode(),
    "a million commas": lambda: (HEAD + "," * 1_000_000).encode(),
    "150,000 rows": lambda: (HEAD + "A,0,4,Slow,slow,Ann,,\n" * 150_000).encode(),
    "NULs": lambda: (HEAD + "A\0,0\0,4,Slow,slow,Ann,,\n").encode(),
    "in UTF-16": lambda: (HEAD + "A,0,4,Slow,slow,Ann,,\n").encode("utf-16"),
    "formulas": lambda: (HEAD + "=1+1,0,4,=cmd|x,@sum,+1,-1,\t=2\n").encode(),
    "places of many digits": lambda: (
        HEAD + f"A,{'9' * 5_000},{'9' * 5_001},Slow,slow,,,\n"
    ).encode(),
    "places in other digits": lambda: (HEAD + "A,٠,٤,Slow,slow,,,\n").encode(),
    "columns twice": lambda: ("source,source,code,code,quote\n" + "a,b,c,d,e\n" * 10).encode(),
    "a date of no calendar": lambda: (HEAD + "A,0,4,Slow,slow,Ann,,2024-99-99T99:99\n").encode(),
    "line ends of three kinds": lambda: (HEAD + "A,0,4,Slow,slow,,,\r\n\rB,,,x,y,,,\n").encode(),
}
OTHERS: dict[str, Shape] = {
    "Word document": lambda: packed(
        {"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>", "word/comments.xml": "<a/>"}
    ),
    "Word document that swells": lambda: packed({"word/document.xml": "a" * 50_000_000}),
    "PDF": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20,
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "gzip": lambda: b"\x1f\x8b\x08" + bytes(range(256)) * 20,
    "program": lambda: b"\x7fELF" + bytes(range(256)) * 20,
    "PK alone": lambda: b"PK\x03\x04",
    "empty archive": lambda: b"PK\x05\x06" + b"\0" * 18,
    "blanks": lambda: b" \n" * 1_000,
    "zeros": lambda: b"\0" * 100_000,
    "byte order mark alone": lambda: b"\xef\xbb\xbf",
    "markup of a page": lambda: b"<!doctype html><title>QDA-XML</title>",
}


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Each file: a name, how it ends, and what makes it."""
    for end, lot in (("qdpx", REFI), ("sqlite3", TAGUETTE), ("csv", TABLES), ("docx", OTHERS)):
        for name, make in lot.items():
            yield f"{end}: {name}", end, make
