"""Commands that ask: the matrix, why, and whether the trail is whole."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from uptake.cli.importing import a_file, json_option, project_option
from uptake.cli.site import find_project, open_site
from uptake.cli.terminal import (
    Bar,
    Told,
    as_json,
    as_table,
    counted,
    examples,
    note,
    say,
    working,
    write_out,
)
from uptake.methods import chain
from uptake.methods.lineage import Branch, walk
from uptake.methods.matrix import Only

if TYPE_CHECKING:
    from uptake.findings.queries import MatrixPage
    from uptake.projects.thread import Key
    from uptake.trace.graph import Thread

GAPS = {"not asked": "?", "nothing found": "–"}


@click.command(
    epilog=examples(
        "uptake matrix",
        "uptake matrix --source interview --group Clinicians",
        "uptake matrix --json",
    )
)
@project_option
@click.option(
    "--source", type=click.Choice(["study", "interview"]), help="this kind of source only"
)
@click.option("--group", help="findings that this group voiced")
@click.option("--direction", type=click.Choice(["barrier", "facilitator"]), help="one direction")
@click.option("--csv", "csv_", is_flag=True, help="a cell a line, as CSV")
@json_option
def matrix(
    project_: str | None, source: Literal["study", "interview"] | None, group: str | None,
    direction: Literal["barrier", "facilitator"] | None, csv_: bool, json_: bool,
) -> None:  # fmt: skip
    """Show how many barriers and facilitators lie on each cell of the framework.

    "3 b 1 f" is three barriers and one facilitator; "?" a cell that nobody asked about; "–" one
    that was asked about without a finding. A finding on several cells counts once in totals.
    """
    open_site()
    from uptake.findings.queries import matrix_page, matrix_table
    from uptake.formats.spreadsheet import csv_lines

    page = matrix_page(find_project(project_), Only(source, group, direction))
    if csv_:
        say("".join(csv_lines(matrix_table(page))).rstrip("\r\n"))
    elif json_:
        head, *rows = matrix_table(page)
        as_json({
            "framework": page.lens.name, "findings": page.total.findings, "gaps": page.gaps,
            "cells": [dict(zip(head, row, strict=True)) for row in rows],
        })  # fmt: skip
    else:
        _show_matrix(page)


def _show_matrix(page: MatrixPage) -> None:
    names = [level.name for level in page.levels] if page.several else ["findings"]
    rows = []
    for row in page.rows:
        cells = row.counted.cells if row.counted else ()
        shown = [
            f"{n.barriers} b {n.facilitators} f" if (n := cell.counts).findings
            else GAPS.get(cell.gap or "", "")
            for cell in cells
        ]  # fmt: skip
        total = str(row.counted.total.findings) if row.counted else ""
        rows.append((
            "  " * row.depth + row.domain.name, *(shown or [""] * len(names)), total
        ))  # fmt: skip
    as_table((page.lens.name, *names, "all"), rows)
    n = page.total
    say(
        f"\n{counted(n.barriers, 'barrier')} and {counted(n.facilitators, 'facilitator')} from "
        f"{counted(n.studies, 'study', 'studies')} and {counted(n.interviews, 'interview')}."
    )


@click.command(
    epilog=examples(
        "uptake why R1",
        "uptake why finding:12 --json",
    )
)
@click.argument("thing", metavar="KIND:ID|LABEL")
@project_option
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True,
              help="places shown at most")  # fmt: skip
@json_option
def why(thing: str, project_: str | None, limit: int, json_: bool) -> None:
    """Walk a finding, a recommendation or anything else down to what it rests on.

    The thing is its label (F12, R3, A4, I2) or its kind with the number in its page's address,
    such as passage:88. Evidence against it is shown as such.
    """
    open_site()
    from uptake.trace.graph import Thread

    thread = Thread(find_project(project_))
    key = find_thing(thread, thing)
    region = thread.beneath([key])
    thread.learn(region)
    tree = walk(thread.full(region), key, limit)
    if json_:
        as_json(_branch_data(thread, tree))
        return
    width = max(40, shutil.get_terminal_size((100, 24)).columns)
    for line in _lines(thread, tree, width):
        say(line)


def find_thing(thread: Thread, asked: str) -> Key:
    """A thing by its label or by its kind and number. Raises Told where there is no one such."""
    from uptake.projects.thread import Key

    kind, colon, number = asked.partition(":")
    if colon and kind.casefold() in thread.holds and re.fullmatch(r"[0-9]{1,18}", number):
        key = Key(kind.casefold(), int(number))
        if key in thread.known([key]):
            return key
        raise Told(
            f"There is no {kind} {number} in this project.", "The matrix lists its findings."
        )
    wanted = asked.strip().casefold()
    found: list[Key] = [
        node.key
        for step in thread.steps.values()
        if not wanted.isdigit()
        for node in step.nodes(thread.project)
        if node.label.casefold() == wanted and node.key.kind not in ("passage", "statement")
    ]
    if len(found) == 1:
        return found[0]
    if found:
        named = ", ".join(f"{key.kind}:{key.id}" for key in found[:9])
        raise Told(f"{len(found)} things are called {asked!r}.", f"Choose one: {named}.")
    raise Told(
        f"There is nothing called {asked!r} in this project.",
        f"Give a label such as F12, or a kind and a number: {', '.join(sorted(thread.holds))}.",
    )


def _lines(thread: Thread, tree: Branch[Key], width: int) -> Iterator[str]:
    """The walk with box characters, one place a line."""
    waiting: list[tuple[Branch[Key], str, str]] = [(tree, "", "")]
    while waiting:
        branch, lead, indent = waiting.pop()
        yield _short(f"{lead}{_named(thread, branch)}", width)
        under = list(branch.branches)
        more = branch.left_out
        rest = [
            (one, f"{indent}{'└─ ' if last else '├─ '}", f"{indent}{'   ' if last else '│  '}")
            for number, one in enumerate(under, 1)
            for last in [number == len(under) and not more]
        ]
        waiting.extend(reversed(rest))
        if more:
            # Said at once: it belongs to this place, and what was shown of it comes beneath.
            yield f"{indent}│  ({counted(more, 'more')} not shown; --limit shows them)"


def _named(thread: Thread, branch: Branch[Key]) -> str:
    node = thread.node(branch.key)
    title = "" if node.title == node.label else f"  {' '.join(node.title.split())}"
    signs = [
        "speaks against it" if branch.stance == "contradicts" else "",
        node.gone,
        "rests on nothing" if not branch.stands and not node.gone else "",
        "opened above" if branch.again else "",
    ]
    said = "; ".join(sign for sign in signs if sign)
    return f"{f'[{said}] ' if said else ''}{node.key.kind} {node.label}{title}"


def _short(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _branch_data(thread: Thread, branch: Branch[Key]) -> dict[str, Any]:
    node = thread.node(branch.key)
    return {
        "kind": node.key.kind, "id": node.key.id, "label": node.label, "title": node.title,
        "stance": branch.stance, "stands": branch.stands, "gone": node.gone,
        "opened_above": branch.again, "left_out": branch.left_out,
        "rests_on": [_branch_data(thread, one) for one in branch.branches],
    }  # fmt: skip


@click.command(
    epilog=examples(
        "uptake verify",
        "uptake verify --export-head heads-2026-01.json",
        "uptake verify --head heads-2026-01.json",
    )
)
@click.option("--project", "project_", metavar="NUMBER|TITLE", help="one project's trail only")
@click.option("--head", type=a_file, help="hold the trails against heads exported earlier")
@click.option("--export-head", metavar="FILE", help="write the heads to a file; - for the screen")
@click.option("--force", is_flag=True, help="write over a file that is there")
@json_option
def verify(
    project_: str | None, head: Path | None, export_head: str | None, force: bool, json_: bool
) -> None:
    """Read every trail from its first event to its last, and name what was tampered with.

    Ends with 1 when an event was edited, deleted, inserted or moved. Somebody who can write to the
    database can rewrite a trail to its end; only a head that was exported earlier, and kept where
    they cannot reach it, shows that.
    """
    if json_ and export_head == "-":
        raise click.UsageError("--json and --export-head - would both write to the screen.")
    open_site()
    from uptake.projects import queries

    numbers = [find_project(project_).pk] if project_ else queries.chains()
    heads = _heads(head) if head else {}
    if not project_:
        numbers = sorted({*numbers, *heads})
    told = []
    for number in numbers:
        with working(f"Reading the trail of {_trail(number)}") as bar:
            faults = _faults(number, bar)
            if number in heads:
                faults = list(dict.fromkeys([*faults, *queries.verify(number, heads[number])]))
        told.append((number, faults))
    _tell(told, json_, say if export_head != "-" else note)
    broken = sum(1 for _, faults in told if faults)
    if broken:
        raise Told(f"{counted(broken, 'trail is', 'trails are')} not as they were written.")
    if export_head:
        write_out(export_head, io.BytesIO(_head_file(numbers)), force)


def _faults(number: int, bar: Bar) -> list[chain.Fault]:
    from uptake.projects import queries

    kept = queries.head(number)
    total = kept.seq if kept else 0
    return queries.verify(number, tell=lambda count: bar(min(count, total), total, ""))


def _trail(number: int) -> str:
    return f"project {number}" if number else "the installation"


def _tell(
    told: list[tuple[int, list[chain.Fault]]], json_: bool, line: Callable[[str], None]
) -> None:
    from uptake.projects import queries

    kept = {number: queries.head(number) for number, _ in told}
    lengths = {number: found.seq if found else 0 for number, found in kept.items()}
    if json_:
        as_json([
            {"chain": number, "events": lengths[number], "whole": not faults,
             "faults": [{"kind": one.kind, "seq": one.seq, "what": one.what} for one in faults]}
            for number, faults in told
        ])  # fmt: skip
        return
    for number, faults in told:
        state = counted(len(faults), "fault") if faults else "whole"
        line(f"The trail of {_trail(number)}: {counted(lengths[number], 'event')}, {state}.")
        for one in faults:
            line(f"  {one.kind}: {one.what}")


def _head_file(numbers: list[int]) -> bytes:
    from uptake.projects import queries

    found = [(number, queries.head(number)) for number in numbers]
    data = [{"chain": n, "seq": one.seq, "hash": one.hash} for n, one in found if one]
    return (json.dumps({"uptake_heads": 1, "heads": data}, indent=1) + "\n").encode()


def _heads(path: Path) -> dict[int, chain.Head]:
    try:
        data = json.loads(path.read_text("utf-8"))
        return {
            int(one["chain"]): chain.Head(int(one["seq"]), str(one["hash"]))
            for one in data["heads"]
        }
    except (ValueError, KeyError, TypeError) as fault:
        raise Told(
            "This is no file of heads.", "Make one with: uptake verify --export-head FILE",
            str(path),
        ) from fault  # fmt: skip
