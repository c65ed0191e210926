"""Names and contacts: locked, looked at with a trace, locked anew, and destroyed with the key."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions, identities
from uptake.interviews.actions import Contact
from uptake.interviews.models import Identity, IdentityKey, NameKey, RawText
from uptake.interviews.queries.identities import kept, store
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db
WHO = Contact("Bronwen Kumquat", "kumquat@example.org", "0191 496 0000", "After five 🙂")


@pytest.fixture
def person(by, project):
    return make.person(by, project, "P1")


def write(by, person, contact=WHO):
    return actions.write_identity(by=by, participant=person, contact=contact)


def see(by, person):
    return actions.see_identity(by=by, participant=person)


def name_key(project, original, pseudonym):
    cipher, key = identities.lock(project, original.encode())
    return NameKey.objects.create(
        project=project, lookup=identities.look_up_digest(project, original), locked=cipher,
        kind="name", pseudonym=pseudonym, key=key,
    )  # fmt: skip


def raw_text(by, project, person):
    talk = make.heard(by, project, [("P1", "Words.")], {"P1": person})
    cipher, key = identities.lock(project, b"Raw words.")
    return RawText.objects.create(project=project, transcript=talk, locked=cipher, key=key)


def test_what_is_locked_away_is_seen_again_and_the_trail_says_so(by, project, person):
    write(by, person)
    assert see(by, person) == WHO
    write(by, person, Contact(name="Bronwen"))
    assert see(by, person) == Contact("Bronwen")
    assert Identity.objects.count() == 1
    verbs = list(Event.objects.filter(verb__startswith="identity").values_list("verb", flat=True))
    assert verbs == ["identity.written", "identity.seen", "identity.written", "identity.seen"]
    assert "Bronwen" not in make.every_cell()
    assert "umquat" not in repr(WHO)
    assert [who for who, _ in kept(person).looks] == ["Researcher"] * 2


def test_what_cannot_be_locked_away_is_refused(by, project, person):
    for contact, what in ((Contact(" "), "nothing to lock"), (Contact("x" * 501), "more than 500")):
        with pytest.raises(Refused, match=what):
            write(by, person, contact)
    with pytest.raises(Refused, match="No name or contact of P1"):
        see(by, person)
    with pytest.raises(Refused, match="No name or contact of P1"):
        actions.erase_identity(by=by, participant=person)
    actions.redact_participant(by=by, participant=person)
    with pytest.raises(Refused, match="withdrawn"):
        write(by, person)
    assert not IdentityKey.objects.exists()


@pytest.mark.parametrize("role", ["coder", "reviewer", "commissioner", "observer"])
def test_only_owner_and_researcher_look(by, project, person, role):
    write(by, person)
    with pytest.raises(NotAllowed):
        see(build.member(project, role), person)
    with pytest.raises(NotAllowed):
        write(build.member(project, role), person)


def test_it_is_erased_for_good(by, project, person):
    write(by, person)
    actions.erase_identity(by=by, participant=person)
    assert not Identity.objects.exists()
    assert not kept(person).there


def test_a_new_key_opens_all_that_the_old_one_locked(
    by, project, person, keys, django_capture_on_commit_callbacks
):
    write(by, person)
    name, raw = name_key(project, "Bronwen", "Ms A"), raw_text(by, project, person)
    old = identities.file_of(identities.key_now(project))
    before = name.lookup
    with django_capture_on_commit_callbacks(execute=True):
        new = actions.change_key(by=by, project=project)
    assert list(keys.iterdir()) == [identities.file_of(new)]
    assert not old.exists()
    assert see(by, person) == WHO
    name.refresh_from_db()
    raw.refresh_from_db()
    assert identities.unlock(raw) == b"Raw words."
    assert name.lookup != before
    assert identities.pseudonym_for(project, "bronwen") == "Ms A"
    assert {row.key_id for row in (name, raw, Identity.objects.get())} == {new.pk}
    event = Event.objects.get(verb="identity_key.changed")
    assert event.after["locked_anew"] == 3
    assert store(project).earlier[0].replaced_at is not None


def test_a_change_that_fails_leaves_the_old_key_at_work(by, project, person, keys):
    write(by, person)
    name = name_key(project, "Bronwen", "Ms A")
    NameKey.objects.filter(pk=name.pk).update(locked=b"damaged")
    with pytest.raises(Refused, match="damaged"):
        actions.change_key(by=by, project=project)
    assert list(keys.iterdir()) == [identities.file_of(identities.key_now(project))]
    assert see(by, person) == WHO
    other = build.project(by.user)
    for act in (lambda: actions.change_key(by=by, project=other),
                lambda: actions.destroy_key(by=by, project=other, typed=other.title)):  # fmt: skip
        with pytest.raises(Refused, match="There is no key"):
            act()


def test_the_old_file_is_deleted_only_when_all_is_written(by, project, person, keys):
    """A fault at the very end leaves both files, and the store opens."""
    write(by, person)
    actions.change_key(by=by, project=project)
    assert len(list(keys.iterdir())) == 2
    assert see(by, person) == WHO
    assert len(store(project).left_over) == 1


def test_the_next_change_deletes_what_the_last_one_left(
    by, project, person, keys, django_capture_on_commit_callbacks
):
    write(by, person)
    actions.change_key(by=by, project=project)
    with django_capture_on_commit_callbacks(execute=True):
        new = actions.change_key(by=by, project=project)
    assert list(keys.iterdir()) == [identities.file_of(new)]


def test_a_file_that_cannot_be_deleted_is_told(
    by, project, person, keys, django_capture_on_commit_callbacks
):
    """What is written stays written; the way back is to do it again."""
    write(by, person)
    file = identities.file_of(identities.key_now(project))
    words = file.read_bytes()
    client, to = build.browser(build.member(project, "owner")), reverse(
        "interviews:destroy-key", args=[project.pk]
    )  # fmt: skip
    with django_capture_on_commit_callbacks() as calls:
        assert client.post(to, {"typed": project.title}).status_code == 302
    file.unlink()
    file.mkdir()
    with pytest.raises(Refused, match="is there still") as refused:
        [call() for call in calls]
    assert refused.value.where == str(file)
    assert store(project).now is None
    shown = client.get(reverse("interviews:key", args=[project.pk])).content.decode()
    assert str(file) in shown
    assert "Destroy the key" in shown
    file.rmdir()
    file.write_bytes(words)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(to, {"typed": project.title}).status_code == 302
    assert list(keys.iterdir()) == []
    assert client.post(to, {"typed": project.title}).status_code == 422
    assert Event.objects.filter(verb="identity_key.destroyed").count() == 2


def test_who_reads_while_the_key_changes_reads_on(
    by, project, person, keys, django_capture_on_commit_callbacks, monkeypatch
):
    """The rows were read under the old key, whose file is gone when it is opened."""
    write(by, person)
    name_key(project, "Bronwen", "Ms A")
    row, read = Identity.objects.select_related("key").get(), identities._secret
    names = NameKey.objects.select_related("key").get()

    def changed_first(key):
        monkeypatch.setattr(identities, "_secret", read)
        with django_capture_on_commit_callbacks(execute=True):
            actions.change_key(by=by, project=project)
        return read(key)

    monkeypatch.setattr(identities, "_secret", changed_first)
    assert identities.known_names(project)[0].original == "Bronwen"
    assert identities.unlock(names) == b"Bronwen"
    assert b"Kumquat" in identities.unlock(row)


def test_what_was_locked_stays_shut_for_good_once_the_key_is_destroyed(
    by, project, person, keys, django_capture_on_commit_callbacks
):
    write(by, person)
    actions.change_key(by=by, project=project)
    owner = build.member(project, "owner")
    with pytest.raises(NotAllowed):
        actions.destroy_key(by=by, project=project, typed=project.title)
    with pytest.raises(Refused, match="not the project's title"):
        actions.destroy_key(by=owner, project=project, typed="Guided")
    assert len(list(keys.iterdir())) == 2
    with django_capture_on_commit_callbacks(execute=True):
        actions.destroy_key(by=owner, project=project, typed=f" {project.title}  ")
        assert len(list(keys.iterdir())) == 2  # not before it is written that they are destroyed
    assert list(keys.iterdir()) == []
    with pytest.raises(Refused, match="destroyed on"):
        see(by, person)
    it = store(project)
    assert (it.now, it.identities, it.unreadable) == (None, 1, 1)
    assert kept(person).destroyed
    write(by, person)
    assert see(by, person) == WHO
    assert store(project).unreadable == 0


def test_the_store_says_what_it_holds_and_who_may_read_the_file(by, project, person):
    assert store(project).now is None
    write(by, person)
    it = store(project)
    assert (it.identities, it.names, it.raw_texts, it.unreadable, it.earlier) == (1, 0, 0, 0, ())
    assert (it.now.there, it.now.open_to_others) == (True, False)
    file = identities.file_of(identities.key_now(project))
    file.chmod(0o644)
    assert store(project).now.open_to_others
    file.unlink()
    assert not store(project).now.there


# Pages.


def page(name, project, *ids):
    return reverse(f"interviews:{name}", args=[project.pk, *ids])


def test_a_name_is_shown_on_demand_and_never_kept_by_a_browser(by, project, person):
    client = build.browser(by)
    to = page("identity", project, person.pk)
    sent = {"identity_name": WHO.name, "identity_email": WHO.email, "identity_phone": WHO.phone}
    assert client.post(to, sent).status_code == 302
    shut = client.get(to)
    assert "umquat" not in shut.content.decode()
    assert "no-store" in shut["Cache-Control"]
    shown = client.post(page("see-identity", project, person.pk))
    assert WHO.email in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "umquat" not in make.every_cell()
    assert client.post(page("erase-identity", project, person.pk)).status_code == 302
    again = client.post(page("erase-identity", project, person.pk))
    assert again.status_code == 422
    assert client.post(page("see-identity", project, person.pk)).status_code == 422


def test_a_form_says_what_is_missing_and_keeps_nothing(by, project, person):
    client = build.browser(by)
    answer = client.post(page("identity", project, person.pk), {"identity_note": " "})
    assert answer.status_code == 422
    assert "Enter a name or a contact" in answer.content.decode()
    wrong = client.post(page("identity", project, person.pk), {"identity_email": "kumquat"})
    assert "Enter a valid email address" in wrong.content.decode()
    actions.redact_participant(by=by, participant=person)
    late = client.post(page("identity", project, person.pk), {"identity_name": "x"})
    assert late.status_code == 422


def test_a_form_sent_after_the_session_ended_leaves_no_name_behind(by, project, person):
    client = build.browser()
    answer = client.post(page("identity", project, person.pk), {"identity_name": WHO.name})
    assert answer.status_code == 302
    assert client.session["kept_form"]["fields"] == {}


def test_the_key_is_changed_and_destroyed_on_its_page(by, project, person, keys):
    client, to = build.browser(by), page("key", project)
    assert client.post(to).status_code == 422
    write(by, person)
    assert "Destroy the key" not in client.get(to).content.decode()
    assert client.post(to).status_code == 302
    owner = build.browser(build.member(project, "owner"))
    answer = owner.post(page("destroy-key", project), {"typed": "x"})
    assert "not the project" in answer.content.decode()
    assert owner.post(page("destroy-key", project), {}).status_code == 422
    assert owner.post(page("destroy-key", project), {"typed": project.title}).status_code == 302
    gone = owner.get(page("identity", project, person.pk)).content.decode()
    assert "nobody can read it" in gone
    assert "destroyed on" in owner.get(to).content.decode()


def test_a_missing_file_is_named_on_the_pages(by, project, person):
    write(by, person)
    file = identities.file_of(identities.key_now(project))
    file.unlink()
    client = build.browser(by)
    assert "Its file is not there" in client.get(page("key", project)).content.decode()
    answer = client.post(page("see-identity", project, person.pk))
    assert answer.status_code == 422
    assert str(file) in answer.content.decode()
    assert client.post(page("key", project)).status_code == 422


# The promise: a copy of the database tells nobody's name.

SCAN = """
import sqlite3
import sys
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connection
from django.urls import reverse
from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions, identities
from uptake.interviews.actions import Contact
home = Path(sys.argv[1])
project = build.project()
by = build.member(project)
person = make.person(by, project, "P1")
who = Contact("Zyzzyva Quondam", "quondam@example.org", "0191 496 0123", "zyzzyva calls")
actions.write_identity(by=by, participant=person, contact=who)
client = build.browser(by)
sent = {"identity_name": "Zyzzyva", "identity_email": "quondam@example.org"}
client.post(reverse("interviews:identity", args=[project.pk, person.pk]), sent)
client.post(reverse("interviews:see-identity", args=[project.pk, person.pk]))
build.browser().post(reverse("interviews:identity", args=[project.pk, person.pk]), sent)
actions.change_key(by=by, project=project)
assert actions.see_identity(by=by, participant=person).name == "Zyzzyva"
[key] = [file for file in (home / "keys").iterdir()]
connection.ensure_connection()
copy = sqlite3.connect(home / "backup.sqlite3")
connection.connection.backup(copy)
copy.close()
words = [b"zyzzyva", b"quondam", b"496 0123", key.read_bytes().strip().lower()]
files = [one for one in home.rglob("*") if one.is_file() and one != key]
found = [one.name for one in files if any(word in one.read_bytes().lower() for word in words)]
print(len(files), found)
"""


@pytest.mark.slow
def test_no_name_is_in_any_file(tmp_path, root, begun):
    """Not in the database, its log, a backup made of it, nor a temporary file; the key neither."""
    done = subprocess.run(
        [sys.executable, "-c", SCAN, str(tmp_path)], cwd=root, capture_output=True, text=True,
        env={
            **os.environ, "UPTAKE_HOME": str(tmp_path), "PYTHONPATH": f"{root / 'src'}:{root}",
            "DJANGO_SETTINGS_MODULE": "tests.settings", "UPTAKE_DATABASE_URL": "",
            "UPTAKE_KEYS": "", "UPTAKE_HOSTS": "testserver", "TMPDIR": str(tmp_path),
        },
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    number, found = done.stdout.strip().split(" ", 1)
    assert found == "[]"
    assert int(number) >= 3
