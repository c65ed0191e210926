"""The flow of a review as PRISMA 2020 draws it, counted from the records themselves.

Source: Page MJ and others 2021, BMJ 372:n71, figure 1. Databases and registers are one route, all
other ways of finding records another. In each route

    identified - removed before screening = screened (+ still to screen)
    screened - excluded = sought (+ still to seek)
    sought - not retrieved = assessed (+ still to assess)
    assessed - excluded by reason = included reports

and studies are counted apart from their reports. The numbers in brackets are nought when a review
is finished; while it runs they say what waits, so that the identities hold on every day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Fate = Literal[
    "automation",  # left unread when the lead stopped screening by a stated rule
    "other",  # removed before screening for another reason
    "to screen",
    "excluded",  # on title and abstract
    "to seek",
    "not retrieved",
    "to assess",
    "excluded in full",
    "included",
]
FATES: tuple[Fate, ...] = (
    "automation", "other", "to screen", "excluded", "to seek", "not retrieved", "to assess",
    "excluded in full", "included",
)  # fmt: skip
DATABASES = frozenset({"database", "register"})
NO_REASON = "No reason given"


class Record(NamedTuple):
    """One record of a work: how and in which source it was found, and in which round."""

    route: str
    source: str
    round: int = 1
    """1 for the review, 2 for its first update."""


@dataclass(frozen=True, slots=True)
class Work:
    """One reference after duplicates are merged, with what became of it.

    ``records``: each record of it, at least one. ``reason``: why its full text was excluded.
    ``study``: what it reports on, when it is included. ``times``: how many works are just like it,
    so that thousands of them are counted by kind.
    """

    records: tuple[Record, ...]
    fate: Fate
    reason: str = ""
    study: int | str | None = None
    times: int = 1

    @property
    def round(self) -> int:
        """The round in which it was first found."""
        return min(record.round for record in self.records)

    @property
    def by_database(self) -> bool:
        """True when a database or a register was among those that found it first."""
        return any(
            record.route in DATABASES for record in self.records if record.round == self.round
        )


@dataclass(frozen=True, slots=True)
class Route:
    """The numbers of one route, from top to bottom."""

    identified: tuple[tuple[str, str, int], ...] = ()
    """Route, source, records; the most first within a route."""
    duplicates: int = 0
    automation: int = 0
    other: int = 0
    screened: int = 0
    to_screen: int = 0
    excluded: int = 0
    sought: int = 0
    to_seek: int = 0
    not_retrieved: int = 0
    assessed: int = 0
    to_assess: int = 0
    excluded_in_full: tuple[tuple[str, int], ...] = ()
    included: int = 0

    @property
    def records(self) -> int:
        """All records that were identified."""
        return sum(number for _, _, number in self.identified)

    @property
    def removed(self) -> int:
        """Records removed before screening."""
        return self.duplicates + self.automation + self.other

    @property
    def waiting(self) -> int:
        """What is still to screen, to seek or to assess."""
        return self.to_screen + self.to_seek + self.to_assess


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything a PRISMA 2020 diagram shows. ``previous`` is nought for a first version."""

    databases: Route = field(default_factory=Route)
    others: Route = field(default_factory=Route)
    studies: int = 0
    reports: int = 0
    previous_studies: int = 0
    previous_reports: int = 0
    shared_studies: int = 0
    """New reports' studies that the previous version had already."""
    alone: int = 0
    """Reports of this version that nobody has made a study of yet; each counts as one."""
    reported_apart: int = 0
    """Records that the files held and that could not be read; they are listed with their files."""

    @property
    def total_studies(self) -> int:
        """Studies of this version and of the one before."""
        return self.previous_studies + self.studies

    @property
    def total_reports(self) -> int:
        """Reports of this version and of the one before."""
        return self.previous_reports + self.reports

    @property
    def finished(self) -> bool:
        """True when nothing waits on either way."""
        return not (self.databases.waiting or self.others.waiting)


def flow(
    works: Iterable[Work], *, round: int = 1, reasons: Sequence[str] = (), unread: int = 0
) -> Flow:
    """Count the flow of one round; earlier rounds' inclusions are its previous studies.

    ``reasons`` gives the order in which exclusions are listed (the protocol's); others follow by
    number. What a later round found is not counted; a record of this round whose work was found
    in an earlier one is a duplicate. A study with reports in
    both rounds is counted with the previous studies only. ``unread`` is ``Flow.reported_apart``.
    Raises ValueError for a work without records or with an unknown fate.
    """
    known = list(works)
    for work in known:
        if not work.records or work.fate not in FATES or work.times < 0:
            raise ValueError(f"a work needs records and a known fate: {work!r}")
    now = [work for work in known if work.round == round]
    before = [work for work in known if work.round < round and work.fate == "included"]
    included = [work for work in now if work.fate == "included"]
    old, new = _studies(before), _studies(included)
    found = Counter[Record]()
    for work in known:
        for record in work.records:
            if record.round == round:
                found[record] += work.times
    return Flow(
        databases=_route([work for work in now if work.by_database], found, True, reasons),
        others=_route([work for work in now if not work.by_database], found, False, reasons),
        studies=len(new - old) + _alone(included),
        reports=_number(included),
        previous_studies=len(old) + _alone(before),
        previous_reports=_number(before),
        shared_studies=len(new & old),
        alone=_alone(included),
        reported_apart=unread,
    )


def _number(works: Iterable[Work]) -> int:
    return sum(work.times for work in works)


def _studies(works: Iterable[Work]) -> set[int | str]:
    """The studies that these works report on."""
    return {work.study for work in works if work.study is not None and work.times}


def _alone(works: Iterable[Work]) -> int:
    """The reports that belong to no study: each is one by itself."""
    return _number(work for work in works if work.study is None)


def _route(
    works: list[Work], records: Counter[Record], databases: bool, reasons: Sequence[str]
) -> Route:
    found = Counter[tuple[str, str]]()
    for record, number in records.items():
        if (record.route in DATABASES) is databases:
            found[record.route, record.source] += number
    ends, why = Counter[str](), Counter[str]()
    for work in works:
        ends[work.fate] += work.times
        if work.fate == "excluded in full":
            why[work.reason or NO_REASON] += work.times
    place = {reason: number for number, reason in enumerate(reasons)}
    assessed = ends["excluded in full"] + ends["included"]
    sought = assessed + ends["to assess"] + ends["not retrieved"]
    return Route(
        identified=tuple(
            (route, name, number)
            for (route, name), number in sorted(
                found.items(), key=lambda item: (item[0][0], -item[1], item[0][1])
            )
        ),
        duplicates=found.total() - _number(works),
        automation=ends["automation"],
        other=ends["other"],
        screened=sought + ends["to seek"] + ends["excluded"],
        to_screen=ends["to screen"],
        excluded=ends["excluded"],
        sought=sought,
        to_seek=ends["to seek"],
        not_retrieved=ends["not retrieved"],
        assessed=assessed,
        to_assess=ends["to assess"],
        excluded_in_full=tuple(
            sorted(
                why.items(), key=lambda item: (place.get(item[0], len(place)), -item[1], item[0])
            )
        ),
        included=ends["included"],
    )


def faults(flow: Flow) -> list[str]:
    """Every identity that does not hold, as a sentence; none for numbers that belong together."""
    found: list[str] = []
    for name, route in (("Databases", flow.databases), ("Other ways", flow.others)):
        steps = (
            ("identified", route.records, "removed before screening", route.removed,
             "screened or still to screen", route.screened + route.to_screen),
            ("screened", route.screened, "excluded", route.excluded,
             "sought or still to seek", route.sought + route.to_seek),
            ("sought", route.sought, "not retrieved", route.not_retrieved,
             "assessed or still to assess", route.assessed + route.to_assess),
            ("assessed", route.assessed, "excluded", sum(n for _, n in route.excluded_in_full),
             "included", route.included),
        )  # fmt: skip
        found.extend(
            f"{name}: {whole:,} {first} less {less:,} {second} is {whole - less:,}, "
            f"not {rest:,} {third}."
            for first, whole, second, less, third, rest in steps
            if whole - less != rest
        )
    included = flow.databases.included + flow.others.included
    if included != flow.reports:
        found.append(f"{included:,} reports were included on both ways, not {flow.reports:,}.")
    if flow.studies + flow.shared_studies > flow.reports:
        found.append(f"{flow.reports:,} reports cannot be of {flow.studies:,} studies.")
    return found
