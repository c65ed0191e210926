"""Changes of the content analysis: each step's words before and after are kept and can go back.

A change is noted with the field's name and its value before and after, as text (a row's reduction
and a reduction's category by their numbers). What was done in one go goes back in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils import timezone

from uptake.interviews.models import ContentCategory, ContentChange, ContentRow, Passage, Reduction
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission

Thing = ContentRow | Reduction | ContentCategory
GONE = {ContentRow: "removed_at", Reduction: "retired_at", ContentCategory: "retired_at"}
"""The field that takes a thing out of use; noted as "yes" and ""."""
LINKS: dict[str, type[Reduction] | type[ContentCategory]] = {
    "reduction": Reduction,
    "category": ContentCategory,
}


@dataclass
class _Going:
    """The changes of one act, in the order they were made."""

    by: User
    project: int
    made: list[ContentChange] = field(default_factory=list)

    def set(self, thing: Thing, step: str, after: str) -> None:
        """Write one step of a thing, and note what stood there."""
        before = _value(thing, step)
        if before == after:
            return
        _write(thing, step, after)
        self._note(thing, step, before, after)

    def born(self, thing: Thing) -> None:
        """Note that a thing was made: to undo it is to take it out of use."""
        self._note(thing, GONE[type(thing)], "yes", "")

    def _note(self, thing: Thing, step: str, before: str, after: str) -> None:
        first = self.made[0] if self.made else None
        self.made.append(
            ContentChange.objects.create(
                project_id=self.project, step=step, before=before, after=after, by=self.by,
                beside=first, row=thing if isinstance(thing, ContentRow) else None,
                reduction=thing if isinstance(thing, Reduction) else None,
                category=thing if isinstance(thing, ContentCategory) else None,
            )
        )  # fmt: skip


def _begin(by: User, project: int) -> _Going:
    """Begin an act. Others who write in the same table wait: what is not there can't be held."""
    Project.objects.select_for_update(no_key=True).get(pk=project)
    return _Going(by, project)


def _value(thing: Thing, step: str) -> str:
    """What stands in a step, as changes write it."""
    if step == GONE[type(thing)]:
        return "yes" if getattr(thing, step) is not None else ""
    if step in LINKS:
        return str(getattr(thing, f"{step}_id") or "")
    return str(getattr(thing, step))


def _write(thing: Thing, step: str, value: str) -> None:
    name, new = step, value if value else ""
    written: object = new
    if step == GONE[type(thing)]:
        written = timezone.now() if value else None
    elif step in LINKS:
        name, written = f"{step}_id", int(value) if value else None
    setattr(thing, name, written)
    thing.save(update_fields=[name])


@action(Permission.CODE, event="content.undone")
def undo_change(*, by: Actor, change: ContentChange) -> Outcome[ContentChange]:
    """Take back a change of the content analysis, with all that was changed in the same go.

    Something that was made in that go, and that others use by now, stays. Raises Refused for a
    change that is undone already, OvertakenEdit when a step was changed again since.
    """
    _begin(_writer(by), change.project_id)
    first = ContentChange.objects.select_for_update().get(pk=change.beside_id or change.pk)
    if first.undone_at is not None:
        raise Refused("This change is undone already.")
    rows = [first, *first.others.order_by("pk")]
    for row in reversed(rows):
        thing = _locked(row)
        if _erased(row, thing):
            raise Refused("The words of this passage were erased, so nothing of it comes back.")
        if _value(thing, row.step) != row.after:
            raise OvertakenEdit(
                "This was changed again since.", advice="Undo the later change first."
            )
        if row.step == GONE[type(thing)] and row.before and _used(thing):
            continue
        if row.step == GONE[type(thing)] and not row.before and row.after:
            _free_again(thing)
        if row.step in LINKS and row.before:
            _still_there(row.step, int(row.before))
        _write(thing, row.step, row.before)
    ContentChange.objects.filter(pk__in=[row.pk for row in rows]).update(undone_at=timezone.now())
    first.refresh_from_db()
    return Outcome(first, detail={"changes": len(rows)})


def _locked(change: ContentChange) -> Thing:
    for model, pk in (
        (ContentRow, change.row_id), (Reduction, change.reduction_id),
        (ContentCategory, change.category_id),
    ):  # fmt: skip
        if pk is not None:
            found: Thing = model.objects.select_for_update().get(pk=pk)
            return found
    raise Refused("This change is of nothing that is here any more.")


def _erased(change: ContentChange, thing: Thing) -> bool:
    worded = change.step in ("paraphrase", "generalisation")
    return worded and isinstance(thing, ContentRow) and (
        thing.passage.state == Passage.State.REDACTED
    )  # fmt: skip


def _still_there(step: str, pk: int) -> None:
    """Refuse to go back to a reduction or category that is out of use by now."""
    if not LINKS[step].objects.filter(pk=pk, retired_at=None).exists():
        raise Refused(f"The {step} that stood there was retired since.", advice="Undo that first.")


def _used(thing: Thing) -> bool:
    """Whether anything holds on to a thing that is to go out of use, or was written in it."""
    if isinstance(thing, ContentRow):
        return bool(thing.paraphrase or thing.generalisation or thing.reduction_id)
    if isinstance(thing, Reduction):
        return thing.rows.filter(removed_at=None).exists()
    return thing.reductions.filter(retired_at=None).exists()


def _free_again(thing: Thing) -> None:
    """Refuse to bring back what something else has taken the place of."""
    if isinstance(thing, ContentRow):
        if thing.reduction_id:
            _still_there("reduction", thing.reduction_id)
        same: models.QuerySet[models.Model] = ContentRow.objects.filter(
            passage=thing.passage_id, removed_at=None
        )
    elif isinstance(thing, ContentCategory):
        same = ContentCategory.objects.filter(
            project=thing.project_id, retired_at=None, name__iexact=thing.name
        )
    else:
        if thing.category_id:
            _still_there("category", thing.category_id)
        return
    if same.exclude(pk=thing.pk).exists():
        raise Refused(
            "Something else stands in its place by now.", advice="Take that out first, then undo."
        )


def _writer(by: Actor) -> User:
    if by.user is None:
        raise Refused(
            "The content analysis needs somebody who writes it.",
            advice="Say in whose name it is written.",
        )
    return by.user


def _detail(going: _Going) -> dict[str, object]:
    """For the trail: which steps of what were changed, without a word of them."""
    return {"steps": [f"{_kind(one)} {_number(one)}: {one.step}" for one in going.made[:200]],
            "changes": len(going.made)}  # fmt: skip


def _kind(change: ContentChange) -> str:
    return "row" if change.row_id else "reduction" if change.reduction_id else "category"


def _number(change: ContentChange) -> int:
    return change.row_id or change.reduction_id or change.category_id or 0


def _plain(text: str, longest: int, what: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise Refused(
            f"The {what} has {len(text):,} characters.", advice=f"Shorten it to {longest:,}."
        )
    return text


def _one_line(text: str, longest: int, what: str) -> str:
    return _plain(" ".join(text.split()), longest, what)


def _all_or_first(made: Sequence[ContentChange]) -> ContentChange | None:
    return made[0] if made else None
