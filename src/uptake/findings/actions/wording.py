"""Writing findings, changing them, and taking them out of use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Max
from django.utils import timezone

from uptake.findings.actions.asked import Cell, _known
from uptake.findings.actions.evidence import _tie_all
from uptake.findings.models import Finding, FindingCell, Stance
from uptake.interviews.layers import settled
from uptake.interviews.models import Code, Passage
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.changes import reads_otherwise
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.projects.thread import Key
from uptake.sources.models import Statement

LONGEST = 400


@action(Permission.MANAGE_FINDINGS, event="finding.written")
def write_finding(
    *, by: Actor, project: Project, direction: str, sentence: str, cells: Sequence[Cell],
    note: str = "", passages: Iterable[Passage] = (), statements: Iterable[Statement] = (),
) -> Outcome[Finding]:  # fmt: skip
    """Write a barrier or a facilitator in one sentence, and put it on the framework.

    Passages and statements that support it from the first can be laid beneath it at once.
    """
    finding = Finding.objects.create(
        project=project, number=_next_number(project), direction=_direction(direction),
        sentence=_sentence(sentence), note=note.strip(),
    )  # fmt: skip
    detail: dict[str, object] = {"cells": _place(finding, cells)}
    tied = _tie_all(by, finding, passages, statements, Stance.SUPPORTS)
    if tied:
        detail["strands"] = [strand.pk for strand in tied]
    return Outcome(finding, detail=detail)


@action(Permission.MANAGE_FINDINGS, event="finding.made_from_code")
def find_from_code(
    *, by: Actor, code: Code, direction: str, sentence: str, cells: Sequence[Cell], note: str = ""
) -> Outcome[Finding]:
    """Write a finding that rests on every passage a code is on."""
    passages = Passage.objects.filter(
        settled("codings__"), codings__code=code, state=Passage.State.FIRM
    ).distinct()
    finding = Finding.objects.create(
        project=code.project, number=_next_number(code.project), direction=_direction(direction),
        sentence=_sentence(sentence), note=note.strip(),
    )  # fmt: skip
    placed = _place(finding, cells)
    tied = _tie_all(by, finding, passages, (), Stance.SUPPORTS)
    if not tied:
        raise Refused(
            f"The code {code.name} is on no passage.",
            advice="Code a passage first, or write the finding without it.",
        )
    detail = {"code": code.pk, "cells": placed, "strands": [strand.pk for strand in tied]}
    return Outcome(finding, about=finding, detail=detail)


@action(Permission.MANAGE_FINDINGS, event="finding.reworded")
def reword_finding(
    *, by: Actor, finding: Finding, direction: str, sentence: str, cells: Sequence[Cell],
    note: str = "", seen: str = "",
) -> Outcome[Finding]:  # fmt: skip
    """Change a finding's words, direction or cells; the trail keeps the former ones.

    `seen` is the finding's `mark()` when its writer began. Raises OvertakenEdit when somebody
    else has changed it since.
    """
    stored = Finding.objects.select_for_update().get(pk=finding.pk)
    if seen and seen != stored.mark():
        raise OvertakenEdit(
            f"Somebody else changed {stored.label} while you were writing. It now reads: "
            f"“{stored.sentence}”",
            advice="Look at both, then save again to keep yours.",
        )
    before, read = stored.places(), (stored.direction, stored.sentence)
    stored.direction, stored.sentence = _direction(direction), _sentence(sentence)
    stored.note = note.strip()
    stored.save()
    stored.cells.all().delete()
    after = _place(stored, cells)
    detail: dict[str, object] = {} if before == after else {"cells_before": before, "cells": after}
    if read != (stored.direction, stored.sentence):
        reason = f"{stored.label} says something else now than it did."
        detail |= reads_otherwise(stored.project, Key("finding", stored.pk), reason)
    return Outcome(stored, detail=detail)


@action(Permission.MANAGE_FINDINGS, event="finding.retired")
def retire_finding(*, by: Actor, finding: Finding, reason: str) -> Outcome[Finding]:
    """Take a finding out of use; it, its evidence and the reason are kept."""
    if not reason.strip():
        raise Refused("A finding is retired for a reason.", advice="Say it in one sentence.")
    row = Finding.objects.select_for_update().get(pk=finding.pk)
    if row.retired_at is not None:
        raise Refused(
            f"{row.label} is retired already.", advice="Its reason stands on the finding's page."
        )
    row.retired_at, row.retired_for = timezone.now(), reason.strip()
    row.save(update_fields=["retired_at", "retired_for"])
    return Outcome(row, detail={"reason": row.retired_for})


@action(Permission.MANAGE_FINDINGS, event="finding.restored")
def restore_finding(*, by: Actor, finding: Finding) -> Finding:
    """Bring a retired finding back into use."""
    finding.retired_at, finding.retired_for = None, ""
    finding.save(update_fields=["retired_at", "retired_for"])
    return finding


def _next_number(project: Project) -> int:
    # Two people may write in the same second: the second one waits here for its number.
    Project.objects.select_for_update().get(pk=project.pk)
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
            advice=f"Keep it to {LONGEST}; the rest belongs in the note.",
        )  # fmt: skip
    return sentence


def _place(finding: Finding, cells: Sequence[Cell]) -> list[list[str]]:
    if not cells:
        raise Refused("A finding stands on at least one cell.", where="Cells")
    _known(finding.project, cells)
    placed = list(dict.fromkeys(cells))
    FindingCell.objects.bulk_create(
        FindingCell(project=finding.project, finding=finding, domain=domain, level=level)
        for domain, level in placed
    )
    return [[domain, level] for domain, level in placed]
