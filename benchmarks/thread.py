"""CPU time of the thread: why, what rests on this, if it went; 3,000 strands and 100,000 links."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.harness.site import ROUNDS, Site, a_site

if TYPE_CHECKING:
    from uptake.findings.models import Finding
    from uptake.interviews.models import Passage
    from uptake.projects.models import Project
    from uptake.sources.models import Reference, Statement

GOAL_MS = 60
PEOPLE = 60
RECOMMENDATIONS, ACTIONS = 20, 40
WORDS = "I have twenty-two on my list and nobody took one off when the programme came. "


@dataclass(frozen=True)
class Size:
    """How large a project is."""

    findings: int
    strands: int
    passages: int
    statements: int
    references: int


USUAL = Size(300, 3_000, 2_500, 500, 12_525)
HUGE = Size(3_000, 90_000, 9_000, 1_000, 2_000)


def run(options: Options) -> Iterable[Figure]:
    """Measure on a site of its own."""
    with a_site() as site:
        yield from figures(site, options)


def figures(site: Site, options: Options) -> Iterator[Figure]:
    """Fill the project and open each kind of page; then the same graph at 100,000 links."""
    from uptake.projects.thread import Key
    from uptake.trace.graph import Thread

    filled = fill(site, USUAL)
    base = f"/p/{site.project.pk}/thread"
    pages = {
        "why, a recommendation": f"{base}/recommendation/{filled['recommendation']}/",
        "why, a finding": f"{base}/finding/{filled['finding']}/",
        "why, an indicator": f"{base}/indicator/{filled['indicator']}/",
        "why, a passage": f"{base}/passage/{filled['passage']}/",
        "what rests on a person": f"{base}/participant/{filled['participant']}/reach/",
        "panel of a finding": f"{base}/finding/{filled['finding']}/panel/",
        "if a person went": f"{base}/if-it-went/?source=participant-{filled['participant']}",
        "needs another look": f"{base}/",
        "brief to print": f"/p/{site.project.pk}/report/recommendation/{filled['recommendation']}/",
    }
    for name, address in pages.items():
        yield figure(name, site.cpu_ms(address), "CPU ms", at_most=GOAL_MS)
    if options.quick:
        return
    project = another(site)
    huge = fill(site, HUGE, project)
    links = sum(len(rows) for rows in Thread(project).below.values())

    def build() -> None:
        thread = Thread(project)
        thread.standing(thread.beneath([Key("finding", huge["finding"])]))

    best = min(cpu_seconds(build) for _ in range(ROUNDS))
    yield figure("why graph of a finding", 1000 * best, "CPU ms", note=f"{links:,} links")
    address = f"/p/{project.pk}/thread/finding/{huge['finding']}/"
    yield figure("why, a finding, huge", site.cpu_ms(address), "CPU ms", note=f"{links:,} links")


def another(site: Site) -> Project:
    """A second project of the same owner."""
    from uptake.instruments import framework
    from uptake.projects import actions
    from uptake.projects.actor import Member

    return actions.start_project(
        by=Member(site.owner), title="Huge", question="How quick is the thread?",
        framework=framework("berardi-2024"),
    )  # fmt: skip


def fill(site: Site, size: Size, project: Project | None = None) -> dict[str, int]:
    """A project of that size; some ids in it, by kind."""
    from uptake.decision.models import Basis, Recommendation
    from uptake.findings.models import Finding
    from uptake.monitor.models import Indicator
    from uptake.plan.models import PlannedAction

    of: dict[str, Project] = {"project": project or site.project}
    chance = random.Random(7)
    passages, people = heard(of, size)
    statements = read(of, size)
    findings = Finding.objects.bulk_create(
        Finding(**of, number=n + 1, direction=("barrier", "facilitator")[n % 2],
                sentence=f"Nobody has the time for it, in words of their own, number {n}.")
        for n in range(size.findings)
    )  # fmt: skip
    tie(of, size, findings, passages, statements, chance)
    asked = Recommendation.objects.bulk_create(
        Recommendation(**of, number=n + 1, sentence=f"Set an hour a week aside, {n}.")
        for n in range(RECOMMENDATIONS)
    )
    Basis.objects.bulk_create(
        Basis(**of, recommendation=asked[n % RECOMMENDATIONS], finding=row,
              stance="supports" if n % 11 else "contradicts")
        for n, row in enumerate(findings)
    )  # fmt: skip
    planned = PlannedAction.objects.bulk_create(
        PlannedAction(**of, number=n + 1, title=f"Change rota {n}",
                      recommendation=asked[n % RECOMMENDATIONS])
        for n in range(ACTIONS)
    )  # fmt: skip
    watched = Indicator.objects.bulk_create(
        Indicator(**of, number=n + 1, name=f"Hours {n}", action=row)
        for n, row in enumerate(planned)
    )
    return {
        "recommendation": asked[1].pk, "finding": findings[1].pk, "indicator": watched[1].pk,
        "passage": passages[1].pk, "participant": people,
    }  # fmt: skip


def heard(of: dict[str, Project], size: Size) -> tuple[Sequence[Passage], int]:
    """People, each in a transcript of their own, and passages of what they said."""
    from uptake.interviews.models import Participant, Passage, Transcript, Turn, Version

    people = Participant.objects.bulk_create(
        Participant(**of, pseudonym=f"P{n:02}", group=("carer", "therapist", "GP")[n % 3])
        for n in range(PEOPLE)
    )
    talks = Transcript.objects.bulk_create(
        Transcript(**of, title=f"Interview {n}", cleared_how="waived") for n in range(PEOPLE)
    )
    turns = -(-size.passages // PEOPLE)
    versions = Version.objects.bulk_create(
        Version(**of, transcript=talk, text=WORDS * turns) for talk in talks
    )
    Turn.objects.bulk_create(
        (
            Turn(**of, version=version, index=k, participant=people[n], start=k * len(WORDS),
                 end=(k + 1) * len(WORDS) - 1)
            for n, version in enumerate(versions) for k in range(turns)
        ),
        batch_size=500,
    )  # fmt: skip
    passages = Passage.objects.bulk_create(
        (
            Passage(**of, transcript=talks[n % PEOPLE], version=versions[n % PEOPLE],
                    participant=people[n % PEOPLE], start=n // PEOPLE * len(WORDS),
                    end=n // PEOPLE * len(WORDS) + 60, quote=WORDS[:60])
            for n in range(size.passages)
        ),
        batch_size=500,
    )  # fmt: skip
    return passages, people[1].pk


def read(of: dict[str, Project], size: Size) -> Sequence[Statement]:
    """References, and what some of them state."""
    from uptake.sources.models import ImportFile, Reference, Statement

    file = ImportFile.objects.create(
        **of, name="all.ris", size=1, format="ris", encoding="utf-8", records=size.references
    )
    references: list[Reference] = Reference.objects.bulk_create(
        (
            Reference(**of, file=file, position=n + 1, line=n, year=2000 + n % 25,
                      title=f"Guided care in services, {n}", authors=["Vance, R", "Osei, K"])
            for n in range(size.references)
        ),
        batch_size=500,
    )  # fmt: skip
    return Statement.objects.bulk_create(
        Statement(**of, reference=references[n * 2], sentence=f"Time was short, {n}.")
        for n in range(size.statements)
    )


def tie(
    of: dict[str, Project], size: Size, findings: Sequence[Finding], passages: Sequence[Passage],
    statements: Sequence[Statement], chance: random.Random,
) -> None:  # fmt: skip
    """Strands beneath findings at random, one in nine against."""
    from uptake.findings.models import Support

    pairs: set[tuple[int, int]] = set()
    ends = len(passages) + len(statements)
    while len(pairs) < size.strands:
        pairs.add((chance.randrange(len(findings)), chance.randrange(ends)))
    Support.objects.bulk_create(
        (
            Support(**of, finding=findings[one], stance="supports" if end % 9 else "contradicts",
                    passage=passages[end] if end < len(passages) else None,
                    statement=None if end < len(passages) else statements[end - len(passages)])
            for one, end in sorted(pairs)
        ),
        batch_size=500,
    )  # fmt: skip
