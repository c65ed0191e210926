"""Where a reference stands, given what people judged of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HALF, CONFLICT = "half", "conflict"
INCLUDE, EXCLUDE, UNSURE = "include", "exclude", "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person said: a verdict, and for an exclusion its reason.

    A reason is its place in the order in which reasons are tried; None without one.
    """

    person: str
    verdict: str
    reason: int | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """A state, the reason that holds, and who has judged while another person still has to."""

    state: str
    reason: int | None = None
    waits_for_other_than: str = ""


def stand(
    judged: Sequence[Judgement], needed: int, settled: Judgement | None = None, held: bool = False
) -> Stand | None:
    """Where a reference stands. None when nobody has judged it.

    ``judged`` holds at most one judgement a person. ``needed`` people must judge; while the
    reference is ``held`` (in a calibration round that is still open) nothing follows from any
    number of judgements. All of one mind decide; anything else is a conflict, until it is
    ``settled``. Of several reasons the one that is tried first holds. Raises ``ValueError`` when
    a person is named twice, or nobody is needed.
    """
    people = [one.person for one in judged]
    if needed < 1 or len(set(people)) < len(people):
        raise ValueError("At least one person must judge, and each of them once.")
    if settled is not None:
        return Stand(settled.verdict, settled.reason)
    if not judged:
        return None
    if held or len(judged) < needed:
        return Stand(HALF, None, people[0] if len(people) == 1 else "")
    if len({one.verdict for one in judged}) > 1:
        return Stand(CONFLICT)
    verdict = judged[0].verdict
    reasons = [one.reason for one in judged if one.reason is not None]
    return Stand(verdict, min(reasons) if reasons and verdict == EXCLUDE else None)
