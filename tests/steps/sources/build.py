"""Files and rows that the tests of this step start from."""

from __future__ import annotations

from datetime import date

from tests import build
from uptake.projects.actor import Actor
from uptake.projects.models import Project
from uptake.sources import actions, tasks
from uptake.sources.models import ImportFile, Reference

FACTS = actions.SearchFacts(
    database="PsycInfo", interface="Ovid", searched_on=date(2025, 10, 8),
    strategy="1. exp Depression/\n2. digital.ti,ab.\n3. 1 and 2", hits=3,
)  # fmt: skip
TYPED = {
    "search": "new", "database": "PsycInfo", "interface": "Ovid", "searched_on": "2025-10-08",
    "strategy": "1. exp Depression/", "hits": "3",
}  # fmt: skip


def record(
    title: str = "Guided care", author: str = "Vance, R", year: str = "2024", **tags: str
) -> str:
    """One RIS record; a tag given as "" is left out."""
    values = {"TI": title, "AU": author, "PY": year, **tags}
    lines = [f"{tag}  - {value}" for tag, value in values.items() if value]
    return "\n".join(["TY  - JOUR", *lines, "ER  - ", ""])


THREE = "\n".join([
    record("Guided digital care for depression", "Vance, R", "2024", JF="Journal of Digital Care",
           AB="We asked clinicians why programmes stop.", DO="10.1000/abc.1", KW="depression"),
    record("The money: who pays", "Osei, K", "2021", JF="Health Economics"),
    record("Étude über Müller's work", "Ámark, Z", "", AB="Ein Text."),
]).encode()  # fmt: skip
EMPTY_RECORD = b"TY  - JOUR\nER  - \n"
HALF_BAD = THREE + EMPTY_RECORD
NBIB = (
    b"PMID- 12345678\nOWN - NLM\nTI  - Support by people\nFAU - Tamm, Liis\nAU  - Tamm L\n"
    b"DP  - 2020 Mar\nJT  - A journal\nAB  - Words.\n\n"
)


def receive(project: Project, content: bytes = THREE, name: str = "found.ris",
            by: Actor | None = None) -> ImportFile:  # fmt: skip
    return actions.receive_file(
        by=by or build.TERMINAL, project=project, name=name, content=content
    )


def bring_in(project: Project, content: bytes = THREE, name: str = "found.ris",
             **options: object) -> ImportFile:  # fmt: skip
    return tasks.bring_in(
        by=options.pop("by", build.TERMINAL), project=project, name=name, content=content,
        search=options.pop("search", FACTS), **options,
    )  # fmt: skip


def reference(project: Project) -> Reference:
    """One reference of a project that has none."""
    bring_in(project, record().encode())
    return Reference.objects.get(project=project)


def kept_bytes(project: Project) -> bytes:
    """The one file of a project, as it is kept."""
    with ImportFile.objects.get(project=project).content.open("rb") as stream:
        return bytes(stream.read())
