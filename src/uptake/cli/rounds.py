"""Commands about coding rounds: who codes what, opening one, and how far the coders agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from uptake.cli.importing import json_option, project_option
from uptake.cli.site import find_project, open_site, terminal
from uptake.cli.studies import force_option, to_option
from uptake.cli.taking import note_taken, take_out
from uptake.cli.terminal import Told, as_json, as_table, examples, say

if TYPE_CHECKING:
    from uptake.interviews.models import CodingRound, Transcript
    from uptake.projects.models import Project, User

UNITS = ("sentence", "turn", "paragraph", "passage", "character")


@click.group("round")
def round_() -> None:
    """Begin a coding round, open it, and see how far the coders agree."""


@round_.command("list", epilog=examples("uptake round list", "uptake round list --json"))
@project_option
@json_option
def list_(project_: str | None, json_: bool) -> None:
    """List the rounds. Before one is opened, only who is done is told."""
    open_site()
    from uptake.interviews.queries.rounds import rounds

    rows = rounds(find_project(project_))
    if json_:
        as_json([
            {"id": row.id, "name": row.name, "stage": row.stage, "transcripts": row.transcripts,
             "coded_by_several": row.double, "coders": list(row.coders), "done": row.done,
             "parts": row.parts}
            for row in rows
        ])  # fmt: skip
        return
    as_table(
        ("round", "stage", "transcripts", "coders", "done"),
        [(row.name, row.stage, row.transcripts, ", ".join(row.coders), f"{row.done} of {row.parts}")
         for row in rows],
    )  # fmt: skip


@round_.command(
    epilog=examples(
        "uptake round begin 'First ten' --coder ana@example.org --coder ben@example.org",
        "uptake round begin Pilot --coder ana@example.org --coder ben@example.org --dry-run",
    )
)
@click.argument("name")
@click.option("--coder", "coders", multiple=True, required=True, metavar="EMAIL",
              help="who codes; once for each")  # fmt: skip
@click.option("--transcript", "texts", multiple=True, metavar="TITLE",
              help="a title or number; all that are free when none is named")  # fmt: skip
@click.option("--take", type=click.IntRange(1), help="draw so many of them at random")
@click.option("--share", type=click.IntRange(0, 100), default=100, show_default=True,
              help="per cent of the transcripts that several people code")  # fmt: skip
@click.option("--each", type=click.IntRange(2), default=2, show_default=True,
              help="how many code each of those")  # fmt: skip
@click.option("--unit", type=click.Choice(UNITS), default="sentence", show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True,
              help="the same seed gives the same draw")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="show the draw, and begin nothing")
@project_option
@json_option
def begin(
    name: str, coders: tuple[str, ...], texts: tuple[str, ...], take: int | None, share: int,
    each: int, unit: str, seed: int, dry_run: bool, project_: str | None, json_: bool,
) -> None:  # fmt: skip
    """Begin a blind round: draw who codes what, and keep it from the others until it is opened."""
    open_site()
    from uptake.interviews.actions.rounds import begin_round
    from uptake.interviews.queries.rounds import drawn

    project = find_project(project_)
    people = {one.pk: one for one in (_coder(project, email) for email in coders)}
    free = _transcripts(project, texts)
    try:
        found = drawn(project, list(free), list(people), share=share / 100, seed=seed, each=each,
                      take=take)  # fmt: skip
    except ValueError as fault:
        raise Told(str(fault), "Look at --coder, --transcript, --take and --each.") from fault
    lines = [
        (title, words, [people[pk].name for pk in team]) for _, title, words, team in found.rows
    ]
    if not dry_run:
        begin_round(
            by=terminal(), project=project, name=name, unit=unit, share=share / 100, seed=seed,
            who={free[pk]: [people[who] for who in team] for pk, _, _, team in found.rows},
        )  # fmt: skip
    if json_:
        as_json({
            "name": name, "begun": not dry_run, "seed": seed,
            "transcripts": [{"title": title, "words": words, "coders": names}
                            for title, words, names in lines],
        })  # fmt: skip
        return
    as_table(("transcript", "words", "coders"),
             [(title, words, ", ".join(names)) for title, words, names in lines])  # fmt: skip
    say("Nothing was begun." if dry_run else f"{name} has begun.")


@round_.command(
    "open",
    epilog=examples("uptake round open 'First ten'", "uptake round open Pilot --why 'Ben is ill'"),
)
@click.argument("name")
@click.option("--why", default="", help="why it is opened though somebody is not done")
@project_option
def open_(name: str, why: str, project_: str | None) -> None:
    """Open a round: everybody sees what each one coded. It can't be taken back."""
    open_site()
    from uptake.interviews.actions.rounds import open_round

    row = _round(find_project(project_), name)
    open_round(by=terminal(), round=row, why=why)
    say(f"{row.name} is open.")


@round_.command(
    epilog=examples(
        "uptake round agreement 'First ten'",
        "uptake round agreement Pilot --unit turn --json",
        "uptake round agreement Pilot --to agreement.xlsx",
    )
)
@click.argument("name")
@click.option("--unit", type=click.Choice(UNITS), help="as the round says, when left out")
@to_option("")
@force_option
@project_option
@json_option
def agreement(
    name: str, unit: str | None, to: str, force: bool, project_: str | None, json_: bool
) -> None:  # fmt: skip
    """How far the coders of an opened round agree, by code and overall."""
    open_site()
    from uptake.formats.grids import FORMS
    from uptake.interviews.queries.agreement import compare
    from uptake.interviews.queries.agreement_out import as_data, as_grid

    row = _round(find_project(project_), name)
    if row.opened_at is None:
        raise Told(f"{row.name} is not open yet.", "Open it when its coders are done.")
    it = compare(row, unit or "")
    grid = as_grid(row, it)
    if to:
        form = FORMS.get(to.rpartition(".")[2].lower())
        if form is None:
            raise Told("This is no form of table.", f"End the name in {', '.join(FORMS)}.", to)
        take_out(row.project, "agreement", to, form.write(grid), rows=len(grid.rows), force=force)
        say(f"Written: {to}")
    elif json_:
        note_taken(row.project, "agreement", "json", rows=len(grid.rows))
        as_json(as_data(row, it))
    else:
        shown = ("code", "Percent agreement", "Cohen's kappa", "Fleiss' kappa",
                 "Krippendorff's alpha", "Gwet's AC1", "units that differ")  # fmt: skip
        places = [grid.head.index(one) for one in shown if one in grid.head]
        as_table([grid.head[at] for at in places],
                 [[_short(line[at]) for at in places] for line in grid.rows])  # fmt: skip
        say(grid.note)


def _short(cell: Any) -> Any:
    return "not defined" if isinstance(cell, str) and cell.startswith("not defined") else cell


def _round(project: Project, name: str) -> CodingRound:
    from uptake.interviews.models import CodingRound

    rows = list(CodingRound.objects.filter(project=project).order_by("pk"))
    wanted = name.strip().casefold()
    for row in rows:
        if wanted in (row.name.casefold(), str(row.pk)):
            return row
    listed = "; ".join(row.name for row in rows) or "none yet"
    raise Told(f"There is no round called {name!r}.", f"Rounds: {listed}.")


def _coder(project: Project, email: str) -> User:
    from uptake.projects.models import User

    found = User.objects.filter(email__iexact=email.strip(), memberships__project=project).first()
    if found is None:
        raise Told(f"No member of the project has the address {email!r}.",
                   "Add them: uptake project add-member --help")  # fmt: skip
    return found


def _transcripts(project: Project, texts: tuple[str, ...]) -> dict[int, Transcript]:
    from uptake.interviews.models import Transcript
    from uptake.interviews.queries.rounds import free_transcripts

    rows = {row.pk: row for row in Transcript.objects.filter(project=project)}
    if not texts:
        return {pk: rows[pk] for pk, _ in free_transcripts(project)}
    found: dict[int, Transcript] = {}
    for name in texts:
        wanted = name.strip().casefold()
        here = [row for row in rows.values() if wanted in (row.title.casefold(), str(row.pk))]
        if len(here) != 1:
            raise Told(f"{len(here) or 'No'} transcripts are called {name!r}.",
                       "Name one by its number.")  # fmt: skip
        found[here[0].pk] = here[0]
    return found
