"""A screening replayed at the terminal."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random

import pytest
from lxml import etree

from uptake.cli import curves, labelled
from uptake.cli.simulating import ORDERS
from uptake.instruments import sentence_model
from uptake.methods.screening import KINDS

GOOD, POOR = (
    ["app", "digital", "therapy", "anxiety", "online"],
    ["mouse", "protein", "enzyme", "assay"],
)


def a_table(rows=60, column="label_included", blank=0):
    """Records on two subjects as CSV, the first of each kind at the top."""
    chance = random.Random(1)
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["title", "abstract", column])
    for at in range(rows):
        good = at == 0 or (at > 1 and chance.random() < 0.3)
        words = GOOD if good else POOR
        text = " ".join(chance.choices(words, k=4) + chance.choices(GOOD + POOR, k=4))
        label = "" if at >= rows - blank else int(good)
        write.writerow([f"{' '.join(chance.choices(words, k=3))} {at}", text, label])
    return out.getvalue()


def test_a_labelled_table_is_replayed(run, write):
    path = write("set.csv", a_table(blank=5))
    shown = run("simulate", path).stdout
    assert "set.csv: 55 records" in shown
    assert "5 more without a decision left out" in shown
    assert "10 % read" in shown
    assert "WSS@95" in shown
    assert "To cite: Screening of 55 records" in shown
    assert "seed 0." in shown


def test_the_run_is_the_same_for_the_same_seed_and_packed(asked, write, tmp_path):
    path = write("set.csv", a_table())
    packed = tmp_path / "set.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    one, two = asked("simulate", path, "--seed", 3), asked("simulate", packed, "--seed", 3)
    assert one == two
    assert sorted([*one["order"], *one["known"]]) == list(range(60))
    assert one["metrics"]["loss"] < 0.2
    assert asked("simulate", path, "--seed", 4)["known"] != one["known"]
    assert asked("simulate", path, "--seed", 3, "--each")["fits"] >= one["fits"]


def test_another_column_and_key_words_without_a_start(run, asked, write):
    path = write("set.csv", a_table(column="kept"))
    assert "--label" in run("simulate", path, code=1).stderr
    told = asked(
        "simulate", path, "--label", "kept", "--known", 0,
        "--words", "digital therapy", "--not-words", "mouse",
    )  # fmt: skip
    assert told["known"] == []
    assert told["metrics"]["loss"] < 0.2
    assert "starting from no decision" in told["cite"]
    assert "key words" in told["cite"]


def test_runs_are_held_against_one_another_and_drawn(run, write, tmp_path):
    path = write("set.csv", a_table())
    kept = tmp_path / "chance.json"
    kept.write_text(run("simulate", path, "--order", "random", "--json").stdout)
    picture = tmp_path / "recall.svg"
    shown = run("simulate", path, "--against", kept, "--svg", picture).stdout
    assert "chance" in shown
    root = etree.fromstring(picture.read_bytes())
    assert root.tag.endswith("svg")
    assert len(root.findall("{*}polyline")) == 2
    assert "found after a tenth" in root.findtext("{*}desc")
    assert "there already" in run("simulate", path, "--svg", picture, code=1).stderr
    run("simulate", path, "--svg", picture, "--force")


def test_orders_offered_are_those_there_are():
    assert ORDERS == KINDS


def test_a_run_of_another_tool_may_stop_early(run, write):
    path = write("set.csv", a_table())
    part = write("part.json", json.dumps({"order": [5, 4, 3]}))
    assert "part" in run("simulate", path, "--against", part).stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("nothing", "no JSON"),
        ("[1]", "no list called order"),
        ('{"order": 3}', "no list called order"),
        ('{"order": [1], "known": 2}', "not numbers from 0 to 59"),
        ('{"order": [60]}', "not numbers from 0 to 59"),
        ('{"order": [true]}', "not numbers from 0 to 59"),
        ('{"order": [1, 1]}', "more than once"),
    ],
)
def test_a_recorded_run_that_does_not_fit_is_refused(run, write, content, told):
    path, other = write("set.csv", a_table()), write("run.json", content)
    assert told in run("simulate", path, "--against", other, code=1).stderr


def test_files_without_both_kinds_are_refused(run, write):
    only = "title,abstract,included\nOne,a,1\nTwo,b,1\n"
    assert "no included and excluded" in run("simulate", write("a.csv", only), code=1).stderr
    none = "TY  - JOUR\nTI  - A title\nER  - \n"
    assert "no decisions in it" in run("simulate", write("a.ris", none), code=1).stderr


def test_too_many_known_at_first(run, write):
    path = write("set.csv", a_table())
    assert "Lower --known" in run("simulate", path, "--known", 50, code=1).stderr
    few = "title,abstract,included\nOne,a,1\nTwo,b,0\nThree,c,0\n"
    assert "Nothing is left to find" in run("simulate", write("b.csv", few), code=1).stderr


def test_broken_and_overlarge_packs_are_refused(run, write, tmp_path, monkeypatch):
    packed = tmp_path / "set.csv.gz"
    packed.write_bytes(gzip.compress(a_table().encode())[:-20])
    assert "cannot be unpacked" in run("simulate", packed, code=1).stderr
    packed.write_bytes(gzip.compress(a_table().encode()))
    monkeypatch.setattr(labelled, "LARGEST", 10)
    assert "more than 2 GB" in run("simulate", packed, code=1).stderr


def test_vectors_without_the_extra_say_what_to_install(run, write, monkeypatch):
    path = write("set.csv", a_table())
    monkeypatch.setattr(sentence_model, "find_spec", lambda name: None)
    assert "uptake[embeddings]" in run("simulate", path, "--embeddings", code=1).stderr


def test_decisions_on_the_full_text_count_before_others(asked, write):
    rows = "title,abstract,Decision on title and abstract,Decision on the full text\n"
    rows += "app one,digital,include,include\napp two,digital,include,exclude\n"
    rows += "app three,digital,unsure,\nmouse,assay,exclude,\nmouse two,assay,exclude,\n"
    told = asked("simulate", write("set.csv", rows))
    assert told["included"] == 2


def test_long_runs_are_drawn_with_few_points_and_long_names_cut():
    found = tuple(int(at % 50 == 0) for at in range(5000))
    drawn = curves.svg([curves.Curve("a name longer than there is room for", found)], "Recall <x>")
    root = etree.fromstring(drawn.encode())
    (line,) = root.findall("{*}polyline")
    assert len(line.get("points").split()) == curves.POINTS + 1
    assert "…" in drawn
    assert len(list(curves.bars(curves.Curve("x", found)))) == len(curves.STEPS)
