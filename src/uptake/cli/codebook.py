"""Commands on the codebook: list, export, import, versions, merges, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uptake.cli.importing import a_file, json_option, project_option
from uptake.cli.site import find_project, open_site, terminal
from uptake.cli.taking import take_out
from uptake.cli.terminal import Told, as_json, as_table, counted, examples, note, say

if TYPE_CHECKING:
    from uptake.formats.losses import Loss
    from uptake.interviews.models import Code
    from uptake.projects.models import Project


@click.group("codebook")
def codebook() -> None:
    """See the codebook, take it out and in, number it, merge codes."""


@codebook.command("list", epilog=examples("uptake codebook list", "uptake codebook list --json"))
@project_option
@click.option("--retired", is_flag=True, help="retired codes as well")
@json_option
def list_(project_: str | None, retired: bool, json_: bool) -> None:
    """List the codes in their tree, with the passages that count."""
    open_site()
    from uptake.interviews.queries.codebook import codebook as rows_of

    rows = [row for row in rows_of(find_project(project_)) if retired or not row.code.retired]
    if json_:
        as_json([
            {
                "id": row.code.id, "name": row.code.name, "parent": row.code.parent,
                "definition": row.code.definition, "origin": row.code.origin,
                "instrument": row.code.instrument, "retired": row.code.retired,
                "passages": row.passages, "coders": row.coders,
            }
            for row in rows
        ])  # fmt: skip
        return
    as_table(
        ("code", "passages", "coders", "origin"),
        [
            ("  " * row.code.depth + row.code.name + (" (retired)" if row.code.retired else ""),
             row.passages, row.coders, row.code.instrument or row.code.origin)
            for row in rows
        ],
    )  # fmt: skip


@codebook.command(
    epilog=examples(
        "uptake codebook export --to codebook.qdc",
        "uptake codebook export --to codebook.csv --exact",
    )
)
@project_option
@click.option("--to", "target", required=True, metavar="FILE", help="ends in .csv or .qdc")
@click.option(
    "--exact", is_flag=True, help="CSV cells as typed, also those a spreadsheet would run"
)
@click.option("--force", is_flag=True, help="replace a file that is there")
@json_option
def export(project_: str | None, target: str, exact: bool, force: bool, json_: bool) -> None:
    """Write the codes in use as CSV or as a REFI-QDA codebook, and say what stays behind."""
    if not target.lower().endswith((".csv", ".qdc")):
        raise click.UsageError("Name a file that ends in .csv or .qdc.")
    open_site()
    from uptake.interviews.codebook_file import write_codebook
    from uptake.interviews.queries import codebook_out
    from uptake.interviews.queries.guids import code_guids
    from uptake.interviews.queries.tree import code_tree

    project = find_project(project_)
    found = codebook_out.what_stays(project)
    losses = found.csv
    if target.lower().endswith(".qdc"):
        data, losses = codebook_out.qdc(project).data, found.qdc
    else:
        lines = write_codebook(code_tree(project), code_guids(project), exact=exact)
        data = "".join(lines).encode()
    take_out(project, "codebook", target, data, rows=found.codes, force=force)
    if json_:
        as_json({"codes": found.codes, "file": target, "losses": _losses(losses)})
        return
    say(f"{counted(found.codes, 'code')} written to {target}.")
    _say_losses(losses)


@codebook.command(
    "import",
    epilog=examples(
        "uptake codebook import codebook.qdc --preview",
        "uptake codebook import codebook.csv --otherwise reword",
    ),
)
@click.argument("file", type=a_file)
@project_option
@click.option("--preview", is_flag=True, help="say what the file would do; store nothing")
@click.option("--otherwise", type=click.Choice(["refuse", "leave", "reword"]), default="refuse",
              show_default=True, help="what becomes of a code that reads otherwise here: nothing "
              "is stored at all, it is left, or it is worded as in the file")  # fmt: skip
@json_option
def import_(file: Path, project_: str | None, preview: bool, otherwise: Any, json_: bool) -> None:
    """Add the codes of a CSV, a REFI-QDA codebook or project, or a Taguette database.

    All of the file's codes are added or none. What the file says and is not carried is listed.
    """
    open_site()
    from uptake.interviews.actions import import_codebook
    from uptake.interviews.codebook_arrival import read_codes
    from uptake.interviews.queries.codebook_in import plan

    project = find_project(project_)
    it = read_codes(file.read_bytes(), str(file))
    if preview:
        rows = plan(project, it.lines, it.name)
        if json_:
            as_json({
                "losses": _losses(it.losses),
                "codes": [{"name": row.line.name, "comes": row.comes.value} for row in rows],
            })  # fmt: skip
            return
        as_table(("code", "here"), [(row.line.name, row.comes.value) for row in rows])
        _say_losses(it.losses)
        return
    done = import_codebook(
        by=terminal(), project=project, lines=it.lines, file_name=it.name, program=it.program,
        otherwise=otherwise,
    )  # fmt: skip
    if json_:
        as_json({
            "added": [{"id": code.pk, "name": code.name} for code in done.added],
            "reworded": [{"id": code.pk, "name": code.name} for code in done.reworded],
            "left": done.left, "losses": _losses(it.losses),
        })  # fmt: skip
        return
    say(f"{counted(len(done.added), 'code')} added, {done.there:,} there already, "
        f"{len(done.reworded):,} reworded.")  # fmt: skip
    if done.left:
        note(f"Left as they are here: {', '.join(done.left)}.")
    _say_losses(it.losses)


@codebook.command(
    epilog=examples(
        'uptake codebook version --name "After the pilot"', "uptake codebook version --list"
    )
)
@project_option
@click.option("--name", default="", help="what the version is called")
@click.option("--note", "note_", default="", help="what changed, and why")
@click.option("--list", "list_", is_flag=True, help="the versions there are; keep none")
@json_option
def version(project_: str | None, name: str, note_: str, list_: bool, json_: bool) -> None:
    """Keep the codebook as it stands under the next number."""
    open_site()
    from uptake.interviews.actions import number_codebook
    from uptake.interviews.queries.versions import versions

    project = find_project(project_)
    if not list_:
        made = number_codebook(by=terminal(), project=project, name=name, note=note_)
        if not json_:
            say(f"The codebook is kept as version {made.number}.")
            return
    rows = versions(project)
    if json_:
        as_json([
            {"number": row.number, "name": row.name, "note": row.note, "codes": row.codes,
             "at": row.at.isoformat()}
            for row in rows
        ])  # fmt: skip
        return
    as_table(("version", "codes", "name", "note"),
             [(row.number, row.codes, row.name, row.note) for row in rows])  # fmt: skip


@codebook.command(
    epilog=examples('uptake codebook merge "No time" "Too busy" --into "Time"'),
)
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option("--into", required=True, metavar="CODE", help="the code that stays")
@project_option
@json_option
def merge(codes: tuple[str, ...], into: str, project_: str | None, json_: bool) -> None:
    """Merge codes, named or by number, into one. What hangs on them follows.

    The answer names the change, so that `uptake codebook undo` can take it back.
    """
    open_site()
    from uptake.interviews.actions import merge_codes

    project = find_project(project_)
    act = merge_codes(
        by=terminal(), into=_code(project, into), codes=[_code(project, one) for one in codes]
    )
    if json_:
        as_json({"change": act.pk, "words": act.words})
        return
    say(f"{act.words}. Take it back with: uptake codebook undo {act.pk}")


@codebook.command(epilog=examples("uptake codebook undo", "uptake codebook undo 12"))
@click.argument("number", type=click.IntRange(1), required=False, metavar="[NUMBER]")
@project_option
@json_option
def undo(number: int | None, project_: str | None, json_: bool) -> None:
    """Take back a merge, split, move or retirement, by its number; without one, list them."""
    open_site()
    from uptake.interviews.actions import undo_codebook_act
    from uptake.interviews.queries.codebook import act_rows, acts

    project = find_project(project_)
    found = acts(project)
    if number is None:
        rows = act_rows(found)
        if json_:
            as_json([
                {"change": row.id, "words": row.words, "at": row.at.isoformat(),
                 "undone": row.undone_at is not None}
                for row in rows
            ])  # fmt: skip
            return
        as_table(("change", "what", "undone"),
                 [(row.id, row.words, "yes" if row.undone_at else "") for row in rows])  # fmt: skip
        return
    act = next((one for one in found if one.pk == number), None)
    if act is None:
        raise Told(f"There is no change {number} of this codebook.",
                   "See them with: uptake codebook undo")  # fmt: skip
    done = undo_codebook_act(by=terminal(), act=act)
    if json_:
        as_json({"words": done.words, "left": done.left})
        return
    say(done.words)
    for line in done.left:
        note(line)


def _code(project: Project, asked: str) -> Code:
    """A code in use, by its name or number."""
    from uptake.interviews.models import Code

    rows = Code.objects.filter(project=project, retired_at=None)
    found = rows.filter(name__iexact=asked.strip()).first()
    if found is None and asked.isascii() and asked.isdigit():
        found = rows.filter(pk=int(asked)).first()
    if found is None:
        raise Told(f"There is no code in use called {asked!r}.", "See: uptake codebook list")
    return found


def _losses(losses: tuple[Loss, ...]) -> list[dict[str, Any]]:
    return [
        {"kind": one.kind, "count": one.count, "example": one.example, "where": one.where}
        for one in losses
    ]


def _say_losses(losses: tuple[Loss, ...]) -> None:
    for one in losses:
        example = f", such as “{one.example}”" if one.example else ""
        note(f"Not carried: {one.kind} ({one.count:,}{example})")
