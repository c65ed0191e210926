"""Codings of a table, placed in the transcripts that they name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from uptake.formats.codings_csv import CodedRow
from uptake.formats.losses import Loss, Losses
from uptake.formats.refi.model import (
    Code,
    Coding,
    Made,
    Selection,
    Source,
    User,
    guid_of,
)
from uptake.formats.refi.model import Project as Written
from uptake.interviews.actions.table import _find
from uptake.interviews.exchange.parcel import NOBODY, Parcel, coder_guid
from uptake.interviews.models import Transcript, Version
from uptake.interviews.queries.guids import guids
from uptake.projects.models import Project


def _project_of_rows(project: Project, parcel: Parcel) -> tuple[Parcel, tuple[Loss, ...]]:
    """The rows as passages of transcripts that are here, and those that have no place."""
    losses = Losses()
    named: dict[str, list[Transcript]] = defaultdict(list)
    for row in Transcript.objects.filter(project=project):
        for name in {row.title.casefold(), str(row.pk)}:
            named[name].append(row)
    rows: dict[Transcript, list[CodedRow]] = defaultdict(list)
    for one in parcel.rows:
        found = named.get(one.source.strip().casefold(), [])
        if len(found) == 1:
            rows[found[0]].append(one)
        else:
            kind = "codings of transcripts that are here more than once" if found else (
                "codings of transcripts that are not here"
            )  # fmt: skip
            losses.add(kind, one.source, f"line {one.line}")
    notes: list[Source] = []
    sources = [_source(row, those, notes, losses) for row, those in rows.items()]
    coders = dict.fromkeys(one.coder.strip() or NOBODY for one in parcel.rows)
    names: dict[str, str] = {}
    for one in parcel.rows:
        names.setdefault(one.code.strip().casefold(), one.code.strip())
    written = Written(
        users=tuple(User(coder_guid(name), name) for name in coders),
        codes=tuple(Code(_code(name), name) for name in names.values()),
        sources=tuple(sources), notes=tuple(notes),
    )  # fmt: skip
    return replace(parcel, project=written), losses.report()


def _code(name: str) -> str:
    return guid_of(f"code of a table: {name.strip().casefold()}")


def _source(
    transcript: Transcript, rows: Sequence[CodedRow], notes: list[Source], losses: Losses
) -> Source:  # fmt: skip
    """A transcript as it reads now, with the rows' passages."""
    text = Version.objects.values_list("text", flat=True).get(transcript=transcript, current=True)
    on: dict[tuple[int, int], list[CodedRow]] = defaultdict(list)
    for row in rows:
        place = _place(text, row)
        if place is None:
            losses.add("codings whose words are not in the transcript", row.quote[:80] or row.code,
                       f"line {row.line}")  # fmt: skip
        else:
            on[place].append(row)
    known = guids(transcript.project, "transcript", [(transcript.pk, transcript.created_at)])
    selections = []
    for (start, end), those in sorted(on.items()):
        mark = f"{known[transcript.pk]}:{start}:{end}"
        codings, noted = [], []
        for row in those:
            guid = guid_of(f"{mark}:{row.code.casefold()}:{row.coder}")
            created = row.date.strip()
            codings.append(Coding(guid, _code(row.code), coder_guid(row.coder), created))
            if row.memo.strip():
                memo = guid_of(f"{guid}:memo:{row.memo}")
                notes.append(Source(memo, "Memo", row.memo,
                                    made=Made(coder_guid(row.coder), created)))  # fmt: skip
                noted.append(memo)
        selections.append(
            Selection(guid_of(mark), start, end, codings=tuple(codings), noted=tuple(noted))
        )
    return Source(known[transcript.pk], transcript.title, text, selections=tuple(selections))


def _place(text: str, row: CodedRow) -> tuple[int, int] | None:
    """Where a row's words stand: at its place if they are there, else where they are found."""
    quote = row.quote.strip()
    if row.start is not None and row.end is not None and row.end <= len(text):
        words = text[row.start : row.end]
        if words.strip() and (not quote or " ".join(words.split()) == " ".join(quote.split())):
            return row.start, row.end
    if not quote:
        return None
    near = row.start or 0
    at = text.find(quote, max(0, near - 2000)) if near else -1
    return (at, at + len(quote)) if at >= 0 else _find(text, quote, 1)
