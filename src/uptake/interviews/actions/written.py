"""Words that tell who somebody is, replaced in what the team wrote beside the transcripts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Field, Model, Q

from uptake.interviews.actions.erase import HELD, _mute
from uptake.interviews.models import ChartSummary, ContentChange
from uptake.interviews.queries.written import WRITTEN, Written, chosen
from uptake.methods.deidentify import Sure, apply
from uptake.methods.deidentify.folding import Folded
from uptake.methods.deidentify.hits import hit
from uptake.projects.models import Project, User

DATA: tuple[tuple[type[Model], str], ...] = (*HELD, (ChartSummary, "cell"))
"""Earlier wordings that are kept as data."""
CHANGES = Written("Change", ContentChange, ("before", "after"))


def replaced(text: str, words: str, put: str) -> str:
    """A text with something else wherever the words stood."""
    hits = [
        hit(text, start, end, "name", Sure.SURE, "") for start, end in Folded(text).spans(words)
    ]
    return apply(text, hits, [put] * len(hits)).text if hits else text


def _replace_in_written(
    user: User | None, project: Project, words: str, put: str, keys: Collection[str]
) -> int:
    """Replace words in the texts with these keys; gives how many there were. Part of an action.

    Earlier wordings, and what was removed, lose them in any case: nobody reads those, and nobody
    could decide on them. Salts of what the trail says of each are forgotten.
    """
    count = 0
    for kind in WRITTEN:
        count += _replace(user, project, kind, Q(pk__in=chosen(kind, keys)), (words, put))
        if kind.shown:
            _replace(user, project, kind, ~kind.shown, (words, put))
    _replace(user, project, CHANGES, Q(), (words, put))
    for model, name in DATA:
        for row in model._default_manager.filter(project=project).only("pk", name):
            was = getattr(row, name)
            if (now := _in_data(was, words, put)) != was:
                setattr(row, name, now)
                row.save(update_fields=[name])
    return count


def _replace(
    user: User | None, project: Project, kind: Written, which: Q, said: tuple[str, str]
) -> int:
    """The same for one kind; gives how many rows held the words."""
    held = set()
    for row in kind.rows(project, user).filter(which).only("pk", *kind.texts):
        for name in kind.texts:
            was = str(getattr(row, name))
            if (now := replaced(was, *said)) != was:
                setattr(row, name, now[: _longest(row, name)])
                held.add(row.pk)
        if row.pk in held:
            row.save(update_fields=list(kind.texts))
    _mute(project.pk, kind.model, held)
    return len(held)


def _longest(row: Model, name: str) -> int | None:
    field = row._meta.get_field(name)
    return field.max_length if isinstance(field, Field) else None


def _in_data(value: Any, words: str, put: str) -> Any:
    """The same data with something else for the words in every text."""
    if isinstance(value, str):
        return replaced(value, words, put)
    if isinstance(value, dict):
        return {name: _in_data(one, words, put) for name, one in value.items()}
    return [_in_data(one, words, put) for one in value] if isinstance(value, list) else value
