"""What a reference states, written by a person who read it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.changes import reads_otherwise
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.sources.actions.merging import work_of
from uptake.sources.models import EarlierWording, Reference, Statement, StatementCell
from uptake.sources.queries.statements import withheld

LONGEST = 600
LONGEST_PLACE = 120
LONGEST_QUOTE = 5_000
Cell = tuple[str, str]


def _checked(sentence: str, place: str) -> tuple[str, str]:
    sentence, place = " ".join(sentence.split()), " ".join(place.split())
    if not sentence:
        raise Refused("A statement says something.", advice="One sentence in your own words.")
    if len(sentence) > LONGEST:
        raise Refused(
            f"The statement has {len(sentence)} characters; {LONGEST} is the most.",
            advice="Say one thing in it, and write another statement for the next.",
        )
    if len(place) > LONGEST_PLACE:
        raise Refused(
            f"The place has {len(place)} characters; {LONGEST_PLACE} is the most.",
            advice="Such as: page 7, table 2.",
        )
    return sentence, place


def _direction(direction: str) -> str:
    if direction and direction not in Statement.Direction.values:
        raise Refused("A statement speaks of a barrier, of a facilitator, or of neither.")
    return direction


def _quote(quote: str) -> str:
    quote = quote.strip()
    if len(quote) > LONGEST_QUOTE:
        raise Refused(
            f"The quote has {len(quote):,} characters; {LONGEST_QUOTE:,} is the most.",
            advice="Quote the sentence that carries the statement.",
        )
    return quote


def _place(statement: Statement, cells: Sequence[Cell]) -> list[list[str]]:
    """Put a statement on these cells of the project's framework, and on no other."""
    known = set(statement.project.lens().cells)
    for domain, level in cells:
        if (domain, level) not in known:
            raise Refused(
                f"The framework has no cell {domain}/{level}.",
                advice="Choose from its cells as they are now.",
            )
    wanted = list(dict.fromkeys(cells))
    rows = StatementCell.objects.filter(statement=statement)
    there = set(rows.values_list("domain", "level"))
    for row in rows:
        if (row.domain, row.level) not in wanted:
            row.delete()
    StatementCell.objects.bulk_create(
        StatementCell(
            project_id=statement.project_id, statement=statement, domain=domain, level=level
        )
        for domain, level in wanted
        if (domain, level) not in there
    )
    return [list(cell) for cell in wanted]


def _told(statement: Statement, cells: list[list[str]]) -> dict[str, object]:
    """The cells for the trail; how many, where another reader may not know them yet."""
    hidden = withheld(statement.project).filter(pk=statement.pk).exists()
    return {"cells": len(cells) if hidden else cells}


@action(Permission.EXTRACT, event="statement.extracted")
def extract_statement(
    *, by: Actor, reference: Reference, sentence: str, place: str = "", direction: str = "",
    quote: str = "", cells: Sequence[Cell] = (),
) -> Outcome[Statement]:  # fmt: skip
    """Write down one thing that a reference states: where, in which words, about what.

    `direction` is barrier, facilitator or empty; `cells` are (domain, level) of the project's
    framework.
    """
    sentence, place = _checked(sentence, place)
    made = Statement.objects.create(
        project_id=reference.project_id, reference=reference, sentence=sentence, place=place,
        direction=_direction(direction), quote=_quote(quote), by=by.user,
    )  # fmt: skip
    placed = _place(made, cells)
    return Outcome(made, detail=_told(made, placed) if placed else {})


@action(Permission.EXTRACT, event="statement.reworded")
def change_statement(
    *, by: Actor, statement: Statement, sentence: str, place: str = "", seen: str = "",
    direction: str | None = None, quote: str | None = None, cells: Sequence[Cell] | None = None,
) -> Outcome[Statement]:  # fmt: skip
    """Reword a statement. The earlier wording is kept, and what rests on it keeps resting on it.

    `seen` is the number of the wording that the person had before their eyes. A direction, a quote
    or cells that are not given stay as they are.
    """
    sentence, place = _checked(sentence, place)
    current = Statement.objects.select_for_update().get(pk=statement.pk)
    if current.removed_at is not None:
        raise Refused("This statement was removed.", advice="Bring it back, then reword it.")
    if seen and seen != str(current.wording):
        raise OvertakenEdit(
            f"Somebody else reworded this while you were at it. It now reads: {current.sentence}",
            advice="Save again if yours is the better one.",
        )
    direction = current.direction if direction is None else _direction(direction)
    quote = current.quote if quote is None else _quote(quote)
    detail = {} if cells is None else _told(current, _place(current, cells))
    before = (current.sentence, current.place, current.direction, current.quote)
    if (sentence, place, direction, quote) == before:
        return Outcome(current, detail=detail)
    EarlierWording.objects.create(
        project_id=current.project_id, statement=current, wording=current.wording,
        sentence=current.sentence, place=current.place, direction=current.direction,
        quote=current.quote, by=current.by,
    )  # fmt: skip
    current.sentence, current.place, current.by = sentence, place, by.user
    current.direction, current.quote = direction, quote
    current.wording, current.reworded_at = current.wording + 1, timezone.now()
    current.save()
    if (sentence, direction) == (before[0], before[2]):
        return Outcome(current, detail=detail)
    reason = f"A statement of {current.reference} says something else now than it did."
    key = Key("statement", current.pk)
    return Outcome(current, detail=detail | reads_otherwise(current.project, key, reason))


@action(Permission.EXTRACT, event="statement.said_the_same")
def say_the_same(*, by: Actor, statement: Statement, other: Statement) -> Statement:
    """Say that a statement says what another one says, so that the two count once.

    Both are of one paper. The other one stands for both; a statement that another stands for may
    not stand for a third.
    """
    # Held in one order, so that two people who say it of each other's do not wait for ever.
    rows = Statement.objects.select_for_update().filter(pk__in=(statement.pk, other.pk))
    held = {row.pk: row for row in rows.order_by("pk")}
    current, kept = held[statement.pk], held[other.pk]
    kept = kept.same_as or kept
    if kept.pk == current.pk:
        raise Refused("These two stand for each other already, or are one.")
    if work_of(kept.reference) != work_of(current.reference):
        raise Refused(
            "The two are of different papers, and each paper counts by itself.",
            advice="Tie both to the finding instead.",
        )
    if current.removed_at is not None or kept.removed_at is not None:
        raise Refused("One of the two was removed.", advice="Bring it back first.")
    Statement.objects.filter(same_as=current).update(same_as=kept)
    current.same_as = kept
    current.save(update_fields=["same_as"])
    return current


@action(Permission.EXTRACT, event="statement.said_apart")
def say_apart(*, by: Actor, statement: Statement) -> Statement:
    """Say that a statement says something of its own after all; it counts by itself again."""
    current = Statement.objects.select_for_update().get(pk=statement.pk)
    if current.same_as_id is None:
        raise Refused("This statement counts by itself already.")
    current.same_as = None
    current.save(update_fields=["same_as"])
    return current


@action(Permission.EXTRACT, event="statement.removed")
def remove_statement(*, by: Actor, statement: Statement) -> Statement:
    """Take a statement out. It can be brought back; what rests on it shows the gap."""
    current = Statement.objects.select_for_update().get(pk=statement.pk)
    if current.removed_at is None:
        current.removed_at = timezone.now()
        current.save()
    return current


@action(Permission.EXTRACT, event="statement.restored")
def restore_statement(*, by: Actor, statement: Statement) -> Statement:
    """Bring a removed statement back."""
    current = Statement.objects.select_for_update().get(pk=statement.pk)
    current.removed_at = None
    current.save()
    return current
