"""Interviews as files to take out, each with what of the project is not in it."""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from django.utils.text import slugify

from uptake.formats import coded_docx, codings_csv
from uptake.formats.losses import Loss
from uptake.formats.refi.write import Unwritable, write_codebook, write_project
from uptake.interviews.exchange.summary import said
from uptake.interviews.models import Memo, Transcript
from uptake.interviews.queries.leaving import LAYERS, Layer, Out, lost_besides
from uptake.interviews.queries.outgoing import coder_of, outgoing
from uptake.interviews.queries.side_file import side_of
from uptake.projects.errors import Refused
from uptake.projects.models import Project

EPOCH = (1980, 1, 1, 0, 0, 0)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {
    "qdpx": "REFI-QDA project (.qdpx), for NVivo, MAXQDA, ATLAS.ti and others",
    "qdc": "REFI-QDA codebook (.qdc)",
    "codings": "Codings as a table (.csv)",
    "comments": "Word documents with the codings as comments (.zip)",
}
ENDINGS = {"qdpx": ".qdpx", "qdc": ".qdc", "codings": ".csv", "comments": ".zip"}


@dataclass(frozen=True)
class TakenOut:
    """A file, and what of the project is not in it or is there in another form."""

    name: str
    data: bytes
    losses: tuple[Loss, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    content_type: str = "application/octet-stream"

    @property
    def said(self) -> str:
        """How much is in it, in words."""
        return said(self.counts)


def file_of(
    project: Project, form: str, layer: Layer = Layer.SETTLED, *, exact: bool = False,
    only: Transcript | None = None,
) -> TakenOut:  # fmt: skip
    """Write a project's interviews in one of `FORMS`; of comments, one transcript or all.

    Raises Refused for an unknown form and for what cannot be written.
    """
    if form not in FORMS:
        raise Refused(f"There is no form called {form!r}.", advice=f"Forms: {', '.join(FORMS)}.")
    out = outgoing(project, layer, only if form == "comments" else None)
    stem = f"{slugify(project.title)[:60] or 'project'}-{project.pk}"
    counts = _counts(out, form)
    if form != "qdpx":
        lost_besides(out)
    if form == "codings":
        data = b"".join(codings_csv.write(coded_rows(out), exact=exact))
        return TakenOut(f"{stem}-codings.csv", data, _of_table(out), counts,
                        "text/csv; charset=utf-8")  # fmt: skip
    if form == "comments":
        return _comments(out, stem, counts, only)
    try:
        written = (
            write_project(out.project, side=side_of(out))
            if form == "qdpx"
            else write_codebook(out.project)
        )
    except Unwritable as fault:
        raise Refused(fault.what, advice=fault.advice) from fault
    return TakenOut(f"{stem}{ENDINGS[form]}", written.data, _joined(out, written.losses), counts)


def with_losses(taken: TakenOut, layer: Layer) -> TakenOut:
    """The file with its loss report beside it, in an archive."""
    stem = taken.name.rpartition(".")[0]
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name, data in (
            (taken.name, taken.data), ("losses.txt", loss_text(taken, layer).encode()),
            ("losses.json", loss_json(taken.losses).encode()),
        ):  # fmt: skip
            _put(archive, name, data)
    return TakenOut(f"{stem}.zip", found.getvalue(), taken.losses, taken.counts, "application/zip")


def loss_text(taken: TakenOut, layer: Layer) -> str:
    """What is not carried, for a person to read."""
    lines = [f"{taken.name}: {LAYERS[layer]}.", ""]
    lines += [f"{taken.said or 'Nothing'}."]
    lines += ["", "Not carried:" if taken.losses else "Everything was carried."]
    lines += [
        f"{one.kind}: {one.count:,}" + (f", such as {one.example}" if one.example else "")
        for one in taken.losses
    ]
    return "\n".join(lines) + "\n"


def loss_json(losses: Sequence[Loss]) -> str:
    """The same for a program."""
    return json.dumps([asdict(one) for one in losses], ensure_ascii=False, indent=1) + "\n"


def coded_rows(out: Out) -> Iterator[codings_csv.CodedRow]:
    """A row for each coding, in the order of the words; a coder's memos stand on their first."""
    names = {user.guid: user.name for user in out.project.users}
    codes = {code.guid: code.name for code in out.project.codes}
    memos = _memos_on_passages(out)
    for source in out.project.sources:
        for place in source.selections:
            told: set[str] = set()
            for one in place.codings:
                said = memos.get((place.guid, one.coder), ()) if one.coder not in told else ()
                told.add(one.coder)
                yield codings_csv.CodedRow(
                    source.name, place.start, place.end, source.text[place.start : place.end],
                    codes[one.code], names.get(one.coder, ""), "\n\n".join(said), one.created,
                )  # fmt: skip


def _memos_on_passages(out: Out) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for memo in out.memos:
        if memo.passage_id:
            key = out.ids("passage", memo.passage_id), out.ids("coder", memo.by_id)
            found[key].append(memo.text)
    return found


def _counts(out: Out, form: str) -> dict[str, int]:
    """How much of each kind is in a file of this form."""
    if form == "qdc":
        return {"codes": number} if (number := len(out.project.codes)) else {}
    if form != "qdpx":
        found = {
            "transcripts": len({one.passage.transcript_id for one in out.codings})
            if form == "codings" else len(out.project.sources),
            "codes": len({one.code_id for one in out.codings}),
            "passages": len({one.passage_id for one in out.codings}), "codings": len(out.codings),
        }  # fmt: skip
        return {name: number for name, number in found.items() if number}
    found = {
        "transcripts": len(out.project.sources), "codes": len(out.project.codes),
        "passages": len(out.passages()), "codings": len(out.codings), "memos": len(out.memos),
        "participants": len(out.people), "themes": len(out.themes),
    }  # fmt: skip
    return {name: number for name, number in found.items() if number}


def _joined(out: Out, more: Sequence[Loss] = ()) -> tuple[Loss, ...]:
    for one in more:
        out.losses.add(one.kind, one.example, one.where, one.count)
    return out.losses.report()


def _of_table(out: Out) -> tuple[Loss, ...]:
    """What a table of codings has no place for, besides."""
    coded = {(out.ids("passage", one.passage_id), coder_of(out, one)) for one in out.codings}
    for memo in out.memos:
        where = out.ids("passage", memo.passage_id), out.ids("coder", memo.by_id)
        if not memo.passage_id or where not in coded:
            out.losses.add("memos that are on no coding of their writer", _on(memo))
    for kind, number in (("participants with their attributes", len(out.people)),
                         ("themes", len(out.themes))):  # fmt: skip
        if number:
            out.losses.add(kind, count=number)
    used = {one.code_id for one in out.codings}
    known = out.ids.known["code"]
    for code in out.project.codes:
        if not any(known[pk] == code.guid for pk in used):
            out.losses.add("codes that nothing is coded with", code.name)
    return out.losses.report()


def _on(memo: Memo) -> str:
    parts = (("passage", memo.passage_id), ("code", memo.code_id), ("theme", memo.theme_id),
             ("transcript", memo.transcript_id))  # fmt: skip
    return "on a " + next((name for name, held in parts if held), "project")


def _comments(
    out: Out, stem: str, counts: dict[str, int], only: Transcript | None
) -> TakenOut:  # fmt: skip
    """One document, or all of them in an archive; each coding is a comment."""
    by_source: dict[str, list[coded_docx.Commented]] = defaultdict(list)
    for row, guid in zip(coded_rows(out), _sources_of_rows(out), strict=True):
        by_source[guid].append(coded_docx.Commented(
            row.start or 0, row.end or 0, row.code, row.coder, row.memo, row.date
        ))  # fmt: skip
    wanted = out.ids("transcript", only.pk) if only else ""
    if only and not wanted:
        raise Refused(f"{only.title} does not go out: it is still to be de-identified.",
                      advice="Sign off its de-identification, or waive it.")  # fmt: skip
    archive_of = io.BytesIO()
    written: coded_docx.Document | None = None
    with zipfile.ZipFile(archive_of, "w") as archive:
        for number, source in enumerate(out.project.sources, 1):
            if wanted and source.guid != wanted:
                continue
            written = coded_docx.write(source.text, by_source[source.guid], title=source.name)
            for one in written.losses:
                out.losses.add(one.kind, one.example, source.name, one.count)
            name = f"{number:02}-{slugify(source.name)[:60] or 'transcript'}.docx"
            _put(archive, name, written.data)
    if wanted and written is not None and only is not None:
        name = f"{slugify(only.title)[:60] or 'transcript'}-{only.pk}.docx"
        return TakenOut(name, written.data, _of_table(out), counts, WORD)
    return TakenOut(f"{stem}-comments.zip", archive_of.getvalue(), _of_table(out), counts,
                    "application/zip")  # fmt: skip


def _sources_of_rows(out: Out) -> Iterator[str]:
    for source in out.project.sources:
        for place in source.selections:
            for _ in place.codings:
                yield source.guid


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
    archive.writestr(info, data)
