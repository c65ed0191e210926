"""Forms by which facts are taken out of studies."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.instruments.extraction_forms import (
    KINDS,
    ExtractionForm,
    FormRefused,
    Question,
    extraction_forms,
    form_rows,
    parse_form,
    parse_form_csv,
    write_form,
)


def test_the_shipped_form_is_whole():
    (form,) = extraction_forms()
    assert form.licence == "CC0-1.0"
    assert len(form.questions) == 15
    assert {one.kind for one in form.questions} <= set(KINDS)
    assert all(one.guidance and one.section for one in form.questions)
    assert parse_form(write_form(form)) == form


def problems(text):
    with pytest.raises(FormRefused) as caught:
        parse_form(text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "The file: this must be an object"),
        ({"name": "", "fields": [{"name": "A"}]}, "name: this is empty; give the form a name."),
        ({"name": "F"}, "fields: there are none; give at least one."),
        ({"name": "F", "fields": [3]}, "fields[1]: this must be an object"),
        ({"name": "F", "fields": [{"name": ""}]}, "fields[1].name: this is empty; name the field."),
        ({"name": "F", "fields": [{"name": "A", "kind": "maybe"}]}, "fields[1].kind: 'maybe' is"),
        ({"name": "F", "fields": [{"name": "A", "kind": "one", "choices": ["B"]}]},
         "fields[1].choices: give at least two"),
        ({"name": "F", "fields": [{"name": "A", "choices": ["B", "C"]}]},
         "fields[1].choices: a field of kind text has none."),
        ({"name": "F", "fields": [{"name": "A", "kind": "one", "choices": "B"}]},
         "fields[1].choices: this must be a list of texts."),
        ({"name": "F", "fields": [{"name": "A", "kind": "many",
                                   "choices": [str(n) for n in range(61)]}]}, "60 is the most."),
        ({"name": "F", "fields": [{"name": "A"}, {"name": "a"}]}, "'a' stands twice"),
        ({"name": "F", "fields": [{"name": "x" * 121}]}, "this has 121 characters; 120 is"),
        ({"name": "F", "fields": [{"name": "A", "required": "yes"}]}, "must be true or false"),
    ],
)  # fmt: skip
def test_each_problem_names_its_field(data, says):
    assert any(says in one for one in problems(json.dumps(data)))


def test_broken_json_names_its_line():
    assert problems('{\n"name": }')[0].startswith("Line 2, column 9")


def test_a_table_is_read():
    form = parse_form_csv(
        "\ufeffName,Kind,Choices,Required,Unit\n"
        "Country,,,yes,\nDesign,one,Survey | Trial,,\nKind,many,a;b,no,\n,,,,\nn,number,,,people\n"
    )
    assert [one.name for one in form.questions] == ["Country", "Design", "Kind", "n"]
    assert form.questions[0].required
    assert form.questions[1].choices == ("Survey", "Trial")
    assert form.questions[2].choices == ("a", "b")
    assert form.questions[3].unit == "people"


@pytest.mark.parametrize("text", ["", "question\nA\n", 'name\n"A\n'])
def test_what_is_no_table_of_fields_is_refused(text):
    with pytest.raises(FormRefused):
        parse_form_csv(text)


words = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
questions = st.builds(
    Question, name=words, section=words, kind=st.sampled_from(["text", "number"]),
    unit=words, guidance=words, required=st.booleans(),
) | st.builds(
    Question, name=words, section=words, kind=st.sampled_from(["one", "many"]),
    choices=st.lists(words, min_size=2, max_size=4, unique=True).map(tuple),
)  # fmt: skip


@given(st.lists(questions, min_size=1, max_size=5,
                unique_by=lambda one: (one.section.casefold(), one.name.casefold())))  # fmt: skip
def test_what_is_written_is_read_back(made):
    form = ExtractionForm("f", "F", "1", "Own", "CC0", "", tuple(made))
    assert parse_form(write_form(form)) == form
    out = io.StringIO()
    csv.writer(out).writerows(form_rows(form))
    assert parse_form_csv(out.getvalue()).questions == form.questions
