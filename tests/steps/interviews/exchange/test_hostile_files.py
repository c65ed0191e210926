"""Over a hundred hostile files: each is refused in words or read, in little time, and brought in.

Those that cost something are measured instead, by `python -m benchmarks roundtrip`.
"""

from __future__ import annotations

import time

import pytest

from benchmarks.exchanged.hostile import HEAVY, shapes
from benchmarks.exchanged.making import WORDS, packed, place, qde, side, text
from tests.pace import allowed
from tests.steps.interviews.exchange.test_round_trip import bring
from uptake.formats.refi import archive, parts
from uptake.formats.text import Unreadable
from uptake.interviews.exchange.reading import read
from uptake.interviews.models import Passage, ProjectFile, Version
from uptake.projects.errors import Refused

SECONDS = 5
SHAPES = {name: (end, make) for name, end, make in shapes()}
LIGHT = sorted(SHAPES.keys() - HEAVY)


def test_there_are_over_a_hundred():
    assert len(LIGHT) > 100
    assert SHAPES.keys() >= HEAVY


@pytest.mark.parametrize("name", LIGHT)
def test_it_is_refused_or_read(name):
    end, make = SHAPES[name]
    data, began = make(), time.process_time()
    try:
        parcel = read(data, f"a.{end}")
    except Unreadable as refusal:
        said = refusal.what and refusal.advice
    else:
        for source in parcel.project.sources:
            for one in source.selections:
                assert 0 <= one.start < one.end <= len(source.text)
        said = parcel.as_json()
    assert said
    assert time.process_time() - began < allowed(SECONDS)


def test_more_elements_than_can_be_read(monkeypatch):
    monkeypatch.setattr(parts, "ELEMENTS", 40)
    with pytest.raises(Unreadable, match="more elements than can be read"):
        read(qde("<Sets>" + "<Set/>" * 40 + "</Sets>"), "a.qde")


def test_a_text_that_is_longer_than_any_is_said_and_the_rest_is_read(monkeypatch):
    monkeypatch.setattr(archive.Archive.read, "__defaults__", (20,))
    found = read(packed({"project.qde": qde(text(place(0, 4))), "sources/T.txt": WORDS}), "a.qdpx")
    assert [one.kind for one in found.losses][:1] == ["texts that can't be read"]


def test_attributes_past_telling_are_counted():
    names = " ".join(f'a{n}="1"' for n in range(600))
    losses = read(qde("", names), "a.qde").losses
    assert len(losses) == 401
    assert losses[-1].kind == "things of other kinds"
    assert sum(one.count for one in losses) == 600


BROUGHT = [
    *(name for name in LIGHT if "side file: " in name), "qdpx: project in capitals",
    "qdpx: text right to left", "qdpx: text of line ends", "qdpx: wrong places",
    "qdpx: codebook with odd names", "qdpx: codebook in 240 levels", "sqlite3: triggers",
    "sqlite3: values of other types", "sqlite3: unknown encoding", "csv: formulas",
    "csv: a date of no calendar", "qdpx: XML that includes",
]  # fmt: skip


@pytest.mark.parametrize("name", BROUGHT)
def test_it_is_brought_in_whole_or_not_at_all(by, project, name):
    end, make = SHAPES[name]
    try:
        file = bring(by, project, make(), f"a.{end}")
    except Refused:
        assert ProjectFile.objects.get().state == "waiting"
        assert not Version.objects.exists()
        return
    assert file.state == "stored"
    for one in Passage.objects.select_related("version"):
        assert one.version.text[one.start : one.end] == one.quote


def test_signs_that_no_database_holds_come_in_as_others(by, project):
    said = {"content": {"categories": [{"guid": "x", "name": "a\0b\ud800c"}],
                        "reductions": [{"guid": "y", "text": "d\0\udfff"}]}}  # fmt: skip
    file = bring(by, project, side(said), "a.qdpx")
    assert file.state == "stored"
