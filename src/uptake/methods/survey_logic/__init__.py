"""Which questions of a questionnaire are shown, and whether it can be filled in as meant.

    asked = Question("why", "text", when=condition_from({"question": "used", "equals": "no"}))
    check(questions)            # problems, before anybody is asked
    shown(questions, answers)   # keys of the questions to show, in order
    counted(questions, answers) # the answers that count: none of hidden questions

See docs/methods/survey-logic.md.
"""

from uptake.methods.survey_logic.checking import Problem, check
from uptake.methods.survey_logic.conditions import (
    ALWAYS,
    Answered,
    AnyOf,
    Compare,
    Condition,
    ConditionRefused,
    Every,
    Not,
    Some,
    condition_data,
    condition_from,
)
from uptake.methods.survey_logic.questions import (
    Answer,
    Answers,
    Kind,
    Question,
    counted,
    holds,
    said,
    shown,
    why_not,
)

__all__ = [
    "ALWAYS",
    "Answer",
    "Answered",
    "Answers",
    "AnyOf",
    "Compare",
    "Condition",
    "ConditionRefused",
    "Every",
    "Kind",
    "Not",
    "Problem",
    "Question",
    "Some",
    "check",
    "condition_data",
    "condition_from",
    "counted",
    "holds",
    "said",
    "shown",
    "why_not",
]
