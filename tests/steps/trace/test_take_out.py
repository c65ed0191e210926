"""Words that were overlooked leave a coded transcript, and nothing of them is left anywhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build
from tests.steps.findings.build import finding as a_finding
from tests.steps.interviews import build as make
from uptake.findings import actions as findings
from uptake.interviews import actions
from uptake.interviews.identities import known_names
from uptake.interviews.models import (
    ChartSummary,
    CodebookVersion,
    CodingRound,
    ContentRow,
    FormerPlace,
    Memo,
    Passage,
    Reduction,
    Turn,
    Version,
)
from uptake.interviews.queries.written import holding
from uptake.projects.errors import NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import LookAgain
from uptake.trace.actions.overlooked import take_out_words

pytestmark = pytest.mark.django_db

SAID = [
    ("I", "Who ran it?"),
    ("P11", "Maureen Tapsell ran it, and it was slow. Then Tapsell left."),
    ("P11", "Nobody came after that."),
]


@pytest.fixture
def project(db):
    return build.project()


@pytest.fixture
def by(project):
    return build.member(project)


@pytest.fixture
def talk(by, project):
    talk = make.heard(by, project, SAID, {"P11": make.person(by, project)}, waived="Looked fine.")
    actions.correct_transcript(
        by=by, transcript=talk, version=1, reason="Tape: Tapsell", words={0: "Who ran it, then?"}
    )
    return talk


def test_they_are_replaced_blanked_and_locked(by, project, talk):
    code = make.code(project)
    named = make.coded(by, talk, "Maureen Tapsell ran it", code)
    beside = make.coded(by, talk, "Nobody came", code)
    alone = make.coded(by, talk, "Tapsell", code)
    done = take_out_words(by=by, transcript=talk, version=2, words="Tapsell")
    assert (done.replacement, done.places, done.beside, done.left) == ("[name 1]", 2, 0, 0)
    assert make.text_of(talk).count("[name 1]") == 2
    assert "Tapsell" not in make.every_cell()
    assert "███████" in Version.objects.get(transcript=talk, number=1).text
    named.refresh_from_db()
    beside.refresh_from_db()
    alone.refresh_from_db()
    assert (alone.quote, alone.state) == ("[name 1]", "firm")
    assert named.quote == "Maureen [name 1] ran it"
    assert beside.quote == "Nobody came"
    assert all("Tapsell" not in row.quote for row in FormerPlace.objects.all())
    assert [one.original for one in known_names(project)] == ["Tapsell"]
    again = take_out_words(by=by, transcript=talk, version=3, words="Maureen", replacement="Kim")
    assert again.replacement == "Kim"


def test_a_passage_that_was_lost_is_blanked_too(by, project, talk):
    make.coded(by, talk, "Then Tapsell left.", make.code(project))
    actions.correct_transcript(
        by=by, transcript=talk, version=2, reason="Tape",
        words={1: "Maureen Tapsell ran it, and it was slow."},
    )  # fmt: skip
    assert Passage.objects.get().state == "lost"
    take_out_words(by=by, transcript=talk, version=3, words="Tapsell")
    assert Passage.objects.get().quote == "Then ███████ left."


def test_what_rests_on_it_is_marked(by, project, talk):
    passage = make.coded(by, talk, "Maureen Tapsell ran it", make.code(project))
    row = a_finding(project)
    findings.tie_evidence(by=by, finding=row, passages=[passage])
    take_out_words(by=by, transcript=talk, version=2, words="Tapsell")
    marks = LookAgain.objects.filter(kind="finding", object_id=row.pk)
    assert "Words were taken out" in marks.get().reason
    assert "Tapsell" not in marks.get().reason


def written_about(by, project, talk):
    """What a team writes in the course of an analysis, each text with the name in it."""
    said = "After Tapsell, nobody."
    code = make.code(project)
    passage = make.coded(by, talk, "Nobody came", code, memo="Tapsell, at first.")
    memo = actions.edit_memo(by=by, memo=Memo.objects.get(), text=said)
    theme = actions.add_theme(by=by, project=project, name="Tapsell's time", about=said)
    reduction = Reduction.objects.create(project=project, text=said)
    row = ContentRow.objects.create(
        project=project, passage=passage, paraphrase=said, generalisation="All", by=by.user
    )
    summary = ChartSummary.objects.create(
        project=project, theme=theme, participant=passage.participant, text=said, by=by.user,
        digest="", cell=[[passage.pk, "Tapsell", []]],
    )  # fmt: skip
    return [(memo, "text"), (theme, "about"), (reduction, "text"), (row, "paraphrase"),
            (summary, "text")]  # fmt: skip


def test_what_the_team_wrote_is_listed_and_replaced_where_asked(by, project, talk):
    texts = written_about(by, project, talk)
    found = holding(project, "Tapsell", by.user)
    keys = [one.key for one in found]
    wanted = {f"{row._meta.model_name}-{row.pk}" for row, _ in texts}
    assert set(keys) == wanted
    assert found[0].before + found[0].words + found[0].after == "After Tapsell, nobody."
    left = keys.pop()
    done = take_out_words(by=by, transcript=talk, version=2, words="Tapsell", beside=keys)
    assert (done.beside, done.left) == (4, 1)
    read = {}
    for row, name in texts:
        row.refresh_from_db()
        read[f"{row._meta.model_name}-{row.pk}"] = getattr(row, name)
    assert read.pop(left) == "After Tapsell, nobody."
    assert set(read.values()) == {"After [name 1], nobody."}
    assert [one.key for one in holding(project, "Tapsell", by.user)] == [left]


def test_earlier_wordings_lose_them_and_names_are_changed_by_hand(by, project, talk):
    texts = written_about(by, project, talk)
    CodebookVersion.objects.create(
        project=project, number=9, codes=[{"name": "A", "definition": "Tapsell's"}]
    )
    keys = [f"{row._meta.model_name}-{row.pk}" for row, _ in texts]
    take_out_words(by=by, transcript=talk, version=2, words="Tapsell", beside=keys)
    left = [line for line in make.every_cell().splitlines() if "Tapsell" in line]
    assert len(left) == 2  # the theme's name, on its row and in the trail
    assert all("Tapsell's time" in line for line in left)
    assert [one.key for one in holding(project, "Tapsell", by.user)] == [""]


def test_memos_of_an_unopened_round_are_their_coders_own(by, project, talk):
    round_ = CodingRound.objects.create(project=project, name="One", seed=1)
    theirs = build.member(project, "coder").user
    memo = Memo.objects.create(project=project, text="Tapsell again", round=round_, by=theirs)
    assert holding(project, "Tapsell", by.user) == []
    take_out_words(by=by, transcript=talk, version=2, words="Tapsell", beside=[f"memo-{memo.pk}"])
    memo.refresh_from_db()
    assert memo.text == "Tapsell again"


def test_a_conclusion_that_holds_them_is_to_be_written_anew(by, project, talk):
    row = a_finding(project, sentence="It ended when Tapsell left")
    take_out_words(by=by, transcript=talk, version=2, words="Tapsell")
    mark = LookAgain.objects.get(kind="finding", object_id=row.pk)
    assert mark.reason == "It holds words that were taken out of a transcript. Write it anew."


@pytest.mark.parametrize(
    ("words", "more", "why"),
    [
        ("x", {}, "between 2 and 120"), ("Nowhere", {}, "does not stand"),
        ("Tapsell", {"kind": "moon"}, "no kind"),
        ("Tapsell", {"replacement": "Tapsell 2"}, "very words"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(by, talk, words, more, why):
    with pytest.raises(Refused, match=why):
        take_out_words(by=by, transcript=talk, version=2, words=words, **more)
    assert "Tapsell" in make.text_of(talk)


def test_an_overtaken_page_and_a_coder_are_refused(by, project, talk):
    with pytest.raises(OvertakenEdit):
        take_out_words(by=by, transcript=talk, version=1, words="Tapsell")
    with pytest.raises(NotAllowed):
        take_out_words(
            by=build.member(project, "coder"), transcript=talk, version=2, words="Tapsell"
        )


def test_the_page(by, project, talk):
    make.coded(by, talk, "Nobody came", make.code(project), memo="After Tapsell, nobody.")
    client = build.browser(by)
    address = reverse("trace:take-out", args=[project.pk, talk.pk])
    assert "can't be read again afterwards" in client.get(address).content.decode()
    data = {"words": "", "kind": "name", "version": "2"}
    assert client.post(address, data).status_code == 422
    answer = client.post(address, {**data, "words": "Nowhere"})
    assert "does not stand in this transcript" in answer.content.decode()
    sent = {**data, "words": "Tapsell", "put": "the lead"}
    asked = client.post(address, sent).content.decode()
    assert "Nothing is taken out yet" in asked
    assert "After Tapsell, nobody." in asked
    assert "Tapsell" in make.text_of(talk)
    memo = Memo.objects.get()
    assert f'value="memo-{memo.pk}" checked' in asked
    answer = client.post(address, {**sent, "shown": "Tapsell"}, follow=True)
    shown = answer.content.decode()
    assert "the lead stands at 2 places now. 4 in older versions were blanked." in shown
    assert "1 text holds the words still." in shown
    sent = {**data, "version": "3", "words": "Maureen", "put": "Kim", "shown": "Maureen"}
    memo.text = "Maureen, too"
    memo.save()
    answer = client.post(address, {**sent, "beside": [f"memo-{memo.pk}"]}, follow=True)
    assert "1 text of the team reads so, too." in answer.content.decode()
    memo.refresh_from_db()
    assert memo.text == "Kim, too"


def test_labels_of_those_who_speak_lose_them_too(by, project):
    said = [("Dr Tapsell (I)", "And?"), ("P11", "Ask Dr Tapsell.")]
    talk = make.heard(by, project, said, {"P11": make.person(by, project)}, waived="Looked fine.")
    take_out_words(by=by, transcript=talk, version=1, words="Dr Tapsell")
    first = Turn.objects.filter(version__transcript=talk, index=0)
    assert list(first.values_list("speaker", flat=True)) == ["[name 1] (I)"] * 2
    assert "Tapsell" not in make.every_cell()


def test_a_title_that_holds_them_is_changed_first(by, talk):
    actions.edit_transcript(
        by=by, transcript=talk, title="Mrs Tapsell's", kind=talk.kind, held_on=None
    )
    with pytest.raises(Refused, match="title holds"):
        take_out_words(by=by, transcript=talk, version=2, words="Tapsell")
    assert "Tapsell" in make.text_of(talk)
    to = reverse("trace:take-out", args=[talk.project_id, talk.pk])
    sent = {"version": 2, "words": "Tapsell", "kind": "name", "put": "", "shown": "Tapsell"}
    answer = build.browser(by).post(to, sent)
    assert answer.status_code == 422
    assert reverse("interviews:edit", args=[talk.project_id, talk.pk]) in answer.content.decode()
