"""A file comes in whole or not at all, and no record vanishes on the way."""

from __future__ import annotations

import stat
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import build as people
from tests.steps.sources import build
from uptake.projects import jobs
from uptake.projects.actor import Member
from uptake.projects.errors import NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import Event, Job
from uptake.sources import actions, tasks
from uptake.sources.actions import imports
from uptake.sources.actions.previews import read_file
from uptake.sources.models import ImportFile, ImportOddity, Reference, Search


def stored(files):
    return [path for path in files.rglob("*") if path.is_file()]


def test_a_file_waits_with_its_preview(project, reviewer, files):
    file = build.receive(project, by=reviewer)
    assert (file.state, file.records, file.reported, file.format) == ("previewed", 3, 0, "ris")
    assert file.brought_by == reviewer.user
    assert dict(file.preview["filled"])["Abstract"] == 2
    assert file.preview["first"][0]["title"] == "Guided digital care for depression"
    assert Reference.objects.count() == 0
    [path] = stored(files)
    assert str(file) == "found.ris"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "found" not in path.name
    assert path.read_bytes() == build.THREE


def test_confirming_stores_every_record(project):
    file = build.bring_in(project)
    assert (file.state, file.stored, file.reported) == ("stored", 3, 0)
    first, second, third = Reference.objects.order_by("position")
    assert first.authors == ["Vance, R"]
    assert (first.doi, first.has_abstract, first.line) == ("10.1000/abc.1", True, 1)
    assert (second.title_key, second.author_key) == ("money who pays", "osei k")
    assert third.year is None
    assert "etude uber muller" in third.find
    assert first.raw[0] == ["TY", "JOUR"]
    assert file.search is not None
    assert actions.facts_of(file.search) == build.FACTS
    event = Event.objects.get(verb="references.imported")
    assert event.after["stored"] == 3
    assert event.after["database"] == "PsycInfo"
    assert "preview" not in event.after


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "empty.ris", "empty"),
        (b"  \n\n", "blank.ris", "blank"),
        (b"PK\x03\x04\x14\x00" + bytes(range(256)) * 20, "zip.ris", "ZIP"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture.ris", "PNG"),
        (b'[{"title": "One"}]', "library.ris", "JSON"),
        (b"A day in the life of nobody.", "prose.ris", "no references"),
        (b"Naam,Soort,Kleur\nA,B,red\n", "table.txt", "table"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_its_name(project, files, content, name, says):
    with pytest.raises(Refused) as refusal:
        build.receive(project, content, name)
    assert says.lower() in refusal.value.what.lower()
    assert refusal.value.where == name
    assert refusal.value.advice
    assert not ImportFile.objects.exists()
    assert not stored(files)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + build.THREE,
        build.THREE.decode().encode("utf-16"),
        build.THREE.decode().encode("utf-16-be"),
        build.THREE.decode().encode("cp1252"),
        build.THREE.replace(b"\n", b"\r\n"),
        build.THREE.replace(b"\n", b"\r", 5),
        build.THREE.replace(b"ER  - ", b""),
        build.THREE.replace(b"TY  - ", b"Ty  - "),
        b"Exported by nobody\n\n" + build.THREE,
    ],
    ids=["bom", "utf-16", "utf-16-be", "cp1252", "crlf", "mixed", "no ER", "Ty", "text before"],
)
def test_odd_but_readable_files_lose_nothing(project, content):
    file = build.bring_in(project, content)
    assert (file.records, file.stored + file.reported) == (3, 3)
    assert "Étude über Müller's work" in Reference.objects.values_list("title", flat=True)


def test_the_ending_of_the_name_does_not_matter(project):
    assert build.bring_in(project, build.NBIB, "wrong.ris").format == "nbib"


def test_a_record_without_a_title_is_a_reference_with_a_remark(project):
    file = build.bring_in(project, build.record(title="").encode())
    assert file.stored == 1
    assert ImportOddity.objects.filter(file=file, what__contains="no title").exists()


@pytest.mark.parametrize("name", ["O'Brien, Ó", "🧵 Thread, A", "دکتر, مریم"])
def test_any_name_is_kept_as_it_is(project, name):
    build.bring_in(project, build.record(author=name).encode())
    assert Reference.objects.get().authors == [name]


def test_a_half_bad_file_needs_a_tick_and_lists_what_stays_out(project):
    file = build.receive(project, build.HALF_BAD)
    assert (file.records, file.reported) == (4, 1)
    left = ImportOddity.objects.get(file=file, left=True)
    assert left.what.startswith("Record 4 holds nothing")
    assert left.line == build.HALF_BAD.count(b"\n") - 1
    job = tasks.start_import(by=people.TERMINAL, file=file, search=build.FACTS)
    assert job.state == Job.State.FAILED
    assert "cannot be imported" in job.outcome
    assert not Reference.objects.exists()
    assert not Search.objects.exists()
    job = tasks.start_import(by=people.TERMINAL, file=file, search=build.FACTS, partial=True)
    assert job.state == Job.State.DONE, job.outcome
    assert "1 reported and left out" in job.outcome
    file.refresh_from_db()
    assert (file.stored, file.reported) == (3, 1)


def test_what_waits_already_is_not_kept_twice(project, reviewer, files):
    first = build.receive(project)
    second = build.receive(project, name="other.ris", by=reviewer)
    assert first.pk == second.pk
    assert len(stored(files)) == 1
    assert Event.objects.filter(verb="file.received").count() == 2


def test_the_same_file_again_needs_a_tick(project):
    build.bring_in(project)
    with pytest.raises(Refused, match="same file was imported"):
        build.bring_in(project, name="copy.ris")
    assert Reference.objects.count() == 3
    assert Search.objects.count() == 1
    again = build.bring_in(project, name="copy.ris", again=True)
    assert again.stored == 3
    assert Reference.objects.count() == 6


def test_another_project_may_have_the_same_file(project):
    build.bring_in(project)
    assert build.bring_in(people.project()).stored == 3


def test_two_confirmations_of_one_file_store_it_once(project):
    file = build.receive(project)
    reading = read_file(build.THREE, "found.ris")
    stale = ImportFile.objects.get(pk=file.pk)
    for again, expected in ((file, None), (stale, "imported already")):

        def store(file=again):
            actions.store_references(
                by=people.TERMINAL, file=file, reading=reading, search=build.FACTS
            )

        if expected:
            with pytest.raises(Refused, match=expected):
                store()
        else:
            store()
    assert Reference.objects.count() == 3


def test_a_second_file_joins_a_recorded_search(project):
    search = build.bring_in(project).search
    other = build.bring_in(project, build.NBIB, search=search)
    assert other.search == search
    assert Search.objects.count() == 1


def test_a_search_of_another_project_is_refused(project):
    theirs = build.bring_in(people.project()).search
    file = build.receive(project)
    reading = read_file(build.THREE, "found.ris")
    with pytest.raises(Refused, match="another project"):
        actions.store_references(by=people.TERMINAL, file=file, reading=reading, search=theirs)


def test_a_crash_leaves_the_database_as_it_was(project, monkeypatch):
    file = build.receive(project)

    def crash(_):
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(imports.words, "index", crash)
    job = tasks.start_import(by=people.TERMINAL, file=file, search=build.FACTS)
    assert job.state == Job.State.FAILED
    assert "Nothing was changed" in job.outcome
    file.refresh_from_db()
    assert file.state == "previewed"
    assert not Reference.objects.exists()
    assert not Search.objects.exists()


def test_a_cancel_leaves_the_database_as_it_was(project):
    file = build.receive(project)

    def stop(*_):
        Job.objects.update(cancel_asked=True)

    with pytest.raises(Refused, match="Cancelled"):
        build.bring_in(project, listener=stop)
    file.refresh_from_db()
    assert (file.state, Reference.objects.count()) == ("previewed", 0)


def test_progress_counts_bytes(project):
    heard = []
    build.bring_in(project, listener=lambda *told: heard.append(told))
    assert (len(build.THREE), len(build.THREE), "Reading") in heard


def test_a_large_file_waits_for_the_worker(project, monkeypatch):
    monkeypatch.setattr(tasks, "SMALL", 10)
    file = build.receive(project)
    reviewer = people.member(project, "reviewer")
    job = tasks.start_import(by=reviewer, file=file, search=build.FACTS)
    assert job.state == Job.State.WAITING
    assert jobs.run(job.pk).state == Job.State.DONE
    assert Reference.objects.count() == 3


def test_a_recount_that_differs_stops_the_import(project, monkeypatch):
    file = build.receive(project)
    monkeypatch.setattr(imports, "row_of", lambda record, file, keep: None)
    monkeypatch.setattr(imports.Reference.objects, "bulk_create", lambda *_, **__: list(_[0]))
    reading = read_file(build.THREE, "found.ris")
    with pytest.raises(AssertionError, match="3 records read, 0 stored, 0 reported"):
        actions.store_references(by=people.TERMINAL, file=file, reading=reading, search=build.FACTS)


def test_the_database_itself_refuses_a_vanished_record(project):
    file = build.bring_in(project)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportFile.objects.filter(pk=file.pk).update(stored=2)


def test_a_kept_file_that_changed_or_went_is_not_imported(project):
    file = build.receive(project)
    path = default_storage.path(file.content.name)
    with open(path, "ab") as kept:  # noqa: PTH123
        kept.write(b"more")
    with pytest.raises(Refused, match="changed since it arrived"):
        tasks.content_of(file)
    default_storage.delete(file.content.name)
    with pytest.raises(Refused, match="not where it was kept"):
        tasks.content_of(file)


def test_dropping_takes_the_content_away(project, files, django_capture_on_commit_callbacks):
    file = build.receive(project, build.HALF_BAD)
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_file(by=people.TERMINAL, file=file)
    file.refresh_from_db()
    assert (file.state, file.preview, file.content.name) == ("dropped", {}, "")
    assert not stored(files)
    assert not ImportOddity.objects.exists()
    with pytest.raises(Refused, match="already"):
        actions.drop_file(by=people.TERMINAL, file=file)
    reading = read_file(build.THREE, "found.ris")
    with pytest.raises(Refused, match="was dropped"):
        actions.store_references(by=people.TERMINAL, file=file, reading=reading, search=build.FACTS)


def test_a_failed_write_leaves_no_content_behind(project, files, monkeypatch):
    monkeypatch.setattr(
        ImportOddity.objects, "bulk_create", lambda *_, **__: (_ for _ in ()).throw(OSError)
    )
    with pytest.raises(OSError):  # noqa: PT011
        build.receive(project)
    assert not stored(files)
    assert not ImportFile.objects.exists()


def test_too_large_is_refused_before_it_is_read(project, settings):
    settings.MAX_UPLOAD_MB = 1

    class Endless:
        def seek(self, *_):
            return 200 * 1024 * 1024

        def read(self):
            raise AssertionError("it was read")

    with pytest.raises(Refused, match="1 MB is the most"):
        build.receive(project, Endless(), "large.ris")


@pytest.mark.parametrize("role", ["coder", "commissioner", "observer"])
def test_who_may_not_import_is_refused(project, role):
    member = people.member(project, role)
    with pytest.raises(NotAllowed):
        build.receive(project, by=member)
    file = build.receive(project)
    job = tasks.start_import(by=member, file=file, search=build.FACTS)
    assert job.state == Job.State.FAILED
    assert not Reference.objects.exists()
    with pytest.raises(NotAllowed):
        actions.record_search(by=member, project=project, facts=build.FACTS)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"database": "  "}, "names the database"),
        ({"searched_on": date.max}, "not come yet"),
        ({"hits": -1}, "fewer than no hits"),
        ({"interface": "x" * 121}, "121 characters"),
    ],
)
def test_facts_that_cannot_be_true_are_refused(project, changes, says):
    facts = actions.SearchFacts(**{"database": "A", "searched_on": date(2025, 1, 1), **changes})
    with pytest.raises(Refused, match=says):
        actions.record_search(by=people.TERMINAL, project=project, facts=facts)


def test_today_is_not_the_future(project):
    facts = actions.SearchFacts("A", timezone.localdate())
    assert actions.record_search(by=people.TERMINAL, project=project, facts=facts).pk
    facts = actions.SearchFacts("A", timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused):
        actions.record_search(by=people.TERMINAL, project=project, facts=facts)


def test_two_people_never_overwrite_each_other_s_search(project):
    search = actions.record_search(by=people.TERMINAL, project=project, facts=build.FACTS)
    seen = build.FACTS.mark
    new = actions.SearchFacts("Embase", build.FACTS.searched_on)
    actions.change_search(by=people.TERMINAL, search=search, facts=new, seen=seen)
    with pytest.raises(OvertakenEdit):
        actions.change_search(by=people.TERMINAL, search=search, facts=build.FACTS, seen=seen)
    search.refresh_from_db()
    assert search.database == "Embase"


def test_what_is_too_long_for_its_column_is_clipped_and_said(project):
    journal, volume = "J" * 600, "v" * 100
    file = build.bring_in(project, build.record(JF=journal, VL=volume).encode())
    row = Reference.objects.get()
    assert (len(row.journal), len(row.volume)) == (500, 60)
    assert ["JF", journal] in row.raw
    said = ImportOddity.objects.filter(file=file).values_list("what", flat=True)
    assert any("600 characters in its journal" in what for what in said)


def test_a_long_name_keeps_its_ending(project):
    file = build.receive(project, name="C:\\exports\\" + "a" * 300 + ".ris")
    assert len(file.name) <= 255
    assert file.name.startswith("aaa")
    assert file.name.endswith(".ris")


tagged = st.lists(
    st.sampled_from([
        b"TY  - JOUR", b"TY  - CHAP", b"ER  - ", b"ER  -", b"TI  - A title", b"AU  - Osei, K",
        b"PY  - 2020", b"AB  - Words \xe2\x80\xa8 and more", b"stray text", b"", b"SP  - 1-\xff",
        b"PMID- 1", b"  Ty - BOOK", b"KW  - \xc2\x85", b"DO  - 10.1/x", b"JF  - " + b"j" * 501,
    ]),
    max_size=40,
)  # fmt: skip


@pytest.mark.django_db
@given(lines=tagged)
def test_records_in_are_records_stored_and_reported(lines, tmp_path_factory):
    with transaction.atomic():
        project = people.project(owner=people.account())
        try:
            file = build.bring_in(project, b"\n".join(lines), partial=True)
        except Refused:
            assert not Reference.objects.filter(project=project).exists()
        else:
            assert file.records == file.stored + file.reported
            assert Reference.objects.filter(file=file).count() == file.stored
            left = ImportOddity.objects.filter(file=file, what__contains="nothing but its type")
            assert left.count() == file.reported
        transaction.set_rollback(True)


def test_members_of_this_project_only(project):
    stranger = Member(people.account())
    with pytest.raises(NotAllowed):
        build.receive(project, by=stranger)
