"""The codebook: codes are added, reworded, moved and retired. None is ever deleted."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from uptake.interviews.codebook_file import LONGEST_NAME, CodeLine
from uptake.interviews.models import Code
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

FIELDS = ("definition", "when", "when_not", "example")


@action(Permission.EDIT_CODEBOOK, event="code.added")
def add_code(
    *, by: Actor, project: Project, name: str, parent: Code | None = None, definition: str = "",
    when: str = "", when_not: str = "", example: str = "",
) -> Code:  # fmt: skip
    """Add a code at the end of its siblings. Raises Refused when the name is taken or empty."""
    if parent is not None and parent.retired_at is not None:
        raise Refused(f"The code {parent.name} is retired.", advice="Choose one that is in use.")
    return Code.objects.create(
        project=project, name=_free(project, name), parent=parent, order=_end(project, parent),
        definition=_plain(definition), when=_plain(when), when_not=_plain(when_not),
        example=_plain(example),
    )  # fmt: skip


@action(Permission.EDIT_CODEBOOK, event="code.changed")
def edit_code(
    *, by: Actor, code: Code, name: str, definition: str = "", when: str = "", when_not: str = "",
    example: str = "", seen: Sequence[str] | None = None,
) -> Code:  # fmt: skip
    """Reword a code. The codings with it stay.

    `seen` is what its writer saw (`wording`): when it reads otherwise by now, raises OvertakenEdit.
    """
    row = Code.objects.select_for_update().get(pk=code.pk)
    if seen is not None and list(seen) != wording(row):
        raise OvertakenEdit(
            f"Somebody changed {row.name} while you had it open.",
            advice="Look at how it reads now; what you typed is still in the form.",
        )
    row.name = _free(row.project, name, row)
    row.definition, row.when = _plain(definition), _plain(when)
    row.when_not, row.example = _plain(when_not), _plain(example)
    row.save()
    return row


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
    # All moves in a codebook wait for one another: two that cross would make a circle.
    Project.objects.select_for_update(no_key=True).get(pk=code.project_id)
    row = Code.objects.select_for_update().get(pk=code.pk)
    if parent is not None and parent.retired_at is not None:
        raise Refused(f"The code {parent.name} is retired.", advice="Choose one that is in use.")
    above = parent
    while above is not None:
        if above.pk == row.pk:
            raise Refused(
                f"{row.name} can't lie under itself.", advice="Choose a code that is not below it."
            )
        above = above.parent
    siblings = list(Code.objects.filter(project=row.project, parent=parent).exclude(pk=row.pk))
    places = [one.pk for one in siblings]
    if before is not None and before.pk not in places:
        raise Refused(
            f"{before.name} is not there any more.", advice="Open the codebook again, then move it."
        )
    siblings.insert(places.index(before.pk) if before else len(places), row)
    row.parent = parent
    for place, one in enumerate(siblings):
        one.order = place
    Code.objects.bulk_update(siblings, ["order", "parent"], batch_size=500)
    return row


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
    return row


@action(Permission.EDIT_CODEBOOK, event="code.reinstated")
def reinstate_code(*, by: Actor, code: Code) -> Code:
    """Take a retired code into use again."""
    row = Code.objects.select_for_update().get(pk=code.pk)
    if row.retired_at is None:
        raise Refused(f"{row.name} is in use.")
    if row.parent is not None and row.parent.retired_at is not None:
        raise Refused(
            f"The code above it, {row.parent.name}, is retired.", advice="Reinstate that first."
        )
    _free(row.project, row.name, row)
    row.retired_at = None
    row.save()
    return row


@action(Permission.EDIT_CODEBOOK, event="codebook.imported")
def import_codebook(
    *, by: Actor, project: Project, lines: Sequence[CodeLine], file_name: str = ""
) -> Outcome[list[Code]]:
    """Add the codes of a file; all of them or none. Gives the new ones.

    A code that is in the codebook to the letter already is left as it is, so that the same file
    can come twice. Raises Refused, naming the line, for a code that reads otherwise there, one
    that is in the file twice, and a parent that is nowhere or goes round in a circle.
    """
    there = {c.name.casefold(): c for c in Code.objects.filter(project=project, retired_at=None)}
    wanted = _each_once(lines, file_name)
    made: list[Code] = []
    waiting = list(wanted.values())
    for line in waiting:
        if (held := there.get(line.name.casefold())) is not None:
            _same(line, held, file_name)
    while waiting:
        ready = [ln for ln in waiting if not ln.parent or ln.parent.casefold() in there]
        if not ready:
            raise _no_parent(waiting, wanted, file_name)
        for line in ready:
            if line.name.casefold() not in there:
                parent = there[line.parent.casefold()] if line.parent else None
                code = Code.objects.create(
                    project=project, name=line.name, parent=parent, order=_end(project, parent),
                    definition=line.definition, when=line.when, when_not=line.when_not,
                    example=line.example,
                )  # fmt: skip
                there[line.name.casefold()] = code
                made.append(code)
        waiting = [line for line in waiting if line not in ready]
    detail = {"added": [code.pk for code in made], "lines": len(lines)}
    return Outcome(made, about=project, detail=detail)


def _each_once(lines: Sequence[CodeLine], file_name: str) -> dict[str, CodeLine]:
    found: dict[str, CodeLine] = {}
    for line in lines:
        first = found.setdefault(line.name.casefold(), line)
        if first is not line:
            raise Refused(
                f"The code {line.name} is in line {first.line} already.",
                where=_at(file_name, line), advice="Give each code one line and its own name.",
            )  # fmt: skip
    return found


def _same(line: CodeLine, held: Code, file_name: str) -> None:
    parent = held.parent.name if held.parent else ""
    mine = (line.parent, line.definition, line.when, line.when_not, line.example)
    if mine != (parent, held.definition, held.when, held.when_not, held.example):
        raise Refused(
            f"There is a code called {held.name} already, and it reads otherwise.",
            where=_at(file_name, line),
            advice="Take the line out of the file, or change that code in the codebook.",
        )


def _no_parent(
    waiting: Sequence[CodeLine], wanted: dict[str, CodeLine], file_name: str
) -> Refused:  # fmt: skip
    for line in waiting:
        if line.parent.casefold() not in wanted:
            return Refused(
                f"{line.name} lies under {line.parent}, and there is no code of that name.",
                where=_at(file_name, line), advice="Add a line for it, or mend the name.",
            )  # fmt: skip
    return Refused(
        f"{waiting[0].name} lies under itself, by way of {waiting[0].parent}.",
        where=_at(file_name, waiting[0]), advice="Leave the parent of one of them empty.",
    )  # fmt: skip


def _at(file_name: str, line: CodeLine) -> str:
    return ", ".join(part for part in (file_name, f"line {line.line}" if line.line else "") if part)


def _free(project: Project, name: str, but: Code | None = None) -> str:
    """The name, tidied, when no other code in use has it."""
    name = " ".join(name.split())
    if not name:
        raise Refused("A code needs a name.", advice="A few words are enough.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name has {len(name)} characters.",
                      advice=f"Shorten it to {LONGEST_NAME}.")  # fmt: skip
    others = Code.objects.filter(project=project, retired_at=None, name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refused(f"There is a code called {name} already.", advice="Choose another name.")
    return name


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _end(project: Project, parent: Code | None) -> int:
    last = Code.objects.filter(project=project, parent=parent).order_by("-order").first()
    return last.order + 1 if last else 0
