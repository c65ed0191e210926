"""Commands for files of other programs for qualitative analysis, in and out."""

from __future__ import annotations

import json
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import click

from uptake.cli.importing import a_file, json_option, project_option
from uptake.cli.site import find_account, find_project, open_site, terminal
from uptake.cli.terminal import (
    Told,
    as_json,
    counted,
    examples,
    note,
    path_for,
    say,
    working,
    write_out,
    write_together,
)

LAYERS = ("settled", "every")


@click.command(
    epilog=examples(
        'uptake import qdpx study.qdpx --deidentified "by the team, in NVivo"',
        "uptake import qdpx study.qdpx --preview --json",
        'uptake import qdpx study.qdpx --coder "JS=jo.smith@example.org" \\',
        '    --case "Case 4=P04" --deidentified "by the team, in MAXQDA"',
    )
)
@click.argument("file", type=a_file)
@project_option
@click.option("--deidentified", default="", metavar="HOW",
              help="how the words were de-identified; without it, codings stay out")  # fmt: skip
@click.option("--coder", "coders", multiple=True, metavar="NAME=EMAIL",
              help="which member a coder of the file is; others come in by their name")  # fmt: skip
@click.option("--case", "cases", multiple=True, metavar="NAME=PSEUDONYM",
              help="which participant a case of the file is; other cases stay out")  # fmt: skip
@click.option("--preview", is_flag=True, help="say what is in the file; store nothing")
@json_option
def qdpx(file: Path, **options: Any) -> None:
    """Import a REFI-QDA project (.qdpx, .qde, .qdc), all of it or nothing.

    Documents become transcripts, word for word; one that is here already gets the codings on its
    words. What is not carried is listed. A file that Uptake wrote brings back all it can hold.
    """
    _bring(file, {"qdpx", "qde", "qdc"}, "a REFI-QDA project", **options)


@click.command(
    epilog=examples(
        'uptake import taguette project.sqlite3 --deidentified "before it was coded"',
    )
)
@click.argument("file", type=a_file)
@project_option
@click.option("--deidentified", default="", metavar="HOW",
              help="how the words were de-identified; without it, codings stay out")  # fmt: skip
@click.option("--coder", "coders", multiple=True, metavar="NAME=EMAIL",
              help="which member a coder of the file is; others come in by their name")  # fmt: skip
@click.option("--preview", is_flag=True, help="say what is in the file; store nothing")
@json_option
def taguette(file: Path, **options: Any) -> None:
    """Import a Taguette database: documents, tags, highlights, and who made them."""
    _bring(file, {"taguette"}, "a Taguette database", cases=(), **options)


@click.command(
    epilog=examples(
        "uptake import codings codings.csv",
        'uptake import codings codings.csv --coder "Jo=jo.smith@example.org" --json',
    )
)
@click.argument("file", type=a_file)
@project_option
@click.option("--coder", "coders", multiple=True, metavar="NAME=EMAIL",
              help="which member a coder of it is; others come in by their name")  # fmt: skip
@click.option("--preview", is_flag=True, help="say what is in the file; store nothing")
@json_option
def codings(file: Path, **options: Any) -> None:
    """Import codings from a CSV table onto transcripts that are here.

    Columns: source, start, end, quote, code, coder, memo, date. Source is a transcript's title or
    number; a row without places is found by its quote.
    """
    _bring(file, {"codings"}, "a table of codings", cases=(), deidentified="", **options)


def _bring(
    path: Path, kinds: set[str], what: str, *, project_: str | None, deidentified: str,
    coders: tuple[str, ...], cases: tuple[str, ...], preview: bool, json_: bool,
) -> None:  # fmt: skip
    open_site()
    from uptake.interviews.actions import exchange
    from uptake.interviews.actions.exchange_people import Choices
    from uptake.interviews.exchange.reading import parcel_of
    from uptake.interviews.exchange.summary import found_in, said
    from uptake.projects.errors import Refused

    project = find_project(project_)
    content = path.read_bytes()
    try:
        with working(f"Reading {path.name}"):
            parcel = parcel_of(content, path.name)
        if parcel.kind not in kinds:
            raise Told(f"This is no {what.partition(' ')[2]}.", "Use the command for its kind: "
                       "qdpx, taguette or codings.", str(path))  # fmt: skip
        found = found_in(parcel)
        if preview:
            _say_preview(path, found, parcel.losses, json_)
            return
        choices = Choices(_coders(found, coders), _cases(project, found, cases), deidentified)
        file = exchange.receive_project_file(
            by=terminal(), project=project, name=path.name, content=content, parcel=parcel
        )
        try:
            with working(f"Storing {path.name}"):
                file = exchange.bring_project_in(
                    by=terminal(), file=file, parcel=parcel, choices=choices
                )
        except Refused:
            exchange.drop_project_file(by=terminal(), file=file)
            raise
    except Refused as fault:
        raise Told(fault.what, fault.advice, fault.where or str(path)) from fault
    if json_:
        as_json({"file": str(path), "id": file.pk, "brought_in": file.counts,
                 "not_carried": file.losses})  # fmt: skip
        return
    say(f"{path}: {said(file.counts)} (file {file.pk})")
    _say_losses(file.losses)


def _say_preview(path: Path, found: dict[str, Any], losses: Any, json_: bool) -> None:
    if json_:
        as_json({"file": str(path), **found, "not_carried": [asdict(one) for one in losses]})
        return
    from uptake.interviews.exchange.summary import said

    say(f"{path}: {said(found['numbers'])}")
    for coder in found["coders"]:
        say(f"  coder {coder['name']}: {counted(coder['codings'], 'coding')}")
    for case in found["cases"]:
        say(f"  case {case['name']}: {counted(case['documents'], 'document')}")
    for one in found["oddities"]:
        note(one["what"])
    _say_losses([asdict(one) for one in losses])


def _say_losses(losses: list[dict[str, Any]]) -> None:
    for one in losses:
        example = f", such as {one['example']}" if one["example"] else ""
        note(f"not carried: {one['kind']}: {one['count']:,}{example}")


def _pairs(said: tuple[str, ...], option: str) -> dict[str, str]:
    found = {}
    for one in said:
        name, mark, value = one.rpartition("=")
        if not mark or not name.strip() or not value.strip():
            raise click.UsageError(f"{option} takes two things with = between them: {one}")
        found[name.strip().casefold()] = value.strip()
    return found


def _named(said: dict[str, str], there: list[dict[str, Any]], option: str) -> None:
    """Refuse a name that the file does not have."""
    names = {one["name"].strip().casefold(): one["name"] for one in there}
    for name in said:
        if name not in names:
            raise Told(f"{option}: the file names nobody “{name}”.",
                       f"It names {', '.join(names.values()) or 'nobody'}.")  # fmt: skip


def _coders(found: dict[str, Any], said: tuple[str, ...]) -> dict[str, Any]:
    pairs = _pairs(said, "--coder")
    _named(pairs, found["coders"], "--coder")
    return {
        one["guid"]: find_account(pairs[name]) if name in pairs else one["name"]
        for one in found["coders"]
        for name in [one["name"].strip().casefold()]
    }  # fmt: skip


def _cases(project: Any, found: dict[str, Any], said: tuple[str, ...]) -> dict[str, Any]:
    from uptake.interviews.models import Participant

    pairs = _pairs(said, "--case")
    _named(pairs, found["cases"], "--case")
    people = {row.pseudonym.casefold(): row for row in Participant.objects.filter(project=project)}
    chosen: dict[str, Any] = {}
    for case in found["cases"]:
        wanted = pairs.get(case["name"].strip().casefold())
        if wanted is not None and wanted.casefold() not in people:
            raise Told(f"There is no participant called {wanted}.", "Add them first.")
        if wanted is not None:
            chosen[case["guid"]] = people[wanted.casefold()]
        elif not found["own"]:
            chosen[case["guid"]] = None
    return chosen


def write_interviews(
    form: str, project_: str | None, to: str | None, layer: str, *, force: bool, exact: bool,
    transcript: str | None, json_: bool,
) -> None:  # fmt: skip
    """Write interviews to a file, with its loss report beside it."""
    open_site()
    from uptake.interviews.actions import exchange
    from uptake.interviews.queries import takeout
    from uptake.interviews.queries.leaving import Layer
    from uptake.projects.errors import Refused

    project = find_project(project_)
    try:
        taken = takeout.file_of(project, form, Layer(layer), exact=exact,
                                 only=_transcript(project, transcript))  # fmt: skip
    except Refused as fault:
        raise Told(fault.what, fault.advice) from fault
    target = to or taken.name
    beside = f"{target}.losses.json"
    if target != "-":
        for path in (target, beside):
            path_for(path, force)
    # Noted first, as from the pages: nothing leaves that the trail does not tell of.
    exchange.note_taken_out(
        by=terminal(), project=project, what=form, layer=layer, counts=taken.counts
    )
    report = [asdict(one) for one in taken.losses]
    if target == "-":
        write_out(target, BytesIO(taken.data), force)
        _say_losses(report)
        return
    text = json.dumps({"file": target, "taken_out": taken.counts, "not_carried": report},
                      ensure_ascii=False, indent=1)  # fmt: skip
    write_together({target: BytesIO(taken.data), beside: BytesIO(f"{text}\n".encode())}, force)
    if json_:
        as_json({"file": target, "report": beside, "taken_out": taken.counts,
                 "not_carried": report})  # fmt: skip
        return
    say(f"{target} is written: {taken.said or 'nothing'}. What is not in it: {beside}")
    _say_losses(report)


def _transcript(project: Any, asked: str | None) -> Any:
    """The transcript of this number or title."""
    if asked is None:
        return None
    from uptake.interviews.models import Transcript

    found = [
        row for row in Transcript.objects.filter(project=project)
        if asked.strip().casefold() in (str(row.pk), row.title.casefold())
    ]  # fmt: skip
    if len(found) != 1:
        raise Told(f"{counted(len(found), 'transcript is', 'transcripts are')} called {asked}.",
                   "Name it by its number.")  # fmt: skip
    return found[0]
