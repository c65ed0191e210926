"""All that is fixed before the first round, as data to be locked and as a text to be registered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from uptake.methods.consensus.feedback import ARMS, LEAST, Arm
from uptake.methods.consensus.quantiles import METHODS, USUAL, Method, named
from uptake.methods.consensus.ratings import Scale, scale
from uptake.methods.consensus.rules import Rule, RuleRefused, rule_data, rule_from
from uptake.methods.consensus.rules.regions import region

MOST_ROUNDS, MOST_GROUPS, MOST_PEOPLE = 10, 50, 100_000
SHOWN: dict[Arm, str] = {
    "own only": "nothing of the others",
    "own group": "how their own group rated it",
    "each group": "how each group rated it",
    "everyone": "how all groups together rated it",
}


@dataclass(frozen=True, slots=True)
class PanelGroup:
    """A group of the panel. ``target``: how many people are sought; None: not said."""

    name: str
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """A panel as it is registered; make one with ``setup_from``.

    ``rounds``: how many; 0 where there are none and answers may be changed until the panel closes.
    ``others``: the rules of the sensitivity analysis. ``arm``, ``least``: what panellists see of
    others, and the smallest group that is shown. ``quantile``: for the quartiles they see.
    """

    groups: tuple[PanelGroup, ...]
    rounds: int
    scale: Scale
    rule: Rule
    others: tuple[Rule, ...] = ()
    arm: Arm = "each group"
    least: int = LEAST
    quantile: Method = USUAL


class SetupRefused(ValueError):
    """Data are no set-up of a panel. ``problems`` says what to change, each with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def setup_data(setup: Setup) -> dict[str, Any]:
    """Return a set-up as data that JSON can hold and ``setup_from`` reads back."""
    return {
        "groups": [asdict(group) for group in setup.groups],
        "rounds": setup.rounds,
        "scale": asdict(setup.scale),
        "rule": rule_data(setup.rule),
        "others": [rule_data(rule) for rule in setup.others],
        "arm": setup.arm,
        "least": setup.least,
        "quantile": setup.quantile,
    }


def setup_from(data: Mapping[str, Any]) -> Setup:
    """Make the set-up that data describe; ``others``, ``arm``, ``least``, ``quantile`` may be left.

    Raises ``SetupRefused``, naming every place that is missing or can't be: groups[2].name.
    """
    problems = _fields(data)
    groups = _groups(data.get("groups"), problems)
    on = _scale(data.get("scale"), problems)
    rule = _rule(data.get("rule"), "rule", on, problems)
    given = data.get("others", ())
    if not isinstance(given, list | tuple):
        problems.append("others: this must be a list of rules.")
        given = ()
    others = [_rule(each, f"others[{at}]", on, problems) for at, each in enumerate(given, 1)]
    rounds, least = data.get("rounds"), data.get("least", LEAST)
    _whole(rounds, "rounds", 0, MOST_ROUNDS, problems)
    _whole(least, "least", 1, MOST_PEOPLE, problems)
    arm, quantile = data.get("arm", "each group"), data.get("quantile", USUAL)
    for name, value, known in (("arm", arm, ARMS), ("quantile", quantile, METHODS)):
        if value not in known:
            problems.append(f"{name}: {value!r} is none of: {', '.join(known)}.")
    if problems or on is None or rule is None:
        raise SetupRefused(problems)
    return Setup(
        groups,
        cast("int", rounds),
        on,
        rule,
        tuple(it for it in others if it is not None),
        arm,
        cast("int", least),
        quantile,
    )


def protocol(setup: Setup) -> tuple[str, ...]:
    """Give the set-up as sentences for a preregistration, one paragraph each."""
    on = setup.scale
    names = ", ".join(
        it.name if it.target is None else f"{it.name} ({it.target} sought)" for it in setup.groups
    )
    count = "1 group" if len(setup.groups) == 1 else f"{len(setup.groups)} groups"
    if not setup.rounds:
        held = "There are no rounds: answers may be changed until the panel closes."
    elif setup.rounds == 1:
        held = "There is 1 round."
    else:
        held = f"There are {setup.rounds} rounds."
    seen = SHOWN[setup.arm]
    small = "" if setup.arm == "own only" else (
        f" A group of which fewer than {setup.least} rated a statement is not shown. Quartiles are "
        f"of {named(setup.quantile)}."
    )  # fmt: skip
    sentences = [
        f"The panel has {count}: {names}. {held}",
        f"Each statement is rated from {on.low} to {on.high}; {region(*on.lower)} speak against "
        f"it, {region(*on.upper)} for it. Whoever is unable to score a statement leaves its "
        "denominator and is reported.",
        f"The rule of consensus is: {setup.rule.words(on)}",
        f"Panellists see their own last answer and {seen}.{small}",
    ]
    if setup.others:
        listed = " ".join(f"({at}) {it.words(on)}" for at, it in enumerate(setup.others, 1))
        sentences.append(f"As a sensitivity analysis these rules are applied as well: {listed}")
    if setup.rounds > 1:
        sentences.append(
            "Stability between rounds is described on those who rated a statement in both. First "
            "ratings of those who leave are set beside those of who stay, by group, and results "
            "are given for all and for those who answered every round."
        )
    return tuple(sentences)


def _fields(data: Mapping[str, Any]) -> list[str]:
    known = ("groups", "rounds", "scale", "rule", "others", "arm", "least", "quantile")
    return [
        f"{name}: this field is not known; they are {', '.join(known)}."
        for name in data
        if name not in known
    ]


def _groups(given: object, problems: list[str]) -> tuple[PanelGroup, ...]:
    if not isinstance(given, list | tuple) or not 1 <= len(given) <= MOST_GROUPS:
        problems.append(f"groups: give a list of 1 to {MOST_GROUPS} groups.")
        return ()
    found = []
    for at, each in enumerate(given, 1):
        fields = each if isinstance(each, Mapping) else {}
        name, target = fields.get("name"), fields.get("target")
        if not isinstance(name, str) or not name.strip():
            problems.append(f"groups[{at}].name: give the group a name.")
            continue
        if target is not None:
            _whole(target, f"groups[{at}].target", 1, MOST_PEOPLE, problems)
        found.append(PanelGroup(name.strip(), target))
    tally = Counter(group.name for group in found)
    problems += [
        f"groups: {name} is there {count} times; give each group its own name."
        for name, count in tally.items()
        if count > 1
    ]
    return tuple(found)


def _scale(given: object, problems: list[str]) -> Scale | None:
    names = ("low", "high", "bottom", "top")
    points = given if isinstance(given, Mapping) else {}
    whole = [points.get(name) for name in names]
    optional = [it for it in whole[2:] if it is not None]
    if not all(isinstance(it, int) and not isinstance(it, bool) for it in (*whole[:2], *optional)):
        problems.append("scale: give low and high, and bottom and top, as whole numbers.")
        return None
    low, high, bottom, top = whole
    try:
        return scale(cast("int", low), cast("int", high), bottom=bottom, top=top)
    except ValueError as error:
        problems.append(f"scale: {error}")
        return None


def _rule(given: object, place: str, on: Scale | None, problems: list[str]) -> Rule | None:
    try:
        rule = rule_from(given if isinstance(given, Mapping) else {})
    except RuleRefused as refused:
        problems += [f"{place}.{problem}" for problem in refused.problems]
        return None
    off = rule.fits(on) if on else ""
    if off:
        problems.append(f"{place}: {off}")
    return rule


def _whole(value: object, place: str, low: int, high: int, problems: list[str]) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        problems.append(f"{place}: {value!r} is not a whole number from {low} to {high}.")
