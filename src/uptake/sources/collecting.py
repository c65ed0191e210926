"""Python's search for rubbish, put off while a large file is read or stored."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Search for no rubbish within the block.

    All that a file gives is kept until it is read and stored: to look for rubbish in it is in vain,
    and a quarter of the time with a large one.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
