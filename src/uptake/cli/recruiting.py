"""Commands about people: the recruitment log and the versions of the consent form."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from uptake.cli.importing import a_file, json_option, project_option
from uptake.cli.site import find_account, find_project, open_site, terminal
from uptake.cli.terminal import Told, as_json, as_table, counted, examples, say

if TYPE_CHECKING:
    from uptake.interviews.models import Participant
    from uptake.interviews.queries.people import Person
    from uptake.projects.models import Project

KINDS = {
    "invited": "invited", "reminded": "reminded", "agreed": "agreed", "declined": "declined",
    "no-answer": "no_answer", "took-part": "took_part",
}  # fmt: skip
day_option = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
                          help="when, such as 2026-01-12; today else")  # fmt: skip
as_option = click.option("--as", "as_", metavar="EMAIL", help="in whose name; the terminal's else")
who_argument = click.argument("pseudonyms", nargs=-1, required=True, metavar="PSEUDONYM...")


@click.group()
def people() -> None:
    """The recruitment log: who was asked, who answered, who took part."""


@people.command(
    "list",
    epilog=examples(
        "uptake people list", "uptake people list --state declined", "uptake people list --json"
    ),
)
@click.option("--state", metavar="STATE", default="", help="only those who stand so")
@click.option("--group", default="", help="only this group")
@project_option
@json_option
def list_(state: str, group: str, project_: str | None, json_: bool) -> None:
    """List everybody and where they stand, with the response rate.

    States: not_invited, invited, agreed, declined, no_answer, took_part, withdrawn.
    """
    open_site()
    from uptake.interviews.queries.people import STATES, log, rates, shown

    if state and state not in STATES:
        raise click.UsageError(f"--state takes one of: {', '.join(STATES)}.")
    everybody = log(find_project(project_))
    rows = shown(everybody, state, group)
    if json_:
        as_json({"people": [_data(row) for row in rows], "rates": [
            {"group": one.group, "people": one.people, "invited": one.invited,
             "answered": one.answered, "took_part": one.took_part, "uninvited": one.beside}
            for one in rates(everybody)
        ]})  # fmt: skip
        return
    as_table(
        ("pseudonym", "group", "stands", "since", "reminders", "consent"),
        [(row.pseudonym, row.group, "Withdrawn" if row.withdrawn_at else row.word, row.on or "",
          row.reminders or "", row.consent_version) for row in rows],
    )  # fmt: skip
    all_ = rates(everybody)[0]
    say(f"{all_.invited:,} invited, {all_.answered:,} answered, {all_.took_part:,} took part.")


def _data(row: Person) -> dict[str, Any]:
    return {
        "pseudonym": row.pseudonym, "group": row.group,
        "state": "withdrawn" if row.withdrawn_at else row.state, "since": row.on,
        "reminders": row.reminders, "invited": row.invited,
        "consent_version": row.consent_version, "consented_on": row.consented_on,
        "transcripts": row.transcripts,
    }  # fmt: skip


@people.command(
    epilog=examples("uptake people invite P04 P05 --on 2026-01-12", "uptake people invite P04")
)
@who_argument
@day_option
@project_option
@as_option
def invite(
    pseudonyms: tuple[str, ...], on: datetime | None, project_: str | None, as_: str | None
) -> None:
    """Note that these people were invited."""
    _note(pseudonyms, "invited", on, "", project_, as_)


@people.command(
    epilog=examples(
        'uptake people record declined P05 --on 2026-01-20 --reason "No time"',
        "uptake people record took-part P04 P06",
    )
)
@click.argument("what", type=click.Choice(list(KINDS)))
@who_argument
@click.option("--reason", default="", help="why, if they said so; erased if they withdraw")
@day_option
@project_option
@as_option
def record(
    what: str, pseudonyms: tuple[str, ...], reason: str, on: datetime | None,
    project_: str | None, as_: str | None,
) -> None:  # fmt: skip
    """Write a line of the log for these people."""
    _note(pseudonyms, KINDS[what], on, reason, project_, as_)


def _note(
    pseudonyms: tuple[str, ...], kind: str, on: datetime | None, reason: str,
    project_: str | None, as_: str | None,
) -> None:  # fmt: skip
    open_site()
    from django.utils import timezone

    from uptake.interviews.actions import note_approaches

    project = find_project(project_)
    who = [_person(project, one) for one in dict.fromkeys(pseudonyms)]
    made = note_approaches(
        by=_by(as_), project=project, participants=who, kind=kind, reason=reason,
        on=on.date() if on else timezone.localdate(),
    )  # fmt: skip
    say(f"{made[0].get_kind_display()}: noted for {counted(len(made), 'person', 'people')}.")


def _person(project: Project, pseudonym: str) -> Participant:
    from uptake.interviews.models import Participant

    found = Participant.objects.filter(project=project, pseudonym__iexact=pseudonym).first()
    if found is None:
        raise Told(f"There is nobody called {pseudonym} in {project.title}.",
                   "See them: uptake people list")  # fmt: skip
    return found


@people.command(
    "import",
    epilog=examples(
        "uptake people import people.csv",
        "uptake people import asked.csv --invited 2026-01-12",
    ),
)
@click.argument("file", type=a_file)
@click.option("--invited", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
              help="the day on which all of them were invited")  # fmt: skip
@project_option
@as_option
@json_option
def import_people(
    file: Path, invited: datetime | None, project_: str | None, as_: str | None, json_: bool
) -> None:
    """Add the people in a CSV file, all of them or none.

    Columns: pseudonym, group and, if known, about, consent version and consented on; or lines of
    pseudonym and group without headings. The table that `uptake import transcripts` takes is
    understood as well.
    """
    open_site()
    from uptake.interviews.actions import add_people
    from uptake.interviews.people_file import read_people

    found = read_people(file.read_bytes(), str(file))
    made = add_people(by=_by(as_), project=find_project(project_), people=found,
                      invited_on=invited.date() if invited else None)  # fmt: skip
    if json_:
        as_json([{"id": row.pk, "pseudonym": row.pseudonym, "group": row.group} for row in made])
        return
    say(f"{counted(len(made), 'person was', 'people were')} added.")


@click.group()
def consent() -> None:
    """Versions of the consent form, and who signed which."""


@consent.command("list", epilog=examples("uptake consent list", "uptake consent list --json"))
@project_option
@json_option
def list_forms(project_: str | None, json_: bool) -> None:
    """List the versions with who signed them, and who signed none."""
    open_site()
    from uptake.interviews.queries.consent import consents

    it = consents(find_project(project_))
    if json_:
        as_json({
            "forms": [{
                "version": form.version, "dated": form.dated, "recorded": bool(form.id),
                "retired": form.retired, "newest": form.newest,
                "signed": [one.pseudonym for one in form.people],
            } for form in it.forms],
            "without": [one.pseudonym for one in it.without],
        })  # fmt: skip
        return
    as_table(
        ("version", "dated", "signed", "who"),
        [(form.version, form.dated or "", len(form.people),
          ", ".join(one.pseudonym for one in form.people)) for form in it.forms],
    )  # fmt: skip
    if it.without:
        say("Without a recorded consent: " + ", ".join(one.pseudonym for one in it.without))


@consent.command(
    "add",
    epilog=examples("uptake consent add 2 --dated 2025-10-01 --text-file consent-2.txt"),
)
@click.argument("version")
@click.option("--dated", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="day of the form")
@click.option("--text-file", type=a_file, help="a text file with its words")
@project_option
@as_option
def add_form(
    version: str, dated: datetime | None, text_file: Path | None, project_: str | None,
    as_: str | None,
) -> None:  # fmt: skip
    """Add a version of the consent form."""
    open_site()
    from uptake.formats.text import decode
    from uptake.interviews.actions import add_consent_form

    text = decode(text_file.read_bytes()).text if text_file else ""
    made = add_consent_form(by=_by(as_), project=find_project(project_), version=version,
                            dated=dated.date() if dated else None, text=text)  # fmt: skip
    say(f"Version {made.version} was added.")


@consent.command("record", epilog=examples("uptake consent record P04 --version 2 --on 2026-01-12"))
@click.argument("pseudonym")
@click.option("--version", required=True, help="as it stands on the form")
@day_option
@project_option
@as_option
def record_consent(
    pseudonym: str, version: str, on: datetime | None, project_: str | None, as_: str | None
) -> None:
    """Record that somebody signed a version."""
    open_site()
    from django.utils import timezone

    from uptake.interviews.actions import edit_participant

    row = _person(find_project(project_), pseudonym)
    edit_participant(
        by=_by(as_), participant=row, pseudonym=row.pseudonym, group=row.group, about=row.about,
        consent_version=version, consented_on=on.date() if on else timezone.localdate(),
    )  # fmt: skip
    say(f"{row.pseudonym} signed version {version}.")


def _by(email: str | None) -> Any:
    if email is None:
        return terminal()
    from uptake.projects.actor import Member

    return Member(find_account(email))
