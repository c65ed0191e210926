"""The writes of the thread: what is taken out of it, and what is marked because of that."""

from uptake.trace.actions.correction import Corrected, correct_words, put_in_place
from uptake.trace.actions.marks import mark_above, settle_all
from uptake.trace.actions.retraction import reinstate, retract
from uptake.trace.actions.withdrawal import Withdrawn, withdraw_part, withdraw_participant

__all__ = [
    "Corrected",
    "Withdrawn",
    "correct_words",
    "mark_above",
    "put_in_place",
    "reinstate",
    "retract",
    "settle_all",
    "withdraw_part",
    "withdraw_participant",
]
