from __future__ import annotations

import pytest

from tests.formats.refi_files import guid, packed, qde, qdpx
from uptake.formats.refi import read as refi
from uptake.formats.refi.model import Coding, Value, guid_of
from uptake.formats.text import Unreadable

USERS = (
    f'<Users><User guid="{guid(1)}" name="Ann" id="A"/><User guid="{guid(2)}" name="Bo"/></Users>'
)
CODES = (
    f'<CodeBook><Codes><Code guid="{{{guid(10).upper()}}}" name="Sleep" isCodable="false" '
    f'color="#FF0000"><Description>How they slept</Description><NoteRef targetGUID="{guid(60)}"/>'
    f'<Code guid="{guid(11)}" name="Worse" isCodable="1"/></Code>'
    f'<Code guid="{guid(12)}" name="Site"/></Codes></CodeBook>'
)
NOTES = (
    f'<Notes><Note guid="{guid(60)}" name="Memo"><PlainTextContent>Look again</PlainTextContent>'
    "</Note></Notes>"
)


def coding(number: int, code: int, user: int = 1) -> str:
    return (
        f'<Coding guid="{guid(number)}" creatingUser="{guid(user).upper()}" '
        f'creationDateTime="2026-03-01T09:30:00Z"><CodeRef targetGUID="{guid(code)}"/></Coding>'
    )


def passage(number: int, start: object, end: object, inside: str = "") -> str:
    return (
        f'<PlainTextSelection guid="{guid(number)}" startPosition="{start}" endPosition="{end}">'
        f"{inside}</PlainTextSelection>"
    )


def source(inside: str, path: str = "internal://T.txt", attributes: str = 'name="First"') -> str:
    return (
        f'<Sources><TextSource guid="{guid(30)}" {attributes} plainTextPath="{path}">{inside}'
        "</TextSource></Sources>"
    )


def lost(read: refi.Read) -> dict[str, int]:
    return {loss.kind: loss.count for loss in read.losses}


def test_a_whole_project():
    inside = (
        f"{USERS}{CODES}"
        f'<Variables><Variable guid="{guid(20)}" name="Age" typeOfVariable="Integer">'
        "<Description>In years</Description></Variable></Variables>"
        f'<Cases><Case guid="{guid(10)}" name="P1"><CodeRef targetGUID="{guid(12)}"/>'
        f'<VariableValue><VariableRef targetGUID="{guid(20)}"/><IntegerValue>34</IntegerValue>'
        f'</VariableValue><SourceRef targetGUID="{guid(30)}"/>'
        f'<SelectionRef targetGUID="{guid(40)}"/></Case></Cases>'
        + source(
            "<Description>By phone</Description>"
            + passage(40, 0, 7, coding(50, 11) + coding(51, 12, 2))
            + coding(52, 12)
            + f'<NoteRef targetGUID="{guid(60)}"/>'
        )
        + f"{NOTES}"
        f'<Links><Link guid="{guid(70)}" name="leads to" direction="OneWay" color="#00F" '
        f'originGUID="{guid(11)}" targetGUID="{guid(12)}"/><Link guid="{guid(71)}"/></Links>'
        f'<Sets><Set guid="{guid(80)}" name="All"><Description>Every one</Description>'
        f'<MemberCode targetGUID="{guid(10)}"/><MemberSource targetGUID="{guid(30)}"/>'
        f'<MemberNote targetGUID="{guid(60)}"/></Set></Sets>'
        f'<Description>A study</Description><NoteRef targetGUID="{guid(60)}"/>'
    )
    read = refi.read(qdpx(inside, T="I slept badly.\r\nWell."), name="p.qdpx")
    project = read.project
    assert (read.format, read.losses, read.oddities, read.side) == ("qdpx", (), (), None)
    assert (project.name, project.description, project.noted) == ("P", "A study", (guid(60),))
    assert [(user.guid, user.name, user.id) for user in project.users] == [
        (guid(1), "Ann", "A"), (guid(2), "Bo", ""),
    ]  # fmt: skip
    assert [(code.guid, code.name, code.parent, code.codable) for code in project.codes] == [
        (guid(10), "Sleep", "", False), (guid(11), "Worse", guid(10), True),
        (guid(12), "Site", "", True),
    ]  # fmt: skip
    sleep = project.codes[0]
    assert (sleep.colour, sleep.description) == ("#FF0000", "How they slept")
    assert sleep.noted == (guid(60),)
    [first] = project.sources
    assert (first.name, first.text, first.description) == (
        "First",
        "I slept badly.\nWell.",
        "By phone",
    )
    [selection] = first.selections
    assert first.text[selection.start : selection.end] == "I slept"
    when = "2026-03-01T09:30:00Z"
    assert selection.codings == (
        Coding(guid(50), guid(11), guid(1), when), Coding(guid(51), guid(12), guid(2), when),
    )  # fmt: skip
    assert [it.guid for it in first.codings] == [guid(52)]
    assert first.noted == (guid(60),)
    [case] = project.cases
    assert case.guid == project.codes[0].guid, "a case and a code may have one GUID"
    assert case.values == (Value(guid(20), "34", "Integer"),)
    assert (case.codes, case.sources, case.selections) == ((guid(12),), (guid(30),), (guid(40),))
    [variable] = project.variables
    assert (variable.name, variable.kind, variable.description) == ("Age", "Integer", "In years")
    [note] = project.notes
    assert (note.name, note.text) == ("Memo", "Look again")
    link, bare = project.links
    assert (link.direction, link.colour, link.origin) == ("OneWay", "#00F", guid(11))
    assert (bare.origin, bare.target) == ("", "")
    [group] = project.sets
    assert (group.codes, group.sources, group.notes) == ((guid(10),), (guid(30),), (guid(60),))


@pytest.mark.parametrize(
    ("entry", "text", "path"),
    [
        ("project.qde", "sources/T.txt", "internal://T.txt"),
        ("Project.qde", "Sources/t.TXT", "internal://T.txt"),
        ("My study.QDE", "sources/T.txt", "T.txt"),
        ("deep/project.qde", "deep\\sources\\T.txt", "internal://T.txt"),
        ("project.qde", "sources/T.txt", "relative:///other/T.txt"),
        ("project.qde", "sources/a b.txt", "internal://a%20b.txt"),
        ("project.qde", "texts/T.txt", "internal://texts/T.txt"),
    ],
)
def test_names_of_entries_in_any_case_and_place(entry, text, path):
    data = packed({entry: qde(source(passage(40, 0, 3), path)), text: "One two"})
    read = refi.read(data)
    [first] = read.project.sources
    assert (first.text, len(first.selections), read.losses) == ("One two", 1, ())


def test_of_several_projects_the_one_called_project_is_read():
    data = packed({"a.qde": qde("", 'name="A"'), "project.qde": qde("", 'name="B"')})
    read = refi.read(data)
    assert read.project.name == "B"
    assert lost(read) == {"files in the archive that aren't carried": 1}


def test_a_text_that_is_missing_is_said_with_its_passages():
    read = refi.read(qdpx(CODES + source(passage(40, 0, 3, coding(50, 11)) + coding(52, 12))))
    [first] = read.project.sources
    assert (first.text, first.selections, first.convention) == ("", (), None)
    assert [it.guid for it in first.codings] == [guid(52)], "what is on the whole text is kept"
    kept = lost(read)
    assert kept["texts that aren't in the file"] == 1
    assert kept["passages in texts that aren't there"] == 1
    assert kept["codings on passages in texts that aren't there"] == 1


def test_a_text_of_no_bytes_is_empty_and_said():
    read = refi.read(qdpx(source(passage(40, 0, 3)), T=""))
    assert read.project.sources[0].text == ""
    assert [it.what for it in read.oddities] == ["The text of “First” is empty."]
    assert lost(read) == {"passages that don't lie in their text": 1}


def test_a_text_that_is_a_picture_is_said():
    read = refi.read(qdpx(source(passage(40, 0, 3)), T=b"\x89PNG\r\n\x1a\n\x00\x00"))
    assert lost(read)["texts that can't be read"] == 1
    assert "PNG" in read.oddities[0].what


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("\ufeffcafé one".encode(), 0),
        ("café one".encode("utf-16"), 0),
        ("café one".encode("cp1252"), 1),
    ],
)
def test_texts_in_other_encodings(data, said):
    read = refi.read(qdpx(source(passage(40, 0, 4)), T=data))
    [first] = read.project.sources
    assert (first.text, len(read.oddities)) == ("café one", said)
    assert first.text[first.selections[0].start : first.selections[0].end] == "café"


def test_places_move_with_the_text_as_it_is_normalised():
    text = "cafe\u0301\tone\r\ntwo three"
    first = refi.read(qdpx(source(passage(40, 11, 14)), T=text)).project.sources[0]
    assert first.text == "café one\ntwo three"
    assert first.text[first.selections[0].start : first.selections[0].end] == "two"


def test_places_that_fit_badly_are_said():
    marks = "".join(passage(40 + at, place, place + 3) for at, place in enumerate((2, 4, 15, 17)))
    read = refi.read(qdpx(source(marks), T="considerable difficulties everywhere"))
    assert [it.severity for it in read.oddities] == ["warning"]
    assert "First" in read.oddities[0].what
    assert read.project.sources[0].convention.score < 0.6


def test_passages_that_are_nowhere_or_too_long():
    marks = (
        passage(40, "x", 3) + passage(41, 9, 12) + passage(42, 4, 99, coding(50, 77))
        + passage(43, 3, 1) + f'<PlainTextSelection guid="{guid(44)}"/>'
    )  # fmt: skip
    read = refi.read(qdpx(source(marks), T="One two"))
    [selection] = read.project.sources[0].selections
    assert (selection.start, selection.end, selection.codings) == (4, 7, ())
    assert lost(read) == {
        "passages without a readable place": 2,
        "passages that don't lie in their text": 2,
        "references to codes that aren't there": 1,
    }
    assert any("ran past the end" in it.what for it in read.oddities)


def test_several_codes_in_one_coding_are_codings_each():
    both = coding(50, 11).replace("</Coding>", f'<CodeRef targetGUID="{guid(12)}"/></Coding>')
    read = refi.read(qdpx(USERS + CODES.replace(f'<NoteRef targetGUID="{guid(60)}"/>', "")
                          + source(passage(40, 0, 3, both)), T="One two"))  # fmt: skip
    codings = read.project.sources[0].selections[0].codings
    assert [it.code for it in codings] == [guid(11), guid(12)]
    assert len({it.guid for it in codings}) == 2


def test_sources_without_names_have_their_files_names_or_their_kind():
    inside = source("", attributes="").replace(
        "</Sources>", f'<TextSource guid="{guid(31)}"/></Sources>'
    )
    read = refi.read(qdpx(inside, T="One"))
    assert [it.name for it in read.project.sources] == ["T.txt", "TextSource 00000000"]


def test_a_coder_who_is_in_no_list_is_kept_apart():
    read = refi.read(
        qdpx(CODES + source(passage(40, 0, 3, coding(50, 11) + coding(51, 11, 2))), T="One")
    )
    assert [user.guid for user in read.project.users] == [guid(1), guid(2)]
    assert [it.severity for it in read.oddities] == ["note", "note"]


def test_things_twice_and_without_guid():
    inside = (
        f'<Users><User guid="{guid(1)}" name="Ann"/><User guid="{guid(1)}" name="Bo"/><User/>'
        "</Users>"
        f'<CodeBook><Codes><Code guid="{guid(10)}" name="A"/><Code guid="{guid(10)}" name="B">'
        f'<Code name="C"/></Code><Code guid="7"/></Codes></CodeBook>'
    )
    read = refi.read(qdpx(inside))
    assert lost(read) == {
        "users with a GUID that another has": 1,
        "codes with a GUID that another has": 1,
    }
    assert [(it.name, it.parent) for it in read.project.codes][:2] == [("A", ""), ("C", guid(10))]
    assert read.project.codes[2].guid == guid_of("7")


def test_pdfs_pictures_and_recordings_give_their_texts():
    inside = CODES.replace(f'<NoteRef targetGUID="{guid(60)}"/>', "") + (
        f'<Sources><PDFSource guid="{guid(31)}" name="Pdf" path="internal://a.pdf">'
        f'<PDFSelection guid="{guid(90)}" page="1" firstX="0" firstY="0" secondX="9" secondY="9">'
        f"{coding(50, 11)}</PDFSelection>"
        f'<Representation guid="{guid(32)}" plainTextPath="internal://T.txt">{passage(40, 0, 3)}'
        "</Representation></PDFSource>"
        f'<PictureSource guid="{guid(33)}"><TextDescription guid="{guid(34)}">'
        "<PlainTextContent>A face</PlainTextContent></TextDescription></PictureSource>"
        f'<AudioSource guid="{guid(35)}" name="Talk"><Transcript guid="{guid(36)}" name="Words">'
        f"<PlainTextContent>One two</PlainTextContent>"
        f'<SyncPoint guid="{guid(91)}" position="0" timeStamp="10"/>'
        f'<SyncPoint guid="{guid(92)}" position="3"/><SyncPoint guid="{guid(93)}"/>'
        f'<TranscriptSelection guid="{guid(41)}" fromSyncPoint="{guid(91)}" '
        f'toSyncPoint="{guid(92)}">{coding(53, 12)}</TranscriptSelection>'
        f'<TranscriptSelection guid="{guid(42)}" fromSyncPoint="{guid(92)}" '
        f'toSyncPoint="{guid(93)}"/></Transcript><Transcript guid="{guid(37)}"/></AudioSource>'
        f'<VideoSource guid="{guid(38)}"/></Sources>'
    )
    read = refi.read(qdpx(USERS + inside, T="One two"))
    assert [(it.kind, it.text, it.part_of) for it in read.project.sources] == [
        ("pdf", "One two", ""), ("picture", "A face", ""), ("audio", "", ""),
        ("audio", "One two", guid(35)), ("audio", "", guid(35)), ("video", "", ""),
    ]  # fmt: skip
    assert len(read.project.sources[0].selections) == 1
    [selection] = read.project.sources[3].selections
    assert (selection.start, selection.end, len(selection.codings)) == (0, 3, 1)
    assert lost(read) == {
        "passages without a readable place": 1,
        "texts that aren't in the file": 1,
        "files of PDFs, pictures and recordings": 1,
        "marked areas of PDFs": 1,
        "codings on marked areas of PDFs": 1,
        "times of places in transcripts": 1,
    }


def test_second_texts_and_values_are_losses():
    content = "<PlainTextContent>One</PlainTextContent>"
    inside = (
        f'<Variables><Variable guid="{guid(20)}"/></Variables>'
        f'<Sources><PDFSource guid="{guid(31)}" name="Pdf">'
        f'<Representation guid="{guid(32)}">{content}{content}</Representation>'
        f'<Representation guid="{guid(33)}">{content}</Representation>'
        f'<VariableValue><VariableRef targetGUID="{guid(20)}"/><TextValue>a</TextValue>'
        "<IntegerValue>1</IntegerValue></VariableValue>"
        f'<VariableValue><VariableRef targetGUID="{guid(99)}"/></VariableValue>'
        f'<VariableValue><VariableRef targetGUID="{guid(20)}"/></VariableValue>'
        "</PDFSource></Sources>"
    )
    read = refi.read(qde(inside))
    assert read.format == "qde"
    assert read.project.sources[0].values == (Value(guid(20), "a"),)
    assert lost(read) == {
        "second texts of a source": 2,
        "second values of a variable": 1,
        "references to variables that aren't there": 1,
    }


def test_what_is_not_of_the_standard_is_counted():
    inside = (
        '<Graphs><Graph guid="1"/></Graphs><Extra xmlns="urn:x" name="N"/>loose'
        f'<Notes>words<Note guid="{guid(60)}" richTextPath="internal://n.docx" mood="low" '
        'xmlns:x="urn:x" x:y="1"><PlainTextContent>Hm</PlainTextContent></Note></Notes>'
    )
    data = packed(
        {"project.qde": qde(inside, 'name="P" basePath="/home/a"'), "sources/n.docx": b"x"}
    )
    read = refi.read(data)
    assert lost(read) == {
        "the folder on the computer the project came from": 1,
        "maps and diagrams (Graphs)": 1,
        "elements called Extra": 1,
        "words within Project": 1,
        "words within Notes": 1,
        "formatted forms of texts, beside the plain ones": 1,
        "mood of Note": 1,
        "files in the archive that aren't carried": 1,
    }
    extra = next(it for it in read.losses if "Extra" in it.kind)
    assert (extra.example, extra.where) == ("N", "line 2, Extra")


def test_a_codebook_in_either_name_space():
    for space in ("urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0"):
        data = (
            f'<CodeBook xmlns="{space}" origin="Tool"><Codes><Code guid="{guid(10)}" name="A" '
            f'isCodable="true"/></Codes><Sets><Set guid="{guid(80)}" name="S">'
            f'<MemberCode guid="{guid(10)}"/></Set></Sets></CodeBook>'
        ).encode()
        assert refi.recognises(data)
        read = refi.read(data)
        assert (read.format, read.losses) == ("qdc", ())
        assert [it.name for it in read.project.codes] == ["A"]
        assert read.project.sets[0].codes == (guid(10),)
        assert read.project.origin == "Tool"


@pytest.mark.parametrize(
    ("side", "found"),
    [
        ('{"rounds": [1]}', {"rounds": [1]}), ("[1]", None), ("{", None), ("[" * 100_000, None),
        (b"\xff", None),
    ],
)  # fmt: skip
def test_the_side_file(side, found):
    read = refi.read(packed({"project.qde": qde(""), "uptake.json": side}))
    assert read.side == found
    assert bool(read.losses) is (found is None)


def test_what_is_recognised():
    assert refi.recognises(qdpx(""))
    assert refi.recognises(qde(""))
    assert not refi.recognises(packed({"word/document.xml": "x"}))
    assert not refi.recognises(b"<html>")


def test_other_xml_is_refused():
    with pytest.raises(Unreadable, match="neither a project nor a codebook of REFI-QDA") as refusal:
        refi.read(b"<feed/>", name="a.xml")
    assert refusal.value.where == "a.xml"


def test_a_source_that_cannot_tell_is_counted_as_the_others_are():
    """One passage fits two ways of counting; the other source shows that line ends count two."""
    text = "a\r\nbb cc dd\r\nee ff gg\r\nhh ii jj\r\n"
    marks = "".join(
        passage(50 + at, text.index(it), text.index(it) + 2)
        for at, it in enumerate(("bb", "dd", "ee", "gg", "hh", "jj"))
    )
    unsure = source(passage(40, 3, 4))
    telling = source(marks, "U.txt").replace(guid(30), guid(31))
    words = []
    for inside in (unsure, unsure + telling):
        first = refi.read(qdpx(inside, T="a\r\n“c d", U=text)).project.sources[0]
        words.append(first.text[first.selections[0].start : first.selections[0].end])
    assert words == ["c", "“"]


def test_positions_in_utf16_units_with_line_ends_of_windows_are_found():
    """As a program on Windows writes them: byte order mark dropped, CRLF as two, 😀 as two."""
    text = "Well 😀 then.\r\nשלום, the 😀😀 site\r\nhelped me to sleep a little.\r\n"
    wanted = ["then", "שלום", "site", "helped me", "sleep", "little"]
    marks = ""
    for number, words in enumerate(wanted):
        start = len(text[: text.index(words)].encode("utf-16-le")) // 2
        marks += passage(40 + number, start, start + len(words))
    read = refi.read(qdpx(source(marks), T=("\ufeff" + text).encode()))
    [first] = read.project.sources
    assert [first.text[it.start : it.end] for it in first.selections] == wanted
    assert str(first.convention) == "UTF-16 units, line ends as 2"
    assert (first.convention.score, read.oddities, read.losses) == (1.0, (), ())
