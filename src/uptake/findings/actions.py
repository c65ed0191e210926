"""The writes of this step: findings, their cells, and the strands of evidence beneath them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Max
from django.utils import timezone

from uptake.findings.models import AskedCell, Finding, FindingCell, Stance, Support
from uptake.interviews.models import Code, Passage
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.sources.models import Statement

Cell = tuple[str, str]
LONGEST = 400


@action(Permission.MANAGE_FINDINGS, event="finding.written")
def write_finding(
    *, by: Actor, project: Project, direction: str, sentence: str, cells: Sequence[Cell],
    note: str = "",
) -> Outcome[Finding]:  # fmt: skip
    """Write a barrier or a facilitator in one sentence, and put it on the framework."""
    finding = Finding.objects.create(
        project=project, number=_next_number(project), direction=_direction(direction),
        sentence=_sentence(sentence), note=note.strip(),
    )  # fmt: skip
    placed = _place(finding, cells)
    return Outcome(finding, detail={"cells": placed})


@action(Permission.MANAGE_FINDINGS, event="finding.reworded")
def reword_finding(
    *, by: Actor, finding: Finding, direction: str, sentence: str, cells: Sequence[Cell],
    note: str = "",
) -> Outcome[Finding]:  # fmt: skip
    """Change a finding's words, direction or cells; the trail keeps the former ones."""
    before = [[cell.domain, cell.level] for cell in finding.cells.all()]
    finding.direction, finding.sentence = _direction(direction), _sentence(sentence)
    finding.note = note.strip()
    finding.save()
    finding.cells.all().delete()
    after = _place(finding, cells)
    detail = {} if before == after else {"cells_before": before, "cells": after}
    return Outcome(finding, detail=detail)


@action(Permission.MANAGE_FINDINGS, event="finding.retired")
def retire_finding(*, by: Actor, finding: Finding, reason: str) -> Outcome[Finding]:
    """Take a finding out of use; it, its evidence and the reason are kept."""
    if not reason.strip():
        raise Refused("A finding is retired for a reason.", advice="Say it in one sentence.")
    finding.retired_at = finding.retired_at or timezone.now()
    finding.save()
    return Outcome(finding, detail={"reason": reason.strip()})


@action(Permission.MANAGE_FINDINGS, event="finding.restored")
def restore_finding(*, by: Actor, finding: Finding) -> Finding:
    finding.retired_at = None
    finding.save()
    return finding


@action(Permission.MANAGE_FINDINGS, event="evidence.tied")
def tie_evidence(
    *, by: Actor, finding: Finding, passages: Iterable[Passage] = (),
    statements: Iterable[Statement] = (), stance: str = Stance.SUPPORTS,
) -> Outcome[list[Support]]:  # fmt: skip
    """Lay coded passages and statements beneath a finding, for it or against it.

    What is tied already with the same stance stays as it is; with the other stance, the old
    strand is taken off and a new one laid.
    """
    tied = [
        *(_tie(by, finding, passage, None, stance) for passage in passages),
        *(_tie(by, finding, None, statement, stance) for statement in statements),
    ]
    return Outcome(tied, about=finding, detail={"strands": [s.pk for s in tied], "stance": stance})


@action(Permission.MANAGE_FINDINGS, event="evidence.taken_off")
def take_off(*, by: Actor, support: Support) -> Support:
    """Take a strand off a finding. It can be put back."""
    support.removed_at = support.removed_at or timezone.now()
    support.save()
    return support


@action(Permission.MANAGE_FINDINGS, event="evidence.put_back")
def put_back(*, by: Actor, support: Support) -> Support:
    """Undo `take_off`, unless the same evidence has been tied anew meanwhile."""
    twins = Support.objects.filter(
        finding=support.finding, passage=support.passage, statement=support.statement,
        removed_at=None,
    )  # fmt: skip
    if support.removed_at is not None and twins.exists():
        raise Refused("This evidence is tied to the finding again already.")
    support.removed_at = None
    support.save()
    return support


@action(Permission.MANAGE_FINDINGS, event="finding.made_from_code")
def find_from_code(
    *, by: Actor, code: Code, direction: str, sentence: str, cells: Sequence[Cell]
) -> Outcome[Finding]:
    """Write a finding that rests on every passage a code is on."""
    passages = Passage.objects.filter(
        codings__code=code, codings__removed_at=None, state=Passage.State.FIRM
    ).distinct()
    finding = Finding.objects.create(
        project=code.project, number=_next_number(code.project), direction=_direction(direction),
        sentence=_sentence(sentence),
    )  # fmt: skip
    placed = _place(finding, cells)
    tied = [_tie(by, finding, passage, None, Stance.SUPPORTS) for passage in passages]
    detail = {"code": code.pk, "cells": placed, "strands": [s.pk for s in tied]}
    return Outcome(finding, about=finding, detail=detail)


@action(Permission.MANAGE_FINDINGS, event="cells.asked")
def mark_asked(
    *, by: Actor, project: Project, cells: Sequence[Cell], how: str = ""
) -> Outcome[list[Cell]]:
    """Say which cells a question or a search covered; these replace the ones said before."""
    _known(project, cells)
    before = [[a.domain, a.level] for a in AskedCell.objects.filter(project=project)]
    AskedCell.objects.filter(project=project).delete()
    AskedCell.objects.bulk_create(
        AskedCell(project=project, domain=domain, level=level, how=how.strip())
        for domain, level in dict.fromkeys(cells)
    )
    asked = list(dict.fromkeys(cells))
    return Outcome(asked, about=project, detail={"cells_before": before, "cells": asked})


def _next_number(project: Project) -> int:
    top = Finding.objects.filter(project=project).aggregate(top=Max("number"))["top"]
    return int(top or 0) + 1


def _direction(direction: str) -> str:
    if direction not in Finding.Direction.values:
        raise Refused(f"{direction!r} is neither a barrier nor a facilitator.", where="Direction")
    return direction


def _sentence(sentence: str) -> str:
    sentence = " ".join(sentence.split())
    if not sentence:
        raise Refused("A finding is a sentence.", where="Sentence", advice="Write it in one.")
    if len(sentence) > LONGEST:
        raise Refused(
            f"The sentence has {len(sentence)} characters.", where="Sentence",
            advice=f"Keep it under {LONGEST}; the rest belongs in the note.",
        )  # fmt: skip
    return sentence


def _known(project: Project, cells: Iterable[Cell]) -> None:
    lens = project.lens()
    domains, levels = {d.key for d in lens.domains}, {v.key for v in lens.levels}
    for domain, level in cells:
        if domain not in domains or level not in levels:
            raise Refused(
                f"The framework {lens.name} has no cell {domain} by {level}.", where="Cells"
            )


def _place(finding: Finding, cells: Sequence[Cell]) -> list[list[str]]:
    if not cells:
        raise Refused("A finding stands on at least one cell.", where="Cells")
    _known(finding.project, cells)
    for domain, level in dict.fromkeys(cells):
        FindingCell.objects.create(
            project=finding.project, finding=finding, domain=domain, level=level
        )
    return [[domain, level] for domain, level in dict.fromkeys(cells)]


def _tie(
    by: Actor, finding: Finding, passage: Passage | None, statement: Statement | None, stance: str
) -> Support:
    if stance not in Stance.values:
        raise Refused(f"{stance!r} neither supports nor contradicts.", where="Stance")
    if passage is not None and passage.state == Passage.State.REDACTED:
        raise Refused("These words were withdrawn and cannot hold up a finding.")
    if statement is not None and statement.removed_at is not None:
        raise Refused("This statement was removed.", advice="Restore it first.")
    there = Support.objects.filter(
        finding=finding, passage=passage, statement=statement, removed_at=None
    ).first()
    if there is not None and there.stance == stance:
        return there
    if there is not None:
        there.removed_at = timezone.now()
        there.save()
    return Support.objects.create(
        project=finding.project, finding=finding, passage=passage, statement=statement,
        stance=stance, by=by.user,
    )  # fmt: skip
