"""No page tells one reviewer what the other said, before both have decided.

The owner judges one reference, or takes data out of one study, once this way and once that way. All
else being the same, everybody who may still have to judge it must be shown the same to the letter:
each address, page and file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests import build
from tests.promises.rows import ROUTES
from tests.promises.test_routes import INSIDE, address
from tests.promises.world import World
from uptake.formats.export import WAYS
from uptake.projects.roles import BY_KEY
from uptake.review.actions import appraisal, entries, screening, stages, stops
from uptake.review.models import (
    Checklist,
    Criterion,
    FormField,
    Report,
    StopDecision,
    Study,
    Verdict,
)
from uptake.review.telling import STATES
from uptake.sources.actions import extract_statement
from uptake.sources.models import Reference, Statement

THEN = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
Parts = dict[str, str]
TELLS_THAT = frozenset({
    "project", "projects:trail", "projects:trail-csv", "projects:check",  # what was done, and when
    "report:json", "report:recommendation", "report:project",  # its head; how many are hidden
    "review:overview", "review:stage", "review:open",  # how many are half judged
    "review:diagram",  # its methods text: how many were judged, and in which order
    "review:look", "review:why",  # that the reference waits for a second verdict
})  # fmt: skip
"""Addresses that tell that somebody has judged, by numbers or by what comes next; never how."""
CHANCE = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1"),
    (re.compile(r"(?i)(x-csrftoken&#34;: &#34;|x-csrftoken\W+)[A-Za-z0-9]+"), r"\1"),
    (re.compile(r"\b[0-9a-f]{16,64}\b|(?<=kept as a digest: )[0-9a-f]+"), "digest"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "now"),
)  # fmt: skip
"""What no two answers have the same: tokens, salted digests, and when a file was made."""
EXTRA: tuple[tuple[str, dict[str, Any], dict[str, str]], ...] = (
    *(("sources:export-choose", {}, {"state": state}) for state in STATES),
    *(("sources:export-file", {}, {"state": state, "way": way})
      for state in ("", *STATES) for way in WAYS),
    *(("review:box", {"key": key}, {}) for key in ("screened", "excluded", "sought", "assessed")),
    *(("review:diagram-file", {"kind": kind}, {}) for kind in ("svg", "json", "docx")),
    *(("review:table-file", {"which": which, "kind": kind}, {})
      for which in ("included", "excluded") for kind in ("csv", "xlsx", "docx")),
)  # fmt: skip
"""Addresses with more than one answer, asked beside the ordinary ones."""
EVERY: frozenset[str] = frozenset()
"""Stands for every address that a role may read."""
STUDY_PAGES, APPRAISALS = ("study", "extract", "compare"), ("appraise", "settle-appraisal")
"""Pages of a study that only one person has read."""


@pytest.fixture
def world(own: World) -> World:
    """A review under way whose stage is open for verdicts; the colleague is the owner."""
    stops.reopen_stage(by=own.member(), stop=StopDecision.objects.get(project=own.project))
    return own


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is forgotten; ids given within are given again the next time."""
    with connection.cursor() as cursor:
        for line in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(line)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def words(answer: HttpResponseBase) -> Parts:
    """What an answer says, file by file where it is a bundle, without what chance put in it."""
    stream: Any = answer
    body = b"".join(stream.streaming_content) if answer.streaming else stream.content
    parts = dict(_unpacked("", body))
    for name, text in parts.items():
        for chance, instead in CHANCE:
            text = chance.sub(instead, text)
        parts[name] = text
    sent = f"{answer.status_code} {answer.headers.get('Content-Disposition', '')}"
    return {**parts, "headers": f"{sent} {answer.headers.get('Location', '')}"}


def _unpacked(name: str, body: bytes) -> Iterator[tuple[str, str]]:
    if not body.startswith(b"PK\x03\x04"):
        yield name, body.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(body)) as bundle:
        for member in bundle.namelist():
            yield from _unpacked(f"{name}/{member}", bundle.read(member))


def addresses(world: World, role: str) -> Iterator[tuple[str, str]]:
    """Every address that a role may read, by name."""
    held = BY_KEY[role].permissions
    for name in sorted(INSIDE):
        needed = ROUTES[name].read
        if needed is not None and set(needed if isinstance(needed, tuple) else [needed]) <= held:
            yield name, address(name, world.project, world)
    half = Reference.objects.get(project=world.project, title="Unread paper")
    for name in ("look", "why", "conflict"):
        ids = {"project_id": world.project.pk, "stage": "title", "pk": half.pk}
        yield f"review:{name} of it", reverse(f"review:{name}", kwargs=ids)
    yield (
        "sources:reference of it",
        reverse("sources:reference", kwargs={"project_id": world.project.pk, "pk": half.pk}),
    )
    study = unread_study(world).pk
    report = Report.objects.get(study=study, removed_at=None).reference_id
    stated = Statement.objects.filter(reference=report).values_list("pk", flat=True)
    for name, kind, pk in (
        ("trace:reach", "reference", report), ("trace:reach", "study", study),
        *((f"trace:{one}", "statement", pk) for one in ("why", "panel", "reach") for pk in stated),
    ):  # fmt: skip
        ids = {"project_id": world.project.pk, "kind": kind, "pk": pk}
        yield f"{name} of {kind}", reverse(name, kwargs=ids)
    yield (
        "sources:reference unread",
        reverse("sources:reference", kwargs={"project_id": world.project.pk, "pk": report}),
    )
    checklist = Checklist.objects.get(project=world.project).pk
    for name, more in (
        *((one, {"pk": study}) for one in STUDY_PAGES),
        *((one, {"pk": checklist, "study": study}) for one in APPRAISALS),
    ):
        ids = {"project_id": world.project.pk, **more}
        yield f"review:{name} unread", reverse(f"review:{name}", kwargs=ids)
    for name, ids, query in EXTRA:
        to = reverse(name, kwargs={"project_id": world.project.pk, **ids})
        yield f"{name} {ids} {query}", f"{to}?{urlencode(query)}"


def seen(world: World, role: str, only: Container[str] = EVERY) -> dict[str, Parts]:
    """Everything that somebody of a role can read, or only what is named."""
    client: Client = build.browser(world.people[role])
    found = {}
    for name, to in addresses(world, role):
        if only is not EVERY and name not in only:
            continue
        with transaction.atomic():
            found[name] = words(client.get(to))
            transaction.set_rollback(True)
    return found


def judge(world: World, **said: Any) -> Verdict:
    row = Reference.objects.get(project=world.project, title="Unread paper")
    return screening.screen(by=world.member(), reference=row, stage="title", **said)


def told_apart(one: Mapping[str, Parts], other: Mapping[str, Parts]) -> list[str]:
    """Where two walks were shown something else."""
    assert one.keys() == other.keys()
    return [
        f"{name} {part}: {_difference(text, other[name].get(part))}"
        for name, parts in one.items()
        for part, text in parts.items()
        if text != other[name].get(part)
    ]


def _difference(one: str, other: str | None) -> str:
    lines = set(one.splitlines()) ^ set((other or "").splitlines())
    return " | ".join(sorted(line.strip()[:200] for line in lines)[:4])


def unread_study(world: World) -> Study:
    """The study that nobody but the owner takes anything out of, and that is not open."""
    return Study.objects.get(project=world.project, retired_at=None, opened_at=None)


def take_out(world: World, value: str, quote: str, concern: str, answer: str) -> None:
    """The owner enters a value of a study, appraises it and writes down what it states."""
    study, by = unread_study(world), world.member()
    field = FormField.objects.filter(project=world.project, retired_at=None)[0]
    entries.enter(by=by, study=study, given=[entries.Given(field, value, "page 2", quote)])
    checklist = Checklist.objects.get(project=world.project)
    items = [one["key"] for one in checklist.content["items"]]
    judged = appraisal.Judged(dict.fromkeys(items, (answer, "So")), concern, "The same words")
    appraisal.appraise(by=by, study=study, checklist=checklist, judged=judged)
    cells = world.project.lens().cells
    barrier = answer == "yes"
    extract_statement(
        by=by, reference=Report.objects.get(study=study, removed_at=None).reference,
        sentence=f"It was so in {value}.", direction="barrier" if barrier else "facilitator",
        cells=[cells[0] if barrier else cells[-1]], quote=quote, place=value,
    )  # fmt: skip


def reason(world: World) -> Criterion:
    return Criterion.objects.get(project=world.project, stage="title", side="exclude")


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Time stands still once the world is made."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: THEN)


@pytest.mark.parametrize("role", ["reviewer", "researcher"])
def test_nobody_learns_what_another_said(world: World, role: str) -> None:
    with undone():
        before = seen(world, role)
    with undone():
        judge(world, verdict="include")
        included = seen(world, role)
    with undone():
        judge(world, verdict="exclude", reason=reason(world), note="A mouse")
        excluded = seen(world, role)
    assert told_apart(included, excluded) == []
    changed = {name.partition(" ")[0] for name in told_apart(before, included)}
    assert changed - TELLS_THAT == set(), "pages that tell of a hidden verdict at all"


@pytest.mark.parametrize("role", ["reviewer", "researcher"])
def test_nobody_learns_what_another_took_out_of_a_study(world: World, role: str) -> None:
    with undone():
        take_out(world, "Wales", "", "none", "yes")
        one_way = seen(world, role)
    with undone():
        take_out(world, "Norway", "We asked in Oslo.", "serious", "no")
        other_way = seen(world, role)
    assert told_apart(one_way, other_way) == []


def test_a_lead_who_takes_data_out_is_given_nothing_blind(world: World) -> None:
    study, lead = unread_study(world), build.member(world.project, "owner")
    to = f"{reverse('report:project', args=[world.project.pk])}?everything=1"
    take_out(world, "Norway", "We asked in Oslo.", "serious", "no")
    assert "We asked in Oslo." in words(build.browser(lead).get(to))["/review.json"]
    field = FormField.objects.filter(project=world.project, retired_at=None)[0]
    entries.enter(by=lead, study=study, given=[entries.Given(field, "Wales")])
    assert "We asked in Oslo." not in words(build.browser(lead).get(to))["/review.json"]


def test_the_walk_notices_what_is_not_hidden(world: World) -> None:
    stages.open_stage(by=world.member(), project=world.project, key="title")
    telling = ("review:look of it", "report:project", "review:protocol")
    with undone():
        judge(world, verdict="include")
        included = seen(world, "reviewer", telling)
    with undone():
        judge(world, verdict="exclude", reason=reason(world), note="A mouse")
        excluded = seen(world, "reviewer", telling)
    told = " ".join(told_apart(included, excluded))
    for name in telling:
        assert name in told
