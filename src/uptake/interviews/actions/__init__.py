"""The writes of the interviews step."""

from uptake.interviews.actions.by_rule import MOST, ByRule, Place, code_by_rule
from uptake.interviews.actions.codebook import (
    add_code,
    edit_code,
    move_code,
    reinstate_code,
    retire_code,
    wording,
)
from uptake.interviews.actions.codebook_acts import merge_codes, split_code
from uptake.interviews.actions.codebook_in import (
    Brought,
    Otherwise,
    bring_constructs,
    import_codebook,
)
from uptake.interviews.actions.codebook_undo import TakenBack, undo_codebook_act
from uptake.interviews.actions.codebook_versions import number_codebook, restore_wording
from uptake.interviews.actions.coding import (
    WITHDRAWN,
    AlreadyThere,
    apply_codes,
    remove_coding,
)
from uptake.interviews.actions.consent import (
    add_consent_form,
    edit_consent_form,
    restore_consent_form,
    retire_consent_form,
)
from uptake.interviews.actions.coreq import (
    answer_coreq,
    put_back_coreq_answer,
    remove_coreq_answer,
)
from uptake.interviews.actions.correct import (
    Correction,
    correct_transcript,
    let_go,
    place_passage,
)
from uptake.interviews.actions.favourites import keep_at_hand
from uptake.interviews.actions.identities import (
    Contact,
    change_key,
    destroy_key,
    erase_identity,
    see_identity,
    write_identity,
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
from uptake.interviews.actions.recruitment import (
    add_people,
    note_approaches,
    put_back_approach,
    remove_approach,
)
from uptake.interviews.actions.sampling import (
    add_attribute,
    call_saturation,
    edit_attribute,
    fill_in,
    put_back_saturation,
    restore_attribute,
    retire_attribute,
    set_target,
    take_back_saturation,
)
from uptake.interviews.actions.table import FromTable, LeftOut, TableRow, code_from_table
from uptake.interviews.actions.theme_quotes import choose_quote, put_quote_back, take_quote_off
from uptake.interviews.actions.themes import (
    add_theme,
    edit_theme,
    move_theme,
    reinstate_theme,
    retire_theme,
    theme_wording,
    tie_codes,
    untie_codes,
)
from uptake.interviews.actions.undo import Undone, redo, undo
from uptake.interviews.actions.withdraw import Redacted, redact_participant

__all__ = [
    "MOST",
    "WITHDRAWN",
    "AlreadyThere",
    "Brought",
    "ByRule",
    "Contact",
    "Correction",
    "FileFacts",
    "FromTable",
    "LeftOut",
    "NewParticipant",
    "Otherwise",
    "Place",
    "Redacted",
    "SameFile",
    "Speakers",
    "TableRow",
    "TakenBack",
    "Undone",
    "add_attribute",
    "add_code",
    "add_consent_form",
    "add_participant",
    "add_people",
    "add_theme",
    "add_transcript",
    "answer_coreq",
    "apply_codes",
    "bring_constructs",
    "call_saturation",
    "change_key",
    "choose_quote",
    "code_by_rule",
    "code_from_table",
    "consented",
    "correct_transcript",
    "destroy_key",
    "drop_arrival",
    "edit_attribute",
    "edit_code",
    "edit_consent_form",
    "edit_memo",
    "edit_participant",
    "edit_theme",
    "edit_transcript",
    "erase_identity",
    "facts_of",
    "fill_in",
    "forget_arrivals",
    "import_codebook",
    "keep_at_hand",
    "let_go",
    "merge_codes",
    "move_code",
    "move_theme",
    "note_approaches",
    "number_codebook",
    "place_passage",
    "put_back_approach",
    "put_back_coreq_answer",
    "put_back_saturation",
    "put_quote_back",
    "read",
    "receive_transcript",
    "redact_participant",
    "redo",
    "reinstate_code",
    "reinstate_theme",
    "remove_approach",
    "remove_coding",
    "remove_coreq_answer",
    "remove_memo",
    "restore_attribute",
    "restore_consent_form",
    "restore_wording",
    "retire_attribute",
    "retire_code",
    "retire_consent_form",
    "retire_theme",
    "see_identity",
    "set_target",
    "split_code",
    "take_arrival",
    "take_back_saturation",
    "take_quote_off",
    "theme_wording",
    "tie_codes",
    "undo",
    "undo_codebook_act",
    "untie_codes",
    "wording",
    "write_identity",
    "write_memo",
]
