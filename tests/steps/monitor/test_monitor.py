"""Monitoring: indicators, values whose corrections stay visible, and their pages."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.plan import build as plan
from uptake.monitor import actions, queries
from uptake.monitor.models import Indicator, Value
from uptake.monitor.thread import details, links, nodes
from uptake.plan import actions as plan_actions
from uptake.projects.errors import NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import Event, LookAgain, Project
from uptake.projects.thread import Key, Link

pytestmark = pytest.mark.django_db
BY = build.TERMINAL
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


@pytest.fixture
def project() -> Project:
    return build.project()


@pytest.fixture
def row(project) -> Indicator:
    return actions.define_indicator(
        by=BY, planned=plan.action(project), name=" People who\nfinish ", unit="%",
        target=Decimal(60), owner="Tove",
    )  # fmt: skip


def enter(row, on, value, **more):
    return actions.enter_value(by=BY, indicator=row, on=on, value=Decimal(value), **more)


def browser(project, role="commissioner"):
    return build.browser(build.member(project, role))


def at(name, project, *ids):
    return reverse(f"monitor:{name}", args=[project.pk, *ids])


def words(page) -> str:
    return " ".join(page.content.decode().split())


# Writes.


def test_an_indicator_watches_an_action(project, row):
    assert (row.label, row.name) == ("I1", "People who finish")
    assert list(links(project)) == [Link(Key("indicator", row.pk), Key("action", row.action_id))]
    assert next(iter(nodes(project))).page == at("indicator", project, row.pk)
    assert details(project, "indicator", [row.pk])[row.pk] == row
    actions.retire_indicator(by=BY, indicator=row)
    node = next(iter(nodes(project)))
    assert (node.gone, node.retired) == ("retired", True)


def test_what_cannot_be_is_refused(project, row):
    with pytest.raises(Refused, match="has a name"):
        actions.define_indicator(by=BY, planned=row.action, name=" ")
    with pytest.raises(Refused, match="neither up nor down"):
        actions.define_indicator(by=BY, planned=row.action, name="X", wanted="sideways")
    with pytest.raises(Refused, match="still to come"):
        enter(row, timezone.localdate() + timedelta(days=1), "1")
    actions.retire_indicator(by=BY, indicator=row)
    with pytest.raises(Refused, match="retired"):
        enter(row, JULY, "1")
    actions.restore_indicator(by=BY, indicator=row)
    assert enter(row, JULY, "1").pk
    with pytest.raises(NotAllowed):
        actions.retire_indicator(by=build.member(project, "coder"), indicator=row)


def test_two_people_never_overwrite_each_other_unawares(project, row):
    row.refresh_from_db()
    seen, other = row.mark(), plan.action(project, "Another")
    after = actions.change_indicator(
        by=BY, indicator=row, name="First", target=Decimal("60"), planned=other, seen=seen
    )
    assert (after.name, after.action) == ("First", other)
    with pytest.raises(OvertakenEdit, match="“First”"):
        actions.change_indicator(by=BY, indicator=row, name="Second", seen=seen)


def test_a_correction_replaces_and_keeps(row):
    first = enter(row, JULY, "52", note="typed in a hurry")
    second = enter(row, JULY, "54")
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert Value.objects.filter(indicator=row, replaced_at=None).get() == second
    assert Event.objects.order_by("-pk").first().after["replaces"] == first.pk
    assert row.values.count() == 2


def test_a_value_is_taken_out_and_put_back(row):
    value = enter(row, JULY, "52")
    actions.put_back_value(by=BY, value=value)
    actions.take_out_value(by=BY, value=value)
    assert not Value.objects.filter(replaced_at=None).exists()
    actions.put_back_value(by=BY, value=value)
    assert Value.objects.get(replaced_at=None) == value
    actions.take_out_value(by=BY, value=value)
    enter(row, JULY, "54")
    with pytest.raises(Refused, match="Another value stands on 1 July 2026"):
        actions.put_back_value(by=BY, value=value)


# What the values show.


@pytest.mark.parametrize(
    ("wanted", "target", "values", "says"),
    [
        ("up", None, [], "No values yet."),
        ("up", 60, ["52"], "Latest: 52 % on 1 July 2026, against a target of 60 %: not met. One "
                           "value so far."),
        ("up", 60, ["52", "60"], "Latest: 60 % on 31 July 2026, against a target of 60 %: met. "
                                 "First: 52 % on 1 July 2026; 2 values."),
        ("down", 60, ["61"], "Latest: 61 % on 1 July 2026, against a target of 60 %: not met. One "
                             "value so far."),
        ("up", None, ["61.5"], "Latest: 61.5 % on 1 July 2026. One value so far."),
    ],
)  # fmt: skip
def test_values_are_read_in_a_sentence(wanted, target, values, says):
    row = Indicator(name="X", unit="%", wanted=wanted, target=target and Decimal(target))
    laid = [(JULY + timedelta(days=30 * n), Decimal(value)) for n, value in enumerate(values)]
    assert queries.reading(row, laid) == says


# Pages.


@pytest.mark.parametrize("role", ["researcher", "commissioner", "coder", "observer"])
def test_everybody_reads_and_only_some_enter(project, row, role):
    enter(row, JULY, "52")
    enter(row, AUGUST, "61")
    client, writes = browser(project, role), role in ("researcher", "commissioner")
    page = words(client.get(at("list", project)))
    assert "61 %</b>" in page
    assert "met</span>" in page
    assert ("Define an indicator" in page) == writes
    page = words(client.get(at("indicator", project, row.pk)))
    assert "Latest: 61 % on 1 August 2026" in page
    assert '<svg class="line"' in page
    assert 'role="img"' in page
    assert "They cannot show that the action caused a change" in page
    assert page.count('<th scope="row">') == 2
    for button in ("Enter</button>", "Remove<", "Retire<"):
        assert (button in page) == writes
    assert ("values.csv" in page) == (role != "coder" and role != "observer")


def test_an_empty_step_says_what_belongs_here(project):
    client = browser(project)
    assert "the plan has none yet" in words(client.get(at("list", project)))
    assert "No action to watch" in words(client.get(at("new", project)))
    planned = plan.action(project)
    assert "shows whether an action works" in words(client.get(at("list", project)))
    page = words(client.get(at("new", project), {"action": planned.pk}))
    assert f'<option value="{planned.pk}" selected>' in page


def test_the_pages_ask_a_bounded_number_of_questions(project, row, django_assert_max_num_queries):
    for n in range(9):
        enter(row, JULY + timedelta(days=n), str(n))
    client = browser(project)
    with django_assert_max_num_queries(10):
        client.get(at("list", project))
    with django_assert_max_num_queries(11):
        client.get(at("indicator", project, row.pk))


def test_an_indicator_is_defined_and_changed(project):
    planned, client = plan.action(project), browser(project)
    typed = {"action": planned.pk, "name": "Finishing", "wanted": "up", "target": "60.5"}
    answer = client.post(at("new", project), typed | {"name": "", "target": "many"})
    assert answer.status_code == 422
    assert "Enter a name" in words(answer)
    assert "Enter a number, such as 61.5" in words(answer)
    assert client.post(at("new", project), typed | {"name": "\u2028"}).status_code == 422
    page = words(client.post(at("new", project), typed, follow=True))
    assert "I1 is defined. Enter its first value." in page
    row = Indicator.objects.get()
    plan_actions.change_status(by=BY, planned=planned, status="dropped")
    to = at("edit", project, row.pk)
    page = words(client.get(to))
    assert 'value="60.5"' in page
    assert f'<option value="{planned.pk}" selected>' in page
    seen = row.mark()
    page = words(client.post(to, typed | {"name": "Ending", "seen": seen}, follow=True))
    assert "I1 is changed." in page
    clash = client.post(to, typed | {"name": "Mine", "seen": seen})
    assert clash.status_code == 422
    assert 'value="Mine"' in words(clash)
    now = Indicator.objects.get().mark()
    assert client.post(to, typed | {"name": "Mine", "seen": now}).status_code == 302
    assert client.post(to, typed | {"name": "\u2028"}).status_code == 422


def test_a_value_is_entered_corrected_and_its_history_is_seen(project, row):
    client, to = browser(project), at("indicator", project, row.pk)
    answer = client.post(to, {"on": "", "value": "x"})
    assert answer.status_code == 422
    assert "Enter the day" in words(answer)
    assert 'value="x"' in words(answer)
    future = timezone.localdate() + timedelta(days=2)
    answer = client.post(to, {"on": future.isoformat(), "value": "1"})
    assert answer.status_code == 422
    assert "still to come" in words(answer)
    client.post(to, {"on": "01/07/2026", "value": "52", "note": "a guess"})
    page = words(client.post(to, {"on": "2026-07-01", "value": "54.5"}, follow=True))
    assert "The value for 1 July 2026 is entered." in page
    assert "<b>54.5</b>" in page
    assert "<del>52</del>" in page
    assert "a guess" in page
    value = Value.objects.get(replaced_at=None)
    page = words(client.post(at("take-out", project, value.pk), follow=True))
    assert "Removed" in page
    assert "No values yet." in page
    back = at("put-back", project, value.pk)
    assert f'action="{back}"' in page
    assert "<b>54.5</b>" in words(client.post(back, follow=True))
    enter(row, JULY, "55")
    assert "Another value stands" in words(client.post(back, follow=True))


def test_an_indicator_is_retired_with_a_way_back(project, row):
    client = browser(project)
    enter(row, JULY, "52")
    page = words(client.post(at("retire", project, row.pk), follow=True))
    assert "I1 is retired. Its values are kept." in page
    assert "Enter</button>" not in page
    assert "<b>52</b>" in page
    assert "Retired</span>" in words(client.get(at("list", project)))
    page = words(client.post(at("restore", project, row.pk), follow=True))
    assert "I1 is watched again." in page


def test_values_are_taken_out_as_a_table_and_nothing_runs(project, row):
    enter(row, JULY, "-3", note="=1+1")
    enter(row, JULY, "52")
    client = browser(project)
    answer = client.get(at("csv", project, row.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="I1-values.csv"'
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(one["day"], one["value"], one["note"], one["standing"]) for one in found] == [
        ("2026-07-01", "-3", "'=1+1", "no"), ("2026-07-01", "52", "", "yes"),
    ]  # fmt: skip
    exact = client.get(at("csv", project, row.pk), {"exact": 1})
    assert b",=1+1," in b"".join(exact.streaming_content)
    row.target = None
    row.save()
    assert client.get(at("csv", project, row.pk)).status_code == 200
    assert browser(project, "observer").get(at("csv", project, row.pk)).status_code == 403


def test_what_changed_beneath_is_shown(project, row):
    LookAgain.objects.create(
        project=project, kind="indicator", object_id=row.pk, reason="A1 changed.",
        cause_kind="action", cause_id=1,
    )  # fmt: skip
    client = browser(project)
    assert "A1 changed." in words(client.get(at("indicator", project, row.pk)))
    assert "Look again" in words(client.get(at("list", project)))
