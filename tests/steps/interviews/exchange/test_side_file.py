"""What a side file says is held against what is here: nothing counts that should not."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests import build
from tests.formats import taguette_files
from tests.steps.interviews import build as talks
from tests.steps.interviews.exchange.test_round_trip import adjudicated, bring, rich
from uptake.interviews import actions
from uptake.interviews.actions import chart
from uptake.interviews.exchange.parcel import Parcel, from_json
from uptake.interviews.layers import settled
from uptake.interviews.models import (
    Adjudication,
    ChartSummary,
    Code,
    CodebookAct,
    Coding,
    CodingRound,
    ContentRow,
    Memo,
    Participant,
    Passage,
    Theme,
    Turn,
)
from uptake.interviews.queries.cells import changed_since, digest_of, inside
from uptake.interviews.queries.guids import codes_by_guid
from uptake.interviews.queries.outgoing import Layer
from uptake.interviews.queries.takeout import file_of
from uptake.interviews.queries.themes import themes


@pytest.fixture
def ann(project):
    return build.member(project, "coder", build.account(name="Ann"))


@pytest.fixture
def bo(project):
    return build.member(project, "coder", build.account(name="Bo"))


@pytest.fixture
def scene(by, project, ann, bo):
    """A project with a round that was adjudicated."""
    row, passage, code = rich(by, project, ann, bo)
    adjudicated(project, row, passage, code, ann, bo)
    return passage


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A project file with another side file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as file, zipfile.ZipFile(out, "w") as new:
        for name in file.namelist():
            content = file.read(name)
            if name == "uptake.json":
                side = json.loads(content)
                change(side)
                content = json.dumps(side).encode()
            new.writestr(name, content)
    return out.getvalue()


def counting(project) -> int:
    return Coding.objects.filter(settled(), project=project).count()


def test_what_came_to_a_round_later_does_not_count_unadjudicated(by, project, ann, bo, scene):
    other = build.project()
    owner = build.member(other)
    bring(owner, other, file_of(project, "qdpx", Layer.EVERY).data)
    before = counting(other)
    later = Passage.objects.filter(project=project).exclude(pk=scene.pk).first()
    around = CodingRound.objects.get(project=project)
    for layer, agreed in (
        ("coder", None),
        ("consensus", Adjudication.objects.get(project=project)),
    ):
        Coding.objects.create(
            project=project, passage=later, code=talks.code(project, f"Late {layer}"),
            coder=ann.user, round=around, layer=layer, adjudication=agreed,
        )  # fmt: skip
    file = bring(owner, other, file_of(project, "qdpx", Layer.EVERY).data)
    assert counting(other) == before
    lost = {one["kind"]: one["count"] for one in file.losses}
    assert lost["codings of rounds that are here already"] == 2
    assert "codings" not in file.counts


def bent(side: dict[str, Any]) -> None:
    """Say what no file of ours says."""
    [around] = side["rounds"]
    around["assignments"] *= 2
    around["codes"] = [*side["codes"]] * 2
    around["opened"] = "2026-01-01T00:00:00+00:00"
    for guid, one in side["themes"].items():
        one["parent"] = guid
    for guid, one in side["codes"].items():
        one["into"] = guid
        one["retired"] = "0001-01-01T00:00:00+14:00"
    for one in side["chart"]:
        one["passages"] *= 2
    for one in side["adjudications"]:
        one["how"] = "elsewhere"
    for one in side["transcripts"].values():
        one["turns"] = [[turn[0], turn[1], *turn[2:4], 1e400, 0] for turn in one["turns"]]


def test_a_bent_side_file_makes_no_circle_and_stops_nothing(by, project, scene):
    other = build.project()
    data = changed(file_of(project, "qdpx", Layer.EVERY).data, bent)
    file = bring(build.member(other), other, data)
    assert len(themes(other).rows) == Theme.objects.filter(project=other).count() == 2
    assert not Code.objects.filter(project=other, merged_into__isnull=False).exists()
    assert codes_by_guid(other)
    assert not Turn.objects.filter(project=other, started__isnull=False).exists()
    lost = {one["kind"]: one["count"] for one in file.losses}
    assert lost["agreed codings whose adjudication is not here"] == 1
    assert file.counts["codings"] == Coding.objects.filter(project=other).count()


def test_no_word_comes_in_that_a_database_cannot_hold():
    parcel = Parcel("qdpx", side={"a": ["x\0y\ud800z 🙂", {"\0": 1}]})
    assert from_json(parcel.as_json()).side == {"a": ["x\ufffdy\ufffdz 🙂", {"\ufffd": 1}]}


@pytest.mark.django_db
def test_a_tag_of_another_taguette_project_is_left_out():
    project = build.project()
    data = taguette_files.database(
        taguette_files.PROJECT, "INSERT INTO projects VALUES (2, 'Other', '', '')",
        "INSERT INTO tags VALUES (1, 1, 'one', '')", "INSERT INTO tags VALUES (2, 2, 'two', '')",
        taguette_files.document("<p>Hello there</p>"), taguette_files.highlight(1, 0, 5, "Hello"),
        "INSERT INTO highlight_tags VALUES (1, 1)", "INSERT INTO highlight_tags VALUES (1, 2)",
    )  # fmt: skip
    file = bring(build.member(project), project, data, name="study.sqlite3")
    lost = {one["kind"]: one["count"] for one in file.losses}
    assert lost["tags of highlights that the project does not have"] == 1
    assert [str(one.code) for one in Coding.objects.filter(project=project)] == ["one"]


def marked(project) -> dict[str, tuple[int, int, int]]:
    """Of each summary of the chart, how many passages were added, are gone and were recoded."""
    found = {}
    for row in ChartSummary.objects.filter(project=project, removed_at=None):
        it = changed_since(row, inside(row.theme, row.participant))
        assert bool(it) == (row.digest != digest_of(inside(row.theme, row.participant)))
        found[row.text] = len(it.added), len(it.gone), len(it.recoded)
    return found


@pytest.mark.parametrize("layer", list(Layer))
def test_a_summary_comes_back_as_changed_as_it_was(by, project, layer):
    talks.person(by, project, "P11")
    people = {row.pseudonym: row for row in Participant.objects.filter(project=project)}
    row = talks.heard(by, project, (("P11", "No time. No money. No help."),), people)
    codes = [talks.code(project, name) for name in ("A", "B")]
    parts_ = [talks.coded(by, row, words, codes[0]) for words in ("No time.", "No money.")]
    for name, code in zip(("Fresh", "Stale"), codes, strict=True):
        theme = actions.add_theme(by=by, project=project, name=name, codes=[code])
        if name == "Stale":
            talks.coded(by, row, "No money.", code)
        chart.write_summary(by=by, theme=theme, case=people["P11"], text=name, passages=parts_[1:])
    talks.coded(by, row, "No help.", codes[1])
    assert marked(project) == {"Fresh": (0, 0, 0), "Stale": (1, 0, 0)}
    other = build.project()
    data = file_of(project, "qdpx", layer).data
    bring(build.member(other), other, data)
    assert marked(other) == marked(project)
    for old in (None, [["gone", "x", []]]):
        older = build.project()
        bring(build.member(older), older, changed(
            data, lambda side, old=old: [one.update(held=old) for one in side["chart"]]
        ))  # fmt: skip
        assert ChartSummary.objects.filter(project=older, digest="").count() == 2


def test_what_stays_behind_is_said(by, project, ann, bo, scene):
    row = ContentRow.objects.get(project=project)
    Coding.objects.filter(passage=row.passage).update(removed_at=row.created_at)
    ChartSummary.objects.filter(project=project).update(theme=Theme.objects.create(
        project=project, name="Old", retired_at=row.created_at
    ))  # fmt: skip
    Memo.objects.create(project=project, passage=scene, by=bo.user, text="Of the adjudicator")
    CodebookAct.objects.create(
        project=project, kind="reword", code=Code.objects.filter(project=project)[0], followed={}
    )

    def lost(form: str, layer: Layer) -> dict[str, int]:
        return {one.kind: one.count for one in file_of(project, form, layer).losses}

    said = lost("qdpx", Layer.SETTLED)
    assert said["earlier wordings of codes"] == 1
    assert said["rows of the content table on passages that don't go out"] == 1
    assert said["summaries of the chart on what does not go out"] == 1
    for layer in Layer:
        table = file_of(project, "codings", layer)
        there = sum(memo.text.encode() in table.data for memo in memos(project))
        nowhere = "memos that are on no coding of their writer"
        assert there + lost("codings", layer)[nowhere] == len(memos(project))


def memos(project) -> list[Memo]:
    return list(Memo.objects.filter(project=project, removed_at=None))
