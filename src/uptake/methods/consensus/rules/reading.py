"""A rule as plain data, so that a project can lock it; and back, with every problem named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any

from uptake.methods.consensus.rules.apmo import Apmo
from uptake.methods.consensus.rules.base import Rule, RuleRefused
from uptake.methods.consensus.rules.lawshe import Lawshe
from uptake.methods.consensus.rules.medians import MedianSpread
from uptake.methods.consensus.rules.rand import RandClassic, RandIpras
from uptake.methods.consensus.rules.shares import CoreOutcome, Percentage

RULES: dict[str, type[Rule]] = {
    kind.key: kind
    for kind in (CoreOutcome, Percentage, MedianSpread, RandIpras, RandClassic, Apmo, Lawshe)
}
"""Every kind of rule by its key."""


def rule_data(rule: Rule) -> dict[str, Any]:
    """Return a rule as data that JSON can hold: its kind's key and every parameter."""
    return {"rule": rule.key, **asdict(rule)}


def rule_from(data: Mapping[str, Any]) -> Rule:
    """Make the rule that ``rule_data`` wrote, or that a person did; defaults may be left out.

    Raises ``RuleRefused``, naming each parameter that is unknown, missing or can't be.
    """
    key = data.get("rule")
    kind = RULES.get(key) if isinstance(key, str) else None
    if kind is None:
        raise RuleRefused([f"rule: {key!r} is none of: {', '.join(RULES)}."])
    known = {each.name: each for each in fields(kind)}
    given = {name: value for name, value in data.items() if name != "rule"}
    problems = [
        f"{name}: this is no parameter; they are {', '.join(known)}."
        for name in given
        if name not in known
    ]
    problems += [
        f"{name}: this is missing; say which."
        for name, each in known.items()
        if each.default is MISSING and name not in given
    ]
    if problems:
        raise RuleRefused(problems)
    return kind(**given)
