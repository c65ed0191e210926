"""Commands that bring material in: references, transcripts, a codebook, coded passages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from uptake.cli.people import Meeting, meetings, people_in
from uptake.cli.reading import oddity_data, read_references, show, show_oddities
from uptake.cli.site import find_account, find_project, newest_guide, open_site, terminal
from uptake.cli.tables import read_table
from uptake.cli.terminal import Told, as_json, counted, examples, note, say, working
from uptake.formats.text import Unreadable, decode
from uptake.formats.turn_table import HOLDS

ROUTES = ("database", "register", "website", "organisation", "citations", "other")
DECISIONS = {"none": "", "title": "title", "full-text": "full text", "as-written": "keep"}
project_option = click.option(
    "--project", "project_", metavar="NUMBER|TITLE", help="needed when there are several"
)
json_option = click.option("--json", "json_", is_flag=True, help="as JSON")
again_option = click.option("--again", is_flag=True, help="also files that are here already")
a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=a_file)


@click.group("import")
def import_() -> None:
    """Bring in references, transcripts or a codebook."""


@import_.command(
    epilog=examples(
        "uptake import references medline.nbib --database MEDLINE --interface PubMed \\",
        "    --searched 2026-01-12 --strategy-file strategy.txt --hits 24",
        "uptake import references part1.ris part2.ris --preview",
        "uptake import references embase-part-2.ris --search 3",
        "uptake import references own.csv --database Own --searched 2026-01-12 \\",
        '    --column "Titel=title" --column "Jahr=year"',
        "uptake import references rayyan.csv --database All --searched 2026-01-12 \\",
        "    --decisions title",
    )
)
@files_argument
@project_option
@click.option("--database", help="the database that was searched, such as MEDLINE")
@click.option(
    "--search",
    "search_",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="a search that "
    "is recorded, such as one whose export came in parts; instead of --database and on",
)
@click.option("--interface", default="", help="through what, such as PubMed or Ovid")
@click.option(
    "--searched", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="when, such as 2026-01-12"
)
@click.option("--strategy-file", type=a_file, help="a text file with the search strategy")
@click.option("--hits", type=click.IntRange(0), help="how many records the database reported")
@click.option("--route", type=click.Choice(ROUTES), default="database", show_default=True,
              help="how the records were found, as PRISMA tells it apart")  # fmt: skip
@click.option("--column", "columns", multiple=True, metavar="HEADING=FIELD",
              help="what a column of a table holds; may be given several times")  # fmt: skip
@click.option("--decisions", "keep", type=click.Choice(list(DECISIONS)), default="none",
              show_default=True, help="what becomes of decisions in the file: left out, kept as "
              "of this stage where it names none, or kept as they are")  # fmt: skip
@click.option("--preview", is_flag=True, help="say what is in the files; store nothing")
@click.option("--partly", is_flag=True, help="import a file even if records of it are left out")
@again_option
@json_option
def references(
    files: tuple[Path, ...], project_: str | None, database: str | None, search_: int | None,
    interface: str, searched: datetime | None, strategy_file: Path | None, hits: int | None,
    route: str, columns: tuple[str, ...], keep: str, preview: bool, partly: bool, again: bool,
    json_: bool,
) -> None:  # fmt: skip
    """Import the references of one search from files in any form that "uptake formats" lists.

    Several files of one search, such as an export in parts, count as one search in the log: name
    them together, or later ones with --search and the number that is shown.

    Each file is stored whole or not at all: records in it are records stored and records reported.
    What is odd in a file is listed with its line.

    A table (CSV, XLSX) whose columns have names of their own needs --column for each that is to
    be mapped; the rest go along with the record. Fields: title, authors, year, journal, abstract,
    doi, pmid, keywords, decision and so on; a wrong one lists them all.
    """
    mapping = _mapping(columns)
    if preview:
        found = [read_references(path, mapping) for path in files]
        if json_:
            as_json([one.as_data() for one in found])
        else:
            for one in found:
                show(one, all_=False)
        if any(one.fault for one in found):
            raise Told("Not every file can be read.")
        return
    options = {"again": again, "partial": partly, "keep": DECISIONS[keep], "mapping": mapping}
    if search_ is not None:
        if database or searched or strategy_file or interface or hits is not None:
            raise click.UsageError("--search names a search whose facts are recorded already.")
        open_site()
        project = find_project(project_)
        _import_references(files, project, _recorded(project, search_), options, json_)
        return
    if not database or searched is None:
        raise click.UsageError(
            "Say which database was searched and when: --database MEDLINE --searched 2026-01-12; "
            "or which recorded search the files belong to: --search 3. (--preview needs neither.)"
        )
    open_site()
    from uptake.sources.actions import SearchFacts

    strategy = _text(strategy_file) if strategy_file else ""
    facts = SearchFacts(database, searched.date(), interface, strategy, hits, route)
    _import_references(files, find_project(project_), facts, options, json_)


def _recorded(project: Any, number: int) -> Any:
    """The recorded search of this number, or which there are."""
    from uptake.sources.models import Search

    found = Search.objects.filter(project=project)
    search = found.filter(pk=number).first()
    if search is None:
        there = "; ".join(f"{it.pk} is {it}" for it in found) or "none is recorded yet"
        raise Told(f"There is no search {number} in {project.title}.", f"Searches: {there}.")
    return search


def _text(path: Path) -> str:
    """The text of a file, in whatever encoding it is."""
    try:
        return decode(path.read_bytes()).text
    except Unreadable as fault:
        raise Told(fault.what, "Save it as plain text.", str(path)) from fault


def _mapping(columns: tuple[str, ...]) -> dict[str, str] | None:
    """What was said of columns, each as HEADING=FIELD; None when nothing was."""
    said = {}
    for column in columns:
        heading, mark, field = column.rpartition("=")
        if not mark or not heading.strip():
            raise click.UsageError(f'--column takes HEADING=FIELD, such as "Titel=title": {column}')
        said[" ".join(heading.split())] = field.strip().lower()
    return said or None


def _import_references(
    files: tuple[Path, ...], project: Any, facts: Any, options: dict[str, Any], json_: bool
) -> None:
    from uptake.projects.errors import Refused
    from uptake.sources import tasks

    told: list[dict[str, Any]] = []
    search, refused = facts, 0
    for path in files:
        try:
            with path.open("rb") as content, working(f"Importing {path.name}") as bar:
                file = tasks.bring_in(
                    by=terminal(), project=project, name=path.name, content=content,
                    search=search, listener=bar, **options,
                )  # fmt: skip
        except Refused as fault:
            refused += 1
            told.append({"file": str(path), "fault": str(fault)})
            note(str(fault))
            continue
        search = file.search or search
        odd = list(file.oddities.order_by("line", "pk"))
        told.append({
            "file": str(path), "id": file.pk, "search": file.search_id,
            "format": file.format, "encoding": file.encoding,
            "records": file.records, "stored": file.stored, "reported": file.reported,
            "decisions": file.preview.get("decisions", {}),
            "oddities": oddity_data(odd),
        })  # fmt: skip
        if not json_:
            under = f" (file {file.pk}; search {file.search_id}, {file.search})"
            say(f"{path}: {file.stored:,} of {counted(file.records, 'record')} imported{under}")
            _say_decisions(file.preview.get("decisions", {}), options["keep"])
            show_oddities(odd, all_=False)
    if json_:
        as_json(told)
    if refused:
        raise Told(
            f"{counted(refused, 'file was', 'files were')} not imported.",
            "A file that is here already needs --again; one with records left out needs --partly.",
        )


def _say_decisions(held: dict[str, Any], keep: str) -> None:
    if not held:
        return
    by = f" by {counted(held['people'], 'person', 'people')}" if held["people"] else ""
    tools = f" ({', '.join(held['tools'])})" if held["tools"] else ""
    then = "kept with the references" if keep else "left out; --decisions keeps them"
    say(f"  {counted(held['number'], 'decision')}{by}{tools}: {then}")


@import_.command(
    epilog=examples(
        "uptake import transcripts interviews/*.docx --participants people.csv",
        'uptake import transcripts p04.vtt --participants people.csv --interviewer "M. Grant"',
    )
)
@files_argument
@click.option("--participants", required=True, type=a_file, help="a CSV table; see above")
@project_option
@click.option("--interviewer", multiple=True, metavar="LABEL", help="whose words are nobody's")
@click.option("--kind", default="interview", show_default=True,
              type=click.Choice(["interview", "group", "notes"]), help="what was held")  # fmt: skip
@click.option(
    "--deidentified",
    default="",
    metavar="HOW",
    help="they were de-identified before; say how, and they can be coded at once",
)
@click.option("--column", "columns", multiple=True, metavar="HEADING=HOLDS",
              help="what a column holds: text, speaker, start, end or left out")  # fmt: skip
@click.option("--guide", "guide_", metavar="NAME", help="the interview guide that was followed")
@click.option("--preview", is_flag=True, help="say who speaks in the files; store nothing")
@again_option
@json_option
def transcripts(
    files: tuple[Path, ...], participants: Path, project_: str | None,
    interviewer: tuple[str, ...], kind: str, deidentified: str, columns: tuple[str, ...],
    guide_: str | None, preview: bool, again: bool, json_: bool,
) -> None:  # fmt: skip
    """Import transcripts, all of them or none.

    The table of participants says who speaks: a row for each person, with the columns pseudonym,
    group, consent version, consented on; and, where they help, about, speaker (the name that the
    file uses, if it is not the pseudonym), file, title, held on. Real names stay in the files:
    words are stored under the pseudonym.

    Without --deidentified they wait for that step: see uptake deidentify.

    Every speaker must be in the table or an interviewer. Interviewer, Researcher and Moderator are
    known; name others with --interviewer.
    """
    open_site()
    project = find_project(project_)
    guide = newest_guide(project, guide_) if guide_ else None
    found = meetings(files, people_in(participants), interviewer, _holds(columns))
    if not preview:
        _import_transcripts(found, project, kind, again, deidentified, guide)
    if json_:
        as_json([one.as_data() for one in found])
        return
    for one in found:
        voices = "; ".join(
            f"{label or 'nobody named'}: {who or 'interviewer'}" for label, who in one.says.items()
        )
        say(f"{one.path}: {counted(len(one.read.turns), 'turn')} in {one.read.format} ({voices})")
    if not preview:
        say(f"{counted(len(found), 'transcript')} imported.")


def _holds(columns: tuple[str, ...]) -> dict[str, str] | None:
    """What the options say that columns hold."""
    found: dict[str, str] = {}
    for said in columns:
        heading, sign, holds = said.rpartition("=")
        if not sign or not heading.strip() or holds.strip() not in HOLDS:
            raise click.UsageError(f"--column {said!r}: write HEADING={'|'.join(HOLDS)}.")
        found[heading.strip()] = holds.strip()
    return found or None


def _import_transcripts(
    found: list[Meeting], project: Any, kind: str, again: bool, deidentified: str, guide: Any
) -> None:
    from django.db import transaction

    from uptake.interviews import actions
    from uptake.interviews.models import Participant

    with transaction.atomic(), working("Importing transcripts") as bar:
        here = {row.pseudonym: row for row in Participant.objects.filter(project=project)}
        for number, one in enumerate(found, 1):
            for person in one.people:
                if person.pseudonym not in here:
                    here[person.pseudonym] = actions.add_participant(
                        by=terminal(), project=project, pseudonym=person.pseudonym,
                        group=person.group, about=person.about,
                        consent_version=person.consent_version, consented_on=person.consented_on,
                    )  # fmt: skip
            made = actions.add_transcript(
                by=terminal(), project=project, title=one.title, kind=kind, held_on=one.held_on,
                turns=one.read.turns, again=again, waived=deidentified, guide=guide,
                speakers={label: here[who] if who else None for label, who in one.says.items()},
                file=actions.facts_of(one.content, one.path.name, one.read),
            )  # fmt: skip
            one.stored_as = made.pk
            bar(number, len(found), one.path.name)


@import_.command(
    epilog=examples(
        "uptake import codebook codebook.csv",
    )
)
@click.argument("file", type=a_file)
@project_option
@json_option
def codebook(file: Path, project_: str | None, json_: bool) -> None:
    """Import a codebook from a file, all of it or none: the same as `uptake codebook import`.

    Columns of a CSV: name, parent, definition, when, when not, example, origin, instrument,
    construct, id. A code that is in the project already to the letter stays as it is.
    """
    open_site()
    from uptake.interviews.actions import import_codebook
    from uptake.interviews.codebook_arrival import read_codes

    project = find_project(project_)
    lines = read_codes(file.read_bytes(), str(file)).lines
    made = import_codebook(by=terminal(), project=project, lines=lines, file_name=str(file))
    if json_:
        added = [{"id": one.pk, "name": one.name} for one in made.added]
        as_json({"codes": len(lines), "added": added})
    else:
        there = len(lines) - len(made.added)
        say(f"{counted(len(made.added), 'code')} added; {there:,} there already.")


PASSAGES = {
    "transcript": ("document", "file"), "quote": ("passage", "text", "words"), "code": (),
    "occurrence": ("nth",), "memo": ("note", "comment"),
}  # fmt: skip


@click.command(
    epilog=examples(
        "uptake code passages.csv --coder peju.adeyemi@example.org",
    )
)
@click.argument("file", type=a_file)
@click.option("--coder", required=True, metavar="EMAIL", help="in whose name the codes are put on")
@project_option
@click.option("--strict", is_flag=True, help="write nothing when one row cannot be placed")
@json_option
def code(file: Path, coder: str, project_: str | None, strict: bool, json_: bool) -> None:
    """Code passages from a CSV table of quotes, such as another tool's export.

    Columns: transcript (its title or number), quote, code; and, where they help, occurrence (which
    one, if the words stand there several times) and memo. Rows that cannot be placed are left out
    and listed with their lines.
    """
    open_site()
    from django.db import transaction

    from uptake.interviews.actions import TableRow, code_from_table
    from uptake.projects.actor import Member
    from uptake.projects.roles import Permission

    project, person = find_project(project_), find_account(coder)
    if not Member(person).may(Permission.CODE, project):
        raise Told(f"{person.name} may not code in {project.title}.", "Give them another role.")
    rows = [
        TableRow(
            row.line, row.wanted("transcript"), row.wanted("quote"), row.wanted("code"),
            row.number("occurrence", 1), row["memo"],
        )
        for row in read_table(file, PASSAGES, ("transcript", "quote", "code"))
    ]  # fmt: skip
    with transaction.atomic():
        done = code_from_table(by=terminal(), project=project, rows=rows, coder=person)
        if strict and done.left_out:
            first = done.left_out[0]
            raise Told(
                f"{counted(len(done.left_out), 'row')} cannot be placed, so none was. {first.why}",
                where=f"{file}, line {first.line}",
            )
    if json_:
        as_json({
            "coded": done.coded, "already": done.already,
            "left_out": [{"line": one.line, "why": one.why} for one in done.left_out],
        })  # fmt: skip
        return
    say(f"{counted(done.coded, 'passage')} coded, {done.already:,} coded already.")
    for one in done.left_out:
        note(f"{file}, line {one.line}: left out. {one.why}")
