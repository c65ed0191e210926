"""What the project's own data say to COREQ's items about those who took part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, Max, Min

from uptake.interviews.models import (
    Attribute,
    AttributeValue,
    SamplingTarget,
    Transcript,
    Turn,
)
from uptake.interviews.queries.people import log
from uptake.methods.small_groups import LEAST, named_sizes
from uptake.projects.counted import counted
from uptake.projects.models import Project

Kind = Transcript.Kind

WITHHELD = (
    f" Withheld are numbers from 1 to {LEAST - 1}, and others from which they could be worked out."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the project says to an item, from which data, and whether that is the whole answer."""

    text: str
    source: str
    whole: bool = True


def several(parts: Iterable[str]) -> str:
    held = [part for part in parts if part]
    return held[0] if len(held) == 1 else ", ".join(held[:-1]) + f" and {held[-1]}" if held else ""


def sampling(project: Project) -> Known | None:
    rows = SamplingTarget.objects.filter(project=project).select_related("attribute")
    wanted = [
        (row.group or "people")
        + (f" with {row.attribute.name} {row.value}" if row.attribute else "")
        + f": {row.wanted}"
        for row in rows
    ]
    if not wanted:
        return None
    return Known(f"Purposive sampling. Wanted: {'; '.join(wanted)}.", "Sampling grid")


def approach(project: Project) -> Known | None:
    asked = [person for person in log(project) if person.invited]
    if not asked:
        return None
    reminded = sum(person.reminders > 0 for person in asked)
    said = f"{counted(len(asked), 'person was', 'people were')} invited"
    said += f", {reminded} of them more than once" if reminded else ""
    return Known(f"{said}. By which means is for you to say.", "Recruitment log", whole=False)


def sample(project: Project) -> Known | None:
    people = [person for person in log(project) if person.took_part]
    if not people:
        return None
    groups = Counter(person.group for person in people)
    kinds = Counter(Transcript.objects.filter(project=project).values_list("kind", flat=True))
    held = several(
        counted(kinds[kind], one, many)
        for kind, one, many in (
            (Kind.INTERVIEW, "interview", ""), (Kind.GROUP, "focus group", ""),
            (Kind.NOTES, "set of notes", "sets of notes"),
        )
        if kinds[kind]
    )  # fmt: skip
    named, withheld = _sizes(groups)
    text = f"{counted(len(people), 'person', 'people')} took part"
    text += f" ({named})" if named else ""
    text = f"{text}{f', in {held}' if held else ''}.{WITHHELD if withheld else ''}"
    return Known(text, "Recruitment log and transcripts")


def _sizes(groups: Mapping[str, int]) -> tuple[str, bool]:
    """Groups with how many people are in each, and whether any number is withheld.

    People in no group count, so that theirs can't be worked out from the rest.
    """
    held = sorted((name, number) for name, number in groups.items() if number)
    sizes = named_sizes([number for _, number in held])
    said = several(
        f"{name} ({'withheld' if size is None else f'{size:,}'})"
        for (name, _), size in zip(held, sizes, strict=True)
        if name
    )
    return said, None in sizes and bool(said)


def stayed_away(project: Project) -> Known | None:
    people = log(project)
    declined = [person for person in people if person.state == "declined"]
    silent = sum(person.state == "no_answer" for person in people)
    waiting = sum(person.state == "invited" for person in people)
    gone = sum(person.withdrawn_at is not None for person in people)
    if not any(person.invited for person in people):
        return None
    reasons = Counter(person.reason.strip() or "no reason given" for person in declined)
    why = "; ".join(f"{reason} ({number})" for reason, number in reasons.most_common())
    return Known(
        f"{len(declined)} declined{f': {why}' if why else ''}. {silent} gave no answer. "
        + (f"Of {waiting} invited, no answer is in the log yet. " if waiting else "")
        + f"{gone} withdrew afterwards.",
        "Recruitment log",
    )  # fmt: skip


def described(project: Project) -> Known | None:
    took_part = {person.id: person.group for person in log(project) if person.took_part}
    if not took_part:
        return None
    values: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = AttributeValue.objects.filter(
        project=project, participant__in=took_part, attribute__retired_at=None
    )
    for name, value in rows.order_by("attribute__order", "attribute").values_list(
        "attribute__name", "value"
    ):
        values[name][value] += 1
    every = {"Groups": Counter(took_part.values()), **values}
    for found in values.values():
        found[""] = len(took_part) - found.total()
    told = {name: _sizes(found) for name, found in every.items()}
    parts = [f"{name}: {said}." for name, (said, _) in told.items() if said]
    if any(withheld for _, withheld in told.values()):
        parts.append(WITHHELD.strip())
    days = Transcript.objects.filter(project=project).aggregate(Min("held_on"), Max("held_on"))
    if days["held_on__min"]:
        parts.append(f"Held between {days['held_on__min']} and {days['held_on__max']}.")
    if early := _before_consent(project):
        parts.append(early)
    there = Attribute.objects.filter(project=project, retired_at=None).exists()
    return Known(" ".join(parts), "Participants and their attributes", whole=there)


def _before_consent(project: Project) -> str:
    """What was held before the recorded consent of somebody who speaks in it; empty for nothing."""
    spoken = Turn.objects.filter(
        project=project, version__current=True, participant__withdrawn_at=None,
        version__transcript__held_on__lt=F("participant__consented_on"),
    )  # fmt: skip
    held = set(spoken.order_by().values_list("version__transcript_id", flat=True).distinct())
    said = counted(len(held), "transcript was", "transcripts were")
    return f"{said} held before the recorded day of consent of somebody in it." if held else ""
