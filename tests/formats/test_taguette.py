from __future__ import annotations

import html
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.taguette_files import PROJECT, SCHEMA, database, document, highlight
from uptake.formats.taguette import database as databases
from uptake.formats.taguette.marked import Marked
from uptake.formats.taguette.read import Event, Highlight, read, recognises
from uptake.formats.text import Unreadable
from uptake.formats.turns import normalise


def lost(reading) -> dict[str, int]:
    return {loss.kind: loss.count for loss in reading.losses}


def test_a_whole_database():
    words = "I slept 😀 badly.\nשלום עולם"
    first = len("I slept 😀 ".encode())
    second = len("I slept 😀 badly.\n".encode())
    data = database(
        PROJECT,
        "INSERT INTO users VALUES ('ann', 'secret', NULL)",
        "INSERT INTO project_members VALUES (1, 'ann', 'ADMIN')",
        "INSERT INTO tags VALUES (1, 1, 'sleep', 'How they slept'), (2, 1, 'sleep.worse', ''), "
        "(3, 1, 'no.parent', '')",
        document("<p>I slept 😀 badly.</p>\n<p>שלום עולם</p>"),
        highlight(7, second, len(words.encode()), "<p>שלום עולם</p>"),
        highlight(6, first, first + 5, "<p>badly</p>"),
        "INSERT INTO highlight_tags VALUES (6, 2), (6, 1)",
        "INSERT INTO commands VALUES (2, '2026-01-02', 'ann', 1, 1, '{\"type\": "
        "\"highlight_add\", \"highlight_id\": 6}'), (1, '2026-01-01', 'ann', 1, NULL, "
        '\'{"type": "tag_add"}\')',
    )
    assert recognises(data)
    reading = read(data, name="t.sqlite3")
    assert (reading.losses, reading.oddities) == ((), ())
    [project] = reading.projects
    assert (project.name, project.description) == ("Study", "About sleep")
    assert project.members == (("ann", "ADMIN"),)
    assert [(tag.id, tag.path, tag.description, tag.parent) for tag in project.tags] == [
        (1, "sleep", "How they slept", None), (2, "sleep.worse", "", 1), (3, "no.parent", "", None),
    ]  # fmt: skip
    [talk] = project.documents
    assert (talk.text, talk.right_to_left, talk.file_name) == (words, True, "talk.odt")
    assert talk.highlights == (
        Highlight(6, 10, 15, (1, 2), "ann", "2026-01-02"), Highlight(7, 17, 26),
    )  # fmt: skip
    assert [talk.text[it.start : it.end] for it in talk.highlights] == ["badly", "שלום עולם"]
    assert project.history == (
        Event("2026-01-01", "ann", "tag_add", None, '{"type": "tag_add"}'),
        Event("2026-01-02", "ann", "highlight_add", 1,
              '{"type": "highlight_add", "highlight_id": 6}'),
    )  # fmt: skip


def test_what_is_not_carried_is_counted():
    data = database(
        PROJECT,
        "CREATE TABLE plugins (a)",
        "INSERT INTO plugins VALUES (1), (2)",
        "INSERT INTO users VALUES ('ann', 'secret', 'a@example.org')",
        "INSERT INTO tags VALUES (1, 1, 'a', ''), (2, 1, 'a', ''), (3, 9, 'b', '')",
        document("<p>One <b>two</b> <img src='x'> three</p><!-- hm -->"),
        document("<p>Alone</p>", 2, 9),
        highlight(1, 0, 99, "One"),
        highlight(2, 0, 3, "Two"),
        highlight(3, 0, 3, "One", 77),
        "INSERT INTO highlight_tags VALUES (2, 55), (88, 1)",
        "INSERT INTO commands VALUES (1, '', 'ann', 1, 1, '[]'), (2, '', 'ann', 1, 1, '{'), "
        "(3, '', 'ann', 9, 1, '{}')",
    )
    reading = read(data)
    assert lost(reading) == {
        "rows of tables that aren't known": 2,
        "e-mail addresses of accounts": 1,
        "events that can't be read": 2,
        "tags without a number or of a name twice": 1,
        "highlights' tags that aren't there": 1,
        "tags on highlights that aren't there": 1,
        "formatting within paragraphs": 2,
        "pictures in documents": 1,
        "highlights that don't lie in their document": 1,
        "highlights in no document": 1,
        "tags of no project": 1,
        "documents of no project": 1,
        "events of no project": 1,
    }
    assert "a@example.org" not in str(reading), "addresses are not carried anywhere"
    [kept] = reading.projects[0].documents[0].highlights
    assert (kept.id, kept.as_kept) == (2, False)
    assert [it.severity for it in reading.oddities] == ["warning"]
    assert "1 highlights don't have the words" in reading.oddities[0].what


def test_values_of_other_types_are_read_as_well_as_can_be():
    data = database(
        PROJECT, document("x"),
        "UPDATE documents SET name = X'4142ff', description = 1.5, contents = NULL",
        "INSERT INTO highlights VALUES (1, 'one', NULL, 'x', NULL)",
        "INSERT INTO tags VALUES (1, 'x', NULL, NULL)",
    )  # fmt: skip
    reading = read(data)
    [talk] = reading.projects[0].documents
    assert (talk.name, talk.description, talk.text) == ("AB\ufffd", "1.5", "")
    assert lost(reading) == {"highlights in no document": 1, "tags of no project": 1}


def test_older_databases_with_fewer_columns():
    schema = SCHEMA.replace(" text_direction TEXT,", "").replace("description TEXT);", "x TEXT);")
    talk = document("<p>One</p>").replace(", 'RIGHT_TO_LEFT'", "")
    data = database(PROJECT, talk, "INSERT INTO tags VALUES (1, 1, 'a', '')", schema=schema)
    [project] = read(data).projects
    assert (project.documents[0].text, project.documents[0].right_to_left) == ("One", False)
    assert project.tags[0].description == ""


def test_a_database_that_was_in_use_is_said():
    data = bytearray(database(PROJECT))
    data[18:20] = b"\x02\x02"
    reading = read(bytes(data))
    assert len(reading.projects) == 1
    assert "-wal" in reading.oddities[0].what


# Files that are no such database, or a hostile one ------------------------------------------------
def test_other_files_are_refused(monkeypatch):
    with pytest.raises(Unreadable, match="no SQLite database"):
        read(b"text", name="a.txt")
    with pytest.raises(Unreadable, match="no documents and no highlight_tags"):
        read(database(schema="CREATE TABLE projects (id)"))
    with pytest.raises(Unreadable, match="damaged"):
        read(databases.HEADER + b"\x00" * 600)
    monkeypatch.setattr(databases, "LARGEST", 10)
    with pytest.raises(Unreadable, match="larger than"):
        read(database(PROJECT))


def test_views_and_virtual_tables_are_not_tables():
    view = SCHEMA.replace(
        "CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, "
        "description TEXT);",
        "CREATE VIEW tags AS SELECT 1 AS id, 1 AS project_id, 'x' AS path, '' AS description;",
    )  # fmt: skip
    with pytest.raises(Unreadable, match="no tags"):
        read(database(PROJECT, schema=view))
    virtual = view.replace("VIEW tags AS SELECT", "VIRTUAL TABLE tags USING fts5(a); --")
    with pytest.raises(Unreadable, match="no tags"):
        read(database(PROJECT, schema=virtual))


def test_computed_columns_are_not_run():
    computed = SCHEMA.replace(
        "path TEXT, description TEXT);",
        "path TEXT GENERATED ALWAYS AS (hex(zeroblob(9))), description TEXT);",
    )
    data = database(PROJECT, schema=computed)
    with pytest.raises(Unreadable, match="isn't an ordinary one"):
        read(data)


def test_a_query_that_costs_or_gives_too_much_is_stopped(monkeypatch):
    for limits in ({"EVERY": 10, "TIMES": 5}, {"MOST": 20}):
        with monkeypatch.context() as patch:
            for limit, value in limits.items():
                patch.setattr(databases, limit, value)
            with pytest.raises(Unreadable, match="isn't an ordinary one"):
                read(database(PROJECT))


def test_nothing_can_be_written_and_nothing_attached():
    with databases.Database(database(PROJECT), "") as opened:
        connection = opened._connection
        for statement in ("DELETE FROM projects", "ATTACH 'x' AS y", "PRAGMA query_only = OFF",
                          "SELECT load_extension('x')", "CREATE TABLE x (a)"):  # fmt: skip
            with pytest.raises(sqlite3.DatabaseError):
                connection.execute(statement)


def test_a_table_whose_columns_cannot_be_read():
    with databases.Database(database(PROJECT), "t.sqlite3") as opened:
        opened.tables |= {"gone"}
        with pytest.raises(Unreadable, match="damaged") as refusal:
            opened.rows("gone", ("a",))
        assert refusal.value.where == "t.sqlite3"
        assert opened.rows("never", ("a",)) == []


WHOLE = database(PROJECT, document("<p>One</p>"), highlight(1, 0, 3, "One"))


@given(st.data())
def test_a_database_with_bytes_changed_is_read_or_refused(data):
    broken = bytearray(WHOLE)
    for at in data.draw(st.lists(st.integers(0, len(broken) - 1), max_size=20)):
        broken[at] = data.draw(st.integers(0, 255))
    try:
        read(bytes(broken[: data.draw(st.integers(0, len(broken)))]))
    except Unreadable as refusal:
        said = refusal
    else:
        return
    assert said.advice


# HTML --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "words", "text"),
    [
        ("<p>a &amp; b</p>\n<p>c</p>", "a & b\nc", "a & b\nc"),
        ("<p>a</p><p>b</p>", "ab", "a\nb"),
        ("a<br/>b<br>c", "abc", "a\nb\nc"),
        ('<a href="x>y" title=\'"<\'>link</a> on', "link on", "link on"),
        ("1 < 2 <3 <>", "1 < 2 <3 <>", "1 < 2 <3 <>"),
        ("a <b", "a <b", "a <b"),
        ("a <!-- b", "a <!-- b", "a <!-- b"),
        ("a<!-- <p> -->b", "ab", "ab"),
        ("a<b <i>c</i>", "a<b c", "a<b c"),
        ("", "", ""),
    ],
)
def test_words_of_html(source, words, text):
    marked = Marked(source)
    assert (marked.words, marked.text) == (words, text)


PARTS = st.lists(st.sampled_from(["one ", "é", "e\u0301", "😀", "ש", "\n", "\r\n", "&", "<", "\t"]),
                 min_size=1, max_size=6).map("".join)  # fmt: skip


@given(st.lists(PARTS, min_size=1, max_size=6), st.data())
def test_every_passage_of_whole_paragraphs_keeps_its_words(paragraphs, data):
    """Bytes counted slowly, paragraph by paragraph, against the places that are found."""
    marked = Marked("".join(f"<p>{html.escape(it)}</p>" for it in paragraphs))
    assert marked.words == "".join(paragraphs)
    first = data.draw(st.integers(0, len(paragraphs) - 1))
    last = data.draw(st.integers(first, len(paragraphs) - 1))
    start = sum(len(it.encode()) for it in paragraphs[:first])
    end = start + sum(len(it.encode()) for it in paragraphs[first : last + 1])
    assert marked.slice(start, end) == "".join(paragraphs[first : last + 1])
    place = marked.place(start, end)
    assert place is not None
    assert marked.text[place[0] : place[1]].split() == "\n".join(
        normalise(it) for it in paragraphs[first : last + 1]
    ).split() or "\u0301" in "".join(paragraphs)


@given(st.text(max_size=60) | st.text(alphabet="<>\"'/!-pb a&;", max_size=60))
def test_any_html_gives_text_without_a_crash(source):
    marked = Marked(source)
    assert marked.text == normalise(marked.text)
    size = len(marked.words.encode("utf-8", "surrogatepass"))
    assert marked.slice(0, size) == (marked.words or None)
    assert marked.slice(0, size + 1) is None


def test_hostile_html_is_read_in_one_pass():
    for piece in ("<a", '<a "', "<!--", "<a'<a", '<a x="<b" \''):
        assert Marked(piece * 100_000).words == piece * 100_000
