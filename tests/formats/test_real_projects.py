"""Projects of other tools as those tools wrote them, read in place."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from tests.formats.refi_files import project_xml, schema
from uptake.formats.refi.model import Read
from uptake.formats.refi.read import read as read_refi
from uptake.formats.refi.write import write_codebook, write_project
from uptake.formats.taguette.marked import Marked
from uptake.formats.taguette.read import Reading
from uptake.formats.taguette.read import read as read_taguette
from uptake.formats.turns import normalise

SAMPLES = {
    # users, codes, sources, notes, links, sets, passages, codings on passages
    "atlasti23-windows-minimal.qdpx": (2, 3, 0, 0, 0, 0, 0, 0),
    "atlasti8-mac-standard-project.qdpx": (3, 14, 15, 2, 1, 16, 0, 0),
    "qc-demo.qdpx": (1, 262, 2, 0, 0, 0, 158, 205),
}
LOST = {
    "atlasti8-mac-standard-project.qdpx": {
        "texts that aren't in the file": 11,
        "passages in texts that aren't there": 8,
        "codings on passages in texts that aren't there": 9,
        "marked areas of PDFs": 4,
        "codings on marked areas of PDFs": 4,
        "marked areas of pictures": 1,
        "codings on marked areas of pictures": 2,
        "marked stretches of recordings": 2,
        "codings on marked stretches of recordings": 1,
        "maps and diagrams (Graphs)": 1,
        "files of PDFs, pictures and recordings": 6,
        "formatted forms of texts, beside the plain ones": 9,
        "times of places in transcripts": 13,
        "the folder on the computer the project came from": 1,
    },
}


@pytest.fixture(scope="module")
def samples(data: Path) -> dict[str, Read]:
    folder = data / "refi-qda" / "samples"
    if not folder.is_dir():
        pytest.skip(f"No REFI-QDA samples at {folder}.")
    return {name: read_refi((folder / name).read_bytes(), name=name) for name in SAMPLES}


def test_what_the_samples_hold_and_what_of_it_is_lost(samples: dict[str, Read]) -> None:
    for name, found in samples.items():
        it = found.project
        selections = [selection for source in it.sources for selection in source.selections]
        assert (
            len(it.users), len(it.codes), len(it.sources), len(it.notes), len(it.links),
            len(it.sets), len(selections), sum(len(selection.codings) for selection in selections),
        ) == SAMPLES[name], name  # fmt: skip
        assert {loss.kind: loss.count for loss in found.losses} == LOST.get(name, {}), name
        print(f"\n{name}: {SAMPLES[name]}, {sum(loss.count for loss in found.losses)} lost")


def test_places_in_the_sample_with_texts_are_whole_lines(samples: dict[str, Read]) -> None:
    board = samples["qc-demo.qdpx"].project.sources[0]
    assert board.convention is not None
    assert (board.convention.units, board.convention.line_end) == ("codepoints", 1)
    assert board.convention.score > 0.99
    lines = board.text.split("\n")
    for it in board.selections:
        number = int(it.name.removeprefix("line:"))
        assert board.text[it.start : it.end].rstrip("\n") == lines[number], it.name


def test_the_samples_are_written_and_read_again(samples: dict[str, Read], data: Path) -> None:
    valid, valid_book = schema(data, "Project.xsd"), schema(data, "Codebook.xsd")
    for name, found in samples.items():
        written = write_project(found.project)
        valid.assertValid(project_xml(written.data))
        plain = tuple(
            replace(it, kind="text", part_of="", name=unicodedata.normalize("NFC", it.name))
            for it in found.project.sources
        )
        assert read_refi(written.data).project == replace(
            found.project, origin="Uptake", sources=plain
        ), name
        book = write_codebook(found.project).data
        valid_book.assertValid(etree.fromstring(book))
        assert read_refi(book).project.codes == found.project.codes


@pytest.fixture(scope="module")
def taguette(data: Path) -> Reading:
    path = data / "transcripts" / "taguette" / "SERDIF_P2_ThematicAnalysis.sqlite3"
    if not path.is_file():
        pytest.skip(f"No Taguette database at {path}.")
    return read_taguette(path.read_bytes(), name=path.name)


def test_every_highlight_of_the_database_has_the_words_kept_beside_it(taguette: Reading) -> None:
    [project] = taguette.projects
    highlights = [it for document in project.documents for it in document.highlights]
    print(f"\nTaguette: {sum(it.as_kept for it in highlights)} of {len(highlights)} quotes equal")
    assert [it.as_kept for it in highlights] == [True] * 1_794
    assert (len(project.documents), len(project.tags), len(project.history)) == (17, 22, 2_790)
    assert sum(len(it.tags) for it in highlights) == 1_930
    assert all(it.coder == "admin" and it.created for it in highlights)
    assert (taguette.losses, taguette.oddities) == ((), ())


def test_the_places_hold_in_the_plain_text_too(taguette: Reading, data: Path) -> None:
    """Cut from the text as it is kept, against the quotes in the database itself."""
    from uptake.formats.taguette.database import Database

    path = data / "transcripts" / "taguette" / "SERDIF_P2_ThematicAnalysis.sqlite3"
    with Database(path.read_bytes(), path.name) as opened:
        quotes = {
            id_: normalise(Marked(str(snippet)).words)
            for id_, snippet in opened.rows("highlights", ("id", "snippet"))
        }
    for document in taguette.projects[0].documents:
        assert document.text == normalise(document.text)
        for it in document.highlights:
            assert document.text[it.start : it.end] == quotes[it.id]
