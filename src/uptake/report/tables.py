"""The tables of an export: a line of names, then rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q

from uptake.decision.models import Basis, Recommendation
from uptake.findings.models import Support
from uptake.interviews.layers import passages_seen, seen
from uptake.interviews.models import Approach, Code, Coding, Participant, Passage
from uptake.monitor.models import Indicator, Value
from uptake.plan.models import Answer, PlannedAction
from uptake.projects.models import InProject, LookAgain, Project
from uptake.report.queries.review import COLUMNS, rows_of
from uptake.review.queries.included import GRIDS
from uptake.sources.models import Reference, Search, Statement
from uptake.sources.queries import withheld

Row = tuple[Any, ...]
CHUNK = 2_000


def _listed(
    project: Project, model: type[InProject], columns: dict[str, str],
    without: Collection[int] = (), only: Q | None = None, **narrow: Any,
) -> Iterator[Row]:  # fmt: skip
    """The rows of a table in the order they were made; columns map a name to where it is found."""
    yield tuple(columns)
    rows = model._default_manager.filter(only or Q(), project=project, **narrow).order_by("pk")
    rows = rows.exclude(pk__in=without) if without else rows
    for row in rows.values_list(*columns.values()).iterator(chunk_size=CHUNK):
        yield tuple("; ".join(map(str, v)) if isinstance(v, list) else v for v in row)


def references(project: Project) -> Iterator[Row]:
    """Every record, also one that was merged: `merged into` is the id of what stands for it."""
    return _listed(project, Reference, {
        "id": "pk", "merged into": "merged_into_id", "kind": "kind", "authors": "authors",
        "year": "year", "title": "title", "journal": "journal", "volume": "volume",
        "issue": "issue", "pages": "pages", "doi": "doi", "pmid": "pmid",
        "database": "file__search__database", "retracted": "retracted_at",
        "retraction": "retraction", "abstract": "abstract",
    })  # fmt: skip


def searches(project: Project) -> Iterator[Row]:
    return _listed(project, Search, {
        "id": "pk", "database": "database", "interface": "interface", "searched": "searched_on",
        "strategy": "strategy", "hits": "hits",
    })  # fmt: skip


def statements(project: Project) -> Iterator[Row]:
    """What references state, but for what its writer alone may read yet and nothing rests on."""
    tied = Support.objects.filter(project=project, removed_at=None, statement__isnull=False)
    hidden = withheld(project).exclude(pk__in=tied.values("statement")).values_list("pk", flat=True)
    return _listed(project, Statement, {
        "id": "pk", "reference": "reference_id", "sentence": "sentence", "place": "place",
        "by": "by__name", "removed": "removed_at",
    }, list(hidden))  # fmt: skip


def participants(project: Project) -> Iterator[Row]:
    return _listed(project, Participant, {
        "id": "pk", "pseudonym": "pseudonym", "group": "group",
        "consent version": "consent_version", "consented": "consented_on",
        "withdrawn": "withdrawn_at",
    })  # fmt: skip


def recruitment(project: Project) -> Iterator[Row]:
    """The recruitment log by pseudonym; why somebody declined stays, since it may tell who."""
    return _listed(project, Approach, {
        "id": "pk", "participant": "participant__pseudonym", "group": "participant__group",
        "what": "kind", "on": "on", "removed": "removed_at",
    })  # fmt: skip


def codebook(project: Project) -> Iterator[Row]:
    return _listed(project, Code, {
        "id": "pk", "name": "name", "parent": "parent_id", "definition": "definition",
        "when": "when", "when not": "when_not", "example": "example", "retired": "retired_at",
    })  # fmt: skip


def passages(project: Project) -> Iterator[Row]:
    return _listed(project, Passage, {
        "id": "pk", "transcript": "transcript_id", "transcript title": "transcript__title",
        "version": "version__number", "participant": "participant__pseudonym", "start": "start",
        "end": "end", "quote": "quote", "state": "state",
    }, only=passages_seen(None))  # fmt: skip


def codings(project: Project) -> Iterator[Row]:
    """What everybody may see: of coding rounds, those that are open."""
    return _listed(project, Coding, {
        "id": "pk", "passage": "passage_id", "quote": "passage__quote", "code": "code_id",
        "code name": "code__name", "coder": "coder__name", "made": "created_at",
        "round": "round__name", "layer": "layer", "removed": "removed_at",
    }, only=seen(None))  # fmt: skip


def recommendations(project: Project) -> Iterator[Row]:
    return _listed(project, Recommendation, {
        "id": "pk", "number": "number", "sentence": "sentence", "reasons": "reasons",
        "status": "status", "agreed": "agreed_at", "agreed by": "agreed_by__name",
    })  # fmt: skip


def bases(project: Project) -> Iterator[Row]:
    return _listed(project, Basis, {
        "recommendation": "recommendation__number", "finding": "finding__number",
        "stance": "stance",
    }, removed_at=None)  # fmt: skip


def actions(project: Project) -> Iterator[Row]:
    return _listed(project, PlannedAction, {
        "id": "pk", "number": "number", "title": "title", "detail": "detail", "owner": "owner",
        "owner post": "owner_post", "due": "due_on", "status": "status",
        "recommendation": "recommendation__number",
    })  # fmt: skip


def answers(project: Project) -> Iterator[Row]:
    return _listed(project, Answer, {
        "action": "action__number", "finding": "finding__number",
    }, removed_at=None)  # fmt: skip


def indicators(project: Project) -> Iterator[Row]:
    return _listed(project, Indicator, {
        "id": "pk", "number": "number", "name": "name", "definition": "definition",
        "unit": "unit", "wanted": "wanted", "target": "target", "owner": "owner",
        "action": "action__number", "retired": "retired_at",
    })  # fmt: skip


def values(project: Project) -> Iterator[Row]:
    return _listed(project, Value, {
        "indicator": "indicator__number", "on": "on", "value": "value", "note": "note",
        "replaced": "replaced_at",
    })  # fmt: skip


def marks(project: Project) -> Iterator[Row]:
    return _listed(project, LookAgain, {
        "kind": "kind", "id": "object_id", "reason": "reason", "cause kind": "cause_kind",
        "cause id": "cause_id", "since": "created_at", "settled": "settled_at",
        "note": "settled_note",
    })  # fmt: skip


def _grid(name: str) -> Callable[[Project], Iterable[Row]]:
    """A table at the end of the review, as its page shows it."""

    def table(project: Project) -> Iterable[Row]:
        grid = GRIDS[name](project)
        return (grid.head, *grid.rows)

    return table


TABLES: dict[str, Callable[[Project], Iterable[Row]]] = {
    "searches": searches, "references": references, "statements": statements,
    "participants": participants, "recruitment": recruitment, "codebook": codebook,
    "passages": passages, "codings": codings,
    "recommendations": recommendations, "bases": bases, "actions": actions, "answers": answers,
    "indicators": indicators, "values": values, "look-again": marks,
    "included-studies": _grid("included"), "excluded-full-texts": _grid("excluded"),
    **{f"review-{name.replace('_', '-')}": rows_of(name) for name in COLUMNS},
}  # fmt: skip
