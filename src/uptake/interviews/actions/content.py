"""The content analysis table: passages on their way from paraphrase to category."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from uptake.interviews.actions.content_changes import (
    _all_or_first,
    _begin,
    _detail,
    _Going,
    _one_line,
    _plain,
    _writer,
)
from uptake.interviews.layers import settled
from uptake.interviews.models import (
    Coding,
    ContentCategory,
    ContentChange,
    ContentRow,
    Passage,
    Reduction,
)
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Event, Project
from uptake.projects.roles import Permission

LONGEST, LONGEST_REDUCTION, LONGEST_NAME = 5_000, 1_000, 160
STEPS = ("paraphrase", "generalisation", "reduction", "category")
MANY = 2_000
"""Passages that are brought in at once."""


@action(Permission.CODE, event="content.filled")
def fill_rows(
    *, by: Actor, project: Project, passages: Sequence[Passage]
) -> Outcome[list[ContentRow]]:
    """Bring passages into the table, a row each; one that is there already stays as it is.

    Raises Refused when none is left to bring in, and for passages whose codings do not count.
    """
    writer = _writer(by)
    wanted = {passage.pk for passage in passages}
    if len(wanted) > MANY:
        raise Refused(
            f"{len(wanted):,} passages are more than can be brought in at once ({MANY:,}).",
            advice="Choose fewer codes or transcripts.",
        )
    counts = Exists(Coding.objects.filter(settled(), passage=OuterRef("pk")))
    usable = list(
        Passage.objects.filter(counts, project=project, pk__in=wanted)
        .exclude(state=Passage.State.REDACTED)
        .order_by("transcript_id", "start", "end", "pk")
    )
    if len(usable) < len(wanted):
        raise Refused(
            f"{len(wanted) - len(usable):,} of the passages can't be used: their codes are not "
            "settled, or their speaker withdrew.",
            advice="Open the list again.",
        )
    going = _begin(writer, project.pk)
    there = set(
        ContentRow.objects.filter(project=project, removed_at=None, passage__in=wanted)
        .values_list("passage_id", flat=True)
    )  # fmt: skip
    fresh = [passage for passage in usable if passage.pk not in there]
    if not fresh:
        raise Refused("All of these passages are in the table already.")
    made = []
    for passage in fresh:
        made.append(ContentRow.objects.create(project=project, passage=passage, by=writer))
        going.born(made[-1])
    return Outcome(made, about=project, detail={"rows": [row.pk for row in made]})


class Unchanged(Refused):
    """What is to be written is what is there already."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing a row: its first change, by which all of them can be undone."""

    row: ContentRow
    change: ContentChange | None


@action(Permission.CODE, event="content.written")
def write_row(
    *, by: Actor, row: ContentRow, given: Mapping[str, str],
    seen: Mapping[str, str] | None = None,
) -> Outcome[Written]:  # fmt: skip
    """Write steps of a row: paraphrase, generalisation, reduction and category, by their words.

    A reduction or category that is not there yet is made; an empty one is taken off. A category is
    its reduction's, and so that of every row with this reduction. `seen` says how the steps read
    when the writer had them before them: a step left as it was is not touched, and when one to be
    changed reads otherwise by now, raises OvertakenEdit. Raises Unchanged when nothing differs, and
    Refused for a category without a reduction.
    """
    going = _begin(_writer(by), row.project_id)
    current = ContentRow.objects.select_for_update(of=("self",)).select_related(
        "passage", "reduction__category"
    ).get(pk=row.pk)  # fmt: skip
    if current.removed_at is not None:
        raise OvertakenEdit("Somebody took this row out while you had it open.",
                            advice="Bring its passage in again.")  # fmt: skip
    if current.passage.state == Passage.State.REDACTED:
        raise Refused("The speaker of this passage withdrew. Nothing is written about it.")
    wanted = {step: _tidy(step, text) for step, text in given.items()}
    now = steps_of(current)
    if seen is not None:
        wanted = {k: v for k, v in wanted.items() if v != _tidy(k, seen.get(k, now[k]))}
        changed = [k for k in wanted if now[k] not in (_tidy(k, seen.get(k, now[k])), wanted[k])]
        if changed:
            raise OvertakenEdit(
                f"Somebody changed the {' and the '.join(changed)} while you had it open.",
                advice="What you typed is still here. Look at how it reads now, then keep yours "
                "or leave it.",
            )
    differs = {k: v for k, v in wanted.items() if v != now[k]}
    if not differs:
        raise Unchanged("Nothing is different from how it was.")
    _write_steps(going, current, differs, _tidy("category", given.get("category", "")))
    return Outcome(
        Written(current, _all_or_first(going.made)), about=current, detail=_detail(going)
    )


def _write_steps(
    going: _Going, row: ContentRow, wanted: Mapping[str, str], shown: str = ""
) -> None:
    """Write what differs. A reduction that is made goes to the category shown beside it."""
    for step in ("paraphrase", "generalisation"):
        if step in wanted:
            going.set(row, step, wanted[step])
    if "reduction" in wanted:
        found = _reduction(going, wanted["reduction"])
        going.set(row, "reduction", str(found.pk) if found else "")
        row.reduction = found
        if found is not None and any(one.reduction_id == found.pk for one in going.made):
            wanted = {"category": shown, **wanted}
    if "category" not in wanted:
        return
    if row.reduction is not None:
        category = _category(going, wanted["category"])
        going.set(row.reduction, "category", str(category.pk) if category else "")
    elif wanted["category"]:
        raise Refused(
            "A category gathers reductions, and this row has none.",
            advice="Write the reduction first.",
        )


def steps_of(row: ContentRow) -> dict[str, str]:
    """How the steps of a row read."""
    reduction = row.reduction
    category = reduction.category if reduction else None
    return {
        "paraphrase": row.paraphrase, "generalisation": row.generalisation,
        "reduction": reduction.text if reduction else "",
        "category": category.name if category else "",
    }  # fmt: skip


def _tidy(step: str, text: str) -> str:
    if step not in STEPS:
        raise Refused(f"There is no step called {step}.")
    if step == "category":
        return _one_line(text, LONGEST_NAME, "category")
    if step == "reduction":
        return _one_line(text, LONGEST_REDUCTION, "reduction")
    return _plain(text, LONGEST, step)


def _reduction(going: _Going, text: str) -> Reduction | None:
    """The reduction in use that reads like this; a new one where there is none."""
    if not text:
        return None
    rows = Reduction.objects.select_for_update().filter(project=going.project, retired_at=None)
    found = rows.filter(text__iexact=text).first()
    if found is None:
        found = Reduction.objects.create(project_id=going.project, text=text)
        going.born(found)
    return found


def _category(going: _Going, name: str) -> ContentCategory | None:
    if not name:
        return None
    rows = ContentCategory.objects.select_for_update().filter(project=going.project)
    found = rows.filter(retired_at=None, name__iexact=name).first()
    return found or _new_category(going, name)


def _new_category(going: _Going, name: str, about: str = "") -> ContentCategory:
    last = ContentCategory.objects.filter(project=going.project).order_by("-order").first()
    made = ContentCategory.objects.create(
        project_id=going.project, name=name, about=about, order=last.order + 1 if last else 0
    )
    going.born(made)
    return made


@action(Permission.CODE, event="content.taken_out")
def take_out_row(*, by: Actor, row: ContentRow) -> Outcome[Written]:
    """Take a row out of the table. What was written in it is kept, and comes back by undoing."""
    going = _begin(_writer(by), row.project_id)
    current = ContentRow.objects.select_for_update().get(pk=row.pk)
    if current.removed_at is not None:
        raise Refused("This row is taken out already.")
    going.set(current, "removed_at", "yes")
    return Outcome(Written(current, going.made[0]), about=current)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table that is brought in: a passage with its steps."""

    number: int
    passage: Passage
    steps: Mapping[str, str]


@action(Permission.CODE, event="content.brought_in")
def bring_in_rows(
    *, by: Actor, project: Project, lines: Sequence[Line]
) -> Outcome[tuple[int, int]]:
    """Write the steps of many passages at once, such as from a table; all of them or none.

    Passages that have no row get one. Gives how many rows were new and how many changed. Raises
    Refused, naming the line, for what can't be written.
    """
    writer = _writer(by)
    going, fresh, changed = _begin(writer, project.pk), 0, 0
    counts = Exists(Coding.objects.filter(settled(), passage=OuterRef("pk")))
    usable = set(
        Passage.objects.filter(counts, project=project, pk__in=[one.passage.pk for one in lines])
        .exclude(state=Passage.State.REDACTED).values_list("pk", flat=True)
    )  # fmt: skip
    there = ContentRow.objects.select_for_update(of=("self",)).select_related("reduction__category")
    for line in lines:
        where = f"line {line.number}"
        if line.passage.pk not in usable:
            raise Refused("The codes of this passage are not settled, or its speaker withdrew.",
                          advice="Leave the line out.", where=where)  # fmt: skip
        row = there.filter(passage=line.passage, removed_at=None).first()
        if row is None:
            row = ContentRow.objects.create(project=project, passage=line.passage, by=writer)
            going.born(row)
            fresh += 1
        before = len(going.made)
        try:
            wanted = {step: _tidy(step, text) for step, text in line.steps.items()}
            now = steps_of(row)
            _write_steps(going, row, {k: v for k, v in wanted.items() if v != now[k]})
        except Refused as fault:
            raise Refused(fault.what, advice=fault.advice, where=where) from fault
        changed += len(going.made) > before
    return Outcome((fresh, changed), about=project, detail={"new": fresh, "changed": changed})


def _forget_rows(passages: Collection[int]) -> tuple[int, ...]:
    """Part of a withdrawal: erase what rows of the table say of these passages, and their history.

    Reductions and categories, which gather several people's words, stay. Gives the rows' ids.
    """
    rows = ContentRow.objects.filter(passage__in=passages)
    hit = tuple(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(paraphrase="", generalisation="")
    ContentChange.objects.filter(
        row__in=hit, step__in=("paraphrase", "generalisation")
    ).update(before="", after="")  # fmt: skip
    Event.objects.filter(object_kind="contentrow", object_id__in=hit).update(salt=b"")
    return hit
