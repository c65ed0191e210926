"""A codebook's words on their way to other programs and back; its versions compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats.refi.model import Code as Written
from uptake.interviews.codebook_refi import description, fields_of, lines_of, written
from uptake.interviews.queries.tree import CodeRow
from uptake.interviews.queries.versions import changes, tree

ROW = CodeRow(1, "Power", 0, 1, "", "", "", "", False)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters=":\r"), max_size=40).map(str.strip)


@given(definition=TEXT, when=TEXT, when_not=TEXT, example=TEXT, deductive=st.booleans())
def test_what_stands_in_a_description_is_found_again(
    definition, when, when_not, example, deductive
):
    row = replace(ROW, definition=definition, when=when, when_not=when_not, example=example)
    if deductive:
        row = replace(row, origin="deductive", instrument="cfir-2", construct="inner.culture")
    found = fields_of(description(row))
    for name in ("definition", "when", "when_not", "example"):
        assert found.get(name, "") == getattr(row, name)
    assert found.get("instrument", "") == row.instrument
    assert found.get("construct", "") == row.construct


def test_a_tree_goes_out_with_what_is_above_each():
    rows = [ROW, replace(ROW, id=2, name="Authority", depth=1), replace(ROW, id=3, name="Time")]
    codes = written(rows, {1: "a", 2: "b", 3: "c"})
    assert [(code.guid, code.parent) for code in codes] == [("a", ""), ("b", "a"), ("c", "")]


def names(*codes):
    lines, losses = lines_of([Written(str(n), *code) for n, code in enumerate(codes)])
    return [line.name for line in lines], [(one.kind, one.count) for one in losses]


def test_no_two_codes_of_a_file_share_a_name():
    got, losses = names(("A",), ("Other", "0"), ("other", "0"), ("OTHER", "0"), (" Other  ",))
    assert got == ["A", "Other", "other (A)", "OTHER (2)", "Other (3)"]
    assert losses == [("names that an earlier code has; what is above them is added", 3)]


@pytest.mark.parametrize("length", [120, 121, 400])
def test_names_are_not_too_long_and_still_apart(length):
    got, losses = names(("x" * length,), ("x" * length, "0"), ("",))
    assert len(set(got)) == 3
    assert max(map(len, got)) <= 120
    assert got[2] == "Code without a name"
    assert bool(losses[0][0].startswith("names of more")) == (length > 120)


def test_links_to_memos_are_told():
    _, losses = lines_of([Written("a", "A", noted=("n",))])
    assert [one.kind for one in losses] == ["links from codes to memos"]


def kept(pk, name="A", parent=None, *, retired=False, into=None, order=0, **words):
    return {
        "id": pk, "name": name, "parent_id": parent, "definition": "", "when": "", "when_not": "",
        "example": "", "origin": "inductive", "instrument": "", "construct": "", "order": order,
        "merged_into_id": into, "retired": retired, **words,
    }  # fmt: skip


def told(before, after):
    return [(one.id, one.what, one.where) for one in changes(before, after)]


def test_each_kind_of_change():
    before = [kept(1), kept(2, "B"), kept(3, "C", 1), kept(4, "D"), kept(5, "E", retired=True),
              kept(6, "F"), kept(9, "Z")]  # fmt: skip
    after = [
        kept(1, definition="New."), kept(2, "B", retired=True), kept(3, "C"),
        kept(4, "D", retired=True, into=1), kept(5, "E"), kept(6, "F", 1, example="So."),
        kept(7, "G", 1), kept(8, "H", retired=True),
    ]  # fmt: skip
    assert told(before, after) == [
        (1, "reworded", ""), (2, "retired", ""), (3, "moved", ""), (4, "merged", "A"),
        (5, "reinstated", ""), (6, "moved", "A"), (6, "reworded", ""), (7, "added", "A"),
        (9, "gone", ""),
    ]  # fmt: skip
    assert told(before, before) == []
    [field] = changes(before, after)[0].fields
    assert (field.label, field.before, field.after) == ("Definition", "", "New.")


def test_a_version_is_a_tree_of_codes_in_use():
    rows = [kept(1, "A", order=1), kept(2, "B", 1, retired=True), kept(3, "C", 2), kept(4, "D")]
    assert [(code.name, code.depth) for code in tree(rows)] == [("D", 0), ("A", 0), ("C", 2)]
