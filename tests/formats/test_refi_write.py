from __future__ import annotations

import unicodedata
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.formats.refi_files import guid, project_xml, schema
from uptake.formats.refi.model import (
    Case,
    Code,
    Coding,
    Link,
    Made,
    Project,
    Selection,
    Set,
    Source,
    User,
    Value,
    Variable,
    guid_of,
)
from uptake.formats.refi.read import read
from uptake.formats.refi.sound import is_value
from uptake.formats.refi.write import Unwritable, write_codebook, write_project
from uptake.formats.turns import normalise

WHEN = "2026-03-01T09:30:00.5+01:00"


def lost(written) -> dict[str, int]:
    return {loss.kind: loss.count for loss in written.losses}


def whole() -> Project:
    return Project(
        name="Study <1> & “more”",
        origin="Uptake",
        description="About sleep",
        made=Made(guid(1), WHEN, guid(2), "2026-03-02T00:00:00Z"),
        users=(User(guid(1), "Ann", "A"), User(guid(2))),
        codes=(
            Code(guid(10), "Sleep", "", False, "#FF0000", "How they slept", (guid(60),)),
            Code(guid(11), "Worse", guid(10)),
            Code(guid(12), "", ""),
        ),
        variables=tuple(
            Variable(guid(20 + at), kind, kind, "what it is")
            for at, kind in enumerate(("Text", "Boolean", "Integer", "Float", "Date", "DateTime"))
        ),
        cases=(
            Case(
                guid(10), "P1", "A case", (guid(11),),
                (
                    Value(guid(20), "words", "Text"), Value(guid(21), "true", "Boolean"),
                    Value(guid(22), "34", "Integer"), Value(guid(23), "1.5", "Float"),
                    Value(guid(24), "2026-01-31", "Date"), Value(guid(25), WHEN, "DateTime"),
                ),
                (guid(30),), (guid(40),),
            ),
        ),
        sources=(
            Source(
                guid(30), "Talk 😀", "I slept 😀 badly.\nשלום עולם", description="By phone",
                made=Made(guid(1), WHEN),
                selections=(
                    Selection(
                        guid(40), 8, 15, "badly", "low", Made(guid(2)),
                        (Coding(guid(50), guid(11), guid(1), WHEN, (guid(60),)),
                         Coding(guid(51), guid(12), guid(2))),
                        (guid(60),),
                    ),
                    Selection(guid(41), 17, 21),
                ),
                codings=(Coding(guid(52), guid(12)),), noted=(guid(60),),
                values=(Value(guid(20), "x"),),
            ),
            Source(guid(31), "Nothing", ""),
        ),
        notes=(Source(guid(60), "Memo", "  Look again\n\nand again ", made=Made(guid(1))),),
        links=(Link(guid(70), "leads to", "OneWay", "#00F", guid(11), guid(12), (guid(60),)),
               Link(guid(71))),
        sets=(Set(guid(80), "All", "Every one", (guid(10),), (guid(30),), (guid(60),)),),
        noted=(guid(60),),
    )  # fmt: skip


def test_a_whole_project_comes_back_as_it_was():
    project = replace(whole(), codes=(*whole().codes[:2], Code(guid(12), "Site")))
    written = write_project(project, side={"rounds": [{"name": "1", "κ": 0.5}]})
    back = read(written.data, name="p.qdpx")
    assert back.project == project
    assert (written.losses, back.losses) == ((), ())
    assert back.side == {"rounds": [{"name": "1", "κ": 0.5}]}
    assert write_project(project).data == write_project(project).data


def test_what_is_in_the_archive():
    with zipfile.ZipFile(BytesIO(write_project(whole()).data)) as archive:
        assert archive.namelist() == [
            "project.qde", f"sources/{guid(30)}.txt", f"sources/{guid(31)}.txt",
        ]  # fmt: skip
        text = archive.read(f"sources/{guid(30)}.txt")
        assert text == "I slept 😀 badly.\nשלום עולם".encode()
    [first, *_] = project_xml(write_project(whole()).data).iter("{*}PlainTextSelection")
    assert (first.get("startPosition"), first.get("endPosition")) == ("8", "15")


def test_projects_are_valid(data):
    valid = schema(data, "Project.xsd")
    for project in (Project(), whole(), wrong()):
        written = write_project(project, side={})
        valid.assertValid(project_xml(written.data))


def wrong() -> Project:
    """Everything that a schema or a reader would not have."""
    return Project(
        name="\x00name", made=Made("no guid", "yesterday"),
        users=(User("me"),),
        codes=(
            Code(guid(10), "A", guid(11), colour="red"), Code(guid(11), "B", guid(10)),
            Code(guid(12), "C", guid(99)), Code(guid(12), "again"), Code("13", "D"),
        ),
        variables=(Variable(guid(20), "V", "Colour"),),
        cases=(Case(guid(21), "", "", (guid(99),), (
            Value(guid(20), "red", "Colour"), Value(guid(20), "2026-02-30", "Date"),
            Value(guid(20), "2026-02-30T00:00:00", "DateTime"), Value(guid(20), "x", "Date"),
            Value(guid(20), "1e5", "Float"), Value(guid(99), "1", "Integer"),
        ), (guid(99),), (guid(99),)),),
        sources=(
            Source(guid(30), "Pdf", "e\u0301\r\n\x00one\ufffe", "pdf", selections=(
                Selection(guid(40), 5, 99, codings=(
                    Coding("c", guid(99)), Coding("d", guid(12), "me", "x"),
                )),
                Selection(guid(41), 4, 4), Selection(guid(42), -3, 2),
            )),
            Source(guid(30), "Same number", "two"),
        ),
        links=(Link(guid(70), "", "Sideways", "#12", "x", ""),),
        sets=(Set(guid(80), "", "", (guid(99),)),),
    )  # fmt: skip


def test_what_cannot_be_written_is_left_out_and_counted():
    written = write_project(wrong())
    assert lost(written) == {
        "characters that XML can't hold": 2,
        "identifiers that are no GUID, replaced by one": 6,
        "dates in another form": 2,
        "colours that aren't #RRGGBB": 2,
        "codes with a GUID that another has": 1,
        "codes whose place in the tree isn't there": 2,
        "kinds of variables, written as Text": 1,
        "texts written in a normal form (LF, NFC)": 1,
        "PDFs, pictures and recordings, written as texts": 1,
        "references to codes that aren't there": 3,
        "passages that don't lie in their text": 1,
        "passages cut at the end of their text": 2,
        "values that are no Colour, written as Text": 1,
        "values that are no Date, written as Text": 2,
        "values that are no DateTime, written as Text": 1,
        "values that are no Float, written as Text": 1,
        "references to variables that aren't there": 1,
        "references to sources that aren't there": 1,
        "references to passages that aren't there": 1,
        "directions of links": 1,
    }
    back = read(written.data)
    assert back.losses == ()
    first, second = back.project.sources
    assert first.text == "é\none\ufffd"
    assert [first.text[it.start : it.end] for it in first.selections] == ["one\ufffd", "é"]
    assert second.text == "two", "texts of one GUID stay apart"
    assert {it.name: it.parent for it in back.project.codes} == {
        "A": "", "B": guid(10), "C": "", "D": "",
    }  # fmt: skip


def test_trees_deeper_than_readers_bear_are_cut():
    codes = tuple(Code(guid(at + 1), str(at), guid(at) if at else "") for at in range(300))
    written = write_project(Project(codes=codes))
    assert lost(written) == {"codes deeper than can be written": 200}
    assert len(read(written.data).project.codes) == 300


def test_codebooks_are_valid_and_come_back(data):
    project = replace(whole(), codes=(replace(whole().codes[0], noted=()), *whole().codes[1:2]))
    written = write_codebook(project)
    schema(data, "Codebook.xsd").assertValid(etree.fromstring(written.data))
    back = read(written.data).project
    assert back.codes == project.codes
    assert back.sets == (replace(project.sets[0], sources=(), notes=()),)
    assert lost(written) == {"sources in sets": 1, "notes in sets": 1}


def test_notes_on_codes_are_lost_in_a_codebook_and_sets_may_be_missing():
    written = write_codebook(Project(codes=whole().codes[:1]))
    assert lost(written) == {"notes on codes": 1}
    bare = Project(codes=(Code(guid(1), "A"),), sets=(Set(guid(2), "S", codes=(guid(1),)),))
    assert write_codebook(bare).losses == ()


def test_a_codebook_without_codes_is_refused():
    with pytest.raises(Unwritable, match="There are no codes") as refusal:
        write_codebook(Project())
    assert refusal.value.advice == "Add a code first."


@pytest.mark.parametrize(
    ("text", "kind", "fine"),
    [
        ("any", "Text", True), ("true", "Boolean", True), ("yes", "Boolean", False),
        ("-3", "Integer", True), ("3.0", "Integer", False), (".5", "Float", True),
        ("2026-01-31", "Date", True), ("2026-01-31Z", "Date", True), ("31.1.2026", "Date", False),
        ("2024-02-29T23:59:59+14:00", "DateTime", True), ("2023-02-29T00:00:00", "DateTime", False),
        ("2026-01-31T00:00:00+15:00", "DateTime", False),
    ],
)  # fmt: skip
def test_what_is_a_value(text, kind, fine):
    assert is_value(text, kind) is fine


# Round trips of anything -------------------------------------------------------------------------
LETTERS = st.sampled_from("aé b😀𝔸שלםع\u0301\r\n\t\u1100\u1161.\u202e") | st.characters(
    exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"
)
TEXTS = st.lists(LETTERS, max_size=40).map("".join)
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12
).map(lambda it: unicodedata.normalize("NFC", it.strip()))
GUIDS = st.integers(0, 2**48 - 1).map(guid)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    users = [User(it, draw(NAMES)) for it in draw(st.lists(GUIDS, max_size=3, unique=True))]
    codes: list[Code] = []
    line: list[str] = []
    for at in draw(st.lists(GUIDS, min_size=1, max_size=6, unique=True)):
        line = line[: draw(st.integers(0, len(line)))]
        codes.append(Code(at, draw(NAMES) or "A", line[-1] if line else "", draw(st.booleans())))
        line.append(at)
    coders = st.sampled_from(["", *(it.guid for it in users)])
    sources = []
    for number in draw(st.lists(GUIDS, max_size=3, unique=True)):
        text = draw(TEXTS)
        places = st.integers(0, len(text))
        selections = [
            Selection(
                guid_of(f"{number} {at}"), *sorted(edges), draw(NAMES),
                codings=tuple(
                    Coding(
                        guid_of(f"{number} {at} {on}"), draw(st.sampled_from(codes)).guid,
                        draw(coders),
                    )
                    for on in range(draw(st.integers(0, 2)))
                ),
            )
            for at, edges in enumerate(draw(st.lists(st.tuples(places, places), max_size=4)))
        ]  # fmt: skip
        sources.append(Source(number, draw(NAMES) or "S", text, selections=tuple(selections)))
    return Project(
        draw(NAMES), "Uptake", users=tuple(users), codes=tuple(codes), sources=tuple(sources)
    )


@given(projects())
@settings(max_examples=30)
def test_what_is_written_is_read_as_it_was(project):
    """Texts come back normalised, and every passage has the words it had."""
    written = write_project(project)
    back = read(written.data)
    assert back.losses == ()
    assert replace(back.project, sources=()) == replace(project, sources=())
    gone = 0
    for before, after in zip(project.sources, back.project.sources, strict=True):
        assert after.text == normalise(before.text)
        here = {it.guid: it for it in after.selections}
        for it in before.selections:
            if it.guid not in here:
                gone += 1
                continue
            assert replace(here[it.guid], start=it.start, end=it.end) == it
            if before.text == after.text:
                assert (here[it.guid].start, here[it.guid].end) == (it.start, it.end)
    assert gone == lost(written).get("passages that don't lie in their text", 0)


@given(projects())
@settings(max_examples=30)
def test_a_project_that_was_read_is_written_and_read_the_same(project):
    """A second time changes nothing, and equal input gives equal bytes."""
    once = read(write_project(project).data).project
    written = write_project(once)
    assert written.losses == ()
    assert read(written.data).project == once
    assert write_project(read(written.data).project).data == written.data


@given(projects())
@settings(max_examples=30)
def test_any_codebook_comes_back(project):
    assert read(write_codebook(project).data).project.codes == project.codes
