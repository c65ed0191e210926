"""The writes of this step: recommendations and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max
from django.utils import timezone

from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Finding, Stance
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST = 400


@action(Permission.RECOMMEND, event="recommendation.written")
def write_recommendation(
    *, by: Actor, project: Project, sentence: str, reasons: str = "",
    findings: Iterable[Finding] = (),
) -> Outcome[Recommendation]:  # fmt: skip
    """Write a recommendation in one sentence, resting on findings."""
    made = Recommendation.objects.create(
        project=project, number=_next_number(project), sentence=_sentence(sentence),
        reasons=reasons.strip(),
    )  # fmt: skip
    bases = [_rest(made, finding, Stance.SUPPORTS) for finding in dict.fromkeys(findings)]
    return Outcome(made, detail={"findings": [b.finding_id for b in bases]})


@action(Permission.RECOMMEND, event="recommendation.reworded")
def reword_recommendation(
    *, by: Actor, recommendation: Recommendation, sentence: str, reasons: str = "", seen: str = ""
) -> Recommendation:
    """Change the words. An agreed one is a draft again: nobody has agreed to the new words.

    `seen` is the recommendation's `mark()` when its writer began. Raises OvertakenEdit when
    somebody else has changed it since.
    """
    stored = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if seen and seen != stored.mark():
        raise OvertakenEdit(
            f"Somebody else changed {stored.label} while you were writing. It now reads: "
            f"“{stored.sentence}”",
            advice="Look at both, then save again to keep yours.",
        )
    new = _sentence(sentence)
    if (new, reasons.strip()) != (stored.sentence, stored.reasons):
        _reopen(stored)
    stored.sentence, stored.reasons = new, reasons.strip()
    stored.save()
    return stored


@action(Permission.RECOMMEND, event="recommendation.agreed")
def agree(*, by: Actor, recommendation: Recommendation, seen: str = "") -> Recommendation:
    """Agree to a recommendation that rests on something, as it stands.

    `seen` is the `mark()` of the words that were read. Raises OvertakenEdit when they have changed.
    """
    stored = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if seen and seen != stored.mark():
        raise OvertakenEdit(
            f"Somebody changed {stored.label} since you opened it.",
            advice="Read it again, then agree.",
        )
    if stored.status == Recommendation.Status.DROPPED:
        raise Refused(f"{stored.label} was dropped.", advice="Bring it back as a draft first.")
    holds = stored.bases.filter(removed_at=None, stance=Stance.SUPPORTS, finding__retired_at=None)
    if not holds.exists():
        raise Refused(
            "This recommendation rests on no finding.", advice="Lay at least one beneath it first."
        )
    stored.status = Recommendation.Status.AGREED
    stored.agreed_at, stored.agreed_by = timezone.now(), by.user
    stored.save()
    return stored


@action(Permission.RECOMMEND, event="recommendation.status_changed")
def change_status(*, by: Actor, recommendation: Recommendation, status: str) -> Recommendation:
    """Drop a recommendation, or bring it back as a draft. To agree, use `agree`."""
    if status not in (Recommendation.Status.DRAFT, Recommendation.Status.DROPPED):
        raise Refused(f"A recommendation cannot be made {status!r} this way.")
    recommendation.status = status
    recommendation.agreed_at = recommendation.agreed_by = None
    recommendation.save(update_fields=["status", "agreed_at", "agreed_by"])
    return recommendation


@action(Permission.RECOMMEND, event="basis.laid")
def rest_on(
    *, by: Actor, recommendation: Recommendation, finding: Finding, stance: str = Stance.SUPPORTS
) -> Outcome[Basis]:
    """Lay a finding beneath a recommendation, or set one against it.

    An agreed recommendation is a draft again: nobody has agreed to it on the new ground.
    """
    there = _there(recommendation, finding)
    if there is not None and there.stance == stance:
        return Outcome(there)
    basis = _rest(recommendation, finding, stance)
    return Outcome(basis, detail=_reopened(recommendation))


@action(Permission.RECOMMEND, event="bases.laid")
def rest_on_several(
    *, by: Actor, recommendation: Recommendation, findings: Iterable[Finding],
    stance: str = Stance.SUPPORTS,
) -> Outcome[list[Basis]]:  # fmt: skip
    """Lay several findings on the same side at once; those that are there already stay."""
    laid = []
    for finding in findings:
        there = _there(recommendation, finding)
        if there is None or there.stance != stance:
            laid.append(_rest(recommendation, finding, stance))
    detail = {"findings": [one.finding_id for one in laid], "stance": stance}
    again = _reopened(recommendation) if laid else {}
    return Outcome(laid, about=recommendation, detail={**detail, **again})


@action(Permission.RECOMMEND, event="basis.taken_off")
def take_off(*, by: Actor, basis: Basis) -> Outcome[Basis]:
    """Take a finding off a recommendation, which is a draft again. It can be put back."""
    basis.removed_at = basis.removed_at or timezone.now()
    basis.save()
    return Outcome(basis, detail=_reopened(basis.recommendation))


@action(Permission.RECOMMEND, event="basis.put_back")
def put_back(*, by: Actor, basis: Basis) -> Outcome[Basis]:
    """Undo `take_off`, unless the finding has been laid there anew meanwhile."""
    if basis.removed_at is None:
        return Outcome(basis)
    if basis.finding.retired_at is not None:
        raise Refused(f"{basis.finding.label} is retired.", advice="Restore it first.")
    if _there(basis.recommendation, basis.finding) is not None:
        raise Refused("This finding is beneath the recommendation again already.")
    basis.removed_at = None
    basis.save()
    return Outcome(basis, detail=_reopened(basis.recommendation))


def _next_number(project: Project) -> int:
    # Two people may write in the same second: the second one waits here for its number.
    Project.objects.select_for_update().get(pk=project.pk)
    top = Recommendation.objects.filter(project=project).aggregate(top=Max("number"))["top"]
    return int(top or 0) + 1


def _reopen(recommendation: Recommendation) -> bool:
    """Make an agreed recommendation a draft, in hand only; whether it was agreed."""
    if recommendation.status != Recommendation.Status.AGREED:
        return False
    recommendation.status = Recommendation.Status.DRAFT
    recommendation.agreed_at = recommendation.agreed_by = None
    return True


def _reopened(recommendation: Recommendation) -> dict[str, object]:
    """Make it a draft if it was agreed; what the trail says of that."""
    stored = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if not _reopen(stored):
        return {}
    stored.save()
    return {"draft_again": stored.pk}


def _sentence(sentence: str) -> str:
    sentence = " ".join(sentence.split())
    if not sentence:
        raise Refused("A recommendation is a sentence.", where="Sentence")
    if len(sentence) > LONGEST:
        raise Refused(
            f"The sentence has {len(sentence)} characters.", where="Sentence",
            advice=f"Keep it to {LONGEST}; the rest belongs in the reasons.",
        )  # fmt: skip
    return sentence


def _there(recommendation: Recommendation, finding: Finding) -> Basis | None:
    # Two people may lay the same finding in the same second: the second one waits here.
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    rows = Basis.objects.filter(recommendation=recommendation, finding=finding, removed_at=None)
    return rows.first()


def _rest(recommendation: Recommendation, finding: Finding, stance: str) -> Basis:
    if stance not in Stance.values:
        raise Refused(f"{stance!r} neither supports nor contradicts.", where="Stance")
    # Somebody may have retired it since it was read.
    if Finding.objects.select_for_update(no_key=True).get(pk=finding.pk).retired_at is not None:
        raise Refused(f"{finding.label} is retired.", advice="Restore it first.")
    there = _there(recommendation, finding)
    if there is not None:
        there.removed_at = timezone.now()
        there.save()
    return Basis.objects.create(
        project=recommendation.project, recommendation=recommendation, finding=finding,
        stance=stance,
    )  # fmt: skip
