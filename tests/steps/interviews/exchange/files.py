"""Files of other programs, made up."""

from __future__ import annotations

import zipfile
from io import BytesIO

from uptake.formats.refi.model import (
    Case,
    Code,
    Coding,
    Project,
    Selection,
    Set,
    Source,
    User,
    Value,
    Variable,
    guid_of,
)
from uptake.formats.refi.write import write_project

TEXT = "Interviewer: How was it?\nCase 4: Slow at first, then 🙂 better.\nCase 4: No time at all."
ANN, BO = User(guid_of("ann"), "Ann"), User(guid_of("bo"), "Bo")
SLOW, TIME = Code(guid_of("slow"), "Slow"), Code(guid_of("time"), "Time", description="Of hours.")


def selection(text: str, words: str, *by: tuple[Code, User]) -> Selection:
    """The passage on these words, coded by some."""
    at = text.index(words)
    codings = tuple(
        Coding(guid_of(f"{words}{code.name}{user.name}"), code.guid, user.guid,
               "2024-03-01T09:30:00Z")
        for code, user in by
    )  # fmt: skip
    return Selection(guid_of(words), at, at + len(words), codings=codings)


DOCUMENT = Source(
    guid_of("document"), "Interview with case 4", TEXT,
    selections=(
        selection(TEXT, "Slow at first", (SLOW, ANN), (SLOW, BO)),
        selection(TEXT, "No time at all", (TIME, ANN)),
    ),
)  # fmt: skip
GROUP = Variable(guid_of("group"), "Group")
CASE = Case(guid_of("case 4"), "Case 4", values=(Value(GROUP.guid, "carer"),),
            sources=(DOCUMENT.guid,))  # fmt: skip
PROJECT = Project(
    "A study", "NVivo", users=(ANN, BO), codes=(SLOW, TIME), variables=(GROUP,), cases=(CASE,),
    sources=(DOCUMENT,), sets=(Set(guid_of("set"), "Hours", codes=(TIME.guid, SLOW.guid)),),
)  # fmt: skip


def archive(**entries: bytes) -> bytes:
    """An archive of these entries; two underscores stand for a dot."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name.replace("__", "."), data)
    return out.getvalue()


def of_nvivo(project: Project) -> bytes:
    """The project as a file that another program wrote."""
    data = write_project(project).data
    with zipfile.ZipFile(BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["project.qde"] = parts["project.qde"].replace(b'origin="Uptake"', b'origin="NVivo"')
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


CASES = of_nvivo(PROJECT)
