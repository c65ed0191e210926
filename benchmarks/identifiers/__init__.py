"""Identifiers in invented speech, marked, and how they are read and compared."""
