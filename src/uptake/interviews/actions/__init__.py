"""The writes of the interviews step."""

from uptake.interviews.actions.coding import AlreadyThere, apply_codes, remove_coding
from uptake.interviews.actions.memos import edit_memo, remove_memo, write_memo
from uptake.interviews.actions.table import FromTable, LeftOut, TableRow, code_from_table
from uptake.interviews.actions.undo import Undone, redo, undo

__all__ = [
    "AlreadyThere",
    "FromTable",
    "LeftOut",
    "TableRow",
    "Undone",
    "apply_codes",
    "code_from_table",
    "edit_memo",
    "redo",
    "remove_coding",
    "remove_memo",
    "undo",
    "write_memo",
]
