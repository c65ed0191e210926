"""Names and contacts, locked away, and the key that opens them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from functools import partial

from django.db import transaction
from django.utils import timezone

from uptake.interviews import identities
from uptake.interviews.models import Identity, IdentityKey, NameKey, Participant, RawText
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST = 500


@dataclass(frozen=True, repr=False)
class Contact:
    """Who a participant is. Never stored but locked, and never in a trail, a session or a log."""

    name: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""


@action(Permission.SEE_IDENTITIES, event="identity.written")
def write_identity(*, by: Actor, participant: Participant, contact: Contact) -> Identity:
    """Lock away who somebody is, in the place of what was locked before.

    Raises Refused for nothing at all, for somebody who withdrew, and without the key's file.
    """
    person = Participant.objects.select_for_update().get(pk=participant.pk)
    if person.withdrawn_at is not None:
        raise Refused(f"{person.pseudonym} has withdrawn. Nothing more is noted about them.")
    held = {name: value.strip() for name, value in asdict(contact).items()}
    if not any(held.values()):
        raise Refused("There is nothing to lock away.", advice="Enter a name or a contact.")
    if any(len(value) > LONGEST for value in held.values()):
        raise Refused(f"One of the entries has more than {LONGEST} characters.",
                      advice="Shorten it.")  # fmt: skip
    locked, key = identities.lock(person.project, json.dumps(held).encode(), by.user)
    row, _ = Identity.objects.update_or_create(
        participant=person, defaults={"project": person.project, "locked": locked, "key": key}
    )
    return row


@action(Permission.SEE_IDENTITIES, event="identity.seen")
def see_identity(*, by: Actor, participant: Participant) -> Outcome[Contact]:
    """Open what is locked away of somebody. That it was seen, and by whom, stays in the trail."""
    row = Identity.objects.filter(participant=participant).select_related("key").first()
    if row is None:
        raise Refused(f"No name or contact of {participant.pseudonym} is kept.")
    held = json.loads(identities.unlock(row))
    known = {one.name for one in fields(Contact)}
    contact = Contact(**{name: str(value) for name, value in held.items() if name in known})
    return Outcome(contact, about=participant)


@action(Permission.SEE_IDENTITIES, event="identity.erased")
def erase_identity(*, by: Actor, participant: Participant) -> Outcome[None]:
    """Erase the name and contact of somebody, for good. The pseudonym and the words stay."""
    gone, _ = Identity.objects.filter(participant=participant).delete()
    if not gone:
        raise Refused(f"No name or contact of {participant.pseudonym} is kept.")
    return Outcome(None, about=participant)


@action(Permission.SEE_IDENTITIES, event="identity_key.changed")
def change_key(*, by: Actor, project: Project) -> Outcome[IdentityKey]:
    """Make a new key and lock everything with it; the old one's file is deleted at the end.

    Nothing is lost on the way: until the write is done the old key opens all there is, and who
    locks something meanwhile waits. Files that an earlier change left over go as well. Raises
    Refused without a key or without its file; and, when all is done, where a file can't be deleted.
    """
    old = identities.held_key(project)
    if old is None:
        raise Refused("There is no key to change yet.",
                      advice="One is made when the first name is locked away.")  # fmt: skip
    old.replaced_at = timezone.now()
    old.save(update_fields=["replaced_at"])
    new = identities.new_key(project, by.user)
    try:
        moved = sum(1 for _ in _moved(project))
    except BaseException:
        identities.delete_file(new)
        raise
    out_of_use = IdentityKey.objects.filter(project=project).exclude(pk=new.pk)
    transaction.on_commit(partial(identities.delete_files, list(out_of_use)))
    return Outcome(new, about=new, detail={"locked_anew": moved})


def _moved(project: Project) -> Iterator[None]:
    """Lock every row of the store with the present key."""
    for model in (Identity, NameKey, RawText):
        rows = model.objects.select_for_update().filter(project=project, key__destroyed_at=None)
        for pk in list(rows.values_list("pk", flat=True)):
            row = model.objects.select_related("key").get(pk=pk)  # a long text at a time
            words = identities.unlock(row)
            row.locked, row.key = identities.lock(project, words)
            if isinstance(row, NameKey):
                row.lookup = identities.digest_of(row.key, words.decode())
            row.save()
            yield


@action(Permission.MANAGE_PROJECT, event="identity_key.destroyed")
def destroy_key(*, by: Actor, project: Project, typed: str) -> Outcome[IdentityKey]:
    """Delete the key's file for good: nobody can read the names and the raw words any more.

    `typed` is the project's title, so that nobody does it by mistake. The locked rows stay, as
    what they are without a key. The file goes once the write is done; where it is left, this may
    be done again, and files of keys out of use go too. Raises Refused when the title differs or
    there is no key; and, when all else is done, where a file can't be deleted.
    """
    keys = list(IdentityKey.objects.select_for_update().filter(project=project))
    used = next((one for one in keys if not one.replaced_at and not one.destroyed_at), None)
    gone = used or next((one for one in keys if identities.file_of(one).exists()), None)
    if gone is None:
        raise Refused("There is no key to destroy.")
    if " ".join(typed.split()) != " ".join(project.title.split()):
        raise Refused("That is not the project's title.",
                      advice="Type it as it stands at the top of the page.")  # fmt: skip
    if used is not None:
        used.destroyed_at = timezone.now()
        used.save(update_fields=["destroyed_at"])
    transaction.on_commit(partial(identities.delete_files, keys))
    return Outcome(gone, about=gone)
