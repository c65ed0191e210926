"""An import is undone and put back: what goes, what stays, and what keeps it here."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build as reviews
from tests.steps.sources import build
from tests.steps.sources.build import record
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event
from uptake.review.queries import flow
from uptake.sources import actions, documents, queries
from uptake.sources.models import (
    DuplicatePair,
    ImportFile,
    PairDecision,
    Reference,
    Relation,
)

ONE = (record("Alpha") + record("Beta", "Osei, K")).encode()
TWO = (record("Alpha") + record("Gamma", "Tamm, L")).encode()
THREE = (record("Alpha") + record("Delta", "Marsh, P")).encode()


def at(name, project, *ids):
    return reverse(f"sources:{name}", args=[project.pk, *ids])


def text(answer):
    return answer.content.decode()


def titles(project):
    return sorted(Reference.objects.filter(project=project).values_list("title", flat=True))


def undo(file):
    return actions.undo_import(by=people.TERMINAL, file=file)


def put_back(file):
    return actions.put_back_import(by=people.TERMINAL, file=file)


def alphas(project):
    rows = Reference.every.filter(project=project, title="Alpha").order_by("pk")
    return list(rows)


def decide(one, other, verdict="same", **more):
    pair = actions.set_beside(by=people.TERMINAL, reference=one, other=other)
    return actions.decide_pair(by=people.TERMINAL, pair=pair, verdict=verdict, **more)


@pytest.fixture
def two(project):
    """Two files; the first record of both is one work."""
    files = [build.bring_in(project, ONE, "one.ris"), build.bring_in(project, TWO, "two.ris")]
    decide(*alphas(project))
    return files


@pytest.fixture
def chain(project):
    """Three files with one record each of one work; the second holds the other two together."""
    contents = {"one.ris": ONE, "two.ris": TWO, "three.ris": THREE}
    files = [build.bring_in(project, content, name) for name, content in contents.items()]
    first, second, last = alphas(project)
    decide(second, last)
    decide(first, second)
    return files


def test_what_only_the_file_brought_goes_and_comes_back(project, two):
    assert flow.flow(project).databases.records == 4
    assert flow.flow(project).databases.duplicates == 1
    undo(two[1])
    assert titles(project) == ["Alpha", "Beta"]
    assert flow.flow(project).databases.records == 2
    assert flow.flow(project).databases.duplicates == 0
    assert not Reference.objects.exclude(merged_into=None).exists()
    put_back(two[1])
    assert titles(project) == ["Alpha", "Alpha", "Beta", "Gamma"]
    assert flow.flow(project).databases.duplicates == 1
    kept, beneath = alphas(project)
    assert beneath.merged_into_id == kept.pk
    verbs = list(Event.objects.filter(verb__startswith="import.").values_list("verb", flat=True))
    assert sorted(verbs) == ["import.put_back", "import.undone"]


def test_the_record_that_stood_for_a_work_may_go(project, two):
    undo(two[0])
    assert titles(project) == ["Alpha", "Gamma"]
    assert Reference.objects.get(title="Alpha").came_from == {}
    put_back(two[0])
    assert Reference.objects.get(title="Alpha", merged_into=None).file_id == two[0].pk


def test_what_only_the_gone_record_brought_together_stays_one_work(project, chain):
    _, two, third = chain
    first, _, last = alphas(project)
    undo(two)
    first.refresh_from_db()
    last.refresh_from_db()
    assert last.merged_into_id == first.pk
    undo(third)
    assert titles(project) == ["Alpha", "Beta"]
    put_back(two)
    put_back(third)
    assert Reference.objects.filter(merged_into=first).count() == 2


def test_a_pair_of_two_undone_files_comes_back_with_the_second(project, two):
    undo(two[1])
    undo(two[0])
    put_back(two[1])
    assert DuplicatePair.every.get().state == "hidden"
    assert not DuplicatePair.objects.exists()
    put_back(two[0])
    assert DuplicatePair.objects.get().state == "same"


def test_a_merge_against_what_was_decided_meanwhile_waits(project, chain):
    _, two, third = chain
    first, second, last = alphas(project)
    undo(two)
    pair = DuplicatePair.objects.get(first=first, second=last)
    actions.undo_pair(by=people.TERMINAL, pair=pair)
    decide(first, last, "different")
    put_back(two)
    states = dict(DuplicatePair.objects.values_list("first", "state").filter(second=last))
    assert states == {second.pk: "same", first.pk: "different"}
    waits = DuplicatePair.objects.get(first=first, second=second)
    assert waits.state == "waiting"
    assert PairDecision.objects.get(pair=waits).undone_at is not None
    assert third.state == ImportFile.State.STORED


def test_links_and_waiting_pairs_go_along(project, two):
    beta, gamma = Reference.objects.get(title="Beta"), Reference.objects.get(title="Gamma")
    decide(beta, gamma, "related", kind="reply")
    first = alphas(project)[0]
    actions.set_beside(by=people.TERMINAL, reference=first, other=gamma)
    assert len(queries.open_pairs(project)) == 1
    undo(two[1])
    assert queries.open_pairs(project) == []
    assert not Relation.objects.exists()
    assert queries.linked(beta) == []
    put_back(two[1])
    assert len(queries.open_pairs(project)) == 1
    assert Relation.objects.count() == Relation.every.count() == 1


def test_the_file_can_be_brought_in_again_and_then_not_put_back(project, two):
    undo(two[1])
    assert queries.exact_twin(two[1]) is None
    build.bring_in(project, TWO, "again.ris")
    with pytest.raises(Refused, match=r"The same file was imported on .* as again\.ris"):
        put_back(two[1])
    assert titles(project) == ["Alpha", "Alpha", "Beta", "Gamma"]


def test_only_what_is_imported_is_undone_and_once(project, two):
    with pytest.raises(Refused, match="was not undone"):
        put_back(two[0])
    with pytest.raises(Refused, match="is not imported"):
        undo(build.receive(project, THREE, "three.ris"))
    undo(two[0])
    with pytest.raises(Refused, match="is not imported"):
        undo(two[0])
    with pytest.raises(Refused, match=r"import of one\.ris was undone"):
        actions.drop_file(by=people.TERMINAL, file=two[0])
    with pytest.raises(NotAllowed):
        actions.put_back_import(by=people.member(project, "observer"), file=two[0])


def test_statements_full_texts_and_retractions_keep_it(project, two, browser):
    gamma = Reference.objects.get(title="Gamma")
    actions.extract_statement(by=people.TERMINAL, reference=gamma, sentence="It takes an hour.")
    with pytest.raises(Refused, match=r"rest statements \(Tamm 2024\)\. Exclude in screening"):
        undo(two[1])
    page = text(browser.get(at("undo-import", project, two[1].pk)))
    assert "It cannot be undone" in page
    assert at("reference", project, gamma.pk) in page
    assert "Undo this import</button>" not in page
    answer = browser.post(at("undo-import", project, two[1].pk))
    assert answer.status_code == 422
    beta = Reference.objects.get(title="Beta")
    documents.attach(by=people.TERMINAL, reference=beta, name="b.pdf", content=b"%PDF-1.4\n")
    with pytest.raises(Refused, match="full texts"):
        undo(two[0])
    kept = alphas(project)[0]
    actions.retract_reference(kept, "A notice.")
    with pytest.raises(Refused, match="retractions noted"):
        undo(two[0])
    assert [hold.what for hold in queries.undoing(two[1]).holds] == ["statements"]


def test_what_the_review_made_of_references_keeps_it(db):
    review = reviews.review()
    for reference in range(5):
        review.screen(review.one, reference)
    file = ImportFile.objects.get(project=review.project)
    with pytest.raises(Refused, match=r"verdicts \(.*, .*, .* and 2 more\)"):
        undo(file)
    assert Reference.objects.count() == 6


def test_the_pages_say_what_goes_and_lead_back(project, two, browser):
    file = two[1]
    assert at("undo-import", project, file.pk) in text(browser.get(at("preview", project, file.pk)))
    log = at("change", project, file.search_id)
    assert at("undo-import", project, file.pk) in text(browser.get(log))
    page = text(browser.get(at("undo-import", project, file.pk)))
    assert "1 reference that only this file brought" in page
    assert "1 record of 1 reference that other files brought as well" in page
    done = browser.post(at("undo-import", project, file.pk), follow=True)
    assert "The import of two.ris was undone" in text(done)
    assert at("put-back-import", project, file.pk) in text(done)
    assert "its 2 references count nowhere" in text(done)
    assert "its import was undone" in text(browser.get(at("searches", project)))
    assert "import undone" in text(browser.get(log))
    assert "Its import is undone already" in text(browser.get(at("undo-import", project, file.pk)))
    back = browser.post(at("put-back-import", project, file.pk), follow=True)
    assert "The import of two.ris is back" in text(back)
    again = browser.post(at("put-back-import", project, file.pk), follow=True)
    assert "was not undone" in text(again)
    waits = build.receive(project, THREE, "three.ris")
    assert "It is not imported" in text(browser.get(at("undo-import", project, waits.pk)))
