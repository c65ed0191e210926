"""What coding rounds need somebody for: coders who are not done, rounds to open, places to decide.

Kept apart from the other needs, as those of one person alone are among them.
"""

from __future__ import annotations

from dataclasses import dataclass

from uptake.interviews.models import CodingRound
from uptake.interviews.queries.rounds import left, my_parts, to_open
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission


@dataclass(frozen=True, slots=True)
class RoundNeed:
    """A task of a round: what, why, who may do it, and where."""

    title: str
    why: str
    permission: Permission
    url: str
    args: tuple[int, ...]


def round_needs(project: Project, user: User | None) -> list[RoundNeed]:
    """What this person has still to code, then what leads have to do."""
    found = []
    if user is not None and (mine := my_parts(project, user)):
        names = ", ".join(part.transcript.title for part in mine[:3])
        more = f" and {len(mine) - 3:,} more" if len(mine) > 3 else ""
        what = f"{len(mine):,} transcript{'s' if len(mine) > 1 else ''}"
        found.append(
            RoundNeed(f"Code {what} of a round", f"{names}{more}. Say when each is done.",
                      Permission.CODE, "interviews:rounds", ())
        )  # fmt: skip
    found += [
        RoundNeed(f"Open the round {row.name}", "Everybody is done. Nobody sees it until then.",
                  Permission.LEAD_CODING, "interviews:round", (row.pk,))
        for row in to_open(project)
    ]  # fmt: skip
    opened = CodingRound.objects.filter(project=project, opened_at__isnull=False, closed_at=None)
    for row in opened.order_by("pk"):
        waiting = left(row).open
        if waiting:
            places = f"{waiting:,} place{'s' if waiting > 1 else ''}"
            found.append(
                RoundNeed(f"Decide on {places} of {row.name}", "Coding of a round counts once it "
                          "is adjudicated.", Permission.LEAD_CODING, "interviews:adjudicate",
                          (row.pk,))
            )  # fmt: skip
    return found
