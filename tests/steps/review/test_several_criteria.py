"""Several criteria at once, and those of one stage copied to the next."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build as people
from tests.steps.review import build
from uptake.projects.models import Event
from uptake.review.models import Criterion, Protocol

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> build.Review:
    return build.review(3)


def at(review: build.Review, name: str) -> str:
    return reverse(f"review:{name}", args=[review.project.pk])


def post(review: build.Review, name: str, **sent: str):
    return people.browser(review.lead).post(at(review, name), sent, follow=True)


def names(stage: str, side: str) -> list[str]:
    rows = Criterion.objects.filter(stage=stage, side=side, retired_at=None)
    return list(rows.order_by("order").values_list("label", flat=True))


def test_one_a_line_with_definitions(review) -> None:
    client = people.browser(review.lead)
    page = client.get(at(review, "protocol")).content.decode()
    assert f"{at(review, 'add-criteria')}?stage=title&amp;side=exclude" in page
    page = client.get(at(review, "add-criteria"), {"stage": "title", "side": "exclude"})
    assert page.status_code == 200
    lines = "Not adults: nobody is 18 or older\r\n\r\nMice\r\nA letter : or an editorial"
    page = post(review, "add-criteria", stage="title", side="exclude", lines=lines)
    assert b"3 criteria added." in page.content
    assert names("title", "exclude") == ["Not adults", "Mice", "A letter"]
    assert Criterion.objects.get(label="A letter").definition == "or an editorial"
    kept = Event.objects.get(verb="criteria.added").after
    assert kept["criteria"] == ["Not adults", "Mice", "A letter"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [("", "Enter at least one"), ("Mice\n" + "x" * 61, "Line 2: a name has 1 to 60"),
     (": only this", "Line 1"), ("Mice\nmice", "There is a criterion mice already")],
)  # fmt: skip
def test_all_of_them_or_none(review, lines: str, says: str) -> None:
    page = post(review, "add-criteria", stage="title", side="exclude", lines=lines)
    assert says in page.content.decode()
    assert lines.strip()[:20] in page.content.decode()
    assert not Criterion.objects.exists()


def test_halfway_they_are_one_amendment(review) -> None:
    review.write_protocol()
    review.both(0, "include", "include")
    sent = {"stage": "title", "side": "exclude", "lines": "Mice\nRates"}
    assert "Say why it is changed" in post(review, "add-criteria", **sent).content.decode()
    post(review, "add-criteria", **sent, why="They were forgotten", again="include")
    assert Protocol.objects.count() == 2
    assert Protocol.objects.last().why.startswith("Mice, Rates were added (titles and abstracts)")
    assert review.references[0].standings.get().look_again.startswith("Mice, Rates were added")


def test_copied_to_full_texts_but_for_those_that_are_there(review) -> None:
    review.criterion("Adults", "include", words=("adult*",))
    review.criterion("Mice")
    review.criterion("Not adults")
    review.criterion("mice", stage="full")
    client = people.browser(review.lead)
    assert b"Copy the title and abstract criteria" in client.get(at(review, "protocol")).content
    page = client.get(at(review, "copy-criteria")).content.decode()
    assert "Copy 2 criteria" in page
    assert "<b>Mice</b>" not in page
    assert b"2 criteria copied" in post(review, "copy-criteria").content
    assert names("full", "exclude") == ["mice", "Not adults"]
    assert Criterion.objects.get(stage="full", label="Adults").words == ["adult*"]
    assert b"Copy the title and" not in client.get(at(review, "protocol")).content
    assert b"has one of the same name" in client.get(at(review, "copy-criteria")).content
    assert b"no criterion to add" in post(review, "copy-criteria").content


def test_moving_stays(review) -> None:
    post(review, "add-criteria", stage="full", side="exclude", lines="Mice\nRates")
    row = Criterion.objects.get(label="Rates")
    to = reverse("review:move-criterion", args=[review.project.pk, row.pk])
    people.browser(review.lead).post(to, {"up": "1"})
    assert names("full", "exclude") == ["Rates", "Mice"]
