"""What participants differ in, how many of each kind are wanted, and when enough were heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Max
from django.utils import timezone

from uptake.interviews.models import (
    Attribute,
    AttributeValue,
    Participant,
    SamplingTarget,
    SaturationCall,
)
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST_NAME, LONGEST_VALUE, MOST_OPTIONS = 80, 120, 60


@action(Permission.MANAGE_MATERIAL, event="attribute.added")
def add_attribute(
    *, by: Actor, project: Project, name: str, options: Sequence[str] = ()
) -> Attribute:
    """Add something that participants differ in, with the values to choose from (any if none)."""
    last = Attribute.objects.filter(project=project).aggregate(last=Max("order"))["last"] or 0
    row = Attribute(project=project, order=last + 1)
    _word(row, name, options)
    return row


@action(Permission.MANAGE_MATERIAL, event="attribute.changed")
def edit_attribute(
    *, by: Actor, attribute: Attribute, name: str, options: Sequence[str] = ()
) -> Attribute:
    """Change an attribute's name or options. An option that somebody has can't be taken out."""
    row = Attribute.objects.select_for_update().get(pk=attribute.pk)
    kept = {option.casefold() for option in _options(options)}
    used = row.values.order_by("value").values_list("value", flat=True).distinct()
    lost = [value for value in used if kept and value.casefold() not in kept]
    if lost:
        raise Refused(f"“{lost[0]}” is somebody's value of {row.name}.",
                      advice="Give them another one first, or keep it.")  # fmt: skip
    _word(row, name, options)
    return row


@action(Permission.MANAGE_MATERIAL, event="attribute.retired")
def retire_attribute(*, by: Actor, attribute: Attribute) -> Attribute:
    """Take an attribute off the pages. What was entered is kept."""
    row = Attribute.objects.select_for_update().get(pk=attribute.pk)
    if row.retired_at is not None:
        raise Refused(f"{row.name} is retired already.")
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    return row


@action(Permission.MANAGE_MATERIAL, event="attribute.restored")
def restore_attribute(*, by: Actor, attribute: Attribute) -> Attribute:
    """Take a retired attribute up again."""
    row = Attribute.objects.select_for_update().get(pk=attribute.pk)
    if row.retired_at is None:
        raise Refused(f"{row.name} is in use.")
    _refuse_taken(row, row.name)
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    return row


@action(Permission.MANAGE_MATERIAL, event="attributes.filled_in")
def fill_in(
    *, by: Actor, project: Project, values: Iterable[tuple[Participant, Attribute, str]]
) -> Outcome[int]:  # fmt: skip
    """Enter what participants are; an empty value takes the present one out. Gives what changed.

    Raises Refused for a value that is none of the attribute's options, and for whoever withdrew.
    """
    changed, values = [], list(values)
    asked = Participant.objects.select_for_update().filter(pk__in={who.pk for who, _, _ in values})
    gone = {row.pk for row in asked if row.withdrawn_at is not None}
    held = {
        (row.participant_id, row.attribute_id): row
        for row in AttributeValue.objects.select_for_update().filter(project=project)
    }
    for person, attribute, typed in values:
        there = held.get((person.pk, attribute.pk))
        value = _value(person, attribute, typed)
        if value == (there.value if there else ""):
            continue
        if person.pk in gone:
            raise Refused(f"{person.pseudonym} has withdrawn. Nothing more is noted about them.")
        if value:
            AttributeValue.objects.update_or_create(
                participant=person, attribute=attribute,
                defaults={"project": project, "value": value},
            )  # fmt: skip
        elif there:
            there.delete()
        changed.append([person.pk, attribute.pk])
    return Outcome(len(changed), about=project, detail={"changed": changed})


@action(Permission.MANAGE_MATERIAL, event="target.set")
def set_target(
    *, by: Actor, project: Project, wanted: int, group: str = "",
    attribute: Attribute | None = None, value: str = "",
) -> Outcome[SamplingTarget | None]:  # fmt: skip
    """Say how many are wanted of a group, or of those in it with one value; 0 takes it out."""
    group, value = " ".join(group.split()), " ".join(value.split())
    if not group and attribute is None:
        raise Refused("It is not said of whom so many are wanted.",
                      advice="Choose a group, an attribute's value, or both.")  # fmt: skip
    if (attribute is None) != (not value):
        raise Refused("An attribute and its value go together.", advice="Choose both or neither.")
    if attribute is not None:
        value = _option(attribute, value)
    if not 0 <= wanted <= 10_000:
        raise Refused("The number wanted lies between 0 and 10,000.")
    there = SamplingTarget.objects.select_for_update().filter(
        project=project, group__iexact=group, attribute=attribute, value__iexact=value
    ).order_by("pk").first()  # fmt: skip
    if not wanted:
        if there is None:
            raise Refused("None is wanted of these as it is.")
        there.delete()
        return Outcome(None, about=project, detail={"group": group, "value": value, "wanted": 0})
    row = there or SamplingTarget(project=project, group=group, attribute=attribute, value=value)
    row.wanted = wanted
    row.save()
    return Outcome(row, about=row)


@action(Permission.MANAGE_MATERIAL, event="saturation.judged")
def call_saturation(
    *, by: Actor, project: Project, reached: bool, why: str, on: date, group: str = ""
) -> SaturationCall:
    """Note a judgement on whether further interviews still bring anything new, with its reason."""
    if not why.strip():
        raise Refused("A judgement has a reason.", advice="Say what it rests on.")
    if on > timezone.localdate():
        raise Refused("The day has not come yet.", advice="Check the day.")
    return SaturationCall.objects.create(
        project=project, group=" ".join(group.split()), on=on, reached=reached, why=why.strip(),
        by=by.user,
    )  # fmt: skip


@action(Permission.MANAGE_MATERIAL, event="saturation.taken_back")
def take_back_saturation(*, by: Actor, call: SaturationCall) -> SaturationCall:
    """Take a judgement back that was entered by mistake. It is kept, and can be put back."""
    row = SaturationCall.objects.select_for_update().get(pk=call.pk)
    if row.removed_at is not None:
        raise Refused("This judgement was taken back already.")
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    return row


@action(Permission.MANAGE_MATERIAL, event="saturation.put_back")
def put_back_saturation(*, by: Actor, call: SaturationCall) -> SaturationCall:
    """Put a judgement back that was taken back."""
    row = SaturationCall.objects.select_for_update().get(pk=call.pk)
    if row.removed_at is None:
        raise Refused("This judgement stands.")
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    return row


def _word(row: Attribute, name: str, options: Sequence[str]) -> None:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("An attribute has a name of a few words.", advice="Such as years in post.")
    if not row.retired_at:
        _refuse_taken(row, name)
    row.name, row.options = name, _options(options)
    row.save()


def _refuse_taken(row: Attribute, name: str) -> None:
    others = Attribute.objects.filter(
        project_id=row.project_id, name__iexact=name, retired_at=None
    ).exclude(pk=row.pk)
    if others.exists():
        raise Refused(f"There is an attribute called {name} already.",
                      advice="Choose another name.")  # fmt: skip


def _options(typed: Iterable[str]) -> list[str]:
    """The options without blanks and repeats."""
    found: dict[str, str] = {}
    for one in typed:
        option = " ".join(one.split())
        if len(option) > LONGEST_VALUE:
            raise Refused(f"An option has more than {LONGEST_VALUE} characters.",
                          advice="Say it in a few words.")  # fmt: skip
        if option:
            found.setdefault(option.casefold(), option)
    if len(found) > MOST_OPTIONS:
        raise Refused(f"There are more than {MOST_OPTIONS} options.",
                      advice="Leave them empty, and any value can be entered.")  # fmt: skip
    return list(found.values())


def _option(attribute: Attribute, value: str) -> str:
    """The option as it is written, or the value as typed where any will do."""
    options: dict[str, str] = {one.casefold(): one for one in attribute.options}
    if options and value.casefold() not in options:
        raise Refused(f"{attribute.name} has no option “{value}”.",
                      advice=f"Options: {', '.join(attribute.options)}.")  # fmt: skip
    return options.get(value.casefold(), value)


def _value(person: Participant, attribute: Attribute, typed: str) -> str:
    value = " ".join(typed.split())
    if len(value) > LONGEST_VALUE:
        raise Refused(f"{person.pseudonym}'s {attribute.name} has more than {LONGEST_VALUE} "
                      "characters.", advice="Say it in a few words.")  # fmt: skip
    return _option(attribute, value) if value else ""
