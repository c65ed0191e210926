"""The worked example as it stands after loading: all of its content, by those who did it."""

from __future__ import annotations

import stat
from collections import Counter

import pytest
from django.conf import settings
from django.db import transaction

from uptake.decision.models import Basis, Recommendation
from uptake.demo import content, load, sign_ins
from uptake.findings.models import AskedCell, Finding, FindingCell, Support
from uptake.findings.queries import matrix_page
from uptake.interviews.models import Code, Coding, Memo, Participant, Passage, Transcript
from uptake.methods.matrix import Only
from uptake.monitor.models import Indicator, Value
from uptake.plan.models import Answer, PlannedAction
from uptake.projects import queries
from uptake.projects.models import Event, LookAgain, Membership, Project, User
from uptake.projects.thread import Key
from uptake.sources.models import Reference, Search, Statement
from uptake.trace.queries import why_page


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def told():
    """What the loading said of how far it was."""
    return []


@pytest.fixture(scope="module")
def project(django_db_setup, django_db_blocker, home, told):
    """Loaded once for all of these tests, then taken back."""
    before = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = home / "files"
    with django_db_blocker.unblock(), transaction.atomic():
        assert load.load_example(home, lambda *said: told.append(said))
        yield load.loaded()
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = before


@pytest.fixture(scope="module")
def given():
    return content.load()


def test_it_says_that_it_is_invented(project, given):
    assert project.invented
    assert project.question == given.project.question
    assert project.lens().key == given.project.framework


def test_there_is_one_sign_in_for_each_role_and_nobody_else_can_read_it(project, given, home):
    people = sign_ins.kept(home)
    assert [one.role for one in people] == [one.role for one in given.project.members]
    for one in people:
        user = User.objects.get(email=one.email)
        assert user.check_password(one.password)
        assert not user.is_superuser
        assert Membership.objects.get(user=user, project=project).role == one.role
    assert len({one.password for one in people}) == len(people)
    assert stat.S_IMODE((home / sign_ins.FILE).stat().st_mode) == 0o600


def test_all_of_the_content_is_there(project, given):
    there = {
        model: model.objects.filter(project=project).count()
        for model in (
            Search, Reference, Statement, Participant, Transcript, Code, Coding, Finding,
            Recommendation, PlannedAction, Indicator, Value,
        )
    }  # fmt: skip
    assert list(there.values()) == [
        len(given.searches), sum(one.records for one in given.searches), len(given.statements),
        len(given.participants), len(given.participants), len(given.codebook),
        len(given.codings), len(given.findings), len(given.recommendations), len(given.actions),
        len(given.indicators), len(given.values),
    ]  # fmt: skip
    assert Memo.objects.count() == sum(1 for one in given.codings if one.memo)


def test_passages_are_coded_by_their_coders(project, given):
    coders = Counter(Coding.objects.values_list("coder__email", flat=True))
    assert coders == Counter(one.coder for one in given.codings)
    assert len(coders) == 2
    spoken = {
        (passage.quote, passage.participant.pseudonym)
        for passage in Passage.objects.select_related("participant")
    }
    changed = [(one.quote, one.pseudonym) for one in given.codings
               if (one.quote, one.pseudonym) not in spoken]  # fmt: skip
    assert len(changed) == 1  # the one that was corrected
    assert "twenty-odd" in changed[0][0]


def test_findings_rest_on_what_the_content_says(project, given):
    for number, one in enumerate(given.findings, 1):
        finding = Finding.objects.get(project=project, number=number)
        assert (finding.sentence, finding.direction) == (one.sentence, one.direction)
        assert [tuple(place) for place in finding.places()] == list(one.places)
        held = Counter(Support.objects.filter(finding=finding).values_list("stance", flat=True))
        quotes = {q.id: (q.transcript, q.quote) for q in given.codings}
        assert held["supports"] == len({quotes[key] for key in one.passages}) + len(one.statements)
        assert held["contradicts"] == len({quotes[key] for key in one.contrary_passages}) + len(
            one.contrary_statements
        )
        for note in given.notes:
            assert (note.title in finding.note) == (note.id in one.notes)
    assert FindingCell.objects.count() == sum(len(one.cells) for one in given.findings)


def test_the_matrix_has_gaps_of_both_kinds(project, given):
    asked = {place for one in given.asked for place in one.places}
    assert AskedCell.objects.count() == len(asked)
    page = matrix_page(project, Only())
    assert page.gaps_of("not asked")
    assert page.gaps_of("nothing found")
    how = dict(AskedCell.objects.values_list("domain", "how"))
    assert all(how.values())


def test_recommendations_rest_on_findings_for_and_against(project, given):
    rows = {row.label: row for row in Recommendation.objects.all()}
    for one in given.recommendations:
        held = Counter(Basis.objects.filter(recommendation=rows[one.id])
                       .values_list("stance", flat=True))  # fmt: skip
        assert (held["supports"], held["contradicts"]) == (len(one.findings), len(one.against))
        agreed = rows[one.id].status == Recommendation.Status.AGREED
        assert agreed == (one.id != load.DRAFT)
    assert all(len(one.serves) == 1 for one in given.actions)
    assert Answer.objects.count() == sum(len(one.answers) for one in given.actions)
    assert set(PlannedAction.objects.values_list("status", flat=True)) > {"done", "under way"}


def test_something_waits_for_whoever_looks_on(project):
    marks = LookAgain.objects.filter(project=project)
    waiting = {row.kind for row in marks.filter(settled_at=None)}
    assert waiting == {"finding", "recommendation", "action"}
    assert all(row.settled_note for row in marks.exclude(settled_at=None))
    assert marks.exclude(settled_at=None).exists()
    assert Recommendation.objects.filter(status="draft").count() == 1


def test_why_of_a_recommendation_reaches_quotes_and_papers(project):
    page = why_page(project, Key("recommendation", Recommendation.objects.earliest("number").pk))
    assert page.stands
    assert page.against
    below = [place for top in page.top.open for place in (*top.open, *top.closed)]
    assert {place.node.key.kind for place in below} == {"passage", "statement"}


def test_the_trail_names_everybody_and_is_whole(project, given):
    assert queries.verify(project.pk) == []
    assert queries.verify(0) == []
    names = set(Event.objects.filter(chain=project.pk).values_list("actor", flat=True))
    observers = {one.name for one in given.project.members if one.role == "observer"}
    assert names == {one.name for one in given.project.members} - observers
    verbs = Counter(Event.objects.filter(chain=project.pk).values_list("verb", flat=True))
    assert verbs["passage.coded"] == len(given.codings)
    assert verbs["round.opened"] == 1


def test_how_far_it_is_goes_up_to_the_end(told, project):
    done = [said[0] for said in told]
    assert done == list(range(1, len(done) + 1))
    assert told[-1][0] == told[-1][1]


def test_a_second_time_changes_nothing(project, home):
    before = Event.objects.count(), (home / sign_ins.FILE).read_text("utf-8")
    assert not load.load_example(home)
    assert before == (Event.objects.count(), (home / sign_ins.FILE).read_text("utf-8"))
    assert Project.objects.count() == 1


def test_sign_ins_that_were_lost_are_made_anew(project, home):
    former = {one.email: one.password for one in sign_ins.kept(home)}
    (home / sign_ins.FILE).unlink()
    assert not load.load_example(home)
    for one in sign_ins.kept(home):
        assert one.password != former[one.email]
        assert User.objects.get(email=one.email).check_password(one.password)
