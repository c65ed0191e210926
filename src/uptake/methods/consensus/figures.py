"""A figure, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Reason(Enum):
    """Why something is not defined, as a sentence for the page."""

    NOBODY = "Nobody rated it in both rounds."
    ONE_PERSON = "One person rated it; at least two are needed."
    NOBODY_MOVED = "Nobody changed their rating."
    NOBODY_CROSSED = "Nobody changed sides."
    MEAN_OF_ZERO = "The mean is 0, so nothing can be a share of it."
    ONE_CATEGORY = "Everybody gave one and the same rating, so chance alone would agree as well."
    FEW_JUDGES = "Fewer than two people ranked every item."
    FEW_ITEMS = "There are fewer than two items to rank."
    ALL_TIED = "Everybody gave all items the same rank."
    NOBODY_STAYED = "Nobody of this group stayed."
    NOBODY_LEFT = "Nobody of this group left."
    NOT_RATED = "Nobody of either kind rated it."


@dataclass(frozen=True, slots=True)
class NotDefined:
    """A figure that data do not define."""

    reason: Reason

    @property
    def words(self) -> str:
        """The reason in a sentence."""
        return self.reason.value
