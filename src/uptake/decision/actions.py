"""The writes of this step: recommendations and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max
from django.utils import timezone

from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Finding, Stance
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST = 400


@action(Permission.RECOMMEND, event="recommendation.written")
def write_recommendation(
    *, by: Actor, project: Project, sentence: str, reasons: str = "",
    findings: Iterable[Finding] = (),
) -> Outcome[Recommendation]:  # fmt: skip
    """Write a recommendation in one sentence, resting on findings."""
    top = Recommendation.objects.filter(project=project).aggregate(top=Max("number"))["top"]
    made = Recommendation.objects.create(
        project=project, number=int(top or 0) + 1, sentence=_sentence(sentence),
        reasons=reasons.strip(),
    )  # fmt: skip
    bases = [_rest(made, finding, Stance.SUPPORTS) for finding in findings]
    return Outcome(made, detail={"findings": [b.finding_id for b in bases]})


@action(Permission.RECOMMEND, event="recommendation.reworded")
def reword_recommendation(
    *, by: Actor, recommendation: Recommendation, sentence: str, reasons: str = ""
) -> Recommendation:
    """Change the words. An agreed one is a draft again: nobody has agreed to the new words."""
    new = _sentence(sentence)
    if recommendation.status == Recommendation.Status.AGREED and (
        new != recommendation.sentence or reasons.strip() != recommendation.reasons
    ):
        recommendation.status = Recommendation.Status.DRAFT
        recommendation.agreed_at = recommendation.agreed_by = None
    recommendation.sentence, recommendation.reasons = new, reasons.strip()
    recommendation.save()
    return recommendation


@action(Permission.RECOMMEND, event="recommendation.agreed")
def agree(*, by: Actor, recommendation: Recommendation) -> Recommendation:
    """Agree to a recommendation that rests on something."""
    holds = recommendation.bases.filter(
        removed_at=None, stance=Stance.SUPPORTS, finding__retired_at=None
    )
    if not holds.exists():
        raise Refused(
            "This recommendation rests on no finding.", advice="Lay at least one beneath it first."
        )
    recommendation.status = Recommendation.Status.AGREED
    recommendation.agreed_at, recommendation.agreed_by = timezone.now(), by.user
    recommendation.save()
    return recommendation


@action(Permission.RECOMMEND, event="recommendation.status_changed")
def change_status(*, by: Actor, recommendation: Recommendation, status: str) -> Recommendation:
    """Drop a recommendation, or bring it back as a draft. To agree, use `agree`."""
    if status not in (Recommendation.Status.DRAFT, Recommendation.Status.DROPPED):
        raise Refused(f"A recommendation cannot be made {status!r} this way.")
    recommendation.status = status
    recommendation.agreed_at = recommendation.agreed_by = None
    recommendation.save()
    return recommendation


@action(Permission.RECOMMEND, event="basis.laid")
def rest_on(
    *, by: Actor, recommendation: Recommendation, finding: Finding, stance: str = Stance.SUPPORTS
) -> Basis:
    """Lay a finding beneath a recommendation, or set one against it."""
    return _rest(recommendation, finding, stance)


@action(Permission.RECOMMEND, event="basis.taken_off")
def take_off(*, by: Actor, basis: Basis) -> Basis:
    """Take a finding from beneath a recommendation. It can be put back."""
    basis.removed_at = basis.removed_at or timezone.now()
    basis.save()
    return basis


@action(Permission.RECOMMEND, event="basis.put_back")
def put_back(*, by: Actor, basis: Basis) -> Basis:
    """Undo `take_off`, unless the finding has been laid there anew meanwhile."""
    twins = Basis.objects.filter(
        recommendation=basis.recommendation, finding=basis.finding, removed_at=None
    )
    if basis.removed_at is not None and twins.exists():
        raise Refused("This finding is beneath the recommendation again already.")
    basis.removed_at = None
    basis.save()
    return basis


def _sentence(sentence: str) -> str:
    sentence = " ".join(sentence.split())
    if not sentence:
        raise Refused("A recommendation is a sentence.", where="Sentence")
    if len(sentence) > LONGEST:
        raise Refused(
            f"The sentence has {len(sentence)} characters.", where="Sentence",
            advice=f"Keep it under {LONGEST}; the rest belongs in the reasons.",
        )  # fmt: skip
    return sentence


def _rest(recommendation: Recommendation, finding: Finding, stance: str) -> Basis:
    if stance not in Stance.values:
        raise Refused(f"{stance!r} neither supports nor contradicts.", where="Stance")
    if finding.retired_at is not None:
        raise Refused(f"{finding.label} is retired.", advice="Restore it first.")
    there = Basis.objects.filter(
        recommendation=recommendation, finding=finding, removed_at=None
    ).first()
    if there is not None and there.stance == stance:
        return there
    if there is not None:
        there.removed_at = timezone.now()
        there.save()
    return Basis.objects.create(
        project=recommendation.project, recommendation=recommendation, finding=finding,
        stance=stance,
    )  # fmt: skip
