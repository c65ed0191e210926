"""The writes of this step: files received and imported, searches recorded, statements extracted."""

from uptake.sources.actions.documents import (
    keep_words,
    put_back_document,
    receive_document,
    say_unreadable,
    take_off_document,
)
from uptake.sources.actions.duplicates import decide_pair, set_beside, take_out, undo_pair
from uptake.sources.actions.files import (
    check_size,
    drop_file,
    keep_file,
    name_columns,
    receive_file,
    refuse_outsiders,
)
from uptake.sources.actions.imports import store_references, store_unseen
from uptake.sources.actions.looking import Looked, store_found, take_back_search
from uptake.sources.actions.previews import Received, read_for_preview
from uptake.sources.actions.relations import remove_relation
from uptake.sources.actions.retraction import reinstate_reference, retract_reference
from uptake.sources.actions.searches import SearchFacts, change_search, facts_of, record_search
from uptake.sources.actions.statements import (
    change_statement,
    extract_statement,
    remove_statement,
    restore_statement,
    say_apart,
    say_the_same,
)
from uptake.sources.actions.undoing import put_back_import, undo_import

__all__ = [
    "Looked", "Received", "SearchFacts", "change_search", "change_statement", "check_size",
    "decide_pair", "drop_file", "extract_statement", "facts_of", "keep_file", "keep_words",
    "name_columns", "put_back_document", "put_back_import", "read_for_preview",
    "receive_document", "receive_file",
    "record_search", "refuse_outsiders", "reinstate_reference", "remove_relation",
    "remove_statement", "restore_statement", "retract_reference", "say_apart", "say_the_same",
    "say_unreadable", "set_beside", "store_found", "store_references", "store_unseen",
    "take_back_search", "take_off_document", "take_out", "undo_import", "undo_pair",
]  # fmt: skip
