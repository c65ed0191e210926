"""What pages read of this step."""

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
    oddities,
    oddity_groups,
    search_facts,
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
    kinds_of_links,
    linked,
    open_pairs,
    others,
    queue,
    relations,
    telling_words,
)
from uptake.sources.queries.references import (
    SORTS,
    Asked,
    Choices,
    ListRow,
    ReferencePage,
    StatementRow,
    choices,
    reference_list,
    reference_page,
)

__all__ = [
    "IMPORT", "KIND_OF_PAIRS", "LOOK", "READ", "SORTS", "Asked", "Choices", "Decided", "FileRow",
    "ListRow", "Look", "Material", "OddityGroup", "Overview", "PairPage", "Queue", "ReferencePage",
    "SearchRow", "StatementRow", "Unseen", "being_read", "choices", "compared", "decided",
    "exact_twin", "export_count", "exported", "file_row", "kinds_of_links", "linked",
    "look_under_way", "looks", "method_version", "methods_sentence", "number_of_references",
    "oddities", "oddity_groups", "open_pairs", "others", "overview", "queue", "reference_list",
    "reference_page", "relations", "search_facts", "searches", "telling_words",
    "to_look_at", "under_way", "unseen", "waiting",
]  # fmt: skip
