"""CPU time of one verdict on the screening page, and of the pages beside it, on a large review."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.harness.site import Site

if TYPE_CHECKING:
    from uptake.projects.actor import Member

GOAL_MS = 30
PAGE_MS = 60
VERDICTS = 10_000
EARLIER = 1_000
EVERY = 40
"""One in so many is included, as in a usual review."""
ROUNDS = 30
PAGES = {
    "screening page": "screen/title/", "overview": "", "protocol": "protocol/",
    "if you stopped now": "stopping/title/panel/", "conflicts": "conflicts/title/",
}  # fmt: skip

HELD = ("screening page", "overview")
"""The pages that have a goal."""


def figures(site: Site, options: Options) -> Iterator[Figure]:
    """Screen a project that holds its references already: after 1,000 verdicts and after 10,000.

    By one reviewer, and after 10,000 also by two, each of whom has given so many.
    """
    from uptake.review.actions import criteria
    from uptake.review.actions.criteria import CriterionFacts

    by, project = _owner(site), site.project
    _reviewers(site, 1)
    for side, words in (("include", ("adult*", "care")), ("exclude", ("mice", "child*"))):
        facts = CriterionFacts(side.capitalize(), "", words)
        criteria.add_criterion(by=by, project=project, stage="title", side=side, facts=facts)
    for number in (EARLIER, VERDICTS):
        _judge(site, number)
        yield from _ranked(site, number)
        yield from _asked(site, number, "one reviewer")
    _second(site)
    yield from _ranked(site, VERDICTS)
    yield from _asked(site, VERDICTS, "two reviewers")


def _owner(site: Site) -> Member:
    from uptake.projects.actor import Member

    return Member(site.owner)


def _reviewers(site: Site, number: int) -> None:
    from uptake.review.actions import stages

    stages.change_stage(
        by=_owner(site), project=site.project, key="title",
        facts=stages.StageFacts(reviewers=number),
    )  # fmt: skip


def _judge(site: Site, number: int) -> None:
    """Fill up to so many verdicts, as if they had been given one after another."""
    from uptake.review.actions.standing import restand
    from uptake.review.models import Stage, Verdict
    from uptake.review.pools import unjudged

    stage = Stage.objects.get(project=site.project, key="title")
    there = Verdict.objects.filter(project=site.project, replaced_at=None).count()
    Verdict.objects.bulk_create(
        (
            Verdict(
                project=site.project, stage="title", reference_id=pk, by=site.owner, seconds=20,
                verdict="exclude" if at % EVERY else "include",
            )
            for at, pk in enumerate(unjudged(stage)[: number - there])
        ),
        batch_size=500,
    )  # fmt: skip
    restand(stage)


def _second(site: Site) -> None:
    """A second reviewer judges what the first one has, and sees one in fifty otherwise."""
    from uptake.projects import actions
    from uptake.projects.actor import Job, System
    from uptake.review.actions.standing import restand
    from uptake.review.models import Stage, Verdict

    other = actions.make_account(
        by=System(Job.TERMINAL), email="second@example.org", name="Second",
        password="five plain words and one",  # noqa: S106 - of a site that lives for a minute
    )  # fmt: skip
    actions.add_member(by=_owner(site), project=site.project, user=other, role="reviewer")
    _reviewers(site, 2)
    rows = Verdict.objects.filter(project=site.project, stage="title", replaced_at=None)
    turned = {"include": "exclude", "exclude": "include", "unsure": "include"}
    Verdict.objects.bulk_create(
        (
            Verdict(
                project=site.project, stage="title", reference_id=pk, by=other, seconds=20,
                verdict=turned[verdict] if at % 50 == 0 else verdict,
            )
            for at, (pk, verdict) in enumerate(rows.values_list("reference_id", "verdict"))
        ),
        batch_size=500,
    )  # fmt: skip
    restand(Stage.objects.get(project=site.project, key="title"))


def _ranked(site: Site, number: int) -> Iterator[Figure]:
    from uptake.projects import jobs
    from uptake.review.tasks import RANK

    def rank() -> None:
        job = jobs.start_here(
            by=_owner(site), project=site.project, kind=RANK, title="Order", stage="title"
        )
        if job.state != "done":
            raise RuntimeError(job.outcome)

    rank()
    seconds = cpu_seconds(rank)
    yield figure(f"a new order after {number:,} verdicts", seconds, "CPU s", note="words kept")


def _asked(site: Site, number: int, who: str) -> Iterator[Figure]:
    from uptake.review.queries.card import next_card

    base = f"/p/{site.project.pk}/review/"
    costs = []
    for at in range(ROUNDS):
        card = next_card(site.project, "title", site.owner)
        if card is None:
            raise RuntimeError("nothing is left to screen")
        sent: dict[str, object] = {
            "verdict": "include" if at % 5 == 0 else "exclude", "seen": card.seen,
            "seconds": "12", "order": card.turn.order, "rank": card.turn.rank or "",
            "ranking": card.turn.ranking or "", "judged": card.counts.mine,
            "left": card.counts.left,
        }  # fmt: skip
        to = f"{base}screen/title/{card.row.pk}/judge/"
        costs.append(1000 * cpu_seconds(partial(_post, site, to, sent)))
    typical = sorted(costs)[len(costs) // 2]
    yield figure(f"one verdict and the next reference, {number:,} before", typical, "CPU ms",
                 at_most=GOAL_MS, note=f"{who}; median of 30")  # fmt: skip
    for name, address in PAGES.items():
        cost, goal = site.cpu_ms(base + address), PAGE_MS if name in HELD else None
        yield figure(f"{name}, {number:,} verdicts", cost, "CPU ms", at_most=goal, note=who)


def _post(site: Site, to: str, sent: dict[str, object]) -> None:
    answer = site.client.post(to, sent, headers={"HX-Request": "true"})
    if answer.status_code != 200 or b"There is a problem" in answer.content:
        raise RuntimeError(f"{to} answered {answer.status_code}")
