"""BibTeX taken apart: entries with their fields, and everything that is none.

Braces are balanced, and each entry is on its own: one that never closes ends at the latest where
the next begins, and its fields are then taken line by line. Every place is looked at a fixed number
of times, so that no file takes longer than its size warrants.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from uptake.formats.bibtex_patterns import (
    AFTER_QUOTE,
    BARE,
    BLANK,
    BRACED,
    CHUNK,
    FIELD,
    FLAT,
    GAP,
    JOIN,
    KEY,
    LEFT,
    MONTHS,
    NO_FIELD,
    QUOTES,
    RESUME,
    USUAL,
    beginnings,
)
from uptake.formats.references import Oddity
from uptake.formats.tagged import Outside


@dataclass(slots=True)
class Entry:
    """One entry: its fields as written (``raw``) and with abbreviations put in (``values``)."""

    kind: str
    """Its type, as it is written."""
    key: str
    line: int
    end_line: int = 0
    raw: list[tuple[str, str]] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Value:
    """The value of a field: as it stood, without what delimits it, and where it ended."""

    raw: str
    resolved: str
    end: int


class Scan:
    """One pass over a file: ``entries`` and ``oddities`` are what it found."""

    def __init__(self, text: str) -> None:
        """Take in a text whose line ends are of one kind."""
        self.text = text
        self.entries: list[Entry] = []
        self.oddities: list[Oddity] = []
        self.outside = Outside()
        self.macros = dict(MONTHS)
        self.unknown: dict[str, int] = {}
        self.abbreviations: list[tuple[int, str]] = []
        self.newlines = [match.start() for match in re.finditer("\n", text)]
        self.whole_comments = True

    def run(self) -> Scan:
        """Go through the text."""
        starts = beginnings(self.text)
        places = [it.start() for it in starts]
        position = 0
        while (at := bisect_left(places, position)) < len(places):
            self.stray(position, places[at])
            limit = places[at + 1] if at + 1 < len(places) else len(self.text)
            position = self.part(starts[at], limit)
        self.stray(position, len(self.text))
        self.conclude()
        return self

    def line(self, place: int) -> int:
        """Say which line a place is on."""
        return bisect_left(self.newlines, place) + 1

    def stray(self, start: int, end: int) -> None:
        """Keep the text between two entries, unless there is only a comma."""
        text = self.text[start:end]
        if not text.strip("\ufeff \t\n,;"):
            return
        number = self.line(start)
        for offset, line in enumerate(text.split("\n")):
            if line.strip():
                self.outside.add(number + offset, line)

    def part(self, match: re.Match[str], limit: int) -> int:
        """Read what begins with an ``@`` before ``limit``, and say where it ends."""
        kind = match[1].lower()
        if kind == "comment":
            return self.comment(match, limit)
        if kind == "preamble":
            return self.kept(match, limit, "A preamble for LaTeX; kept here only.")
        closer = "}" if match[2] == "{" else ")"
        entry = Entry(match[1], "", self.line(match.start()))
        start = match.end()
        if kind != "string":
            entry.key, start = self.key(start, limit)
            self.outside.records += 1
        end = self.fields(entry, start, limit, closer)
        entry.end_line = self.line(match.start() + len(self.text[match.start() : end].rstrip()) - 1)
        if kind == "string":
            self.define(entry, match.start(), end)
        else:
            self.entries.append(entry)
        return end

    def comment(self, match: re.Match[str], limit: int) -> int:
        """Keep a comment, with the entries that may stand in it, if its braces are balanced."""
        braced = self.whole_comments and match[2] == "{"
        whole = self.balanced(match.end() - 1, len(self.text)) if braced else 0
        if whole:
            inside = len(beginnings(self.text[match.end() : whole]))
            what = "A comment; kept here only."
            if inside:
                entries = "an entry" if inside == 1 else f"{inside} entries"
                what = f"A comment that holds {entries}; left out, as its writer asked."
            return self.keep(match.start(), whole, what, "warning" if inside else "note")
        self.whole_comments = (
            self.whole_comments and not braced
        )  # one try to the end of the file is enough
        return self.kept(match, limit, "A comment; kept here only.")

    def kept(self, match: re.Match[str], limit: int, what: str) -> int:
        end = self.balanced(match.end() - 1, limit) if match[2] == "{" else 0
        if not end and match[2] == "(":
            end = self.text.find(")", match.end(), limit) + 1
        return self.keep(match.start(), end or limit, what)

    def keep(self, start: int, end: int, what: str, severity: str = "note") -> int:
        """Report a piece of the text with all that it holds."""
        text = self.text[start:end].rstrip()
        lines = text.count("\n") + 1
        warn = severity == "warning"
        self.oddities.append(
            Oddity(self.line(start), "warning" if warn else "note", what, text, lines)
        )
        return end

    def key(self, start: int, limit: int) -> tuple[str, int]:
        """Find the key: up to the last comma before the first field, since keys hold commas too."""
        match = KEY.match(self.text, start, limit)
        end = match.end() if match else start
        head = self.text[start:end]
        if end < limit and self.text[end] == "=":
            comma = head.rfind(",")
            end = start + comma + 1
            return (head[:comma].strip() if comma >= 0 else ""), max(start, end)
        key, comma_found, _ = head.partition(",")
        if comma_found:
            return key.strip(), start + len(key) + 1
        if end < limit and self.text[end] == "{":
            return "", start
        return key.strip(" \t\n)"), start + len(key)

    def fields(self, entry: Entry, start: int, limit: int, closer: str) -> int:
        """Read fields up to the end of the entry, and say where that is."""
        text, position, before = self.text, start, len(self.oddities)
        while True:
            gap = GAP.match(text, position, limit)
            position = gap.end() if gap else position
            if position >= limit:
                if any(LEFT.search(value) for _, value in entry.raw):
                    return self.by_lines(entry, start, limit, before)
                return self.unclosed(entry, limit)
            if text[position] == closer:
                if LEFT.search(text, position + 1, limit):
                    return self.by_lines(entry, start, limit, before)
                return position + 1
            if usual := USUAL.match(text, position, limit):
                name, raw = usual.groups()
                entry.raw.append((name, raw))
                entry.values.append((name.lower(), raw))
                position = usual.end()
                continue
            found = FIELD.match(text, position, limit)
            if not found:
                position = self.junk(entry, position, limit, closer)
                if not position:
                    return self.by_lines(entry, start, limit, before)
                continue
            value = self.value(found.end(), limit, closer)
            if value is None:
                return self.by_lines(entry, start, limit, before)
            entry.raw.append((found[1], value.raw))
            entry.values.append((found[1].lower(), value.resolved))
            position = value.end

    def junk(self, entry: Entry, start: int, limit: int, closer: str) -> int:
        """Pass over what is no field, to the next one or the end of the entry, and keep it.

        Gives 0 where a brace in it never closes, or only after other fields.
        """
        depth, end = 0, limit
        for match in RESUME[closer].finditer(self.text, start, limit):
            sign = match.group()
            if sign == "{":
                depth += 1
            elif sign == "}" and depth:
                depth -= 1
            elif not depth and sign in (closer, ",", "\n"):
                end = match.start()
                break
        if depth or (end == limit and LEFT.search(self.text, start, limit)):
            return 0
        return self.keep(start, end, NO_FIELD.format(self.named(entry)), "warning")

    def value(self, start: int, limit: int, closer: str) -> Value | None:
        """Read a value, its parts joined by ``#``; None where a brace or a quote never closes."""
        parts: list[str] = []
        raw, position = "", start
        while True:
            sign = self.text[position : position + 1] if position < limit else ""
            if sign == "{":
                end = self.balanced(position, limit)
                inside = self.text[position + 1 : end - 1]
            elif sign == '"':
                end = self.quoted(position, limit)
                inside = self.text[position + 1 : end - 1]
            else:
                match = BARE[closer].match(self.text, position, limit)
                end = match.end() if match else position
                inside = self.text[position:end].strip()
                raw = inside
                inside = self.expanded(inside, position)
            if not end and sign in ("{", '"'):
                return None
            parts.append(inside)
            blank = BLANK.match(self.text, end, limit)
            after = blank.end() if blank else end
            join = JOIN.match(self.text, after, limit)
            if not join:
                break
            position = join.end()
        if len(parts) > 1:
            return Value(self.text[start:end].strip(), "".join(parts), after)
        return Value(parts[0] if sign in ("{", '"') else raw, parts[0], after)

    def expanded(self, word: str, place: int) -> str:
        """Put in what an abbreviation stands for; one that the file doesn't define stays."""
        if not word or word[0].isdigit():
            return word
        full = self.macros.get(word.lower())
        if full is None:
            self.unknown.setdefault(word, self.line(place))
            return word
        return full

    def balanced(self, start: int, limit: int) -> int:
        """Say where the brace that opens at ``start`` closes, or 0 where it doesn't."""
        match = FLAT.match(self.text, start, limit) or BRACED.match(self.text, start, limit)
        if match:
            return match.end()
        depth, position = 0, start
        while (end := self.text.find("}", position, limit) + 1) > 0:
            depth += self.text.count("{", position, end) - 1
            if depth == 0:
                return end
            position = end
        return 0

    def quoted(self, start: int, limit: int) -> int:
        """Say where a quoted value ends, or 0. Quotation marks within it are passed over."""
        depth = 0
        for sign in QUOTES.finditer(self.text, start + 1, limit):
            if sign.group() == "{":
                depth += 1
            elif sign.group() == "}":
                depth -= 1
            elif depth <= 0 and AFTER_QUOTE.match(self.text, sign.end(), limit):
                return sign.end()
        return 0

    def unclosed(self, entry: Entry, limit: int) -> int:
        what = f"{self.named(entry)} is not closed; it ends where the next begins or the file ends."
        self.oddities.append(Oddity(entry.line, "warning", what, lines=0))
        return limit

    def by_lines(self, entry: Entry, start: int, limit: int, before: int) -> int:
        """Take the fields of an entry whose braces don't match from the lines they begin on.

        What was found so far, and ``before`` which oddity, counts no longer.
        """
        del entry.raw[:], entry.values[:], self.oddities[before:]
        text = self.text[start:limit].rstrip()
        chunks = list(CHUNK.finditer(text))
        head = text[: chunks[0].start()] if chunks else text
        if head.strip(" \t\n,{}()"):
            self.keep(start, start + len(head), NO_FIELD.format(self.named(entry)), "warning")
        for at, match in enumerate(chunks):
            end = chunks[at + 1].start() if at + 1 < len(chunks) else len(text)
            inside = undelimited(text[match.end() : end], last=at + 1 == len(chunks))
            name = match[1] or match[2]
            entry.raw.append((name, inside))
            entry.values.append((name.lower(), self.macros.get(inside.lower(), inside)))
        what = (
            f"{self.named(entry)} has braces or quotation marks that don't match; "
            "its fields were taken line by line."
        )
        self.oddities.append(Oddity(entry.line, "warning", what, text, lines=0))
        return limit

    def define(self, entry: Entry, start: int, end: int) -> None:
        """Remember an abbreviation, and report the line."""
        self.macros.update(entry.values)
        for offset, line in enumerate(self.text[start:end].strip().split("\n")):
            if line.strip():
                self.abbreviations.append((entry.line + offset, line))

    def named(self, entry: Entry) -> str:
        if entry.kind.lower() == "string":
            return "The abbreviation"
        return f"Record {self.outside.records}"

    def conclude(self) -> None:
        """Report what concerns the file as a whole."""
        self.oddities.extend(self.outside.oddities())
        if self.abbreviations:
            text = "\n".join(line for _, line in self.abbreviations)
            what = "Abbreviations (@string), put in where a field names them."
            lines = len(self.abbreviations)
            self.oddities.append(Oddity(self.abbreviations[0][0], "note", what, text, lines))
        if self.unknown:
            names = ", ".join(list(self.unknown)[:10])
            what = f"Abbreviations that the file does not define stay as they stand: {names[:200]}."
            self.oddities.append(Oddity(min(self.unknown.values()), "note", what, lines=0))
        self.oddities.extend(_repeated(self.entries))


def undelimited(text: str, *, last: bool) -> str:
    """Take off what delimits a value whose braces don't match."""
    text = text.strip().rstrip(",").rstrip()
    if last and text.endswith(("}", ")")) and text.count("{") < text.count("}") + (text[-1] == ")"):
        text = text[:-1].rstrip().rstrip(",").rstrip()
    if text.startswith("{"):
        return text[1:].removesuffix("}").strip()
    return text[1:].removesuffix('"').strip() if text.startswith('"') else text


def _repeated(entries: Sequence[Entry]) -> list[Oddity]:
    """Say how many entries share a key with one before: each is kept, as they are other records."""
    seen: set[str] = set()
    twice = []
    for entry in entries:
        if entry.key and entry.key in seen:
            twice.append(entry)
        seen.add(entry.key)
    if not twice:
        return []
    count = "1 entry has" if len(twice) == 1 else f"{len(twice)} entries have"
    what = f"{count} a key that another has too, first {twice[0].key[:60]}; all are kept."
    return [Oddity(twice[0].line, "note", what, lines=0)]
