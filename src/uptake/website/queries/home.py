"""A project's home: the answer so far, and the thread's two fans, counted in the data."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Finding, Support
from uptake.findings.queries.counted import FOR, HOLDS
from uptake.interviews.layers import settled
from uptake.interviews.models import Approach, Coding, Participant, Transcript, Turn
from uptake.monitor.models import Indicator, Value
from uptake.plan.models import Answer, PlannedAction
from uptake.projects.models import Project
from uptake.sources.models import Reference, Search, Statement
from uptake.website.fan import Fan, fan

DONE = PlannedAction.Status.DONE


@dataclass(frozen=True, slots=True)
class Home:
    """What stands on the map, each number counted in the data."""

    references: int
    searches: int
    statements: int
    interviews: int
    uncoded: int
    people: int
    barriers: int
    facilitators: int
    recommendations: int
    agreed: int
    answers: tuple[Recommendation, ...]
    actions: int
    done: int
    under_way: int
    unowned: int
    indicators: int
    valued: int
    drawing: Fan

    @property
    def findings(self) -> int:
        return self.barriers + self.facilitators

    @property
    def begun(self) -> bool:
        return bool(self.references or self.interviews or self.findings or self.recommendations
                    or self.actions)  # fmt: skip


def _bearing() -> QuerySet[Support]:
    """The strands that hold a finding up: not those against it, withdrawn, lost or retracted."""
    return Support.objects.filter(FOR, HOLDS, removed_at=None, finding__retired_at=None)


def _searches(project: Project) -> list[bool]:
    """For each search that gave references: whether a finding rests on one of them."""
    given = Reference.objects.filter(file__search=OuterRef("pk"))
    borne = _bearing().filter(statement__reference__file__search=OuterRef("pk"))
    rows = Search.objects.filter(Exists(given), project=project)
    return list(rows.annotate(bears=Exists(borne)).values_list("bears", flat=True))


def _interviews(project: Project) -> list[tuple[bool, bool]]:
    """For each transcript: whether anything in it is coded, and whether a finding rests on it."""
    coded = Coding.objects.filter(settled(), passage__transcript=OuterRef("pk"))
    borne = _bearing().filter(passage__transcript=OuterRef("pk"))
    rows = Transcript.objects.filter(project=project)
    return list(
        rows.annotate(coded=Exists(coded), bears=Exists(borne)).values_list("coded", "bears")
    )


def _heard(project: Project) -> int:
    """How many people took part, by the log or by a transcript; not who was only asked."""
    spoke = Turn.objects.filter(participant=OuterRef("pk"), version__current=True)
    noted = Approach.objects.filter(
        participant=OuterRef("pk"), kind=Approach.Kind.TOOK_PART, removed_at=None
    )
    rows = Participant.objects.filter(project=project, withdrawn_at=None)
    return rows.filter(Exists(spoke) | Exists(noted)).count()


def _actions(project: Project) -> list[tuple[str, str, bool]]:
    """For each action that stands: its status, its owner, whether it is tied to anything."""
    answers = Answer.objects.filter(action=OuterRef("pk"), removed_at=None)
    rows = PlannedAction.objects.filter(project=project).exclude(
        status=PlannedAction.Status.DROPPED
    )
    tied = Exists(answers) | Q(recommendation__isnull=False)
    return list(rows.annotate(tied=tied).values_list("status", "owner", "tied"))


def _agreed(project: Project) -> QuerySet[Recommendation]:
    return Recommendation.objects.filter(
        project=project, status=Recommendation.Status.AGREED
    ).order_by("number")


def _middle(project: Project, agreed: int, recommendations: int) -> str:
    """The thread from findings to what is decided: solid, dashed (not agreed yet), or none."""
    live = ~Q(recommendation__status=Recommendation.Status.DROPPED)
    bases = Basis.objects.filter(live, project=project, removed_at=None, finding__retired_at=None)
    if not recommendations or not bases.exists():
        return "none"
    held = bases.filter(recommendation__status=Recommendation.Status.AGREED)
    return "solid" if agreed and held.exists() else "dashed"


def home(project: Project) -> Home:
    """Everything on the map, in a fixed number of queries."""
    interviews, actions, searches = _interviews(project), _actions(project), _searches(project)
    directions = dict(
        Finding.objects.filter(project=project, retired_at=None)
        .order_by()
        .values_list("direction")
        .annotate(Count("pk"))
    )
    said = Recommendation.objects.filter(project=project)
    standing = said.exclude(status=Recommendation.Status.DROPPED).count()
    answers = tuple(_agreed(project)[:3])
    agreed = _agreed(project).count() if len(answers) == 3 else len(answers)
    watched = Value.objects.filter(indicator=OuterRef("pk"), replaced_at=None)
    indicators = Indicator.objects.filter(project=project, retired_at=None)
    unowned = [not owner.strip() and status != DONE for status, owner, _ in actions]
    return Home(
        references=Reference.objects.filter(project=project, merged_into=None).count(),
        searches=len(searches),
        statements=Statement.objects.filter(project=project, removed_at=None).count(),
        interviews=len(interviews),
        uncoded=sum(1 for coded, _ in interviews if not coded),
        people=_heard(project),
        barriers=directions.get("barrier", 0),
        facilitators=directions.get("facilitator", 0),
        recommendations=standing,
        agreed=agreed,
        answers=answers,
        actions=len(actions),
        done=sum(1 for status, _, _ in actions if status == DONE),
        under_way=sum(1 for status, _, _ in actions if status == PlannedAction.Status.UNDER_WAY),
        unowned=sum(unowned),
        indicators=indicators.count(),
        valued=indicators.filter(Exists(watched)).count(),
        drawing=fan(
            sources=(searches, [bears for _, bears in interviews]),
            middle=_middle(project, agreed, standing),
            actions=[
                (status == DONE, tied and not lacks)
                for (status, _, tied), lacks in zip(actions, unowned, strict=True)
            ],
        ),
    )
