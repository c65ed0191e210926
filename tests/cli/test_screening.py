"""`uptake screen`: where it stands, what is next, verdicts in and out."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests import build as accounts
from tests.steps.review import build
from uptake.cli.commands import main
from uptake.review.models import Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> build.Review:
    made = build.review()
    made.criterion("Not adults")
    return made


def run(*words: str, code: int = 0) -> str:
    found = CliRunner().invoke(main, ["screen", *words])
    assert found.exit_code == code, found.output
    return found.output


def email(who) -> str:
    return who.user.email


def test_status(review: build.Review) -> None:
    review.both(0, "include", "include")
    review.both(1, "include", "exclude")
    assert "Titles and abstracts" in run("status")
    told = json.loads(run("status", "--json"))
    assert told[0]["states"] == {"include": 1, "conflict": 1}
    assert told[0]["read"] == 2


def test_next(review: build.Review) -> None:
    told = json.loads(run("next", "--as", email(review.one), "--json"))
    assert told["why"] == "next"
    assert "Reference " in run("next", "--as", email(review.one))
    assert "Nothing is left" in run(
        "next", "--as", email(review.one), "--stage", "full-texts", code=1
    )


def test_decide_takes_every_line_or_none(review: build.Review, tmp_path) -> None:
    file = tmp_path / "verdicts.csv"
    one, two = (row.pk for row in review.references[:2])
    file.write_text(
        f"reference,verdict,reason,note\n{one},include,,\n{two},exclude,not adults,Page 2\n"
    )
    assert "2 verdicts" in run("decide", str(file), "--as", email(review.one))
    assert Verdict.objects.get(verdict="exclude").reason.label == "Not adults"
    Verdict.objects.all().delete()
    for line, says in (
        ("99999,include,,", "no reference 99999"), (f"{two},exclude,Other,", "no reason 'Other'"),
        (f"{two},perhaps,,", "no verdict"), ("x,include,,", "no number of a reference"),
    ):  # fmt: skip
        file.write_text(f"reference,verdict,reason,note\n{one},include,,\n{line}\n")
        assert says in run("decide", str(file), "--as", email(review.one), code=1)
        assert not Verdict.objects.exists()


def test_export_says_what_is_hidden(review: build.Review, tmp_path) -> None:
    review.both(0, "include", "include")
    review.screen(review.one, 1)
    file = tmp_path / "out.csv"
    assert "2 verdicts" in run("export", "--to", str(file))
    assert file.read_text("utf-8-sig").count("\n") == 3
    assert "1 is still hidden" in run("export", "--to", str(file), "--force")
    assert "reference,title" in run("export", "--to", "-", "--exact")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{},maybe,", "'maybe' is no verdict. A verdict is include, exclude, unsure."),
        ("{},exclude,Too old", "There is no reason 'Too old' at this stage. Its reasons: "),
        ("abc,include,", "It stands in the address of the reference's page."),
        ("999999,include,", "There is no reference 999999 in this project."),
    ],
)
def test_what_is_wrong_in_a_row_is_said_with_its_line(review, tmp_path, row, said) -> None:
    file = tmp_path / "verdicts.csv"
    file.write_text(f"reference,verdict,reason\n{row.format(review.references[0].pk)}\n", "utf-8")
    told = " ".join(run("decide", str(file), "--as", email(review.one), code=1).split())
    assert f"{file}, line 2: " in told
    assert said in told
    assert not Verdict.objects.exists()


def test_an_empty_table_is_named(review, tmp_path) -> None:
    file = tmp_path / "empty.csv"
    file.touch()
    told = run("decide", str(file), "--as", email(review.one), code=1)
    assert f"{file}: The file is empty." in told


def test_nothing_is_shown_to_one_who_may_not_screen(review) -> None:
    reader = accounts.member(review.project, "observer")
    assert "may not screen in" in run("next", "--as", email(reader), code=1)
