"""What reviewers enter of a study: each for themselves, then laid side by side and settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.changes import reads_otherwise
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.review.models import Entry, FormField, Reconciled, SaidDone, Study
from uptake.review.queries.extracted import open_studies
from uptake.review.values import comparable, value_of

LONGEST_PLACE, LONGEST_QUOTE, LONGEST_NOTE = 120, 5_000, 2_000


class Unchanged(Refused):
    """What is to be saved is what is there already."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed for one field: the value, where it stands, and the paper's own words."""

    field: FormField
    value: str | Sequence[str]
    place: str = ""
    quote: str = ""


def mark_of(study: Study, user: User) -> str:
    """A sign of what a person has entered of a study, so that no window overwrites another."""
    rows = Entry.objects.filter(study=study, by=user, replaced_at=None).order_by("pk")
    return sha256(repr(list(rows.values_list("pk", flat=True))).encode()).hexdigest()[:16]


@action(Permission.EXTRACT, event="entries.made")
def enter(
    *, by: Actor, study: Study, given: Sequence[Given], seen: str = ""
) -> Outcome[list[Entry]]:
    """Keep what one reviewer entered. Each value that is another than before makes a new row.

    A field left empty takes its value out; the row stays. `seen` is `mark_of` what the page showed.
    Raises `OvertakenEdit` when the same person saved in another window meanwhile, `Unchanged` when
    nothing differs, and `Refused`, naming the field, for a value that does not fit; then nothing
    is kept.
    """
    person, current = _person(by), _held(study)
    _refuse_when_done(current, person)
    if seen and seen != mark_of(current, person):
        raise OvertakenEdit(
            "You saved this study in another window meanwhile.",
            advice="What you typed here is still in the form. Save again if it is what you want.",
        )
    there = {
        row.field_id: row
        for row in Entry.objects.filter(study=current, by=person, replaced_at=None)
    }
    made, gone = [], []
    for one in given:
        field = _in_use(one.field)
        value, place, quote = value_of(field, one.value), one.place.strip(), one.quote.strip()
        _check_lengths(field, place, quote)
        before = there.get(field.pk)
        if before is not None:
            if (before.value, before.place, before.quote) == (value, place, quote):
                continue
            gone.append(before.pk)
        elif value is None and not quote and not place:
            continue
        if value is None and (quote or place):
            raise Refused(
                "There is a place or a quote without a value.",
                advice="Enter the value, or empty both.", where=field.name,
            )  # fmt: skip
        if value is not None:
            made.append(Entry(project_id=current.project_id, study=current, field=field,
                              by=person, value=value, place=place, quote=quote))  # fmt: skip
    if not made and not gone:
        raise Unchanged("Nothing is different from how it was.")
    Entry.objects.filter(pk__in=gone).update(replaced_at=timezone.now())
    for row in made:
        row.save(force_insert=True)
    # Which fields they were would tell another reader where there is nothing to be found.
    detail = {"entered": len(made), "emptied_or_changed": len(gone)}
    told = _changed_later(current, person) if gone else {}
    return Outcome(made, about=current, detail=detail | told)


@action(Permission.EXTRACT, event="extraction.done")
def say_done(*, by: Actor, study: Study) -> SaidDone:
    """Say that one has entered all there is of a study. Every required field must be filled."""
    person, current = _person(by), _held(study)
    _refuse_when_done(current, person)
    filled = Entry.objects.filter(study=current, by=person, replaced_at=None).values("field")
    rows = FormField.objects.filter(project_id=current.project_id, retired_at=None)
    missing = list(rows.filter(required=True).exclude(pk__in=filled).values_list("name", flat=True))
    if missing:
        raise Refused(
            f"{len(missing)} required {'field is' if len(missing) == 1 else 'fields are'} empty: "
            f"{', '.join(missing)}.",
            advice="Fill them in; where the paper says nothing, say so in words.",
        )
    return SaidDone.objects.create(project_id=current.project_id, study=current, by=person)


@action(Permission.EXTRACT, event="extraction.taken_up_again")
def take_up_again(*, by: Actor, study: Study) -> SaidDone:
    """Take back that one is done, to change what one entered."""
    person, current = _person(by), _held(study)
    row = SaidDone.objects.filter(study=current, by=person, taken_back_at=None).first()
    if row is None:
        raise Refused("You have not said that you are done with this study.")
    row.taken_back_at = timezone.now()
    row.save(update_fields=["taken_back_at"])
    return row


@action(Permission.LEAD_REVIEW, event="study.opened")
def open_study(*, by: Actor, study: Study) -> Study:
    """Let everybody see what each has entered of a study, whether they are done or not."""
    current = _held(study)
    if current.opened_at is not None:
        raise Refused(f"{current.label} is open already.")
    current.opened_at = timezone.now()
    current.save(update_fields=["opened_at"])
    return current


@action(Permission.EXTRACT, event="value.settled")
def settle_value(
    *, by: Actor, study: Study, field: FormField, value: str | Sequence[str], note: str = "",
    seen: str = "",
) -> Outcome[Reconciled]:  # fmt: skip
    """Settle what a field says of a study, after what each entered was laid side by side.

    `seen` is the id of the settled value that the page showed, "0" for none.
    """
    current = _held(study)
    _refuse_while_blind(current)
    found, note = value_of(field, value), note.strip()
    if found is None:
        raise Refused("There is no value.", advice="Choose one, or type it.", where=field.name)
    if len(note) > LONGEST_NOTE:
        raise Refused(f"The note has {len(note):,} characters; {LONGEST_NOTE:,} is the most.")
    before = Reconciled.objects.filter(study=current, field=field, replaced_at=None).first()
    if seen and seen != str(before.pk if before else 0):
        raise OvertakenEdit(
            f"Somebody else settled {field.name} meanwhile.",
            advice="It is shown as it reads now. Settle it again if yours is the better one.",
        )
    if before is not None and (before.value, before.note) == (found, note):
        raise Refused("Nothing is different from how it was.", where=field.name)
    told = {} if before is None or before.value == found else _reads_otherwise(current)
    return Outcome(_settle(by, current, field, found, note), detail=told)


@action(Permission.EXTRACT, event="values.settled")
def settle_agreed(*, by: Actor, study: Study) -> Outcome[list[Reconciled]]:
    """Settle every field of which all who entered something say the same."""
    current = _held(study)
    _refuse_while_blind(current)
    settled = Reconciled.objects.filter(study=current, replaced_at=None).values("field")
    given: dict[int, list[Any]] = {}
    rows = Entry.objects.filter(study=current, replaced_at=None, field__retired_at=None)
    for field, value in rows.exclude(field__in=settled).values_list("field_id", "value"):
        given.setdefault(field, []).append(value)
    people = rows.values("by").distinct().count()
    agreed = {
        field: values[0]
        for field, values in given.items()
        if len(values) == people and len({comparable(one) for one in values}) == 1
    }
    if not agreed:
        raise Refused("There is no field left of which all say the same.")
    fields = FormField.objects.in_bulk(agreed)
    made = [_settle(by, current, fields[pk], value, "") for pk, value in agreed.items()]
    return Outcome(made, about=current, detail={"fields": sorted(agreed)})


def _settle(by: Actor, study: Study, field: FormField, value: Any, note: str) -> Reconciled:
    Reconciled.objects.filter(study=study, field=field, replaced_at=None).update(
        replaced_at=timezone.now()
    )
    return Reconciled.objects.create(
        project_id=study.project_id, study=study, field=field, value=value, note=note, by=by.user
    )


def _changed_later(study: Study, person: User) -> dict[str, Any]:
    """Mark what rests on a study of which somebody changes what they had said was all there is.

    Only where everybody sees what is entered: elsewhere the settled value is what counts, and a
    mark would tell another reader something.
    """
    done = SaidDone.objects.filter(study=study, by=person).exists()
    if not done or study.pk not in open_studies(study.project):
        return {}
    return _reads_otherwise(study)


def _reads_otherwise(study: Study) -> dict[str, Any]:
    reason = f"What was taken from {study.name} is another thing now in part."
    return reads_otherwise(study.project, Key("study", study.pk), reason)


def _person(by: Actor) -> User:
    if by.user is None:
        raise Refused("What is entered is a person's, so it needs one.")
    return by.user


def _held(study: Study) -> Study:
    Project.objects.select_for_update(no_key=True).get(pk=study.project_id)
    current = Study.objects.get(pk=study.pk)
    if current.retired_at is not None:
        raise Refused(
            f"{current.label} has no reports any more.",
            advice="Its reports are with other studies, or no longer included.",
        )
    return current


def _refuse_when_done(study: Study, person: User) -> None:
    if SaidDone.objects.filter(study=study, by=person, taken_back_at=None).exists():
        raise Refused(
            f"You have said that you are done with {study.label}.",
            advice="Open it again to change what you entered.",
        )


def _refuse_while_blind(study: Study) -> None:
    if study.pk not in open_studies(study.project):
        raise Refused(
            f"What others entered of {study.label} is not open yet.",
            advice="It opens when all who read it are done, or when the lead opens it.",
        )


def _in_use(field: FormField) -> FormField:
    current = FormField.objects.get(pk=field.pk)
    if current.retired_at is not None:
        raise OvertakenEdit(
            f"The field {current.name} was retired meanwhile.",
            advice="What you entered for it before is kept. Save the other fields again.",
        )
    return current


def _check_lengths(field: FormField, place: str, quote: str) -> None:
    for what, text, most in (("place", place, LONGEST_PLACE), ("quote", quote, LONGEST_QUOTE)):
        if len(text) > most:
            raise Refused(f"The {what} has {len(text):,} characters; {most:,} is the most.",
                          where=field.name)  # fmt: skip
