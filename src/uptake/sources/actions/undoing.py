"""An import is undone, and put back: its references are hidden with all of their pairs and links.

Nothing is deleted. A file whose import was undone counts nowhere; its references, what was decided
of their duplicates, and the file itself stay, so that putting it back needs no reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from uptake.methods.dedupe.cluster import Forest
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.sources.actions.duplicates import _stay_together, held
from uptake.sources.actions.imports import refuse_again
from uptake.sources.actions.merging import _settle
from uptake.sources.models import DuplicatePair, ImportFile, PairDecision, Reference
from uptake.sources.resting import holding

State = DuplicatePair.State
APART = (State.DIFFERENT, State.RELATED)


@action(Permission.IMPORT, event="import.undone")
def undo_import(*, by: Actor, file: ImportFile) -> Outcome[ImportFile]:
    """Take the references of a file out again, records of merged ones among them.

    Refused where anything that people made rests on them. Records of other files that were merged
    with them stay merged with each other.
    """
    now = _held(file)
    if now.state != ImportFile.State.STORED:
        raise Refused(f"{now.name} is not imported: there is nothing to undo.")
    holds = holding(now)
    if holds:
        raise Refused(
            "Its import cannot be undone: on its references rest "
            + "; ".join(map(str, holds)) + ".",
            advice="Exclude in screening what should not count.", where=now.name,
        )  # fmt: skip
    ends = _ends(_pairs(now).filter(state=State.SAME))
    left = list(_left(now))
    _pairs(now).update(state=State.HIDDEN)
    for rest in left:
        _stay_together(rest, by)
    told = _settle(now.project, ends)
    now.state = ImportFile.State.UNDONE
    now.save(update_fields=["state"])
    return Outcome(now, detail={**told, "references": now.stored})


@action(Permission.IMPORT, event="import.put_back")
def put_back_import(*, by: Actor, file: ImportFile) -> Outcome[ImportFile]:
    """Bring the references of an undone import back, with what was decided of their duplicates.

    A merge that would now bring together what somebody has kept apart waits for a person.
    """
    now = _held(file)
    if now.state != ImportFile.State.UNDONE:
        raise Refused(f"The import of {now.name} was not undone: there is nothing to put back.")
    refuse_again(now)
    now.state = ImportFile.State.STORED
    now.save(update_fields=["state"])
    undone = ImportFile.State.UNDONE
    rows = _pairs(now).filter(state=State.HIDDEN).exclude(
        Q(first__file__state=undone) | Q(second__file__state=undone)
    )  # fmt: skip
    _decide_again(now.project, list(rows.order_by("pk")))
    told = _settle(now.project, _ends(_pairs(now).filter(state=State.SAME)))
    return Outcome(now, detail={**told, "references": now.stored})


def _held(file: ImportFile) -> ImportFile:
    held(file.project_id)
    return ImportFile.objects.select_for_update().get(pk=file.pk)


def _pairs(file: ImportFile) -> QuerySet[DuplicatePair]:
    return DuplicatePair.every.filter(Q(first__file=file) | Q(second__file=file))


def _ends(pairs: QuerySet[DuplicatePair]) -> set[int]:
    return {pk for pair in pairs.order_by().values_list("first_id", "second_id") for pk in pair}


def _left(file: ImportFile) -> Iterator[list[Reference]]:
    """The records of other files in each work that a record of this file is in, if several."""
    works: dict[int, set[int]] = defaultdict(set)
    rows = Reference.objects.filter(project=file.project_id).exclude(merged_into=None).order_by()
    for pk, kept in rows.values_list("pk", "merged_into_id"):
        works[int(kept or 0)] |= {int(kept or 0), pk}
    mine = set(Reference.objects.filter(file=file).values_list("pk", flat=True))
    left = [sorted(them - mine) for them in works.values() if them & mine]
    for ids in left:
        if len(ids) > 1:
            others = Reference.objects.in_bulk(ids)
            yield [others[pk] for pk in ids]


def _decide_again(project: Project, pairs: Iterable[DuplicatePair]) -> None:
    """Give hidden pairs back the decision that still holds of each."""
    decisions = PairDecision.objects.filter(
        project=project, undone_at=None, pair__state=State.HIDDEN
    )
    made = dict(decisions.values_list("pair_id", "verdict"))
    here = DuplicatePair.objects.filter(project=project).order_by()
    apart = list(here.filter(state__in=APART).values_list("first_id", "second_id"))
    apart += [(it.first_id, it.second_id) for it in pairs if made.get(it.pk) in APART]
    forest = Forest(apart)
    for first, second in here.filter(state=State.SAME).values_list("first_id", "second_id"):
        forest.join(first, second)
    taken_back = []
    for pair in pairs:
        pair.state = State(made.get(pair.pk, State.WAITING))
        if pair.state == State.SAME:
            if forest.may_join(pair.first_id, pair.second_id):
                forest.join(pair.first_id, pair.second_id)
            else:
                pair.state, pair.by_rule = State.WAITING, False
                taken_back.append(pair.pk)
    now = timezone.now()
    PairDecision.objects.filter(pair__in=taken_back, undone_at=None).update(undone_at=now)
    DuplicatePair.every.bulk_update(pairs, ["state", "by_rule"], batch_size=500)
