"""A project written by Uptake and read into an empty one comes back equal."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from io import BytesIO
from itertools import zip_longest

import pytest

from benchmarks.exchanged.making import side
from tests import build
from tests.steps.interviews import build as talks
from uptake.interviews import actions
from uptake.interviews.actions import exchange, guides
from uptake.interviews.actions.exchange_people import Choices
from uptake.interviews.exchange.reading import read
from uptake.interviews.guide_text import Prompt, Question
from uptake.interviews.models import (
    Adjudication,
    Approach,
    Assignment,
    Attribute,
    AttributeValue,
    ChartSummary,
    Coding,
    CodingRound,
    ContentCategory,
    ContentRow,
    Memo,
    Reduction,
    SummaryPassage,
    ThemeQuote,
    Transcript,
    Turn,
)
from uptake.interviews.queries.leaving import Layer
from uptake.interviews.queries.places import open_places, places
from uptake.interviews.queries.takeout import file_of

TALK = (
    ("Interviewer", "Where did it get stuck, in your view?"),
    ("P11", "Nobody took anything off my list 🙂. We kept the paper forms as well."),
    ("P12", "שלום. It was lonely at first. My daughter set it up for me."),
)


def bring(by, project, content, name="file.qdpx", **choices):
    """Read a file and bring it in."""
    parcel = read(content, name)
    file = exchange.receive_project_file(
        by=by, project=project, name=name, content=content, parcel=parcel
    )
    choices.setdefault("waived", "Done before it was sent.")
    return exchange.bring_project_in(by=by, file=file, parcel=parcel, choices=Choices(**choices))


def rich(by, project, ann, bo):
    """A project with something of every kind that goes out."""
    for name in ("P11", "P12"):
        talks.person(by, project, name)
    row = talks.heard(by, project, TALK, {
        p.pseudonym: p for p in project_people(project)
    })  # fmt: skip
    top = actions.add_code(
        by=by,
        project=project,
        name="Time",
        definition="About time.",
        when="When it is about time",
        when_not="Not money",
        example="late",
    )
    under = actions.add_code(by=by, project=project, name="No time set aside", parent=top)
    old = actions.add_code(by=by, project=project, name="Paper")
    one = talks.coded(ann, row, "Nobody took anything off my list 🙂.", under, old, memo="Strong.")
    two = talks.coded(bo, row, "It was lonely at first.", top)
    talks.coded(bo, row, "anything off my list 🙂. We kept", under)
    actions.retire_code(by=by, code=old)
    actions.write_memo(by=bo, on=top, text="A memo on a code")
    actions.write_memo(by=bo, on=row, text="A memo on a transcript")
    theme = actions.add_theme(
        by=by, project=project, name="Hours", about="What binds it", codes=[under, top]
    )
    actions.add_theme(by=by, project=project, name="Fewer", parent=theme)
    actions.write_memo(by=bo, on=theme, text="A memo on a theme")
    Memo.objects.create(project=project, by=bo.user, text="On the project")
    band = Attribute.objects.create(project=project, name="Age band", options=["-40", "41-"])
    for person in project_people(project):
        AttributeValue.objects.create(
            project=project, participant=person, attribute=band, value="41-"
        )
    case = project_people(project)[0]
    cell = ChartSummary.objects.create(
        project=project,
        theme=theme,
        participant=case,
        text="Had no time.",
        digest="0" * 64,
        by=bo.user,
    )
    SummaryPassage.objects.create(project=project, summary=cell, passage=one)
    kind = ContentCategory.objects.create(project=project, name="Load", about="Work")
    less = Reduction.objects.create(project=project, text="Too much", category=kind)
    ContentRow.objects.create(
        project=project,
        passage=two,
        paraphrase="Was lonely",
        generalisation="Loneliness",
        reduction=less,
        by=ann.user,
    )
    beside(by, project, row, theme, two, bo)
    return row, one, under


def beside(by, project, row, theme, passage, bo):
    """What only the side file holds: a guide, the log, versions, earlier wordings, quotes."""
    asked = Question("1", "Where did it get stuck?", (Prompt("1a", "And then?"),))
    guide = guides.add_guide(by=by, project=project, name="Staff", questions=[asked],
                             coproduced_with="two therapists")  # fmt: skip
    guides.name_guide(by=by, transcript=row, guide=guide)
    row.refresh_from_db()
    under = guide.questions.last()
    Turn.objects.filter(version__transcript=row, index__gte=1).update(question=under)
    for person in project_people(project):
        Approach.objects.create(project=project, participant=person, kind="invited",
                                on=date(2026, 3, 1), reason="No time for it")  # fmt: skip
    actions.number_codebook(by=by, project=project, name="First", note="Before the round")
    memo = actions.write_memo(by=bo, on=theme, text="As it read first")
    actions.edit_memo(by=bo, memo=memo, text="As it reads now")
    ThemeQuote.objects.create(project=project, theme=theme, passage=passage, stance="contrary",
                              by=by.user)  # fmt: skip


def adjudicated(project, row, passage, code, ann, bo):
    """An opened round in which one thing was agreed."""
    from django.utils import timezone

    now = timezone.now()
    around = CodingRound.objects.create(project=project, name="Round 1", seed=4, opened_at=now)
    for who in (ann, bo):
        Assignment.objects.create(
            project=project, round=around, transcript=row, coder=who.user, done_at=now
        )
    Coding.objects.filter(passage=passage).update(round=around)
    agreed = Adjudication.objects.create(
        project=project, round=around, transcript=row, how="choose", reason="Clearer", by=bo.user,
        decided=list(Coding.objects.filter(passage=passage).values_list("pk", flat=True)),
    )  # fmt: skip
    return Coding.objects.create(
        project=project,
        passage=passage,
        code=code,
        coder=bo.user,
        layer="consensus",
        round=around,
        adjudication=agreed,
    )


def project_people(project):
    from uptake.interviews.models import Participant

    return list(Participant.objects.filter(project=project).order_by("pseudonym"))


@pytest.fixture
def ann(project):
    return build.member(project, "coder", build.account(name="Ann"))


@pytest.fixture
def bo(project):
    return build.member(project, "coder", build.account(name="Bo"))


@pytest.mark.parametrize("layer", list(Layer))
def test_a_project_comes_back_equal(by, project, ann, bo, layer):
    row, passage, code = rich(by, project, ann, bo)
    adjudicated(project, row, passage, code, ann, bo)
    first = file_of(project, "qdpx", layer)
    other = build.project()
    owner = build.member(other)
    other.title, other.question = project.title, project.question
    other.save()
    file = bring(owner, other, first.data)
    again = file_of(other, "qdpx", layer)
    same(again.data, first.data)
    assert file.state == "stored"
    assert file.content is None
    assert "reasons for declining, which stay here" in {one.kind for one in first.losses}
    for name in ("guides", "asked", "log", "versions", "quotes", "wordings"):
        assert json.loads(parts(again.data)["uptake.json"])[name]
    assert "No time for it" not in parts(first.data)["uptake.json"]
    assert Transcript.objects.get(project=other).guide.questions.count() == 2
    restored = Memo.objects.get(project=other, text="As it reads now")
    assert restored.replaces.text == "As it read first"
    assert restored.replaces.removed_at is not None
    assert Coding.objects.filter(project=other, source="file").exists()
    for one in CodingRound.objects.filter(project=other):
        assert (len(places(one)), open_places(one)) == (1, 0)


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    side = json.loads(found["uptake.json"])
    return {**found, "uptake.json": json.dumps(side, indent=1, sort_keys=True)}


def same(one: bytes, other: bytes) -> None:
    """Hold two project files equal, line by line."""
    left, right = parts(one), parts(other)
    assert left.keys() == right.keys()
    for name in left:
        pairs = zip_longest(left[name].splitlines(), right[name].splitlines(), fillvalue="")
        assert [(name, a, b) for a, b in pairs if a != b] == []


def test_what_is_here_already_stays_as_it_is(by, project, ann, bo):
    rich(by, project, ann, bo)
    data = file_of(project, "qdpx").data
    other = build.project()
    owner = build.member(other)
    guides.add_guide(by=owner, project=other, name="Staff", questions=[Question("1", "Mine?", ())])
    actions.add_code(by=owner, project=other, name="Mine")
    actions.number_codebook(by=owner, project=other, name="Mine", note="")
    lost = {one["kind"] for one in bring(owner, other, data).losses}
    assert {"interview guides that are here already",
            "versions of the codebook, which has its own here"} <= lost  # fmt: skip
    assert Transcript.objects.get(project=other).guide is None


def test_a_reduction_that_was_retired_here_is_not_used_again(by, project, ann, bo):
    rich(by, project, ann, bo)
    data = file_of(project, "qdpx").data
    gone = Reduction.objects.get()
    Reduction.objects.update(retired_at=gone.created_at)
    ContentRow.objects.update(removed_at=gone.created_at)
    bring(by, project, data)
    assert ContentRow.objects.get(removed_at=None).reduction.retired_at is None
    assert Reduction.objects.get(pk=gone.pk).retired_at is not None


def test_a_table_says_what_it_has_no_place_for(by, project, ann, bo):
    rich(by, project, ann, bo)
    assert {"interview guides", "lines of the recruitment log", "memos' earlier wordings",
            "numbered versions of the codebook", "quotes chosen for themes"} <= {
        one.kind for one in file_of(project, "codings").losses
    }  # fmt: skip


SIDES = {
    "guides": [{"guid": "g", "name": " "}, {"guid": "h", "name": "A", "questions": [
        {"label": "1", "text": "x", "under": 7}]}],
    "asked": {"x": 1}, "log": [{"case": 1, "on": "never"}],
    "versions": [{"number": 1, "codes": [{"code": "?"}]}, {"number": 1}, {"number": -4}],
    "quotes": [{"stance": "odd"}], "wordings": {"x": [[1]]},
}  # fmt: skip


def test_parts_that_make_no_sense_are_left_out(by, project):
    file = bring(by, project, side(SIDES), "a.qdpx")
    assert file.counts["interview guides"] == 1
    assert file.counts["versions of the codebook"] == 2
    assert "versions of the codebook that are here already" in {one["kind"] for one in file.losses}
