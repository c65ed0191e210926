"""Rounds of the review: what comes later is an update, counted apart."""

from __future__ import annotations

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.models import ReviewRound
from uptake.review.queries.unfinished import unfinished

FIRST = "The review"
LONGEST = 120
LONGEST_WHY = 2_000


@action(Permission.LEAD_REVIEW, event="round.opened")
def open_round(
    *, by: Actor, project: Project, title: str, why: str = ""
) -> Outcome[ReviewRound]:  # fmt: skip
    """Open an update: what is imported from now on belongs to it.

    While anything of the round before is still to be judged or settled it takes a reason, `why`,
    which the trail keeps with the counts.
    """
    title, why = _checked(title), why.strip()
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    last = ReviewRound.objects.filter(project=project).order_by("-number").first()
    if last is None:
        first = Project.objects.get(pk=project.pk)
        last = ReviewRound.objects.create(project=first, number=1, title=FIRST, by=by.user)
    if last.title == title:
        raise Refused(
            f"The open round is called {title} already.", advice="Give the update its own name."
        )
    left = unfinished(project)
    if left and not why:
        raise Refused(
            f"{last.title} is not finished: {', '.join(one.words for one in left)}.",
            advice="Finish it first, or say why the update begins before.",
        )
    made = ReviewRound.objects.create(
        project=project, number=last.number + 1, title=title, by=by.user
    )
    kept = {"why": why[:LONGEST_WHY], "unfinished": [one.words for one in left]} if left else {}
    return Outcome(made, detail=kept)


@action(Permission.LEAD_REVIEW, event="round.renamed")
def rename_round(*, by: Actor, round: ReviewRound, title: str) -> ReviewRound:
    """Give a round another title."""
    current = ReviewRound.objects.select_for_update().get(pk=round.pk)
    current.title = _checked(title)
    current.save(update_fields=["title"])
    return current


def _checked(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused("A round has a title.", advice="Such as: Update of November 2026.")
    if len(title) > LONGEST:
        raise Refused(f"The title has {len(title)} characters; {LONGEST} is the most.")
    return title
