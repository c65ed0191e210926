"""Interview guides, which version a transcript followed, and which turns answer which question."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max
from django.utils import timezone

from uptake.interviews.actions.material import BATCH
from uptake.interviews.guide_text import Question
from uptake.interviews.models import Guide, GuideQuestion, Transcript, Turn, Version
from uptake.methods.anchors import reanchor
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST_NAME, LONGEST_LINE, LONGEST_LABEL = 120, 300, 12
MOST = 300
"""Questions and prompts of one guide, at most."""


@action(Permission.MANAGE_MATERIAL, event="guide.added")
def add_guide(
    *, by: Actor, project: Project, name: str, questions: Sequence[Question],
    dated: date | None = None, coproduced_with: str = "", note: str = "",
) -> Outcome[Guide]:  # fmt: skip
    """Write the first version of an interview guide, with its questions and prompts.

    Raises Refused when the project has a guide of this name, and when it has no question.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("A guide's name has 1 to 120 characters.", advice="Such as: Team leads.")
    if Guide.objects.filter(project=project, name=name).exists():
        raise Refused(
            f"There is a guide called {name} already.",
            advice="Open it and change it: that makes its next version.",
        )
    facts = {"dated": dated, "coproduced_with": coproduced_with, "note": note}
    return _written(by, project, name, 1, questions, facts)


@action(Permission.MANAGE_MATERIAL, event="guide.changed")
def change_guide(
    *, by: Actor, guide: Guide, questions: Sequence[Question], note: str,
    dated: date | None = None, coproduced_with: str = "",
) -> Outcome[Guide]:  # fmt: skip
    """Write the next version of a guide. The one before stays, for the interviews that followed it.

    Raises OvertakenEdit when there is a newer version than this one, and Refused when nothing is
    changed, or it isn't said what and why.
    """
    versions = Guide.objects.select_for_update().filter(project=guide.project, name=guide.name)
    newest = versions.aggregate(n=Max("number"))["n"]
    if newest != guide.number:
        raise OvertakenEdit(
            f"There is a version {newest} of this guide already.",
            advice="Open the newest one, and make your change there.",
        )
    if not note.strip():
        raise Refused("Say what changed, and why.", advice="Such as: two questions after piloting.")
    said = _said(questions)
    same = said == _lines(guide) and (dated, coproduced_with.strip()) == (
        guide.dated, guide.coproduced_with
    )  # fmt: skip
    if same:
        raise Refused("The guide reads the same as before.", advice="Nothing was changed.")
    facts = {"dated": dated, "coproduced_with": coproduced_with, "note": note}
    return _written(by, guide.project, guide.name, newest + 1, questions, facts)


def _said(questions: Sequence[Question]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for one in questions:
        found.append((one.label[:LONGEST_LABEL], one.text))
        found += [(prompt.label[:LONGEST_LABEL], prompt.text) for prompt in one.prompts]
    return found


def _lines(guide: Guide) -> list[tuple[str, str]]:
    rows = GuideQuestion.objects.filter(guide=guide).order_by("order", "pk")
    return list(rows.values_list("label", "text"))


def _written(
    by: Actor, project: Project, name: str, number: int, questions: Sequence[Question],
    facts: Mapping[str, object],
) -> Outcome[Guide]:  # fmt: skip
    said = _said(questions)
    if not said:
        raise Refused("There is no question in it.", advice="Write one question a line.")
    if len(said) > MOST:
        raise Refused(f"It has {len(said)} questions and prompts, more than {MOST}.")
    tidy = {
        key: value.strip()[:LONGEST_LINE] if isinstance(value, str) else value
        for key, value in facts.items()
    }
    guide = Guide.objects.create(project=project, name=name, number=number, by=by.user, **tidy)
    order = 0
    for one in questions:
        parent = _line(guide, one.label, one.text, order, None)
        for at, prompt in enumerate(one.prompts, start=1):
            _line(guide, prompt.label, prompt.text, order + at, parent)
        order += 1 + len(one.prompts)
    return Outcome(guide, about=guide, detail={"questions": len(said)})


def _line(
    guide: Guide, label: str, text: str, order: int, parent: GuideQuestion | None
) -> GuideQuestion:
    return GuideQuestion.objects.create(
        project_id=guide.project_id, guide=guide, label=label[:LONGEST_LABEL], text=text,
        order=order, parent=parent,
    )  # fmt: skip


@action(Permission.MANAGE_MATERIAL, event="guide.retired")
def retire_guide(*, by: Actor, guide: Guide) -> Guide:
    """Offer a version no longer. Interviews that followed it keep it."""
    if guide.retired_at is not None:
        raise Refused(f"{guide} is retired already.")
    guide.retired_at = timezone.now()
    guide.save(update_fields=["retired_at"])
    return guide


@action(Permission.MANAGE_MATERIAL, event="guide.reinstated")
def reinstate_guide(*, by: Actor, guide: Guide) -> Guide:
    """Offer a retired version again."""
    if guide.retired_at is None:
        raise Refused(f"{guide} is not retired.")
    guide.retired_at = None
    guide.save(update_fields=["retired_at"])
    return guide


@action(Permission.MANAGE_MATERIAL, event="transcript.followed")
def name_guide(*, by: Actor, transcript: Transcript, guide: Guide | None) -> Outcome[Transcript]:
    """Say which version of a guide an interview followed.

    Questions that its turns had are carried over to the ones that read the same or, failing that,
    have the same number; what has neither there loses its question.
    """
    row = Transcript.objects.select_for_update().get(pk=transcript.pk)
    if row.guide_id == (guide.pk if guide else None):
        raise Refused("That is its guide already." if guide else "It has no guide.")
    row.guide = guide
    row.save(update_fields=["guide"])
    turns = list(
        Turn.objects.filter(version__transcript=row, version__current=True)
        .exclude(question=None).select_related("question")
    )  # fmt: skip
    there = GuideQuestion.objects.filter(guide=guide) if guide else GuideQuestion.objects.none()
    by_text = {one.text: one for one in there}
    by_label = {one.label: one for one in there}
    for turn in turns:
        if (asked := turn.question) is not None:
            turn.question = by_text.get(asked.text) or by_label.get(asked.label)
    Turn.objects.bulk_update(turns, ["question"], batch_size=BATCH)
    lost = sum(turn.question is None for turn in turns)
    return Outcome(row, about=row, detail={"carried": len(turns) - lost, "lost": lost})


@action(Permission.MANAGE_MATERIAL, event="transcript.questions_confirmed")
def confirm_questions(
    *, by: Actor, transcript: Transcript, version: int, asked: Mapping[int, GuideQuestion | None]
) -> Outcome[int]:  # fmt: skip
    """Say which turns ask which question; the turns after each, to the next one, answer it.

    `asked` is by the turns' index from 0; None for a turn from which on no question of the guide
    is answered. Turns before the first have none. Gives how many turns have a question. `version`
    is the number that the page showed. Raises OvertakenEdit when the transcript was corrected
    meanwhile, and Refused for a question of another guide or a turn that isn't there.
    """
    row = Version.objects.select_for_update().get(transcript=transcript, current=True)
    if row.number != version:
        raise OvertakenEdit(
            "The transcript was corrected while you had it open.",
            advice="Open it again: its turns may have moved.",
        )
    if any(one is not None and one.guide_id != transcript.guide_id for one in asked.values()):
        raise Refused("One of the questions is not of the transcript's guide.")
    turns = list(Turn.objects.filter(version=row).order_by("index"))
    if unknown := sorted(set(asked) - {turn.index for turn in turns}):
        raise Refused(f"There is no turn {unknown[0] + 1} in this transcript.")
    current: GuideQuestion | None = None
    for turn in turns:
        current = asked.get(turn.index, current)
        turn.question = current
    Turn.objects.bulk_update(turns, ["question"], batch_size=BATCH)
    n = sum(turn.question_id is not None for turn in turns)
    return Outcome(n, about=transcript, detail={"turns": n, "asked": len(asked)})


def _carry_questions(old: Version, new: Version) -> None:
    """Give the turns of a correction the questions that they answered before, as its part."""
    before = list(Turn.objects.filter(version=old).order_by("index"))
    held = [turn for turn in before if turn.question_id is not None]
    if not held:
        return
    after = list(Turn.objects.filter(version=new).order_by("index"))
    if [turn.speaker for turn in before] == [turn.speaker for turn in after]:
        for turn, was in zip(after, before, strict=True):
            turn.question_id = was.question_id
    else:
        starts = [turn.start for turn in after]
        places = reanchor(old.text, new.text, [(turn.start, turn.end) for turn in held])
        for was, place in zip(held, places, strict=True):
            turn = after[max(bisect_right(starts, place.start) - 1, 0)]
            if place.end > place.start and turn.question_id is None:
                turn.question_id = was.question_id
    Turn.objects.bulk_update(after, ["question"], batch_size=BATCH)
