"""What pages read of this step."""

from uptake.sources.queries.documents import (
    ADVICE,
    Place,
    Texts,
    documents,
    hits,
    page_texts,
    pages_with,
    search,
    taken_off,
)
from uptake.sources.queries.exports import export_count, exported
from uptake.sources.queries.files import (
    IMPORT,
    READ,
    FileRow,
    OddityGroup,
    SearchRow,
    being_read,
    exact_twin,
    file_row,
    files_of,
    oddities,
    oddity_groups,
    search_facts,
    search_files,
    searches,
    under_way,
    waiting,
)
from uptake.sources.queries.looks import (
    LOOK,
    Look,
    Overview,
    Unseen,
    look_under_way,
    looks,
    method_version,
    methods_sentence,
    number_of_references,
    overview,
    unseen,
)
from uptake.sources.queries.material import Material, compared, to_look_at
from uptake.sources.queries.pairs import (
    KIND_OF_PAIRS,
    Decided,
    PairPage,
    Queue,
    decided,
    open_pairs,
    others,
    pairs_of,
    queue,
    telling_words,
)
from uptake.sources.queries.references import (
    SORTS,
    Asked,
    Choices,
    ListRow,
    ReferencePage,
    choices,
    reference_list,
    reference_page,
)
from uptake.sources.queries.relations import kinds_of_links, linked, relations
from uptake.sources.queries.statements import (
    StatementRow,
    alike_by_others,
    cell_names,
    cells_of,
    statement,
    statements,
    withheld,
)
from uptake.sources.queries.undoing import Undoing, undoing

__all__ = [
    "ADVICE", "IMPORT", "KIND_OF_PAIRS", "LOOK", "READ", "SORTS", "Asked", "Choices", "Decided",
    "FileRow", "ListRow", "Look", "Material", "OddityGroup", "Overview", "PairPage", "Place",
    "Queue", "ReferencePage", "SearchRow", "StatementRow", "Texts", "Undoing", "Unseen",
    "alike_by_others", "being_read", "cell_names", "cells_of", "choices", "compared", "decided",
    "documents",
    "exact_twin", "export_count", "exported", "file_row", "files_of", "hits", "kinds_of_links", "linked",
    "look_under_way", "looks", "method_version", "methods_sentence", "number_of_references",
    "oddities", "oddity_groups", "open_pairs", "others", "overview", "page_texts", "pages_with",
    "pairs_of", "queue", "reference_list", "reference_page", "relations", "search", "search_facts",
    "search_files", "searches", "statement", "statements", "taken_off", "telling_words",
    "to_look_at", "under_way", "undoing", "unseen", "waiting", "withheld",
]  # fmt: skip
