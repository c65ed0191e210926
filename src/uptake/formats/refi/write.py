"""REFI-QDA out: a project as QDPX, a codebook as QDC, valid against the schemas of the standard.

Texts are files of their own: UTF-8, LF, NFC, without a byte order mark; positions are codepoints.
What the standard has no place for goes into a side file in the archive. Equal input gives equal
bytes: nothing in a file says when it was written.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from uptake.formats.losses import Loss, Losses
from uptake.formats.refi.model import ORIGIN, Project
from uptake.formats.refi.read import SIDE
from uptake.formats.refi.tree import CODEBOOK, Tree, codes_of
from uptake.formats.refi.writing import Writer

EPOCH = (1980, 1, 1, 0, 0, 0)


class Unwritable(ValueError):
    """Something that the standard gives no form to: what it is, and what the person can do."""

    def __init__(self, what: str, advice: str) -> None:
        """Keep both parts, so that a page can lay them out."""
        super().__init__(f"{what} {advice}")
        self.what = what
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and what of the project isn't in it or is there in another form."""

    data: bytes
    losses: tuple[Loss, ...] = ()


def write_project(project: Project, *, side: Mapping[str, object] | None = None) -> Written:
    """Write a project as QDPX.

    ``side`` is what the standard has no place for (rounds, agreement, adjudication, cells of
    charts), as plain values that JSON can hold. Passages outside of their text, references to
    nothing and the like are left out and counted in the losses.
    """
    losses = Losses()
    writer = Writer(project, losses)
    root = writer.project(ORIGIN)
    entries = {"project.qde": _xml(root)}
    entries |= {f"sources/{name}": text.encode() for name, text in writer.files.items()}
    if side is not None:
        entries[SIDE] = json.dumps(
            side, ensure_ascii=True, sort_keys=True, indent=1, allow_nan=False
        ).encode()
    return Written(_zip(entries), losses.report())


def write_codebook(project: Project) -> Written:
    """Write the codes of a project, and sets of them, as QDC.

    Raises ``Unwritable`` for a project without codes: the standard has no empty codebook.
    """
    if not project.codes:
        raise Unwritable(
            "There are no codes, and a QDC file holds at least one.", "Add a code first."
        )
    losses = Losses()
    tree = Tree(CODEBOOK, losses)
    root = tree.root("CodeBook")
    root.set("origin", ORIGIN)
    known = codes_of(tree, root, project.codes, None)
    sets = etree.SubElement(root, tree.tag("Sets")) if project.sets else None
    for it in project.sets:
        where = f"set “{it.name}”"
        element = tree.named(sets, "Set", it.guid, it.name, where, required=True)
        tree.text(element, "Description", it.description, where)
        for code in tree.known(it.codes, known, "codes", where):
            etree.SubElement(element, tree.tag("MemberCode"), guid=code)
        for kind, members in (("sources", it.sources), ("notes", it.notes)):
            if members:
                losses.add(f"{kind} in sets", it.name, where, len(members))
    return Written(_xml(root), losses.report())


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _zip(entries: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, data)
    return out.getvalue()
