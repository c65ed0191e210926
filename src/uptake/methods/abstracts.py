"""An abstract as its paragraphs: headings of structured abstracts told from the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

KNOWN = (
    "abstract", "aim", "aims", "aims and objectives", "authors' conclusions", "background",
    "background and aims", "background and objective", "background and objectives",
    "background and purpose", "background/aims", "case presentation", "clinical relevance",
    "conclusion", "conclusions", "conclusions and relevance", "context", "contributions",
    "data analysis", "data collection", "data collection and analysis", "data extraction",
    "data sources", "data synthesis", "design", "design and methods", "discussion",
    "eligibility criteria", "evaluation", "exposure", "exposures", "findings", "funding",
    "goal", "goals", "highlights", "hypothesis", "impact", "implications",
    "implications for practice", "importance", "innovation", "intervention", "interventions",
    "interpretation", "introduction", "keywords", "limitations", "main outcome measure",
    "main outcome measures", "main outcomes and measures", "main results", "material and methods",
    "materials and methods", "measurements", "measures", "method", "methodology", "methods",
    "methods and analysis", "methods and findings", "methods and results", "objective",
    "objectives", "observations", "originality/value", "outcome", "outcome measures", "outcomes",
    "participants", "patient or public contribution", "patients", "patients and methods",
    "population", "practical implications", "practice implications", "primary outcome",
    "principal findings", "problem", "procedure", "purpose", "purpose of review", "rationale",
    "recent findings", "recommendations", "registration", "relevance", "research question",
    "result", "results", "results and conclusions", "results and discussion", "review methods",
    "sample", "scope", "search methods", "search strategy", "selection criteria", "setting",
    "settings", "significance", "statement of significance", "strengths and limitations",
    "study design", "study selection", "subjects", "subjects and methods", "summary",
    "systematic review registration", "trial registration", "what is known", "what this adds",
)  # fmt: skip
_NAMES = "|".join(
    re.escape(name).replace(r"\ ", r"\s+") for name in sorted(KNOWN, key=len, reverse=True)
)
# At the beginning, on a new line or after a sentence: a known name, or capitals, then a colon. A
# known name alone on its line is a heading without one.
HEADING = re.compile(
    rf"(?:(?<=\n)|(?<=^)|(?<=[.!?)\]]\s)|(?<=[.!?)\]]\s\s))[ \t]*"
    rf"(?:(?P<named>(?i:{_NAMES}))(?:[ \t]*[:\u2013\u2014]|[ \t]+-(?=\s)|[ \t]*(?=\n))"
    rf"|(?P<loud>[A-Z][A-Z][A-Z &/,'\u2019()-]{{2,58}}):)[ \t]*"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of an abstract: its heading ("" where there is none) and its text."""

    heading: str
    text: str


def paragraphs(abstract: str) -> tuple[Paragraph, ...]:
    """Cut an abstract into paragraphs, at headings and at line ends that close a sentence.

    No word is lost: headings and texts in order hold every word of the abstract. Headings written
    in capitals come out in sentence case.
    """
    found: list[Paragraph] = []
    heading, start = "", 0
    for match in HEADING.finditer(abstract):
        found.extend(_cut(heading, abstract[start : match.start()]))
        heading, start = _quiet(match["named"] or match["loud"]), match.end()
    found.extend(_cut(heading, abstract[start:]))
    return tuple(found)


def _cut(heading: str, text: str) -> list[Paragraph]:
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n|(?<=[.!?])\n", text)]
    kept = [part for part in parts if part]
    if not kept:
        return [Paragraph(heading, "")] if heading else []
    return [Paragraph(heading, kept[0]), *(Paragraph("", part) for part in kept[1:])]


def _quiet(heading: str) -> str:
    heading = " ".join(heading.split())
    return heading.capitalize() if heading.isupper() or heading.islower() else heading
