"""The pages of themes: who sees what, and the ways there and back."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.models import (
    Code,
    Coding,
    CodingRound,
    Memo,
    Passage,
    Theme,
    ThemeCode,
    ThemeQuote,
)
from uptake.projects.errors import Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db

SAID = (
    ("P01", "No time at all. Nobody asked us."),
    ("P02", "Time was set aside. It worked well."),
)


@pytest.fixture
def told(by, project):
    """A theme of one code, on two passages; another code on a third."""
    people = {"P01": make.person(by, project, "P01", group="therapist"),
              "P02": make.person(by, project, "P02", group="carer")}  # fmt: skip
    row = make.heard(by, project, SAID, people)
    a, b = make.code(project, "No time"), make.code(project, "It went well")
    make.coded(by, row, "No time at all.", a)
    make.coded(by, row, "It worked well.", a)
    make.coded(by, row, "Time was set aside.", b)
    return actions.add_theme(by=by, project=project, name="Time", about="Short.", codes=[a])


@pytest.fixture
def web(by):
    return build.browser(by)


def at(name, row, **asked):
    args = [row.project_id, row.pk]
    return reverse(f"interviews:{name}", args=args, query=asked or None)


def html(answer):
    return " ".join(answer.content.decode().split())


def undo(web, answer):
    """Press Undo on the page that follows."""
    to = web.session["notice"][1]
    shown = html(web.get(answer.url))
    assert "Undo" in shown
    return web.post(to)


def test_no_themes_yet(project, web):
    to = reverse("interviews:themes", args=[project.pk])
    assert "Add a theme" in html(web.get(to))
    watcher = build.browser(build.member(project, "observer"))
    assert "A researcher of the project builds them" in html(watcher.get(to))


def test_the_tree_tells_what_carries_each(project, web, told):
    shown = html(web.get(reverse("interviews:themes", args=[project.pk])))
    assert "2 passages, 2 people, 1 transcript" in shown
    assert "1 code belongs to none" in shown


def test_add_with_codes_and_undo(project, web, told):
    code = make.code(project, "More")
    to = reverse("interviews:add-theme", args=[project.pk])
    assert web.post(to, {}).status_code == 422
    assert web.post(to, {"name": "TIME"}).status_code == 422
    answer = web.post(to, {"name": "Below", "parent": told.pk, "codes": [code.pk]})
    made = Theme.objects.get(name="Below")
    assert (made.parent, ThemeCode.objects.get(theme=made).code) == (told, code)
    undo(web, answer)
    made.refresh_from_db()
    assert made.retired_at is not None


def test_a_theme_s_page(project, web, told):
    shown = html(web.get(at("theme", told)))
    assert "Short." in shown
    assert "No quote was chosen that speaks against it" in shown
    assert "Therapist" in shown
    assert "Carer" in shown
    narrowed = html(web.get(at("theme", told, group="carer")))
    assert "It worked well." in narrowed
    assert "No time at all.</mark>" not in narrowed
    nobody = html(web.get(at("theme", told, group="")))
    assert "No passage carries its codes in this group" in nobody


def test_who_may_not_read_transcripts_reads_no_quotes(project, told):
    watcher = build.browser(build.member(project, "observer"))
    shown = html(watcher.get(at("theme", told)))
    assert "2 passages" in shown
    assert "No time at all" not in shown


def test_quotes_for_and_against(project, web, told):
    first = Passage.objects.get(quote="No time at all.")
    other = Passage.objects.get(quote="Time was set aside.")
    to = at("choose-quote", told)
    answer = web.post(to, {"passage": first.pk, "stance": "representative"})
    undo(web, answer)
    assert not ThemeQuote.objects.filter(removed_at=None).exists()
    web.post(reverse("interviews:quote-back", args=[project.pk, ThemeQuote.objects.get().pk]))
    assert ThemeQuote.objects.filter(removed_at=None).count() == 1
    assert "Quotes that stand for it" in html(web.get(at("theme", told)))
    code = Coding.objects.get(passage=other).code
    look = html(web.get(at("theme", told, look=code.pk)))
    assert "Time was set aside.</mark>" in look
    assert "It worked well.</mark>" not in look
    web.post(f"{to}?look={code.pk}", {"passage": other.pk, "stance": "contrary"})
    shown = html(web.get(at("theme", told)))
    assert "No quote was chosen that speaks against it" not in shown
    web.post(to, {"passage": first.pk, "stance": "contrary"})
    stances = ThemeQuote.objects.filter(removed_at=None).values_list("stance", flat=True)
    assert list(stances) == ["contrary", "contrary"]
    assert web.post(to, {"passage": first.pk, "stance": "?"}).status_code == 422
    assert web.post(to, {"passage": "x", "stance": "contrary"}).status_code == 422
    assert web.post(to, {"passage": 0, "stance": "contrary"}).status_code == 404
    chosen = ThemeQuote.objects.filter(removed_at__isnull=False).first()
    answer = web.post(reverse("interviews:quote-back", args=[project.pk, chosen.pk]))
    assert "chosen again already" in html(web.get(answer.url))


def test_undo_lets_a_quote_stand_as_it_did_before(project, web, told):
    first, to = Passage.objects.get(quote="No time at all."), at("choose-quote", told)
    for stance in ("contrary", "contrary", "representative"):
        answer = web.post(to, {"passage": first.pk, "stance": stance})
    undo(web, answer)
    assert ThemeQuote.objects.get(removed_at=None).stance == "contrary"
    assert ThemeQuote.objects.count() == 2


def test_no_quote_of_withdrawn_or_uncoded_words(by, project, told):
    row = Passage.objects.get(quote="No time at all.")
    chosen = actions.choose_quote(by=by, theme=told, passage=row, stance="contrary")
    assert actions.choose_quote(by=by, theme=told, passage=row, stance="contrary") == chosen
    actions.take_quote_off(by=by, quote=chosen)
    again = actions.choose_quote(by=by, theme=told, passage=row, stance="contrary")
    with pytest.raises(Refused, match="chosen again already"):
        actions.put_quote_back(by=by, quote=chosen)
    actions.take_quote_off(by=by, quote=again)
    Passage.objects.filter(pk=row.pk).update(state="redacted")
    row.refresh_from_db()
    again.refresh_from_db()
    for attempt in (
        lambda: actions.choose_quote(by=by, theme=told, passage=row, stance="contrary"),
        lambda: actions.put_quote_back(by=by, quote=again),
    ):
        with pytest.raises(Refused, match="withdrawn"):
            attempt()
    bare = Passage.objects.get(quote="It worked well.")
    Coding.objects.filter(passage=bare).update(removed_at=timezone.now())
    with pytest.raises(Refused, match="no code that counts"):
        actions.choose_quote(by=by, theme=told, passage=bare, stance="contrary")
    with pytest.raises(Refused, match="by a person"):
        actions.choose_quote(by=build.TERMINAL, theme=told, passage=bare, stance="contrary")


def test_a_chosen_quote_goes_blind_with_its_codings(by, project, web, told):
    row = Passage.objects.get(quote="No time at all.")
    actions.choose_quote(by=by, theme=told, passage=row, stance="representative")
    blind = CodingRound.objects.create(project=project, name="One", seed=1)
    Coding.objects.filter(passage=row).update(round=blind)
    other = build.browser(build.member(project))
    assert "No time at all.</mark>" not in html(other.get(at("theme", told)))


def test_a_memo(project, web, told):
    assert web.post(at("theme", told), {"text": ""}).status_code == 422
    assert web.post(at("theme", told), {"text": "x" * 200_000}).status_code == 422
    answer = web.post(at("theme", told), {"text": "A thought."})
    assert answer.status_code == 302
    assert Memo.objects.get(theme=told).text == "A thought."
    assert "A thought." in html(web.get(at("theme", told)))


def test_edit_and_undo(project, web, told):
    web.post(at("edit-theme", told), {"name": "Hours", "about": "Few."})
    told.refresh_from_db()
    assert (told.name, told.about) == ("Hours", "Few.")
    web.post(at("theme-back", told))
    told.refresh_from_db()
    assert (told.name, told.about) == ("Time", "Short.")
    answer = web.post(at("theme-back", told))
    assert "not known any more" in html(web.get(answer.url))


def test_back_is_refused_when_the_name_is_taken(by, project, web, told):
    web.post(at("edit-theme", told), {"name": "Hours"})
    actions.add_theme(by=by, project=project, name="Time")
    assert web.post(at("theme-back", told)).status_code == 422


def test_an_overtaken_edit_shows_both(by, project, web, told):
    actions.edit_theme(by=by, theme=told, name="Hours", about="Theirs.")
    answer = web.post(at("edit-theme", told), {"name": "Mine", "seen": '["Time", "Short."]'})
    assert answer.status_code == 422
    assert "Theirs." in html(answer)
    assert "Mine" in html(answer)
    assert web.post(at("edit-theme", told), {"name": "Mine", "seen": "{"}).status_code == 302


def test_move_and_undo(by, project, web, told):
    other = actions.add_theme(by=by, project=project, name="Other")
    third = actions.add_theme(by=by, project=project, name="Third")
    answer = web.post(at("move-theme", other), {"where": "under", "to": told.pk})
    other.refresh_from_db()
    assert other.parent == told
    undo(web, answer)
    other.refresh_from_db()
    assert other.parent is None
    assert list(Theme.objects.values_list("name", flat=True)) == ["Time", "Other", "Third"]
    web.post(at("move-theme", third), {"where": "before", "to": told.pk})
    assert Theme.objects.first() == third
    web.post(at("move-theme", third), {"where": "top"})
    assert Theme.objects.last() == third
    assert web.post(at("move-theme", third), {"where": "under"}).status_code == 422
    assert web.post(at("move-theme", told) + f"?parent={told.pk}").status_code == 422


def test_retire_and_undo(by, project, web, told):
    answer = web.post(at("retire-theme", told))
    undo(web, answer)
    told.refresh_from_db()
    assert told.retired_at is None
    web.post(at("retire-theme", told))
    assert web.post(at("retire-theme", told)).status_code == 422
    assert "Retired" in html(web.get(reverse("interviews:themes", args=[project.pk]) + "?retired"))
    web.post(at("reinstate-theme", told))
    told.refresh_from_db()
    assert told.retired_at is None
    assert web.post(at("reinstate-theme", told)).status_code == 422


def test_tie_and_untie_and_undo(project, web, told):
    code = make.code(project, "More")
    assert web.post(at("tie-codes", told), {}).status_code == 422
    answer = web.post(at("tie-codes", told), {"code": [code.pk]})
    assert ThemeCode.objects.filter(theme=told).count() == 2
    undo(web, answer)
    assert ThemeCode.objects.filter(theme=told).count() == 1
    kept = ThemeCode.objects.get(theme=told).code
    answer = web.post(at("untie-codes", told), {"code": [kept.pk]})
    undo(web, answer)
    web.post(at("untie-codes", told), {"code": [kept.pk]})
    assert web.post(at("untie-codes", told), {"code": [kept.pk]}).status_code == 422
    web.post(at("tie-codes", told), {"code": [kept.pk]})
    assert ThemeCode.objects.get(theme=told).code == kept
    # Several at once are one act, and a retired code comes back with the rest.
    web.post(at("tie-codes", told), {"code": [code.pk]})
    Code.objects.filter(pk=code.pk).update(retired_at=timezone.now())
    answer = web.post(at("untie-codes", told), {"code": [kept.pk, code.pk]})
    assert Event.objects.last().after["codes"] == sorted([kept.pk, code.pk])
    undo(web, answer)
    assert ThemeCode.objects.filter(theme=told).count() == 2
    web.post(at("untie-codes", told), {"code": [code.pk]})
    assert "More (retired)" not in html(web.get(at("theme", told)))  # nothing counts with it
    Code.objects.filter(pk=kept.pk).update(retired_at=timezone.now())
    web.post(at("untie-codes", told), {"code": [kept.pk]})
    assert f"{kept.name} (retired)" in html(web.get(at("theme", told)))
    web.post(at("tie-codes", told), {"code": [kept.pk]})
    assert ThemeCode.objects.get(theme=told).code == kept
    Theme.objects.update(retired_at=timezone.now())
    assert web.post(at("tie-codes", told), {"code": [code.pk]}).status_code == 422


def test_a_row_in_hand_is_read_anew_before_a_quote_is_taken_off_or_put_back(by, told):
    row = Passage.objects.get(quote="No time at all.")
    quote = actions.choose_quote(by=by, theme=told, passage=row, stance="contrary")
    mine, theirs = (ThemeQuote.objects.get(pk=quote.pk) for _ in range(2))
    first = actions.take_quote_off(by=by, quote=theirs).removed_at
    assert actions.take_quote_off(by=by, quote=mine).removed_at == first
    actions.choose_quote(by=by, theme=told, passage=row, stance="contrary")
    # In hand it still stands as chosen; by now it was taken off, and chosen anew.
    with pytest.raises(Refused, match="chosen again already"):
        actions.put_quote_back(by=by, quote=quote)
    assert ThemeQuote.objects.filter(removed_at=None).count() == 1
