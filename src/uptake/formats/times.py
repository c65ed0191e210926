"""Times as transcripts write them, to seconds and back."""

from __future__ import annotations

import re

TIME = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,6})?"
TIME_PARTS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?")
# Teams writes 0:0:6.90 for six seconds and ninety thousandths: nothing is padded there.
UNPADDED = re.compile(r"(?<![\d:])\d{1,3}:(?:\d:\d{1,2}|\d{1,2}:\d)[.,]\d{1,3}(?!\d)")


def seconds(time: str, *, unpadded: bool = False) -> float:
    """Turn ``1:02:03.500``, ``02:03`` or ``00:00:01,5`` into seconds.

    ``unpadded`` reads the digits after the point as a count of thousandths (``.90`` is 0.090), as
    Teams means them in files whose times are not padded. Raises ``ValueError`` for anything else.
    """
    match = TIME_PARTS.fullmatch(time.strip())
    if match is None:
        raise ValueError(f"{time!r} is not a time")
    hours, minutes, whole, fraction = match.groups()
    total = int(hours or 0) * 3600 + int(minutes) * 60 + int(whole)
    if not fraction:
        return float(total)
    thousandths = int(fraction[:3]) if unpadded else int(fraction[:3].ljust(3, "0"))
    return (total * 1000 + thousandths) / 1000


def is_unpadded(text: str) -> bool:
    """True when the file writes times as Teams does in its unpadded form (``0:0:6.90``)."""
    return UNPADDED.search(text) is not None


def clock(value: float, point: str = ".") -> str:
    """Write seconds as ``hh:mm:ss.mmm``, with ``point`` before the thousandths."""
    thousandths = round(value * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
