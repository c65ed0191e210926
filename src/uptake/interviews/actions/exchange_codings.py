"""Codes, codings, memos and themes of a file, put on the documents as they are here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils import timezone

from uptake.formats.refi.model import Coding as OneCoding
from uptake.formats.refi.model import Selection, Source, guid_of
from uptake.interviews.actions.coding import _speaker
from uptake.interviews.actions.exchange_people import (
    BATCH,
    Arriving,
    _coder,
    _rounds_coming,
    moment,
)
from uptake.interviews.actions.exchange_texts import Landed, Span
from uptake.interviews.actions.table import _held
from uptake.interviews.actions.tree import _end
from uptake.interviews.codebook_refi import lines_of
from uptake.interviews.models import Adjudication, Code, Coding, Memo, Passage, Theme, ThemeCode
from uptake.interviews.queries.guids import codes_by_guid
from uptake.projects.errors import Refused
from uptake.projects.models import User


@dataclass
class Put:
    """What of the file now stands where, by the file's identifiers."""

    codes: dict[str, Code] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    codings: dict[str, Coding] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    memos: list[tuple[str, Memo]] = field(default_factory=list)
    decided: list[tuple[Adjudication, Coding]] = field(default_factory=list)
    """What adjudication decided on, among the coders' own."""


def _bring_codes(at: Arriving, put: Put) -> None:
    """Find each code by its identifier or its name, or add it where the file has it."""
    lines, losses = lines_of(at.it.codes)
    for loss in losses:
        if loss.kind != "links from codes to memos":
            at.losses.add(loss.kind, loss.example, loss.where, loss.count)
    rows = {row.pk: row for row in Code.objects.filter(project=at.project)}
    by_guid = codes_by_guid(at.project)
    by_name = {row.name.casefold(): row for row in rows.values() if row.retired_at is None}
    above = {code.guid: code.parent for code in at.it.codes}
    gone = at.part("codes")
    for line in lines:
        row = rows.get(by_guid.get(line.guid, 0))
        said = gone.get(line.guid)
        retired = moment(said.get("retired")) if isinstance(said, dict) else None
        if row is None and retired is None:
            row = by_name.get(line.name.casefold())
        if row is None:
            parent = put.codes.get(above[line.guid])
            row = Code.objects.create(
                project=at.project, name=line.name, parent=parent,
                order=_end(Code, at.project, parent), definition=line.definition, when=line.when,
                when_not=line.when_not, example=line.example, instrument=line.instrument,
                construct=line.construct, origin=line.origin or Code.Origin.INDUCTIVE,
                retired_at=retired,
            )  # fmt: skip
            at.keep([row])
            at.counts["codes"] += 1
            if retired is None:
                by_name[line.name.casefold()] = row
        elif (row.definition, row.when) != (line.definition, line.when):
            at.losses.add("codes that read otherwise here, and stay as they are", row.name)
        put.codes[line.guid] = row
        at.here("code", Code)
        at.known_as("code", line.guid, row)
    for guid, said in gone.items():
        into = put.codes.get(str(said.get("into"))) if isinstance(said, dict) else None
        row = put.codes.get(guid)
        if into is None or row is None or row.pk not in at.made["interviews.code"]:
            continue
        if row.retired_at is not None and row not in _line(into, "merged_into"):
            row.merged_into = into
            row.save(update_fields=["merged_into"])


def _line(row: Model, up: str) -> Iterator[Model]:
    """A thing, and those that it leads to."""
    at: Model | None = row
    while at is not None:
        yield at
        at = getattr(at, up)


def _bring_codings(at: Arriving, put: Put, texts: Mapping[str, Landed]) -> None:
    """Put the file's codings on their passages; each coder's stay their own."""
    known, coming = at.here("coding", Coding), _rounds_coming(at)
    fresh: list[Passage] = []
    codings: list[tuple[str, str, Coding]] = []
    for source in at.it.sources:
        landed = texts.get(source.guid)
        _count_others(at, source)
        if landed is None:
            continue
        if not landed.transcript.cleared_how:
            for bare in source.selections:
                at.losses.add("codings on words that are still to be de-identified",
                              source.name, count=len(bare.codings) or 1)  # fmt: skip
            continue
        new, placed = _passages(at, put, source, landed)
        fresh += new
        taken = _had(landed)
        for selection, passage in zip(source.selections, placed, strict=True):
            for one in selection.codings if passage is not None else ():
                who, agreed = _who(at, one)
                key = (_place(passage), put.codes[one.code].pk, who.pk)
                if one.guid in known or (key in taken and not agreed):
                    at.losses.add("codings that are here already", source.name)
                    continue
                if (of := _round_of(at, one)) and of not in coming:
                    at.losses.add("codings of rounds that are here already", source.name)
                    continue
                if not agreed:
                    taken.add(key)
                codings.append((one.guid, one.created, Coding(
                    project=at.project, passage=passage, code=put.codes[one.code],
                    coder=who, source=Coding.Source.FILE,
                )))  # fmt: skip
    at.keep(Passage.objects.bulk_create(fresh, batch_size=BATCH))
    for guid, _, coding in codings:
        own = guid if guid not in put.codings else guid_of(f"{guid} {len(put.codings)}")
        put.codings[own] = coding
    at.counts["passages"] += len(fresh)
    at.stamps += [(coding, created) for _, created, coding in codings]
    for guid, passage in put.passages.items():
        at.here("passage", Passage)
        at.known_as("passage", guid, passage)


def _store_codings(at: Arriving, put: Put) -> None:
    """Write the codings, once it is known to which rounds they belong."""
    rows = list(put.codings.values())
    at.keep(Coding.objects.bulk_create(rows, batch_size=BATCH))
    at.counts["codings"] += len(rows)
    for by, coding in put.decided:
        by.decided.append(coding.pk)
    made = list({by.pk: by for by, _ in put.decided}.values())
    Adjudication.objects.bulk_update(made, ["decided"], batch_size=BATCH)
    at.here("coding", Coding)
    for guid, row in put.codings.items():
        at.known_as("coding", guid, row)
    _set_stamps(at.stamps)


def _set_stamps(rows: Iterable[tuple[Model, str]]) -> None:
    """Give rows the moment at which the file says that they were made."""
    by_kind: dict[type[Model], list[Any]] = defaultdict(list)
    for row, created in rows:
        if row.pk is None:
            continue  # left out after all
        if (at := moment(created)) is not None and at <= timezone.now():
            row.created_at = at  # type: ignore[attr-defined]
            by_kind[type(row)].append(row)
    for kind, those in by_kind.items():
        kind._default_manager.bulk_update(those, ["created_at"], batch_size=500)


def _who(at: Arriving, one: OneCoding) -> tuple[User, bool]:
    """Whose coding it is, and whether it came of adjudication, by Uptake's own side file."""
    said = at.part("codings").get(one.guid)
    if isinstance(said, dict) and said.get("adjudication"):
        return _coder(at, str(said.get("coder", ""))), True
    return _coder(at, one.coder), False


def _round_of(at: Arriving, one: OneCoding) -> str:
    """The round that a coding was made in, by Uptake's own side file."""
    said = at.part("codings").get(one.guid)
    return str(said.get("round", "")) if isinstance(said, dict) else ""


def _count_others(at: Arriving, source: Source) -> None:
    """Count what a document has and a transcript can't."""
    for kind, number in (
        ("codings on whole documents", len(source.codings)),
        ("values of variables on documents", len(source.values)),
        ("descriptions of documents", bool(source.description)),
    ):
        if number:
            at.losses.add(kind, source.name, count=number)


def _place(passage: Passage | None) -> Span:
    return (passage.start, passage.end) if passage else (0, 0)


def _had(landed: Landed) -> set[tuple[Span, int, int]]:
    """(place, code, coder) of what is coded in a transcript already."""
    if landed.new:
        return set()
    found = Coding.objects.filter(
        passage__version=landed.version, removed_at=None, layer=Coding.Layer.CODER
    ).values_list("passage__start", "passage__end", "code_id", "coder_id")
    return {((start, end), code, who) for start, end, code, who in found}


def _passages(
    at: Arriving, put: Put, source: Source, landed: Landed
) -> tuple[list[Passage], list[Passage | None]]:
    """The new passages of a document, not yet written, and the passage of each selection."""
    held: dict[Span, Passage] = {}
    if not landed.new:
        firm = Passage.objects.filter(version=landed.version, state=Passage.State.FIRM)
        held = {(row.start, row.end): row for row in firm}
    fresh: list[Passage] = []
    placed: list[Passage | None] = []
    for selection, place in zip(source.selections, landed.places, strict=True):
        row = held.get(place) if place else None
        if place is None:
            at.losses.add("passages whose words are not in the transcript here", source.name)
        elif row is None and (row := _passage(at, selection, landed, place)) is not None:
            held[place] = row
            fresh.append(row)
        if row is not None:
            put.passages.setdefault(selection.guid, row)
        placed.append(row)
    return fresh, placed


def _passage(at: Arriving, one: Selection, landed: Landed, place: Span) -> Passage | None:
    quote = landed.version.text[place[0] : place[1]]
    if not quote.strip():
        at.losses.add("passages without words", landed.transcript.title)
        return None
    try:
        who = _speaker(_held(landed.turns, *place))
    except Refused as refused:
        at.losses.add(
            "passages with words of several participants, or of somebody who withdrew",
            refused.what, landed.transcript.title,
        )  # fmt: skip
        return None
    if one.description or one.name not in ("", quote[: len(one.name)]):
        at.losses.add("names and descriptions of passages", one.name or one.description)
    return Passage(
        project=at.project, transcript=landed.transcript, version=landed.version,
        participant_id=who, start=place[0], end=place[1], quote=quote,
    )  # fmt: skip


def _bring_themes(at: Arriving, put: Put) -> None:
    """Make a theme of each set of codes."""
    held = {row.name.casefold(): row
            for row in Theme.objects.filter(project=at.project, retired_at=None)}  # fmt: skip
    for place, one in enumerate(at.it.sets):
        if one.sources or one.notes:
            at.losses.add("documents and memos in sets", one.name,
                          count=len(one.sources) + len(one.notes))  # fmt: skip
        if not one.codes and not at.side:
            at.losses.add("sets without codes", one.name)
            continue
        name = " ".join(one.name.split())[:160] or f"Set {place + 1}"
        row = held.get(name.casefold())
        if row is None:
            row = Theme.objects.create(
                project=at.project, name=name, about=one.description, order=len(held)
            )
            held[name.casefold()] = row
            at.keep([row])
            at.counts["themes"] += 1
        put.themes[one.guid] = row
        at.here("theme", Theme)
        at.known_as("theme", one.guid, row)
        for guid in one.codes:
            tied, new = ThemeCode.objects.get_or_create(
                theme=row, code=put.codes[guid], defaults={"project": at.project}
            )
            if new:
                at.keep([tied])
    for guid, said in at.part("themes").items():
        child = put.themes.get(guid)
        above = put.themes.get(str(said.get("parent"))) if isinstance(said, dict) else None
        if child is None or above is None or child.pk not in at.made["interviews.theme"]:
            continue
        if child not in _line(above, "parent"):
            child.parent = above
            child.save(update_fields=["parent"])


def _bring_memos(at: Arriving, put: Put, texts: Mapping[str, Landed]) -> None:
    """Write the file's notes as memos on what refers to them; of the rest, on the project."""
    held = at.here("memo", Memo)
    where = _referring(at, put, texts)
    fresh: list[tuple[str, str, Memo]] = []
    for note in at.it.notes:
        if note.guid in held:
            at.losses.add("memos that are here already", note.text[:60])
            continue
        if note.selections or note.codings:
            at.losses.add("codings on memos", note.name,
                          count=len(note.codings) or len(note.selections))  # fmt: skip
        text = (note.text or note.description or note.name).strip()
        if note.name not in ("", "Memo") and note.text and at.it.origin != "Uptake":
            text = f"{note.name}\n\n{note.text}".strip()
        if not text:
            at.losses.add("memos without words", note.guid)
            continue
        who = _coder(at, note.made.creator)
        for place, on in enumerate(where.get(note.guid, [{}])):
            guid = note.guid if place == 0 else ""
            memo = Memo(project=at.project, text=text, by=who, **on)
            fresh.append((guid, note.made.created, memo))
    at.keep(Memo.objects.bulk_create([memo for *_, memo in fresh], batch_size=BATCH))
    at.counts["memos"] += len(fresh)
    for guid, _, memo in fresh:
        at.known_as("memo", guid, memo)
    _set_stamps((memo, created) for _, created, memo in fresh)


def _referring(
    at: Arriving, put: Put, texts: Mapping[str, Landed]
) -> dict[str, list[dict[str, Model]]]:  # fmt: skip
    """For each note, what it is on; nothing stands for the project."""
    found: dict[str, list[dict[str, Model]]] = defaultdict(list)

    def on(guids: Iterable[str], name: str, row: Model | None) -> None:
        for guid in guids:
            if row is None:
                at.losses.add("memos on what could not be brought in")
                found[guid] += []
            elif {name: row} not in found[guid]:
                found[guid].append({name: row})

    for source in at.it.sources:
        landed = texts.get(source.guid)
        on(source.noted, "transcript", landed.transcript if landed else None)
        for selection in source.selections:
            passage = put.passages.get(selection.guid)
            on(selection.noted, "passage", passage)
            for one in selection.codings:
                on(one.noted, "passage", passage)
    for code in at.it.codes:
        on(code.noted, "code", put.codes.get(code.guid))
    for guid, said in at.part("memos").items():
        theme = put.themes.get(str(said.get("theme"))) if isinstance(said, dict) else None
        if theme is not None:
            found[guid].append({"theme": theme})
    for guid in at.it.noted:
        found[guid] = found[guid] or [{}]
    for link in at.it.links:
        at.losses.add("links between things", link.name)
    return found
