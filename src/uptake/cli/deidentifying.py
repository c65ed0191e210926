"""Commands that de-identify transcripts: propose, accept, sign off, waive, names to look for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from uptake.cli.guiding import a_transcript, find_transcript
from uptake.cli.importing import a_file, json_option, project_option
from uptake.cli.site import find_project, open_site, terminal
from uptake.cli.terminal import as_json, as_table, counted, examples, note, say, working

STATES = {"signed": "signed off", "waived": "waived", "": "waits"}


@click.group()
def deidentify() -> None:
    """Take what could tell who somebody is out of transcripts, before they are coded."""


@deidentify.command(
    "list", epilog=examples("uptake deidentify list", "uptake deidentify list --json")
)
@project_option
@json_option
def list_(project_: str | None, json_: bool) -> None:
    """List the transcripts with their numbers, and how far each is."""
    open_site()
    from uptake.interviews.queries.deidentify import standings

    rows = standings(find_project(project_))
    if json_:
        as_json([
            {"id": row.id, "title": row.title, "state": STATES[row.how], "open": row.counts.open,
             "accepted": row.counts.accepted, "refused": row.counts.refused, "why": row.why}
            for row in rows
        ])  # fmt: skip
        return
    as_table(
        ("number", "transcript", "state", "to decide", "replaced", "left"),
        [(str(row.id), row.title[:60], STATES[row.how], str(row.counts.open),
          str(row.counts.accepted), str(row.counts.refused)) for row in rows],
    )  # fmt: skip


@deidentify.command(
    epilog=examples(
        "uptake deidentify propose 4",
        "uptake deidentify propose 4 --capitals",
        "uptake deidentify propose 4 --model",
    )
)
@click.argument("transcript", type=a_transcript)
@click.option("--model", is_flag=True, help="ask the recogniser of names, too (an extra)")
@click.option("--capitals", is_flag=True, help="also every word with a capital in a sentence")
@project_option
@json_option
def propose(
    transcript: int, model: bool, capitals: bool, project_: str | None, json_: bool
) -> None:
    """Look a transcript through, and list the places that are to be decided on.

    The words themselves are printed: mind who can see the screen.
    """
    open_site()
    from uptake.interviews.actions.deidentify import look_through
    from uptake.interviews.queries.deidentify import every_place

    row = find_transcript(find_project(project_), transcript)
    with working("Looking it through"):
        new = look_through(by=terminal(), transcript=row, model=model, every_capital=capitals)
    places = every_place(row, "open")
    if json_:
        as_json({"proposed": new, "places": [_data(one) for one in places]})
        return
    as_table(
        ("place", "words", "what", "replacement", "why"),
        [(str(one.id), one.words[:40], one.kind, one.put, one.why[:50]) for one in places],
    )  # fmt: skip
    note(f"{counted(new, 'new place')}. Rules miss names: read the transcript, too.")


def _data(one: Any) -> dict[str, Any]:
    return {"id": one.id, "words": one.words, "kind": one.kind, "sure": one.sure, "why": one.why,
            "replacement": one.put, "state": one.state}  # fmt: skip


@deidentify.command(
    epilog=examples(
        "uptake deidentify accept 4 --sure",
        "uptake deidentify accept 4 31 32 33",
        "uptake deidentify accept 4 31 --put 'the lead' --everywhere",
    )
)
@click.argument("transcript", type=a_transcript)
@click.argument("places", nargs=-1, type=a_transcript, metavar="[PLACE]...")
@click.option("--sure", is_flag=True, help="all that a strong rule or the list saw")
@click.option("--put", default="", metavar="WORDS", help="what stands there instead")
@click.option("--everywhere", is_flag=True, help="wherever the same words stand")
@project_option
@json_option
def accept(
    transcript: int, places: tuple[int, ...], sure: bool, put: str, everywhere: bool,
    project_: str | None, json_: bool,
) -> None:  # fmt: skip
    """Decide that words go. They are replaced when the transcript is signed off."""
    open_site()
    from uptake.interviews.actions import deidentify as acts

    if not places and not sure:
        raise click.UsageError("Name the places, or use --sure.")
    row = find_transcript(find_project(project_), transcript)
    done = acts.accept_sure(by=terminal(), transcript=row).places if sure else 0
    for one in _places(row, places):
        done += acts.accept(
            by=terminal(), proposal=one, replacement=put, everywhere=everywhere
        ).places
    _say(row, done, json_)


@deidentify.command(epilog=examples("uptake deidentify refuse 4 31 32"))
@click.argument("transcript", type=a_transcript)
@click.argument("places", nargs=-1, required=True, type=a_transcript, metavar="PLACE...")
@click.option("--everywhere", is_flag=True, help="wherever the same words are proposed")
@project_option
@json_option
def refuse(
    transcript: int, places: tuple[int, ...], everywhere: bool, project_: str | None, json_: bool
) -> None:
    """Decide that words stay as they are."""
    open_site()
    from uptake.interviews.actions import deidentify as acts

    row = find_transcript(find_project(project_), transcript)
    done = sum(
        acts.refuse(by=terminal(), proposal=one, everywhere=everywhere).places
        for one in _places(row, places)
    )
    _say(row, done, json_)


def _places(row: Any, ids: tuple[int, ...]) -> list[Any]:
    from uptake.cli.terminal import Told
    from uptake.interviews.models import Proposal

    held = {one.pk: one for one in Proposal.objects.filter(version__transcript=row, pk__in=ids)}
    if unknown := [str(one) for one in ids if one not in held]:
        raise Told(f"{row.title} has no place {unknown[0]}.",
                   f"See them: uptake deidentify propose {row.pk}.")  # fmt: skip
    return [held[one] for one in ids]


def _say(row: Any, done: int, json_: bool) -> None:
    from uptake.interviews.queries.deidentify import standings

    counts = standings(row.project, only=row.pk)[0].counts
    if json_:
        as_json({"decided": done, "open": counts.open, "accepted": counts.accepted,
                 "refused": counts.refused})  # fmt: skip
        return
    say(f"{counted(done, 'place')} decided, {counts.open} to decide.")


@deidentify.command("sign-off", epilog=examples("uptake deidentify sign-off 4"))
@click.argument("transcript", type=a_transcript)
@project_option
@json_option
def sign_off(transcript: int, project_: str | None, json_: bool) -> None:
    """Put the pseudonyms in and open a transcript for coding; the words before are locked."""
    open_site()
    from uptake.interviews.actions import sign_off as acts

    row = find_transcript(find_project(project_), transcript)
    replaced = acts.sign_off(by=terminal(), transcript=row)
    if json_:
        as_json({"id": row.pk, "replaced": replaced})
        return
    say(f"{row.title} is signed off: {counted(replaced, 'place')} replaced.")


@deidentify.command(
    epilog=examples("uptake deidentify waive 4 --why 'the transcription service did it'")
)
@click.argument("transcript", type=a_transcript)
@click.option("--why", required=True, help="why nothing has to be taken out")
@project_option
@json_option
def waive(transcript: int, why: str, project_: str | None, json_: bool) -> None:
    """Open a transcript for coding as it is."""
    open_site()
    from uptake.interviews.actions import sign_off as acts

    row = find_transcript(find_project(project_), transcript)
    acts.waive(by=terminal(), transcript=row, why=why)
    if json_:
        as_json({"id": row.pk, "why": why})
        return
    say(f"{row.title} is open for coding as it is.")


@deidentify.command(epilog=examples("uptake deidentify reopen 4"))
@click.argument("transcript", type=a_transcript)
@project_option
def reopen(transcript: int, project_: str | None) -> None:
    """Take a sign-off or a waiver back, while nothing is coded."""
    open_site()
    from uptake.interviews.actions import sign_off as acts

    row = find_transcript(find_project(project_), transcript)
    acts.reopen(by=terminal(), transcript=row)
    say(f"{row.title} waits to be de-identified again.")


@deidentify.command(
    epilog=examples(
        "uptake deidentify names names.txt", "uptake deidentify names towns.txt --kind place"
    )
)
@click.argument("file", type=a_file)
@click.option("--kind", default="name", show_default=True, help="what they are, such as place")
@project_option
@json_option
def names(file: Path, kind: str, project_: str | None, json_: bool) -> None:
    """Put names on the project's list, one a line, so that every transcript is searched for them.

    With an equals sign you say what stands for a name: Siobhan Kerrigan = P07.
    """
    open_site()
    from uptake.formats.text import decode
    from uptake.interviews.actions.name_list import NewName, add_names

    lines = decode(file.read_bytes()).text.splitlines()
    cut = [line.partition("=") for line in lines if line.strip()]
    added = add_names(
        by=terminal(), project=find_project(project_),
        names=[NewName(words, kind, put) for words, _, put in cut],
    )  # fmt: skip
    if json_:
        as_json({"added": added})
        return
    say(f"{counted(added, 'name')} added.")
