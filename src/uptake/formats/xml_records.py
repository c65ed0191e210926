"""Files of records in XML: the part that EndNote's and PubMed's have in common.

A file is cut into its records before anything is parsed, so that a broken one costs no other, and
memory holds one at a time. No declaration of a document type is ever read: entities that a file
declares are refused, and nothing is fetched.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from uptake.formats import tagged
from uptake.formats.readers import TextReader
from uptake.formats.references import Oddity, Progress, Raw, Reading, Reference
from uptake.formats.tagged import Block, Outside
from uptake.formats.text import Decoded, Unreadable

Element = etree._Element
ENTITIES = re.compile(r"<!ENTITY", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#(\d{1,9}|[xX][0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{1,31});)?")
OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
PREFIX = re.compile(r"(</?|\s)(?!xml:)[A-Za-z][\w.-]{0,40}:(?=[A-Za-z][\w.-]{0,60}[\s=/>])")
MARKUP = re.compile(
    r"<!\[CDATA\[|\]\]>|<!--|-->|</?[A-Za-z][\w:.-]{0,60}"
    r"(?:\s{1,9}[\w:.-]{1,60}=(?:\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}'))*+\s{0,9}/?>"
)
WRAPPING = re.compile(
    r"<\?[^<>]*\?>|<!DOCTYPE[^<>]*>|<!--.*?-->|</?[A-Za-z][\w:.-]{0,60}[^<>]*>", re.S
)
STYLE = "style"
# Elements that style a text and part nothing.
INLINE = frozenset({"style", "i", "b", "u", "sub", "sup", "em", "strong", "italic", "bold", "font"})
WORD = re.compile(r"\w+")
SAID = re.compile(r",? (?:line |try )")  # places within the record, and advice to programmers
BROKEN = "{} is broken on line {}: {}; what could be read was kept."


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one record, and where it stood."""

    text: str
    line: int
    end_line: int
    closed: bool


class Leaf(NamedTuple):
    """An element without others in it: where it is, the same with its attributes, its text."""

    path: str
    tag: str
    value: str


Leaves = Sequence[Leaf]


class Cut(NamedTuple):
    """A file cut into its records, and what stands in none."""

    pieces: list[Piece]
    outside: Outside


def opening(names: Sequence[str]) -> re.Pattern[str]:
    """Make the pattern of a record's first and last tag."""
    return re.compile(rf"<(/?)({'|'.join(names)})(?:\s[^<>]{{0,2000}}|/)?>")


def parser(*, recover: bool = False) -> etree.XMLParser:
    """Make a parser that reads nothing but what it is given."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        encoding="utf-8",
    )


def cut(text: str, tags: re.Pattern[str]) -> Cut:
    """Cut a text whose line ends are of one kind into its records."""
    result = Cut([], Outside())
    line, counted = 1, 0
    start: int | None = None
    after = 0

    def at(place: int) -> int:
        nonlocal line, counted
        line += text.count("\n", counted, place)
        counted = place
        return line

    def close(end: int, *, closed: bool) -> None:
        nonlocal start, after
        if start is not None:
            whole = text[start:end].rstrip()
            first = at(start)
            result.pieces.append(Piece(whole, first, first + whole.count("\n"), closed))
            result.outside.records += 1
        start, after = None, end

    def stray(end: int) -> None:
        first = at(after)
        for offset, row in enumerate(unwrapped(text[after:end]).split("\n")):
            if row.strip():
                result.outside.add(first + offset, row.strip())

    for match in tags.finditer(text):
        if match[1]:
            if start is None:  # an end that nothing began
                stray(match.start())
            close(match.end(), closed=True)
            continue
        if start is not None:
            close(match.start(), closed=False)
        else:
            stray(match.start())
        start = match.start()
        if match.group().endswith("/>"):
            close(match.end(), closed=True)
    if start is not None:
        close(len(text), closed=False)
    else:
        stray(len(text))
    return result


def raw_of(found: Leaves) -> Raw:
    """Give the leaves as a reference keeps them."""
    return tuple([(leaf.tag, leaf.value) for leaf in found])


def unwrapped(text: str) -> str:
    """Blank out the tags about the records, and leave text and line ends where they are."""
    return WRAPPING.sub(lambda tag: "\n" * tag.group().count("\n"), text)


def text_reader(
    tags: re.Pattern[str],
    to_reference: Callable[[Element, Leaves, Piece, int], tuple[Reference, Sequence[Oddity]]],
    *,
    format: str,
    called: str,
) -> TextReader:
    """Make the reader of a format whose records begin and end with ``tags``.

    It reads every record, a broken one as far as it goes, and refuses a file that has none or that
    declares entities.
    """
    advice = f"Export it again as {called} or as RIS."

    def record(piece: Piece, position: int) -> tuple[Reference, Sequence[Oddity]]:
        root, oddities = parsed(piece, position)
        if root is None:
            raw: Raw = (("record", piece.text),)
            return (
                Reference(kind="other", raw=raw, format=format, position=position,
                          line=piece.line, end_line=piece.end_line),
                oddities,
            )  # fmt: skip
        found = [*_of_root(root), *leaves(root)]
        result, odd = to_reference(root, found, piece, position)
        return result, [*(oddities and _lost(oddities, found, piece)), *odd]

    def read_text(
        decoded: Decoded, *, size: int = 0, name: str = "", progress: Progress | None = None
    ) -> Reading:
        text = tagged.text_of(decoded, name)
        first = tags.search(text)
        if first is None:
            raise Unreadable(f"No record of {called} was found in it.", name, advice)
        if ENTITIES.search(text, 0, first.start()):
            what = "The file declares entities, which no database writes and which could do harm."
            raise Unreadable(what, name, advice)
        pieces, outside = cut(text, tags)
        if not pieces:
            what = f"No record of {called} begins in it; there is only an end."
            raise Unreadable(what, name, advice)
        return tagged.reading(
            [Block(piece.line, end_line=piece.end_line) for piece in pieces],
            lambda block, position: record(pieces[position - 1], position),
            format=format,
            decoded=decoded,
            lines=tagged.count_lines(text),
            odd=list(outside.oddities()),
            size=size,
            progress=progress,
        )

    return read_text


def parsed(piece: Piece, position: int) -> tuple[Element | None, list[Oddity]]:
    """Parse a record: as it stands, then mended, then as far as it goes."""
    try:
        return etree.fromstring(piece.text.encode("utf-8", "replace"), parser()), []
    except etree.XMLSyntaxError as error:
        broken = error
    mended = mend(piece.text).encode("utf-8", "replace")
    record = f"Record {position}"
    try:
        root = etree.fromstring(mended, parser())
        what = f"{record} holds signs that XML doesn't allow; they were replaced."
        return root, [Oddity(piece.line, "note", what, lines=0)]
    except etree.XMLSyntaxError:
        pass
    line = piece.line + max(0, (broken.lineno or 1) - 1)
    if piece.closed:
        what = BROKEN.format(record, line, SAID.split(str(broken.msg))[0][:100])
    else:
        what = f"{record} isn't closed; the file may be cut off. What could be read was kept."
    try:
        root = etree.fromstring(mended, parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    lines = piece.end_line - piece.line + 1 if root is None else 0
    return root, [Oddity(line, "warning", what, piece.text, lines)]


def _lost(oddities: list[Oddity], found: Leaves, piece: Piece) -> list[Oddity]:
    """Where a record was read as far as it goes, report the whole of it if a word is missing."""
    kept: Counter[str] = Counter()
    for leaf in found:
        kept.update(WORD.findall(leaf.value))
    there = Counter(WORD.findall(html.unescape(MARKUP.sub(" ", piece.text))))
    if not there - kept:
        return oddities
    lines = piece.end_line - piece.line + 1
    return [Oddity(it.line, it.severity, it.what, piece.text, lines) for it in oddities]


def mend(text: str) -> str:
    """Replace what makes XML invalid: control characters, HTML's entities, a lone ampersand."""
    text = FORBIDDEN.sub(" ", ENTITY.sub(_entity, text))
    return PREFIX.sub(r"\1", text)


def _entity(found: re.Match[str]) -> str:
    number, name = found.groups()
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        valid = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD
        return found.group() if valid or 0x10000 <= code <= 0x10FFFF else " "
    if name in OWN:
        return found.group()
    character = html.unescape(found.group()) if name else "&"
    return "&amp;" + found.group()[1:] if character.startswith("&") else character


def words_of(element: Element) -> str:
    """Give the text of an element with that of the elements in it, as it stands."""
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def leaves(element: Element, above: str = "") -> Iterator[Leaf]:
    """Give each element that holds text or attributes, in order.

    The parser refuses what is nested deeper than calls can be.
    """
    for child in element:
        path = above + _name(child)
        within = list(child)
        value, deeper = child.text or "", False
        if len(within) == 1 and within[0].tag == STYLE and not len(within[0]):
            value += (within[0].text or "") + (within[0].tail or "")
        elif within:
            # Where text stands between the elements in it they can't be told apart.
            deeper = not all(it.tag in INLINE for it in within) and not _own(child, within)
            value = "" if deeper else words_of(child)
        attributes = child.items()
        if value or attributes:
            tag = path + "".join([f"[{key!s}={it!s}]" for key, it in attributes])
            yield Leaf(path, tag, value)
        if deeper:
            yield from leaves(child, f"{path}/")


def _of_root(root: Element) -> Leaves:
    """Give what stands in the record itself: attributes, and text between its elements."""
    text = _own(root, list(root))
    attributes = "".join([f"[{key!s}={it!s}]" for key, it in root.items()])
    return [Leaf("", _name(root) + attributes, text)] if text or attributes else []


def _name(element: Element) -> str:
    name = str(element.tag)
    return name.rpartition("}")[2] if "}" in name else name


def _own(element: Element, within: Sequence[Element]) -> str:
    """Give the text of an element that stands between the elements in it."""
    return "".join([element.text or "", *(it.tail or "" for it in within)]).strip()
