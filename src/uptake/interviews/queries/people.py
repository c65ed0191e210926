"""The recruitment log: where everybody stands, and how many answered and took part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef

from uptake.interviews.layers import settled
from uptake.interviews.models import Approach, Coding, ConsentForm, Participant, Passage, Turn
from uptake.projects.models import Event, Project

Kind = Approach.Kind
NOT_INVITED = "not_invited"
WITHDRAWN = "withdrawn"
STATES: dict[str, str] = {
    NOT_INVITED: "Not invited yet", Kind.INVITED: "Invited", Kind.AGREED: "Agreed to take part",
    Kind.DECLINED: "Declined", Kind.NO_ANSWER: "Gave no answer", Kind.TOOK_PART: "Took part",
    WITHDRAWN: "Withdrawn",
}  # fmt: skip
ANSWERS = frozenset({Kind.AGREED, Kind.DECLINED, Kind.TOOK_PART})
ASKED = frozenset({Kind.INVITED, Kind.REMINDED})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    id: int
    kind: str
    word: str
    on: date
    reason: str
    by: str
    removed: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One person: where they stand, and what there is of them."""

    id: int
    pseudonym: str
    group: str
    state: str
    on: date | None
    """The day of the line that says so."""
    invited: bool
    reminders: int
    reason: str
    consent_version: str
    consented_on: date | None
    withdrawn_at: datetime | None
    transcripts: int
    passages: int

    @property
    def word(self) -> str:
        return STATES[self.state]

    @property
    def took_part(self) -> bool:
        return self.state == Kind.TOOK_PART

    @property
    def answered(self) -> bool:
        return self.state in ANSWERS


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a group were invited, answered and took part. Shares are of those invited."""

    group: str
    people: int
    invited: int
    answered: int
    took_part: int
    beside: int
    """Who took part with no invitation in the log: in none of the shares."""

    @property
    def answered_share(self) -> float | None:
        return self.answered / self.invited if self.invited else None

    @property
    def took_part_share(self) -> float | None:
        return self.took_part / self.invited if self.invited else None


def log(project: Project) -> list[Person]:
    """Everybody who was approached or heard: four queries for any number of them."""
    rows = Participant.objects.filter(project=project)
    lines: dict[int, list[Approach]] = defaultdict(list)
    for line in Approach.objects.filter(project=project, removed_at=None).order_by("on", "pk"):
        lines[line.participant_id].append(line)
    heard = dict(
        Turn.objects.filter(participant__in=rows, version__current=True).order_by()
        .values_list("participant").annotate(n=Count("version__transcript", distinct=True))
    )  # fmt: skip
    counted = Coding.objects.filter(settled(), passage=OuterRef("passages")).exclude(
        passage__state=Passage.State.REDACTED
    )
    coded = dict(
        rows.order_by().filter(Exists(counted)).values_list("pk")
        .annotate(n=Count("passages", distinct=True))
    )  # fmt: skip
    return [_person(row, lines[row.pk], heard.get(row.pk, 0), coded.get(row.pk, 0)) for row in rows]


def _person(row: Participant, lines: Sequence[Approach], heard: int, coded: int) -> Person:
    state, on, reason = _stands(lines, heard)
    asked = [line for line in lines if line.kind in ASKED]
    return Person(
        row.pk, row.pseudonym, row.group, state, on, bool(asked),
        sum(1 for line in asked if line.kind == Kind.REMINDED), reason, row.consent_version,
        row.consented_on, row.withdrawn_at, heard, coded,
    )  # fmt: skip


def _stands(lines: Sequence[Approach], heard: int) -> tuple[str, date | None, str]:
    """Where somebody stands: who was heard took part, whatever was noted later."""
    took_part = [line for line in lines if line.kind == Kind.TOOK_PART]
    if took_part or heard:
        return Kind.TOOK_PART, took_part[-1].on if took_part else None, ""
    if not lines:
        return NOT_INVITED, None, ""
    last = lines[-1]
    if last.kind in ASKED:
        first = next(line for line in lines if line.kind in ASKED)
        return Kind.INVITED, first.on, ""
    return last.kind, last.on, last.reason


def shown(people: Iterable[Person], state: str = "", group: str = "") -> list[Person]:
    """Those who stand so, of this group; everybody where nothing is asked."""
    return [
        person for person in people
        if (not group or person.group.casefold() == group.casefold())
        and (not state or state == person.state
             or (state == WITHDRAWN and person.withdrawn_at is not None))
    ]  # fmt: skip


def groups(people: Iterable[Person]) -> list[str]:
    """The groups as they are written first, in the order of the alphabet."""
    found: dict[str, str] = {}
    for person in people:
        found.setdefault(person.group.casefold(), person.group)
    return sorted(found.values(), key=str.casefold)


def rates(people: Sequence[Person]) -> list[Rate]:
    """All people first, then each group; one group alone is not repeated."""
    named = groups(people)
    found = [_rate("Everybody", people)]
    return found + [_rate(name, shown(people, group=name)) for name in named if len(named) > 1]


def _rate(group: str, people: Sequence[Person]) -> Rate:
    invited = [person for person in people if person.invited]
    return Rate(
        group, len(people), len(invited), sum(1 for one in invited if one.answered),
        sum(1 for one in invited if one.took_part),
        sum(1 for one in people if one.took_part and not one.invited),
    )  # fmt: skip


def lines_of(participant: Participant) -> list[Line]:
    """What the log says of one person, what was taken off as well."""
    rows = Approach.objects.filter(participant=participant).select_related("by")
    return [
        Line(row.pk, row.kind, row.get_kind_display(), row.on, row.reason,
             row.by.name if row.by else "", row.removed_at is not None)
        for row in rows
    ]  # fmt: skip


def chosen(project: Project, ids: Iterable[int]) -> list[Participant]:
    """The ticked people of this project; what is no one of it is left out."""
    return list(Participant.objects.filter(project=project, pk__in=list(ids)))


def versions(project: Project) -> list[str]:
    """The consent forms that may be signed now, the newest first."""
    rows = ConsentForm.objects.filter(project=project, retired_at=None).order_by("-dated", "-pk")
    return list(rows.values_list("version", flat=True))


def withdrawn_in_part(participant: Participant) -> list[datetime]:
    """The days on which a part of their words was withdrawn."""
    rows = Event.objects.filter(
        chain=participant.project_id, object_kind="participant", object_id=participant.pk,
        verb="participant.withdrawn_in_part",
    )  # fmt: skip
    return list(rows.values_list("at", flat=True))
