"""CPU time of one request for the pages that grow with a project."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import cycle, islice

from benchmarks import matrix, transcript
from benchmarks.harness.figures import Figure, Options, cpu_seconds, figure
from benchmarks.harness.site import Site, a_site
from benchmarks.review import screening, studies
from uptake.formats import ris
from uptake.formats.references import Reference

GOAL_MS = 60
RECORDS = 12_525
JOURNALS = ("Journal of Digital Care", "Health Economics", "Psychological Medicine")
FAMILIES = ("Vance", "Osei", "Tamm", "Rao", "Price", "Okafor", "Lind", "Marsh")


def run(options: Options) -> Iterable[Figure]:
    """Measure each page on one site; the matrix comes last, since it fills the project."""
    with a_site() as site:
        yield from references(site, options)
        yield from screening.figures(site, options)
        yield from studies.figures(site, options)
        yield from transcript.figures(site, options)
        yield from matrix.figures(site, options)


def records(options: Options) -> list[Reference]:
    """12,525 records with titles and abstracts of the labelled sets, over again if too few."""
    rows: list[dict[str, str]] = []
    for path in sorted((options.data / "screening").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            rows.extend(csv.DictReader(stream))
    if not rows:
        raise SystemExit(f"No labelled sets in {options.data / 'screening'}.")
    return [_record(number, row) for number, row in enumerate(islice(cycle(rows), RECORDS))]


def _record(number: int, row: dict[str, str]) -> Reference:
    authors = tuple(
        f"{FAMILIES[(number + k * 3) % len(FAMILIES)]}, {chr(65 + (number + k) % 26)}."
        for k in range(1 + number % 6)
    )
    return Reference(
        title=" ".join((row.get("title") or "").split()), authors=authors,
        abstract=" ".join((row.get("abstract") or "").split()), year=1985 + number * 7 % 40,
        journal=JOURNALS[number % len(JOURNALS)], volume=str(number % 60),
        doi=f"10.1000/bench.{number}",
    )  # fmt: skip


def references(site: Site, options: Options) -> Iterator[Figure]:
    """Import 12,525 references, then ask for their list in the ways that people do."""
    from uptake.projects.actor import Member
    from uptake.sources import actions, tasks

    kept = records(options)
    facts = actions.SearchFacts("MEDLINE", date(2025, 10, 8))
    content = io.BytesIO(ris.write(kept))
    seconds = cpu_seconds(
        lambda: tasks.bring_in(
            by=Member(site.owner), project=site.project, name="all.ris", content=content,
            search=facts,
        )
    )  # fmt: skip
    yield figure("references imported", len(kept) / seconds, "a CPU s", note=f"{len(kept):,}")
    often, seldom = words_of(kept)
    base = f"/p/{site.project.pk}/sources/"
    asked = {
        "newest year first": "", "page 200": "?page=200", "by author": "?sort=author",
        "by title, last page": "?sort=title&page=251", f"word {often!r}": f"?words={often}",
        f"word {seldom!r}": f"?words={seldom}", "one letter": f"?words={often[0]}",
        "a phrase": '?words="randomized+controlled"', "one kind": "?kind=article",
        "without abstract": "?without_abstract=on", "years": "?since=1995&until=2005",
        "everything at once": f"?search=1&words={often}&sort=author&since=1990&kind=article"
                              "&retracted=no",
    }  # fmt: skip
    for name, query in asked.items():
        cost = site.cpu_ms(base + query)
        yield figure(f"reference list, {name}", cost, "CPU ms", at_most=GOAL_MS)
    yield figure("one reference", site.cpu_ms(f"{base}1/"), "CPU ms", at_most=GOAL_MS)
    yield figure("search log", site.cpu_ms(f"{base}searches/"), "CPU ms", at_most=GOAL_MS)


def words_of(kept: list[Reference]) -> tuple[str, str]:
    """A word that very many records hold, and one that few do."""
    seen = Counter(
        word for record in kept for word in set(record.abstract.lower().split()) if word.isalpha()
    )
    ranked = [word for word, _ in seen.most_common() if len(word) > 3]
    return ranked[0], ranked[min(len(ranked) - 1, 3000)]
