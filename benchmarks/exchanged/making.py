"""Small files of other programs, made by hand, and ways to break them."""

# ruff: noqa: S608, D103 - statements for databases made here; what each makes is in its name

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Mapping
from contextlib import closing

SPACE = "urn:QDA-XML:project:1.0"


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


LOL = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10)
)  # fmt: skip
BOOK = f'<CodeBook><Codes><Code guid="{guid(10)}" name="Slow" isCodable="true"/></Codes></CodeBook>'
CODED = f'<Coding guid="{guid(11)}"><CodeRef targetGUID="{guid(10)}"/></Coding>'
WORDS = "Case 4: Slow at first, then better by far, though it took many weeks to be so.\n"


TABLES_OF_TAGUETTE = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT, created DATETIME);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT,
  created DATETIME, project_id INTEGER, text_direction TEXT, contents TEXT);
CREATE TABLE commands (id INTEGER PRIMARY KEY, date DATETIME, user_login TEXT, project_id INTEGER,
  document_id INTEGER, payload TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER,
  end_offset INTEGER, snippet TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
"""


def qde(inside: str, attributes: str = 'name="P"') -> bytes:
    return (
        f'<?xml version="1.0"?>\n<Project xmlns="{SPACE}" {attributes}>{inside}</Project>'.encode()
    )


def packed(entries: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def qdpx(inside: str, **texts: bytes | str) -> bytes:
    entries: dict[str, bytes | str] = {"project.qde": qde(inside)}
    return packed(entries | {f"sources/{name}.txt": data for name, data in texts.items()})


def database(*statements: str, schema: str = TABLES_OF_TAGUETTE) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()


def document(contents: str) -> str:
    kept = contents.replace("'", "''")
    return f"INSERT INTO documents VALUES (1, 'Talk', '', '', '', 1, '', '{kept}')"


def highlight(number: int, start: int, end: int, snippet: str) -> str:
    return f"INSERT INTO highlights VALUES ({number}, 1, {start}, {end}, '{snippet}')"


def text(places: str = "", path: str = "internal://T.txt", number: int = 1) -> str:
    return (
        f'{BOOK}<Sources><TextSource guid="{guid(number)}" name="A" plainTextPath="{path}">'
        f"{places}</TextSource></Sources>"
    )


def place(start: object, end: object, number: int = 2, inside: str = CODED) -> str:
    return (
        f'<PlainTextSelection guid="{guid(number)}" startPosition="{start}" endPosition="{end}">'
        f"{inside}</PlainTextSelection>"
    )


def many(number: int, inside: str = CODED) -> str:
    return "".join(place(at % 60, at % 60 + 8, 100 + at, inside) for at in range(number))


def one_text(words: bytes | str) -> bytes:
    return qdpx(text(place(0, 4)), T=words)


def at_path(path: str) -> bytes:
    return qdpx(text(place(0, 4), path), T=WORDS)


def at_place(start: object, end: object) -> bytes:
    return qdpx(text(place(start, end)), T=WORDS)


def bomb(kind: str) -> bytes:
    declared, used = {
        "laughs": (LOL, "&l9;"),
        "quadratic": (f'<!ENTITY q "{"a" * 100_000}">', "&q;" * 10_000),
        "outside": ('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        "parameter": ('<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;', ""),
        "itself": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
    }[kind]
    return (
        f'<!DOCTYPE Project [{declared}]><Project xmlns="{SPACE}"><Description>{used}'
        "</Description></Project>"
    ).encode()


def named(name: str) -> bytes:
    return packed({"project.qde": qde(text()), name: "x"})


def two_projects() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("project.qde", qde(text(), 'name="First"'))
        file.writestr("Project.QDE", qde("", 'name="Second"'))
    return out.getvalue()


def swollen(entry: str, megabytes: int) -> bytes:
    parts: dict[str, bytes | str] = {"project.qde": qde(text(place(0, 4))), "sources/T.txt": WORDS}
    return packed(parts | {entry: b'"' + b"a" * (megabytes << 20) + b'"'})


def many_texts(number: int, megabytes: int) -> bytes:
    """Texts that each shrink less than is suspicious, and together fill the machine."""
    lot = "".join(f"{at:08x}" for at in range((megabytes << 20) // 8)).encode()
    sources = "".join(
        f'<TextSource guid="{guid(at)}" name="{at}" plainTextPath="internal://{at}.txt"/>'
        for at in range(number)
    )
    return packed(
        {"project.qde": qde(f"<Sources>{sources}</Sources>")}
        | {f"sources/{at}.txt": lot for at in range(number)}
    )


def overlapping() -> bytes:
    """Many entries of the list of contents that share the same packed bytes."""
    whole = packed({"project.qde": qde(text()), "sources/T.txt": b"a" * 900_000})
    first = whole.index(b"PK\x01\x02")
    last = whole.index(b"PK\x05\x06")
    kept = whole.index(b"PK\x01\x02", first + 4)
    entry = whole[kept:last]
    names = [b"sources/%1d.txt" % (at % 10) for at in range(2000)]
    listed = whole[first:kept] + b"".join(entry.replace(b"sources/T.txt", it) for it in names)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2001, 2001, len(listed), first, 0)
    return whole[:first] + listed + end


def lying_about_size() -> bytes:
    data = bytearray(packed({"project.qde": qde(text()), "sources/T.txt": b"a" * 2_000_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def flagged(flag: int, method: int | None = None) -> bytes:
    data = bytearray(one_text(WORDS))
    for sign, flags, kind in ((b"PK\x03\x04", 6, 8), (b"PK\x01\x02", 8, 10)):
        at = data.index(sign)
        data[at + flags] |= flag
        if method is not None:
            data[at + kind] = method
    return bytes(data)


def side(value: object) -> bytes:
    said = value if isinstance(value, str) else json.dumps(value)
    return packed({"project.qde": qde(text(place(0, 4)), 'name="P" origin="Uptake"'),
                   "sources/T.txt": WORDS, "uptake.json": said})  # fmt: skip


def nested_codes(deep: int) -> bytes:
    inside = "".join(f'<Code guid="{guid(at)}" name="{at}">' for at in range(deep))
    return codebook(inside + "</Code>" * deep)


def codebook(inside: str) -> bytes:
    return (
        f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="X"><Codes>{inside}</Codes></CodeBook>'
    ).encode()


def taguette(*rows: str, contents: str = "<p>Slow at first</p>") -> bytes:
    tags = ("INSERT INTO tags VALUES (1, 1, 'slow', '')",
            "INSERT INTO highlight_tags VALUES (1, 1)")  # fmt: skip
    return database(
        "INSERT INTO projects VALUES (1, 'Study', '', '')",
        document(contents),
        highlight(1, 0, 4, "Slow"),
        *tags,
        *rows,
    )


def changed(at: int, new: bytes) -> bytes:
    data = taguette()
    return data[:at] + new + data[at + len(new) :]


def looping() -> bytes:
    """A table whose tree of pages leads back to its own root."""
    data = bytearray(taguette(*(
        f"INSERT INTO tags VALUES ({at}, 1, '{'x' * 400}{at}', '')" for at in range(2, 90)
    )))  # fmt: skip
    size = int.from_bytes(data[16:18], "big")
    for page in range(1, len(data) // size):
        if data[page * size] == 5:
            data[page * size + 8 : page * size + 12] = (page + 1).to_bytes(4, "big")
    return bytes(data)


def in_utf_16() -> bytes:
    return database(
        schema="PRAGMA encoding = 'UTF-16'; CREATE TABLE projects (id INTEGER, name TEXT);"
        "INSERT INTO projects VALUES (1, 'Study');"
    )
