"""Sources and notes of a REFI-QDA project: their texts, and the passages in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from uptake.formats.moved import Moved
from uptake.formats.refi.archive import Archive
from uptake.formats.refi.kept import KEPT, Element, name_of, place_of
from uptake.formats.refi.model import ORIGIN, Selection, Source, SourceKind, guid_of
from uptake.formats.refi.parts import Known, children, described
from uptake.formats.refi.positions import LOW, Way, choose
from uptake.formats.text import Decoded, Unreadable, decode
from uptake.formats.turns import Oddity

NUMBER = re.compile(r"\s*[+-]?\d{1,15}\s*", re.ASCII)
KINDS: dict[str, SourceKind] = {
    "TextSource": "text", "Note": "text", "PDFSource": "pdf", "PictureSource": "picture",
    "AudioSource": "audio", "VideoSource": "video",
}  # fmt: skip
BOM = "\ufeff"


class Texts:
    """Reads sources and notes. ``archive`` is None for a project that is bare XML."""

    def __init__(
        self, known: Known, archive: Archive | None, name: str, others: Mapping[Way, float]
    ) -> None:
        """Remember where texts come from, what is known, and how positions may be counted."""
        self.known = known
        self.others = others
        self.archive = archive
        self.name = name

    def sources(self, element: Element) -> list[Source]:
        """Give what one source of any kind becomes: a recording and each of its transcripts."""
        kind = KINDS[name_of(element)]
        parts = children(element, "Representation", "TextDescription")
        whole = self._source(element, [element, *parts], kind)
        transcripts = [
            self._source(it, [it], kind, part_of=whole.guid)
            for it in children(element, "Transcript")
        ]
        return [whole, *transcripts]

    def _source(
        self, element: Element, parts: Sequence[Element], kind: SourceKind, part_of: str = ""
    ) -> Source:
        known = self.known
        guid = known.guid(element)
        called = element.get("name") or self._file_name(element) or f"{name_of(element)} {guid[:8]}"
        holding = next((it for it in parts if self._has_text(it)), element)
        for other in parts:
            if other is not holding and self._has_text(other):
                known.losses.add("second texts of a source", called, place_of(other))
        decoded = self._text(holding, called)
        moved, convention = Moved(""), None
        selections: tuple[Selection, ...] = ()
        if decoded is not None:
            marked = [it for part in parts for it in self._marked(part)]
            chosen = choose(
                decoded.text,
                decoded.had_bom,
                [edges for _, edges in marked],
                trusted=known.origin == ORIGIN,
                others=self.others,
            )
            known.tied |= chosen.tied
            for way, score in chosen.scores.items():
                known.ways[way] += score * len(marked)
            moved, convention = Moved(decoded.text), chosen.convention
            selections = self._selections(
                [(it, place) for (it, _), place in zip(marked, chosen.places, strict=True)], moved
            )
            self._say(called, chosen.doubtful, len(chosen.cut), str(convention), convention.score)
        else:
            for part in parts:
                self._without_text(part, called)
        known.sources.add(guid)
        return Source(
            guid=guid,
            name=called,
            text=moved.text,
            kind=kind,
            part_of=part_of,
            description=described(element),
            made=known.made(element),
            selections=selections,
            codings=tuple(it for part in parts for it in known.codings(part)),
            noted=tuple(it for part in parts for it in known.noted(part)),
            values=known.values(element),
            convention=convention,
        )

    def _say(self, called: str, doubtful: bool, cut: int, way: str, score: float) -> None:
        if doubtful:
            self.known.oddities.append(
                Oddity(
                    0, "warning",
                    f"In “{called}” only {score:.0%} of passages begin or end with a word (below "
                    f"{LOW:.0%}): their places may be wrong. They were read as {way}. Compare a "
                    "few with the program the file came from.",
                )
            )  # fmt: skip
        if cut:
            what = f"In “{called}” {cut} passages ran past the end and were cut there."
            self.known.oddities.append(Oddity(0, "warning", what))

    def _has_text(self, element: Element) -> bool:
        return bool(children(element, "PlainTextContent")) or bool(_path(element))

    def _file_name(self, element: Element) -> str:
        return _path(element).replace("\\", "/").rpartition("/")[2]

    def _text(self, element: Element, called: str) -> Decoded | None:
        """Give the text of a source, or None where there is none, saying why it is missing."""
        inline = children(element, "PlainTextContent")
        if inline:
            for other in inline[1:]:
                self.known.losses.add("second texts of a source", called, place_of(other))
            return _whole(inline[0].text or "", "utf-8")
        path = _path(element)
        if not path:
            if name_of(element) in {"TextSource", "Transcript"}:
                self.known.losses.add("texts that aren't in the file", called, place_of(element))
            return None
        entry = self.archive.find(path) if self.archive else ""
        if not entry or self.archive is None:
            self.known.losses.add("texts that aren't in the file", path, place_of(element))
            return None
        try:
            return self._decoded(self.archive.text(entry), called)
        except Unreadable as refusal:
            what = f"The text of “{called}” can't be read: {refusal.what}"
            self.known.oddities.append(Oddity(0, "warning", what, entry))
            self.known.losses.add("texts that can't be read", path, place_of(element))
            return None

    def _decoded(self, data: bytes, called: str) -> Decoded:
        if not data:
            self.known.oddities.append(Oddity(0, "warning", f"The text of “{called}” is empty."))
        if b"\x00" not in data:
            try:
                return _whole(data.decode("utf-8"), "utf-8")
            except UnicodeDecodeError:
                pass  # the usual reader says what it is in
        decoded = decode(data)
        for warning in decoded.warnings:
            self.known.oddities.append(Oddity(0, "warning", f"“{called}”: {warning}"))
        return decoded

    def _marked(self, element: Element) -> list[tuple[Element, tuple[int, int]]]:
        """Give the passages of a source with their positions as written."""
        points = {
            guid_of(it.get("guid") or ""): it.get("position")
            for it in children(element, "SyncPoint")
        }
        found = []
        for it in children(element, "PlainTextSelection", "TranscriptSelection"):
            if name_of(it) == "PlainTextSelection":
                edges = it.get("startPosition"), it.get("endPosition")
            else:
                edges = (
                    points.get(guid_of(it.get("fromSyncPoint") or "")),
                    points.get(guid_of(it.get("toSyncPoint") or "")),
                )
            start, end = (NUMBER.fullmatch(edge or "") for edge in edges)
            if start and end:
                found.append((it, (int(start[0]), int(end[0]))))
            else:
                self._lose("passages without a readable place", it)
        return found

    def _selections(
        self, placed: Sequence[tuple[Element, tuple[int, int] | None]], moved: Moved
    ) -> tuple[Selection, ...]:
        known, found = self.known, []
        for element, place in placed:
            start, end = (moved.at(place[0]), moved.at(place[1])) if place else (0, 0)
            if start >= end:
                self._lose("passages that don't lie in their text", element)
                continue
            guid = known.guid(element)
            known.selections.add(guid)
            found.append(
                Selection(
                    guid, start, end, element.get("name") or "", described(element),
                    known.made(element), known.codings(element), known.noted(element),
                )
            )  # fmt: skip
        return tuple(found)

    def _without_text(self, element: Element, called: str) -> None:
        for it in children(element, "PlainTextSelection", "TranscriptSelection"):
            self._lose("passages in texts that aren't there", it, called)

    def _lose(self, kind: str, element: Element, called: str = "") -> None:
        example = element.get("name") or called or element.get("guid") or ""
        self.known.losses.add(kind, example, place_of(element))
        for coding in children(element, "Coding"):
            self.known.losses.add(f"codings on {kind}", coding.get("guid") or "", place_of(coding))


def _path(element: Element) -> str:
    """Give the path of an element's text, where elements of its kind have one."""
    carried = "plainTextPath" in KEPT[name_of(element)][0]
    return (element.get("plainTextPath") or "") if carried else ""


def _whole(text: str, encoding: str) -> Decoded:
    bare = text.removeprefix(BOM)
    return Decoded(bare, encoding, (), bare != text)
