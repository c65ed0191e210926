"""CPU time of the coding page and of one act: 600,000 characters, 50,000 passages in the project.

The transcript has 10,000 of the passages, the others lie in four more like it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING

from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.harness.site import ROUNDS, Site, a_site

if TYPE_CHECKING:
    from uptake.interviews.models import Code, Transcript

CHARACTERS = 600_000
PASSAGES = 10_000
"""Of each transcript."""
OTHERS = 4
"""Transcripts beside it."""
CODES = 40
SECOND_CODE = 0.3
"""Share of passages with a second code, so that marks and stripes overlap."""
PAGE_MS, ACT_MS = 60, 30
SPOKEN = (
    "we had no time set aside for it and the clinic template sits with operations so nothing came "
    "off the diary forty minutes a week whose budget the saving turned up in the acute trust"
)


def run(options: Options) -> Iterable[Figure]:
    """Measure on a site of its own."""
    with a_site() as site:
        yield from figures(site, options)


def figures(site: Site, options: Options) -> Iterator[Figure]:
    """Fill one transcript, then open it in several places and code in it."""
    chance = random.Random(11)
    codes = codebook(site)
    for number in range(OTHERS):
        filled(site, chance, codes, f"Another long one, {number + 1}")
    transcript = filled(site, chance, codes, "A very long one")
    base = f"/p/{site.project.pk}/interviews/{transcript.pk}/code/"
    turns = transcript.versions.get().turns.count()
    places = {"beginning": "", "middle": f"?turn={turns // 2}", "end": f"?turn={turns}"}
    for name, query in places.items():
        yield figure(f"coding page, {name}", site.cpu_ms(base + query), "CPU ms", at_most=PAGE_MS)
    end = f"/p/{site.project.pk}/interviews/passages/?code={codes[0].pk}"
    yield figure("passages of one code", site.cpu_ms(end), "CPU ms", at_most=PAGE_MS)
    found = f"/p/{site.project.pk}/interviews/find/?q=acute+trust"
    yield figure("words in all transcripts", site.cpu_ms(found), "CPU ms")
    panel = f"{base}panel/?start=580000&end=580200&code={codes[0].pk}"
    yield figure("panel of a selection", site.cpu_ms(panel), "CPU ms", at_most=ACT_MS)
    for place, at in (("beginning", 1_000), ("middle", 300_000), ("end", 590_000)):
        cost = act_ms(site, f"{base}apply/", stretches_from(at, codes, chance))
        yield figure(f"apply a code, {place}", cost, "CPU ms", at_most=ACT_MS)
    yield figure("undo", act_ms(site, f"{base}undo/", dict), "CPU ms", at_most=ACT_MS)
    yield figure("redo", act_ms(site, f"{base}redo/", dict), "CPU ms", at_most=ACT_MS)


def stretches_from(
    at: int, codes: list[Code], chance: random.Random
) -> Callable[[], dict[str, object]]:
    """What a coder sends: each time the next stretch, with some code."""
    starts = count(at, 50)

    def fields() -> dict[str, object]:
        start = next(starts)
        return {"version": 1, "start": start, "end": start + 40, "code": chance.choice(codes).pk}

    return fields


def act_ms(site: Site, address: str, fields: Callable[[], dict[str, object]]) -> float:
    """The best CPU time of some acts, after one to warm up; each must have done something."""

    def act() -> None:
        answer = site.client.post(address, fields(), headers={"HX-Request": "true"})
        if answer.status_code != 200 or b"Not done" in answer.content:
            raise RuntimeError(f"{address} answered {answer.content.decode()[:300]}")

    act()
    return 1000 * min(cpu_seconds(act) for _ in range(ROUNDS))


def codebook(site: Site) -> list[Code]:
    """Five families of eight codes."""
    from uptake.interviews.models import Code

    codes = [Code(project=site.project, name=f"Code {n}", order=n) for n in range(CODES)]
    Code.objects.bulk_create(codes)
    for number, code in enumerate(codes):
        code.parent = codes[number - number % 8] if number % 8 else None
    Code.objects.bulk_update(codes, ["parent"])
    return codes


def filled(site: Site, chance: random.Random, codes: list[Code], title: str) -> Transcript:
    """A transcript with coded passages of one to thirty words all over it."""
    from uptake.interviews.models import Coding, Participant, Passage, Transcript, Turn, Version

    project = site.project
    person, _ = Participant.objects.get_or_create(
        project=project, pseudonym="P11", group="commissioner"
    )
    said = []
    size = 0
    while size < CHARACTERS:
        words = " ".join(chance.choices(SPOKEN.split(), k=chance.choice((8, 30, 90))))
        said.append(f"{words.capitalize()}.")
        size += len(words) + 3
    transcript = Transcript.objects.create(project=project, title=title, cleared_how="waived")
    text = "\n\n".join(said)
    version = Version.objects.create(project=project, transcript=transcript, text=text)
    at, turns = 0, []
    for index, words in enumerate(said):
        quiet = index % 2 == 0
        turns.append(
            Turn(project=project, version=version, index=index, start=at, end=at + len(words),
                 speaker="Interviewer" if quiet else "P11", participant=None if quiet else person)
        )  # fmt: skip
        at += len(words) + 2
    Turn.objects.bulk_create(turns, batch_size=500)
    passages = []
    stretches: set[tuple[int, int]] = set()
    spoken = [turn for turn in turns if turn.participant and turn.end - turn.start > 60]
    while len(stretches) < PASSAGES:
        turn = chance.choice(spoken)
        start = chance.randrange(turn.start, turn.end - 20)
        stretches.add((start, min(turn.end, start + chance.randrange(15, 200))))
    for start, end in sorted(stretches):
        passages.append(
            Passage(project=project, transcript=transcript, version=version, participant=person,
                    start=start, end=end, quote=text[start:end])
        )  # fmt: skip
    Passage.objects.bulk_create(passages, batch_size=500)
    codings = [
        Coding(project=project, passage=passage, code=code, coder=site.owner)
        for passage in passages
        for code in chance.sample(codes, 1 + (chance.random() < SECOND_CODE))
    ]
    Coding.objects.bulk_create(codings, batch_size=500)
    return transcript
