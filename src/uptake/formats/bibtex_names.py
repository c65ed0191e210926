"""Names as BibTeX writes them: ``First von Last``, ``von Last, First``, ``von Last, Jr, First``.

Names are parted by the word "and"; what stands in braces is one word, so a group in braces is one
name. Source: the rules of BibTeX (Oren Patashnik, Designing BibTeX styles, 1988).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from uptake.formats.authors import GROUP_WORDS, INITIALS, SUFFIXES, authors
from uptake.formats.fields import plain
from uptake.formats.latex import from_unicode, to_unicode

AND = re.compile(r"[{}]|\s(?:and|AND|And)(?=\s)")
WORD = re.compile(r"[{}]|[\s~]+|,")
LATEX = re.compile(r"[{}\\~$]|--|``|''")
# SciELO parts whole names by a comma and two blanks.
WIDE = re.compile(r",[ ]{2,9}(?=\S)")
OTHERS = frozenset({"others", "et al", "et al.", "and others"})


def names(value: str) -> tuple[str, ...]:
    """Give the names in the value of ``author`` or ``editor``, family name first.

    Names that are not parted by "and" are parted where databases part them.
    """
    value = _outer(value.strip())
    parts = split(value)
    if len(parts) == 1 and "{" not in value:
        if len(wide := WIDE.split(value)) > 1:
            return tuple(filter(None, (name(part) for part in wide)))
        several = authors([to_unicode(value)])
        if len(several) > 1:
            return several
    return tuple(filter(None, (name(part) for part in parts)))


def _outer(value: str) -> str:
    """Take off braces about the whole list, but not those that make one name of a group."""
    inner = value[1:-1]
    if value[:1] != "{" or value[-1:] != "}" or len(split(inner)) < 2:
        return value
    depth = 0
    for sign in inner:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return value
    return inner if "," in inner or not GROUP_WORDS.search(inner) else value


def split(value: str) -> list[str]:
    """Part a list of names at each "and" that stands in no braces."""
    if "{" not in value:
        return [part.strip() for part in re.split(r"\s(?:and|AND|And)(?=\s)", f" {value} ")]
    parts, start, depth = [], 0, 0
    value = f" {value} "
    for match in AND.finditer(value):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif depth <= 0:
            parts.append(value[start : match.start()].strip())
            start = match.end()
    parts.append(value[start:].strip())
    return parts


def name(value: str) -> str:
    """Give one name as ``von Last, First, Jr``; a group, and a name that is one word, as it is."""
    if not value:
        return ""
    if value.startswith("{") and value.endswith("}") and _is_one(value):
        return bare(value)
    pieces = _pieces(value)
    if not pieces or " ".join(word for piece in pieces for word in piece).lower() in OTHERS:
        return ""
    if len(pieces) == 1:
        return _in_order(pieces[0])
    family, *rest = (" ".join(piece) for piece in pieces)
    if len(rest) > 1 and rest[0].lower() in SUFFIXES:
        rest = [*rest[1:], rest[0]]
    return ", ".join(filter(None, (family, *rest)))


def _is_one(value: str) -> bool:
    """True when the first brace closes at the end."""
    depth = 0
    for at, sign in enumerate(value):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return at == len(value) - 1
    return False


def bare(value: str) -> str:
    """Give a text without LaTeX and markup."""
    if not value:
        return ""
    return plain(to_unicode(value))


def _pieces(value: str) -> list[list[str]]:
    """Part a name at its commas, and each piece into words; braces hold together."""
    if not LATEX.search(value):
        return [words for piece in plain(value).split(",") if (words := piece.split())]
    pieces: list[list[str]] = [[]]
    start, depth = 0, 0

    def take(end: int) -> None:
        if word := bare(value[start:end]):
            pieces[-1].append(word)

    for match in WORD.finditer(value):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif depth <= 0 and not value.endswith("\\", 0, match.start()):
            take(match.start())
            start = match.end()
            if sign == ",":
                pieces.append([])
    take(len(value))
    return [piece for piece in pieces if piece]


def _in_order(words: list[str]) -> str:
    """Turn ``First von Last`` round. A group, and ``Smith JA`` as MEDLINE writes it, stay."""
    whole = " ".join(words)
    if len(words) == 1 or INITIALS.fullmatch(words[-1]) or GROUP_WORDS.search(whole):
        return whole
    suffix = ""
    if words[-1].lower() in SUFFIXES and len(words) > 2:
        suffix, words = words[-1], words[:-1]
    last = len(words) - 1
    von = next((at for at in range(1, last) if words[at][0].islower()), last)
    parts = (" ".join(words[von:]), " ".join(words[:von]), suffix)
    return ", ".join(filter(None, parts))


def written(values: Iterable[str]) -> str:
    """Write names so that ``names`` gives them back: what isn't ``Last, First`` goes in braces."""
    return " and ".join(map(_written, values))


def _written(name: str) -> str:
    parts = [part.strip() for part in name.split(",")]
    saved = from_unicode(name)
    if len(parts) == 3 and parts[2].lower() in SUFFIXES:
        saved = from_unicode(f"{parts[0]}, {parts[2]}, {parts[1]}")
    elif len(parts) != 2 or not all(parts):
        return f"{{{saved}}}"
    return f"{{{saved}}}" if len(split(saved)) > 1 else saved
