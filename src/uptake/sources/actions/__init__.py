"""The writes of this step: files received and imported, searches recorded, statements extracted."""

from uptake.sources.actions.files import check_size, drop_file, keep_file, receive_file
from uptake.sources.actions.imports import store_references
from uptake.sources.actions.retraction import reinstate_reference, retract_reference
from uptake.sources.actions.searches import SearchFacts, change_search, facts_of, record_search
from uptake.sources.actions.statements import (
    change_statement,
    extract_statement,
    remove_statement,
    restore_statement,
)

__all__ = [
    "SearchFacts", "change_search", "change_statement", "check_size", "drop_file",
    "extract_statement", "facts_of", "keep_file", "receive_file", "record_search",
    "reinstate_reference", "remove_statement", "restore_statement", "retract_reference",
    "store_references",
]  # fmt: skip
