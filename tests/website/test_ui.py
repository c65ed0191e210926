"""Our quick form parts write what the design system's own would, for the same input."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from tests.conftest import ROOT
from uptake.projects.errors import Refused
from uptake.projects.forms import DayField

PARTS = ROOT / "tools/assets/node_modules/nhsuk-frontend/dist/nhsuk/components"
NAME = "with error message and hint, without heading"
KEPT = ("id", "for", "name", "type", "value", "aria-describedby", "rows", "role", "href")


def show(template: str, **context: Any) -> str:
    source = '{% import "ui.html" as ui with context %}' + template
    return (
        engines.all()[0].from_string(source).render(context, RequestFactory().get("/?q=a&page=2"))
    )


def shape(html: str) -> list[tuple[Any, ...]]:
    """Every element with its classes, its telling attributes and its own words."""
    return [
        (
            node.tag,
            sorted(node.get("class", "").split()),
            {name: node.get(name) for name in KEPT if node.get(name)},
            " ".join((node.text or "").split()),
        )
        for node in lxml.html.fragment_fromstring(html, create_parent="div").iter()
        if isinstance(node.tag, str) and not (node.get("class") or "").endswith("nowrap")
    ][1:]


def fixture(part: str, name: str = NAME) -> dict[str, Any]:
    path = PARTS / part / "fixtures.json"
    if not path.is_file():
        pytest.skip("The design system is not installed. Run `make assets`.")
    found: dict[str, Any] = next(
        one for one in json.loads(path.read_text("utf-8"))["fixtures"] if one["name"] == name
    )
    asked = found["context"]
    ident = asked.get("id") or asked.get("idPrefix")
    found["html"] = found["html"].replace(f'"{ident}', '"example').replace(
        f" {ident}-", " example-"
    )  # fmt: skip
    return found


def form_with(field: forms.Field, asked: dict[str, Any]) -> forms.Form:
    """A form with one field called example, refused with the fixture's message."""
    field.help_text = asked["hint"].get("text", "")
    field.label = (asked.get("label") or asked["fieldset"]["legend"])["text"]
    form = type("F", (forms.Form,), {"example": field})({})
    form.add_error("example", asked["errorMessage"]["text"])
    return form


def choices(asked: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["value"], one["text"]) for one in asked["items"]]


MAKE: dict[str, Any] = {
    "radios": lambda asked: forms.ChoiceField(
        choices=choices(asked), widget=forms.RadioSelect, required=False),
    "checkboxes": lambda asked: forms.MultipleChoiceField(
        choices=choices(asked), widget=forms.CheckboxSelectMultiple, required=False),
    "select": lambda asked: forms.ChoiceField(choices=choices(asked), required=False),
    "textarea": lambda asked: forms.CharField(
        widget=forms.Textarea(attrs={"rows": 5}), required=False),
    "file-upload": lambda asked: forms.FileField(required=False),
}  # fmt: skip


@pytest.mark.parametrize("part", MAKE)
def test_a_refused_field_is_written_as_the_design_system_writes_it(part):
    given = fixture(part)
    form = form_with(MAKE[part](given["context"]), given["context"])
    ours = show("{{ ui.field(form.example, optional=false) }}", form=form)
    theirs = given["html"].replace('name="file-upload"', 'name="example"')
    assert shape(ours) == shape(theirs)


def test_a_text_box_has_the_design_system_s_classes():
    given = fixture("input")
    asked = given["context"]
    asked["hint"] = {"text": "Ten digits"}
    classes = "nhsuk-input--code nhsuk-input--width-10"
    form = form_with(
        forms.CharField(required=False, widget=forms.TextInput(attrs={"class": classes})), asked
    )
    found = shape(show("{{ ui.field(form.example, optional=false) }}", form=form))
    theirs = shape(given["html"])
    assert [row[:3] for row in found] == [row[:3] for row in theirs]


def test_the_error_summary_is_the_design_system_s():
    theirs = fixture("error-summary", "with multiple errors")["html"]

    class Form(forms.Form):
        day = forms.CharField(error_messages={"required": "Enter a day"})
        month = forms.CharField(error_messages={"required": "Enter a month"})

    def bones(html: str) -> list[Any]:
        return [(tag, classes) for tag, classes, _, _ in shape(html)]

    ours = show("{{ ui.error_summary(form) }}", form=Form({}))
    assert bones(ours) == bones(theirs)
    assert 'href="#day"' in ours
    assert 'href="#month"' in ours


def test_the_error_summary_says_what_an_action_refused():
    refused = Refused("No owner is left.", advice="Name one.", where="Members")
    words = show("{{ ui.error_summary(none, refused) }}", refused=refused)
    assert "Members: No owner is left. Name one." in words
    assert show("{{ ui.error_summary(form) }}", form=forms.Form()).strip() == ""


class Everything(forms.Form):
    name = forms.CharField(initial="<b>O'Neil</b> 🙂", max_length=20)
    secret = forms.CharField(widget=forms.PasswordInput)
    day = DayField(initial="2025-10-08", required=False)
    many = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, initial=["b"]
    )
    one = forms.ChoiceField(
        choices=[("", "None"), ("Group", [("x", "X"), ("y", "Y")])], initial="y"
    )
    agree = forms.BooleanField(required=False, initial=True, help_text="If you like")
    hush = forms.CharField(widget=forms.HiddenInput, initial="h")
    several = forms.TypedMultipleChoiceField(choices=[("a", "A"), ("b", "B")], initial=["a"])
    note = forms.CharField(widget=forms.Textarea, initial="\nfirst", disabled=True)


def test_typed_words_come_back_escaped():
    html = show("{{ ui.field(form.name) }}", form=Everything({"name": '"><script>'}))
    assert "<script>" not in html
    assert "&#34;&gt;&lt;script&gt;" in html


def test_a_password_is_never_written_back():
    assert "hunter2" not in show(
        "{{ ui.field(form.secret) }}", form=Everything({"secret": "hunter2"})
    )


def test_each_kind_of_field_shows_what_it_holds():
    form = Everything()
    html = show(
        "{% for f in form %}{{ ui.field(f, hints={'a': 'The first'}) }}{% endfor %}", form=form
    )
    tree = lxml.html.fromstring(f"<div>{html}</div>")
    assert tree.get_element_by_id("name").get("value") == "<b>O'Neil</b> 🙂"
    assert tree.get_element_by_id("name").get("maxlength") == "20"
    assert tree.get_element_by_id("day").get("value") == "2025-10-08"
    assert tree.get_element_by_id("day").get("type") == "date"
    assert [box.get("value") for box in tree.xpath('//input[@name="many"][@checked]')] == ["b"]
    assert tree.get_element_by_id("many").get("aria-describedby") == "many-item-hint"
    assert [o.get("value") for o in tree.xpath("//option[@selected]")] == ["y", "a"]
    assert tree.get_element_by_id("several").get("multiple") is not None
    assert tree.xpath("//optgroup")[0].get("label") == "Group"
    assert tree.get_element_by_id("agree").get("checked") is not None
    assert tree.get_element_by_id("agree").get("aria-describedby") == "agree-hint"
    assert tree.xpath('//input[@type="hidden"]')[0].get("value") == "h"
    assert tree.get_element_by_id("note").get("disabled") == "disabled"
    # A browser drops the first line break of a box; this parser does not.
    assert tree.get_element_by_id("note").text == "\n\nfirst"
    assert "(optional)" in tree.xpath('//label[@for="day"]')[0].text
    assert "(optional)" not in tree.xpath('//label[@for="name"]')[0].text


def test_every_box_has_a_label_and_every_id_is_there_once():
    html = show("{% for f in form %}{{ ui.field(f) }}{% endfor %}", form=Everything({}))
    tree = lxml.html.fromstring(f"<div>{html}</div>")
    labelled = {label.get("for") for label in tree.xpath("//label")}
    boxes = tree.xpath('//input[not(@type="hidden")] | //select | //textarea')
    assert {box.get("id") for box in boxes} == labelled
    ids = [node.get("id") for node in tree.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    for node in tree.xpath("//*[@aria-describedby]"):
        assert set(node.get("aria-describedby").split()) <= set(ids)


def test_barrier_and_facilitator_have_a_shape_and_a_word():
    assert "1 barrier<" in show("{{ ui.word('barrier', 1) }}")
    assert "12,525 facilitators<" in show("{{ ui.word('facilitator', 12525) }}")
    plain = show("{{ ui.word('barrier') }}")
    assert "Barrier<" in plain
    assert "icons.svg#barrier" in plain
    assert 'class="tag fac"' in show("{{ ui.word('facilitator', tag=true) }}")


def test_confidence_is_blocks_and_a_word():
    assert show("{{ ui.confidence('Moderate') }}").count('class="on"') == 3
    assert show("{{ ui.confidence('Some sources', 2) }}").count('class="on"') == 2
    assert show("{{ ui.confidence('None') }}").count('class="on"') == 0


def test_stance_tag_and_number_say_it_in_words():
    assert "Speaks against it" in show("{{ ui.stance('contradicts') }}")
    assert "Supports it" in show("{{ ui.stance('supports') }}")
    assert "Invented number" in show("{{ ui.invented() }}")
    assert "icons.svg#warn" in show("{{ ui.tag('Late', 'warn') }}")
    assert 'role="img" aria-label="Yes"' in show("{{ ui.icon('check', 'Yes') }}")


def test_the_pager_keeps_what_was_asked():
    page = Paginator(range(1000), 50).page(2)
    html = show("{{ ui.pager(page, 'References') }}", page=page)
    assert "51 to 100 of 1,000" in html
    assert 'href="?q=a&amp;page=3"' in html
    assert 'aria-current="page"' in html
    assert show("{{ ui.pager(page) }}", page=Paginator([1], 50).page(1)).strip() == ""


def test_an_empty_place_says_why_and_what_first():
    html = show(
        "{{ ui.empty('quote', 'No interviews yet', 'Why.', 'Add one', '/add', example='/x') }}"
    )
    for words in ("No interviews yet", "Why.", 'href="/add"', "See the worked example"):
        assert words in html


def test_progress_is_a_number():
    html = show("{{ ui.progress(4500, 12525, 'Reading', 200) }}")
    assert "35 %" in html
    assert "4,500 of 12,525, about 3 minutes left" in html
    assert "0 %" in show("{{ ui.progress(0, 0) }}")


def test_a_quote_stands_in_its_turn():
    html = show(
        "{{ ui.quote('They wait.', 'P04', 'Interview 04', ('Interviewer', 'And then?'),"
        " ('Interviewer', 'Does anyone notice?'), '/t') }}"
    )
    assert html.index("And then?") < html.index("They wait.") < html.index("Does anyone notice?")
    assert '<mark class="hl">They wait.</mark>' in html


@pytest.mark.parametrize("macro", ["why('finding', 1)", "thread_panel('finding', 1)"])
def test_thread_parts_are_silent_where_no_thread_is_mounted(macro, settings):
    settings.ROOT_URLCONF = "tests.website.no_urls"
    assert show(f"{{{{ ui.{macro} }}}}", project=SimpleNamespace(pk=1)).strip() == ""


def test_thread_parts_lead_along_the_thread(settings):
    settings.ROOT_URLCONF = "tests.website.thread_urls"
    project = SimpleNamespace(pk=7)
    why = show("{{ ui.why('finding', 1, about='F1') }}", project=project)
    assert 'href="/p/7/thread/finding/1/"' in why
    panel = show("{{ ui.thread_panel('finding', 1) }}", project=project)
    assert "What rests on this?" in panel
    assert 'hx-get="/p/7/thread/finding/1/panel/"' in panel


def test_look_again_lists_every_reason():
    html = show("{{ ui.look_again(['One.', 'Two.']) }}", project=SimpleNamespace(pk=1))
    assert html.count("<li>") == 2
    assert show("{{ ui.look_again([]) }}").strip() == ""


def test_the_small_parts_hold_what_they_are_given():
    card = show("{% call ui.card('How sure?') %}High{% endcall %}")
    assert 'aria-labelledby="how-sure?"' in card
    table = show("{% call ui.table('Rows', ['A', ('B', 'r')]) %}<tr></tr>{% endcall %}")
    assert '<th scope="col" class="r">B</th>' in table
    form = show("{% call ui.form('/go', files=true) %}x{% endcall %}")
    assert 'enctype="multipart/form-data"' in form
    filters = show("{% call ui.filters('/list', clear='/list') %}x{% endcall %}")
    assert 'method="get"' in filters
    post = show("{{ ui.post_button('Remove', '/x', about='R1', values={'a': 1}) }}")
    assert 'method="post"' in post
    assert 'name="a" value="1"' in post
    assert "<kbd>z</kbd> undo" in show("{{ ui.key_bar([('z', 'undo')]) }}")
    assert "12,525" in show("{{ ui.figure(12525, 'records', 'Found') }}")
    assert "<kbd>s</kbd>" in show("{{ ui.button('Save', key='s', name='n') }}")
    assert 'class="btn q" href="/a"' in show("{{ ui.link_button('Go', '/a', 'q') }}")
    assert "<h1>T</h1>" in show("{{ ui.heading('T', 'L') }}")
    assert 'class="code">F1<' in show("{{ ui.code('F1') }}")
