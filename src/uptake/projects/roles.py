"""Who may do what: one table, shown in the documentation from the same data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may be allowed to do. The value is what pages call it."""

    ADMINISTER = "look after the installation and its accounts"
    START_PROJECT = "start a project"
    VIEW = "see the project, its findings and what they rest on"
    MANAGE_PROJECT = "change the project, its framework and its members"
    SEE_TRAIL = "read the trail"
    EXPORT = "take data out"
    IMPORT = "bring in references and record searches"
    SCREEN = "screen references and judge full texts"
    LEAD_REVIEW = "set the protocol, settle conflicts and decide when to stop"
    EXTRACT = "write statements that a reference makes"
    READ_TRANSCRIPTS = "read whole transcripts"
    MANAGE_MATERIAL = "add participants and transcripts, correct transcripts"
    EDIT_CODEBOOK = "change the codebook"
    CODE = "code passages and write memos"
    LEAD_CODING = "begin and open coding rounds, adjudicate"
    MANAGE_FINDINGS = "write findings and tie evidence to them"
    RECOMMEND = "write and agree recommendations"
    PLAN = "plan actions"
    MONITOR = "define indicators and enter values"
    WITHDRAW = "withdraw a participant, retract a reference"
    SEE_IDENTITIES = "see names and contacts, and words as they were before de-identification"
    SETTLE = "settle what needs another look"


@dataclass(frozen=True)
class Role:
    key: str
    name: str
    gloss: str
    permissions: frozenset[Permission]


_P = Permission
_SEES = frozenset({_P.VIEW})
_READS = _SEES | {_P.READ_TRANSCRIPTS}
_RESEARCHES = _READS | {
    _P.SEE_TRAIL, _P.EXPORT, _P.IMPORT, _P.SCREEN, _P.LEAD_REVIEW, _P.EXTRACT, _P.MANAGE_MATERIAL,
    _P.EDIT_CODEBOOK, _P.CODE, _P.LEAD_CODING, _P.MANAGE_FINDINGS, _P.RECOMMEND, _P.PLAN,
    _P.MONITOR, _P.WITHDRAW, _P.SETTLE, _P.SEE_IDENTITIES,
}  # fmt: skip

ROLES: tuple[Role, ...] = (
    Role("owner", "Owner", "Answers for the project; adds and removes members.",
         _RESEARCHES | {_P.MANAGE_PROJECT}),
    Role("researcher", "Researcher", "Runs the evidence work, from search to finding.",
         _RESEARCHES),
    Role("coder", "Coder", "Codes transcripts and writes memos.",
         _READS | {_P.CODE}),
    Role("reviewer", "Reviewer",
         "Brings in references, screens them and writes what each one states.",
         _READS | {_P.IMPORT, _P.SCREEN, _P.EXTRACT, _P.EXPORT}),
    Role("commissioner", "Commissioner",
         "Decides: reads everything but whole transcripts, writes recommendations and the plan.",
         _SEES | {_P.SEE_TRAIL, _P.EXPORT, _P.RECOMMEND, _P.PLAN, _P.MONITOR}),
    Role("observer", "Observer", "Looks on.", _SEES),
)  # fmt: skip

BY_KEY: dict[str, Role] = {role.key: role for role in ROLES}
ROLE_CHOICES = [(role.key, role.name) for role in ROLES]

EVERY_ACCOUNT = frozenset({Permission.START_PROJECT})
"""What an account may do outside any project."""
