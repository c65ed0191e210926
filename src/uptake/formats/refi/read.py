"""REFI-QDA: projects (QDPX) and codebooks (QDC) of other programs for qualitative analysis.

The standard: REFI-QDA 1.0 (Rotterdam Exchange Format Initiative, 2019), its schemas Project.xsd and
Codebook.xsd. Files as programs really write them are read: names in any case, several ways of
counting positions, parts that are missing. What isn't carried is in the report of losses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

from uptake.formats.refi.archive import AGAIN, PROJECT, Archive, refuse_if_too_large
from uptake.formats.refi.kept import KEPT, Element, name_of, place_of, unkept
from uptake.formats.refi.model import (
    Case,
    Code,
    Link,
    Project,
    Read,
    Set,
    Source,
    User,
    Variable,
    guid_of,
)
from uptake.formats.refi.parts import Known, children, described, parse
from uptake.formats.refi.positions import STANDARD, Way
from uptake.formats.refi.texts import Texts
from uptake.formats.text import Unreadable
from uptake.formats.turns import Oddity

SIDE = "uptake.json"
SOURCES = tuple(KEPT["Sources"][1])
ROOTS: dict[str, Literal["qde", "qdc"]] = {"Project": "qde", "CodeBook": "qdc"}


def recognises(data: bytes) -> bool:
    """True when the bytes look like a project or a codebook."""
    if data.startswith(b"PK"):
        return b".qde" in data.lower()[-(1 << 20) :]
    return b"QDA-XML" in data[:4096].replace(b"\x00", b"")


def read(data: bytes, *, name: str = "") -> Read:
    """Read a project (QDPX, or its XML alone) or a codebook (QDC).

    Every source's text is as ``turns.normalise`` gives it, and its passages are codepoints of that
    text. Raises ``Unreadable`` when the file is damaged, made to exhaust the machine, or neither.
    """
    refuse_if_too_large(data, name)
    found, known = _read(data, name, {})
    if known.tied and max(known.ways, key=known.ways.__getitem__) != STANDARD:
        # One source can't tell how positions are counted, and all of them can.
        return _read(data, name, known.ways)[0]
    return found


def _read(data: bytes, name: str, others: Mapping[Way, float]) -> tuple[Read, Known]:
    archive, entry = None, ""
    if data.startswith(b"PK"):
        archive = Archive(data, name)
        entry = archive.project()
        where = f"{name}: {entry}" if name else entry
        root = parse(archive.read(entry, PROJECT), where)
    else:
        root = parse(data, name)
    if name_of(root) not in ROOTS:
        raise Unreadable(
            f"The file is XML, but neither a project nor a codebook of REFI-QDA: it begins with "
            f"{name_of(root)}.",
            name,
            AGAIN,
        )
    known = Known(root.get("origin") or "")
    texts = Texts(known, archive, name, others)
    _know(root, known)
    codes = _codes(root, known)
    notes = [it for at in _all(root, "Notes", "Note") for it in texts.sources(at)]
    sources = [
        it
        for part in children(root, "Sources")
        for at in children(part, *SOURCES)
        for it in texts.sources(at)
    ]
    project = _project(root, known, codes, sources, notes)
    unkept(root, known.losses)
    side = _side(archive, known) if archive else None
    if archive:
        _unused(archive, entry, root, known)
    return (
        Read(
            project,
            "qdpx" if archive else ROOTS[name_of(root)],
            known.losses.report(),
            tuple(known.oddities),
            side,
        ),
        known,
    )


def _all(root: Element, parent: str, tag: str) -> list[Element]:
    return [it for part in children(root, parent) for it in children(part, tag)]


def _know(root: Element, known: Known) -> None:
    """Learn the GUIDs that may be referred to from anywhere, before anything is read."""
    for element in _all(root, "Users", "User"):
        guid = known.guid(element)
        if guid in known.users:
            known.losses.add("users with a GUID that another has", guid, place_of(element))
            continue
        known.users[guid] = User(guid, element.get("name") or "", element.get("id") or "")
    known.notes.update(guid_of(it.get("guid") or "") for it in _all(root, "Notes", "Note"))
    known.variables.update(
        guid_of(it.get("guid") or "") for it in _all(root, "Variables", "Variable")
    )


def _codes(root: Element, known: Known) -> list[Code]:
    """Flatten the tree of codes, every code after the one above it."""
    books = [root] if name_of(root) == "CodeBook" else children(root, "CodeBook")
    waiting = [(it, "") for book in books for it in _all(book, "Codes", "Code")][::-1]
    found = []
    while waiting:
        element, parent = waiting.pop()
        guid = known.guid(element)
        if guid in known.codes:
            known.losses.add(
                "codes with a GUID that another has", element.get("name") or guid, place_of(element)
            )
        else:
            known.codes.add(guid)
            found.append(
                Code(
                    guid,
                    element.get("name") or guid,
                    parent,
                    (element.get("isCodable") or "true").strip() not in {"false", "0"},
                    (element.get("color") or "").strip(),
                    described(element),
                    known.noted(element),
                )
            )
        waiting += [(it, guid) for it in children(element, "Code")][::-1]
    return found


def _project(
    root: Element, known: Known, codes: list[Code], sources: list[Source], notes: list[Source]
) -> Project:
    cases = tuple(
        Case(
            known.guid(it), it.get("name") or "", described(it),
            known.targets(it, "CodeRef", known.codes, "codes"), known.values(it),
            known.targets(it, "SourceRef", known.sources, "sources"),
            known.targets(it, "SelectionRef", known.selections, "passages"),
        )
        for it in _all(root, "Cases", "Case")
    )  # fmt: skip
    variables = tuple(
        Variable(known.guid(it), it.get("name") or "", it.get("typeOfVariable") or "Text",
                 described(it))
        for it in _all(root, "Variables", "Variable")
    )  # fmt: skip
    links = tuple(
        Link(known.guid(it), it.get("name") or "", it.get("direction") or "",
             it.get("color") or "", _end(it, "originGUID"), _end(it, "targetGUID"),
             known.noted(it))
        for it in _all(root, "Links", "Link")
    )  # fmt: skip
    sets = tuple(
        Set(
            known.guid(it), it.get("name") or "", described(it),
            known.targets(it, "MemberCode", known.codes, "codes"),
            known.targets(it, "MemberSource", known.sources, "sources"),
            known.targets(it, "MemberNote", known.notes, "notes"),
        )
        for it in _all(root, "Sets", "Set")
    )  # fmt: skip
    made, noted = known.made(root, of_project=True), known.noted(root)
    return Project(
        root.get("name") or "", root.get("origin") or "", described(root), made,
        tuple(known.users.values()), tuple(codes), variables, cases, tuple(sources), tuple(notes),
        links, sets, noted,
    )  # fmt: skip


def _end(element: Element, attribute: str) -> str:
    written = element.get(attribute)
    return guid_of(written) if written else ""


def _side(archive: Archive, known: Known) -> dict[str, object] | None:
    """Read Uptake's own side file, if there is one."""
    if SIDE not in archive.names:
        return None
    try:
        found = _storable(json.loads(archive.read(SIDE)))
    except (Unreadable, ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    known.oddities.append(Oddity(0, "warning", "Uptake's own side file is broken.", SIDE))
    known.losses.add("side files that can't be read", SIDE)
    return None


def _storable(value: object) -> object:
    """Put another sign for each that JSON can name and no text can hold."""
    if isinstance(value, str):
        return (
            value.replace("\0", "\ufffd")
            .encode("utf-16", "surrogatepass")
            .decode("utf-16", "replace")
        )
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {str(_storable(key)): _storable(one) for key, one in value.items()}
    return value


def _unused(archive: Archive, entry: str, root: Element, known: Known) -> None:
    """Name what lies in the archive and isn't read: pictures, recordings, strangers."""
    used = {entry, SIDE}
    for element in root.iter("{*}*"):
        path = element.get("plainTextPath")
        if path:
            used.add(archive.find(path))
    for name in archive.names:
        if name not in used:
            known.losses.add("files in the archive that aren't carried", name, name)
