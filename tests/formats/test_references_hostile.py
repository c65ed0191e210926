"""Files made to take for ever: each is read or refused in seconds."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from tests.pace import allowed
from uptake.formats.detect import read_any
from uptake.formats.text import Unreadable

# Enough that anything quadratic would take minutes, and little enough for a busy machine that
# also counts coverage: each takes about a second of CPU at most.
SIZE = 200_000
SECONDS = 8.0
RIS = "TY  - JOUR\nTI  - One\n"


def filled(text: str) -> str:
    return text * (SIZE // len(text))


@pytest.mark.parametrize(
    "text",
    [
        filled("TY  - JOUR\n"),
        filled("ER  - x\n"),
        RIS + filled("go on\n"),
        RIS + filled("\n"),
        RIS + filled(" "),
        RIS + "AB  - " + filled("&amp"),
        RIS + "AB  - " + filled("&#3") + filled(";"),
        RIS + "AB  - &" + filled("amp;"),
        RIS + "AB  - " + filled("<i "),
        RIS + "AU  - " + filled("Aa-B.") + "!",
        RIS + "AU  - " + filled("Aa"),
        RIS + "AU  - " + filled("Doe A, "),
        RIS + "AU  - " + filled("a and "),
        RIS + "DO  - 10.1000/" + filled(")"),
        RIS + "DO  - " + filled("10.1000."),
        RIS + "SN  - " + filled("("),
        RIS + "UR  - http http" + filled(" "),
        RIS + "SP  - " + filled("1-"),
        RIS + "KW  - " + filled(";"),
        RIS + "PY  - " + filled("1"),
        RIS + filled("1.\n"),
        filled("PMID- 1\n"),
        "PMID- 1\n" + filled("      on\n"),
        "PMID- 1\n" + filled("      \n"),
        filled("ZZZ - 1\n\n"),
        filled("\n") + "@",
        filled(" \n\t"),
        filled("PT J\n"),
        "PT J\n" + filled("   on\n"),
        "PT J\nTI a\n" + filled("ER x\n"),
        "PT J\nAU " + filled("Doe, A\n   "),
        filled("%0 B\n"),
        filled("%0 B\n\n"),
        filled("%X a\n\n"),
        "%T a\n" + filled("\n%K a"),
        filled("<1>\nTitle\n  a\n"),
        "<1>\nTitle\n  a\n" + filled("<"),
        "<1>\nTitle\n  a\n" + filled("<1>\n"),
        "<1>\nSource\n  " + filled("1(") + "\nAuthor\n " + filled("a 1,2 "),
        "<1>\nAuthor\n  " + filled("[") + "\n",
        filled("VN  - Ovid\nUI  - 1\n\n"),
        "<?xml " + filled("<"),
        filled("a,"),
    ],
    ids=lambda text: repr(text[-12:]),
)
def test_it_ends_in_time(text: str) -> None:
    start = time.process_time()
    with suppress(Unreadable):
        read_any(text.encode(), "hostile.ris")
    assert time.process_time() - start < allowed(SECONDS)


@pytest.mark.parametrize(
    "data",
    [
        b"TY  - JOUR\nTI  - " + b"a" * SIZE + b"\xff\xfe" * 60,
        b"TY  - JOUR\nTI  - " + bytes(range(0x80, 0x100)) * 4_000,
        b"\xef\xbb\xbf" + b"\xff" * SIZE,
    ],
)
def test_odd_bytes_end_in_time(data: bytes) -> None:
    start = time.process_time()
    with suppress(Unreadable):
        read_any(data, "hostile.ris")
    assert time.process_time() - start < allowed(SECONDS)
