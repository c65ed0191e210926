"""Who a file names: its coders as accounts, its cases as participants, with their attributes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from django.db import models

from uptake.formats.losses import Losses
from uptake.formats.refi.model import Case
from uptake.interviews.actions.material import NewParticipant
from uptake.interviews.actions.participants import _write
from uptake.interviews.exchange.parcel import AGREED, NOBODY, Parcel
from uptake.interviews.models import (
    Attribute,
    AttributeValue,
    CodingRound,
    OutsideId,
    Participant,
)
from uptake.interviews.queries.guids import own_guid
from uptake.projects.errors import ForeignObject, Refused
from uptake.projects.models import Membership, Project, User

BATCH = 2000
PROGRAM, LONGEST_GUID = 80, 36
YEARS = range(1900, 9999)
"""Moments of other years can't be kept in every zone and database."""


@dataclass(frozen=True)
class Choices:
    """What a person decided on a file.

    `coders` says for each of the file's coders, by identifier, which member that is, or the name of
    somebody who has no account here. `cases` says which participant each case is, if any. `waived`
    says how the words were de-identified before; without it, documents come in uncoded.
    """

    coders: Mapping[str, User | str] = field(default_factory=dict)
    cases: Mapping[str, Participant | NewParticipant | None] = field(default_factory=dict)
    waived: str = ""


class Arriving:
    """A file on its way in: what was made of it so far, and what is left behind."""

    def __init__(self, project: Project, parcel: Parcel, choices: Choices) -> None:
        """Begin with nothing made."""
        self.project, self.parcel, self.choices = project, parcel, choices
        self.losses = Losses()
        unique = {source.guid: source for source in reversed(parcel.project.sources)}
        sources = tuple(reversed(unique.values()))
        if twice := len(parcel.project.sources) - len(sources):
            self.losses.add("documents with an identifier that another has", count=twice)
        self.it, self.side = replace(parcel.project, sources=sources), parcel.side or {}
        self.made: dict[str, list[int]] = defaultdict(list)
        self.counts: dict[str, int] = defaultdict(int)
        self.users: dict[str, User] = {}
        self.people: dict[str, Participant] = {}
        self.stamps: list[tuple[models.Model, str]] = []
        """Rows with the moment at which the file says that they were made."""
        self._ids: dict[str, dict[str, int]] = {}
        self._new: list[OutsideId] = []

    def part(self, name: str) -> Mapping[str, Any]:
        """One part of the side file; nothing where it is missing or is something else."""
        found = self.side.get(name)
        return found if isinstance(found, dict) else {}

    def listed(self, name: str) -> list[Mapping[str, Any]]:
        """The same for a part that is a list."""
        found = self.side.get(name)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def keep(self, rows: Iterable[models.Model]) -> None:
        """Note that these rows were made."""
        for row in rows:
            self.made[row._meta.label_lower].append(row.pk)

    def here(self, kind: str, model: type[models.Model]) -> dict[str, int]:
        """What is here already, by every identifier that a file may use for it."""
        if kind not in self._ids:
            of_here = {"memberships__project" if model is User else "project": self.project}
            rows = model._default_manager.filter(**of_here).order_by().distinct()
            own = rows.values_list("pk", "created_at")
            found = {own_guid(kind, pk, made): pk for pk, made in own}
            outside = OutsideId.objects.filter(project=self.project, kind=kind).order_by("pk")
            self._ids[kind] = found | dict(outside.values_list("guid", "object_id"))
        return self._ids[kind]

    def known_as(self, kind: str, guid: str, row: models.Model) -> None:
        """Remember what the file calls a thing."""
        known = self._ids.setdefault(kind, {})
        if guid and guid not in known and len(guid) <= LONGEST_GUID:
            known[guid] = row.pk
            self._new.append(OutsideId(
                project=self.project, kind=kind, object_id=row.pk, guid=guid,
                program=self.it.origin[:PROGRAM],
            ))  # fmt: skip

    def write_ids(self) -> None:
        """Write down what the file calls its things, to call them so again."""
        there = set(OutsideId.objects.filter(project=self.project).values_list("kind", "guid"))
        fresh = [one for one in self._new if (one.kind, one.guid) not in there]
        self.keep(OutsideId.objects.bulk_create(fresh, batch_size=BATCH))


def _bring_coders(at: Arriving) -> None:
    """Find or make an account for each coder of the file."""
    members = dict(
        Membership.objects.filter(project=at.project).values_list("user_id", "user__name")
    )
    for guid, chosen in at.choices.coders.items():
        if isinstance(chosen, User):
            if chosen.pk not in members:
                raise ForeignObject(f"{chosen.name} is no member of this project.")
            at.users[guid] = chosen
        else:
            at.users[guid] = _outsider(at, " ".join(chosen.split())[:120] or NOBODY)
    at.here("coder", User)
    for user in at.it.users:
        agreed = user.name.endswith(AGREED) and bool(at.part("codings"))
        if user.guid not in at.users and not agreed:
            at.users[user.guid] = _outsider(at, user.name[:120] or NOBODY)
        if user.guid in at.users:
            at.known_as("coder", user.guid, at.users[user.guid])


def _coder(at: Arriving, guid: str) -> User:
    """The account of a coder; of one the file does not name, that of nobody in particular."""
    if guid not in at.users:
        at.users[guid] = _outsider(at, NOBODY)
    return at.users[guid]


def _outsider(at: Arriving, name: str) -> User:
    """The account of somebody who coded elsewhere: a name, and no way to sign in."""
    mark = sha256(f"{at.project.pk} {name.casefold()}".encode()).hexdigest()[:20]
    row = User.objects.filter(email=f"coder-{mark}@outside.invalid").first()
    if row is None:
        row = User(email=f"coder-{mark}@outside.invalid", name=name, is_active=False)
        row.set_unusable_password()
        row.save()
        at.keep([row])
        at.counts["outside coders"] += 1
    return row


def _bring_people(at: Arriving) -> None:
    """Make a participant of each case, as somebody chose, and keep what each is in attributes."""
    group = str(at.side.get("group", "")) or next(
        (it.guid for it in at.it.variables if it.name.strip().casefold() == "group"), ""
    )
    attributes = _attributes(at, group)
    for case in at.it.cases:
        row = _participant(at, case)
        if row is None:
            at.losses.add("cases that no participant was made of", case.name)
            continue
        at.people[case.guid] = row
        at.known_as("participant", case.guid, row)
        if case.codes:
            at.losses.add("codes on cases", case.name, count=len(case.codes))
        if case.description:
            at.losses.add("descriptions of cases", case.name)
        _values(at, case, row, attributes)


def _participant(at: Arriving, case: Case) -> Participant | None:
    chosen = at.choices.cases.get(case.guid)
    if case.guid not in at.choices.cases:
        chosen = _from_side(at, case)
    if isinstance(chosen, Participant):
        if chosen.withdrawn_at is not None:
            raise Refused(f"{chosen.pseudonym} has withdrawn, so nothing of theirs can come in.",
                          advice="Leave this case out.")  # fmt: skip
        return chosen
    if chosen is None:
        return None
    row = Participant(project=at.project)
    _write(row, chosen.pseudonym, chosen.group, "", chosen.consent_version, chosen.consented_on)
    at.keep([row])
    at.counts["participants"] += 1
    return row


def _from_side(at: Arriving, case: Case) -> Participant | NewParticipant | None:
    """A case of a file of our own, as its side file tells of it."""
    held = at.here("participant", Participant).get(case.guid)
    if held is not None:
        return Participant.objects.get(project=at.project, pk=held)
    said = at.part("people").get(case.guid)
    if not isinstance(said, dict):
        return None
    return NewParticipant(
        case.name[:60], str(said.get("group", ""))[:80], str(said.get("consent_version", ""))[:60],
        day(said.get("consented_on")),
    )  # fmt: skip


def _attributes(at: Arriving, group: str) -> dict[str, Attribute]:
    """The file's variables as attributes, by identifier; the group is none."""
    held = {row.name.casefold(): row
            for row in Attribute.objects.filter(project=at.project, retired_at=None)}  # fmt: skip
    used = {value.variable for case in at.it.cases for value in case.values}
    found: dict[str, Attribute] = {}
    if group:
        at.known_as("group", group, at.project)
    for place, variable in enumerate(at.it.variables):
        if variable.guid == group or (variable.guid not in used and not at.side):
            continue
        name = " ".join(variable.name.split())[:80] or f"Attribute {place + 1}"
        row = held.get(name.casefold())
        if row is None:
            said = at.part("attributes").get(variable.guid)
            options = said.get("options") if isinstance(said, dict) else None
            row = Attribute.objects.create(
                project=at.project, name=name, order=len(held),
                options=[str(one) for one in options] if isinstance(options, list) else [],
            )  # fmt: skip
            held[name.casefold()] = row
            at.keep([row])
            at.counts["attributes"] += 1
        found[variable.guid] = row
        at.known_as("attribute", variable.guid, row)
    return found


def _values(
    at: Arriving, case: Case, row: Participant, attributes: Mapping[str, Attribute]
) -> None:  # fmt: skip
    for value in case.values:
        attribute, said = attributes.get(value.variable), " ".join(value.text.split())[:120]
        if attribute is None or not said:
            continue
        kept, new = AttributeValue.objects.get_or_create(
            participant=row, attribute=attribute,
            defaults={"project": at.project, "value": said},
        )  # fmt: skip
        if new:
            at.keep([kept])
        elif kept.value != said:
            at.losses.add("values that differ from what is here", f"{row.pseudonym}: {said}")


def day(value: object) -> date | None:
    """A day of the side file."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def moment(value: object) -> datetime | None:
    """A moment of a file."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _rounds_coming(at: Arriving) -> dict[str, datetime]:
    """The rounds of the side file that are not here yet, and when each was opened."""
    held = at.here("round", CodingRound)
    said = {str(one.get("guid", "")): moment(one.get("opened")) for one in at.listed("rounds")}
    return {guid: opened for guid, opened in said.items() if opened and guid not in held}
