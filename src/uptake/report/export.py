"""A whole project to take away: one ZIP of JSON and CSV tables."""

from __future__ import annotations

import json
import tempfile
import zipfile
from typing import IO

from uptake import __version__
from uptake.findings.queries import evidence_table
from uptake.formats.spreadsheet import csv_lines
from uptake.projects.models import Project
from uptake.projects.queries import head
from uptake.report.queries import review, whole
from uptake.report.tables import TABLES

IN_MEMORY = 8 * 1024 * 1024

README = """{title}

Taken from Uptake {version}. The project's trail had {events} events; its last hash was
{head}

project.json  everything on the thread, with every link (docs: reference/recommendation-json)
review.json   the review: protocol, verdicts, studies, what was taken out, the flow (docs:
              reference/review-json){blind}
tables/       CSV for spreadsheets: a text that a spreadsheet could take for a formula has an
              apostrophe in front
exact/        the same tables with every character as it is stored, for programs
{invented}
Whole transcripts are not in it, nor accounts, nor the trail itself. Quotes are.
"""


BLIND = """
              {number} verdicts, entries and appraisals are left out, since not everybody
              has judged yet who has to; the file says how many of each"""


def export_project(project: Project, *, everything: bool = False) -> IO[bytes]:
    """The ZIP as an open file at its beginning; whoever asked closes it.

    `everything` puts into review.json what is still blind too.
    """
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed on
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        judged = review(project, everything=everything)
        bundle.writestr("README.txt", _readme(project, sum(judged["left_out"].values())))
        for name, content in (("project.json", whole(project)), ("review.json", judged)):
            with bundle.open(name, "w") as file:
                for part in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(content):
                    file.write(part.encode())
        for folder, exact in (("tables", False), ("exact", True)):
            for name, rows in ({"findings": evidence_table} | TABLES).items():
                with bundle.open(f"{folder}/{name}.csv", "w") as file:
                    for line in csv_lines(rows(project), exact=exact):
                        file.write(line.encode())
    out.seek(0)
    return out


def _readme(project: Project, left_out: int) -> str:
    end = head(project.pk)
    return README.format(
        title=project.title, version=__version__, events=end.seq if end else 0,
        head=end.hash if end else "none",
        blind=BLIND.format(number=f"{left_out:,}") if left_out else "",
        invented="\nThis is a worked example: its service, people and words are invented.\n"
        if project.invented else "",
    )  # fmt: skip
