"""The writes of the interviews step."""

from uptake.interviews.actions.codebook import (
    add_code,
    edit_code,
    import_codebook,
    move_code,
    reinstate_code,
    retire_code,
    wording,
)
from uptake.interviews.actions.coding import AlreadyThere, apply_codes, remove_coding
from uptake.interviews.actions.correct import (
    WITHDRAWN,
    Correction,
    correct_transcript,
    let_go,
    place_passage,
)
from uptake.interviews.actions.material import (
    FileFacts,
    NewParticipant,
    SameFile,
    Speakers,
    add_transcript,
    drop_arrival,
    edit_transcript,
    facts_of,
    forget_arrivals,
    read,
    receive_transcript,
    take_arrival,
)
from uptake.interviews.actions.memos import edit_memo, remove_memo, write_memo
from uptake.interviews.actions.participants import (
    add_participant,
    consented,
    edit_participant,
)
from uptake.interviews.actions.table import FromTable, LeftOut, TableRow, code_from_table
from uptake.interviews.actions.undo import Undone, redo, undo
from uptake.interviews.actions.withdraw import Redacted, redact_participant

__all__ = [
    "WITHDRAWN",
    "AlreadyThere",
    "Correction",
    "FileFacts",
    "FromTable",
    "LeftOut",
    "NewParticipant",
    "Redacted",
    "SameFile",
    "Speakers",
    "TableRow",
    "Undone",
    "add_code",
    "add_participant",
    "add_transcript",
    "apply_codes",
    "code_from_table",
    "consented",
    "correct_transcript",
    "drop_arrival",
    "edit_code",
    "edit_memo",
    "edit_participant",
    "edit_transcript",
    "facts_of",
    "forget_arrivals",
    "import_codebook",
    "let_go",
    "move_code",
    "place_passage",
    "read",
    "receive_transcript",
    "redact_participant",
    "redo",
    "reinstate_code",
    "remove_coding",
    "remove_memo",
    "retire_code",
    "take_arrival",
    "undo",
    "wording",
    "write_memo",
]
