"""Commands about duplicates: look for them, list pairs, merge, keep apart, link, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from uptake.cli.importing import json_option, project_option
from uptake.cli.site import find_project, open_site, terminal
from uptake.cli.terminal import Told, as_json, as_table, counted, examples, note, say, working

if TYPE_CHECKING:
    from uptake.projects.models import Project
    from uptake.sources.models import DuplicatePair, Reference

KINDS = ("erratum", "correction", "retraction", "concern", "update", "reply", "abstract",
         "preprint", "translation", "series")  # fmt: skip
LISTS = ("waiting", "auto", "hand", "same", "different", "related")
a_reference = click.IntRange(1, 2**63 - 1)


@click.group()
def duplicates() -> None:
    """Look for duplicates, and decide on pairs of references."""


@duplicates.command(
    short_help="Look for duplicates; merge what is sure.",
    epilog=examples(
        "uptake duplicates find",
        "uptake duplicates find --everything",
    ),
)
@project_option
@click.option("--everything", is_flag=True, help="also what was looked at before")
@json_option
def find(project_: str | None, everything: bool, json_: bool) -> None:
    """Look for duplicates among the references that no search has seen, and all others.

    What is surely one work is merged; what may be one waits for a person. Every merge can be
    undone, and what a person decided stays as it is.
    """
    open_site()
    from uptake.projects.models import Job
    from uptake.sources import queries, tasks

    project = find_project(project_)
    with working("Looking for duplicates") as bar:
        job = tasks.start_look(
            by=terminal(), project=project, everything=everything, here=True, listener=bar
        )
    if job.state != Job.State.DONE:
        raise Told(job.outcome)
    it = queries.overview(project, len(queries.open_pairs(project)))
    if json_:
        as_json({**it.looks[0].figures, "method": it.looks[0].method, "waiting": it.waiting})
        return
    say(job.outcome)
    say(queries.methods_sentence(it.looks[0], it))
    if it.waiting:
        note(f"{counted(it.waiting, 'pair waits', 'pairs wait')}: uptake duplicates list")


@duplicates.command(
    "list",
    short_help="List pairs, waiting or decided.",
    epilog=examples(
        "uptake duplicates list",
        "uptake duplicates list auto --json",
    ),
)
@click.argument("which", type=click.Choice(LISTS), default="waiting")
@project_option
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True,
              help="pairs shown at most")  # fmt: skip
@json_option
def list_(which: str, project_: str | None, limit: int, json_: bool) -> None:
    """List the pairs that wait, likeliest first, or those that were decided.

    "auto" are the merges of searches, "hand" all that persons decided.
    """
    open_site()
    rows = list(_pairs(find_project(project_), which, limit))
    if json_:
        as_json(rows)
        return
    as_table(
        ("first", "second", "score", "title", "reasons"),
        [
            (row["first"], row["second"], f"{row['score']:.3f}", row["title"][:60],
             "; ".join(row["reasons"])[:90])
            for row in rows
        ],
    )  # fmt: skip


def _pairs(project: Project, which: str, limit: int) -> list[dict[str, Any]]:
    from uptake.sources import queries

    if which == "waiting":
        waiting = queries.open_pairs(project)[:limit]
        pages = queries.pairs_of(project, waiting)
        return [
            {"first": one.first.pk, "second": one.second.pk, "score": one.score,
             "title": one.first.title, "state": one.state, "reasons": list(one.reasons),
             "rule": one.rule}
            for one in pages
        ]  # fmt: skip
    found: list[dict[str, Any]] = []
    number = 1
    while len(found) < limit:
        page = queries.decided(project, which, number=number)
        found += [
            {"first": row.first[0], "second": row.second[0], "score": row.score,
             "title": row.first[1], "state": row.state, "reasons": list(row.reasons),
             "by": row.by}
            for row in page.object_list
        ]  # fmt: skip
        if not page.has_next():
            break
        number += 1
    return found[:limit]


def _decide(
    project_: str | None, first: int, second: int, verdict: str, *, kind: str = "",
    anyway: bool = False,
) -> DuplicatePair:  # fmt: skip
    """Put two references side by side and decide on them, as a person at a page does."""
    open_site()
    from django.db import transaction

    from uptake.sources import actions, queries

    project = find_project(project_)
    one, other = _reference(project, first), _reference(project, second)
    with transaction.atomic():  # a pair whose decision is refused is not left to wait
        pair = actions.set_beside(
            by=terminal(), reference=one, other=other, **queries.compared(one, other)
        )
        turned = pair.first_id != (one.merged_into_id or one.pk)
        return actions.decide_pair(
            by=terminal(), pair=pair, verdict=verdict, kind=kind, turned=turned, anyway=anyway
        )


def _reference(project: Project, number: int) -> Reference:
    from uptake.sources.models import Reference

    found = Reference.objects.filter(project=project, pk=number).first()
    if found is None:
        raise Told(f"There is no reference {number} in this project.",
                   "Its number stands in the address of its page.")  # fmt: skip
    return found


@duplicates.command(short_help="Merge two references.",
                    epilog=examples("uptake duplicates merge 12 240"))  # fmt: skip
@click.argument("first", type=a_reference)
@click.argument("second", type=a_reference)
@project_option
@click.option("--anyway", is_flag=True, help="although a rule or a decision keeps them apart")
def merge(first: int, second: int, project_: str | None, anyway: bool) -> None:
    """Merge two references, by the numbers in the addresses of their pages."""
    pair = _decide(project_, first, second, "same", anyway=anyway)
    say(f"Merged. Undo it with: uptake duplicates undo {pair.first_id} {pair.second_id}")


@duplicates.command(short_help="Keep two references apart.",
                    epilog=examples("uptake duplicates apart 12 240"))  # fmt: skip
@click.argument("first", type=a_reference)
@click.argument("second", type=a_reference)
@project_option
def apart(first: int, second: int, project_: str | None) -> None:
    """Keep two references apart, so that no search merges them."""
    _decide(project_, first, second, "different")
    say("Kept apart.")


@duplicates.command(short_help="Link two, such as an erratum.",
                    epilog=examples("uptake duplicates link 12 240 --kind erratum"))  # fmt: skip
@click.argument("first", type=a_reference)
@click.argument("second", type=a_reference)
@click.option("--kind", type=click.Choice(KINDS), required=True, help="what the first is to it")
@project_option
def link(first: int, second: int, kind: str, project_: str | None) -> None:
    """Note that the first reference is an erratum of, a reply to … the second."""
    _decide(project_, first, second, "related", kind=kind)
    say("Linked.")


@duplicates.command(short_help="Undo the decision on two.",
                    epilog=examples("uptake duplicates undo 12 240"))  # fmt: skip
@click.argument("first", type=a_reference)
@click.argument("second", type=a_reference)
@project_option
def undo(first: int, second: int, project_: str | None) -> None:
    """Undo the decision on two records; they are then as they were."""
    open_site()
    from uptake.sources import actions
    from uptake.sources.models import DuplicatePair

    pair = DuplicatePair.objects.filter(
        project=find_project(project_), first=min(first, second), second=max(first, second)
    ).first()
    if pair is None:
        raise Told(f"Nothing was decided of {first} and {second}.")
    actions.undo_pair(by=terminal(), pair=pair)
    say("Undone.")
