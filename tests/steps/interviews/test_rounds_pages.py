"""Pages of coding rounds."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as talks
from tests.steps.interviews.rounds_build import TALK, Scene, scene
from uptake.interviews.models import Adjudication, Assignment, Coding, CodingRound
from uptake.interviews.queries.places import places
from uptake.projects import queries as people
from uptake.projects.actor import Member
from uptake.projects.models import Project


@pytest.fixture
def at(project: Project, by: Member) -> Scene:
    return scene(project, by)


@pytest.fixture
def opened(at: Scene) -> Scene:
    for who in (at.ana, at.ben):
        at.code(who, "Nobody had any time.", at.time)
    at.code(at.ana, "We kept the paper forms as well.", at.time)
    at.code(at.ben, "kept the paper forms", at.will)
    at.open()
    return at


def to(at: Scene, name: str, *ids: object) -> str:
    return reverse(f"interviews:{name}", args=[at.project.pk, *ids])


def get(who: Member, address: str) -> str:
    answer = build.browser(who).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_round_is_drawn_looked_at_and_begun(project: Project, by: Member) -> None:
    talks.participant(project)
    texts = [talks.transcript(project, TALK, f"Talk {n}") for n in (1, 2)]
    coders = [build.member(project, "coder").user for _ in "ab"]
    code, client = talks.code(project), build.browser(by)
    address = reverse("interviews:begin-round", args=[project.pk])
    assert "Talk 2" in client.get(address).content.decode()
    typed = {
        "name": "Pilot", "transcripts": [row.pk for row in texts],
        "people": [row.pk for row in coders], "share": 50, "each": 2, "unit": "turn",
        "codes": [code.pk],
    }  # fmt: skip
    drawn = client.post(address, {**typed, "draw": 1}).content.decode()
    assert drawn.count("checked") >= 3
    assert "Begin the round" in drawn
    who = [f"{texts[0].pk}-{coder.pk}" for coder in coders] + [f"{texts[1].pk}-{coders[0].pk}"]
    sent = client.post(address, {**typed, "seed": 7, "who": who, "begin": 1})
    row = CodingRound.objects.get()
    assert sent.headers["Location"] == reverse("interviews:round", args=[project.pk, row.pk])
    assert (row.unit, row.share, row.seed, row.codes.count()) == ("turn", 0.5, 7, 1)
    assert row.assignments.count() == 3


def test_a_transcript_coded_by_somebody_says_by_whom_and_is_not_ticked(
    project: Project, by: Member
) -> None:
    talks.participant(project)
    for title in ("Coded", "Uncoded"):
        row = talks.transcript(project, TALK, title)
        if title == "Coded":
            talks.coded(by, row, "Nobody had any time.", talks.code(project))
    page = get(by, reverse("interviews:begin-round", args=[project.pk]))
    assert f"Coded (coded by {by.user.name})" in page
    inputs = [line for line in page.split("<input") if 'name="transcripts"' in line]
    assert ["checked" in line for line in inputs] == [False, True]


def test_a_draw_that_cannot_be_made_keeps_what_was_typed(at: Scene) -> None:
    client, address = build.browser(at.lead), to(at, "begin-round")
    nothing = client.post(address, {"name": "", "share": 50, "each": 2, "unit": "turn"})
    assert (nothing.status_code, "Enter a name" in nothing.content.decode()) == (422, True)
    none = client.post(address, {"name": "X", "share": 50, "each": 2, "unit": "turn", "again": 1})
    assert "A draw needs texts and coders." in none.content.decode()
    third = talks.transcript(at.project, TALK, "Third talk")
    alone = client.post(address, {
        "name": "X", "share": 50, "each": 2, "unit": "turn", "begin": 1, "seed": 3,
        "transcripts": [third.pk], "who": [f"{third.pk}-{at.ana.user.pk}"],
    })  # fmt: skip
    assert "nothing to compare" in alone.content.decode()
    assert f'value="{third.pk}-{at.ana.user.pk}"' in alone.content.decode()


def test_before_it_is_opened_pages_tell_only_who_is_done(at: Scene) -> None:
    at.code(at.ana, "Nobody had any time.", memo="A secret thought")
    assert "First two" in get(at.ben, to(at, "rounds"))
    for who in (at.ben, at.lead):
        text = get(who, to(at, "round", at.round.pk))
        assert "hidden" in text
        assert "secret" not in text
    for name in ("agreement", "adjudicate"):
        sent = build.browser(at.lead).get(to(at, name, at.round.pk))
        assert sent.headers["Location"] == to(at, "round", at.round.pk)
    assert build.browser(at.lead).get(to(at, "agreement-file", at.round.pk, "csv")).headers[
        "Location"
    ] == to(at, "round", at.round.pk)


def test_done_is_a_button_and_can_be_taken_back(at: Scene) -> None:
    part, client = at.part(at.ana), build.browser(at.ana)
    assert "Done" in get(at.ana, to(at, "rounds"))
    client.post(to(at, "round-done", part.pk))
    assert Assignment.objects.get(pk=part.pk).done_at
    assert "is done" in get_after(client, to(at, "round", at.round.pk))
    client.post(to(at, "round-done", part.pk), {"again": 1})
    assert Assignment.objects.get(pk=part.pk).done_at is None
    client.post(to(at, "round-done", at.part(at.ben).pk))
    assert "Only Ben can say that." in get_after(client, to(at, "round", at.round.pk))


def get_after(client: object, address: str) -> str:
    return str(client.get(address).content.decode())


def test_the_lead_changes_who_codes_and_opens(at: Scene) -> None:
    client, page = build.browser(at.lead), to(at, "round", at.round.pk)
    give = to(at, "round-give", at.round.pk)
    assert client.post(give, {"transcript": at.second.pk}).status_code == 422
    client.post(give, {"transcript": at.second.pk, "coder": at.cai.user.pk})
    part = at.part(at.cai, at.second)
    off = to(at, "round-take-off", part.pk)
    assert client.post(off, {"coder": "x", "why": "Ill"}).status_code == 422
    assert client.post(off, {"why": ""}).status_code == 422
    client.post(off, {"why": "Ill"})
    assert "taken off" in get(at.lead, page).lower()
    client.post(to(at, "round-take-off", at.part(at.ben).pk),
                {"coder": at.cai.user.pk, "why": "Ill"})  # fmt: skip
    assert at.part(at.cai).coder == at.cai.user
    step = to(at, "round-step", at.round.pk, "open")
    refused = client.post(step)
    assert (refused.status_code, "Not everybody is done" in refused.content.decode()) == (422, True)
    client.post(step, {"why": "No time left"})
    assert "No time left" in get(at.lead, page)
    assert client.post(to(at, "round-step", at.round.pk, "dance")).status_code == 404
    client.post(to(at, "round-step", at.round.pk, "call-off"), {"why": "New codebook"})
    assert "Called off" in get(at.lead, page)


def test_agreement_by_code_overall_and_where_they_differ(opened: Scene) -> None:
    page = to(opened, "agreement", opened.round.pk)
    for unit in ("", "sentence", "turn", "paragraph", "passage", "character", "nonsense"):
        text = get(opened.ana, f"{page}?unit={unit}&differ=1")
        assert "Krippendorff" in text
        assert "only here" in text
    one = get(opened.lead, f"{page}?code={opened.will.pk}&differ=1")
    assert "We kept the paper forms as well." in one


def test_agreement_goes_out_as_a_file(opened: Scene) -> None:
    client = build.browser(opened.lead)
    for kind in ("csv", "xlsx", "docx"):
        sent = client.get(to(opened, "agreement-file", opened.round.pk, kind))
        assert (sent.status_code, f"{opened.round.pk}.{kind}" in sent["Content-Disposition"]) == (
            200, True
        )  # fmt: skip
    data = json.loads(client.get(to(opened, "agreement-file", opened.round.pk, "json")).content)
    assert [one["code"] for one in data["codes"]] == ["No time", "Will"]
    assert data["codes"][1]["units_coded"] == [0, 1]
    assert data["overall"]["figures"]["Percent agreement"]["value"] < 1
    assert client.get(to(opened, "agreement-file", opened.round.pk, "exe")).status_code == 404


def test_a_round_that_nobody_coded_compares_nothing(at: Scene) -> None:
    at.open()
    assert "Nothing to compare" in get(at.lead, to(at, "agreement", at.round.pk))
    assert "Nobody coded anything" in get(at.lead, to(at, "adjudicate", at.round.pk))


def test_places_are_decided_on_the_page_and_undone(opened: Scene) -> None:
    client, page = build.browser(opened.lead), to(opened, "adjudicate", opened.round.pk)
    text = get(opened.lead, page)
    assert "Agree wherever they say the same (1)" in text
    client.post(to(opened, "agree-identical", opened.round.pk))
    client.post(to(opened, "agree-identical", opened.round.pk))
    assert "no place left" in get_after(client, page)
    (place,) = [one for one in places(opened.round) if one.decided is None]
    key = " ".join(map(str, place.codings))
    assert client.post(page, {"codings": key, "do": "agree"}).status_code == 422
    assert client.post(page, {"do": "agree"}).status_code == 422
    sent = client.post(page, {
        "codings": key, "do": "merge", "codes": [opened.time.pk, opened.will.pk], "version": 1,
        "extent": f"{place.start}-{place.end}", "reason": "Both hold",
    })  # fmt: skip
    assert sent.status_code == 302
    made = Adjudication.objects.get(how="merge")
    assert Coding.objects.filter(adjudication=made).count() == 2
    assert "Both hold" in get(opened.lead, f"{page}?show=decided")
    assert "Both hold" in get(opened.ana, f"{page}?show=all")
    assert "Close the round" in get(opened.lead, f"{page}?show=nonsense")
    client.post(to(opened, "round-step", opened.round.pk, "close"))
    assert CodingRound.objects.get().closed_at
    client.post(to(opened, "undo-adjudication", made.pk))
    assert "is closed" in get_after(client, page)
    client.post(to(opened, "round-step", opened.round.pk, "reopen"))
    client.post(to(opened, "undo-adjudication", made.pk))
    made.refresh_from_db()
    assert made.undone_at
    client.post(page, {"codings": key, "do": f"choose-{opened.ben.user.pk}"})
    assert Adjudication.objects.filter(how="choose", undone_at=None).count() == 1


def test_pages_say_what_is_missing(project: Project, by: Member) -> None:
    page = reverse("interviews:rounds", args=[project.pk])
    assert "Begin a round" in get(by, page)
    assert "A researcher of the project begins them" in get(build.member(project, "coder"), page)


def test_the_trail_withholds_coding_until_the_round_is_opened(at: Scene) -> None:
    at.code(at.ana, "Nobody had any time.", memo="A thought")
    url = reverse("projects:trail", args=[at.project.pk])
    file = reverse("projects:trail-csv", args=[at.project.pk])

    def verbs(who: Member) -> set[str]:
        rows = people.trail(at.project, people.TrailFilter(), who.user)
        return set(rows.values_list("verb", flat=True))

    assert "passage.coded" not in verbs(at.lead)
    assert "passage.coded" not in people.trail_words(at.project, at.lead.user)["verb"]
    assert "passage.coded" in verbs(at.ana)
    assert "Coding is withheld until the coding round First two is opened" in get(at.lead, url)
    sent = b"".join(build.browser(at.lead).get(file).streaming_content).decode()
    assert "passage.coded" not in sent
    assert "coding withheld until the coding round First two is opened" in sent
    assert people.verify(at.project.pk) == []
    at.open()
    assert "passage.coded" in verbs(at.lead)
    assert "withheld" not in get(at.lead, url)


def test_numbers_of_later_events_would_tell_how_much_was_coded(at: Scene) -> None:
    at.code(at.ana, "Nobody had any time.")
    talks.person(at.lead, at.project, "P77")
    rows = people.trail_rows(
        people.trail(at.project, people.TrailFilter(), at.lead.user), at.project, at.lead.user
    )
    assert rows[0].verb == "participant.added"
    assert (rows[0].seq, rows[-1].seq) == (None, 1)
