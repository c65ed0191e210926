"""How studies were appraised: by each reviewer as far as it may be seen, and as settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from uptake.formats.grids import Grid
from uptake.instruments import StudyChecklist, checklist_from_data
from uptake.instruments.checklists import Answer, Item
from uptake.projects.models import Project, User
from uptake.review.models import Appraisal, AppraisalAnswer, Checklist, Study
from uptake.review.models.protocol import StageKey
from uptake.review.queries.stages import stage


def checklists_in(project: Project, *, retired: bool = False) -> list[Checklist]:
    """The checklists in use, or those that were taken out of use."""
    rows = Checklist.objects.filter(project=project, retired_at__isnull=not retired)
    return list(rows.order_by("pk"))


def content(row: Checklist) -> StudyChecklist:
    """A checklist's questions and answers, as they were when it was taken into use."""
    return checklist_from_data(row.content)


def is_open(study: Study, checklist: Checklist) -> bool:
    """Whether everybody may see what each judged of a study by a checklist."""
    return study.pk in _open(study.project, checklist, [study])


def _open(project: Project, checklist: Checklist, studies: Collection[Study]) -> set[int]:
    """Studies that the lead opened, or of which as many have finished as the review asks for.

    Everybody who has begun must have finished, so that nobody who still judges sees another.
    """
    wanted = stage(project, StageKey.FULL).reviewers
    begun: dict[int, list[bool]] = defaultdict(list)
    rows = Appraisal.objects.filter(
        project=project, checklist=checklist, settled=False, replaced_at=None
    )
    items = len(content(checklist).items)
    answers = _answers(project, checklist)
    for pk, study, concern in rows.values_list("pk", "study_id", "concern"):
        begun[study].append(bool(concern) and len(answers.get(pk, {})) == items)
    return {
        one.pk
        for one in studies
        if one.opened_at is not None or wanted == 1
        or (len(begun[one.pk]) >= wanted and all(begun[one.pk]))
    }  # fmt: skip


def open_appraisals(project: Project) -> dict[int, set[int]]:
    """By checklist, the studies of which everybody may see what each judged by it."""
    studies = list(Study.objects.filter(project=project))
    rows = Checklist.objects.filter(project=project, appraisals__settled=False).distinct()
    return {one.pk: _open(project, one, studies) for one in rows}


def _answers(project: Project, checklist: Checklist) -> dict[int, dict[str, tuple[str, str]]]:
    found: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    rows = AppraisalAnswer.objects.filter(
        project=project, appraisal__checklist=checklist, appraisal__replaced_at=None
    )
    for appraisal, item, answer, why in rows.values_list("appraisal_id", "item", "answer", "why"):
        found[appraisal][item] = (answer, why)
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """One person's judgement of a study, or the settled one."""

    pk: int
    by: str
    by_id: int | None
    settled: bool
    concern: str
    concern_says: str
    why: str
    answers: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One question with what each said to it."""

    item: Item
    given: list[tuple[str, Answer | None, str]]
    """Who, the answer and why."""
    differs: bool


@dataclass(frozen=True, slots=True)
class AppraisalPage:
    """A study under one checklist, as one person may see it."""

    study: Study
    checklist: Checklist
    content: StudyChecklist
    mine: Said | None
    settled: Said | None
    others: list[Said]
    """Others' judgements; none before they are open."""
    open: bool
    begun: int
    """How many people have begun, whether or not one may see what they said."""

    @property
    def items(self) -> list[ItemRow]:
        """Every question with what each who may be seen said to it."""
        people = [one for one in [self.mine, *self.others] if one is not None]
        rows = []
        for item in self.content.items:
            given = []
            for one in people:
                answer, why = one.answers.get(item.key, ("", ""))
                given.append((one.by, self.content.answer(answer), why))
            said = {answer.key for _, answer, _ in given if answer}
            rows.append(ItemRow(item, given, len(said) > 1))
        return rows

    @property
    def differences(self) -> int:
        """How many questions were answered differently."""
        return sum(row.differs for row in self.items)


def _said(row: Appraisal, answers: dict[int, dict[str, tuple[str, str]]]) -> Said:
    return Said(
        row.pk, row.by.name if row.by else "Somebody", row.by_id, row.settled, row.concern,
        row.get_concern_display() if row.concern else "", row.why, answers.get(row.pk, {}),
    )  # fmt: skip


def appraisal_page(study: Study, checklist: Checklist, user: User) -> AppraisalPage:
    """What one person sees of a study's appraisal: their own, and all once it is open."""
    project = study.project
    rows = Appraisal.objects.filter(
        project=project, study=study, checklist=checklist, replaced_at=None
    ).select_related("by").order_by("pk")  # fmt: skip
    answers = _answers(project, checklist)
    said = [_said(row, answers) for row in rows]
    opened = is_open(study, checklist)
    single = [one for one in said if not one.settled]
    return AppraisalPage(
        study=study, checklist=checklist, content=content(checklist),
        mine=next((one for one in single if one.by_id == user.pk), None),
        settled=next((one for one in said if one.settled), None),
        others=[one for one in single if one.by_id != user.pk] if opened else [],
        open=opened, begun=len(single),
    )  # fmt: skip


def start_of(it: AppraisalPage) -> Said | None:
    """What a settling form begins with: the settled judgement, else all on which people agree."""
    if it.settled is not None:
        return it.settled
    people = [one for one in [it.mine, *it.others] if one is not None]
    if not it.open or not people:
        return None
    first = people[0]
    answers = {
        item.key: first.answers[item.key]
        for item in it.content.items
        if item.key in first.answers
        and len({one.answers.get(item.key, ("",))[0] for one in people}) == 1
    }
    same = len({one.concern for one in people}) == 1
    return replace(first, pk=0, answers=answers, concern=first.concern if same else "",
                   why=first.why if same else "")  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableRow:
    """A study in the table: the answer to each question, and the concern."""

    study: Study
    answers: list[Answer | None]
    concern: str
    concern_says: str
    why: str
    state: str
    """settled, agreed, differ, one (of two), blind or none."""


STATES = {
    "settled": "Settled", "agreed": "All say the same", "differ": "Not settled yet",
    "one": "One judgement", "blind": "Not open yet", "none": "Not appraised",
}  # fmt: skip


def table(
    project: Project, checklist: Checklist, ids: Collection[int] | None = None
) -> list[TableRow]:
    """All studies, or these, by all questions: settled judgements, and open ones that agree."""
    rows_of = Study.objects.filter(project=project, retired_at=None)
    studies = list(rows_of if ids is None else rows_of.filter(pk__in=ids))
    opened, answers = _open(project, checklist, studies), _answers(project, checklist)
    found: dict[int, list[Said]] = defaultdict(list)
    rows = Appraisal.objects.filter(project=project, checklist=checklist, replaced_at=None)
    for row in rows.select_related("by").order_by("pk"):
        found[row.study_id].append(_said(row, answers))
    return [_table_row(one, found[one.pk], one.pk in opened, content(checklist)) for one in studies]


@dataclass(frozen=True, slots=True)
class Concern:
    """What one checklist came to for a study, as far as everybody may know it."""

    checklist: int
    name: str
    says: str
    """The concern in words; empty while there is none that all agree on."""
    why: str
    state: str
    """In words: settled, all say the same, not settled yet…"""


def concerns(project: Project, ids: Collection[int]) -> dict[int, list[Concern]]:
    """What each checklist in use came to for these studies."""
    found: dict[int, list[Concern]] = defaultdict(list)
    for checklist in checklists_in(project) if ids else ():
        for row in table(project, checklist, ids):
            found[row.study.pk].append(
                Concern(checklist.pk, checklist.name, row.concern_says, row.why, STATES[row.state])
            )
    return found


def _table_row(study: Study, said: list[Said], opened: bool, list_: StudyChecklist) -> TableRow:
    settled = next((one for one in said if one.settled), None)
    nothing: list[Answer | None] = [None] * len(list_.items)
    if settled is not None:
        return TableRow(
            study, [list_.answer(settled.answers.get(item.key, ("",))[0]) for item in list_.items],
            settled.concern, settled.concern_says, settled.why, "settled",
        )  # fmt: skip
    if not said:
        return TableRow(study, nothing, "", "", "", "none")
    if not opened:
        return TableRow(study, nothing, "", "", "", "blind")
    answers: list[Answer | None] = []
    for item in list_.items:
        keys = {one.answers.get(item.key, ("",))[0] for one in said}
        answers.append(list_.answer(keys.pop()) if len(keys) == 1 else None)
    concerns = {(one.concern, one.concern_says) for one in said}
    concern, says = next(iter(concerns)) if len(concerns) == 1 else ("", "")
    same = all(answers) and bool(concern)
    state = "one" if len(said) == 1 else "agreed" if same else "differ"
    return TableRow(study, answers, concern, says, said[0].why if len(said) == 1 else "", state)


def appraisal_grid(project: Project, checklist: Checklist) -> Grid:
    """The table of appraisals to take out: a row for each study."""
    list_ = content(checklist)
    return Grid(
        f"Appraisal by {checklist.name}: {project.title}",
        ("Study", "Name", *(item.question for item in list_.items), "Concerns", "Why", "State"),
        tuple(
            (row.study.label, row.study.name,
             *(answer.name if answer else "" for answer in row.answers),
             row.concern_says, row.why, STATES[row.state])
            for row in table(project, checklist)
        ),
        f"{checklist.name}, version {checklist.version}. {list_.source}",
    )  # fmt: skip
