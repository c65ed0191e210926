"""PDFs that came several at once: kept, thought to be somebody's, attached or set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission
from uptake.review.models import ArrivedText, Retrieval
from uptake.sources.models import Document, Reference

LONGEST_NAME = 255
WAITING = ArrivedText.State.WAITING


@dataclass(frozen=True, slots=True)
class KeptText:
    """A PDF as it was kept."""

    name: str
    kept: str
    size: int
    sha256: str


@action(Permission.SCREEN, event="texts.arrived")
def keep_texts(
    *, by: Actor, project: Project, texts: Sequence[KeptText]
) -> Outcome[list[ArrivedText]]:
    """Keep PDFs of which nobody has said yet whose they are. One that waits already stays one."""
    if not texts:
        raise Refused("There is no PDF.", advice="Choose at least one file.")
    held = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    there = set(
        ArrivedText.objects.filter(project=held, state=WAITING).values_list("sha256", flat=True)
    )
    made = []
    for text in texts:
        if text.sha256 in there:
            continue
        there.add(text.sha256)
        made.append(
            ArrivedText.objects.create(
                project=held, name=text.name[-LONGEST_NAME:], content=text.kept, size=text.size,
                sha256=text.sha256, by=by.user,
            )
        )  # fmt: skip
    if not made:
        raise Refused("These files wait for a decision already.", advice="Decide on them below.")
    return Outcome(made, about=held, detail={"texts": [row.pk for row in made]})


@action(Permission.SCREEN, event="texts.matched")
def propose(
    *, by: Actor, project: Project, guesses: Sequence[tuple[ArrivedText, Reference | None, str]]
) -> Outcome[int]:
    """Note whose full text each PDF is thought to be, and why."""
    if not guesses:
        raise Refused("No file waits to be looked at.")
    for text, reference, why in guesses:
        ArrivedText.objects.filter(pk=text.pk, state=WAITING).update(
            reference=reference, why=why[:300]
        )
    found = sum(reference is not None for _, reference, _ in guesses)
    return Outcome(found, about=project, detail={"texts": len(guesses), "told": found})


@action(Permission.SCREEN, event="text.attached")
def attach_arrived(*, by: Actor, text: ArrivedText, reference: Reference) -> Outcome[Document]:
    """Say whose full text a PDF is, and attach it there; its search is over."""
    current = _waiting(text)
    row = Reference.objects.select_for_update().get(pk=reference.pk)
    if row.merged_into_id is not None:
        raise Refused(f"{row} was merged into another record.", advice="Choose that one.")
    twin = Document.objects.filter(reference=row, sha256=current.sha256, removed_at=None).first()
    if twin is not None:
        raise Refused(f"This file is attached already, as {twin.name}.", where=current.name)
    made = Document.objects.create(
        project_id=row.project_id, reference=row, name=current.name, content=current.content.name,
        size=current.size, sha256=current.sha256, by=by.user,
    )  # fmt: skip
    current.reference, current.state = row, ArrivedText.State.ATTACHED
    current.save(update_fields=["reference", "state"])
    Retrieval.objects.filter(reference=row).update(state=Retrieval.State.RETRIEVED, by=by.user)
    return Outcome(made, about=made, detail={"text": current.pk})


@action(Permission.SCREEN, event="text.set_aside")
def set_aside(*, by: Actor, text: ArrivedText) -> ArrivedText:
    """Attach a PDF to nothing. It can be taken up again."""
    current = _waiting(text)
    current.state = ArrivedText.State.DROPPED
    current.save(update_fields=["state"])
    return current


@action(Permission.SCREEN, event="text.taken_up")
def take_up(*, by: Actor, text: ArrivedText) -> ArrivedText:
    """Take a PDF up again that was set aside."""
    current = ArrivedText.objects.select_for_update().get(pk=text.pk)
    if current.state != ArrivedText.State.DROPPED:
        raise Refused("This file was not set aside.", where=current.name)
    current.state = WAITING
    current.save(update_fields=["state"])
    return current


def _waiting(text: ArrivedText) -> ArrivedText:
    current = ArrivedText.objects.select_for_update().get(pk=text.pk)
    if current.state != WAITING:
        raise Refused("Somebody decided on this file meanwhile.", where=current.name)
    return current
