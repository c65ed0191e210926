"""Decisions of other tools, by what their makers document; and our own, there and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats import export, ris, tables
from uptake.formats.decisions import (
    Decision,
    in_notes,
    is_unseen,
    note_of,
    of_covidence,
    tells,
    verdict_of,
    with_decisions,
    without_decisions,
)
from uptake.formats.detect import read_any
from uptake.formats.references import Reference
from uptake.formats.table_out import CELL_MOST, Exported, xlsx_file
from uptake.formats.workbook import read as read_workbook

RAYYAN = (
    'seen | RAYYAN-INCLUSION: {"Ann"=>"Included", "Bo \\"B\\" C"=>"Excluded", "Di"=>"Maybe"} '
    "| RAYYAN-LABELS: care,money | RAYYAN-EXCLUSION-REASONS: wrong outcome,foreign language "
    '| USER-NOTES: {"Ann"=>["ask again"]}'
)


def test_rayyan_s_notes() -> None:
    ann, bo, di = in_notes([RAYYAN])
    assert (ann.verdict, ann.by, ann.note) == ("include", "Ann", "ask again. Labels: care,money")
    assert (bo.verdict, bo.reason) == ("exclude", "wrong outcome; foreign language")
    assert (di.verdict, di.reason, di.stage, di.tool) == ("unsure", "", "", "Rayyan")


@pytest.mark.parametrize(
    "note",
    [
        "RAYYAN-INCLUSION",
        'xRAYYAN-INCLUSION: {"Ann"=>"Included"}',
        'RAYYAN-INCLUSION: {"Ann"=>"\u0131ncluded"}',
        'RAYYAN-LABELS: RAYYAN-INCLUSION=>"Included"',
    ],
)
def test_what_only_looks_like_rayyan_s_notes_decides_nothing(note) -> None:
    data = f"TY  - JOUR\nTI  - A\nN1  - {note}\nER  - \n".encode()
    (one,) = read_any(data, "review_1_\u0131ncluded_csv.ris").references
    assert (one.title, one.decisions) == ("A", ())


def test_what_two_exports_of_rayyan_wrote_is_kept() -> None:
    twice = 'RAYYAN-INCLUSION: {"Ann"=>"Included"} | RAYYAN-INCLUSION: {"Bo"=>"Excluded"}'
    assert [(it.by, it.verdict) for it in in_notes([twice])] == [
        ("Ann", "include"), ("Bo", "exclude"),
    ]  # fmt: skip


def test_asreview_s_labels() -> None:
    data = "".join(
        f"TY  - JOUR\nTI  - {label}\nN1  - Mine. ASReview_{label}. More.\nER  - \n"
        for label in ("relevant", "irrelevant", "not_seen")
    )
    reading = read_any(data.encode(), "a.ris")
    assert [[it.verdict for it in one.decisions] for one in reading.references] == [
        ["include"], ["exclude"], [],
    ]  # fmt: skip
    assert reading.references[0].decisions[0].tool == "ASReview"
    table = tables.read(b"title,asreview_label,asreview_note\nA,1,good\nB,0,\nC,-1,\nD,odd,\n")
    assert [it.decisions[:1] for it in table.references] == [
        (Decision("", "include", note="good", tool="ASReview"),),
        (Decision("", "exclude", tool="ASReview"),), (), (),
    ]  # fmt: skip
    assert table.oddities[0].text == "odd"
    assert table.oddities[0].line == 5


@pytest.mark.parametrize(
    ("name", "notes", "found"),
    [
        ("review_12_irrelevant_csv_2026.csv", (), [("title", "exclude", "")]),
        ("review_12_select_csv_2026.csv", (), [("title", "include", "")]),
        ("review_12_included_csv_2026.csv", (), [("full text", "include", "")]),
        ("review_12_screen_csv_2026.csv", (), []),
        ("review_12_\u0131ncluded_csv_2026.csv", (), []),
        ("mine.csv", ("Exclusion reason: Wrong design; ",), [("full text", "exclude",
                                                              "Wrong design")]),
    ],
)  # fmt: skip
def test_covidence_s_lists_and_reasons(name, notes, found) -> None:
    made = of_covidence(notes, name)
    assert [(it.stage, it.verdict, it.reason) for it in made] == found
    text = f'Title,Covidence #,Notes\nA,#1,"{"".join(notes)}"\n'
    assert tables.read(text.encode(), name=name).references[0].decisions == made


def test_words_that_decide() -> None:
    assert [verdict_of(word) for word in ("1", " Excluded ", "maybe", "later")] == [
        "include", "exclude", "unsure", None,
    ]  # fmt: skip
    assert is_unseen(" ")
    assert is_unseen("-1")
    assert not is_unseen("later")


def test_ours_stand_for_what_they_were_made_from() -> None:
    ours = Decision("title", "include", by="Ann", tool="Rayyan")
    assert in_notes([RAYYAN, note_of(ours)]) == (ours,)
    assert in_notes(["UPTAKE-DECISION: stage=title | verdict=perhaps"]) == ()
    assert in_notes(["UPTAKE-DECISION: mood=good | verdict=0"]) == (Decision("", "exclude"),)


def test_a_reading_that_has_decisions_keeps_them() -> None:
    made = Decision("title", "include")
    reading = ris.read(b"TY  - JOUR\nTI  - A\nER  - \n")
    it = Reference(title="A", decisions=(made,), notes=(RAYYAN,))
    plain = Reference(title="B")
    found = with_decisions(replace(reading, references=(it, plain)))
    assert found.references == (it, plain)


WORDS = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=12)
MADE = st.builds(
    Decision, st.sampled_from(["title", "full text", ""]),
    st.sampled_from(["include", "exclude", "unsure"]), WORDS, WORDS, WORDS, WORDS,
    st.sampled_from(["", "Rayyan"]),
).filter(lambda it: not set("&<|") & set(repr(it)))  # fmt: skip


@given(MADE)
def test_a_note_says_all_of_a_decision(made: Decision) -> None:
    assert in_notes([note_of(made)]) == (made,)


@pytest.mark.parametrize("way", list(export.WAYS))
@pytest.mark.parametrize("exact", [True, False])
def test_what_goes_out_comes_back_with_its_decisions(way: str, exact: bool) -> None:
    reference = Reference(
        kind="chapter", title="=Guided care", authors=("Vance, Rosa", "Osei, K. A."), year=2020,
        journal="A journal", series="Notes", volume="3", issue="2", start_page="12",
        end_page="19", doi="10.1000/x", pmid="12", issn=("1234-5678",),
        abstract="AIM: one.\n\nEND: two.", keywords=("a", "b"), language="English",
        urls=("https://example.org/1",), notes=("first", "second"),
        publication_types=("Book chapter",),
    )  # fmt: skip
    made = [
        Decision("title", "include", "", "a note", "Ann B.", "2026-01-02"),
        Decision("title", "exclude", "wrong, outcome; x", "", "Bo C."),
        Decision("full text", "exclude", "no text", tool="Rayyan"),
        Decision("", "unsure"),
    ]
    rows = [Exported(reference, made, 2), Exported(Reference(title="Second", format="ris"))]
    data = b"".join(export.pieces(rows, way, exact=exact))
    reading = read_any(data, f"a{export.WAYS[way].ending}")
    back, second = reading.references
    assert not reading.oddities or way in ("ris", "bibtex")
    assert list(back.decisions) == made
    assert second.decisions == ()
    for name in ("title", "authors", "year", "doi", "keywords", "abstract"):
        assert getattr(back, name) == getattr(reference, name)
    if export.WAYS[way].table:
        assert (back.kind, back.notes, back.series) == ("chapter", ("first", "second"), "Notes")
        assert dict(back.raw)["Records"] == "2"


def test_decisions_take_the_place_of_earlier_ones() -> None:
    old = note_of(Decision("title", "include"))
    it = Reference(title="A", notes=("mine", old), raw=(("N1", old), ("AD", "x")), format="ris")
    new = Decision("title", "exclude")
    noted = export.with_notes(Exported(it, [new]))
    assert noted.notes == ("mine", note_of(new))
    assert noted.raw == (("AD", "x"),)
    assert export.with_notes(Exported(it)) is it


def test_many_pieces_have_keys_of_their_own() -> None:
    rows = [Exported(Reference(title=f"A{n}", authors=("Doe, J",))) for n in range(600)]
    data = b"".join(export.pieces(rows, "bibtex"))
    assert len(read_any(data, "a.bib").references) == 600
    assert len(set(data.split(b"@article{")[1:])) == 600


def test_a_way_that_there_is_not() -> None:
    with pytest.raises(KeyError):
        b"".join(export.pieces([], "docx"))


def test_a_text_too_long_for_a_cell_is_cut_with_a_sign() -> None:
    with xlsx_file([Exported(Reference(title="A", abstract="x" * (CELL_MOST + 9)))]) as file:
        [back] = read_workbook(file.read()).references
    assert len(back.abstract) == CELL_MOST
    assert back.abstract.endswith("…")


def test_a_reference_can_be_given_without_what_others_decided() -> None:
    decided = Reference(
        title="A", notes=("Seen at a fair.", "RAYYAN-INCLUSION: {\"Ann\"=>\"Excluded\"}"),
        decisions=(Decision("title", "exclude", by="Ann"),),
        raw=(("TI", "A"), ("N1", "ASReview_irrelevant"), ("final_decision", "no"), ("Urteil", "no"),
             ("Notes", "Exclusion reason: Wrong setting;")),
    )  # fmt: skip
    told = without_decisions(decided, ["Urteil"])
    assert told == Reference(title="A", notes=("Seen at a fair.",), raw=(("TI", "A"),))
    assert tells("Exclusion reason: Wrong setting;")
    assert not tells("The reason for exclusion is discussed.")
