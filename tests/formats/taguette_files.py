"""Databases as Taguette lays them out, made by hand."""

from __future__ import annotations

import sqlite3

SCHEMA = """
CREATE TABLE users (login VARCHAR(30) PRIMARY KEY, hashed_password TEXT, email TEXT);
CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT, created DATETIME);
CREATE TABLE project_members (project_id INTEGER, user_login TEXT, privileges TEXT);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT,
  created DATETIME, project_id INTEGER, text_direction TEXT, contents TEXT);
CREATE TABLE commands (id INTEGER PRIMARY KEY, date DATETIME, user_login TEXT, project_id INTEGER,
  document_id INTEGER, payload TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER,
  end_offset INTEGER, snippet TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
CREATE TABLE alembic_version (version_num TEXT);
"""


def database(*statements: str, schema: str = SCHEMA) -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(schema)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        data = connection.serialize()
    connection.close()
    return data


def document(contents: str, number: int = 1, project: int = 1) -> str:
    kept = contents.replace("'", "''")
    return (
        f"INSERT INTO documents VALUES ({number}, 'Talk', 'By phone', 'talk.odt', '2026-01-01', "  # noqa: S608
        f"{project}, 'RIGHT_TO_LEFT', '{kept}')"
    )


def highlight(number: int, start: int, end: int, snippet: str, in_document: int = 1) -> str:
    kept = snippet.replace("'", "''")
    return f"INSERT INTO highlights VALUES ({number}, {in_document}, {start}, {end}, '{kept}')"  # noqa: S608


PROJECT = "INSERT INTO projects VALUES (1, 'Study', 'About sleep', '2026-01-01 10:00:00')"
