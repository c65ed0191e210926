"""A search for duplicates: what it merges, queues and links, and what it leaves to persons."""

from __future__ import annotations

import pytest

from tests import build as people
from tests.steps.sources import build
from uptake.methods.dedupe import Found, Match, Relation
from uptake.projects.errors import Refused
from uptake.projects.models import Event, Job
from uptake.sources import actions, alike, queries, tasks
from uptake.sources.differences import side_by_side
from uptake.sources.models import (
    DuplicatePair,
    DuplicateSearch,
    PairDecision,
    Reference,
)
from uptake.sources.models import Relation as Link
from uptake.sources.queries import Asked

BY = people.TERMINAL
PAPER = {
    "title": "Why guided programmes end early in services for adults: a study of clinicians",
    "author": "Price, Dana", "year": "2023", "JF": "Journal of Digital Care", "VL": "7",
    "IS": "2", "SP": "11", "DO": "10.1000/early.7",
}  # fmt: skip
ERRATUM = {**PAPER, "title": f"Erratum: {PAPER['title']}", "DO": "", "SP": "90"}
COPIES = (build.record(**PAPER) * 2 + build.record(**ERRATUM)).encode()
MONEY = build.record("The money: who pays", "Osei, K", "2021").encode()


def look(project, **options):
    return tasks.start_look(by=BY, project=project, here=True, **options)


def result(*matches, relations=()):
    return Found(
        tuple(Match(*one) for one in matches), tuple(relations), (), 4, 6, "test 1", 0.9, 0.5, None
    )


def store(project, found):
    return actions.store_found(by=BY, project=project, found=found, looked=actions.Looked(4, 4, ()))


@pytest.fixture
def five(project):
    lines = [build.record(f"Paper number {n} on care", year=str(2000 + n)) for n in range(5)]
    build.bring_in(project, "\n".join(lines).encode())
    return [row.pk for row in Reference.objects.filter(project=project)]


def states():
    rows = DuplicatePair.objects.order_by("pk")
    return [(row.first_id, row.second_id, row.state, row.by_rule) for row in rows]


def test_copies_are_merged_and_notices_linked_in_one_event(project):
    build.bring_in(project, COPIES)
    before = Event.objects.filter(verb="duplicates.searched").count()
    job = look(project)
    assert job.state == Job.State.DONE, job.outcome
    assert "records merged 1, pairs for a person to decide 0, links noted 1" in job.outcome
    assert Event.objects.filter(verb="duplicates.searched").count() == before + 1
    search = DuplicateSearch.objects.get()
    assert search.figures["merged"] == 1
    assert search.figures["measured"]["auto_precision"] > 0.99
    assert Link.objects.get().kind == "erratum"
    assert PairDecision.objects.get().by is None
    over = queries.overview(project, 0)
    assert (over.records, over.references, over.merged) == (3, 2, 1)
    said = queries.methods_sentence(over.looks[0], over)
    assert "1 pair was merged automatically, above a score of" in said
    assert "precision" in said
    assert "by a person" not in said
    assert said.endswith("3 records became 2 references.")
    DuplicatePair.objects.update(by_rule=False)
    over = queries.overview(project, 0)
    said = queries.methods_sentence(over.looks[0], over)
    assert "1 pair was decided by a person." in said
    assert "automatically" not in said


def test_what_arrives_later_is_compared_with_what_was_there(project):
    build.bring_in(project, COPIES)
    look(project)
    assert look(project).state == Job.State.FAILED
    late = build.bring_in(project, build.record(**PAPER).encode() + MONEY)
    assert queries.unseen(project) == queries.Unseen(1, 2, 1)
    shown = queries.reference_list(project, Asked(not_looked=True))
    assert shown.paginator.count == 2
    material = queries.to_look_at(project, everything=False, method=queries.method_version())
    assert (len(material.new), len(material.known)) == (2, 2)
    assert look(project).state == Job.State.DONE
    first = Reference.objects.order_by("pk").first()
    assert Reference.objects.get(file=late, title=PAPER["title"]).merged_into_id == first.pk
    assert queries.unseen(project).references == 0
    assert look(project, everything=True).state == Job.State.DONE


def test_another_method_looks_at_everything(project):
    build.bring_in(project, COPIES)
    look(project)
    assert len(queries.to_look_at(project, everything=False, method="another").new) == 2


def test_what_is_stated_of_other_papers_becomes_a_link_of_the_notice(project):
    build.bring_in(project, "\n".join([
        "PMID- 1\nTI  - The paper of the trial\nDP  - 2020\nEIN - J. 2021;1. PMID: 2\n",
        "PMID- 2\nTI  - Erratum\nDP  - 2021\n",
        "PMID- 3\nTI  - A comment on it\nDP  - 2021\nCON - J. 2020. PMID: 1\n",
    ]).encode())  # fmt: skip
    new = queries.to_look_at(project, everything=True, method="").new
    assert [one.related for one in new] == [(), (("erratum", "1"),), (("reply", "1"),)]


def test_a_name_of_a_link_that_is_unknown_makes_none(project):
    paper = "PMID- 1\nTI  - The paper\nDP  - 2020\nSPIN- J. 2021;1. PMID: 2\n"
    build.bring_in(project, paper.encode())
    assert queries.to_look_at(project, everything=True, method="").new[0].related == ()


def test_zones_merge_queue_and_leave(project, five):
    a, b, c, d, _ = five
    store(project, result(
        (a, b, 0.99, "auto", ("same DOI",)), (b, c, 0.7, "review", ("titles differ",)),
        (c, d, 0.95, "auto", ("same title",), "another part", "Parts differ."),
        relations=[Relation(a, d, "reply", "it says so")],
    ))  # fmt: skip
    assert states() == [
        (a, b, "same", True), (b, c, "waiting", False), (c, d, "waiting", False),
    ]  # fmt: skip
    assert DuplicatePair.objects.get(first=c).rule == "Parts differ."
    store(project, result(relations=[Relation(a, d, "reply", "it says so")]))
    assert Link.objects.count() == 1


def test_no_search_undoes_what_a_person_decided(project, five):
    a, b, c, _, _ = five
    rows = Reference.objects.in_bulk(five)
    for one, other, verdict in ((a, b, "different"), (a, c, "same")):
        pair = actions.set_beside(by=BY, reference=rows[one], other=rows[other])
        actions.decide_pair(by=BY, pair=pair, verdict=verdict)
    store(project, result((a, b, 0.99, "auto", ()), (b, c, 0.99, "auto", ())))
    store(project, result((b, five[3], 0.98, "auto", ()), (a, five[3], 0.97, "auto", ())))
    found = {(row[0], row[1]): row[2] for row in states()}
    assert found == {
        (a, b): "different", (a, c): "same", (b, five[3]): "same", (a, five[3]): "waiting",
    }  # fmt: skip
    assert "kept apart" in DuplicatePair.objects.get(first=a, second=five[3]).rule


def test_what_was_taken_back_is_not_merged_again_by_a_search(project, five):
    a, b, c, *_ = five
    search = store(project, result((a, b, 0.99, "auto", ()), (b, c, 0.98, "auto", ())))
    assert Reference.objects.filter(merged_into=a).count() == 2
    assert queries.looks(project)[0].left == 2
    actions.take_back_search(by=BY, search=search)
    assert not Reference.objects.exclude(merged_into=None).exists()
    with pytest.raises(Refused, match="No merge"):
        actions.take_back_search(by=BY, search=search)
    store(project, result((a, b, 0.99, "auto", ()), (a, c, 0.9, "auto", ())))
    assert states() == [
        (a, b, "waiting", False), (b, c, "waiting", False), (a, c, "same", True),
    ]  # fmt: skip
    assert len(queries.to_look_at(project, everything=True, method="").apart) == 1


def test_a_pair_that_waits_is_merged_when_a_search_is_sure(project, five):
    a, b, *_ = five
    store(project, result((a, b, 0.7, "review", ("titles differ",))))
    store(project, result((a, b, 0.99, "auto", ("same DOI",))))
    assert states() == [(a, b, "same", True)]


def test_pairs_within_one_work_ask_nothing(project, five):
    a, b, c, *_ = five
    store(project, result((a, b, 0.99, "auto", ()), (b, c, 0.98, "auto", ()),
                          (a, c, 0.7, "review", ())))  # fmt: skip
    assert len(states()) == 2


def test_a_merged_record_is_nothing_to_match(project, five):
    a, b, c, *_ = five
    store(project, result((a, b, 0.99, "auto", ())))
    store(project, result((b, c, 0.99, "auto", ()), relations=[
        Relation(a, b, "reply", ""), Relation(b, c, "reply", ""), Relation(a, c, "reply", ""),
        Relation(a, 10**9, "reply", ""),
    ]))  # fmt: skip
    assert len(states()) == 1
    merged = queries.queue(project, pair=DuplicatePair.objects.get().pk).pair
    assert merged.one_work
    assert merged.decided == "a search for duplicates"
    late = DuplicatePair.objects.create(project=project, first_id=b, second_id=c, score=0.1)
    assert queries.queue(project, pair=late.pk).pair.first.pk == a
    late.delete()
    assert [(row.first_id, row.second_id) for row in Link.objects.all()] == [(a, c)]


def test_the_queue_goes_on_after_a_pair_and_round(project, five):
    a, b, c, d, e = five
    store(project, result(
        (a, b, 0.8, "review", ()), (b, c, 0.7, "review", ()), (d, e, 0.6, "review", ())
    ))  # fmt: skip
    first, second, third = queries.open_pairs(project)
    at = lambda **place: queries.queue(project, **place).pair.pk  # noqa: E731
    assert (at(), at(after=first), at(after=second)) == (first, second, third)
    again = queries.queue(project, after=third)
    assert (again.pair.pk, again.skipped) == (first, 3)
    pair = DuplicatePair.objects.get(pk=second)
    actions.decide_pair(by=BY, pair=pair, verdict="different")
    assert at(after=second) == third
    assert at(pair=second) == second
    assert at(after=10**9) == first
    now = queries.queue(project)
    assert (now.done, now.open, now.total) == (1, 2, 3)
    one = actions.set_beside(by=BY, reference=pair.first, other=Reference.objects.get(pk=e))
    assert queries.queue(project, pair=one.pk).pair.state == "waiting"


def test_a_question_is_asked_once_of_two_works(project, five):
    a, b, c, *_ = five
    store(project, result((a, b, 0.99, "auto", ())))
    rows = Reference.objects.in_bulk(five)
    DuplicatePair.objects.create(project=project, first_id=a, second_id=c, score=0.7)
    DuplicatePair.objects.create(project=project, first_id=b, second_id=c, score=0.6)
    (only,) = queries.open_pairs(project)
    pair = DuplicatePair.objects.get(pk=only)
    actions.decide_pair(by=BY, pair=pair, verdict="different")
    assert queries.open_pairs(project) == []
    assert rows


def test_a_sample_is_the_same_when_drawn_again(project):
    lines = "\n".join(build.record(f"Paper {n}") for n in range(60))
    build.bring_in(project, lines.encode())
    ids = [row.pk for row in Reference.objects.all()]
    search = store(project, result(*(
        (a, b, 0.99, "auto", ("same title",)) for a, b in zip(ids[::2], ids[1::2], strict=True)
    )))  # fmt: skip
    draw = lambda n: [  # noqa: E731
        row.pk for row in queries.decided(project, "auto", search.pk, 1, n).object_list
    ]
    assert len(draw(1)) == 20
    assert draw(1) == draw(1)
    assert draw(1) != draw(2)
    assert queries.decided(project, "same").paginator.count == 0
    assert queries.decided(project, "hand").paginator.count == 0


def test_records_that_look_like_references_here_are_counted(project):
    assert alike.known_already(project, []) == 0
    build.bring_in(project, COPIES)
    file = build.receive(project, build.record(**PAPER).encode() + MONEY, "later.ris")
    assert queries.file_row(file).alike == 1
    build.bring_in(project, build.NBIB, "a.nbib")
    assert queries.file_row(build.receive(project, build.NBIB + b"\n", "b.nbib")).alike == 1


def test_what_the_method_thinks_of_two_that_a_person_puts_together(project):
    build.bring_in(project, COPIES + MONEY)
    one, other, erratum, money = Reference.objects.all()
    assert queries.compared(one, other)["score"] > 0.9
    assert "same DOI" in queries.compared(one, other)["reasons"]
    assert queries.compared(one, other)["rule"] == ""
    assert "erratum" in queries.compared(one, erratum)["rule"]
    assert queries.compared(one, money)["score"] < 0.1


def test_what_differs_is_marked_word_by_word():
    left, right = side_by_side("Guided care, for adults", "guided care for older adults")
    assert [piece.text for piece in left if piece.only_here] == []
    assert [piece.text for piece in right if piece.only_here] == ["older"]
    assert side_by_side("Guided care", "") == ((("Guided care", False),), ())
    assert side_by_side("One thing", "Another matter")[0] == (("One thing", True),)
    long = " ".join(["care"] * 1600)
    assert side_by_side(long, long)[0][-1] == (" ".join(["care"] * 100), False)


def test_many_references_wait_for_the_worker(project, monkeypatch):
    build.bring_in(project, COPIES)
    monkeypatch.setattr(tasks, "FEW", 1)
    someone = people.member(project)
    job = tasks.start_look(by=someone, project=project)
    assert job.kind == queries.LOOK
    assert queries.look_under_way(project) == job or job.state == Job.State.DONE


def test_a_search_that_is_cancelled_changes_nothing(project):
    build.bring_in(project, COPIES)

    def stop(done, total, message):
        Job.objects.update(cancel_asked=True)

    job = tasks.start_look(by=BY, project=project, here=True, listener=stop)
    assert job.state == Job.State.CANCELLED
    assert not DuplicateSearch.objects.exists()
    assert not Reference.objects.exclude(merged_into=None).exists()


def test_a_merge_is_undone_with_the_search_that_made_it(project, five):
    a, b, *_ = five
    first = store(project, result((a, b, 0.7, "review", ("titles differ",))))
    second = store(project, result((a, b, 0.99, "auto", ("same DOI",))))
    assert states() == [(a, b, "same", True)]
    with pytest.raises(Refused, match="No merge of this search"):
        actions.take_back_search(by=BY, search=first)
    actions.take_back_search(by=BY, search=second)
    assert states() == [(a, b, "waiting", False)]
    assert Reference.objects.get(pk=b).merged_into is None
