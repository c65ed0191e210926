"""Everything that the page about stopping shows, asked for at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from uptake.methods.stopping.estimate import Estimate, estimate
from uptake.methods.stopping.presets import DEFAULT, TARGET, Measured, Preset
from uptake.methods.stopping.reading import Reading
from uptake.methods.stopping.rules import ask, more_needed, preset

SMALL, FEW = 500, 19
Caution = Literal["few records", "few relevant"]


@dataclass(frozen=True, slots=True)
class StopState:
    """Where a screening stands under one rule.

    ``holds``: the rule would end it now. ``more_needed``: how many more irrelevant records in a row
    would. ``cautions``: why everything should be read all the same.
    """

    preset: Preset
    target: float
    holds: bool
    p: float
    evidence: float
    gap: int
    more_needed: int
    estimate: Estimate
    cautions: tuple[Caution, ...]


def state(
    reading: Reading, rule: str = DEFAULT, target: float = TARGET, confidence: float = 0.95
) -> StopState:
    """Ask a rule, and estimate what is unread.

    Raises ``ValueError`` on an unknown rule, or a target or confidence out of range.
    """
    chosen = preset(rule)
    answer = ask(reading, chosen, target)
    return StopState(
        preset=chosen,
        target=target,
        holds=answer.holds,
        p=answer.p,
        evidence=answer.evidence,
        gap=answer.gap,
        more_needed=more_needed(reading, chosen, target),
        estimate=estimate(reading, target, confidence),
        cautions=cautions(reading),
    )


def cautions(reading: Reading) -> tuple[Caution, ...]:
    """Say why a rule should not be trusted: below 500 records, or below 19 relevant found.

    With fewer than 19 found, a single missed record puts recall below 95 %, and no order says
    enough about a single record. Nothing to say once everything has been read.
    """
    if reading.unread == 0:
        return ()
    found: list[Caution] = []
    if reading.total < SMALL:
        found.append("few records")
    if reading.found < FEW:
        found.append("few relevant")
    return tuple(found)


def risk_sentence(state: StopState, ended: bool = False) -> str:
    """Tell in one sentence what is risked by stopping now, or by having ``ended``."""
    expected = state.estimate
    if expected.unread == 0:
        return "All records have been read; nothing is left to be missed."
    if not expected.found:
        return "Nothing relevant has been found, so nothing can be said of what is unread."
    said = (
        f"{_expected(expected)} expected among the {expected.unread:,} unread, "
        f"and the chance that at least one is missed is {_percent(expected.chance_any)}."
    )
    return said[0].upper() + said[1:] if ended else f"If you stop now, {said}"


def record_sentence(measured: Measured, target: float = TARGET) -> str:
    """Tell in one sentence how a rule has fared, as the only claim made for it."""
    return (
        f"Replayed on {measured.reviews} finished reviews ({measured.runs} runs), this rule found "
        f"{_percent(target)} of the relevant records in {_percent(measured.reached)} of the runs"
        f"{_left_out(measured)}, at worst {_percent(measured.lowest)} of them, and "
        f"{_percent(measured.read)} of the records had to be read; it is no guarantee."
    )


def _left_out(measured: Measured) -> str:
    if measured.left_out is None:
        return ""
    return (
        " on the reviews that its numbers were chosen on, "
        f"and in {_percent(measured.left_out)} on reviews left out of that choice"
    )


def _expected(estimate: Estimate) -> str:
    limits = f"({estimate.low:,} to {estimate.high:,})"
    if estimate.expected < 0.5:
        return f"less than one relevant record {limits} is"
    digits = 1 if estimate.expected < 9.95 else 0
    return f"about {estimate.expected:,.{digits}f} relevant records {limits} are"


def _percent(chance: float) -> str:
    if chance < 0.005:
        return "under 1 %"
    if chance >= 0.995:
        return "over 99 %"
    return f"{chance:.0%}".replace("%", " %")
