"""The rest of the side file: guides, the recruitment log, versions of the codebook, chosen quotes.

Of people there are pseudonyms alone: why somebody declined may tell who they are, and stays here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from uptake.interviews import models as rows
from uptake.interviews.layers import seen_memos
from uptake.interviews.queries.leaving import Out, stamp

Side = dict[str, Any]
PLACED = {"id": "code", "parent_id": "parent", "merged_into_id": "into"}
"""What a version of the codebook has as ids of codes, and what that is called in the file."""


def more_of(out: Out) -> Side:
    """Each part that there is something of."""
    found = {
        "guides": _guides(out), "asked": _asked(out), "log": _log(out),
        "versions": _versions(out), "quotes": _quotes(out), "wordings": _wordings(out),
    }  # fmt: skip
    return {name: part for name, part in found.items() if part}


def _guides(out: Out) -> list[Side]:
    """Every version of every guide, with its questions in order."""
    held = list(rows.Guide.objects.filter(project=out.ids.project).order_by("name", "number"))
    known = out.ids.learn("guide", ((row.pk, row.created_at) for row in held))
    asked: dict[int, list[rows.GuideQuestion]] = defaultdict(list)
    for one in rows.GuideQuestion.objects.filter(guide__in=held).order_by("order", "pk"):
        asked[one.guide_id].append(one)
    return [
        {
            "guid": known[row.pk], "name": row.name, "number": row.number,
            "dated": row.dated.isoformat() if row.dated else "",
            "coproduced_with": row.coproduced_with, "note": row.note,
            "retired": stamp(row.retired_at),
            "questions": [
                {"label": one.label, "text": one.text,
                 "under": _place(asked[row.pk], one.parent_id)}
                for one in asked[row.pk]
            ],
        }
        for row in held
    ]  # fmt: skip


def _place(questions: list[rows.GuideQuestion], pk: int | None) -> int | None:
    """Where among a guide's questions one stands."""
    return next((place for place, one in enumerate(questions) if one.pk == pk), None)


def _asked(out: Out) -> Side:
    """Which guide each transcript followed, and which of its questions each turn answers."""
    turns: dict[int, list[list[int]]] = defaultdict(list)
    places: dict[int, int] = {}
    in_guide: dict[int, int] = defaultdict(int)
    for pk, guide in (
        rows.GuideQuestion.objects.filter(project=out.ids.project)
        .order_by("order", "pk")
        .values_list("pk", "guide_id")
    ):
        places[pk] = in_guide[guide]
        in_guide[guide] += 1
    held = rows.Turn.objects.filter(
        version__current=True, version__transcript__in=out.transcripts, question__isnull=False
    ).order_by("version", "index")
    for where, index, question in held.values_list(
        "version__transcript_id", "index", "question_id"
    ):
        turns[where].append([index, places[question or 0]])
    return {
        out.ids("transcript", row.pk): {
            "guide": out.ids("guide", row.guide_id), "turns": turns[row.pk],
        }
        for row in out.transcripts if row.guide_id
    }  # fmt: skip


def _log(out: Out) -> list[Side]:
    """The recruitment log of those whose cases go out, without any reasons."""
    held = rows.Approach.objects.filter(project=out.ids.project, removed_at=None)
    held = held.filter(participant__in=out.people).order_by("on", "pk")
    known = out.ids.learn("approach", held.values_list("pk", "created_at"))
    if reasons := held.exclude(reason="").count():
        out.losses.add("reasons for declining, which stay here", count=reasons)
    return [
        {"guid": known[row.pk], "case": out.ids("participant", row.participant_id),
         "kind": row.kind, "on": row.on.isoformat()}
        for row in held
    ]  # fmt: skip


def _versions(out: Out) -> list[Side]:
    """The numbered versions of the codebook; a code is named as in the rest of the file."""
    held = list(rows.CodebookVersion.objects.filter(project=out.ids.project).order_by("number"))
    known = out.ids.learn("codebook version", ((row.pk, row.created_at) for row in held))
    return [
        {"guid": known[row.pk], "number": row.number, "name": row.name, "note": row.note,
         "made": stamp(row.created_at),
         "codes": _kept(out, row.codes)}
        for row in held
    ]  # fmt: skip


def _kept(out: Out, codes: Sequence[Mapping[str, Any]]) -> list[Side]:
    """The codes as a version kept them; one of which only a file told is still called as there."""
    known = {one["id"]: one.get("guid") or out.ids("code", one["id"]) for one in codes}
    return [
        {
            PLACED.get(name, name): known.get(value, "") if name in PLACED else value
            for name, value in one.items() if name != "guid"
        }
        for one in codes
    ]  # fmt: skip


def _quotes(out: Out) -> list[Side]:
    """The passages chosen to stand for a theme, or to speak against it."""
    held = rows.ThemeQuote.objects.filter(project=out.ids.project, removed_at=None)
    found = [
        {"theme": theme, "passage": passage, "stance": row.stance,
         "by": out.ids("coder", row.by_id)}
        for row in held.order_by("pk")
        if (theme := out.ids("theme", row.theme_id))
        and (passage := out.ids("passage", row.passage_id))
    ]  # fmt: skip
    if left := held.count() - len(found):
        out.losses.add("quotes chosen for themes, on passages that don't go out", count=left)
    return found


def _wordings(out: Out) -> Side:
    """How memos that go out read before, the newest first."""
    before = {
        row.pk: row for row in rows.Memo.objects.filter(
            seen_memos(None), project=out.ids.project, edits__isnull=False
        )
    }  # fmt: skip
    found: Side = {}
    for memo in out.memos:
        read, at = [], before.get(memo.replaces_id or 0)
        while at is not None:
            read.append([at.text, stamp(at.created_at)])
            at = before.get(at.replaces_id or 0)
        if read:
            found[out.ids("memo", memo.pk)] = read
    return found
