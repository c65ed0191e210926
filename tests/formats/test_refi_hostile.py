"""Project files that are broken, or made to exhaust the machine or to reach outside of the file."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.refi_files import guid, packed, qde, qdpx
from uptake.formats.refi import archive, parts, read
from uptake.formats.refi.kept import KEPT
from uptake.formats.refi.read import read as read_project
from uptake.formats.text import Unreadable

BOMB = (
    '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


def test_nothing_and_too_much(monkeypatch):
    with pytest.raises(Unreadable, match="The file is empty"):
        read_project(b"")
    monkeypatch.setattr(archive, "LARGEST", 10)
    with pytest.raises(Unreadable, match="larger than"):
        read_project(b"x" * 11)


@pytest.mark.parametrize(
    "data",
    [
        f"{BOMB}<Project>&d;</Project>".encode(),
        f'{BOMB}<Project name="&d;"/>'.encode(),
        f"{BOMB}<Project/>".encode("utf-16"),
        b'<!DOCTYPE Project SYSTEM "file:///etc/passwd"><Project/>',
        b'<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project>&x;</Project>',
    ],
)
def test_entities_are_refused(data):
    for file in (data, packed({"project.qde": data})):
        with pytest.raises(Unreadable, match="declares a document type"):
            read_project(file, name="p.qdpx")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<Project><Users></Project>", "broken on line 1"),
        (b"<Project>\n\n&nbsp;", "broken on line 3"),
        (b"nothing", "broken on line 1"),
        (b"<?xml version='1.0' encoding='nonsense'?><Project/>", "broken"),
    ],
)
def test_broken_xml_is_refused_with_its_line(data, said):
    with pytest.raises(Unreadable, match=said):
        read_project(data)


def test_xml_of_nothing_but_blanks_and_too_much(monkeypatch):
    with pytest.raises(Unreadable, match=r"holds no XML|is broken"):
        read_project(b" ")
    monkeypatch.setattr(parts, "PROJECT", 10)
    with pytest.raises(Unreadable, match="XML is larger"):
        read_project(qde(""))


@pytest.mark.parametrize("name", ["../x.txt", "/etc/x", "a/../../x", "..\\x", "C:\\x"])
def test_a_path_that_climbs_out_is_refused(name):
    with pytest.raises(Unreadable, match="leads outside") as refusal:
        read_project(packed({"project.qde": qde(""), name: "x"}), name="p.qdpx")
    assert refusal.value.advice


def test_a_text_cannot_be_asked_for_outside_of_the_archive():
    inside = (
        f'<Sources><TextSource guid="{guid(1)}" name="A" plainTextPath="internal://../../etc/passwd"/>'
        f'<TextSource guid="{guid(2)}" name="B" plainTextPath="file:///etc/passwd"/></Sources>'
    )
    found = read_project(qdpx(inside))
    assert [it.text for it in found.project.sources] == ["", ""]
    assert [(it.kind, it.count) for it in found.losses] == [("texts that aren't in the file", 2)]


def test_archives_that_unpack_to_too_much_are_refused(monkeypatch):
    huge = packed({"project.qde": qde("<Description>" + "a" * 3_000_000 + "</Description>")})
    with pytest.raises(Unreadable, match="unpacks to far more"):
        read_project(huge)
    monkeypatch.setattr(archive, "ENTRIES", 1)
    with pytest.raises(Unreadable, match="has 2 parts"):
        read_project(packed({"project.qde": qde(""), "b": ""}))


def test_texts_that_unpack_to_too_much(monkeypatch):
    inside = f'<Sources><TextSource guid="{guid(1)}" name="A" plainTextPath="T.txt"/></Sources>'
    bomb = read_project(qdpx(inside, T="a" * 3_000_000))
    assert [it.kind for it in bomb.losses] == ["texts that can't be read"]
    monkeypatch.setattr(archive, "TEXTS", 2)
    several = read_project(qdpx(inside, T="abc"))
    assert "more than" in several.oddities[0].what


def test_an_archive_without_a_project():
    with pytest.raises(Unreadable, match="holds no project"):
        read_project(packed({"folder/": "", "a.txt": "x"}))


def test_damaged_archives_are_refused():
    whole = qdpx("", T="abc" * 100)
    with pytest.raises(Unreadable, match="damaged"):
        read_project(whole[:60])
    at = whole.index(b"project.qde") + len(b"project.qde")
    broken = whole[:at] + b"\xff" * 20 + whole[at + 20 :]
    with pytest.raises(Unreadable, match="damaged"):
        read_project(broken, name="p.qdpx")


def flagged(flag: int = 0, method: int | None = None) -> bytes:
    """An archive whose entries say that they are locked, or packed in some other way."""
    data = bytearray(packed({"project.qde": qde("")}))
    for sign, flags, kind in ((b"PK\x03\x04", 6, 8), (b"PK\x01\x02", 8, 10)):
        at = data.index(sign)
        data[at + flags] |= flag
        if method is not None:
            data[at + kind] = method
    return bytes(data)


def test_locked_and_unusual_archives_are_refused():
    with pytest.raises(Unreadable, match="locked with a password"):
        read_project(flagged(flag=1))
    with pytest.raises(Unreadable, match="packed in an unusual way"):
        read_project(flagged(method=97))


def test_a_side_file_that_unpacks_to_too_much_is_said():
    data = packed({"project.qde": qde(""), "uptake.json": '"' + "a" * 3_000_000 + '"'})
    assert [it.kind for it in read_project(data).losses] == ["side files that can't be read"]


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"<Project>", b"<CodeBook"]))
def test_any_bytes_are_read_or_refused(data, start):
    try:
        read_project(start + data)
    except Unreadable as refusal:
        said = refusal
    else:
        return
    assert said.what
    assert said.advice


@given(st.data())
def test_a_project_with_bytes_changed_is_read_or_refused(data):
    whole = bytearray(qdpx(f'<Users><User guid="{guid(1)}"/></Users>', T="One two three"))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[at] = data.draw(st.integers(0, 255))
    try:
        read_project(bytes(whole))
    except Unreadable as refusal:
        said = refusal
    else:
        return
    assert said.advice


TAGS = st.sampled_from(
    sorted({*KEPT, "Description", "PlainTextContent", "TextValue", "Graphs", "Odd"})
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["guid", "name", "targetGUID", "startPosition", "endPosition", "plainTextPath",
                     "creatingUser", "position", "color", "odd"]),
    st.sampled_from([guid(1), guid(2), "0", "3", "x", "internal://T.txt", ""]), max_size=4,
)  # fmt: skip


def element(tag: str, attributes: dict[str, str], inside: list[str]) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{said}>{''.join(inside)}</{tag}>"


TREES = st.recursive(
    st.builds(element, TAGS, ATTRIBUTES, st.just([]) | st.just(["words here"])),
    lambda inner: st.builds(element, TAGS, ATTRIBUTES, st.lists(inner, max_size=4)),
    max_leaves=25,
)


@given(st.lists(TREES, max_size=5))
def test_any_elements_within_each_other_are_read(trees):
    found = read.read(qdpx("".join(trees), T="One two three"))
    for source in found.project.sources:
        assert all(0 <= it.start < it.end <= len(source.text) for it in source.selections)


CODING = f'<Coding><CodeRef targetGUID="{guid(10)}"/></Coding>'
PLACES = {
    "TextSource": '<TextSource name="A" plainTextPath="T.txt">{}</TextSource>',
    "missing": '<TextSource name="A" plainTextPath="U.txt">{}</TextSource>',
    "PDFSource": '<PDFSource name="A">{}</PDFSource>',
    "AudioSource": '<AudioSource name="A">{}</AudioSource>',
}
MARKS = [
    '<PlainTextSelection startPosition="0" endPosition="3">{}</PlainTextSelection>',
    '<PlainTextSelection startPosition="7" endPosition="3">{}</PlainTextSelection>',
    '<PlainTextSelection startPosition="x" endPosition="3">{}</PlainTextSelection>',
    '<PDFSelection page="1">{}</PDFSelection>',
    '<AudioSelection begin="1" end="2">{}</AudioSelection>',
    "{}",
]


@given(st.lists(st.tuples(st.sampled_from(sorted(PLACES)), st.sampled_from(MARKS),
                          st.integers(0, 3)), max_size=8))  # fmt: skip
def test_every_coding_is_read_or_counted_as_lost(marked):
    """Nothing is lost unsaid: codings that were kept and codings that are in the report add up."""
    inside = "".join(PLACES[place].format(mark.format(CODING * codings))
                     for place, mark, codings in marked)  # fmt: skip
    codes = (
        f'<CodeBook><Codes><Code guid="{guid(10)}" name="A" isCodable="true"/></Codes></CodeBook>'
    )
    found = read.read(qdpx(f"{codes}<Sources>{inside}</Sources>", T="One two three"))
    kept = sum(
        len(source.codings) + sum(len(it.codings) for it in source.selections)
        for source in found.project.sources
    )
    lost = sum(it.count for it in found.losses if it.kind.startswith("codings on"))
    assert kept + lost == sum(codings for _, _, codings in marked)


def test_a_zip_that_says_nothing_of_its_size_is_measured():
    out = BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("project.qde", "w") as entry,
    ):
        entry.write(qde("<Description>" + "b" * 2_000_000 + "</Description>"))
    with pytest.raises(Unreadable, match="unpacks to far more"):
        read_project(out.getvalue())
