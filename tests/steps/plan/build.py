"""Rows of the plan that tests start from."""

from __future__ import annotations

from typing import Any

from tests import build
from uptake.plan import actions
from uptake.plan.models import PlannedAction
from uptake.projects.models import Project


def action(
    project: Project, title: str = "Put supervision into every rota", **facts: Any
) -> PlannedAction:
    """An action through its door."""
    by = facts.pop("by", build.TERMINAL)
    return actions.plan_action(by=by, project=project, title=title, **facts)
