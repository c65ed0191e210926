"""The review: its protocol, what people judged of each reference, studies and what they hold."""

from uptake.review.models.extraction import (
    Appraisal,
    AppraisalAnswer,
    Checklist,
    Entry,
    FormField,
    Reconciled,
    SaidDone,
)
from uptake.review.models.protocol import Criterion, Protocol, ReviewRound, Stage
from uptake.review.models.screening import (
    AuditItem,
    Calibration,
    CalibrationItem,
    InHand,
    Label,
    Labelled,
    RandomAudit,
    Ranking,
    Settlement,
    Standing,
    StopDecision,
    Verdict,
)
from uptake.review.models.studies import ArrivedText, Report, Retrieval, Study

__all__ = [
    "Appraisal",
    "AppraisalAnswer",
    "ArrivedText",
    "AuditItem",
    "Calibration",
    "CalibrationItem",
    "Checklist",
    "Criterion",
    "Entry",
    "FormField",
    "InHand",
    "Label",
    "Labelled",
    "Protocol",
    "RandomAudit",
    "Ranking",
    "Reconciled",
    "Report",
    "Retrieval",
    "ReviewRound",
    "SaidDone",
    "Settlement",
    "Stage",
    "Standing",
    "StopDecision",
    "Study",
    "Verdict",
]
