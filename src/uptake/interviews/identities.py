"""The identity store's locks: names, contacts and raw words, each locked with the project's key.

The key is a file beside the database and never in it, so that a copy of the database tells
nobody's name. Each key has a file of its own, named after its project and its fingerprint:
`UPTAKE_HOME/keys/<project>-<fingerprint>.key`, or that name in the folder UPTAKE_KEYS names.
Without the file nothing is read and nothing is guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils import timezone

from uptake.interviews.models import Identity, IdentityKey, NameKey, RawText
from uptake.projects.errors import Refused
from uptake.projects.models import Project, User

SHORT = 16
"""So much of a fingerprint stands in a file's name."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """What stood in the words, and what stands for it everywhere."""

    id: int
    original: str
    kind: str
    pseudonym: str


def folder() -> Path:
    """Where the key files are."""
    return Path(os.environ.get("UPTAKE_KEYS") or Path(settings.HOME) / "keys")


def file_of(key: IdentityKey) -> Path:
    """Where one key's file belongs."""
    return folder() / f"{key.project_id}-{key.fingerprint[:SHORT]}.key"


def key_now(project: Project) -> IdentityKey | None:
    """The key that the project's store is locked with; None while nothing was ever locked."""
    rows = IdentityKey.objects.filter(project=project, replaced_at=None, destroyed_at=None)
    return rows.first()


def lock(project: Project, words: bytes, user: User | None = None) -> tuple[bytes, IdentityKey]:
    """Lock some words with the project's key, which is made when they are the first.

    Call it inside an action. The row that keeps the ciphertext names the key that is given back.
    Raises Refused when the key's file is not there or can't be written.
    """
    key = _key_to_lock(project, user)
    return Fernet(_secret(key)).encrypt(words), key


def unlock(row: Identity | NameKey | RawText) -> bytes:
    """The words that a row keeps locked. Raises Refused when they can't be read."""
    try:
        return _opened(row, Fernet(_secret(row.key)))
    except Refused:
        now = type(row)._default_manager.select_related("key").filter(pk=row.pk).first()
        if now is None or (now.key_id, now.key.destroyed_at) == (row.key_id, row.key.destroyed_at):
            raise
        # Its key was changed, or destroyed, after the row was read: the row as it is now tells.
        row.locked, row.key = now.locked, now.key
        return _opened(row, Fernet(_secret(row.key)))


def _opened(row: Identity | NameKey | RawText, secret: Fernet) -> bytes:
    try:
        return secret.decrypt(bytes(row.locked))
    except InvalidToken as fault:
        raise Refused(
            "What is locked here does not open with its key: one of the two is damaged.",
            advice=f"Restore the database or the file {file_of(row.key)} from a backup.",
        ) from fault


def look_up_digest(project: Project, text: str, user: User | None = None) -> str:
    """A keyed digest to find a name by, whatever its case and spaces. Call it inside an action.

    Without the key's file nobody can try names out on it.
    """
    return digest_of(_key_to_lock(project, user), text)


def pseudonym_for(project: Project, text: str) -> str:
    """What stands for these words in the project; empty when nothing does yet."""
    key = key_now(project)
    if key is None:
        return ""
    rows = NameKey.objects.filter(project=project, lookup=digest_of(key, text))
    return rows.values_list("pseudonym", flat=True).first() or ""


def known_names(project: Project) -> list[KnownName]:
    """Every name of the project that has something to stand for it.

    What was locked with a key that was destroyed is left out. Raises Refused when the key's file
    is not there, or a line is damaged.
    """
    rows = list(
        NameKey.objects.filter(project=project, key__destroyed_at=None).select_related("key")
    )
    secrets: dict[int, Fernet] = {}
    try:
        for row in rows:
            if row.key_id not in secrets:
                secrets[row.key_id] = Fernet(_secret(row.key))
    except Refused:
        if {row.key_id for row in rows} <= _in_use(project):
            raise
        return known_names(project)  # the key was changed, or destroyed, after they were read
    return [
        KnownName(row.pk, _opened(row, secrets[row.key_id]).decode(), row.kind, row.pseudonym)
        for row in rows
    ]


def names_of_people(project: Project) -> list[KnownName]:
    """The names of participants, each with the pseudonym; no id, as they are not on the list.

    Only for whom Permission.SEE_IDENTITIES lets see them. Raises Refused as `known_names` does.
    """
    rows = Identity.objects.filter(project=project, key__destroyed_at=None)
    found = []
    for row in rows.select_related("key", "participant").order_by("pk"):
        name = " ".join(str(json.loads(unlock(row)).get("name", "")).split())
        if name:
            found.append(KnownName(0, name, "name", row.participant.pseudonym))
    return found


def _in_use(project: Project) -> set[int]:
    """Ids of the keys that rows of the project are locked with and that are not destroyed."""
    rows = NameKey.objects.filter(project=project, key__destroyed_at=None)
    return set(rows.order_by().values_list("key", flat=True).distinct())


def digest_of(key: IdentityKey, text: str) -> str:
    """The digest to find some words by, under one key, whatever their case and spaces."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    inner = hmac.digest(_secret(key), b"look-up", "sha256")
    return hmac.new(inner, plain.encode(), "sha256").hexdigest()


def new_key(project: Project, user: User | None) -> IdentityKey:
    """Make a key: first its file, whole or not at all, then its row. Call it inside an action."""
    secret = Fernet.generate_key()
    key = IdentityKey(project=project, fingerprint=_fingerprint(secret), by=user)
    _write(file_of(key), secret)
    key.save()
    return key


def delete_file(key: IdentityKey) -> bool:
    """Overwrite a key's file and delete it; False when there was none.

    Raises Refused when it can't be deleted: nothing may say that it was.
    """
    path = file_of(key)
    try:
        with path.open("r+b") as file:
            file.write(b"0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as fault:
        raise Refused(
            f"The key can't be deleted: {fault.strerror}.",
            advice="Give the account that runs Uptake leave to change this file.",
            where=str(path),
        ) from fault
    return True


def delete_files(keys: Iterable[IdentityKey]) -> None:
    """Delete the files of keys that are out of use, once the write that says so is done.

    One that can't be deleted keeps no other. Raises Refused when one is there still.
    """
    left = []
    for key in keys:
        try:
            delete_file(key)
        except Refused as fault:
            left.append(fault)
    if left:
        raise Refused(
            f"It is done, but a key that is out of use is there still. {left[0].what}",
            advice="Give the account that runs Uptake leave to change the file, and try again.",
            where=left[0].where,
        )


def _key_to_lock(project: Project, user: User | None) -> IdentityKey:
    """The project's key, held until the write ends so that it is not changed meanwhile."""
    return held_key(project) or _first_key(project, user)


def held_key(project: Project) -> IdentityKey | None:
    """The key that is in use, held until the write ends; None while there was none.

    Where a change of the key ends while this waits for it, the new key is held instead.
    """
    rows = IdentityKey.objects.filter(project=project, replaced_at=None, destroyed_at=None)
    while True:
        key = rows.select_for_update().first()
        if key is not None or not rows.exists():
            return key


def _first_key(project: Project, user: User | None) -> IdentityKey:
    """A new key, unless somebody else makes the first one at this moment: then theirs."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    return held_key(project) or new_key(project, user)


def _secret(key: IdentityKey) -> bytes:
    if key.destroyed_at is not None:
        raise Refused(
            "The key to this was destroyed on "
            f"{timezone.localtime(key.destroyed_at):%-d %B %Y}. Nobody can read it any more."
        )
    path = file_of(key)
    try:
        secret = path.read_bytes().strip()
    except FileNotFoundError as fault:
        raise Refused(
            "The identity store is locked, and its key is not there.",
            advice="Restore this file from where keys are kept safe. Nothing is lost meanwhile.",
            where=str(path),
        ) from fault
    except OSError as fault:
        raise Refused(
            f"The key of the identity store can't be read: {fault.strerror}.",
            advice="Give the account that runs Uptake leave to read this file.",
            where=str(path),
        ) from fault
    if not hmac.compare_digest(_fingerprint(secret), key.fingerprint):
        raise Refused(
            "This file holds another key than the one the identity store is locked with.",
            advice="Restore the right one from where keys are kept safe.",
            where=str(path),
        )
    return secret


def _fingerprint(secret: bytes) -> str:
    return hashlib.sha256(b"uptake identity key\n" + secret).hexdigest()


def _write(path: Path, secret: bytes) -> None:
    """Write a key's file so that it is there whole or not at all, for this account alone."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(secret + b"\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        directory = os.open(path.parent, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
    except OSError as fault:
        raise Refused(
            f"The key of the identity store can't be written: {fault.strerror}.",
            advice="Make the folder, or name another with UPTAKE_KEYS.",
            where=str(path.parent),
        ) from fault
