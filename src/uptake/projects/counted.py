"""A number with its word, as notices and pages write it."""

from __future__ import annotations


def counted(n: int, one: str, many: str = "") -> str:
    """1 barrier; 2 barriers; 12,525 references."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
