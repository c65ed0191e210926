"""Rows of the decision step that tests start from."""

from __future__ import annotations

from collections.abc import Sequence

from tests import build
from uptake.decision import actions
from uptake.decision.models import Recommendation
from uptake.findings.models import Finding
from uptake.projects.actor import Actor
from uptake.projects.models import Project


def recommendation(
    project: Project, sentence: str = "Free two clinic slots a week for each guide.",
    findings: Sequence[Finding] = (), reasons: str = "", by: Actor = build.TERMINAL,
) -> Recommendation:  # fmt: skip
    """A draft through its door."""
    return actions.write_recommendation(
        by=by, project=project, sentence=sentence, reasons=reasons, findings=findings
    )
