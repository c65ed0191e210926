"""The worked example as it stands after loading: all of its content, by those who did it."""

from __future__ import annotations

import stat
from collections import Counter

import pytest
from django.conf import settings
from django.db import transaction

from uptake.decision.models import Basis, Recommendation
from uptake.demo import content, interviews_content, load, sign_ins
from uptake.findings.models import AskedCell, Finding, FindingCell, Support
from uptake.findings.queries import matrix_page
from uptake.interviews.identities import folder
from uptake.interviews.layers import blind
from uptake.interviews.models import (
    Approach,
    ChartSummary,
    Code,
    CodebookVersion,
    Coding,
    CodingRound,
    ConsentForm,
    ContentRow,
    CoreqAnswer,
    GuideQuestion,
    Memo,
    Participant,
    Passage,
    Proposal,
    Theme,
    Transcript,
    Turn,
    Version,
)
from uptake.interviews.queries.cells import digest_of, inside
from uptake.interviews.queries.people import log
from uptake.interviews.queries.places import places
from uptake.interviews.queries.sampling import targets
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


@pytest.fixture(scope="module")
def plan():
    return interviews_content.load()


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


def test_all_of_the_content_is_there(project, given, plan):
    there = {
        model: model.objects.filter(project=project).count()
        for model in (
            Search, Reference, Statement, Participant, Transcript, Code, Coding, Finding,
            Recommendation, PlannedAction, Indicator, Value,
        )
    }  # fmt: skip
    assert list(there.values()) == [
        len(given.searches), sum(one.records for one in given.searches), len(given.statements),
        len(given.participants) + len(plan.people),
        len(given.participants) + len(plan.transcripts),
        len(given.codebook) + len(plan.constructs),
        len(given.codings) + in_rounds(plan) + Coding.objects.filter(layer="consensus").count(),
        len(given.findings) + len(plan.findings), len(given.recommendations), len(given.actions),
        len(given.indicators), len(given.values),
    ]  # fmt: skip
    noted = sum(1 for one in (*given.codings, *plan.codings) if one.memo)
    assert Memo.objects.count() == noted + len(plan.memos)


def in_rounds(plan, coder=""):
    """How many codings the rounds' coders made, or one of them."""
    return sum(len(one.codes) for one in plan.codings if coder in ("", one.coder))


def test_passages_are_coded_by_their_coders(project, given, plan):
    rows = Coding.objects.filter(layer="coder")
    coders = Counter(rows.filter(round=None).values_list("coder__email", flat=True))
    assert coders == Counter(one.coder for one in given.codings)
    assert len(coders) == 2
    twice = Counter(rows.exclude(round=None).values_list("coder__email", flat=True))
    assert twice == {
        given.project.member(role).email: in_rounds(plan, role) for role in ("researcher", "coder")
    }
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
    there = FindingCell.objects.filter(finding__theme=None)
    assert there.count() == sum(len(one.cells) for one in given.findings)


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


def test_the_trail_names_everybody_and_is_whole(project, given, plan):
    assert queries.verify(project.pk) == []
    assert queries.verify(0) == []
    names = set(Event.objects.filter(chain=project.pk).values_list("actor", flat=True))
    observers = {one.name for one in given.project.members if one.role == "observer"}
    assert names == {one.name for one in given.project.members} - observers
    verbs = Counter(Event.objects.filter(chain=project.pk).values_list("verb", flat=True))
    assert verbs["passage.coded"] == len(given.codings) + len(plan.codings)
    assert verbs["round.opened"] == 1


def test_more_were_asked_than_took_part(project, plan):
    of = {
        kind: set(
            Approach.objects.filter(kind=kind).values_list("participant__pseudonym", flat=True)
        )
        for kind in Approach.Kind.values
    }
    assert len(of["invited"]) == Participant.objects.count() == 17
    assert len(of["took_part"]) == 13
    assert of["declined"]
    assert of["no_answer"]
    assert all(Approach.objects.filter(kind="declined").values_list("reason", flat=True))
    assert not of["took_part"] & (of["declined"] | of["no_answer"])
    assert set(ConsentForm.objects.values_list("version", flat=True)) == set(
        Participant.objects.exclude(consent_version="").values_list("consent_version", flat=True)
    )


def test_every_interview_that_can_be_coded_follows_the_guide(project, plan):
    for asked in plan.asked:
        found = Turn.objects.filter(
            version__transcript__file_name=asked.transcript, version__current=True
        ).exclude(question=None)
        assert {turn.question.label for turn in found} == {label for _, label in asked.turns}
    assert set(GuideQuestion.objects.values_list("guide__number", flat=True)) == {1, 2}
    assert Transcript.objects.filter(guide=None).count() == 0


def test_one_transcript_waits_to_be_de_identified(project, plan):
    waits = Transcript.objects.get(cleared_how="")
    assert waits.file_name == "P13.txt"
    version = Version.objects.get(transcript=waits)
    rows = list(Proposal.objects.filter(version=version))
    kinds = {row.kind for row in rows if row.state == "open"}
    assert kinds >= {"name", "phone number", "e-mail address", "date"}
    words = {version.text[row.start : row.end] for row in rows if row.state == "accepted"}
    assert words == {one.words for one in plan.taken_out}
    assert not Passage.objects.filter(transcript=waits).exists()


def test_one_round_is_adjudicated_in_part_and_one_is_still_blind(project, plan):
    opened, going = CodingRound.objects.order_by("pk")
    found = places(opened)
    assert {place.identical for place in found if place.decided} == {True, False}
    assert not [place for place in found if place.identical and not place.decided]
    assert [place for place in found if not place.decided]
    assert going.opened_at is None
    both = {one.coder for one in going.assignments.select_related("coder", "transcript")}
    assert len(both) == 2
    transcript = going.assignments.first().transcript
    assert all(blind(transcript, one).assigned for one in both)
    for one in both:
        assert Coding.objects.filter(round=going, coder=one).exists()


def test_the_codebook_has_codes_of_the_framework_and_a_version(project, plan):
    codes = Code.objects.filter(origin="deductive")
    assert set(codes.values_list("construct", flat=True)) == set(plan.constructs)
    version = CodebookVersion.objects.get()
    assert len(version.codes) == Code.objects.count()


def test_the_chart_has_cells_and_one_to_look_at_again(project, plan):
    stale = [
        row.participant.pseudonym for row in ChartSummary.objects.all()
        if row.digest != digest_of(inside(row.theme, row.participant))
    ]  # fmt: skip
    assert stale == ["P05"]
    assert ChartSummary.objects.count() == len(plan.summaries)
    assert Theme.objects.exclude(parent=None).exists()
    reduced = ContentRow.objects.exclude(reduction=None)
    assert 0 < reduced.count() < ContentRow.objects.count() == len(plan.content)
    assert {row.reduction.category.name for row in reduced} == {
        one.category for one in plan.content if one.category
    }
    assert CoreqAnswer.objects.count() == len(plan.coreq)
    assert {memo.round_id is None for memo in Memo.objects.all()} == {True, False}


def test_a_finding_is_made_of_a_theme_with_quotes_for_it_and_against(project, plan):
    (one,) = plan.findings
    finding = Finding.objects.exclude(theme=None).get()
    assert finding.sentence == one.sentence
    assert [tuple(place) for place in finding.places()] == list(one.places)
    strands = Support.objects.filter(finding=finding)
    assert strands.filter(stance="supports", representative=True).count() == 2
    assert strands.filter(stance="contradicts").count() == 1


def test_the_sampling_has_a_gap(project):
    short = {(one.group, one.value): one.cell.short for one in targets(project, log(project))}
    assert short == {
        ("Clinicians", ""): 0, ("Patients and carers", ""): 1,
        ("Patients and carers", "Villages"): 1, ("Primary care", ""): 1,
    }  # fmt: skip


def test_its_names_are_locked_beside_the_database(project):
    assert list(folder().glob(f"{project.pk}-*.key"))


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
