"""Everything that Uptake does, from a terminal. Thin: the work is done by each step's actions."""

from uptake.cli.commands import main

__all__ = ["main"]
