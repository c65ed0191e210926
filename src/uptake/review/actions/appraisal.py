"""Checklists taken into use, each reviewer's judgement of a study, and the settled one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from uptake.instruments import StudyChecklist, checklist_data, checklist_from_data
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.changes import reads_otherwise
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.review.actions.entries import _held, _person
from uptake.review.models import Appraisal, AppraisalAnswer, Checklist, Study
from uptake.review.queries.appraised import is_open, table

LONGEST_WHY = 5_000
CONCERN = Appraisal.Concern


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of a study: an answer with its reason for each item, and of the whole."""

    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The item's key, then the answer's key and why."""
    concern: str = ""
    why: str = ""


@action(Permission.LEAD_REVIEW, event="checklist.taken_into_use")
def use_checklist(*, by: Actor, project: Project, checklist: StudyChecklist) -> Checklist:
    """Let the project's studies be appraised by a checklist; its words are kept as they are now."""
    held = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    same = Checklist.objects.filter(
        project=held, key=checklist.key[:60], version=checklist.version[:30], retired_at=None
    )
    if same.exists():
        raise Refused(f"{checklist.name}, version {checklist.version}, is in use already.")
    if len(checklist.key) > 60 or len(checklist.version) > 30:
        raise Refused("A checklist's key has at most 60 characters, and its version at most 30.")
    return Checklist.objects.create(
        project=held, key=checklist.key, version=checklist.version, name=checklist.name,
        content=checklist_data(checklist),
    )  # fmt: skip


@action(Permission.LEAD_REVIEW, event="checklist.retired")
def retire_checklist(*, by: Actor, checklist: Checklist) -> Checklist:
    """Take a checklist out of use. The judgements made by it are kept."""
    current = Checklist.objects.select_for_update().get(pk=checklist.pk)
    if current.retired_at is not None:
        raise Refused(f"{current.name} is out of use already.")
    current.retired_at = timezone.now()
    current.save(update_fields=["retired_at"])
    return current


@action(Permission.LEAD_REVIEW, event="checklist.restored")
def restore_checklist(*, by: Actor, checklist: Checklist) -> Checklist:
    """Bring a checklist back into use, with the judgements made by it."""
    current = Checklist.objects.select_for_update().get(pk=checklist.pk)
    if current.retired_at is None:
        raise Refused(f"{current.name} is in use already.")
    twin = Checklist.objects.filter(
        project_id=current.project_id, key=current.key, version=current.version, retired_at=None
    )
    if twin.exists():
        raise Refused(f"{current.name} was taken into use anew meanwhile.")
    current.retired_at = None
    current.save(update_fields=["retired_at"])
    return current


@action(Permission.EXTRACT, event="study.appraised")
def appraise(
    *, by: Actor, study: Study, checklist: Checklist, judged: Judged, seen: str = ""
) -> Outcome[Appraisal]:
    """Keep one reviewer's judgement of a study; what they said before is kept as replaced.

    It is finished once every item has an answer and the whole has a concern; until then it may be
    kept with gaps. `seen` is the id of one's judgement that the page showed, "0" for none.
    """
    return _kept(by, _person(by), study, checklist, judged, seen, settled=False)


@action(Permission.EXTRACT, event="appraisal.settled")
def settle_appraisal(
    *, by: Actor, study: Study, checklist: Checklist, judged: Judged, seen: str = ""
) -> Outcome[Appraisal]:
    """Settle the judgement of a study after those of all reviewers were laid side by side.

    Where it newly says that there are serious concerns, or another thing than everybody knew of
    before, what stands on the study is marked.
    """
    if not is_open(study, checklist):
        raise Refused(
            f"What others judged of {study.label} is not open yet.",
            advice="It opens when all who appraise it have finished, or when the lead opens it.",
        )
    _refuse_gaps(checklist_from_data(checklist.content), judged)
    return _kept(by, _person(by), study, checklist, judged, seen, settled=True)


def _kept(
    by: Actor, person: User, study: Study, checklist: Checklist, judged: Judged, seen: str,
    *, settled: bool,
) -> Outcome[Appraisal]:  # fmt: skip
    current, list_ = _held(study), checklist_from_data(checklist.content)
    known = _known(current, checklist)
    if checklist.retired_at is not None:
        raise Refused(f"{checklist.name} is out of use.", advice="Ask the lead to restore it.")
    answers = _checked(list_, judged)
    rows = Appraisal.objects.filter(
        study=current, checklist=checklist, settled=settled, replaced_at=None
    )
    before = rows.first() if settled else rows.filter(by=person).first()
    if seen and seen != str(before.pk if before else 0):
        raise OvertakenEdit(
            "This judgement was saved in another window meanwhile.",
            advice="It is shown as it reads now. Save again if yours is the better one.",
        )
    now = (judged.concern, judged.why.strip(), answers)
    if before is not None and now == (before.concern, before.why, _answers(before)):
        raise Refused("Nothing is different from how it was.")
    if before is None and not any(now):
        raise Refused("Nothing was said of the study.")
    if before is not None:
        Appraisal.objects.filter(pk=before.pk).update(replaced_at=timezone.now())
    made = Appraisal.objects.create(
        project_id=current.project_id, study=current, checklist=checklist, by=person,
        concern=judged.concern, why=judged.why.strip(), settled=settled,
    )  # fmt: skip
    AppraisalAnswer.objects.bulk_create(
        AppraisalAnswer(project_id=current.project_id, appraisal=made, item=item, answer=answer,
                        why=why)
        for item, (answer, why) in answers.items()
    )  # fmt: skip
    return Outcome(made, about=made, detail=_told(current, known, _known(current, checklist)))


def _told(study: Study, before: str, after: str) -> dict[str, Any]:
    """Mark what stands on a study whose known concern is another one, or is serious and new."""
    if after == before or not after or not (before or after == CONCERN.SERIOUS):
        return {}
    says = CONCERN(after).label.lower()
    reason = f"{study.name} was appraised with {says}."
    if before:
        says = f"{CONCERN(before).label.lower()}, and now with {says}"
        reason = f"{study.name} was appraised with {says}."
    return reads_otherwise(study.project, Key("study", study.pk), reason)


def _known(study: Study, checklist: Checklist) -> str:
    """What the checklist came to for a study, as far as everybody may know it."""
    return table(study.project, checklist, [study.pk])[0].concern


def _answers(row: Appraisal) -> dict[str, tuple[str, str]]:
    return {
        item: (answer, why)
        for item, answer, why in AppraisalAnswer.objects.filter(appraisal=row).values_list(
            "item", "answer", "why"
        )
    }


def _checked(list_: StudyChecklist, judged: Judged) -> dict[str, tuple[str, str]]:
    if judged.concern and judged.concern not in CONCERN.values:
        raise Refused("Say how serious the concerns about the study as a whole are.")
    if judged.concern and not judged.why.strip():
        raise Refused("A judgement of the whole has its reason.", advice="One sentence will do.")
    if len(judged.why) > LONGEST_WHY:
        raise Refused(f"The reason has more than {LONGEST_WHY:,} characters.")
    found = {}
    for key, (answer, why) in judged.answers.items():
        item = list_.item(key)
        if item is None:
            raise Refused(f"The checklist has no item {key}.")
        if not answer:
            if why.strip():
                raise Refused("There is a reason without an answer.", where=item.question)
            continue
        if list_.answer(answer) is None:
            raise Refused("Choose one of the answers.", where=item.question)
        if len(why) > LONGEST_WHY:
            raise Refused(f"A reason has at most {LONGEST_WHY:,} characters.", where=item.question)
        found[key] = (answer, why.strip())
    return found


def _refuse_gaps(list_: StudyChecklist, judged: Judged) -> None:
    missing = [item.question for item in list_.items if not judged.answers.get(item.key, ("",))[0]]
    if missing:
        raise Refused(
            f"{len(missing)} of {len(list_.items)} questions have no answer yet.",
            advice="Answer each, then settle.", where=missing[0],
        )  # fmt: skip
    if not judged.concern:
        raise Refused("Say how serious the concerns about the study as a whole are.")
