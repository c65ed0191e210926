"""Commands about interview guides: write them, show them, see which turns ask what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uptake.cli.importing import a_file, json_option, project_option
from uptake.cli.site import find_project, newest_guide, open_site, terminal
from uptake.cli.terminal import Told, as_json, as_table, counted, examples, say

if TYPE_CHECKING:
    from uptake.interviews.guide_text import Question
    from uptake.interviews.models import Transcript
    from uptake.projects.models import Project

a_transcript = click.IntRange(1, 2**63 - 1)


@click.group()
def guide() -> None:
    """Interview guides with their versions, and the turns that ask their questions."""


@guide.command("list", epilog=examples("uptake guide list", "uptake guide list --json"))
@project_option
@json_option
def list_(project_: str | None, json_: bool) -> None:
    """List every version of every guide."""
    open_site()
    from uptake.interviews.queries.guides import versions

    rows = versions(find_project(project_))
    if json_:
        as_json([
            {"id": row.id, "name": row.name, "version": row.number, "questions": row.questions,
             "prompts": row.prompts, "transcripts": row.transcripts, "retired": row.retired,
             "coproduced_with": row.coproduced_with, "note": row.note}
            for row in rows
        ])  # fmt: skip
        return
    as_table(
        ("guide", "version", "questions", "prompts", "interviews", "written with"),
        [(row.name, str(row.number), str(row.questions), str(row.prompts), str(row.transcripts),
          row.coproduced_with or "not said") for row in rows],
    )  # fmt: skip


@guide.command(
    epilog=examples(
        "uptake guide show 'Team leads'", "uptake guide show 'Team leads' > team-leads.txt"
    )
)
@click.argument("name")
@project_option
@json_option
def show(name: str, project_: str | None, json_: bool) -> None:
    """Print the newest version of a guide, as `uptake guide add` reads it."""
    open_site()
    from uptake.interviews.guide_text import write_guide
    from uptake.interviews.queries.guides import questions

    found = newest_guide(find_project(project_), name)
    asked = questions(found)
    if json_:
        as_json({"name": found.name, "version": found.number, "questions": [
            {"label": one.label, "text": one.text,
             "prompts": [{"label": p.label, "text": p.text} for p in one.prompts]}
            for one in asked
        ]})  # fmt: skip
        return
    say(write_guide(asked))


@guide.command(
    epilog=examples(
        "uptake guide add 'Team leads' guide.txt --with 'five people who used the service'",
        "uptake guide add 'Team leads' guide-2.txt --note 'two questions after piloting'",
    )
)
@click.argument("name")
@click.argument("file", type=a_file)
@click.option("--with", "with_", default="", metavar="WHO", help="who it was written with")
@click.option("--note", default="", help="what changed, and why; needed from version 2 on")
@project_option
@json_option
def add(name: str, file: Path, with_: str, note: str, project_: str | None, json_: bool) -> None:
    """Write a guide from a text file, or the next version of one that is there.

    One question a line with its number; prompts beneath, indented or with a dash.
    """
    open_site()
    from uptake.formats.text import decode
    from uptake.interviews.actions import guides
    from uptake.interviews.guide_text import read_guide
    from uptake.interviews.models import Guide

    project = find_project(project_)
    asked: tuple[Question, ...] = read_guide(decode(file.read_bytes()).text)
    held = Guide.objects.filter(project=project, name=name).order_by("-number").first()
    if held is None:
        made = guides.add_guide(by=terminal(), project=project, name=name, questions=asked,
                                coproduced_with=with_, note=note)  # fmt: skip
    else:
        made = guides.change_guide(by=terminal(), guide=held, questions=asked, note=note,
                                   coproduced_with=with_ or held.coproduced_with)  # fmt: skip
    if json_:
        as_json({"id": made.pk, "name": made.name, "version": made.number})
        return
    say(f"{made}: {counted(len(asked), 'question')}.")


@guide.command(
    epilog=examples("uptake guide match 4 --guide 'Team leads'", "uptake guide match 4 --confirm")
)
@click.argument("transcript", type=a_transcript)
@click.option("--guide", "guide_", metavar="NAME", help="name its guide first")
@click.option("--confirm", is_flag=True, help="take the proposals as they are")
@project_option
@json_option
def match(
    transcript: int, guide_: str | None, confirm: bool, project_: str | None, json_: bool
) -> None:
    """Show which turns of a transcript may ask which question; with --confirm, keep that."""
    open_site()
    from uptake.interviews.actions import guides
    from uptake.interviews.queries.guides import question_of, sheet

    row = find_transcript(find_project(project_), transcript)
    if guide_:
        wanted = newest_guide(row.project, guide_)
        if row.guide_id != wanted.pk:
            row = guides.name_guide(by=terminal(), transcript=row, guide=wanted)
    if row.guide_id is None:
        raise Told(f"No guide is named for {row.title}.", "Name it: --guide NAME.")
    found = sheet(row)
    asking = [one for one in found.asking if one.chosen]
    if confirm:
        asked = {one.index: question_of(row, one.chosen) for one in asking}
        guides.confirm_questions(by=terminal(), transcript=row, version=found.version, asked=asked)
    names = dict(found.options)
    rows: list[dict[str, Any]] = [
        {"turn": one.index + 1, "question": names.get(one.chosen, ""), "score": one.score}
        for one in asking
    ]
    if json_:
        as_json({"confirmed": confirm or found.confirmed, "turns": rows})
        return
    table = [(str(one["turn"]), one["question"][:70], str(one["score"])) for one in rows]
    as_table(("turn", "question", "score"), table)
    if confirm:
        say("Confirmed.")


def find_transcript(project: Project, number: int) -> Transcript:
    """The transcript with this number in the project. Raises Told when there is none."""
    from uptake.interviews.models import Transcript

    found = Transcript.objects.filter(project=project, pk=number).first()
    if found is None:
        raise Told(f"There is no transcript {number} in {project.title}.",
                   "See the numbers: uptake deidentify list.")  # fmt: skip
    return found
