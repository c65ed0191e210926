"""No page tells one coder, or the lead, what another coded before the round is opened.

The coder codes one transcript of a blind round, once this way and once that way. All else being the
same, everybody else must be shown the same to the letter: each address, page and file.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse

from tests import build
from tests.promises.test_blind import THEN, Parts, told_apart, undone, words
from tests.promises.test_routes import INSIDE, ROUTES, address
from tests.promises.world import World
from tests.promises.world_double_coding import BLIND, mark
from uptake.interviews.actions import rounds
from uptake.interviews.models import Code, CodingRound, Passage, Transcript
from uptake.projects.roles import BY_KEY

TELLS_THAT = frozenset({
    "project", "projects:check", "projects:trail", "projects:trail-csv", "report:project",
    "report:json", "report:recommendation",
})  # fmt: skip
"""Addresses that show how long the chain is, or its last hash: it could not be checked else."""
ABOUT = (
    ("interviews:code", {}), ("interviews:transcript", {}), ("interviews:panel", {}),
    ("interviews:turn", {"turn": 2}), ("interviews:txt", {}), ("trace:correct", {}),
    ("trace:lost", {}),
)  # fmt: skip
"""Pages of the blind transcript itself."""


@pytest.fixture
def world(own: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("django.utils.timezone.now", lambda: THEN)
    # The clock stands before the world was made, so that the round must have begun before that.
    CodingRound.objects.update(created_at=THEN)
    return own


def blind_transcript(world: World) -> Transcript:
    return Transcript.objects.get(project=world.project, title=BLIND)


def seen(world: World, role: str) -> dict[str, Parts]:
    """Everything that somebody of a role can read, and the blind transcript's own pages."""
    client, held = build.browser(world.people[role]), BY_KEY[role].permissions
    text, places = blind_transcript(world).pk, []
    for name in sorted(INSIDE):
        needed = ROUTES[name].read
        if needed is not None and set(needed if isinstance(needed, tuple) else [needed]) <= held:
            places.append((name, address(name, world.project, world)))
    for name, more in ABOUT:
        for key in ("pk", "transcript"):
            try:
                ids = {"project_id": world.project.pk, key: text, **more}
                places.append((f"{name} of it", reverse(name, kwargs=ids)))
            except Exception:  # noqa: BLE001, S110 - the other key is the right one
                pass
    listed = reverse("interviews:passages", args=[world.project.pk])
    places.append(("interviews:passages of it", f"{listed}?{urlencode({'transcript': text})}"))
    last = Passage.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for pk in range(last - 1, last + 3):
        ids = {"project_id": world.project.pk, "pk": pk}
        places.append(
            (f"interviews:passage {pk - last}", reverse("interviews:passage", kwargs=ids))
        )
        for name in ("why", "panel", "reach"):
            ids = {"project_id": world.project.pk, "kind": "passage", "pk": pk}
            places.append((f"trace:{name} {pk - last}", reverse(f"trace:{name}", kwargs=ids)))
    found = {}
    for name, to in places:
        with transaction.atomic():
            found[name] = words(client.get(to))
            transaction.set_rollback(True)
    return found


def codes(world: World, said: str, which: int, memo: str) -> None:
    """The coder marks some words of the blind transcript."""
    book = Code.objects.filter(project=world.project, retired_at=None).order_by("pk")
    mark(world, "coder", blind_transcript(world), said, book[which], memo)


@pytest.mark.parametrize("role", ["owner", "researcher", "commissioner", "reviewer"])
def test_nobody_learns_what_another_codes(world: World, role: str) -> None:
    last = Passage.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with undone():
        codes(world, "Somebody had left early.", 0, "A first canary")
        one_way = seen(world, role)
    with undone():
        codes(world, "My nephew installed it for me.", 1, "Another canary, longer")
        other_way = seen(world, role)
    assert Passage.objects.order_by("-pk").values_list("pk", flat=True)[0] == last
    assert told_apart(one_way, other_way) == []


@pytest.mark.parametrize("role", ["owner", "researcher"])
def test_nobody_learns_that_another_codes_at_all(world: World, role: str) -> None:
    with undone():
        before = seen(world, role)
    with undone():
        codes(world, "It felt odd", 0, "A canary")
        codes(world, "My nephew installed it for me.", 0, "")
        after = seen(world, role)
    told = [line for line in told_apart(before, after) if "passage" not in line.split()[0]]
    changed = {line.partition(" ")[0] for line in told}
    assert changed - TELLS_THAT - {"trace:why", "trace:panel", "trace:reach"} == set(), told


def test_the_coder_sees_their_own_work_and_all_see_it_once_opened(world: World) -> None:
    codes(world, "My nephew installed it for me.", 0, "A canary")
    to = reverse("interviews:code", args=[world.project.pk, blind_transcript(world).pk])
    mine = reverse("interviews:passages", args=[world.project.pk])

    def pages(role: str) -> str:
        client = build.browser(world.people[role])
        return "".join(client.get(one).content.decode() for one in (to, mine))

    assert "My nephew installed it for me.</mark>" in pages("coder")
    assert "My nephew installed it for me.</mark>" not in pages("owner")
    row = CodingRound.objects.get(project=world.project, opened_at=None)
    rounds.open_round(by=world.member(), round=row, why="It is time")
    assert "My nephew installed it for me.</mark>" in pages("owner")
