"""A SQLite database from nobody knows where, read in memory and without running what is in it.

Only the rows of ordinary tables are read: no view, no virtual table, no computed column, no
trigger. How much work a query may do, and how much it may give, is limited. Nothing is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from uptake.formats.text import Unreadable

HEADER = b"SQLite format 3\x00"
LARGEST = 256 * 1024 * 1024
LONGEST = 8 * 1024 * 1024  # bytes of one value: a document of a million words, in HTML
EVERY, TIMES = 100_000, 500  # steps of SQLite's machine between looks, and how many looks
MOST = 64 * 1024 * 1024  # bytes of all values of a table; rows may share their pages
LOGGED = slice(18, 20)  # the two bytes that say whether a write-ahead log belongs to the file
AGAIN = "Copy the file again while the program that uses it isn't running."
Row = tuple[object, ...]


def recognises(data: bytes) -> bool:
    """True when the bytes begin as a SQLite database does."""
    return data.startswith(HEADER)


class Database:
    """The ordinary tables of a database. Close it after use, or use it in a ``with``."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the database. Raises ``Unreadable`` when it is none, too large or damaged."""
        if not recognises(data):
            raise Unreadable("The file is no SQLite database.", name, AGAIN)
        if len(data) > LARGEST:
            most = LARGEST // 1024 // 1024
            raise Unreadable(f"The database is larger than {most} MB.", name, AGAIN)
        self.name = name
        self.had_log = data[LOGGED] == b"\x02\x02"
        self._looks = 0
        # In memory there is no log; without this SQLite would look for it and refuse.
        whole = data[: LOGGED.start] + b"\x01\x01" + data[LOGGED.stop :] if self.had_log else data
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            self._connection.text_factory = lambda value: value.decode("utf-8", "replace")
            self._connection.deserialize(whole)
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.set_progress_handler(self._tired, EVERY)
            self._connection.set_authorizer(_only_reading)
            # Virtual tables have no page of their own.
            found = self._all("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage")
            self.tables = frozenset(str(table) for (table,) in found)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, table: str, columns: Collection[str]) -> list[Row]:
        """Give some columns of every row; a column that isn't there is None, and so is its table.

        Raises ``Unreadable`` when the database is damaged there.
        """
        if table not in self.tables:
            return []
        there = self._columns(table)
        picked = ", ".join(f'"{it}"' if it in there else "NULL" for it in columns)
        return self._all(f'SELECT {picked} FROM "{table}"')  # noqa: S608  names of ours alone

    def count(self, table: str) -> int:
        """Say how many rows a table has."""
        quoted = table.replace('"', '""')
        return len(self._all(f'SELECT 1 FROM "{quoted}"'))  # noqa: S608  quoted, and reads only

    def _columns(self, table: str) -> set[str]:
        """Give the names of a table's columns. One with computed columns is refused."""
        found = self._all(f'PRAGMA table_xinfo("{table}")')
        if any(hidden for *_, hidden in found):
            raise self._damaged()
        return {str(column) for _, column, *_ in found}

    def _all(self, query: str) -> list[Row]:
        found, size = [], 0
        try:
            for row in self._connection.execute(query):
                size += sum(len(it) for it in row if isinstance(it, str | bytes))
                if size > MOST:
                    raise self._damaged()
                found.append(row)
        except (sqlite3.Error, OverflowError, MemoryError, UnicodeError) as error:
            raise self._damaged() from error
        return found

    def _damaged(self) -> Unreadable:
        what = "The database is damaged or cut off, or isn't an ordinary one."
        return Unreadable(what, self.name, AGAIN)

    def _tired(self) -> bool:
        self._looks += 1
        return self._looks > TIMES


def _only_reading(action: int, first: str | None, *_: object) -> int:
    fine = action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
    described = action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo"
    return sqlite3.SQLITE_OK if fine or described else sqlite3.SQLITE_DENY
