"""The codebook: codes are added, reworded, moved and retired. None is ever deleted.

Rewordings, moves and retirements are remembered as acts, which `undo_codebook_act` takes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from uptake.interviews.actions.tree import _end, _free_name, _in_use, _lay, _plain
from uptake.interviews.codebook_file import LONGEST_NAME
from uptake.interviews.models import Code, CodebookAct
from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

FIELDS = ("definition", "when", "when_not", "example")
WORDED = ("name", *FIELDS, "origin", "instrument", "construct")
"""What an act of rewording keeps of how a code read."""


@action(Permission.EDIT_CODEBOOK, event="code.added")
def add_code(
    *, by: Actor, project: Project, name: str, parent: Code | None = None, definition: str = "",
    when: str = "", when_not: str = "", example: str = "",
) -> Code:  # fmt: skip
    """Add a code at the end of its siblings. Raises Refused when the name is taken or empty."""
    _in_use(parent)
    return Code.objects.create(
        project=project, name=_free(project, name), parent=parent,
        order=_end(Code, project, parent),
        definition=_plain(definition), when=_plain(when), when_not=_plain(when_not),
        example=_plain(example),
    )  # fmt: skip


@action(Permission.EDIT_CODEBOOK, event="code.changed")
def edit_code(
    *, by: Actor, code: Code, name: str, definition: str = "", when: str = "", when_not: str = "",
    example: str = "", seen: Sequence[str] | None = None,
) -> Code:  # fmt: skip
    """Reword a code. The codings with it stay, and how it read before is kept.

    `seen` is what its writer saw (`wording`): when it reads otherwise by now, raises OvertakenEdit.
    """
    row = Code.objects.select_for_update().get(pk=code.pk)
    if seen is not None and list(seen) != wording(row):
        raise OvertakenEdit(
            f"Somebody changed {row.name} while you had it open.",
            advice="Look at how it reads now; what you typed is still in the form.",
        )
    was = _worded(row)
    row.name = _free(row.project, name, row)
    row.definition, row.when = _plain(definition), _plain(when)
    row.when_not, row.example = _plain(when_not), _plain(example)
    row.save()
    _keep_wording(by, row, was)
    return row


def _worded(code: Code) -> dict[str, str]:
    return {name: getattr(code, name) for name in WORDED}


def _keep_wording(by: Actor, row: Code, was: dict[str, str]) -> None:
    """Remember how a code read before, unless it reads the same now."""
    if _worded(row) == was:
        return
    renamed = row.name != was["name"]
    words = f"Renamed {was['name']} to {row.name}" if renamed else f"Reworded {row.name}"
    _remember(by, CodebookAct.Kind.REWORD, row, words, {"was": was})


def wording(code: Code) -> list[str]:
    """How a code reads, for `edit_code` to know what its writer saw."""
    return [code.name, *(getattr(code, name) for name in FIELDS)]


@action(Permission.EDIT_CODEBOOK, event="code.moved")
def move_code(
    *, by: Actor, code: Code, parent: Code | None, before: Code | None = None
) -> Code:  # fmt: skip
    """Put a code, with all beneath it, under another one, before a sibling or at their end.

    Raises Refused when the parent is the code itself or lies beneath it.
    """
    return _moved(by, code, parent, before)


def _moved(by: Actor, code: Code, parent: Code | None, before: Code | None) -> Code:
    # All moves of a project wait for one another, also to see what a code stands before.
    Project.objects.select_for_update(no_key=True).get(pk=code.project_id)
    row = Code.objects.get(pk=code.pk)
    was = _next(row)
    _lay(row, parent, before)
    where = f"under {parent.name}" if parent else "to the top"
    if (parent.pk if parent else None) == row.parent_id:
        where = f"before {before.name}" if before else "to the end of its family"
    _remember(by, CodebookAct.Kind.MOVE, row, f"Moved {row.name} {where}", {
        "from": row.parent_id, "before": was.pk if was else None,
    })  # fmt: skip
    row.refresh_from_db()
    return row


def _next(code: Code) -> Code | None:
    """The sibling that a code stands before."""
    siblings = list(Code.objects.filter(project=code.project_id, parent=code.parent_id))
    at = [one.pk for one in siblings].index(code.pk)
    return siblings[at + 1] if at + 1 < len(siblings) else None


def _remember(
    by: Actor, kind: CodebookAct.Kind, code: Code, words: str, followed: dict[str, Any]
) -> CodebookAct:  # fmt: skip
    """Note what was done to the codebook and what followed, so that it can be undone."""
    return CodebookAct.objects.create(
        project_id=code.project_id, kind=kind, code=code, by=by.user, followed=followed,
        words=words if len(words) <= 300 else f"{words[:299]}…",
    )  # fmt: skip


@action(Permission.EDIT_CODEBOOK, event="code.retired")
def retire_code(*, by: Actor, code: Code) -> Code:
    """Take a code out of use. What was coded with it stays coded; nobody can use it anew."""
    row = Code.objects.select_for_update().get(pk=code.pk)
    if row.retired_at is not None:
        raise Refused(f"{row.name} is retired already.")
    if beneath := list(row.children.filter(retired_at=None).values_list("name", flat=True)):
        raise Refused(
            f"There are codes in use beneath {row.name}: {', '.join(beneath)}.",
            advice="Retire or move those first.",
        )
    row.retired_at = timezone.now()
    row.save()
    _remember(by, CodebookAct.Kind.RETIRE, row, f"Retired {row.name}", {})
    return row


@action(Permission.EDIT_CODEBOOK, event="code.reinstated")
def reinstate_code(*, by: Actor, code: Code) -> Code:
    """Take a retired code into use again."""
    row = Code.objects.select_for_update().get(pk=code.pk)
    if row.merged_into is not None:
        raise Refused(
            f"{row.name} was merged into {row.merged_into.name}.",
            advice="Undo the merge on the codebook's page of changes.",
        )
    _take_into_use(row)
    done = CodebookAct.objects.filter(code=row, kind=CodebookAct.Kind.RETIRE, undone_at=None)
    done.update(undone_at=timezone.now())
    return row


def _take_into_use(row: Code) -> None:
    if row.retired_at is None:
        raise Refused(f"{row.name} is in use.")
    if row.parent is not None and row.parent.retired_at is not None:
        raise Refused(
            f"The code above it, {row.parent.name}, is retired.", advice="Reinstate that first."
        )
    _free(row.project, row.name, row)
    row.retired_at = None
    row.save()


def _free(project: Project, name: str, but: Code | None = None) -> str:
    """The name, tidied, when no other code in use has it."""
    return _free_name(Code, project, name, but, LONGEST_NAME)
