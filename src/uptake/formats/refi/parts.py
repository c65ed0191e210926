"""The small parts that everything in a REFI-QDA project is made of, and what refers to what."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lxml import etree

from uptake.formats.losses import Losses
from uptake.formats.refi.archive import AGAIN, ELEMENTS, PARTS, PROJECT
from uptake.formats.refi.kept import KEPT, Element, elements, name_of, place_of
from uptake.formats.refi.model import VARIABLE_KINDS, Coding, Made, User, Value, guid_of
from uptake.formats.refi.positions import Way
from uptake.formats.text import Unreadable
from uptake.formats.turns import Oddity


def parse(data: bytes, where: str) -> Element:
    """Parse the XML of a project or codebook. No entity is resolved and nothing is fetched.

    Raises ``Unreadable`` when it is damaged, too large, or declares a document type.
    """
    if len(data) > PROJECT:
        most = PROJECT // 1024 // 1024
        raise Unreadable(f"The project's XML is larger than {most} MB.", where, AGAIN)
    if data.count(b"<") > ELEMENTS:
        raise Unreadable("The project's XML has more elements than can be read.", where, PARTS)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, strip_cdata=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        what = f"The project's XML is broken on line {line}." if line else "It holds no XML."
        raise Unreadable(what, where, AGAIN) from error
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise Unreadable(
            "The project declares a document type, which no program that exports one does.",
            where,
            "Ask whoever made the file where it comes from. Nothing of it was read.",
        )
    return root


class Known:
    """What has been met so far, so that a reference to nothing is seen."""

    def __init__(self, origin: str = "") -> None:
        """Begin knowing nothing but the program that the file names as its origin."""
        self.origin = origin
        self.losses = Losses()
        self.oddities: list[Oddity] = []
        self.users: dict[str, User] = {}
        self.codes: set[str] = set()
        self.variables: set[str] = set()
        self.notes: set[str] = set()
        self.sources: set[str] = set()
        self.selections: set[str] = set()
        self.ways: defaultdict[Way, float] = defaultdict(float)
        self.tied = False
        self._nameless = 0

    def guid(self, element: Element) -> str:
        """Give an element's GUID; one without, or with something else there, gets a new one."""
        written = element.get("guid") or ""
        if not written:
            self._nameless += 1
            written = f"{name_of(element)} {self._nameless}"
        return guid_of(written)

    def user(self, written: str | None) -> str:
        """Give a user's GUID. One whom the list of users leaves out is a coder of their own."""
        if not written:
            return ""
        guid = guid_of(written)
        if guid not in self.users:
            self.users[guid] = User(guid)
            self.oddities.append(
                Oddity(0, "note", "A coder isn't in the list of users and has no name.", guid)
            )
        return guid

    def made(self, element: Element, of_project: bool = False) -> Made:
        """Give who made and changed an element, and when."""
        suffix = "GUID" if of_project else ""
        return Made(
            self.user(element.get(f"creatingUser{suffix}")),
            (element.get("creationDateTime") or "").strip(),
            self.user(element.get(f"modifyingUser{suffix}")),
            (element.get("modifiedDateTime") or "").strip(),
        )

    def targets(self, element: Element, tag: str, among: set[str], kind: str) -> tuple[str, ...]:
        """Give the GUIDs that references in an element name; those to nothing are losses."""
        found = []
        for reference in children(element, tag):
            guid = guid_of(reference.get("targetGUID") or reference.get("guid") or "")
            if guid in among:
                found.append(guid)
            else:
                self.losses.add(f"references to {kind} that aren't there", guid, place_of(element))
        return tuple(found)

    def noted(self, element: Element) -> tuple[str, ...]:
        """Give the notes that an element refers to."""
        return self.targets(element, "NoteRef", self.notes, "notes")

    def codings(self, element: Element) -> tuple[Coding, ...]:
        """Give the codings on an element, one for each code."""
        found = []
        for coding in children(element, "Coding"):
            codes = self.targets(coding, "CodeRef", self.codes, "codes")
            guid, noted = self.guid(coding), self.noted(coding)
            coder = self.user(coding.get("creatingUser"))
            created = (coding.get("creationDateTime") or "").strip()
            found += [
                Coding(guid_of(f"{guid} {number}") if number else guid, code, coder, created, noted)
                for number, code in enumerate(codes)
            ]
        return tuple(found)

    def values(self, element: Element) -> tuple[Value, ...]:
        """Give the values of variables on an element."""
        found = []
        for value in children(element, "VariableValue"):
            for variable in self.targets(value, "VariableRef", self.variables, "variables")[:1]:
                said = [
                    (it, kind) for kind in VARIABLE_KINDS for it in children(value, f"{kind}Value")
                ]
                found += [Value(variable, it.text or "", kind) for it, kind in said[:1]]
                for it, _ in said[1:]:
                    self.losses.add("second values of a variable", it.text or "", place_of(it))
        return tuple(found)


def children(element: Element, *tags: str) -> list[Element]:
    """Give the elements of some names in an element, as far as they are carried there."""
    carried = KEPT[name_of(element)][1].intersection(tags)
    return [child for child in elements(element) if name_of(child) in carried]


def described(element: Element) -> str:
    """Give an element's description, "" where there is none."""
    return "\n".join(child.text or "" for child in children(element, "Description")).strip()
