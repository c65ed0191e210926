"""What the author answers to COREQ. An edit keeps what stood there before."""

from __future__ import annotations

from django.utils import timezone

from uptake.instruments.coreq import coreq
from uptake.interviews.models import CoreqAnswer
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST_PAGE = 40


@action(Permission.MANAGE_FINDINGS, event="coreq.answered")
def answer_coreq(
    *, by: Actor, project: Project, item: int, text: str, page: str = "", seen: int | None = None
) -> CoreqAnswer:
    """Answer one item; the answer before it is kept.

    `seen` is the answer that its writer saw (0: none). When another stands by now, raises
    OvertakenEdit. Raises Refused for an item that there is none of, and for no words.
    """
    if item not in {one.number for one in coreq().items}:
        raise Refused(f"COREQ has no item {item}.", advice="Its items are 1 to 32.")
    if by.user is None:
        raise Refused("An answer has an author.", advice="Name the account.")
    text, page = text.replace("\r\n", "\n").strip(), " ".join(page.split())
    if not text:
        raise Refused("The answer is empty.", advice="Write it, or remove the one there is.")
    if len(page) > LONGEST_PAGE:
        raise Refused(f"The page has {len(page)} characters.", advice=f"Keep to {LONGEST_PAGE}.")
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    now = CoreqAnswer.objects.filter(project=project, item=str(item), removed_at=None).first()
    if seen is not None and seen != (now.pk if now else 0):
        raise OvertakenEdit(
            f"Somebody answered item {item} while you had it open.",
            advice="Look at how it reads now; what you typed is still in the form.",
        )
    if now is not None and (now.text, now.page) == (text, page):
        return now
    _set_aside(now)
    return CoreqAnswer.objects.create(
        project=project, item=str(item), text=text, page=page, by=by.user
    )


@action(Permission.MANAGE_FINDINGS, event="coreq.answer_removed")
def remove_coreq_answer(*, by: Actor, answer: CoreqAnswer) -> CoreqAnswer:
    """Take an answer away; it is kept and can be put back."""
    Project.objects.select_for_update(no_key=True).get(pk=answer.project_id)
    answer.refresh_from_db()
    _set_aside(answer)
    return answer


@action(Permission.MANAGE_FINDINGS, event="coreq.answer_put_back")
def put_back_coreq_answer(*, by: Actor, answer: CoreqAnswer) -> Outcome[CoreqAnswer]:
    """Let an earlier answer stand again; the one that stands now is kept as an earlier one."""
    Project.objects.select_for_update(no_key=True).get(pk=answer.project_id)
    answer.refresh_from_db()
    now = CoreqAnswer.objects.filter(
        project=answer.project, item=answer.item, removed_at=None
    ).first()
    if now != answer:
        _set_aside(now)
        answer.removed_at = None
        answer.save(update_fields=["removed_at"])
    return Outcome(answer, detail={"instead_of": now.pk if now and now != answer else None})


def _set_aside(answer: CoreqAnswer | None) -> None:
    if answer is not None and answer.removed_at is None:
        answer.removed_at = timezone.now()
        answer.save(update_fields=["removed_at"])
