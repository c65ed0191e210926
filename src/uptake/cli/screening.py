"""Screening from the terminal: where it stands, what comes next, verdicts in and out of tables."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import click

from uptake.cli.importing import a_file, json_option, project_option
from uptake.cli.site import find_account, find_project, open_site
from uptake.cli.tables import Row, read_table
from uptake.cli.terminal import Told, as_json, as_table, counted, examples, say, write_out
from uptake.formats.spreadsheet import csv_lines

COLUMNS = {
    "reference": ("id", "number"), "verdict": ("decision",), "reason": (), "note": ("notes",),
}  # fmt: skip
VERDICTS = ("include", "exclude", "unsure")
STAGES = {"titles": "title", "full-texts": "full"}
stage_option = click.option(
    "--stage",
    type=click.Choice(list(STAGES)),
    default="titles",
    show_default=True,
    help="titles and abstracts, or full texts",
)


@click.group()
def screen() -> None:
    """Screen references: where it stands, what comes next, verdicts in and out."""


@screen.command(short_help="Say where each stage stands.",
                epilog=examples("uptake screen status", "uptake screen status --json"))  # fmt: skip
@project_option
@json_option
def status(project_: str | None, json_: bool) -> None:
    """Say where each stage stands, and what stopping now would mean."""
    open_site()
    from uptake.methods.stopping import risk_sentence
    from uptake.review.queries.progress import overview

    rows = overview(find_project(project_))
    if json_:
        as_json([
            {"stage": one.stage.key, "references": one.total, "unread": one.unread,
             "states": one.states, "hours": round(one.hours, 2), "to_look_at_again": one.again,
             **one.stop.figures}
            for one in rows
        ])  # fmt: skip
        return
    heads = ("stage", "references", "included", "excluded", "unsure", "half read", "conflicts",
             "unread")  # fmt: skip
    keys = ("include", "exclude", "unsure", "half", "conflict")
    as_table(heads, [
        (one.name, one.total, *(one.states.get(key, 0) for key in keys), one.unread)
        for one in rows
    ])  # fmt: skip
    for one in rows:
        if one.stop.state is not None:
            say(f"{one.name}: {risk_sentence(one.stop.state)}")


@screen.command("next", epilog=examples("uptake screen next --as a.okafor@example.org"))
@project_option
@stage_option
@click.option("--as", "email", required=True, metavar="EMAIL", help="who is to judge it")
@json_option
def next_(project_: str | None, stage: str, email: str, json_: bool) -> None:
    """Show what somebody is to judge next."""
    open_site()
    from uptake.projects.actor import Member
    from uptake.projects.roles import Permission
    from uptake.review.queries.card import next_card

    project, person = find_project(project_), find_account(email)
    if not Member(person).may(Permission.SCREEN, project):
        raise Told(f"{person.name} may not screen in {project.title}.", "Give them another role.")
    card = next_card(project, STAGES[stage], person)
    if card is None:
        raise Told("Nothing is left for them to judge at this stage.")
    if json_:
        as_json({"reference": card.row.pk, "title": card.row.title, "abstract": card.row.abstract,
                 "why": card.turn.why, "rank": card.turn.rank})  # fmt: skip
        return
    say(f"Reference {card.row.pk}: {card.row.title or 'No title'}")
    say(f"{card.authors}. {card.row.journal}. {card.cited}")
    for part in card.abstract:
        words = "".join(piece.text for piece in part.pieces)
        say(f"\n{part.heading + ': ' if part.heading else ''}{words}")


@screen.command(
    short_help="Give verdicts from a table.",
    epilog=examples(
        "uptake screen decide verdicts.csv --as a.okafor@example.org",
        "uptake screen decide verdicts.csv --as a.okafor@example.org --stage full-texts",
    ),
)
@click.argument("file", type=a_file)
@project_option
@stage_option
@click.option("--as", "email", required=True, metavar="EMAIL", help="whose verdicts they are")
@click.option("--note", default="", help="a note for those without one")
def decide(file: Path, project_: str | None, stage: str, email: str, note: str) -> None:
    """Give verdicts from a table with the columns reference, verdict, reason and note.

    "reference" is Uptake's number of it; a verdict is include, exclude or unsure; a reason is the
    name of one of the stage's reasons. Either every line is taken, or none.
    """
    open_site()
    from django.db import transaction

    from uptake.projects.actor import Member
    from uptake.projects.errors import Refused
    from uptake.review.queries.protocol import reasons_by_name
    from uptake.sources.models import Reference

    project, by = find_project(project_), Member(find_account(email))
    rows = [(row, _number(row)) for row in read_table(file, COLUMNS, ("reference", "verdict"))]
    reasons = reasons_by_name(project, STAGES[stage])
    known = Reference.objects.filter(project=project).in_bulk([number for _, number in rows])
    with transaction.atomic():
        for row, number in rows:
            try:
                _judge(by, known.get(number), reasons, STAGES[stage], row, note)
            except Refused as refused:
                raise Told(str(refused), "No verdict was kept.", row.where) from None
    say(f"{counted(len(rows), 'verdict')} of {by.label} kept.")


def _number(row: Row) -> int:
    """The number of the reference that a row is about."""
    written = row.wanted("reference")
    if not (written.isascii() and written.isdigit() and len(written) < 18):
        raise Told(
            f"{written!r} is no number of a reference.",
            "It stands in the address of the reference's page.", row.where,
        )  # fmt: skip
    return int(written)


def _judge(
    by: Any, reference: Any, reasons: dict[str, Any], stage: str, row: Row, note: str
) -> None:
    from uptake.projects.errors import Refused
    from uptake.review.actions.screening import screen as give

    if reference is None:
        raise Refused(f"There is no reference {row['reference']} in this project.")
    written = row["reason"].casefold()
    if written and written not in reasons:
        named = "; ".join(reason.label for reason in reasons.values()) or "none yet"
        raise Refused(
            f"There is no reason {row['reason']!r} at this stage.", advice=f"Its reasons: {named}."
        )
    if row["verdict"].casefold() not in VERDICTS:
        said = ", ".join(VERDICTS)
        raise Refused(f"{row['verdict']!r} is no verdict.", advice=f"A verdict is {said}.")
    give(
        by=by, reference=reference, stage=stage, verdict=row["verdict"].casefold(),
        reason=reasons.get(written), note=row["note"] or note,
    )  # fmt: skip


@screen.command(
    "export",
    epilog=examples(
        "uptake screen export",
        "uptake screen export --stage full-texts --to - --exact",
    ),
)
@project_option
@stage_option
@click.option("--to", default="verdicts.csv", show_default=True, metavar="FILE",
              help="a file to write; - for the screen")  # fmt: skip
@click.option("--exact", is_flag=True, help="to the letter, without guards for spreadsheets")
@click.option("--force", is_flag=True, help="write over a file that is there")
def export_(project_: str | None, stage: str, to: str, exact: bool, force: bool) -> None:
    """Write every verdict that may be seen to a table.

    While a stage is blind, what only one of two has judged is left out.
    """
    open_site()
    from uptake.review.queries.export import HEADS, verdict_rows

    rows = verdict_rows(find_project(project_), STAGES[stage])
    lines = csv_lines([HEADS, *rows.shown], exact=exact)
    write_out(to, io.BytesIO("".join(lines).encode()), force)
    if to != "-":
        are = "is" if rows.hidden == 1 else "are"
        left = f"; {rows.hidden:,} {are} still hidden and left out" if rows.hidden else ""
        say(f"{counted(len(rows.shown), 'verdict')} in {to}{left}.")
