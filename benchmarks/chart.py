"""CPU time of the framework chart: 60 cases by 20 themes on 49,800 passages, and of one cell."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.harness.site import ROUNDS, Site, a_site

if TYPE_CHECKING:
    from uptake.interviews.models import Code, Participant, Theme

CASES, THEMES = 60, 20
EACH = 830
"""Passages of each case: one interview of about 600 turns."""
SECOND_CODE = 0.2
"""Share of passages with a second code."""
SUMMARISED = 0.9
"""Share of cells with a summary; every twelfth of them is of other passages."""
PAGE_MS = 60
TURN = "we had no time set aside for it and nothing came off the diary, forty minutes a week; " * 2


def run(options: Options) -> Iterable[Figure]:
    """Measure on a site of its own."""
    with a_site() as site:
        yield from figures(site, options)


def figures(site: Site, options: Options) -> Iterator[Figure]:
    """Fill a chart, then open it and one of its cells in the ways that people do."""
    person, theme = fill(site, random.Random(5))
    base = f"/p/{site.project.pk}/interviews/chart/"
    asked = {
        "chart": "", "chart of transcripts": "?cases=transcripts", "chart by group": "?by=group",
        "chart of one case": f"?case={person.pk}", "chart of one theme": f"?theme={theme.pk}",
    }  # fmt: skip
    for name, query in asked.items():
        yield figure(name, site.cpu_ms(base + query), "CPU ms", at_most=PAGE_MS)
    yield figure("chart, first after a change", 1000 * changed(site, base), "CPU ms")
    cell = f"{base}person/{person.pk}/{theme.pk}/"
    yield figure("one cell", site.cpu_ms(cell), "CPU ms", at_most=PAGE_MS)


def changed(site: Site, address: str) -> float:
    """The best CPU time in seconds of a request for which every cell is counted anew."""
    from uptake.interviews.queries.cells import _measured

    def ask() -> None:
        _measured.cache_clear()
        site.client.get(address)

    return min(cpu_seconds(ask) for _ in range(ROUNDS))


def fill(site: Site, chance: random.Random) -> tuple[Participant, Theme]:
    """People with an interview each, coded with two codes a theme, and summaries of most cells."""
    from uptake.interviews.models import Code, Participant, Theme, ThemeCode

    project = site.project
    people = [
        Participant.objects.create(project=project, pseudonym=f"P{n:02}", group=f"group {n % 6}")
        for n in range(CASES)
    ]
    themes = [
        Theme.objects.create(project=project, name=f"Theme {n}", order=n) for n in range(THEMES)
    ]
    codes = [Code.objects.create(project=project, name=f"Code {n}") for n in range(2 * THEMES)]
    for n, code in enumerate(codes):
        ThemeCode.objects.create(project=project, theme=themes[n // 2], code=code)
    for person in people:
        coded(site, chance, person, codes)
    summarised(site, chance, themes)
    return people[7], themes[3]


def coded(site: Site, chance: random.Random, person: Participant, codes: list[Code]) -> None:
    """One interview with its turns and coded passages."""
    from uptake.interviews.models import Coding, Passage, Transcript, Turn, Version

    project, text = site.project, TURN * EACH
    talk = Transcript.objects.create(
        project=project, title=f"Interview with {person.pseudonym}", cleared_how="waived"
    )
    version = Version.objects.create(project=project, transcript=talk, text=text)
    Turn.objects.bulk_create(
        (
            Turn(project=project, version=version, index=n, start=n * len(TURN),
                 end=(n + 1) * len(TURN), participant=person)
            for n in range(EACH)
        ),
        batch_size=2_000,
    )  # fmt: skip
    made = Passage.objects.bulk_create(
        (
            Passage(project=project, transcript=talk, version=version, participant=person,
                    start=n * len(TURN), end=n * len(TURN) + 80, quote=TURN[:80])
            for n in range(EACH)
        ),
        batch_size=2_000,
    )  # fmt: skip
    Coding.objects.bulk_create(
        (
            Coding(project=project, passage=one, code=code, coder=site.owner)
            for one in made
            for code in chance.sample(codes, 2 if chance.random() < SECOND_CODE else 1)
        ),
        batch_size=2_000,
    )


def summarised(site: Site, chance: random.Random, themes: list[Theme]) -> None:
    """Summaries of most cells, as they are written, but without a trail of a thousand writes."""
    from uptake.interviews.models import ChartSummary
    from uptake.interviews.queries.cells import PEOPLE, all_inside, digest_of
    from uptake.interviews.queries.chart import codes_below
    from uptake.methods.chart_cells import as_data

    held = all_inside(site.project, PEOPLE, codes_below(site.project, [it.pk for it in themes]))
    ChartSummary.objects.bulk_create(
        (
            ChartSummary(
                project=site.project, theme_id=theme, participant_id=case, by=site.owner,
                text="Time was never taken off the diary. " * 5,
                digest="" if chance.random() < 1 / 12 else digest_of(cell),
                cell=as_data(one.held() for one in cell),
            )
            for (case, theme), cell in held.items()
            if chance.random() < SUMMARISED
        ),
        batch_size=500,
    )  # fmt: skip
