"""Looking for duplicates and deciding pairs from a terminal."""

from __future__ import annotations

import pytest

from tests import build as people
from tests.steps.sources.build import bring_in
from tests.steps.sources.test_duplicates_looking import COPIES, MONEY
from uptake.sources.models import DuplicatePair, Reference, Relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(project):
    bring_in(project, COPIES + MONEY)
    return [row.pk for row in Reference.objects.filter(project=project)]


def test_copies_are_found_and_merged(run, asked, four):
    shown = run("duplicates", "find").stdout
    assert "records merged 1" in shown
    assert "4 records became 3 references" in shown
    assert "nothing new" in run("duplicates", "find", code=1).output
    told = asked("duplicates", "find", "--everything")
    assert (told["merged"], told["waiting"]) == (0, 0)


def test_pairs_are_decided_and_taken_back(run, asked, four):
    copy, again, erratum, money = four
    run("duplicates", "merge", again, copy)
    assert Reference.objects.get(pk=again).merged_into_id == copy
    (row,) = asked("duplicates", "list", "hand")
    assert (row["first"], row["second"], row["state"]) == (copy, again, "same")
    copies = run("duplicates", "list", "hand").stdout
    assert "same DOI" in copies
    run("duplicates", "undo", again, copy)
    assert Reference.objects.get(pk=again).merged_into_id is None
    (row,) = asked("duplicates", "list")
    assert row["state"] == "waiting"
    assert str(copy) in run("duplicates", "list").stdout
    assert "1 pair waits" in run("duplicates", "find").stderr
    run("duplicates", "apart", copy, money)
    run("duplicates", "link", erratum, copy, "--kind", "erratum")
    link = Relation.objects.get(first=erratum, second=copy)
    assert link.kind == "erratum"


def test_a_link_has_its_direction_when_a_record_is_merged(run, four):
    copy, again, erratum, money = four
    run("duplicates", "merge", copy, money)
    run("duplicates", "link", money, erratum, "--kind", "reply")  # money stands beneath copy
    link = Relation.objects.get()
    assert (link.first_id, link.second_id) == (copy, erratum)
    run("duplicates", "link", again, money, "--kind", "update")
    link = Relation.objects.get(kind="update")
    assert (link.first_id, link.second_id) == (again, copy)


def test_what_cannot_be_done_is_said(run, four, project):
    copy, _, erratum, money = four
    assert "no reference 999999" in run("duplicates", "merge", copy, 999_999, code=1).output
    assert "Nothing was decided" in run("duplicates", "undo", copy, money, code=1).output
    assert "never merges" in run("duplicates", "merge", copy, erratum, code=1).output
    assert not DuplicatePair.objects.exists()
    run("duplicates", "merge", copy, erratum, "--anyway")
    assert DuplicatePair.objects.get().state == "same"
    assert people.TERMINAL.label


def test_a_long_list_is_read_page_by_page(asked, project):
    from tests.steps.sources.build import record
    from tests.steps.sources.test_duplicates_looking import result, store

    bring_in(project, "\n".join(record(f"Paper {n}") for n in range(120)).encode())
    ids = [row.pk for row in Reference.objects.filter(project=project)]
    store(project, result(*(
        (a, b, 0.99, "auto", ("same title",)) for a, b in zip(ids[::2], ids[1::2], strict=True)
    )))  # fmt: skip
    assert len(asked("duplicates", "list", "auto", "--limit", 55)) == 55
    assert len(asked("duplicates", "list", "auto", "--limit", 500)) == 60
