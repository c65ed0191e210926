"""Words that are in use for values of a coefficient. They are conventions, none has a proof."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bands:
    """Words by the lowest value, after rounding to ``decimals``, from which each is used."""

    name: str
    source: str
    decimals: int
    steps: tuple[tuple[float, str], ...]

    def word(self, value: float) -> str:
        """The word for a value."""
        rounded = round(value, self.decimals)
        return [word for lowest, word in self.steps if rounded >= lowest][-1]


LOWEST = float("-inf")
BANDS = (
    Bands(
        "landis-koch", "Landis and Koch 1977, Biometrics 33:159-174", 2,
        ((LOWEST, "Poor"), (0.0, "Slight"), (0.21, "Fair"), (0.41, "Moderate"),
         (0.61, "Substantial"), (0.81, "Almost perfect")),
    ),
    Bands(
        "fleiss", "Fleiss 1981, Statistical Methods for Rates and Proportions", 2,
        ((LOWEST, "Poor"), (0.4, "Intermediate to good"), (0.76, "Excellent")),
    ),
    Bands(
        "altman", "Altman 1991, Practical Statistics for Medical Research", 2,
        ((LOWEST, "Poor"), (0.21, "Fair"), (0.41, "Moderate"), (0.61, "Good"),
         (0.81, "Very good")),
    ),
    Bands(
        "krippendorff", "Krippendorff 2004, Content Analysis, chapter 11; for alpha", 3,
        ((LOWEST, "Too low to conclude from"), (0.667, "For tentative conclusions"),
         (0.8, "Reliable")),
    ),
)  # fmt: skip
