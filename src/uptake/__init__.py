"""Uptake: from evidence to a decision that holds."""

__version__ = "0.1.0"
