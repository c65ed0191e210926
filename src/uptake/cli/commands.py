"""The outermost command, and the commands beneath it."""

from __future__ import annotations

import click

import uptake
from uptake.cli.asking import matrix, verify, why
from uptake.cli.charting import chart, content
from uptake.cli.codebook import codebook
from uptake.cli.deidentifying import deidentify
from uptake.cli.duplicates import duplicates
from uptake.cli.exchanging import codings, qdpx, taguette
from uptake.cli.exporting import export
from uptake.cli.guiding import guide
from uptake.cli.importing import code, import_
from uptake.cli.installation import admin, demo, init, serve, worker
from uptake.cli.projects import project
from uptake.cli.reading import check, formats
from uptake.cli.recruiting import consent, people
from uptake.cli.reviewing import prisma, review
from uptake.cli.rounds import round_
from uptake.cli.screening import screen
from uptake.cli.simulating import simulate
from uptake.cli.studies import appraise, extract, studies
from uptake.cli.terminal import Door, examples
from uptake.cli.themes import coreq, crosstab, themes
from uptake.cli.undoing import put_back, undo


@click.group(
    cls=Door,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "See it work:       uptake demo",
        "Begin your own:    uptake init",
        "                   uptake admin create",
        "                   uptake serve",
        "Bring things in:   uptake import references --help",
        "                   uptake import transcripts --help",
        "Take names out:    uptake deidentify list",
        "Merge copies:      uptake duplicates find",
        "Screen them:       uptake screen status",
        "Look at it:        uptake matrix",
        "                   uptake why finding:12",
        "                   uptake prisma --to prisma.svg",
        "Try an order:      uptake simulate labelled.csv",
        "Check and keep:    uptake verify",
        "                   uptake export --to project.zip",
    ),
)
@click.version_option(uptake.__version__, prog_name="uptake")
def main() -> None:
    """From evidence to a decision that holds.

    Papers, interviews and numbers become findings, a recommendation and a watched plan, and every
    sentence can be walked back to what it rests on.

    Data live in the folder that UPTAKE_HOME names, else in ./var. Each command has its own --help
    with examples. A command ends with 0 when it was done, with 1 when it was refused and nothing
    was written, and with 2 when it was asked for in a way that cannot be understood.
    """


for command in (
    admin, appraise, chart, check, code, codebook, consent, content, coreq, crosstab, deidentify,
    demo, duplicates, export, extract, formats, guide, import_, init, matrix, people, prisma,
    project, review, round_, screen, serve, simulate, studies, themes, verify, why, worker,
):  # fmt: skip
    main.add_command(command)
for command in (undo, put_back, qdpx, taguette, codings):
    import_.add_command(command)
