"""The numbers of the agreement page, held against the methods and against known interviews."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.interviews.rounds_build import Scene, scene
from uptake.interviews import actions
from uptake.interviews.actions import TableRow, adjudication, rounds
from uptake.interviews.models import Code, CodingRound, Transcript
from uptake.interviews.queries.agreement import compare
from uptake.interviews.queries.differing import A_PAGE, differing
from uptake.methods import agreement as method
from uptake.methods.agreement import Bootstrap, Passage, Text
from uptake.projects.actor import Member
from uptake.projects.models import Project

FEW = 100
"""Resamples: the numbers beside the interval do not depend on them."""


@pytest.fixture
def at(project: Project, by: Member) -> Scene:
    return scene(project, by)


def marked(row: Transcript, *said: tuple[str, Code]) -> tuple[Passage, ...]:
    return tuple(Passage(*talks.place(row, words), str(code.pk)) for words, code in said)


def test_the_page_tells_what_the_methods_tell_of_the_same_codings(at: Scene) -> None:
    """Three code one transcript and two another: each text is compared among all of its own."""
    rounds.add_coder(by=at.lead, round=at.round, transcript=at.first, coder=at.cai.user)
    rounds.add_coder(by=at.lead, round=at.round, transcript=at.second, coder=at.ben.user)
    said = {
        (at.ana, at.first): [("Nobody had any time.", at.time), ("My manager wanted", at.will)],
        (at.ben, at.first): [("had any time. We kept", at.time)],
        (at.cai, at.first): [("She told us so", at.will), ("Nobody had", at.will)],
        (at.ana, at.second): [("paper forms", at.time)],
        (at.ben, at.second): [("paper forms as well", at.time), ("a lot of work", at.time)],
    }
    for (who, text), places in said.items():
        for words, code in places:
            at.code(who, words, code, transcript=text)
    row = at.open()
    found = compare(row, "sentence", FEW)
    texts = []
    for text in (at.first, at.second):
        units = [talks.place(text, words) for words in (
            "Where did it get stuck?", "Nobody had any time.", "We kept the paper forms as well.",
            "It was a lot of work.", "My manager wanted it.", "She told us so every week.",
        )]  # fmt: skip
        given = tuple(
            marked(text, *said[who, text]) if (who, text) in said else None
            for who in (at.ana, at.ben, at.cai)
        )
        texts.append(Text(len(talks.text_of(text)), given, tuple(units)))
    by = Bootstrap(row.seed, FEW)
    for one in found.codes:
        direct = method.table(method.on_units(texts, str(one.code)), by=by)
        assert [(it.name, it.found) for it in one.figures] == [(it.name, it.found) for it in direct]
    whole = method.table(
        method.on_units_overall(texts, [str(code.pk) for code in (at.time, at.will)]), by=by
    )
    assert found.overall is not None
    assert [it.found for it in found.overall.figures] == [it.found for it in whole]
    assert (found.units, found.coded) == (12, 6 / 12)
    for (_, ours), code in zip(found.unitised, (at.time, at.will), strict=True):
        only = [Text(it.length, tuple(
            None if given is None else tuple(m for m in given if m.code == str(code.pk))
            for given in it.marks
        )) for it in texts]  # fmt: skip
        assert ours == method.unitised(only, by)
        assert ours.coders == 3, "the third coder of one transcript counts"


def test_where_they_differ_comes_a_page_at_a_time(project: Project, by: Member) -> None:
    talks.participant(project)
    said = " ".join(f"Sentence {number} of them." for number in range(A_PAGE + 5))
    text, code = talks.transcript(project, [("P11", said)]), talks.code(project)
    ana, ben = (build.member(project, "coder", build.account(f"{name}@example.org", name))
                for name in ("Ana", "Ben"))  # fmt: skip
    row = rounds.begin_round(by=by, project=project, name="Long", who={text: [ana.user, ben.user]})
    rows = [TableRow(number, "Interview 11", f"Sentence {number} of them.", code.name)
            for number in range(A_PAGE + 5)]  # fmt: skip
    actions.code_from_table(by=ana, project=project, rows=rows)
    actions.code_from_table(by=ben, project=project, rows=rows[:2])
    row = rounds.open_round(by=by, round=row, why="Enough")
    first, second = (differing(row, page=number) for number in (1, 2))
    assert (first.open, first.settled, len(first.rows), len(second.rows)) == (53, 0, A_PAGE, 3)
    one = first.rows[0]
    assert (one.words, one.turn, one.speaker) == ("Sentence 2 of them.", 1, "P11")
    assert [(side.coder, side.codes) for side in one.sides] == [
        ("Ana", ((code.name, False),)), ("Ben", ())
    ]  # fmt: skip
    address = f"/p/{project.pk}/interviews/rounds/{row.pk}/agreement/?differ=1&page=2"
    page = build.browser(by).get(address).content.decode()
    assert "51 to 53 of 53" in page
    assert "page=1#differ" in page
    adjudication.adjudicate(by=by, round=row, codings=_last(row), how="discard")
    again = differing(row, page=2)
    assert (again.open, again.settled) == (52, 1), "told anew after every decision"
    assert again.rows[-1].decided is not None


def _last(row: CodingRound) -> list[int]:
    return list(row.codings.order_by("-passage__start").values_list("pk", flat=True)[:1])


def interviews(data: Path) -> list[dict[str, str]]:
    path = data / "interviews-wac" / "outside_dialectic_codes.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there: the interviews that two people coded.")
    with path.open(encoding="cp1252", newline="") as file:
        return [line for line in csv.DictReader(file) if line["Name"]]


@pytest.mark.real_data
def test_kappa_of_interviews_that_two_people_coded(
    data: Path, project: Project, by: Member
) -> None:
    """57 experts by two coders: kappa .676 of the first question, as worked out apart.

    The file leaves one judgement of the third question blank (.547 without that expert). In a round
    whoever is done has judged every word, so that the blank is a no there.
    """
    lines = interviews(data)
    codes = {name: talks.code(project, name, order=order)
             for order, name in enumerate(("Q1_Outside", "Q3_Outside", "Dialectic"))}  # fmt: skip
    texts = [
        talks.transcript(project, [("Expert", " ".join(line["Positive"].split()) or "Nothing.")],
                         f"{number} {line['Name']}")
        for number, line in enumerate(lines)
    ]  # fmt: skip
    people = {column: build.member(project, "coder") for column in ("CC", "OM")}
    row = rounds.begin_round(
        by=by, project=project, name="Experts", unit="turn", codes=list(codes.values()),
        who={text: [one.user for one in people.values()] for text in texts},
    )  # fmt: skip
    for column, who in people.items():
        table = [
            TableRow(at, text.title, talks.text_of(text), name)
            for at, (line, text) in enumerate(zip(lines, texts, strict=True))
            for name in codes if line[f"{name}_{column}"] == "1"
        ]  # fmt: skip
        actions.code_from_table(by=who, project=project, rows=table)
    row = rounds.open_round(by=by, round=row, why="As they were")
    found = compare(row, "turn", FEW)
    assert (len(texts), found.units) == (57, 57)
    kappa = {one.name: one.figure("Cohen's kappa").value for one in found.codes}
    assert {name: round(value or 0, 3) for name, value in kappa.items()} == {
        "Q1_Outside": 0.676, "Q3_Outside": 0.551, "Dialectic": 0.651
    }  # fmt: skip
    for name, value in kappa.items():
        given = [[line[f"{name}_{column}"] or "0" for line in lines] for column in people]
        direct = method.cohen_kappa(method.ratings(given, categories=["0", "1"]))
        assert value == pytest.approx(direct.value)
    (share,) = (one.figure("Percent agreement").value for one in found.codes[:1])
    assert round(share or 0, 3) == 0.877
