"""How many new codes each interview still brings, and when hardly any came.

Whether a study has heard enough is a judgement. These numbers say what the codes say, with every
parameter beside them; they know nothing of who was not asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from math import comb

BASE = 4
RUN = 2
SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Step:
    """One interview in order: its codes, those not met before it, and how many are known then."""

    number: int
    codes: int
    new: frozenset[Hashable]
    known: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run of interviews that ends with interview ``last`` (from 1), beside the base's codes."""

    first: int
    last: int
    new: int
    share: float


@dataclass(frozen=True, slots=True)
class Saturation:
    """The curve with its parameters.

    ``expected[n]`` is the mean number of codes known after n interviews over all orders they could
    have come in. ``reached`` is the last interview of the first run that brought no more than
    ``most``, ``None`` where none did; ``undefined`` says why there are no runs.
    """

    steps: tuple[Step, ...]
    expected: tuple[float, ...]
    base: int
    run: int
    most: float
    base_codes: int
    runs: tuple[Run, ...]
    reached: int | None
    undefined: str = ""


def saturation(
    interviews: Sequence[AbstractSet[Hashable]],
    *,
    base: int = BASE,
    run: int = RUN,
    most: float = SHARE,
) -> Saturation:
    """Count new codes interview by interview, in the order given.

    ``interviews`` holds each interview's codes. The distinct codes of the first ``base`` interviews
    are the yardstick; each ``run`` of interviews after them brings so many codes that stand in no
    interview before the run, and their number over that of the base is the run's share. A run of
    at most ``most`` brings hardly anything new.

    Raises ``ValueError`` for a base or run below 1 and a share outside of 0 to 1.
    """
    if base < 1 or run < 1 or not 0 <= most <= 1:
        raise ValueError("base and run must be at least 1, and most lies between 0 and 1.")
    steps = _steps(interviews)
    yardstick = steps[min(base, len(steps)) - 1].known if steps else 0
    undefined = ""
    if len(steps) < base + run:
        undefined = (
            f"There are {len(steps)} interviews; the base of {base} and a run of {run} "
            f"need {base + run}."
        )
    elif not yardstick:
        undefined = f"The first {base} interviews have no codes to compare with."
    runs = () if undefined else tuple(_runs(steps, base, run, yardstick))
    reached = next((one.last for one in runs if one.share <= most), None)
    return Saturation(
        steps, expected(interviews), base, run, most, yardstick, runs, reached, undefined
    )


def _steps(interviews: Sequence[AbstractSet[Hashable]]) -> tuple[Step, ...]:
    known: set[Hashable] = set()
    found: list[Step] = []
    for number, codes in enumerate(interviews, start=1):
        new = frozenset(codes - known)
        known |= new
        found.append(Step(number, len(codes), new, len(known)))
    return tuple(found)


def _runs(steps: Sequence[Step], base: int, run: int, yardstick: int) -> list[Run]:
    """Give every run after the base: new are the codes known at its end and not before it."""
    found: list[Run] = []
    for last in range(base + run, len(steps) + 1):
        new = steps[last - 1].known - steps[last - run - 1].known
        found.append(Run(last - run + 1, last, new, new / yardstick))
    return found


def expected(interviews: Sequence[AbstractSet[Hashable]]) -> tuple[float, ...]:
    """Give the mean number of distinct codes in n of N interviews, for n from 0 to N.

    A code of f interviews is missing from n of them in C(N - f, n) of C(N, n) choices; counted
    exactly, so no order has to be drawn.
    """
    count = len(interviews)
    spread = Counter(Counter(code for codes in interviews for code in codes).values())
    found: list[float] = []
    for size in range(count + 1):
        ways = comb(count, size)
        mean = sum(
            codes * (1 - Fraction(comb(count - held, size), ways)) for held, codes in spread.items()
        )
        found.append(float(mean))
    return tuple(found)
