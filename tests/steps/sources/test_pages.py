"""The pages of this step: who may see them, what they say, and what they cost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import build as people
from tests.steps.sources import build
from uptake.projects.models import Job
from uptake.sources import actions, tasks
from uptake.sources.models import ImportFile, Reference, Search, Statement

ROLES = ("owner", "researcher", "coder", "reviewer", "commissioner", "observer")
IMPORTERS = {"owner", "researcher", "reviewer"}


def at(name, project, *ids):
    return reverse(f"sources:{name}", args=[project.pk, *ids])


def text(response):
    return " ".join(response.content.decode().split())


def upload(*contents, names=("found.ris", "more.ris", "third.ris")):
    return {"uploads": [
        SimpleUploadedFile(name, content) for name, content in zip(names, contents, strict=False)
    ]}  # fmt: skip


@pytest.fixture
def filled(project):
    build.bring_in(project)
    waiting = build.receive(project, build.HALF_BAD, "half.ris")
    reference = Reference.objects.first()
    statement = actions.extract_statement(
        by=people.TERMINAL, reference=reference, sentence="Support needs time.", place="page 7"
    )
    return {
        "project": project, "file": waiting, "reference": reference, "statement": statement,
        "search": Search.objects.get(),
    }  # fmt: skip


PAGES = {
    "list": (None, set(ROLES)), "reference": ("reference", set(ROLES)),
    "searches": (None, set(ROLES)), "upload": (None, IMPORTERS), "preview": ("file", IMPORTERS),
    "oddities": ("file", IMPORTERS), "record": (None, IMPORTERS), "change": ("search", IMPORTERS),
    "statement": ("statement", IMPORTERS), "export": (None, IMPORTERS | {"commissioner"}),
}  # fmt: skip
POSTS = {
    "drop": "file", "remove": "statement", "restore": "statement", "reference": "reference",
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_what(filled, role):
    client = people.browser(people.member(filled["project"], role))
    for name, (thing, allowed) in PAGES.items():
        ids = [filled[thing].pk] if thing else []
        response = client.get(at(name, filled["project"], *ids))
        assert response.status_code == (200 if role in allowed else 403), name
    for name, thing in POSTS.items():
        response = client.post(at(name, filled["project"], filled[thing].pk))
        assert (response.status_code == 403) == (role not in IMPORTERS), name


def test_strangers_and_foreign_children_find_nothing(filled):
    other = people.project()
    stranger = people.browser(people.account())
    theirs = people.browser(people.member(other, "owner"))
    for name, (thing, _) in PAGES.items():
        ids = [filled[thing].pk] if thing else []
        assert stranger.get(at(name, filled["project"], *ids)).status_code == 404
        if thing:
            assert theirs.get(at(name, other, *ids)).status_code == 404
    for name, thing in POSTS.items():
        assert theirs.post(at(name, other, filled[thing].pk)).status_code == 404
    assert Statement.objects.get().removed_at is None
    response = people.browser().get(at("list", filled["project"]))
    assert response.status_code == 302
    assert "sign-in" in response["Location"]


def test_a_get_never_drops_or_removes(filled, browser):
    for name in ("drop", "remove", "restore"):
        thing = filled[POSTS[name]]
        assert browser.get(at(name, filled["project"], thing.pk)).status_code == 405


def test_nothing_yet_says_what_to_do(project, browser):
    assert "No references yet" in text(browser.get(at("list", project)))
    assert "No searches yet" in text(browser.get(at("searches", project)))
    observer = people.browser(people.member(project, "observer"))
    page = text(observer.get(at("list", project)))
    assert "No references yet" in page
    assert "Bring in references" not in page


def test_the_list_keeps_what_was_asked(filled, browser):
    page = text(browser.get(at("list", filled["project"]) + "?words=guid&kind=article&sort=title"))
    assert "1</b> reference found" in page
    assert 'value="guid"' in page
    assert '<option value="article" selected>' in page
    assert '<option value="title" selected>' in page
    assert "references.ris?words=guid&amp;kind=article&amp;sort=title" in page
    assert "No reference fits" in text(browser.get(at("list", filled["project"]) + "?words=zzz"))


@pytest.mark.parametrize(
    "query", ["page=x", "page=0", "since=abc", "search=999", "search=x", "sort=drop", "file=-1",
              "kind=%00", "words=%00", "page=99999999999999999999"],
)  # fmt: skip
def test_an_odd_address_shows_a_page(filled, browser, query):
    assert browser.get(f"{at('list', filled['project'])}?{query}").status_code == 200
    oddities = at("oddities", filled["project"], filled["file"].pk)
    assert browser.get(f"{oddities}?{query}").status_code == 200


def test_the_list_costs_the_same_however_long(filled, browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(13) as few:
        browser.get(at("list", filled["project"]))
    many = "\n".join(build.record(f"Paper {n}") for n in range(200)).encode()
    build.bring_in(filled["project"], many)
    with django_assert_max_num_queries(13) as more:
        browser.get(at("list", filled["project"]))
    assert len(few.captured_queries) == len(more.captured_queries)


def test_one_upload_leads_to_its_preview(project, browser):
    response = browser.post(at("upload", project), upload(build.THREE), follow=True)
    page = text(response)
    assert response.redirect_chain[-1][0] == at("preview", project, ImportFile.objects.get().pk)
    assert "3 records, RIS, UTF-8" in page
    assert "Nothing is imported yet" in page
    assert "Guided digital care for depression" in page
    assert "2 of 3" in page
    assert "Import 3 references" in page


def test_several_uploads_wait_together(project, browser):
    response = browser.post(at("upload", project), upload(build.THREE, build.NBIB), follow=True)
    assert "2 files were read" in text(response)
    assert "found.ris" in text(response)
    assert "more.ris" in text(response)


def test_what_cannot_be_read_is_named_and_the_others_are_kept(project, browser):
    captions = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"
    response = browser.post(at("upload", project), upload(build.THREE, b"", captions))
    page = text(response)
    assert response.status_code == 422
    assert "2 files could not be read" in page
    assert "more.ris: The file" in page
    assert "subtitles" in page
    assert ImportFile.objects.get().name == "found.ris"


def test_the_facts_of_one_file_are_offered_for_the_next(project, browser):
    browser.post(at("upload", project), upload(build.THREE, build.NBIB))
    first, second = ImportFile.objects.order_by("pk")
    page = text(browser.get(at("preview", project, first.pk)))
    assert "Filled in as for" not in page
    answer = browser.post(at("preview", project, first.pk), build.TYPED, follow=True)
    assert answer.redirect_chain[-1][0] == at("preview", project, second.pk)
    assert "Next: more.ris." in text(answer)
    assert "Filled in as for PsycInfo, searched on 8 October 2025" in text(answer)
    assert 'value="Ovid"' in text(answer)
    last = browser.post(at("preview", project, second.pk), build.TYPED)
    assert last["Location"] == f"{at('list', project)}?file={second.pk}"


def test_no_file_chosen(project, browser):
    response = browser.post(at("upload", project), {})
    assert response.status_code == 422
    assert "Choose at least one file" in text(response)


def test_a_large_upload_is_refused_with_413(project, browser, settings):
    settings.MAX_UPLOAD_MB = 0
    response = browser.post(at("upload", project), upload(b"x" * 2000))
    assert response.status_code == 413
    assert not ImportFile.objects.exists()


def test_confirming_imports_and_says_so(project, browser):
    file = build.receive(project)
    response = browser.post(at("preview", project, file.pk), build.TYPED, follow=True)
    page = text(response)
    assert response.redirect_chain == [(f"{at('list', project)}?file={file.pk}", 302)]
    assert "3 of 3 records imported from found.ris" in page
    assert "all from one file" in page
    assert Search.objects.get().hits == 3
    again = browser.post(at("preview", project, file.pk), build.TYPED)
    assert Reference.objects.count() == 3
    assert again.status_code in (200, 422)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"database": ""}, "Enter the database"),
        ({"searched_on": ""}, "Enter the day"),
        ({"searched_on": "soon"}, "Enter a date"),
        ({"searched_on": "2999-01-01"}, "has not come yet"),
        ({"hits": "many"}, "in digits"),
        ({"hits": "-1"}, "greater than or equal to 0"),
        ({"search": "999"}, "valid choice"),
    ],
)
def test_what_is_typed_wrong_is_said_and_kept(project, browser, changes, says):
    file = build.receive(project)
    response = browser.post(at("preview", project, file.pk), {**build.TYPED, **changes})
    page = text(response)
    assert response.status_code == 422
    assert says in page
    assert "exp Depression" in page
    assert not Reference.objects.exists()


def test_a_recorded_search_needs_no_facts(project, browser):
    search = build.bring_in(project).search
    file = build.receive(project, build.NBIB)
    response = browser.post(at("preview", project, file.pk), {"search": search.pk}, follow=True)
    assert "1 of 1 record" in text(response)
    assert Search.objects.count() == 1


def test_ticks_are_asked_for_and_honoured(project, browser):
    build.bring_in(project, build.HALF_BAD, partial=True)
    file = build.receive(project, build.HALF_BAD, "copy.ris")
    address = at("preview", project, file.pk)
    assert "very same file was imported before" in text(browser.get(address))
    page = text(browser.post(address, build.TYPED))
    assert "tick to import it again" in page
    assert "tick to import the others" in page
    ticked = {**build.TYPED, "again": "on", "partial": "on"}
    response = browser.post(address, ticked, follow=True)
    assert "3 of 4 records imported from copy.ris, 1 reported and left out" in text(response)


def test_a_large_file_leads_to_its_job(project, browser, monkeypatch):
    monkeypatch.setattr(tasks, "SMALL", 10)
    file = build.receive(project)
    response = browser.post(at("preview", project, file.pk), build.TYPED)
    job = reverse("projects:job", args=[project.pk, Job.objects.get().pk])
    assert response["Location"] == job
    page = text(browser.get(at("preview", project, file.pk)))
    assert "Its import is under way" in page
    assert f'href="{job}"' in page
    assert "Import 3 references" not in page


def test_a_failed_import_is_said_on_the_page(project, browser, monkeypatch):
    file = build.receive(project)
    file.content.delete(save=False)
    response = browser.post(at("preview", project, file.pk), build.TYPED)
    assert response.status_code == 422
    assert "not where it was kept" in text(response)


def test_dropping_says_so(filled, browser):
    address = at("drop", filled["project"], filled["file"].pk)
    assert "half.ris was dropped" in text(browser.post(address, follow=True))
    assert "already" in text(browser.post(address, follow=True))
    page = text(browser.get(at("preview", filled["project"], filled["file"].pk)))
    assert "Dropped: nothing of it was imported" in page


def test_every_remark_has_its_line(filled, browser):
    page = text(browser.get(at("oddities", filled["project"], filled["file"].pk)))
    assert "Record 4 holds nothing but its type" in page
    assert "Warning" in page


def test_the_search_log_says_what_differs(filled, browser):
    search = filled["search"]
    search.hits = 5
    search.save()
    page = text(browser.get(at("searches", filled["project"])))
    assert "The file holds 2 fewer than the database reported" in page
    assert "exp Depression" in page
    search.hits = 1
    search.save()
    assert "2 more than" in text(browser.get(at("searches", filled["project"])))


def test_recording_a_search_by_hand(project, browser):
    page = text(browser.post(at("record", project), build.TYPED, follow=True))
    assert "The search was recorded" in page
    assert "No file" in page
    response = browser.post(at("record", project), {**build.TYPED, "database": ""})
    assert response.status_code == 422


def test_changing_a_search_that_somebody_else_changed(filled, browser):
    address = at("change", filled["project"], filled["search"].pk)
    seen = build.FACTS.mark
    typed = {**build.TYPED, "seen": seen}
    first = browser.post(address, {**typed, "database": "Embase"}, follow=True)
    assert "The search was changed" in text(first)
    second = browser.post(address, {**typed, "database": "CINAHL"})
    page = text(second)
    assert second.status_code == 422
    assert "How it stands now" in page
    assert "Embase" in page
    assert 'value="CINAHL"' in page
    mark = actions.facts_of(Search.objects.get()).mark
    assert f'name="seen" value="{mark}"' in page
    browser.post(address, {**typed, "database": "CINAHL", "seen": mark})
    assert Search.objects.get().database == "CINAHL"


def test_an_action_s_refusal_is_shown_with_the_form(filled, browser, monkeypatch):
    def refuse(**_):
        raise actions.searches.Refused("Not today.", advice="Tomorrow.")

    for name in ("record_search", "extract_statement", "change_statement"):
        monkeypatch.setattr(actions, name, refuse)
    typed = {"sentence": "Kept words.", "place": "", "seen": "1"}
    for name, thing, form in (
        ("record", None, build.TYPED), ("reference", "reference", typed),
        ("statement", "statement", typed),
    ):  # fmt: skip
        ids = [filled[thing].pk] if thing else []
        response = browser.post(at(name, filled["project"], *ids), form)
        assert response.status_code == 422
        assert "Not today. Tomorrow." in text(response)
        assert (form.get("sentence") or form["database"]) in text(response)


def test_a_reference_shows_all_that_is_known(filled, browser):
    page = text(browser.get(at("reference", filled["project"], filled["reference"].pk)))
    assert "Support needs time." in page
    assert "page 7" in page
    assert "We asked clinicians" in page
    assert "Lines 1 to 9 of" in page
    assert "<code>JF</code>" in page
    assert 'href="https://doi.org/10.1000/abc.1"' in page
    actions.retract_reference(filled["reference"], "Notice of 3 May")
    page = text(browser.get(at("reference", filled["project"], filled["reference"].pk)))
    assert "Notice of 3 May" in page


def test_links_lead_only_to_the_web(project, browser):
    build.bring_in(project, build.record(
        UR="javascript:alert(1)", L2="https://example.org/<script>", AB="<script>alert(1)</script>",
        TI="<b>Bold</b> <img src=x onerror=alert(1)>",
    ).encode())  # fmt: skip
    page = text(browser.get(at("reference", project, Reference.objects.get().pk)))
    assert 'href="javascript' not in page
    assert "<script>alert" not in page
    assert "<img" not in page


def test_adding_rewording_and_removing_a_statement(filled, browser):
    project, reference = filled["project"], filled["reference"]
    address = at("reference", project, reference.pk)
    typed = {"sentence": "It stops without time.", "place": ""}
    assert "The statement was added" in text(browser.post(address, typed, follow=True))
    assert browser.post(address, {"sentence": " "}).status_code == 422
    statement = filled["statement"]
    edit = at("statement", project, statement.pk)
    assert "Support needs time." in text(browser.get(edit))
    changed = browser.post(edit, {"sentence": "New words.", "seen": "1"}, follow=True)
    assert "Its earlier wording is kept" in text(changed)
    assert "Support needs time." in text(changed)
    late = browser.post(edit, {"sentence": "Late words.", "seen": "1"})
    assert late.status_code == 422
    assert "It now reads: New words." in text(late)
    assert "Late words." in text(late)
    again = browser.post(edit, {"sentence": "Late words.", "seen": "2"}, follow=True)
    assert "Late words." in text(again)
    removed = text(browser.post(at("remove", project, statement.pk), follow=True))
    undo = at("restore", project, statement.pk)
    assert "The statement was removed." in removed
    assert f'action="{undo}"' in removed
    assert "1 removed statement" in removed
    assert "The statement is back" in text(browser.post(undo, follow=True))


def test_the_download_is_ris(filled, browser):
    response = browser.get(at("export", filled["project"]) + "?words=guided")
    body = b"".join(response.streaming_content)
    assert response["Content-Disposition"] == 'attachment; filename="references.ris"'
    assert body.count(b"TY  - ") == 1
    assert b"Guided digital care" in body


def test_a_session_that_ended_keeps_what_was_typed(filled):
    client = people.browser()
    address = at("reference", filled["project"], filled["reference"].pk)
    response = client.post(address, {"sentence": "Long thought."})
    assert "sign-in" in response["Location"]
    assert client.session["kept_form"]["fields"]["sentence"] == ["Long thought."]
