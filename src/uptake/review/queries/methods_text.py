"""What a methods section may say of the review, in sentences made of its records."""

from __future__ import annotations

from datetime import date

from uptake.projects.models import Project
from uptake.review.models import Protocol, ReviewRound, Stage, StopDecision
from uptake.review.models.protocol import StageKey
from uptake.review.queries.stages import stage
from uptake.sources import queries as sources
from uptake.sources.models import Search

ORDERS = {
    Stage.Order.RELEVANCE: "with the likeliest first, as learnt from the decisions made",
    Stage.Order.UNCERTAINTY: "with the least certain first, as learnt from the decisions made",
    Stage.Order.RANDOM: "in random order",
}


def methods_text(project: Project) -> list[str]:
    """Paragraphs, each of what was recorded and of nothing else; none for an empty project."""
    found = [_protocol(project), _searches(project), _duplicates(project)]
    if found[1]:
        found += [_screening(project, key) for key in StageKey.values]
        found += [_end(row) for row in _ended(project)]
    found.append(_rounds(project))
    return [one for one in found if one]


def _day(of: date) -> str:
    return f"{of.day} {of:%B %Y}"


def _protocol(project: Project) -> str:
    rows = list(Protocol.objects.filter(project=project).order_by("version"))
    if not rows:
        return ""
    last, said = rows[-1], ""
    if last.registration:
        said = f"The protocol was registered ({last.registration}). "
    amended = [_day(row.created_at.date()) for row in rows[1:]]
    if amended:
        times = "once" if len(amended) == 1 else f"{len(amended)} times"
        it = "It" if said else "The protocol"
        said += f"{it} was amended {times} ({'; '.join(amended)})."
    return said.strip()


def _searches(project: Project) -> str:
    rows = Search.objects.filter(project=project).order_by("searched_on", "pk")
    named = [
        f"{row.database}{f' ({row.interface})' if row.interface else ''} on {_day(row.searched_on)}"
        for row in rows
    ]
    return f"Searched were {'; '.join(dict.fromkeys(named))}." if named else ""


def _duplicates(project: Project) -> str:
    looks = sources.looks(project)
    return sources.methods_sentence(looks[0], sources.overview(project, 0)) if looks else ""


def _screening(project: Project, key: str) -> str:
    of = stage(project, key)
    what = "Titles and abstracts" if key == StageKey.TITLE else "Full texts"
    if of.reviewers == 1:
        said = f"{what} were judged by one reviewer"
    else:
        blind = of.blind and of.opened_at is None
        how = (
            "independently, neither seeing the other's verdicts" if blind
            else "who could see each other's verdicts"
        )  # fmt: skip
        settled = "by a third reviewer" if of.conflicts == Stage.Settled.THIRD else "by discussion"
        said = f"{what} were judged by two reviewers, {how}; conflicts were settled {settled}"
    if key == StageKey.TITLE:
        said += f". References came up {ORDERS[Stage.Order(of.order)]}"
    return f"{said}."


def _ended(project: Project) -> list[StopDecision]:
    rows = StopDecision.objects.filter(project=project, reopened_at=None)
    return list(rows.order_by("round", "pk"))


def _end(row: StopDecision) -> str:
    what = "Titles and abstracts" if row.stage == StageKey.TITLE else "Full texts"
    read, total = row.figures.get("read"), row.figures.get("total")
    of = f" after {read:,} of {total:,}" if isinstance(read, int) and isinstance(total, int) else ""
    said = (
        f"{what} were read no further{of} on {_day(row.created_at.date())}, under the rule "
        f"“{row.rule}” for a recall of {100 * row.target:.0f} %."
    )
    least = row.figures.get("recall_at_least")
    if isinstance(least, int | float):
        said += f" Recall was then estimated to be at least {100 * least:.0f} %."
    return f"{said} Reason given: {row.why}" if row.why else said


def _rounds(project: Project) -> str:
    rows = ReviewRound.objects.filter(project=project, number__gt=1).order_by("number")
    named = [f"{row.title} ({_day(row.created_at.date())})" for row in rows]
    return f"The review was updated: {'; '.join(named)}." if named else ""
