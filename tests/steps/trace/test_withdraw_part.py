"""A participant withdraws a part of what they said, or all; what is erased beside the words."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.trace import build as threads
from uptake.interviews import actions as interviews
from uptake.interviews import identities
from uptake.interviews.models import (
    Approach,
    AttributeValue,
    ChartSummary,
    CodebookVersion,
    ContentRow,
    Identity,
    NameKey,
    Participant,
    Passage,
    ProjectFile,
    Proposal,
    RawText,
    Reduction,
    Theme,
    Transcript,
    Turn,
    Version,
)
from uptake.projects import queries
from uptake.projects.errors import NotAllowed, Refused
from uptake.projects.models import Event
from uptake.projects.thread import Key
from uptake.trace import actions

SAID = "A kumquat zebra came by [Ms A] on the very first day of it"


@pytest.fixture(autouse=True)
def keys(tmp_path, monkeypatch):
    monkeypatch.setenv("UPTAKE_KEYS", str(tmp_path / "keys"))


@pytest.fixture
def person(it, by):
    return talks.person(by, it.project, "P9")


@pytest.fixture
def talk(it, by, person):
    return talks.heard(by, it.project, [("I", "And then?"), ("P9", f"{SAID}. So.")],
                       {"P9": person}, title="First", held_on=date(2026, 1, 5))  # fmt: skip


@pytest.fixture
def later(it, by, person):
    return talks.heard(by, it.project, [("P9", "What was said a month later is another thing.")],
                       {"P9": person}, title="Second", held_on=date(2026, 2, 5))  # fmt: skip


@pytest.fixture
def code(it, by):
    return interviews.add_code(by=by, project=it.project, name="Beasts")


def part(by, person, *transcripts):
    return actions.withdraw_part(by=by, participant=person, transcripts=transcripts)


def test_what_was_said_elsewhere_stays(it, by, person, talk, later, code):
    gone = talks.coded(by, talk, SAID, code)
    stays = talks.coded(by, later, "another thing", code)
    threads.tie(it.findings[2], gone)
    done = part(by, person, talk)
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.state, gone.quote) == ("redacted", "")
    assert (stays.state, stays.quote) == ("firm", "another thing")
    assert done.redacted.transcripts == (talk.pk,)
    assert Key("finding", it.findings[2].pk) in it.marked(
        reason__startswith="P9 withdrew a part of what they said"
    )
    assert Participant.objects.get(pk=person.pk).withdrawn_at is None
    assert "umquat" not in talks.every_cell()
    event = Event.objects.filter(chain=it.project.pk).latest("seq")
    assert (event.verb, event.after["transcripts"]) == (
        "participant.withdrawn_in_part", [talk.pk],
    )  # fmt: skip
    assert queries.verify(it.project.pk) == []
    actions.withdraw_participant(by=by, participant=person)
    assert "another thing" not in talks.every_cell()


def test_none_and_somebody_else_s_transcript_are_refused(it, by, person, talk):
    with pytest.raises(Refused, match="No transcript is chosen"):
        part(by, person)
    with pytest.raises(Refused, match="P9 says nothing in Interview 1"):
        part(by, person, it.transcript)
    with pytest.raises(NotAllowed):
        part(build.member(it.project, "coder"), person, talk)
    assert "kumquat" in talks.text_of(talk)


def full(it, by, person, talk, code):
    """Everything that may tell who somebody is, or repeats their words."""
    project, user = it.project, by.user
    passage = talks.coded(by, talk, SAID, code)
    interviews.note_approaches(by=by, project=project, participants=[person], kind="invited",
                               on=date(2026, 1, 2), reason="Through kumquat")  # fmt: skip
    band = interviews.add_attribute(by=by, project=project, name="Age")
    interviews.fill_in(by=by, project=project, values=[(person, band, "kumquat age")])
    interviews.write_identity(by=by, participant=person,
                              contact=interviews.Contact("Bronwen Pugh"))  # fmt: skip
    for original, put in (("Agnes", "[Ms A]"), ("bronwen", "P9x"), ("Cardiff", "[a town]"),
                          ("P. Nine", "p9")):  # fmt: skip
        cipher, key = identities.lock(project, original.encode())
        NameKey.objects.create(
            project=project, lookup=identities.look_up_digest(project, original), locked=cipher,
            kind="name", pseudonym=put, key=key,
        )  # fmt: skip
    cipher, key = identities.lock(project, b"{}")
    RawText.objects.create(project=project, transcript=talk, locked=cipher, key=key)
    Transcript.objects.filter(pk=talk.pk).update(oddities=[{"text": "kumquat"}])
    version = Version.objects.get(transcript=talk)
    turns = list(Turn.objects.filter(version=version))
    for start, end in ((turns[0].start, turns[0].start + 3), (turns[1].start, turns[1].start + 9)):
        Proposal.objects.create(project=project, version=version, start=start, end=end, kind="name",
                                source="rule", replacement="X")  # fmt: skip
    ContentRow.objects.create(project=project, passage=passage, by=user, paraphrase="A kumquat",
                              generalisation="kumquats")  # fmt: skip
    Reduction.objects.create(project=project, text=f"They say: {SAID}")
    theme = Theme.objects.create(project=project, name="Beasts", about=f"As in {SAID}")
    CodebookVersion.objects.create(
        project=project, number=1, by=user, codes=[{"id": 1, "example": SAID, "name": "Beasts"}]
    )
    facts = {"project": project, "theme": theme, "participant": person, "by": user}
    ChartSummary.objects.create(**facts, text=SAID, removed_at=talk.created_at)
    summary = ChartSummary.objects.create(
        **facts, text="Beasts came early.", digest="d", cell=[[passage.pk, "words", [code.pk]]]
    )
    ProjectFile.objects.create(project=project, name="x.qdpx", content=SAID.encode(), size=9,
                               sha256="0" * 64, format="qdpx")  # fmt: skip
    return passage, summary


def test_all_that_tells_who_it_was_goes_with_the_whole(it, by, person, talk, later, code):
    _, summary = full(it, by, person, talk, code)
    assert "umquat" in talks.every_cell()
    done = actions.withdraw_participant(by=by, participant=person)
    cells = talks.every_cell()
    for words in ("umquat", "zebra", "Bronwen"):
        assert words not in cells
    beside = done.redacted.beside
    assert (beside.identity, beside.values, beside.raw_texts, beside.content_rows) == (
        True, 1, 1, 1,
    )  # fmt: skip
    assert beside.summaries == (summary.pk,)
    assert not Identity.objects.exists()
    assert not RawText.objects.exists()
    assert not AttributeValue.objects.exists()
    assert [row.pseudonym for row in NameKey.objects.all()] == ["[a town]"]
    assert list(Approach.objects.values_list("kind", "reason")) == [("invited", "")]
    assert CodebookVersion.objects.get().codes == [{"id": 1, "example": "", "name": "Beasts"}]
    summary.refresh_from_db()
    assert (summary.text, summary.digest) == ("Beasts came early.", "")
    assert ProjectFile.objects.get().state == "dropped"
    [left] = Proposal.objects.all()
    text = talks.text_of(talk)
    assert text[left.start : left.end] == "And"
    assert queries.verify(it.project.pk) == []
    json.dumps(done.redacted.detail())


def test_a_part_leaves_who_it_is(it, by, person, talk, later, code):
    full(it, by, person, talk, code)
    done = part(by, person, talk)
    beside = done.redacted.beside
    assert (beside.identity, beside.values, beside.raw_texts, beside.names) == (False, 0, 1, 1)
    assert Identity.objects.exists()
    assert AttributeValue.objects.get().value == "kumquat age"
    assert Approach.objects.get().reason == "Through kumquat"


def test_a_withdrawal_needs_no_key(it, by, person, talk, code):
    full(it, by, person, talk, code)
    identities.file_of(identities.key_now(it.project)).unlink()
    actions.withdraw_participant(by=by, participant=person)
    assert not Identity.objects.exists()
    assert "umquat" not in talks.every_cell()


# Pages.


def at(it, person):
    return reverse("trace:gone", args=[it.project.pk, "participant", person.pk])


def test_the_page_says_what_a_part_erases_and_erases_no_more(it, browser, by, person, talk, later,
                                                             code):  # fmt: skip
    full(it, by, person, talk, code)
    threads.tie(it.findings[2], Passage.objects.get(participant=person))
    whole = browser.get(at(it, person)).content.decode()
    assert "First, Second" in whole
    assert "their name and contact" in whole
    page = browser.get(at(it, person), {"part": 1, "before": "2026-02-05"}).content.decode()
    assert "in First," in page
    assert it.findings[2].sentence in page
    assert "their name and contact" not in page
    assert f'name="transcript" value="{talk.pk}"' in page
    after = browser.get(at(it, person), {"part": 1, "after": "2026-01-05"}).content.decode()
    assert "in Second," in after
    sent = {"part": 1, "transcript": talk.pk, "sure": "on"}
    answer = browser.post(at(it, person), sent)
    assert answer.status_code == 302
    assert "zebra" not in talks.text_of(talk)
    assert "month later" in talks.text_of(later)
    shown = browser.get(reverse("interviews:participant", args=[it.project.pk, person.pk]))
    assert "Withdrew a part on" in shown.content.decode()


def test_a_part_without_a_choice_never_becomes_the_whole(it, browser, person, talk):
    page = browser.get(at(it, person), {"part": 1}).content.decode()
    assert "No transcript is chosen" in page
    assert "Withdraw this part" not in page
    answer = browser.post(at(it, person), {"part": 1, "sure": "on"})
    assert answer.status_code == 422
    assert "No transcript is chosen" in answer.content.decode()
    odd = browser.post(at(it, person), {"part": 1, "sure": "on", "transcript": ["x", "9" * 30]})
    assert odd.status_code == 422
    assert Participant.objects.get(pk=person.pk).withdrawn_at is None
    assert "kumquat" in talks.text_of(talk)
