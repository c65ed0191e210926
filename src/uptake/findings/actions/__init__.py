"""The writes of this step: findings, their cells, and the strands of evidence beneath them."""

from uptake.findings.actions.asked import mark_asked
from uptake.findings.actions.evidence import put_back, take_off, tie_evidence
from uptake.findings.actions.from_theme import find_from_theme, mark_representative
from uptake.findings.actions.wording import (
    find_from_code,
    restore_finding,
    retire_finding,
    reword_finding,
    write_finding,
)

__all__ = [
    "find_from_code", "find_from_theme", "mark_asked", "mark_representative", "put_back",
    "restore_finding", "retire_finding", "reword_finding", "take_off", "tie_evidence",
    "write_finding",
]  # fmt: skip
