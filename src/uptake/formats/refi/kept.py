"""What is carried from a REFI-QDA project, element by element; all else is counted as lost.

The reader takes what stands here and nothing more. Whatever a file holds besides, of the standard
or of a tool's own, is found by walking over the whole tree once, so that nothing goes unsaid.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from uptake.formats.losses import Losses
from uptake.formats.refi.model import VARIABLE_KINDS

Element = etree._Element
MADE = frozenset({"creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime"})
VALUES = frozenset(f"{kind}Value" for kind in VARIABLE_KINDS)
TEXT = frozenset({"Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef"})
MEDIA = frozenset({"Description", "Coding", "NoteRef", "VariableValue"})
NAMED = frozenset({"guid", "name"})
TARGET = (frozenset({"targetGUID", "guid"}), frozenset[str]())
EXAMPLES = 100  # attributes of an element whose values are looked at
NOTHING = (frozenset[str](), frozenset[str]())

# Of each element: the attributes and the elements in it that are carried.
KEPT: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Project": (
        frozenset({"name", "origin", "creatingUserGUID", "creationDateTime", "modifyingUserGUID",
                   "modifiedDateTime"}),
        frozenset({"Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets",
                   "Description", "NoteRef"}),
    ),
    "Users": (frozenset(), frozenset({"User"})),
    "User": (NAMED | {"id"}, frozenset()),
    "CodeBook": (frozenset({"origin"}), frozenset({"Codes", "Sets"})),
    "Codes": (frozenset(), frozenset({"Code"})),
    "Code": (NAMED | {"isCodable", "color"}, frozenset({"Description", "NoteRef", "Code"})),
    "Variables": (frozenset(), frozenset({"Variable"})),
    "Variable": (NAMED | {"typeOfVariable"}, frozenset({"Description"})),
    "VariableValue": (frozenset(), VALUES | {"VariableRef"}),
    "Cases": (frozenset(), frozenset({"Case"})),
    "Case": (
        NAMED,
        frozenset({"Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"}),
    ),
    "Sources": (
        frozenset(),
        frozenset({"TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource"}),
    ),
    "TextSource": (NAMED | MADE | {"plainTextPath"}, TEXT | {"VariableValue"}),
    "PDFSource": (NAMED | MADE, MEDIA | {"Representation"}),
    "PictureSource": (NAMED | MADE, MEDIA | {"TextDescription"}),
    "AudioSource": (NAMED | MADE, MEDIA | {"Transcript"}),
    "VideoSource": (NAMED | MADE, MEDIA | {"Transcript"}),
    "Representation": (NAMED | MADE | {"plainTextPath"}, TEXT - {"Description"}),
    "TextDescription": (NAMED | MADE | {"plainTextPath"}, TEXT - {"Description"}),
    "Transcript": (
        NAMED | MADE | {"plainTextPath"},
        frozenset({"Description", "PlainTextContent", "SyncPoint", "TranscriptSelection",
                   "NoteRef"}),
    ),
    "SyncPoint": (frozenset({"guid", "position"}), frozenset()),
    "TranscriptSelection": (
        NAMED | MADE | {"fromSyncPoint", "toSyncPoint"},
        frozenset({"Description", "Coding", "NoteRef"}),
    ),
    "PlainTextSelection": (
        NAMED | MADE | {"startPosition", "endPosition"},
        frozenset({"Description", "Coding", "NoteRef"}),
    ),
    "Coding": (
        frozenset({"guid", "creatingUser", "creationDateTime"}), frozenset({"CodeRef", "NoteRef"}),
    ),
    "Notes": (frozenset(), frozenset({"Note"})),
    "Note": (NAMED | MADE | {"plainTextPath"}, TEXT | {"VariableValue"}),
    "Links": (frozenset(), frozenset({"Link"})),
    "Link": (
        NAMED | {"direction", "color", "originGUID", "targetGUID"}, frozenset({"NoteRef"}),
    ),
    "Sets": (frozenset(), frozenset({"Set"})),
    "Set": (NAMED, frozenset({"Description", "MemberCode", "MemberSource", "MemberNote"})),
}  # fmt: skip
KEPT.update(
    dict.fromkeys(
        ("NoteRef", "CodeRef", "SourceRef", "SelectionRef", "VariableRef", "MemberCode",
         "MemberSource", "MemberNote"),
        TARGET,
    )
)  # fmt: skip
CALLED = {
    "Graphs": "maps and diagrams (Graphs)",
    "PDFSelection": "marked areas of PDFs",
    "PictureSelection": "marked areas of pictures",
    "AudioSelection": "marked stretches of recordings",
    "VideoSelection": "marked stretches of recordings",
    "richTextPath": "formatted forms of texts, beside the plain ones",
    "path": "files of PDFs, pictures and recordings",
    "currentPath": "files of PDFs, pictures and recordings",
    "basePath": "the folder on the computer the project came from",
    "timeStamp": "times of places in transcripts",
}


def unkept(root: Element, losses: Losses) -> None:
    """Add to the losses every element and attribute below ``root`` that isn't carried."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        tag = name_of(element)
        attributes, children = KEPT.get(tag, NOTHING)
        for number, attribute in enumerate(map(str, element.keys())):
            if attribute not in attributes and not attribute.startswith("{"):
                kind = CALLED.get(attribute, f"{attribute} of {tag}")
                # To find one among very many takes long, each time.
                value = element.get(attribute) if number < EXAMPLES else None
                losses.add(kind, value or "", place_of(element))
        if element.text and not element.text.isspace() and children:
            losses.add(f"words within {tag}", element.text.strip(), place_of(element))
        below = list(elements(element))
        for child in below:
            if child.tail and not child.tail.isspace():
                losses.add(f"words within {tag}", child.tail.strip(), place_of(child))
            if name_of(child) not in children:
                _lost(child, losses)
        waiting += [child for child in reversed(below) if name_of(child) in children]


def _lost(element: Element, losses: Losses) -> None:
    """Count an element that isn't carried, and the codings in it."""
    tag = name_of(element)
    kind = CALLED.get(tag, f"elements called {tag}")
    losses.add(kind, element.get("name") or element.get("guid") or "", place_of(element))
    for below in element.iter("{*}Coding"):
        losses.add(f"codings on {kind}", below.get("guid") or "", place_of(below))


def elements(element: Element) -> Iterator[Element]:
    """Give the elements in an element, without comments and the like."""
    return element.iterchildren("{*}*")


def name_of(element: Element) -> str:
    """Give an element's name without its name space, which tools write in several ways."""
    return str(element.tag).rpartition("}")[2]


def place_of(element: Element) -> str:
    """Say where an element stands in the project's XML."""
    return f"line {element.sourceline}, {name_of(element)}"
