"""CPU time of the matrix page and its neighbours at 2,000 findings with 20,000 strands."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.harness.site import ROUNDS, Site, a_site

FINDINGS = 2_000
STRANDS = 20_000
INTERVIEWS, STUDIES, PEOPLE = 120, 400, 140
GROUPS = ("patients", "carers", "therapists", "managers", "commissioners", "GPs")
PASSAGES, STATEMENTS = 12_000, 3_000
CONTRARY = 0.1
"""Share of strands that speak against their finding."""
PAGE_MS = 60


def run(options: Options) -> Iterable[Figure]:
    """Measure on a site of its own."""
    with a_site() as site:
        yield from figures(site, options)


def figures(site: Site, options: Options) -> Iterator[Figure]:
    """Fill the matrix, then open it in the ways that people do."""
    from uptake.findings.models import Finding

    fill(site, random.Random(7))
    base = f"/p/{site.project.pk}/findings/"
    number = Finding.objects.filter(project=site.project).order_by("pk")[7].pk
    asked = {
        "matrix": "", "matrix of barriers": "?direction=barrier",
        "matrix of one group": "?group=carers", "matrix of studies": "?source=study",
    }  # fmt: skip
    for name, query in asked.items():
        yield figure(name, site.cpu_ms(base + query), "CPU ms", at_most=PAGE_MS)
    yield figure("matrix, first after a change", 1000 * changed(site, base), "CPU ms")
    others = {
        "one cell": "cell/patient/micro/?beside=1", "list of findings": "list/",
        "findings without support": "list/?without=on", "one finding": f"{number}/",
        "evidence for it": f"{number}/evidence/",
    }  # fmt: skip
    for name, query in others.items():
        yield figure(name, site.cpu_ms(base + query), "CPU ms")


def changed(site: Site, address: str) -> float:
    """The best CPU time in seconds of a request for which everything is counted anew."""
    from uptake.findings.queries.counted import _everything

    def ask() -> None:
        _everything.cache_clear()
        site.client.get(address)

    return min(cpu_seconds(ask) for _ in range(ROUNDS))


def fill(site: Site, chance: random.Random) -> None:
    """2,000 findings on one or two cells each, on 20,000 strands from every source."""
    from uptake.findings.models import Finding, FindingCell, Support

    project = site.project
    cells = project.lens().cells
    findings = Finding.objects.bulk_create(
        Finding(
            project=project, number=n + 1, sentence=f"What was said about the work, part {n}.",
            direction=chance.choice(("barrier", "facilitator")),
        )
        for n in range(FINDINGS)
    )  # fmt: skip
    FindingCell.objects.bulk_create(
        FindingCell(project=project, finding=finding, domain=domain, level=level)
        for finding in findings
        for domain, level in chance.sample(cells, chance.choice((1, 1, 2)))
    )
    ends = [("passage_id", pk) for pk in passages(site, chance)]
    ends += [("statement_id", pk) for pk in statements(site)]
    Support.objects.bulk_create(
        (
            Support(
                project=project, finding=finding, **{name: pk},
                stance="contradicts" if chance.random() < CONTRARY else "supports",
            )
            for finding in findings
            for name, pk in chance.sample(ends, STRANDS // FINDINGS)
        ),
        batch_size=2_000,
    )  # fmt: skip


def passages(site: Site, chance: random.Random) -> list[int]:
    """Passages of many people in many interviews, each coded."""
    from uptake.interviews.models import (
        Code,
        Coding,
        Participant,
        Passage,
        Transcript,
        Turn,
        Version,
    )

    project, words = site.project, "it was seven clients a day and nothing came off. " * 20
    people = Participant.objects.bulk_create(
        Participant(project=project, pseudonym=f"M{n:03}", group=chance.choice(GROUPS))
        for n in range(PEOPLE)
    )
    code = Code.objects.create(project=project, name="Caseload")
    made: list[Passage] = []
    for n in range(INTERVIEWS):
        transcript = Transcript.objects.create(
            project=project, title=f"Interview {n}", cleared_how="waived"
        )
        text = words * 5
        version = Version.objects.create(project=project, transcript=transcript, text=text)
        Turn.objects.create(project=project, version=version, index=0, start=0, end=len(text))
        made.extend(
            Passage(
                project=project, transcript=transcript, version=version, start=k * 30,
                end=k * 30 + 25, participant=chance.choice(people),
                quote=text[k * 30 : k * 30 + 25],
            )
            for k in range(PASSAGES // INTERVIEWS)
        )  # fmt: skip
    Passage.objects.bulk_create(made, batch_size=2_000)
    Coding.objects.bulk_create(
        (Coding(project=project, passage=one, code=code, coder=site.owner) for one in made),
        batch_size=2_000,
    )
    return [one.pk for one in made]


def statements(site: Site) -> list[int]:
    """Statements of many references."""
    from uptake.sources.models import ImportFile, Reference, Statement

    project = site.project
    file = ImportFile.objects.create(
        project=project, name="all.ris", content="all.ris", size=1, sha256="0" * 64, format="RIS",
        encoding="utf-8", records=STUDIES, stored=STUDIES, state="stored",
    )  # fmt: skip
    references = Reference.objects.bulk_create(
        Reference(project=project, file=file, position=n, line=n, title=f"Guided care, part {n}",
                  authors=[f"Vance, {n}"], year=2020)
        for n in range(1, STUDIES + 1)
    )  # fmt: skip
    made = Statement.objects.bulk_create(
        Statement(project=project, reference=references[n % STUDIES], sentence=f"Part {n}.")
        for n in range(STATEMENTS)
    )
    return [one.pk for one in made]
