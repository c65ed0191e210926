"""Real projects of other programs through the product, in and out; what came of them is printed."""

from __future__ import annotations

import sqlite3
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from tests import build
from tests.steps.interviews.exchange.test_round_trip import parts
from uptake.interviews.actions import exchange
from uptake.interviews.actions.exchange_people import Choices
from uptake.interviews.exchange.reading import parcel_of, read
from uptake.interviews.models import Code, Coding, Memo, Passage, ProjectFile, Transcript
from uptake.interviews.queries.leaving import Layer
from uptake.interviews.queries.takeout import file_of
from uptake.projects.actor import Member
from uptake.projects.models import Project

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]


def brought(by: Member, project: Project, content: bytes, name: str) -> ProjectFile:
    """A file as it was brought in, its words said to be de-identified."""
    parcel = parcel_of(content, name)
    file = exchange.receive_project_file(
        by=by, project=project, name=name, content=content, parcel=parcel
    )
    choices = Choices(waived="Published as it is.")
    return exchange.bring_project_in(by=by, file=file, parcel=parcel, choices=choices)


@pytest.mark.parametrize(
    ("name", "codes", "documents", "codings"),
    [
        ("atlasti23-windows-minimal.qdpx", 3, 0, 0),
        ("atlasti8-mac-standard-project.qdpx", 14, 0, 0),
        ("qc-demo.qdpx", 262, 2, 205),
    ],
)
def test_the_samples_come_in_and_go_out(data: Path, name, codes, documents, codings) -> None:
    path = data / "refi-qda" / "samples" / name
    if not path.exists():
        pytest.skip(f"No sample project at {path}.")
    project = build.project()
    file = brought(build.member(project), project, path.read_bytes(), name)
    lost = sum(one["count"] for one in file.losses)
    print(f"\n{name}: {file.counts}, not carried {lost}")
    assert Code.objects.filter(project=project).count() == codes
    assert Transcript.objects.filter(project=project).count() == documents
    assert Coding.objects.filter(project=project).count() == codings
    written = file_of(project, "qdpx", Layer.EVERY).data
    schema = etree.XMLSchema(etree.parse(data / "refi-qda" / "Project.xsd"))
    with zipfile.ZipFile(BytesIO(written)) as archive:
        schema.assertValid(etree.fromstring(archive.read("project.qde")))
    before, after = read(path.read_bytes(), name).project, read(written, name).project
    assert {one.guid for one in after.codes} == {one.guid for one in before.codes}
    assert {(c.guid, c.code, c.coder) for s in after.sources for one in s.selections
            for c in one.codings} == {
        (c.guid, c.code, c.coder) for s in before.sources for one in s.selections
        for c in one.codings
    }  # fmt: skip


def test_every_quote_of_the_taguette_database_is_equal(data: Path, tmp_path: Path) -> None:
    path = data / "transcripts" / "taguette" / "SERDIF_P2_ThematicAnalysis.sqlite3"
    if not path.exists():
        pytest.skip(f"No Taguette database at {path}.")
    project = build.project()
    file = brought(build.member(project), project, path.read_bytes(), path.name)
    kept = read(path.read_bytes(), path.name).project
    here = {
        (one.transcript.title, one.start, one.end): one.quote
        for one in Passage.objects.filter(project=project).select_related("transcript")
    }
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(path.read_bytes())
    with sqlite3.connect(copy) as database:
        number = database.execute("SELECT COUNT(*) FROM highlights").fetchone()[0]
    equal = sum(
        here.get((source.name, one.start, one.end)) == source.text[one.start : one.end]
        for source in kept.sources for one in source.selections
    )  # fmt: skip
    print(
        f"\nTaguette: {equal} of {number} quotes equal; {file.counts}; "
        f"{len(file.history)} events kept"
    )
    assert equal == number == 1794
    assert Transcript.objects.filter(project=project).count() == 17
    assert Coding.objects.filter(project=project).count() == 1930
    assert Memo.objects.get(project=project).text.startswith("History in Taguette: 2,790 events")
    first = file_of(project, "qdpx", Layer.EVERY)
    other = build.project(title=project.title)
    brought(build.member(other), other, first.data, "again.qdpx")
    assert parts(file_of(other, "qdpx", Layer.EVERY).data) == parts(first.data)
