"""What a methods section may say of the review, in sentences made of its records."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime

from django.db.models import Count, QuerySet

from uptake.projects.models import Event, Project
from uptake.review.models import (
    Protocol,
    ReviewRound,
    Settlement,
    Stage,
    Standing,
    StopDecision,
    Verdict,
)
from uptake.review.models.protocol import StageKey
from uptake.review.pools import GOES_ON
from uptake.review.queries.stages import stage
from uptake.review.queries.stop import RULES
from uptake.sources import queries as sources
from uptake.sources.models import Reference, Search

ORDERS = {
    Stage.Order.RELEVANCE: "with the likeliest first, as learnt from the decisions made",
    Stage.Order.UNCERTAINTY: "with the least certain first, as learnt from the decisions made",
    Stage.Order.RANDOM: "in random order",
}
SETTLED = {
    Settlement.How.THIRD.value: "by a third reviewer",
    Settlement.How.DISCUSSION.value: "by discussion",
}


TWO = 2
"""How many read each reference at a stage that nobody has set."""


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
    """How many were judged by how many, how blind, and in which order; "" before anybody did."""
    of, people = stage(project, key), _people(project, key)
    total = _of_stage(project, key).count()
    twice = sum(1 for some in people.values() if len(some) > 1)
    what = "titles and abstracts" if key == StageKey.TITLE else "full texts"
    if not people:
        return ""
    if of.reviewers == 1:
        said = f"{_share(len(people), total, what)} judged by one reviewer"
        said += _so_far(len(people), total)
        said += _twice(of, twice) if twice else ""
    else:
        said = f"{_share(twice, total, what)} judged by two reviewers{_so_far(twice, total)}"
        said += f", {_blind(of)}" if twice else ""
        once = len(people) - twice
        said += f"; {once:,} more by one" if once else ""
    return " ".join([f"{said}.", *_settled(project, key), *_order(project, key)])


def _of_stage(project: Project, key: str) -> QuerySet[Reference]:
    """All references of a stage, what an earlier end left unread too."""
    rows = Reference.objects.filter(project=project, merged_into=None)
    if key == StageKey.TITLE:
        return rows
    on = Standing.objects.filter(project=project, stage=StageKey.TITLE, state__in=GOES_ON)
    return rows.filter(pk__in=on.values("reference"))


def _people(
    project: Project, key: str, until: datetime | None = None
) -> dict[int, set[tuple[int | None, str]]]:
    """Who judged each reference of a stage; verdicts on records merged into it are its own."""
    there = set(_of_stage(project, key).values_list("pk", flat=True))
    found: dict[int, set[tuple[int | None, str]]] = defaultdict(set)
    rows = Verdict.objects.filter(project=project, stage=key, replaced_at=None)
    if until is not None:
        rows = rows.filter(created_at__lte=until)
    for pk, into, by, origin in rows.values_list(
        "reference_id", "reference__merged_into_id", "by_id", "origin"
    ):
        if (into or pk) in there:
            found[into or pk].add((by, origin))
    return found


def _share(number: int, total: int, what: str) -> str:
    if number == total and number > 1:
        return f"All {number:,} {what} were"
    if not number:
        return f"None of {total:,} {what} was"
    return f"{number:,} of {total:,} {what} {'was' if number == 1 else 'were'}"


def _so_far(number: int, total: int) -> str:
    return " so far" if number < total else ""


def _blind(of: Stage) -> str:
    if not of.blind:
        return "who could see each other's verdicts"
    if of.opened_at is not None:
        return f"independently until verdicts were opened to all on {_day(of.opened_at.date())}"
    return "independently, neither seeing the other's verdicts"


def _twice(of: Stage, twice: int) -> str:
    """How those were judged that two read at a stage where one reads each now.

    Blind were those of the time when two read each; whoever judged a second time after that saw
    the first verdict.
    """
    changes = Event.objects.filter(chain=of.project_id, verb="stage.changed", object_id=of.pk)
    became_one = [
        row.at for row in changes.order_by("seq")
        if (row.before.get("reviewers", TWO), row.after.get("reviewers")) == (TWO, 1)
    ]  # fmt: skip
    if not became_one:
        return f"; {twice:,} of them by two"
    at = became_one[-1]
    then = sum(1 for some in _people(of.project, of.key, at).values() if len(some) > 1)
    said = f"; {then:,} of them by two, {_blind(of)}, before that became one on {_day(at.date())}"
    late = twice - then
    return (said if then else "") + (f"; {late:,} by a second who saw the first" if late else "")


def _settled(project: Project, key: str) -> list[str]:
    rows = Settlement.objects.filter(project=project, stage=key, reopened_at=None).order_by()
    by = dict(rows.values_list("how").annotate(number=Count("pk")))
    named = [f"{by[how]:,} {words}" for how, words in SETTLED.items() if how in by]
    if not named:
        return []
    number = sum(by.values())
    if number == 1:
        return [f"One disagreement was settled {SETTLED[next(iter(by))]}."]
    if len(named) == 1:
        return [f"{number:,} disagreements were settled {SETTLED[next(iter(by))]}."]
    return [f"{number:,} disagreements were settled: {' and '.join(named)}."]


def _order(project: Project, key: str) -> list[str]:
    """In which order titles came up, as each one's first verdict has it; nothing of full texts."""
    if key != StageKey.TITLE:
        return []
    firsts: dict[int, str] = {}
    rows = Verdict.objects.filter(project=project, stage=key, replaced_at=None).order_by("pk")
    for pk, order, ranking in rows.values_list("reference_id", "order", "ranking_id"):
        learnt = order == Stage.Order.RANDOM or ranking is not None
        firsts.setdefault(pk, order if learnt else "")
    counted = Counter(firsts.values())
    if counted[""] == len(firsts):
        return ["In which order references came up was not recorded."]
    if len(counted) == 1:
        return [f"References came up {ORDERS[Stage.Order(next(iter(counted)))]}."]
    unknown = counted.pop("", 0)
    named = [f"{number:,} {ORDERS[Stage.Order(order)]}" for order, number in counted.most_common()]
    first, _, rest = named[0].partition(" ")
    said = [f"{first} came up {rest}", *named[1:]]
    said += [f"of {unknown:,} the order was not recorded"] if unknown else []
    return [f"Of {len(firsts):,} references judged, {'; '.join(said)}."]


def _ended(project: Project) -> list[StopDecision]:
    rows = StopDecision.objects.filter(project=project, reopened_at=None)
    return list(rows.order_by("round", "pk"))


def _end(row: StopDecision) -> str:
    what = "Titles and abstracts" if row.stage == StageKey.TITLE else "Full texts"
    read, total = row.figures.get("read"), row.figures.get("total")
    of = f" after {read:,} of {total:,}" if isinstance(read, int) and isinstance(total, int) else ""
    known = {True: "It was met then.", False: "It was not met then."}
    met = known.get(row.figures.get("holds"), "Whether it was met then was not recorded.")
    said = (
        f"{what} were read no further{of} on {_day(row.created_at.date())}. The stopping rule was "
        f"“{RULES.get(row.rule, row.rule)}”, for a recall of {100 * row.target:.0f} %. {met}"
    )
    least = row.figures.get("recall_at_least")
    if isinstance(least, int | float):
        said += f" Recall was then estimated to be at least {100 * least:.0f} %."
    return f"{said} Reason given: {row.why}" if row.why else said


def _rounds(project: Project) -> str:
    rows = ReviewRound.objects.filter(project=project, number__gt=1).order_by("number")
    named = [f"{row.title} ({_day(row.created_at.date())})" for row in rows]
    return f"The review was updated: {'; '.join(named)}." if named else ""
