"""Workbooks (XLSX, XLS) as rows of text, guarded against ones that are made to fill the memory."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from uptake.formats.csv_rows import Row
from uptake.formats.references import Oddity, Progress, Reading
from uptake.formats.table_columns import known_headings
from uptake.formats.tables import reading_of, table_of
from uptake.formats.text import NotText, Unreadable, binary_kind

FORMAT = "xlsx"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
PROTECTED = "EncryptedPackage".encode("utf-16-le")
MOST_UNPACKED = 600 * 1024 * 1024
MOST_PARTS = 2_000
MOST_CELLS = 20_000_000
"""Cells of a sheet, empty ones between the first and the last among them: they take room too."""
PIECE = 1 << 20
CELL = re.compile(rb"""\br\s{0,9}=\s{0,9}["']\s{0,9}([A-Za-z]{0,3})(\d{1,9})""")
# A file may be broken in as many ways as its readers have of saying so.
DAMAGED = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    ValueError,
    RuntimeError,
    LookupError,
    EOFError,
)
SAVE = "Open it in a spreadsheet program and save it as CSV or as a new workbook."


def recognises(data: bytes) -> bool:
    """Say whether the bytes are a workbook."""
    if data.startswith(b"PK\x03\x04"):
        return binary_kind(data).startswith("an Excel workbook")
    if not data.startswith(OLD):
        return False
    head = data[: 1 << 20] + data[-(1 << 20) :]
    return any(mark in head for mark in (*OLD_WORKBOOK, PROTECTED))


def read(
    data: bytes,
    *,
    name: str = "",
    progress: Progress | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read the references of a workbook: of the sheet whose columns are known best.

    Raises ``Unreadable`` when it is damaged, protected, too large when unpacked, or has no table.
    """
    filled = sheets(data, name)
    title, rows = max(filled, key=lambda sheet: _strength(sheet[1]))
    odd = [
        Oddity(0, "warning", f"The sheet “{other}” is not read; “{title}” is.", lines=0)
        for other, _ in filled
        if other != title
    ]
    return reading_of(
        table_of(rows, name), name=name, format=FORMAT, encoding="", lines=rows[-1].line, odd=odd,
        size=len(data), progress=progress, columns=columns,
    )  # fmt: skip


def sheets(data: bytes, name: str = "") -> list[tuple[str, list[Row]]]:
    """Give the sheets that hold anything: titles and rows, without blank ones.

    Raises ``Unreadable`` when it is damaged, protected, too large when unpacked, or empty.
    """
    try:
        _refuse_bombs(data, name)
        found = _sheets(data)
    except Unreadable:
        raise
    except PasswordError:
        raise NotText(
            "The workbook is protected by a password.", name, "Save it without one, then choose it."
        ) from None
    except DAMAGED:
        raise NotText("The workbook is damaged and can't be opened.", name, SAVE) from None
    filled = [(title, rows) for title, rows in found if rows]
    if not filled:
        raise Unreadable("The workbook has nothing in it.", name, "Export it again.")
    return filled


def _strength(rows: Sequence[Row]) -> tuple[int, int]:
    return max(known_headings(row.cells) for row in rows[:25]), len(rows)


def _sheets(data: bytes) -> list[tuple[str, list[Row]]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        return [
            (sheet, _rows(workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)))
            for sheet in workbook.sheet_names
        ]


def _rows(cells: Iterable[Sequence[object]]) -> list[Row]:
    found = (Row(line, line, list(map(_text, row))) for line, row in enumerate(cells, start=1))
    return [row for row in found if not row.blank]


def _text(value: object) -> str:
    """Give a cell as a person reads it: 2020 and not 2020.0, a date as 2020-01-31."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _refuse_bombs(data: bytes, name: str) -> None:
    """Unpack every part once, a piece at a time, and measure it; what it says of itself may lie."""
    if data.startswith(OLD):
        if PROTECTED in data[: 1 << 20] + data[-(1 << 20) :]:
            raise PasswordError
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise Unreadable(f"The workbook has {len(parts):,} parts.", name, SAVE)
        unpacked = 0
        for part in parts:
            width = height = 0
            tail = b""
            for piece in _unpacked(data, part):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    most = MOST_UNPACKED // 1024 // 1024
                    raise Unreadable(
                        f"The workbook unpacks to more than {most} MB, which is the most.",
                        name,
                        "Export the search in parts.",
                    )
                if "sheet" in part.filename.lower():
                    width, height = _extent(tail + piece, width, height)
                    tail = piece[-64:]
            if width * height > MOST_CELLS:
                raise Unreadable(
                    f"A sheet of the workbook spans {width:,} columns and {height:,} rows.",
                    name,
                    "Delete what stands far from the table, or save the sheet as CSV.",
                )


def _extent(xml: bytes, width: int, height: int) -> tuple[int, int]:
    for letters, digits in set(CELL.findall(xml)):
        number = 0
        for letter in letters.upper():
            number = number * 26 + letter - 64
        width, height = max(width, number), max(height, int(digits))
    return width, height


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> Iterable[bytes]:
    """Unpack a part without believing how long it says that it is."""
    name, extra = struct.unpack("<HH", data[part.header_offset + 26 : part.header_offset + 30])
    start = part.header_offset + 30 + name + extra
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("packed in an unusual way")
    unpacker = zlib.decompressobj(-15)
    left: bytes | memoryview = packed
    while left and not unpacker.eof:
        yield unpacker.decompress(left, PIECE)
        left = unpacker.unconsumed_tail
