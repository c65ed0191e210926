"""What the live server of the tests is doing just now."""

from __future__ import annotations

import time
from typing import Any

under_way: list[Any] = []
"""One entry for each request that the live server answers just now, or that waits for its turn."""


def wait_until_idle(quiet: float = 0.06, most: float = 10.0) -> None:
    """Wait until nothing was asked for a moment: a page's last request may outlive its browser."""
    end = time.monotonic() + most
    since = time.monotonic()
    while time.monotonic() < end and time.monotonic() - since < quiet:
        if under_way:
            since = time.monotonic()
        time.sleep(0.01)
