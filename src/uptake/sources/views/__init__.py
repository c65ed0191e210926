"""Pages of the sources step."""

from uptake.sources.views import files, references, searches

__all__ = ["files", "references", "searches"]
