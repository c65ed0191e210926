"""Names recognised by a model: an extra, so that a stand-in takes its place here."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from uptake.instruments import name_model
from uptake.methods.deidentify import Sure, find

LABELS = {"Gwen": "PERSON", "Leeds": "GPE", "Monday": "DATE", "Trust": "ORG"}


@dataclass
class Entity:
    label_: str
    start_char: int
    end_char: int


@dataclass
class Read:
    ents: list[Entity]


def pipeline(text: str) -> Read:
    """Reads what the real one is given: never more than it takes at once."""
    assert 0 < len(text) <= 4000
    assert "\n" not in text
    found = re.finditer("|".join(LABELS), text)
    return Read([Entity(LABELS[one[0]], one.start(), one.end()) for one in found])


def test_people_places_and_organisations_line_by_line():
    text = "We saw Gwen.\n\nOn Monday in Leeds, at the Trust"
    found = list(name_model.recognising(pipeline)(text))
    assert [(it.words, it.kind, text[it.start : it.end]) for it in found] == [
        ("Gwen", "name", "Gwen"),
        ("Leeds", "place", "Leeds"),
        ("Trust", "organisation", "Trust"),
    ]
    assert {it.sure for it in found} == {Sure.UNSURE}


def test_a_long_line_is_read_in_pieces():
    text = "we met Gwen and " * 700
    finder = name_model.recognising(pipeline)
    assert len(find(text, finders=[finder])) == 700
    assert list(finder("x" * 9000)) == []


def test_the_extra_is_missing(monkeypatch):
    monkeypatch.setattr(name_model, "find_spec", lambda _name: None)
    with pytest.raises(name_model.NotInstalled, match=r"uptake\[deid\]"):
        name_model.installed()


def test_the_extra_is_there(monkeypatch):
    module = ModuleType(name_model.MODEL)
    module.__spec__ = ModuleSpec(name_model.MODEL, None)
    asked = []

    def load(exclude):
        asked.extend(exclude)
        return pipeline

    module.load = load
    monkeypatch.setitem(sys.modules, name_model.MODEL, module)
    (only,) = name_model.installed()("so Gwen said")
    assert (only.words, asked) == ("Gwen", list(name_model.UNUSED))
