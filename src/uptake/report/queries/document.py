"""A thread as plain values for JSON: every thing and every link, as docs/reference says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from uptake import __version__
from uptake.decision.models import Recommendation
from uptake.projects import queries
from uptake.projects.models import Project
from uptake.projects.thread import Key
from uptake.report.facts import facts
from uptake.trace.graph import Thread

RECOMMENDATION = "uptake-recommendation-1"
PROJECT = "uptake-project-1"
BATCH = 5_000
"""Things whose facts are asked for at once; databases limit how many ids one question holds."""


def document(recommendation: Recommendation) -> dict[str, Any]:
    """A recommendation with everything beneath it and everything above."""
    project, key = recommendation.project, Key("recommendation", recommendation.pk)
    thread = Thread(project)
    keys = {**thread.beneath([key]), **thread.over([key])}
    return {
        **_head(project, RECOMMENDATION), "about": _key(key), **_thread(thread, list(keys)),
    }  # fmt: skip


def whole(project: Project) -> dict[str, Any]:
    """Everything of a project that is on the thread, whether linked or not."""
    thread = Thread(project)
    keys = [node.key for step in thread.steps.values() for node in step.nodes(project)]
    return {**_head(project, PROJECT), "about": None, **_thread(thread, keys)}


def _head(project: Project, schema: str) -> dict[str, Any]:
    head = queries.head(project.pk)
    lens = project.lens()
    return {
        "schema": schema, "made_by": f"Uptake {__version__}",
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "project": {
            "id": project.pk, "title": project.title, "service": project.service,
            "question": project.question, "invented": project.invented,
            "framework": {"key": lens.key, "name": lens.name, "version": lens.version},
        },
        "trail": {"events": head.seq if head else 0, "head": head.hash if head else ""},
    }  # fmt: skip


def _thread(thread: Thread, keys: list[Key]) -> dict[str, Any]:
    """Nodes, the links among them, and the marks on them, each in a settled order."""
    keys = sorted(keys)
    graph = thread.standing(keys)
    details: dict[Key, Any] = {}
    for at in range(0, len(keys), BATCH):
        details |= thread.details(keys[at : at + BATCH])
    known = set(keys)
    return {
        "nodes": [
            {
                **_key(key), "label": node.label, "title": node.title, "step": node.step,
                "counts": not node.gone, "gone": node.gone, "stands": graph.stands(key),
                "facts": facts(key.kind, details.get(key)),
            }
            for key in keys for node in [thread.node(key)]
        ],
        "links": [
            {"upper": _key(link.upper), "lower": _key(link.lower), "stance": str(link.stance)}
            for key in keys for link in thread.below.get(key, ()) if link.lower in known
        ],
        "look_again": _marks(thread.project, known),
    }  # fmt: skip


def _marks(project: Project, keys: Iterable[Key]) -> list[dict[str, Any]]:
    found = queries.look_again(project)
    return [
        {
            "on": {"kind": mark.kind, "id": mark.object_id}, "reason": mark.reason,
            "cause": {"kind": mark.cause_kind, "id": mark.cause_id},
            "since": mark.created_at.isoformat(timespec="seconds"),
        }
        for key in sorted(keys) for mark in found.get(key, ())
    ]  # fmt: skip


def _key(key: Key) -> dict[str, Any]:
    return {"kind": key.kind, "id": key.id}
