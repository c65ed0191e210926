"""BibTeX and biblatex, as databases and reference managers really write them.

``bibtex_scan`` takes a file apart, ``bibtex_fields`` maps the fields; one bad entry never ends the
file, and each thing that was odd is reported with its line.
"""

from __future__ import annotations

from collections.abc import Sequence

from uptake.formats import tagged
from uptake.formats.bibtex_fields import to_reference
from uptake.formats.bibtex_kinds import KINDS
from uptake.formats.bibtex_patterns import OTHERS, beginnings
from uptake.formats.bibtex_scan import Scan
from uptake.formats.bibtex_write import write
from uptake.formats.readers import from_bytes
from uptake.formats.references import Oddity, Progress, Reading, Reference
from uptake.formats.tagged import Block
from uptake.formats.text import Decoded, Unreadable

__all__ = ["FORMAT", "read", "read_text", "recognises", "write"]

FORMAT = "bibtex"


def recognises(text: str) -> int:
    """How many places begin an entry of BibTeX."""
    if "@" not in text:
        return 0
    return sum(1 for it in beginnings(text) if it[1].lower() not in OTHERS)


def read_text(
    decoded: Decoded, *, size: int = 0, name: str = "", progress: Progress | None = None
) -> Reading:
    """Read BibTeX that is decoded already; ``size`` is what ``progress`` counts up to.

    Raises ``Unreadable`` when it holds no entry at all.
    """
    text = tagged.text_of(decoded, name)
    scan = Scan(text).run()
    if not scan.entries:
        raise Unreadable(
            "No BibTeX entry was found: no line begins with an @ and a type, such as @article{.",
            name,
            "Export it again and choose BibTeX or RIS as the format.",
        )
    by_key = {entry.key: entry for entry in reversed(scan.entries) if entry.key}

    def reference(block: Block, position: int) -> tuple[Reference, Sequence[Oddity]]:
        return to_reference(scan.entries[position - 1], position, by_key)

    return tagged.reading(
        [Block(entry.line, end_line=entry.end_line) for entry in scan.entries],
        reference,
        format=FORMAT,
        decoded=decoded,
        lines=tagged.count_lines(text),
        odd=[*scan.oddities, *_of_unknown_kind(scan)],
        size=size,
        progress=progress,
    )


def _of_unknown_kind(scan: Scan) -> list[Oddity]:
    """Say which types of entries are unknown, once each."""
    seen: dict[str, int] = {}
    for entry in scan.entries:
        if entry.kind.lower() not in KINDS:
            seen.setdefault(entry.kind.lower(), entry.line)
    return [
        Oddity(line, "note", f"Entries of the type @{kind} are read as of another kind.", lines=0)
        for kind, line in seen.items()
    ]


read = from_bytes(read_text)
