"""What coders see and may do while a transcript is coded blind, and after the round is opened."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as make
from tests.steps.interviews.test_coding_pages import text
from uptake.interviews import actions
from uptake.interviews.models import (
    Adjudication,
    Assignment,
    Coding,
    CodingRound,
    Memo,
    Passage,
)
from uptake.interviews.queries import coding as queries
from uptake.interviews.queries import jump as jumps
from uptake.interviews.queries import window as windows
from uptake.interviews.queries.eyes import AGREED, Eyes, coders
from uptake.projects.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(project):
    make.participant(project, "P11")
    return make.transcript(project)


@pytest.fixture
def two(project):
    return build.member(project, "coder"), build.member(project, "coder")


@pytest.fixture
def time(project):
    return make.code(project, "Time")


@pytest.fixture
def round_(project, talk, two):
    row = CodingRound.objects.create(project=project, name="Round 1", seed=1)
    for one in two:
        Assignment.objects.create(project=project, round=row, transcript=talk, coder=one.user)
    return row


def at(name, project, *args):
    return reverse(f"interviews:{name}", args=[project.pk, *args])


def opened(row):
    row.opened_at = timezone.now()
    row.save()


def adjudicated(round_, coding, by):
    decision = Adjudication.objects.create(
        project=coding.project, round=round_, transcript=coding.passage.transcript,
        how="agree", by=by.user,
    )  # fmt: skip
    return Coding.objects.create(
        project=coding.project, passage=coding.passage, code=coding.code, coder=by.user,
        layer="consensus", round=round_, adjudication=decision,
    )  # fmt: skip


class TestWhileItIsBlind:
    def test_the_page_shows_only_ones_own_and_says_so(self, project, talk, two, time, round_):
        mine = make.coded(two[0], talk, "nothing comes off", time, memo="Mine alone.")
        other = build.browser(two[1])
        page = other.get(at("code", project, talk.pk))
        assert "Coded blind in round Round 1: you see only what you coded." in text(page)
        assert "Not coded yet." in text(page)
        assert b"<mark" not in page.content
        panel = other.get(at("panel", project, talk.pk) + f"?start={mine.start}&end={mine.end}")
        assert "Mine alone." not in text(panel)
        coding, memo = Coding.objects.get(), Memo.objects.get()
        for address in (at("passage", project, mine.pk), at("memo", project, memo.pk)):
            assert other.get(address).status_code == 404
        assert other.post(at("remove", project, coding.pk)).status_code == 404
        assert "nothing comes off" not in text(other.get(at("passages", project) + "?coder=all"))
        own = build.browser(two[0])
        assert b"<mark" in own.get(at("code", project, talk.pk)).content
        assert own.get(at("passage", project, mine.pk)).status_code == 200
        assert coders(project, two[1].user) == []

    def test_what_is_touched_tells_nothing_of_anothers_passages(self, talk, two, time, round_):
        start, end = 0, len(make.text_of(talk)) - 60
        actions.apply_codes(by=two[0], transcript=talk, version=1, start=start, end=end,
                            codes=[time])  # fmt: skip
        version = windows.shown(talk)
        place = [make.place(talk, "clients")]
        assert len(windows.touched(version, [], place, Eyes(two[0].user))) > 1
        assert len(windows.touched(version, [], place, Eyes(two[1].user))) == 1

    def test_those_without_a_part_cannot_code(self, project, talk, two, round_):
        page = build.browser(build.member(project, "coder")).get(at("code", project, talk.pk))
        assert "Others code this transcript blind in round Round 1." in text(page)
        assert b"data-coder" not in page.content
        assert b"Code this turn" not in page.content

    def test_done_shuts_it_for_coding_undo_and_removal(self, project, talk, two, time, round_):
        passage = make.coded(two[0], talk, "clients", time)
        Assignment.objects.filter(coder=two[0].user).update(done_at=timezone.now())
        page = build.browser(two[0]).get(at("code", project, talk.pk))
        assert "You have said that you are done here." in text(page)
        assert b"data-coder" not in page.content
        for act in (
            lambda: actions.undo(by=two[0], transcript=talk),
            lambda: actions.remove_coding(by=two[0], coding=passage.codings.get()),
        ):
            with pytest.raises(Refused, match="is done"):
                act()
        assert Coding.objects.get().removed_at is None


class TestAfterItIsOpened:
    def test_a_coders_layer_is_kept_as_it_was(self, talk, two, time, round_):
        make.coded(two[0], talk, "clients", time)
        opened(round_)
        with pytest.raises(Refused, match="has been opened"):
            actions.remove_coding(by=two[0], coding=Coding.objects.get())
        with pytest.raises(Refused, match="nothing to undo"):
            actions.undo(by=two[0], transcript=talk)
        make.coded(two[0], talk, "forty minutes", time)
        assert "Time" in actions.undo(by=two[0], transcript=talk).words
        assert Coding.objects.filter(removed_at=None).count() == 1

    def test_what_was_agreed_is_nobodys_to_remove(self, project, talk, two, time, round_):
        make.coded(two[0], talk, "clients", time)
        opened(round_)
        agreed = adjudicated(round_, Coding.objects.get(), two[1])
        with pytest.raises(Refused, match="Adjudication put Time there"):
            actions.remove_coding(by=two[1], coding=agreed)
        page = build.browser(two[1]).get(at("passage", project, agreed.passage_id))
        assert "Time agreed" in text(page)

    def test_passages_of_one_coder_and_of_all(self, project, talk, two, time, round_):
        make.coded(two[0], talk, "clients", time)
        make.coded(two[1], talk, "forty minutes", time)
        opened(round_)
        first = Coding.objects.order_by("pk")[0]
        adjudicated(round_, first, two[1])
        names = [one.key for one in coders(project, two[0].user)]
        assert names == [str(two[0].user.pk), str(two[1].user.pk), "agreed"]
        browser, address = build.browser(two[0]), at("code", project, talk.pk)
        counted = queries.counts(talk, Eyes(two[0].user, AGREED))
        assert counted == {time.pk: 1}
        for key, marks in ((two[1].user.pk, 1), ("agreed", 1), ("", 2)):
            assert browser.get(f"{address}?coder={key}").content.count(b"<mark") == marks
        listed = at("passages", project)
        assert "1 passage" in text(browser.get(listed))  # what counts
        assert "2 passages" in text(browser.get(f"{listed}?coder=all"))


class TestJumping:
    def go(self, talk, eyes, at, **more):
        found = jumps.jump(windows.shown(talk), eyes, at, **more)
        return found and make.text_of(talk)[found.start : found.end]

    def test_on_and_back_by_code_and_coder(self, project, talk, two, time):
        power = make.code(project, "Power", order=1)
        for words, code, who in (("team lead", time, two[0]), ("clients", power, two[1]),
                                 ("clients a day", time, two[1])):  # fmt: skip
            make.coded(who, talk, words, code)
        everyone = Eyes(two[0].user)
        assert self.go(talk, everyone, 0) == "team lead"
        first = make.place(talk, "team lead")[0]
        second = make.place(talk, "clients")[0]
        assert self.go(talk, everyone, first) == "clients"
        assert self.go(talk, everyone, second) is None
        assert self.go(talk, everyone, second, back=True) == "team lead"
        assert self.go(talk, everyone, first, code=time.pk) == "clients a day"
        assert self.go(talk, Eyes(two[0].user, two[1].user.pk), 0) == "clients"

    def test_where_coders_differ(self, project, talk, two, time):
        power = make.code(project, "Power", order=1)
        make.coded(two[0], talk, "team lead", time)
        everyone = Eyes(two[0].user)
        assert self.go(talk, everyone, 0, differ=True) is None  # one coder differs from nobody
        make.coded(two[1], talk, "The team", time)
        make.coded(two[0], talk, "clients", time)
        make.coded(two[1], talk, "clients", power)
        assert self.go(talk, everyone, 0, differ=True) == "clients"
        assert self.go(talk, everyone, 0, differ=True, code=power.pk) == "clients"
        clients = Passage.objects.get(quote="clients")
        assert jumps.differing(windows.shown(talk), everyone) == [clients.pk]

    def test_pages_with_and_without_a_script(self, project, talk, two, time):
        passage = make.coded(two[0], talk, "clients", time)
        browser, address = build.browser(two[0]), at("jump", project, talk.pk)
        on = browser.get(f"{address}?way=on&at=0&to=code&chosen={time.pk}")
        assert on.url.endswith(f"to=code&chosen={time.pk}&turn=4&at={passage.start}#turn-4")
        script = {"Accept": "application/json"}
        found = browser.get(f"{address}?way=on&at=0", headers=script).json()
        assert (found["start"], found["end"]) == (passage.start, passage.end)
        none = browser.get(f"{address}?way=back&at=0")
        assert "No such passage before this place." in text(browser.get(none.url))
        assert browser.get(f"{address}?at=9999", headers=script).json()["says"]


def test_an_uncleared_transcript_says_so_and_offers_no_coding(project, talk, two):
    talk.cleared_how = ""
    talk.save()
    lead = build.member(project, "researcher")
    for who, said in (
        (two[0], "The words can be read once a researcher of the project"),
        (lead, "Not de-identified yet, so nothing can be coded here."),
    ):
        page = build.browser(who).get(at("code", project, talk.pk))
        assert said in text(page)
        assert b"data-coder" not in page.content
        assert b"Code this turn" not in page.content
