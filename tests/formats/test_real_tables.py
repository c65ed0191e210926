"""Every table of the data folder: right counts by another reader, every cell kept, cut anywhere."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from uptake.formats.detect import read_any
from uptake.formats.text import Unreadable

pytestmark = pytest.mark.real_data


def tables(data: Path) -> list[tuple[Path, bytes]]:
    found = sorted((data / "exports").rglob("*.[ct]sv"))
    return [(path, path.read_bytes()) for path in found]


def there(content: bytes) -> list[list[str]]:
    """The rows as the standard library reads them, without blank ones and without the first."""
    text = content.decode("utf-8-sig")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    return [row for row in rows[1:] if any(cell.strip() for cell in row)]


def test_every_row_of_every_table(data: Path) -> None:
    found = tables(data)
    assert found
    for path, content in found:
        reading = read_any(content, path.name)
        rows = there(content)
        assert reading.format == "csv", path
        assert len(reading.references) == reading.records_seen == len(rows), path
        for reference, row in zip(reading.references, rows, strict=True):
            kept = sorted(value.strip() for _, value in reference.raw)
            cells = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row]
            assert kept == sorted(cell.strip() for cell in cells if cell.strip()), path
        lines = content.decode("utf-8-sig").splitlines()
        for reference in reading.references[:20]:
            assert any(value.split("\n")[0][:20] in lines[reference.line - 1]
                       for _, value in reference.raw), path  # fmt: skip


def test_tables_cut_off_anywhere(data: Path) -> None:
    chance = random.Random(7)
    for path, content in tables(data):
        for _ in range(4):
            piece = content[: chance.randrange(len(content))]
            try:
                reading = read_any(piece, path.name)
            except Unreadable:
                continue
            assert len(reading.references) == reading.records_seen
