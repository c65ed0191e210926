"""What pages read of this step."""

from uptake.sources.queries.files import (
    IMPORT,
    FileRow,
    OddityGroup,
    SearchRow,
    exact_twin,
    file_row,
    oddities,
    oddity_groups,
    search_facts,
    searches,
    under_way,
    waiting,
)
from uptake.sources.queries.references import (
    SORTS,
    Asked,
    Choices,
    ListRow,
    ReferencePage,
    StatementRow,
    choices,
    export_references,
    reference_list,
    reference_page,
    ris,
)

__all__ = [
    "IMPORT", "SORTS", "Asked", "Choices", "FileRow", "ListRow", "OddityGroup",
    "ReferencePage", "SearchRow",
    "StatementRow", "choices", "exact_twin", "export_references", "file_row", "oddities",
    "oddity_groups", "reference_list", "reference_page", "ris", "search_facts", "searches",
    "under_way", "waiting",
]  # fmt: skip
