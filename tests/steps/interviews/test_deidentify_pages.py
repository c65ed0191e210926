"""The pages of de-identification: for every role, empty, wrong, full, and long."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from tests.steps.interviews.test_deidentify_actions import SAID, decide_all, proposal, signed
from uptake.interviews.actions import deidentify, sign_off
from uptake.interviews.identities import file_of, key_now
from uptake.interviews.models import NameKey, Participant, Proposal
from uptake.interviews.queries import deidentify as queries
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db

KEEPERS = ("owner", "researcher")
READERS = ("owner", "researcher", "coder", "reviewer")


@pytest.fixture
def talk(by, project):
    return make.heard(by, project, SAID, {"P11": make.person(by, project)}, waived="")


@pytest.fixture
def looked(by, talk):
    deidentify.look_through(by=by, transcript=talk)
    return talk


def page(who, project, name, *ids, data=None, query=""):
    client = build.browser(who)
    address = reverse(f"interviews:{name}", args=[project.pk, *ids]) + query
    return client.get(address) if data is None else client.post(address, data)


def text(*args, **more):
    return page(*args, **more).content.decode()


def words_of(html):
    """The transcript's own words on the page, without what is shown beside them."""
    said = re.findall(r'<p class="said" data-start="\d+">(.*?)</p>', html, re.S)
    return re.sub(r"<ins.*?</ins>|<[^>]+>", "", "\n\n".join(said)).replace("&#39;", "'")


@pytest.mark.parametrize("role", ["owner", "researcher", "coder", "reviewer", "commissioner",
                                  "observer"])  # fmt: skip
def test_who_may_open_what(project, talk, role):
    who = build.member(project, role)
    opens = {
        "deidentify": (READERS, []), "deidentify-one": (KEEPERS, [talk.pk]), "names": (KEEPERS, []),
    }  # fmt: skip
    for name, (roles, held) in opens.items():
        wanted = 200 if role in roles else 403
        assert page(who, project, name, *held).status_code == wanted, name
    for name in ("look", "add", "sure", "undo"):
        refused = page(who, project, f"deidentify-{name}", talk.pk, data={}).status_code == 403
        assert refused == (role not in KEEPERS), name
    for name in ("sign-off", "waive", "reopen", "raw-text"):
        refused = page(who, project, name, talk.pk, data={}).status_code == 403
        assert refused == (role not in KEEPERS), name


class TestList:
    def test_an_empty_project_says_what_comes_first(self, project):
        assert "Add transcripts" in text(build.member(project), project, "deidentify")
        assert "A researcher of the project" in text(
            build.member(project, "coder"), project, "deidentify"
        )

    def test_shows_how_far_each_is(self, by, project, looked, django_assert_num_queries):
        make.heard(by, project, SAID, {"P11": Participant.objects.first()},
                   title="Done", waived="The service did it.")  # fmt: skip
        make.heard(by, project, [("I", "So?")], title="New", waived="")
        shown = text(by, project, "deidentify")
        assert "2 transcripts wait" in shown
        assert re.search(r"\d places to decide", shown)
        assert "Not looked through" in shown
        assert "The service did it." in shown
        decide_all(by, looked)
        assert "Ready to sign off" in text(by, project, "deidentify")
        signed_ = sign_off.sign_off(by=by, transcript=looked)
        assert signed_
        assert "Signed off" in text(by, project, "deidentify")
        with django_assert_num_queries(2):
            assert len(queries.standings(project)) == 3


class TestDesk:
    def test_before_anybody_looked(self, by, project, talk):
        shown = text(by, project, "deidentify-one", talk.pk)
        assert "Nothing is proposed yet" in shown
        assert 'id="decide"' not in shown
        assert "Mrs Tapsell ran it" in words_of(shown)

    def test_looking_proposes(self, by, project, talk):
        answer = page(by, project, "deidentify-look", talk.pk, data={"every_capital": "on"})
        assert answer.status_code == 302
        shown = text(by, project, "deidentify-one", talk.pk)
        assert "0 of" in shown
        assert 'id="now"' in shown
        found = Proposal.objects.count()
        client = build.browser(by)
        to = [reverse(f"interviews:{name}", args=[project.pk, talk.pk])
              for name in ("deidentify-look", "deidentify-one")]  # fmt: skip
        client.post(to[0], {})
        assert Proposal.objects.count() == found
        assert "Nothing more was found" in client.get(to[1]).content.decode()

    def test_the_words_stand_as_they_are(self, by, project, looked):
        deidentify.accept(by=by, proposal=proposal(looked, "Mrs Tapsell"))
        shown = text(by, project, "deidentify-one", looked.pk)
        assert words_of(shown) == make.text_of(looked)
        assert re.search(r"<ins data-skip>.*?\[name 1\]</ins>", shown)

    def test_deciding_goes_on_to_the_next(self, by, project, looked):
        first = proposal(looked, "Mrs Tapsell")
        answer = page(by, project, "deidentify-decide", first.pk, data={"do": "accept"})
        after = Proposal.objects.filter(start__gt=first.start, state="open").order_by("start")
        assert answer.url.endswith(f"?at={after.first().pk}#now")
        assert "1 of" in text(by, project, "deidentify-one", looked.pk)

    def test_deciding_in_the_list_stays_there(self, by, project, looked):
        first = proposal(looked, "Mrs Tapsell")
        answer = page(
            by, project, "deidentify-decide", first.pk, data={"do": "refuse", "back": "list"}
        )
        assert answer.url.endswith("deidentify/#list")
        first.refresh_from_db()
        assert first.state == "refused"

    def test_all_like_it_are_said(self, by, project, looked):
        deidentify.accept(by=by, proposal=proposal(looked, "Mrs Tapsell"))
        row = proposal(looked, "Tapsell")
        data = {"do": "accept", "everywhere": "on", "replacement": "the lead"}
        page(by, project, "deidentify-decide", row.pk, data=data)
        row.refresh_from_db()
        assert row.replacement == "the lead"

    def test_the_kind_is_chosen_with_the_decision(self, by, project, looked):
        row = proposal(looked, "Mrs Tapsell")
        shown = text(by, project, "deidentify-one", looked.pk, query=f"?at={row.pk}")
        assert '<option value="name" selected>Name</option>' in shown
        data = {"do": "accept", "replacement": row.replacement, "kind": "organisation"}
        page(by, project, "deidentify-decide", row.pk, data=data)
        row.refresh_from_db()
        assert (row.kind, row.replacement) == ("organisation", "[organisation 1]")

    def test_a_refusal_keeps_the_page(self, by, project, looked):
        row = proposal(looked, "Mrs Tapsell")
        data = {"do": "accept", "replacement": "Mrs Tapsell"}
        answer = page(by, project, "deidentify-decide", row.pk, data=data)
        assert answer.status_code == 422
        assert "very words" in answer.content.decode()
        answer = page(by, project, "deidentify-decide", row.pk, data={"do": "dance"})
        assert "Nothing was decided" in answer.content.decode()

    def test_undo(self, by, project, looked):
        row = proposal(looked, "Mrs Tapsell")
        deidentify.refuse(by=by, proposal=row)
        assert "Undo my last decision" in text(by, project, "deidentify-one", looked.pk)
        answer = page(by, project, "deidentify-undo", looked.pk, data={})
        assert answer.url.endswith(f"?at={row.pk}#now")
        answer = page(by, project, "deidentify-undo", looked.pk, data={})
        assert "no decision of yours" in answer.content.decode()

    def test_adding_by_hand(self, by, project, talk):
        data = {"words": "Harrowfield", "kind": "place", "put": "[town]"}
        answer = page(by, project, "deidentify-add", talk.pk, data=data)
        assert answer.status_code == 302
        assert Proposal.objects.get().replacement == "[town]"
        at = make.text_of(talk).rindex("Tapsell")
        data = {"words": "Tapsell", "kind": "name", "only_here": "on", "start": str(at)}
        page(by, project, "deidentify-add", talk.pk, data=data)
        assert Proposal.objects.filter(state="accepted", start=at).exists()
        for data, why in (
            ({"kind": "name"}, "Select the words"),
            ({"kind": "name", "words": "Zebra"}, "does not stand in this transcript"),
        ):
            answer = page(by, project, "deidentify-add", talk.pk, data=data)
            assert answer.status_code == 422
            assert why in answer.content.decode()

    def test_what_is_sure_at_once(self, by, project, looked):
        assert "sure: a check digit" in text(by, project, "deidentify-one", looked.pk)
        page(by, project, "deidentify-sure", looked.pk, data={})
        assert Proposal.objects.filter(state="accepted", sure=3).exists()
        assert "sure: a check digit" not in text(by, project, "deidentify-one", looked.pk)

    def test_lists_by_state(self, by, project, looked):
        deidentify.refuse(by=by, proposal=proposal(looked, "Mrs Tapsell"))
        shown = text(by, project, "deidentify-one", looked.pk, query="?show=refused")
        assert '<td data-l="State">Left</td>' in shown
        assert "No place is in this list" in text(
            by, project, "deidentify-one", looked.pk, query="?show=accepted"
        )
        assert text(by, project, "deidentify-one", looked.pk, query="?show=nonsense")

    def test_a_line_of_600_000_characters_comes_in_parts(self, by, project):
        line = "So then Mrs Tapsell said that it was all too much for one day. " * 9_600
        person = make.person(by, project)
        talk = make.heard(by, project, [("P11", line.strip())], {"P11": person}, waived="")
        deidentify.look_through(by=by, transcript=talk)
        rows = Proposal.objects.order_by("start")
        answer = page(by, project, "deidentify-one", talk.pk, query=f"?at={rows[5_000].pk}")
        shown = answer.content.decode()
        assert len(shown) < 200_000
        assert "Place 5,001 of 9,600" in shown
        part = int(re.search(r"\?from=(\d+)\">Later", shown)[1])
        more = text(by, project, "deidentify-one", talk.pk, query=f"?from={part}")
        assert words_of(more) == make.text_of(talk)[part : part + len(words_of(more))]
        assert text(by, project, "deidentify-one", talk.pk, query="?show=all&page=192")

    def test_astral_letters_and_another_direction(self, by, project):
        said = [("P11", "🙂🙂 Mrs Tapsell קראה לי, وقالت Mrs Quill 🙂.")]
        talk = make.heard(by, project, said, {"P11": make.person(by, project)}, waived="")
        deidentify.look_through(by=by, transcript=talk)
        shown = text(by, project, "deidentify-one", talk.pk)
        assert words_of(shown) == make.text_of(talk)
        decide_all(by, talk)
        sign_off.sign_off(by=by, transcript=talk)
        assert make.text_of(talk) == "🙂🙂 [name 1] קראה לי, وقالت [name 2] 🙂."


class TestEnd:
    def test_signing_off(self, by, project, looked):
        answer = page(by, project, "sign-off", looked.pk, data={})
        assert answer.status_code == 422
        assert "undecided" in answer.content.decode()
        decide_all(by, looked)
        assert page(by, project, "sign-off", looked.pk, data={}).status_code == 302
        shown = text(by, project, "deidentify-one", looked.pk)
        assert "De-identified and signed off" in shown
        assert "None of the words in the project" in shown
        assert "Reopen" in shown
        assert "Next:" not in shown
        people = {"P11": Participant.objects.get(project=project)}
        other = make.heard(by, project, [("P11", "Yes.")], people, waived="", title="Second")
        shown = text(by, project, "deidentify-one", looked.pk)
        assert f'/deidentify/">Next: {other.title}</a>' in shown

    def test_a_title_that_tells_leads_to_its_change(self, by, project, looked):
        decide_all(by, looked)
        looked.title = "Talk on Tapsell"
        looked.save()
        answer = page(by, project, "sign-off", looked.pk, data={}).content.decode()
        assert "title holds" in answer
        edit = reverse("interviews:edit", args=[project.pk, looked.pk])
        assert f'href="{edit}">Change the title</a>' in answer

    def test_waiving(self, by, project, talk):
        answer = page(by, project, "waive", talk.pk, data={"why": ""})
        assert (answer.status_code, "Say why" in answer.content.decode()) == (422, True)
        assert page(by, project, "waive", talk.pk, data={"why": "Did it."}).status_code == 302
        assert "Reason: Did it." in text(by, project, "deidentify-one", talk.pk)
        answer = page(by, project, "waive", talk.pk, data={"why": "Again."})
        assert "waived already" in answer.content.decode()

    def test_what_still_stands_is_listed(self, by, project, looked):
        deidentify.refuse(by=by, proposal=proposal(looked, "M. Grant"))
        decide_all(by, looked)
        sign_off.sign_off(by=by, transcript=looked)
        other = make.heard(by, project, [("I", "Ask M. Grant.")], title="Other", waived="")
        deidentify.add_place(by=by, transcript=other, words="M. Grant")
        shown = text(by, project, "deidentify-one", looked.pk)
        assert "“M. Grant”" in shown
        assert "turn 4" in shown

    def test_reopening(self, by, project, looked):
        signed(by, looked)
        assert page(by, project, "reopen", looked.pk, data={}).status_code == 302
        assert "Mrs Tapsell" in make.text_of(looked)
        answer = page(by, project, "reopen", looked.pk, data={})
        assert "open already" in answer.content.decode()

    def test_once_coded_it_stays(self, by, project, looked):
        signed(by, looked)
        make.coded(by, looked, "nobody", make.code(project))
        assert "1 passage is coded" in text(by, project, "deidentify-one", looked.pk)

    def test_the_words_before(self, by, project, looked):
        answer = page(by, project, "raw-text", looked.pk, data={})
        assert "No words from before" in answer.content.decode()
        signed(by, looked)
        assert "Show the words before" in text(by, project, "deidentify-one", looked.pk)
        assert "Mrs Tapsell ran it" in text(by, project, "raw-text", looked.pk, data={})
        assert Event.objects.filter(verb="raw_text.seen").count() == 1


class TestNames:
    def test_the_list_is_kept(self, by, project):
        assert "No names yet" in text(by, project, "names")
        data = {"names": "Siobhan Kerrigan = P07\n\nKim Quill\n", "kind": "name"}
        assert page(by, project, "names", data=data).status_code == 302
        shown = text(by, project, "names")
        assert "Siobhan Kerrigan" in shown
        assert 'value="P07"' in shown
        row = NameKey.objects.order_by("pk").first()
        page(by, project, "change-name", row.pk, data={"pseudonym": "P08"})
        assert 'value="P08"' in text(by, project, "names")
        answer = page(by, project, "change-name", row.pk, data={"pseudonym": ""})
        assert answer.status_code == 422
        page(by, project, "change-name", row.pk, data={"pseudonym": "P08", "drop": "1"})
        assert f'id="put-{row.pk}"' not in text(by, project, "names")

    def test_what_is_no_name_is_said(self, by, project):
        answer = page(by, project, "names", data={"names": "x", "kind": "name"})
        assert "too short" in answer.content.decode()
        answer = page(by, project, "names", data={"names": "", "kind": "name"})
        assert "Enter at least one name" in answer.content.decode()

    def test_without_the_key_s_file_nothing_is_shown(self, by, project, looked):
        signed(by, looked)
        file_of(key_now(project)).unlink()
        answer = page(by, project, "names")
        assert answer.status_code == 422
        assert "Tapsell" not in answer.content.decode()
        assert "names can't be read" in text(by, project, "deidentify-one", looked.pk)


@pytest.mark.parametrize("name", ["deidentify-one", "deidentify-decide", "change-name", "sign-off"])
def test_another_projects_rows_do_not_exist_here(by, project, name):
    other = build.project(by.user)
    talk = make.heard(by, other, [("I", "Mrs Quill?")], waived="")
    deidentify.look_through(by=by, transcript=talk)
    deidentify.accept(by=by, proposal=proposal(talk, "Mrs Quill"))
    pk = {"deidentify-decide": Proposal, "change-name": NameKey}
    held = pk[name].objects.first().pk if name in pk else talk.pk
    data = None if name == "deidentify-one" else {}
    assert page(by, project, name, held, data=data).status_code == 404
