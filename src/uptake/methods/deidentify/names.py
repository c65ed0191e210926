"""Names that something beside them gives away: a title, an introduction, kin, a label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from uptake.methods.deidentify.hits import Hit, Sure, hit
from uptake.methods.deidentify.vocabulary import (
    BLANK,
    FUNCTION_WORDS,
    KIN,
    LETTERS,
    NAME,
    NAME_WORD,
    PEOPLE,
    ROLES,
    SURE_TITLES,
    THINGS,
    TITLED_NAME,
    UNSURE_TITLES,
)

SHOUTED = "MR|MRS|MISS|DR|PROF|PROFESSOR|REV|CLLR"
STRONG = "|".join((*sorted(SURE_TITLES, key=len, reverse=True), SHOUTED))
WEAK = "|".join(sorted(UNSURE_TITLES, key=len, reverse=True))
TITLE = rf"(?:{STRONG}|{WEAK})(?!{LETTERS})\.?"
TITLED = re.compile(
    rf"(?<![\w'\u2019-])(?:({STRONG})|{WEAK})(?!{LETTERS})\.?"
    rf"(?:{BLANK}(?:(?:and|&|or){BLANK})?{TITLE}){{0,2}}{BLANK}{TITLED_NAME}"
)
PLURAL = re.compile(
    rf"(?<![\w'\u2019-])(?:Drs|Doctors|Messrs|Professors|Profs|Sisters|Nurses)\.?{BLANK}{NAME}"
    rf"(?:,{BLANK}{NAME}){{0,4}}(?:{BLANK}(?:and|&){BLANK}{NAME})?"
)
SMALL = re.compile(
    rf"(?<![\w'\u2019-])(?:[Mm]rs?|[Dd]r|[Pp]rof|[Cc]llr|[Rr]evd?)\.?[ ]"
    rf"(?!(?:{FUNCTION_WORDS})\b)([^\W\d_A-Z]{LETTERS}{{1,40}}(?:[-'\u2019](?!s\b){LETTERS}{{1,40}}){{0,2}})",
)

FOLLOWED = rf"(?={BLANK}(?:from|here|speaking|calling|and[ ]I|the|your|with|by)\b|[,.;!?])"
INTRODUCED = (
    (re.compile(rf"\b(?i:name)(?:['\u2019]s|{BLANK}(?:is|was)),?{BLANK}({NAME})"), Sure.LIKELY),
    (
        re.compile(
            rf"\b(?i:calls?|called|calling){BLANK}(?:me|him|her|them|us|myself|himself|herself)"
            rf"{BLANK}({NAME})"
        ),
        Sure.LIKELY,
    ),
    (
        re.compile(rf"\b(?:I['\u2019]m|I{BLANK}am|(?i:it['\u2019]s)){BLANK}({NAME}){FOLLOWED}"),
        Sure.UNSURE,
    ),
    (
        re.compile(
            rf"\b(?i:this{BLANK}is|it{BLANK}is){BLANK}({NAME})"
            rf"(?={BLANK}(?:from|here|speaking|calling)\b)"
        ),
        Sure.LIKELY,
    ),
    (
        re.compile(
            rf"\b(?i:hi|hello|hiya|hey|dear|morning|afternoon),?{BLANK}({NAME})"
            rf"(?={BLANK}(?:here|speaking|calling)\b|[,.!?\n])"
        ),
        Sure.UNSURE,
    ),
)
CALLED = re.compile(rf"\b(?:called|named|nicknamed|known{BLANK}as){BLANK}({NAME})")
WAS = r"(?:['\u2019][sm]|\s(?:is|was|are|were|am|been|being|all|just|now|has)){0,3}\s?\Z"
PERSON_IS = re.compile(rf"\b(?:{PEOPLE}|I|who){WAS}", re.IGNORECASE)
THING_IS = re.compile(rf"\b(?:{THINGS}){WAS}", re.IGNORECASE)
RELATED = re.compile(rf"\b(?i:my|his|her|our|their|your){BLANK}(?i:{KIN}),?{BLANK}({NAME})")
LABEL = re.compile(rf"^[ \t]*({NAME_WORD}(?:{BLANK}{NAME_WORD}){{0,2}}):", re.MULTILINE)
ROLE = re.compile(rf"(?:{ROLES})?[ ]?[0-9]*[a-z]?(?:[ ][0-9]+)?", re.IGNORECASE)
LOOK_BACK = 30


def names(text: str) -> Iterator[Hit]:
    """Propose names after a title or an introduction, of kin, and as labels of turns."""
    yield from titled(text)
    yield from introduced(text)
    yield from labels(text)


def titled(text: str) -> Iterator[Hit]:
    """Propose a title with the name after it; surer for titles that are nothing else."""
    for found in TITLED.finditer(text):
        sure = Sure.LIKELY if found[1] else Sure.UNSURE
        yield hit(text, *found.span(), "name", sure, "a title and a name")
    for found in PLURAL.finditer(text):
        yield hit(text, *found.span(), "name", Sure.LIKELY, "a title and several names")
    for found in SMALL.finditer(text):
        why = "a title and a word in small letters"
        yield hit(text, *found.span(), "name", Sure.UNSURE, why)


def introduced(text: str) -> Iterator[Hit]:
    """Propose names that somebody says are theirs or another's; what an app is called is none."""
    why = "said to be somebody's name"
    for pattern, sure in INTRODUCED:
        for found in pattern.finditer(text):
            yield hit(text, *found.span(1), "name", sure, why)
    for found in CALLED.finditer(text):
        lead = text[max(0, found.start() - LOOK_BACK) : found.start()]
        if PERSON_IS.search(lead):
            yield hit(text, *found.span(1), "name", Sure.LIKELY, why)
        elif not THING_IS.search(lead):
            yield hit(text, *found.span(1), "name", Sure.UNSURE, why)
    for found in RELATED.finditer(text):
        yield hit(text, *found.span(1), "name", Sure.UNSURE, "a capital after kin or a colleague")


def labels(text: str) -> Iterator[Hit]:
    """Propose labels at the beginning of lines that stand there twice and name no role."""
    found = [one for one in LABEL.finditer(text) if not is_role(one[1])]
    often = Counter(one[1] for one in found)
    for one in found:
        if often[one[1]] > 1:
            yield hit(text, *one.span(1), "name", Sure.UNSURE, "the label of a turn")


def is_role(label: str) -> bool:
    """Tell whether a turn's label names a role or a number, such as Interviewer or P7."""
    words = label.split()
    return all(ROLE.fullmatch(word) for word in words)
