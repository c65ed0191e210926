"""The extraction form: begun, its fields added, changed, put in order, retired and restored."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils import timezone

from uptake.instruments.extraction_forms import (
    KINDS,
    LONGEST,
    MOST_CHOICES,
    MOST_FIELDS,
    WITH_CHOICES,
    Question,
)
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.models import Entry, FormField, Reconciled

ALIKE = ({"text", "long"}, {"one", "many"})
"""Kinds that may take each other's place while values are there: the values still fit."""


@action(Permission.LEAD_REVIEW, event="form.taken_over")
def take_over_form(
    *, by: Actor, project: Project, questions: Sequence[Question]
) -> Outcome[list[FormField]]:
    """Add the fields of a form behind those there are. One whose name is there stays as it is."""
    held = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    there = {
        (row.section.casefold(), row.name.casefold())
        for row in FormField.objects.filter(project=held, retired_at=None)
    }
    new = [one for one in questions if (one.section.casefold(), one.name.casefold()) not in there]
    if not new:
        raise Refused("Every field of this form is in yours already.")
    made = [_made(held, _checked(held, one)) for one in new]
    return Outcome(made, about=held, detail={"fields": [row.pk for row in made]})


@action(Permission.LEAD_REVIEW, event="field.added")
def add_field(*, by: Actor, project: Project, question: Question) -> FormField:
    """Add a field at the end of the form."""
    held = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    return _made(held, _checked(held, question))


@action(Permission.LEAD_REVIEW, event="field.changed")
def change_field(*, by: Actor, field: FormField, question: Question) -> FormField:
    """Change a field. What was entered stays; a kind that would not hold it is refused."""
    held = Project.objects.select_for_update(no_key=True).get(pk=field.project_id)
    current = FormField.objects.get(pk=field.pk)
    if current.retired_at is not None:
        raise Refused(f"{current.name} is retired.", advice="Restore it, then change it.")
    facts = _checked(held, question, but=current)
    fits = current.kind == facts.kind or {current.kind, facts.kind} in ALIKE
    if not fits and _used(current):
        raise Refused(
            f"Values were entered for {current.name}, and a field of another kind would not hold "
            "them.",
            advice="Retire it, and add a new field. What was entered is kept and shown.",
        )
    for name in ("section", "name", "kind", "unit", "guidance", "required"):
        setattr(current, name, getattr(facts, name))
    current.choices = list(facts.choices)
    current.save()
    return current


@action(Permission.LEAD_REVIEW, event="field.moved")
def move_field(*, by: Actor, field: FormField, up: bool) -> FormField:
    """Let a field be asked before its neighbour (up), or after it. At an end it stays."""
    Project.objects.select_for_update(no_key=True).get(pk=field.project_id)
    rows = list(FormField.objects.filter(project_id=field.project_id, retired_at=None))
    ids = [row.pk for row in rows]
    if field.pk not in ids:
        raise Refused(f"{field.name} is retired.", advice="Restore it first.")
    at = ids.index(field.pk)
    to = max(0, at - 1) if up else min(len(rows) - 1, at + 1)
    rows.insert(to, rows.pop(at))
    for place, row in enumerate(rows, start=1):
        row.order = place
    FormField.objects.bulk_update(rows, ["order"])
    return FormField.objects.get(pk=field.pk)


@action(Permission.LEAD_REVIEW, event="field.retired")
def retire_field(*, by: Actor, field: FormField) -> FormField:
    """Take a field out of the form. What was entered for it is kept, and shown as retired."""
    current = FormField.objects.select_for_update().get(pk=field.pk)
    if current.retired_at is not None:
        raise Refused(f"{current.name} is retired already.")
    current.retired_at = timezone.now()
    current.save(update_fields=["retired_at"])
    return current


@action(Permission.LEAD_REVIEW, event="field.restored")
def restore_field(*, by: Actor, field: FormField) -> FormField:
    """Bring a retired field back, at the end of the form, with what was entered for it."""
    held = Project.objects.select_for_update(no_key=True).get(pk=field.project_id)
    current = FormField.objects.get(pk=field.pk)
    if current.retired_at is None:
        raise Refused(f"{current.name} is in the form already.")
    _refuse_twin(held, current.section, current.name, None)
    current.retired_at, current.order = None, _last(held) + 1
    current.save(update_fields=["retired_at", "order"])
    return current


def _made(project: Project, facts: Question) -> FormField:
    return FormField.objects.create(
        project=project, order=_last(project) + 1, section=facts.section, name=facts.name,
        kind=facts.kind, choices=list(facts.choices), unit=facts.unit, guidance=facts.guidance,
        required=facts.required,
    )  # fmt: skip


def _last(project: Project) -> int:
    rows = FormField.objects.filter(project=project)
    return int(rows.aggregate(last=Max("order"))["last"] or 0)


def _used(field: FormField) -> bool:
    entered = Entry.objects.filter(field=field).exists()
    return entered or Reconciled.objects.filter(field=field).exists()


def _checked(project: Project, facts: Question, but: FormField | None = None) -> Question:
    name, section = " ".join(facts.name.split()), " ".join(facts.section.split())
    if not name:
        raise Refused("The field has no name.", advice="Give it one, such as Country.")
    for what, value in (("name", name), ("section", section), ("unit", facts.unit)):
        if len(value) > LONGEST[what]:
            raise Refused(f"The {what} has {len(value)} characters; {LONGEST[what]} is the most.")
    if facts.kind not in KINDS:
        raise Refused("Say what kind of value the field takes.")
    choices = tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in facts.choices))))
    if facts.kind in WITH_CHOICES and not 2 <= len(choices) <= MOST_CHOICES:
        raise Refused(f"Give 2 to {MOST_CHOICES} choices, a line for each.", where=name)
    _refuse_twin(project, section, name, but)
    if FormField.objects.filter(project=project, retired_at=None).count() >= MOST_FIELDS:
        raise Refused(f"A form has at most {MOST_FIELDS} fields.", advice="Retire one first.")
    return Question(
        name, section, facts.kind, choices if facts.kind in WITH_CHOICES else (),
        facts.unit.strip(), facts.guidance.strip(), facts.required,
    )  # fmt: skip


def _refuse_twin(project: Project, section: str, name: str, but: FormField | None) -> None:
    rows = FormField.objects.filter(
        project=project, retired_at=None, section__iexact=section, name__iexact=name
    )
    if rows.exclude(pk=but.pk if but else 0).exists():
        raise Refused(f"There is a field {name} in this section already.")
