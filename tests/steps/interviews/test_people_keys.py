"""The locks of the identity store: one key a file, nothing readable without it."""

from __future__ import annotations

import stat
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from django.db import transaction

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import identities
from uptake.interviews.models import Identity, IdentityKey, NameKey
from uptake.projects.errors import Refused

pytestmark = pytest.mark.django_db


def locked(project, words: str) -> Identity:
    person = make.participant(project, f"P{Identity.objects.count()}")
    cipher, key = identities.lock(project, words.encode())
    return Identity.objects.create(project=project, participant=person, locked=cipher, key=key)


def test_what_is_locked_opens_again(project, keys):
    row = locked(project, "Bronwen Ô 🙂")
    assert identities.unlock(Identity.objects.get(pk=row.pk)).decode() == "Bronwen Ô 🙂"
    assert b"Bronwen" not in bytes(row.locked)


def test_one_key_a_project_in_a_file_of_its_own(project, keys):
    first, second = locked(project, "a"), locked(project, "b")
    other = locked(build.project(), "c")
    assert first.key == second.key != other.key
    assert sorted(keys.iterdir()) == sorted([identities.file_of(r.key) for r in (first, other)])
    file = identities.file_of(first.key)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) & 0o077 == 0
    assert file.name == f"{project.pk}-{first.key.fingerprint[:16]}.key"
    assert file.read_text().strip() not in make.every_cell()


def test_without_its_file_it_stays_shut_and_says_which(project, keys):
    row = locked(project, "a")
    file = identities.file_of(row.key)
    aside = file.read_bytes()
    file.unlink()
    with pytest.raises(Refused, match="not there") as refused:
        identities.unlock(row)
    assert (refused.value.where, "Restore" in refused.value.advice) == (str(file), True)
    with pytest.raises(Refused, match="not there"):
        identities.lock(project, b"b")
    with pytest.raises(Refused, match="not there"):
        identities.pseudonym_for(project, "b")
    assert IdentityKey.objects.count() == 1
    file.write_bytes(aside)
    assert identities.unlock(row) == b"a"


def test_another_key_in_its_file_is_told_from_it(project, keys):
    row = locked(project, "a")
    identities.file_of(row.key).write_bytes(Fernet.generate_key())
    with pytest.raises(Refused, match="another key"):
        identities.unlock(row)


def test_a_file_that_cannot_be_read_is_said(project, keys):
    row = locked(project, "a")
    file = identities.file_of(row.key)
    file.unlink()
    file.mkdir()
    with pytest.raises(Refused, match="can't be read"):
        identities.unlock(row)


def test_damaged_ciphertext_is_said(project, keys):
    row = locked(project, "a")
    row.locked = bytes(row.locked)[:-4] + b"AAA="
    with pytest.raises(Refused, match="damaged"):
        identities.unlock(row)


def test_no_key_is_made_where_its_file_cannot_be_written(project, keys, monkeypatch, tmp_path):
    there = tmp_path / "a-file"
    there.write_text("")
    monkeypatch.setenv("UPTAKE_KEYS", str(there / "keys"))
    with pytest.raises(Refused, match="can't be written") as refused:
        identities.lock(project, b"a")
    assert refused.value.where == str(there / "keys")
    assert not IdentityKey.objects.exists()


def name(project, original: str, pseudonym: str) -> NameKey:
    cipher, key = identities.lock(project, original.encode())
    return NameKey.objects.create(
        project=project, lookup=identities.look_up_digest(project, original), locked=cipher,
        kind="name", pseudonym=pseudonym, key=key,
    )  # fmt: skip


def test_a_name_is_found_whatever_its_case_and_spaces(project, keys):
    assert identities.pseudonym_for(project, "Bronwen") == ""
    assert identities.known_names(project) == []
    row = name(project, "Bronwen Pugh", "Ms A")
    name(project, "Caerphilly", "a town")
    assert identities.pseudonym_for(project, " bronwen  PUGH ") == "Ms A"
    assert identities.pseudonym_for(project, "Bronwen") == ""
    assert identities.known_names(project)[0] == identities.KnownName(
        row.pk, "Bronwen Pugh", "name", "Ms A"
    )
    other = build.project()
    assert identities.pseudonym_for(other, "Bronwen Pugh") == ""


def test_a_digest_says_nothing_without_the_key(project, keys):
    other = build.project()
    digests = [identities.look_up_digest(one, "Bronwen") for one in (project, project, other)]
    assert digests[0] == digests[1] != digests[2]
    assert len(digests[0]) == 64


def test_a_damaged_line_of_the_list_of_names_is_said(project, keys):
    cipher, key = identities.lock(project, b"Bronwen")
    lookup = identities.look_up_digest(project, "Bronwen")
    NameKey.objects.create(
        project=project, key=key, lookup=lookup, locked=cipher[:-4] + b"AAAA", pseudonym="P1"
    )
    with pytest.raises(Refused, match="damaged"):
        identities.known_names(project)


def test_a_key_that_was_destroyed_is_said_with_its_day(project, keys):
    row = locked(project, "a")
    row.key.destroyed_at = datetime(2026, 3, 3, 12, tzinfo=UTC)
    row.key.save()
    with pytest.raises(Refused, match="destroyed on 3 March 2026"):
        identities.unlock(row)
    assert identities.known_names(project) == []


def test_a_file_is_deleted_once(project, keys):
    row = locked(project, "a")
    assert identities.delete_file(row.key)
    assert not identities.delete_file(row.key)
    identities.file_of(row.key).mkdir()
    with pytest.raises(Refused, match="can't be deleted"):
        identities.delete_file(row.key)


def test_a_key_whose_making_is_undone_leaves_no_row(project, keys):
    with transaction.atomic():
        identities.lock(project, b"a")
        transaction.set_rollback(True)
    assert not IdentityKey.objects.exists()
    assert identities.unlock(locked(project, "b")) == b"b"
