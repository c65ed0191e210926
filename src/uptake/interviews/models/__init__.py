"""Participants, transcripts, the codebook, coded passages, rounds, and what is made of them."""

from uptake.interviews.models.analysis import (
    ChartSummary,
    ContentCategory,
    ContentChange,
    ContentRow,
    CoreqAnswer,
    Reduction,
    SummaryPassage,
)
from uptake.interviews.models.codebook import Code, CodebookAct, CodebookVersion, FavouriteCode
from uptake.interviews.models.coding import (
    Coding,
    CodingAct,
    FormerPlace,
    Memo,
    Passage,
    ThemeQuote,
)
from uptake.interviews.models.identities import Identity, IdentityKey, NameKey, RawText
from uptake.interviews.models.material import (
    Arrival,
    Deciding,
    Guide,
    GuideQuestion,
    Proposal,
    Transcript,
    Turn,
    Version,
)
from uptake.interviews.models.outside import OutsideId, ProjectFile
from uptake.interviews.models.people import (
    Approach,
    Attribute,
    AttributeValue,
    ConsentForm,
    Participant,
    SamplingTarget,
    SaturationCall,
)
from uptake.interviews.models.rounds import Adjudication, Assignment, CodingRound, RoundCode
from uptake.interviews.models.themes import Theme, ThemeCode

__all__ = [
    "Adjudication",
    "Approach",
    "Arrival",
    "Assignment",
    "Attribute",
    "AttributeValue",
    "ChartSummary",
    "Code",
    "CodebookAct",
    "CodebookVersion",
    "Coding",
    "CodingAct",
    "CodingRound",
    "ConsentForm",
    "ContentCategory",
    "ContentChange",
    "ContentRow",
    "CoreqAnswer",
    "Deciding",
    "FavouriteCode",
    "FormerPlace",
    "Guide",
    "GuideQuestion",
    "Identity",
    "IdentityKey",
    "Memo",
    "NameKey",
    "OutsideId",
    "Participant",
    "Passage",
    "ProjectFile",
    "Proposal",
    "RawText",
    "Reduction",
    "RoundCode",
    "SamplingTarget",
    "SaturationCall",
    "SummaryPassage",
    "Theme",
    "ThemeCode",
    "ThemeQuote",
    "Transcript",
    "Turn",
    "Version",
]
