"""Everything that Uptake does, from a terminal. Thin: the work is done by each step's actions."""

import os

# Idle threads of NumPy's libraries spin: at the sizes here they only double or triple the work.
# The number is read when NumPy is loaded, so it stands before everything else.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from uptake.cli.commands import main

__all__ = ["main"]
