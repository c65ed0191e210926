"""What the standard has no place for, as plain values by identifier: Uptake's own side file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from uptake.interviews import models as rows
from uptake.interviews.queries.guids import guids
from uptake.interviews.queries.leaving import Layer, Out, stamp
from uptake.interviews.queries.outgoing import coder_of
from uptake.interviews.queries.side_more import more_of
from uptake.methods import chart_cells

Side = dict[str, Any]
VERSION = 1


def side_of(out: Out) -> Side:
    """The side file of what goes out. Equal projects give equal values."""
    side: Side = {
        "uptake": VERSION, "layer": str(out.layer), "group": next(
            iter(out.ids.known.get("group", {}).values()), ""
        ),
        "transcripts": _transcripts(out), "people": _people(out), "themes": _themes(out),
        "attributes": _attributes(out), "codes": _codes(out), "memos": _memos(out),
    }  # fmt: skip
    side |= _chart(out) | _content(out) | more_of(out)
    return side | (_rounds(out) if out.layer == Layer.EVERY else {})


def _transcripts(out: Out) -> Side:
    turns: dict[int, list[list[Any]]] = defaultdict(list)
    held = rows.Turn.objects.filter(
        version__current=True, version__transcript__in=out.transcripts
    ).order_by("version", "index")
    for where, speaker, who, *place in held.values_list(
        "version__transcript_id", "speaker", "participant_id", "start", "end", "started", "ended"
    ):
        turns[where].append([speaker, out.ids("participant", who), *place])
    return {
        out.ids("transcript", row.pk): {
            "kind": row.kind, "held_on": row.held_on.isoformat() if row.held_on else "",
            "cleared": row.cleared_how, "turns": turns[row.pk],
        }
        for row in out.transcripts
    }  # fmt: skip


def _people(out: Out) -> Side:
    return {
        out.ids("participant", row.pk): {
            "group": row.group, "consent_version": row.consent_version,
            "consented_on": row.consented_on.isoformat() if row.consented_on else "",
        }
        for row in out.people
    }  # fmt: skip


def _themes(out: Out) -> Side:
    return {
        out.ids("theme", row.pk): {"parent": out.ids("theme", row.parent_id)} for row in out.themes
    }


def _attributes(out: Out) -> Side:
    found = rows.Attribute.objects.filter(pk__in=out.ids.known.get("attribute", {}))
    return {out.ids("attribute", row.pk): {"options": row.options} for row in found}


def _codes(out: Out) -> Side:
    """Which codes are retired, and into which they were merged."""
    sent = {code.guid for code in out.project.codes}
    found = rows.Code.objects.filter(
        pk__in=out.ids.known["code"], retired_at__isnull=False
    ).order_by("pk")
    return {
        out.ids("code", row.pk): {
            "retired": stamp(row.retired_at), "into": out.ids("code", row.merged_into_id),
        }
        for row in found if out.ids("code", row.pk) in sent
    }  # fmt: skip


def _memos(out: Out) -> Side:
    """Memos on themes, which sets of the standard cannot have."""
    return {
        out.ids("memo", memo.pk): {"theme": theme}
        for memo in out.memos
        if memo.theme_id and (theme := out.ids("theme", memo.theme_id))
    }


def _author(out: Out, pk: int) -> str:
    """Who wrote something: by their identifier if they are in the file, else nobody."""
    return out.ids("coder", pk)


def _chart(out: Out) -> Side:
    passages: dict[int, list[str]] = defaultdict(list)
    for summary, passage in rows.SummaryPassage.objects.filter(project=out.ids.project).values_list(
        "summary_id", "passage_id"
    ):
        if guid := out.ids("passage", passage):
            passages[summary].append(guid)
    found = list(
        rows.ChartSummary.objects.filter(project=out.ids.project, removed_at=None)
        .select_related("participant")
        .order_by("pk")
    )
    known = guids(out.ids.project, "summary", ((row.pk, row.created_at) for row in found))
    chart = [
        {
            "guid": known[row.pk], "theme": theme, "case": case, "text": row.text,
            "by": _author(out, row.by_id), "passages": sorted(passages[row.pk]),
            "held": sorted(_held(out, row)),
        }
        for row in found
        if (theme := out.ids("theme", row.theme_id))
        and (case := out.ids("participant", row.participant_id)
             or out.ids("transcript", row.transcript_id))
    ]  # fmt: skip
    gone = sum(1 for row in found if row.participant and row.participant.withdrawn_at)
    if gone:
        out.losses.add("summaries of the chart of participants who withdrew", count=gone)
    if left := len(found) - len(chart) - gone:
        out.losses.add("summaries of the chart on what does not go out", count=left)
    return {"chart": chart} if chart else {}


def _held(out: Out, row: rows.ChartSummary) -> Iterator[list[Any]]:
    """The cell as it was when its summary was written, which says whether it changed since."""
    for one in chart_cells.from_data(row.cell):
        codes = sorted(out.ids("code", code) for code in one.codes)
        yield [out.ids("passage", one.passage), one.words, codes]


def _content(out: Out) -> Side:
    project = out.ids.project
    every = list(rows.ContentRow.objects.filter(project=project, removed_at=None))
    held = [row for row in every if out.ids("passage", row.passage_id)]
    if left := len(every) - len(held):
        out.losses.add("rows of the content table on passages that don't go out", count=left)
    reductions = list(rows.Reduction.objects.filter(project=project, retired_at=None))
    categories = list(rows.ContentCategory.objects.filter(project=project, retired_at=None))
    if not (held or reductions or categories):
        return {}
    of_row = guids(project, "content row", ((row.pk, row.created_at) for row in held))
    of_reduction = guids(project, "reduction", ((row.pk, row.created_at) for row in reductions))
    of_category = guids(project, "category", ((row.pk, row.created_at) for row in categories))
    return {"content": {
        "categories": [
            {"guid": of_category[row.pk], "name": row.name, "about": row.about}
            for row in categories
        ],
        "reductions": [
            {"guid": of_reduction[row.pk], "text": row.text,
             "category": of_category.get(row.category_id or 0, "")}
            for row in reductions
        ],
        "rows": [
            {"guid": of_row[row.pk], "passage": out.ids("passage", row.passage_id),
             "paraphrase": row.paraphrase, "generalisation": row.generalisation,
             "reduction": of_reduction.get(row.reduction_id or 0, ""),
             "by": _author(out, row.by_id)}
            for row in held
        ],
    }}  # fmt: skip


def _rounds(out: Out) -> Side:
    """Rounds that were opened, who coded what in them, and what adjudication decided."""
    project = out.ids.project
    found = list(
        rows.CodingRound.objects.filter(project=project, opened_at__isnull=False).order_by("pk")
    )
    of_round = guids(project, "round", ((row.pk, row.created_at) for row in found))
    decided = list(rows.Adjudication.objects.filter(round__in=found, undone_at=None).order_by("pk"))
    decided = [row for row in decided if out.ids("transcript", row.transcript_id)]
    of_decision = guids(project, "adjudication", ((row.pk, row.created_at) for row in decided))
    settled_by = {coding: row.pk for row in decided for coding in row.decided}
    codes: dict[int, list[str]] = defaultdict(list)
    for row in rows.RoundCode.objects.filter(round__in=found).order_by("pk"):
        if guid := out.ids("code", row.code_id):
            codes[row.round_id].append(guid)
    given: dict[int, list[Side]] = defaultdict(list)
    for one in rows.Assignment.objects.filter(round__in=found).order_by("pk"):
        if out.ids("transcript", one.transcript_id) and _author(out, one.coder_id):
            given[one.round_id].append({
                "transcript": out.ids("transcript", one.transcript_id),
                "coder": _author(out, one.coder_id), "done": stamp(one.done_at),
                "ended": stamp(one.ended_at),
            })  # fmt: skip
    return {
        "rounds": [
            {"guid": of_round[row.pk], "name": row.name, "unit": row.unit, "share": row.share,
             "seed": row.seed, "opened": stamp(row.opened_at), "closed": stamp(row.closed_at),
             "codes": codes[row.pk], "assignments": given[row.pk]}
            for row in found
        ],
        "adjudications": [
            {"guid": of_decision[row.pk], "round": of_round[row.round_id], "how": row.how,
             "transcript": out.ids("transcript", row.transcript_id), "reason": row.reason,
             "by": _author(out, row.by_id), "bulk": row.bulk}
            for row in decided
        ],
        "codings": {
            out.ids("coding", one.pk): {
                "round": of_round[one.round_id],
                "adjudication": of_decision.get(one.adjudication_id or 0, ""),
                "coder": out.ids("coder", one.coder_id),
                "decided": of_decision.get(settled_by.get(one.pk, 0), ""),
            }
            for one in out.codings if one.round_id in of_round and coder_of(out, one)
        },
    }  # fmt: skip
