"""Pages of the sources step."""

from uptake.sources.views import duplicates, files, references, relations, searches

__all__ = ["duplicates", "files", "references", "relations", "searches"]
