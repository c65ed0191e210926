"""Rules of consensus that studies have used, ready to be locked or shown beside one's own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from uptake.instruments.instrument import Instrument, facts_in
from uptake.methods.consensus import Rule, Scale, rule_from


@dataclass(frozen=True, slots=True)
class RulePreset:
    """A rule with its source. ``scale``: the one it was used on, None where it fits many."""

    key: str
    name: str
    rule: Rule
    scale: Scale | None
    source: str
    note: str

    def fits(self, on: Scale) -> bool:
        """Whether the rule is meant for a scale and defined on it."""
        return (self.scale is None or self.scale == on) and not self.rule.fits(on)


@dataclass(frozen=True, slots=True)
class ConsensusRules(Instrument):
    presets: tuple[RulePreset, ...]

    def preset(self, key: str) -> RulePreset:
        """Give the preset with this key. Raises ``LookupError``, naming those there are."""
        for each in self.presets:
            if each.key == key:
                return each
        known = ", ".join(each.key for each in self.presets)
        raise LookupError(f"No rule has the key {key!r}. There are: {known}.")

    def on(self, scale: Scale) -> tuple[RulePreset, ...]:
        """The presets that fit a scale."""
        return tuple(each for each in self.presets if each.fits(scale))


@cache
def consensus_rules() -> ConsensusRules:
    """Read the rules that come with Uptake."""
    place = files("uptake.instruments") / "data" / "consensus-rules.json"
    data = json.loads(place.read_text(encoding="utf-8"))
    presets = tuple(
        RulePreset(
            each["key"],
            each["name"],
            rule_from(each["rule"]),
            Scale(**each["scale"]) if each["scale"] else None,
            each["source"],
            each["note"],
        )
        for each in data["presets"]
    )
    return ConsensusRules(**facts_in(data), presets=presets)
