"""The elements of a REFI-QDA project, one method for each kind of thing."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from uptake.formats.losses import Losses
from uptake.formats.moved import Moved
from uptake.formats.refi.kept import Element
from uptake.formats.refi.model import (
    DIRECTIONS,
    VARIABLE_KINDS,
    Coding,
    Project,
    Selection,
    Source,
    Value,
    guid_of,
)
from uptake.formats.refi.sound import colour, held, is_value, moment, said
from uptake.formats.refi.tree import PROJECT, Tree, codes_of


class Writer:
    """Writes one project. ``files`` are the texts of its sources by their names."""

    def __init__(self, project: Project, losses: Losses) -> None:
        """Learn what there is, so that references to nothing are seen."""
        self.it = project
        self.losses = losses
        self.tree = Tree(PROJECT, losses)
        self.files: dict[str, str] = {}
        self.notes = {guid_of(note.guid) for note in project.notes}
        self.sources = {guid_of(source.guid) for source in project.sources}
        self.variables = {guid_of(variable.guid) for variable in project.variables}
        self.codes: set[str] = set()
        self.selections: set[str] = set()

    def project(self, origin: str) -> Element:
        """Give the element of the whole project, its parts in the order of the schema."""
        it, tree = self.it, self.tree
        root = tree.root("Project")
        tree.attribute(root, "name", it.name, "the project", required=True)
        root.set("origin", origin)
        tree.made(root, it.made, "the project", suffix="GUID")
        if it.users:
            users = etree.SubElement(root, tree.tag("Users"))
            for user in it.users:
                where = f"user “{user.name}”"
                element = tree.named(users, "User", user.guid, user.name, where)
                tree.attribute(element, "id", user.id, where)
        if it.codes:
            book = etree.SubElement(root, tree.tag("CodeBook"))
            self.codes = codes_of(tree, book, it.codes, self.notes)
        self._variables(root)
        # Sources are made before cases, which refer to their passages, and put after them.
        sources = [self._source(source, "TextSource") for source in it.sources]
        notes = [self._source(note, "Note") for note in it.notes]
        self._cases(root)
        for tag, elements in (("Sources", sources), ("Notes", notes)):
            if elements:
                etree.SubElement(root, tree.tag(tag)).extend(elements)
        self._links(root)
        self._sets(root)
        tree.text(root, "Description", it.description, "the project")
        tree.references(root, "NoteRef", it.noted, self.notes, "notes", "the project")
        return root

    def _variables(self, root: Element) -> None:
        if not self.it.variables:
            return
        variables = etree.SubElement(root, self.tree.tag("Variables"))
        for it in self.it.variables:
            where = f"variable “{it.name}”"
            element = self.tree.named(variables, "Variable", it.guid, it.name, where, required=True)
            if it.kind not in VARIABLE_KINDS:
                self.losses.add("kinds of variables, written as Text", it.kind, where)
            element.set("typeOfVariable", it.kind if it.kind in VARIABLE_KINDS else "Text")
            self.tree.text(element, "Description", it.description, where)

    def _values(self, parent: Element, values: Sequence[Value], where: str) -> None:
        tree = self.tree
        for it in values:
            for guid in tree.known([it.variable], self.variables, "variables", where):
                fine = it.kind in VARIABLE_KINDS and is_value(it.text, it.kind)
                if not fine:
                    kind = f"values that are no {it.kind}, written as Text"
                    self.losses.add(kind, it.text, where)
                element = etree.SubElement(parent, tree.tag("VariableValue"))
                etree.SubElement(element, tree.tag("VariableRef"), targetGUID=guid)
                value = etree.SubElement(element, tree.tag(f"{it.kind if fine else 'Text'}Value"))
                value.text = said(it.text, self.losses, where)

    def _cases(self, root: Element) -> None:
        if not self.it.cases:
            return
        tree, cases = self.tree, etree.SubElement(root, self.tree.tag("Cases"))
        for it in self.it.cases:
            where = f"case “{it.name}”"
            element = tree.named(cases, "Case", it.guid, it.name, where)
            tree.text(element, "Description", it.description, where)
            tree.references(element, "CodeRef", it.codes, self.codes, "codes", where)
            self._values(element, it.values, where)
            tree.references(element, "SourceRef", it.sources, self.sources, "sources", where)
            tree.references(
                element, "SelectionRef", it.selections, self.selections, "passages", where
            )

    def _source(self, it: Source, tag: str) -> Element:
        """Write a source or a note, its passages moved with its text if that is normalised."""
        tree, where = self.tree, f"“{it.name}”"
        moved = Moved(it.text)
        if moved.text != it.text:
            self.losses.add("texts written in a normal form (LF, NFC)", it.name, where)
        if it.kind != "text" or it.part_of:
            self.losses.add("PDFs, pictures and recordings, written as texts", it.name, where)
        element = tree.named(None, tag, it.guid, it.name, where)
        tree.made(element, it.made, where)
        tree.text(element, "Description", it.description, where)
        text = held(moved.text, self.losses, where)
        if tag == "Note":
            etree.SubElement(element, tree.tag("PlainTextContent")).text = text
        else:
            name = f"{element.get('guid')}.txt"
            while name in self.files:
                name = f"{len(self.files)}-{name}"
            self.files[name] = text
            element.set("plainTextPath", f"internal://{name}")
        for selection in it.selections:
            self._selection(element, selection, moved, len(it.text), where)
        self._codings(element, it.codings, where)
        tree.references(element, "NoteRef", it.noted, self.notes, "notes", where)
        self._values(element, it.values, where)
        return element

    def _selection(
        self, parent: Element, it: Selection, moved: Moved, size: int, where: str
    ) -> None:
        start, end = (moved.at(min(max(at, 0), size)) for at in (it.start, it.end))
        if start >= end:
            self.losses.add("passages that don't lie in their text", it.name or it.guid, where)
            return
        if it.start < 0 or it.end > size:
            self.losses.add("passages cut at the end of their text", it.name or it.guid, where)
        tree = self.tree
        element = tree.named(parent, "PlainTextSelection", it.guid, it.name, where)
        self.selections.add(element.get("guid") or "")
        element.set("startPosition", str(start))
        element.set("endPosition", str(end))
        tree.made(element, it.made, where)
        tree.text(element, "Description", it.description, where)
        self._codings(element, it.codings, where)
        tree.references(element, "NoteRef", it.noted, self.notes, "notes", where)

    def _codings(self, parent: Element, codings: Sequence[Coding], where: str) -> None:
        tree = self.tree
        for it in codings:
            for code in tree.known([it.code], self.codes, "codes", where):
                element = etree.SubElement(parent, tree.tag("Coding"))
                element.set("guid", tree.guid(it.guid, where))
                if it.coder:
                    element.set("creatingUser", tree.guid(it.coder, where))
                created = moment(it.created, self.losses, where)
                tree.attribute(element, "creationDateTime", created, where)
                etree.SubElement(element, tree.tag("CodeRef"), targetGUID=code)
                tree.references(element, "NoteRef", it.noted, self.notes, "notes", where)

    def _links(self, root: Element) -> None:
        if not self.it.links:
            return
        tree, links = self.tree, etree.SubElement(root, self.tree.tag("Links"))
        for it in self.it.links:
            where = f"link “{it.name}”"
            element = tree.named(links, "Link", it.guid, it.name, where)
            if it.direction in DIRECTIONS:
                element.set("direction", it.direction)
            elif it.direction:
                self.losses.add("directions of links", it.direction, where)
            tree.attribute(element, "color", colour(it.colour, self.losses, where), where)
            for name, end in (("originGUID", it.origin), ("targetGUID", it.target)):
                if end:
                    element.set(name, tree.guid(end, where))
            tree.references(element, "NoteRef", it.noted, self.notes, "notes", where)

    def _sets(self, root: Element) -> None:
        if not self.it.sets:
            return
        tree, sets = self.tree, etree.SubElement(root, self.tree.tag("Sets"))
        for it in self.it.sets:
            where = f"set “{it.name}”"
            element = tree.named(sets, "Set", it.guid, it.name, where, required=True)
            tree.text(element, "Description", it.description, where)
            tree.references(element, "MemberCode", it.codes, self.codes, "codes", where)
            tree.references(element, "MemberSource", it.sources, self.sources, "sources", where)
            tree.references(element, "MemberNote", it.notes, self.notes, "notes", where)
