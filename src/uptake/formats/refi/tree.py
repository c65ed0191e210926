"""Elements of a REFI-QDA file, each with its GUID, and the tree of codes."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from lxml import etree

from uptake.formats.losses import Losses
from uptake.formats.refi.kept import Element
from uptake.formats.refi.model import Code, Made, guid_of
from uptake.formats.refi.sound import colour, moment, said

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
DEEPEST = 100
"""Levels of codes; readers of XML give up at about 250 elements within each other."""


class Tree:
    """Makes elements in one name space, and counts what can't be said in them."""

    def __init__(self, namespace: str, losses: Losses) -> None:
        """Write into ``namespace``, and count in ``losses``."""
        self.namespace = namespace
        self.losses = losses

    def tag(self, name: str) -> str:
        """Give a name with its name space."""
        return f"{{{self.namespace}}}{name}"

    def root(self, name: str) -> Element:
        """Make the outermost element; the name space needs no prefix in what is below it."""
        return etree.Element(self.tag(name), nsmap={None: self.namespace})  # type: ignore[dict-item]

    def guid(self, text: str, where: str) -> str:
        """Give a GUID in the form of the standard; one in another form is replaced and counted."""
        guid = guid_of(text)
        if guid != text.strip().lower().strip("{}"):
            self.losses.add("identifiers that are no GUID, replaced by one", text, where)
        return guid

    def named(
        self, parent: Element | None, tag: str, guid: str, name: str, where: str,
        *, required: bool = False,
    ) -> Element:  # fmt: skip
        """Make an element with a GUID and a name, below ``parent``."""
        element = etree.Element(self.tag(tag)) if parent is None else etree.SubElement(
            parent, self.tag(tag)
        )  # fmt: skip
        element.set("guid", self.guid(guid, where))
        self.attribute(element, "name", name, where, required=required)
        return element

    def attribute(
        self, element: Element, name: str, value: str, where: str, *, required: bool = False
    ) -> None:
        """Set an attribute, unless there is nothing to say and nothing has to be said."""
        if value or required:
            element.set(name, said(value, self.losses, where))

    def text(self, parent: Element, tag: str, text: str, where: str) -> None:
        """Add an element with text, if there is any."""
        if text:
            etree.SubElement(parent, self.tag(tag)).text = said(text, self.losses, where)

    def known(
        self, guids: Sequence[str], among: AbstractSet[str], kind: str, where: str
    ) -> list[str]:
        """Give the GUIDs that are of something here; the others are losses."""
        found = []
        for it in guids:
            if (guid := guid_of(it)) in among:
                found.append(guid)
            else:
                self.losses.add(f"references to {kind} that aren't there", it, where)
        return found

    def references(
        self, parent: Element, tag: str, guids: Sequence[str], among: AbstractSet[str], kind: str,
        where: str,
    ) -> None:  # fmt: skip
        """Add a reference to each thing named."""
        for guid in self.known(guids, among, kind, where):
            etree.SubElement(parent, self.tag(tag), targetGUID=guid)

    def made(self, element: Element, made: Made, where: str, *, suffix: str = "") -> None:
        """Say who made and changed an element, and when."""
        for name, user in ((f"creatingUser{suffix}", made.creator),
                           (f"modifyingUser{suffix}", made.modifier)):  # fmt: skip
            if user:
                element.set(name, self.guid(user, where))
        for name, at in (("creationDateTime", made.created), ("modifiedDateTime", made.modified)):
            self.attribute(element, name, moment(at, self.losses, where), where)


def codes_of(
    tree: Tree, parent: Element, codes: Sequence[Code], notes: AbstractSet[str] | None
) -> set[str]:
    """Add the tree of codes and give their GUIDs. ``notes`` is None where codes can't have any.

    A code below one that isn't there, below itself or too deep is put where it can stand.
    """
    top = etree.SubElement(parent, tree.tag("Codes"))
    made: dict[str, Element] = {}
    above: dict[str, str] = {}
    for it in codes:
        where = f"code “{it.name}”"
        guid = guid_of(it.guid)
        if guid in made:
            tree.losses.add("codes with a GUID that another has", it.name, where)
            continue
        element = tree.named(None, "Code", it.guid, it.name, where, required=True)
        element.set("isCodable", "true" if it.codable else "false")
        tree.attribute(element, "color", colour(it.colour, tree.losses, where), where)
        tree.text(element, "Description", it.description, where)
        if notes is not None:
            tree.references(element, "NoteRef", it.noted, notes, "notes", where)
        elif it.noted:
            tree.losses.add("notes on codes", it.name, where, len(it.noted))
        made[guid] = element
        above[guid] = guid_of(it.parent) if it.parent else ""
    for guid, element in made.items():
        line = _line(guid, above)
        if line is None or (above[guid] and above[guid] not in made):
            tree.losses.add("codes whose place in the tree isn't there", element.get("name") or "")
            above[guid] = ""
        elif len(line) > DEEPEST:
            tree.losses.add("codes deeper than can be written", element.get("name") or "")
            above[guid] = line[-DEEPEST + 1]
        (made[above[guid]] if above[guid] else top).append(element)
    return set(made)


def _line(guid: str, above: dict[str, str]) -> list[str] | None:
    """Give a code and those above it up to the top, or None when they go round in a circle."""
    line, seen = [guid], {guid}
    while parent := above.get(line[-1], ""):
        if parent in seen:
            return None
        line.append(parent)
        seen.add(parent)
    return line
