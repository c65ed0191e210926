"""How a stage is screened, and who may see whose verdict."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from uptake.projects.models import Project, User
from uptake.review.models import (
    Calibration,
    CalibrationItem,
    Label,
    Labelled,
    Protocol,
    RandomAudit,
    ReviewRound,
    Settlement,
    Stage,
    Standing,
    StopDecision,
    Verdict,
)
from uptake.review.models.protocol import StageKey
from uptake.sources.models import Reference


def stage(project: Project, key: str) -> Stage:
    """The settings of a stage; the usual ones where nobody has set any. 404 for no stage."""
    if key not in StageKey.values:
        raise Http404(f"There is no stage {key}.")
    found = with_what_there_is(project.pk, key)
    if found is None:
        return Stage(project=project, key=key)
    found.project = project
    return found


def with_what_there_is(project: int, key: str) -> Stage | None:
    """The row of a stage, which knows in one question what need not be asked for one by one.

    Whether there is an open calibration round, an audit, an end, an update or a label, and the
    protocol's version. Who reads these must do without them where a row was read in another way.
    """
    here = {"project": project, "stage": key}
    versions = Protocol.objects.filter(project=project).order_by("-version")
    return (
        Stage.objects.filter(project=project, key=key)
        .annotate(
            any_round=Exists(Calibration.objects.filter(closed_at=None, **here)),
            any_audit=Exists(RandomAudit.objects.filter(**here)),
            any_end=Exists(StopDecision.objects.filter(reopened_at=None, **here)),
            any_update=Exists(ReviewRound.objects.filter(project=project, number__gt=1)),
            any_label=Exists(Label.objects.filter(project=project, retired_at=None)),
            version=Subquery(versions.values("version")[:1]),
        )
        .first()
    )


def current_round(project: Project) -> int:
    """The number of the round that is open."""
    last = ReviewRound.objects.filter(project=project).order_by("-number").first()
    return last.number if last else 1


def ended(project: Project, key: str) -> StopDecision | None:
    """The decision that ended a stage in the round that is open."""
    rows = StopDecision.objects.filter(project=project, stage=key, reopened_at=None)
    found = rows.select_related("by").last()
    return found if found is not None and found.round == current_round(project) else None


def is_open(of: Stage, standing: Standing | None) -> bool:
    """Whether everyone may see every verdict on a reference: both have decided, or nobody is blind.

    References of a calibration round stand as half decided until it is closed.
    """
    if not of.blind or of.opened_at is not None:
        return True
    return standing is not None and standing.state != Standing.State.HALF


def verdicts(of: Stage, reference: int) -> list[Verdict]:
    """The current verdicts on a reference, on the records merged into it too."""
    records = Reference.objects.filter(merged_into=reference).values_list("pk", flat=True)
    rows = Verdict.objects.filter(
        stage=of.key, replaced_at=None, reference__in=[reference, *records]
    )
    return list(rows.select_related("by", "reason").order_by("pk"))


def open_verdicts(project: Project, rows: QuerySet[Verdict]) -> QuerySet[Verdict]:
    """Of these verdicts those that everyone may see.

    All have judged who have to, or nobody is blind and no calibration round holds them.
    """
    for key in StageKey.values:
        of = stage(project, key)
        if is_open(of, None):
            rows = rows.exclude(stage=key, reference__in=calibrating(of))
        else:
            decided = Standing.objects.filter(project=project, stage=key).exclude(
                state=Standing.State.HALF
            ).values("reference")  # fmt: skip
            seen = Q(reference__in=decided) | Q(reference__merged_into__in=decided)
            rows = rows.filter(~Q(stage=key) | seen)
    return rows


def waits_for(of: Stage, user: int) -> bool:
    """Whether anything that another person has judged blind waits for this one's verdict."""
    if is_open(of, None):
        return False
    rows = Standing.objects.filter(
        project_id=of.project_id, stage=of.key, state=Standing.State.HALF
    )
    mine = Verdict.objects.filter(
        stage=of.key, reference=OuterRef("reference"), by=user, replaced_at=None
    )
    return rows.exclude(judged_by=user).filter(~Exists(mine)).exists()


def settled_works(of: Stage, works: Collection[int] | None = None) -> dict[int, int]:
    """The settlement that stands of each settled work at a stage: of these works, or of all."""
    rows = Settlement.objects.filter(project_id=of.project_id, stage=of.key, reopened_at=None)
    if works is not None:
        rows = rows.filter(Q(reference__in=works) | Q(reference__merged_into__in=works))
    found = rows.order_by("pk").values_list("reference_id", "reference__merged_into_id", "pk")
    return {into or record: pk for record, into, pk in found}


def labels(project: Project) -> list[Label]:
    """The labels in use."""
    return list(Label.objects.filter(project=project, retired_at=None))


def calibrating(of: Stage) -> list[int]:
    """The references of the calibration round that is open, in its order."""
    if not getattr(of, "any_round", True):
        return []
    rows = CalibrationItem.objects.filter(
        project_id=of.project_id, calibration__stage=of.key, calibration__closed_at=None
    )
    return list(rows.order_by("pk").values_list("reference_id", flat=True))


def labelled(reference: Reference, user: User) -> set[int]:
    """The labels that a person has put on a reference."""
    rows = Labelled.objects.filter(reference=reference, by=user, removed_at=None)
    return set(rows.values_list("label_id", flat=True))


def half(of: Stage) -> int:
    """How many references of a stage one person has judged and another still has to."""
    rows = Standing.objects.filter(project_id=of.project_id, stage=of.key)
    return rows.filter(state=Standing.State.HALF).count()
