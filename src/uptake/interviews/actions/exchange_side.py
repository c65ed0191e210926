"""What the side file restores: rounds with their adjudications, the chart, the content table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uptake.interviews.actions.exchange_codings import Put
from uptake.interviews.actions.exchange_people import Arriving, _coder, _rounds_coming, moment
from uptake.interviews.actions.exchange_texts import Landed
from uptake.interviews.models import (
    Adjudication,
    Assignment,
    ChartSummary,
    Coding,
    CodingRound,
    ContentCategory,
    ContentRow,
    Reduction,
    RoundCode,
    SummaryPassage,
)
from uptake.methods import chart_cells
from uptake.projects.models import User

Said = Mapping[str, Any]


def _bring_rounds(at: Arriving, put: Put, texts: Mapping[str, Landed]) -> None:
    """Restore rounds that were opened, and to which of them each coding belongs."""
    rounds: dict[str, CodingRound] = {}
    names = set(CodingRound.objects.filter(project=at.project).values_list("name", flat=True))
    coming = _rounds_coming(at)
    for said in at.listed("rounds"):
        guid = str(said.get("guid", ""))
        opened = coming.pop(guid, None)
        if opened is None:
            at.losses.add("coding rounds that are here already", str(said.get("name", "")))
            continue
        unit = str(said.get("unit", ""))
        row = CodingRound.objects.create(
            project=at.project, name=_free(str(said.get("name", "Round"))[:110], names),
            unit=unit if unit in CodingRound.Unit.values else CodingRound.Unit.SENTENCE,
            share=_share(said.get("share")), seed=_whole(said.get("seed")), opened_at=opened,
            closed_at=moment(said.get("closed")),
        )  # fmt: skip
        rounds[guid] = row
        at.keep([row])
        at.known_as("round", guid, row)
        at.counts["coding rounds"] += 1
        _fill_round(at, put, row, said, texts)
    decided = _adjudications(at, rounds, texts)
    for guid, said in at.part("codings").items():
        coding = put.codings.get(guid)
        if coding is None or not isinstance(said, dict):
            continue
        coding.round = rounds.get(str(said.get("round")))
        agreed = decided.get(str(said.get("adjudication")))
        if agreed is not None and agreed.round_id == coding.round_id:
            coding.adjudication, coding.layer = agreed, Coding.Layer.CONSENSUS
        elif said.get("adjudication"):
            at.losses.add("agreed codings whose adjudication is not here", guid)
            del put.codings[guid]
        elif (by := decided.get(str(said.get("decided")))) and by.round_id == coding.round_id:
            put.decided.append((by, coding))


def _fill_round(
    at: Arriving, put: Put, row: CodingRound, said: Said, texts: Mapping[str, Landed]
) -> None:  # fmt: skip
    for code in {put.codes.get(str(guid)): None for guid in _list(said.get("codes"))}:
        if code is not None:
            at.keep([RoundCode.objects.create(project=at.project, round=row, code=code)])
    given: set[tuple[int, int]] = set()
    for one in _dicts(said.get("assignments")):
        landed = texts.get(str(one.get("transcript")))
        coder, ended = _author(at, one.get("coder")), moment(one.get("ended"))
        if landed is None or (not ended and (landed.transcript.pk, coder.pk) in given):
            continue
        if not ended:
            given.add((landed.transcript.pk, coder.pk))
        at.keep([Assignment.objects.create(
            project=at.project, round=row, transcript=landed.transcript, coder=coder,
            done_at=moment(one.get("done")), ended_at=ended,
        )])  # fmt: skip


def _adjudications(
    at: Arriving, rounds: Mapping[str, CodingRound], texts: Mapping[str, Landed]
) -> dict[str, Adjudication]:  # fmt: skip
    found: dict[str, Adjudication] = {}
    at.here("adjudication", Adjudication)
    for said in at.listed("adjudications"):
        row, landed = rounds.get(str(said.get("round"))), texts.get(str(said.get("transcript")))
        how = str(said.get("how", ""))
        if row is None or landed is None or how not in Adjudication.How.values:
            at.losses.add("decisions of adjudication whose round is not here")
            continue
        made = Adjudication.objects.create(
            project=at.project, round=row, transcript=landed.transcript, how=how,
            reason=str(said.get("reason", "")), by=_author(at, said.get("by")),
            bulk=_whole(said.get("bulk")),
        )  # fmt: skip
        at.keep([made])
        found[str(said.get("guid"))] = made
        at.known_as("adjudication", str(said.get("guid", "")), made)
    return found


def _bring_chart(at: Arriving, put: Put, texts: Mapping[str, Landed]) -> None:
    """Restore the summaries of the framework chart, on the passages that they rest on."""
    at.here("summary", ChartSummary)
    for said in at.listed("chart"):
        theme = put.themes.get(str(said.get("theme")))
        who, landed = at.people.get(str(said.get("case"))), texts.get(str(said.get("case")))
        case = {"participant": who, "transcript": landed.transcript if landed and not who else None}
        taken = theme and ChartSummary.objects.filter(theme=theme, removed_at=None, **case).exists()
        left = who is not None and who.withdrawn_at is not None
        if theme is None or (who is None and landed is None) or taken or left:
            at.losses.add("summaries of the chart whose cell is taken or not here")
            continue
        passages = list(dict.fromkeys(
            put.passages[guid] for one in _list(said.get("passages"))
            if (guid := str(one)) in put.passages
        ))  # fmt: skip
        cell, whole = _cell(put, said.get("held"))
        row = ChartSummary.objects.create(
            project=at.project, theme=theme, text=str(said.get("text", "")),
            digest=chart_cells.digest(cell) if whole else "", cell=chart_cells.as_data(cell),
            by=_author(at, said.get("by")), **case,
        )  # fmt: skip
        ties = [SummaryPassage(project=at.project, summary=row, passage=one) for one in passages]
        at.keep([row, *SummaryPassage.objects.bulk_create(ties, batch_size=500)])
        at.known_as("summary", str(said.get("guid", "")), row)
        at.counts["summaries of the chart"] += 1


def _cell(put: Put, said: object) -> tuple[list[chart_cells.Held], bool]:
    """The cell as its writer knew it, and whether all of it is here: if not, it has changed since.

    A file that does not tell leaves every summary to be read again.
    """
    found: list[chart_cells.Held] = []
    whole = isinstance(said, list)
    for one in _list(said):
        guid, words, codes = one if isinstance(one, list) and len(one) == 3 else ("", "", [])
        passage = put.passages.get(str(guid))
        here = [put.codes.get(str(code)) for code in _list(codes)]
        whole = whole and passage is not None and None not in here
        if passage is not None:
            known = sorted({code.pk for code in here if code is not None})
            found.append(chart_cells.Held(passage.pk, str(words), tuple(known)))
    return found, whole


def _bring_content(at: Arriving, put: Put) -> None:
    """Restore the content analysis table: categories, reductions, and the rows beneath them."""
    content = at.part("content")
    categories: dict[str, ContentCategory] = {}
    at.here("category", ContentCategory)
    for said in _dicts(content.get("categories")):
        name = str(said.get("name", ""))[:160]
        row, new = ContentCategory.objects.get_or_create(
            project=at.project, name=name, retired_at=None,
            defaults={"about": str(said.get("about", "")), "order": len(categories)},
        )  # fmt: skip
        categories[str(said.get("guid"))] = row
        at.keep([row] if new else [])
        at.known_as("category", str(said.get("guid", "")), row)
    reductions: dict[str, Reduction] = {}
    held = at.here("reduction", Reduction)
    for said in _dicts(content.get("reductions")):
        guid = str(said.get("guid", ""))
        here = Reduction.objects.filter(project=at.project, retired_at=None)
        there = here.filter(pk=held.get(guid, 0)).first()
        made = there or Reduction.objects.create(
            project=at.project,
            text=str(said.get("text", "")),
            category=categories.get(str(said.get("category"))),
        )
        reductions[guid] = made
        at.keep([] if there else [made])
        at.known_as("reduction", guid, made)
    at.here("content row", ContentRow)
    for said in _dicts(content.get("rows")):
        passage = put.passages.get(str(said.get("passage")))
        taken = ContentRow.objects.filter(passage=passage, removed_at=None).exists()
        if passage is None or taken:
            at.losses.add("rows of the content table whose passage has one or is not here")
            continue
        kept = ContentRow.objects.create(
            project=at.project, passage=passage, paraphrase=str(said.get("paraphrase", "")),
            generalisation=str(said.get("generalisation", "")),
            reduction=reductions.get(str(said.get("reduction"))), by=_author(at, said.get("by")),
        )  # fmt: skip
        at.keep([kept])
        at.known_as("content row", str(said.get("guid", "")), kept)
        at.counts["rows of the content table"] += 1


def _author(at: Arriving, guid: object) -> User:
    return _coder(at, str(guid or ""))


def _free(name: str, taken: set[str]) -> str:
    """A name that no round has."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name} ({number})", number + 1
    taken.add(found)
    return found


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[Said]:
    return [one for one in _list(value) if isinstance(one, dict)]


def _share(value: object) -> float:
    fine = isinstance(value, int | float) and 0 <= value <= 1
    return float(value) if fine else 1.0  # type: ignore[arg-type]


def _whole(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0
