"""Quotes to take away: by code and group, in their turns, under pseudonyms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass

from uptake.formats.grids import Grid
from uptake.formats.quotes_docx import Quote
from uptake.interviews.layers import settled
from uptake.interviews.models import Coding, Participant, Passage
from uptake.interviews.queries.passages import in_turns
from uptake.interviews.queries.pieces import pieces
from uptake.interviews.queries.tree import code_tree
from uptake.methods.small_groups import LEAST, risky_quotes
from uptake.projects.models import Project

NOT_TOLD = "Group not told"
UNKNOWN = "Speaker not recorded"
AROUND = 600
"""Characters of the turns on either side that go with a quote."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes in order, and what was left out or not told."""

    rows: tuple[Quote, ...]
    redacted: int
    """Passages with these codes whose speaker withdrew."""
    untold: int
    """Quotes whose group is not told, as too few people are in it."""
    least: int

    @property
    def note(self) -> str:
        """What was left out and by which rule, for the page and the file."""
        said = [f"{len(self.rows)} quotes under pseudonyms."]
        if self.redacted:
            said.append(f"Left out, as the speaker withdrew: {self.redacted}.")
        if self.untold:
            said.append(
                f"The group is not told beside {self.untold} of them, as fewer than {self.least} "
                "people are in it."
            )
        return " ".join(said)


def quotes(
    project: Project, passages: Collection[int], codes: Collection[int], least: int = LEAST
) -> Quotes:  # fmt: skip
    """These passages under each of these codes that they carry, by group."""
    order = {row.id: (at, row.name) for at, row in enumerate(code_tree(project, retired=True))}
    carried: defaultdict[int, list[int]] = defaultdict(list)
    speakers: dict[int, int | None] = {}
    wanted, named = set(passages), set(codes)
    for one in pieces(project):
        if one.passage in wanted and one.code in named:
            carried[one.code].append(one.passage)
            speakers[one.passage] = one.person
    groups, untold = told_apart(project, speakers, least)
    turns = in_turns(project, list(speakers))
    found = []
    for code in sorted(carried, key=lambda pk: order[pk]):
        rows = [
            (NOT_TOLD if pk in untold else _group(groups, speakers[pk]), turns[pk].transcript,
             turns[pk].number, pk)
            for pk in carried[code]
        ]  # fmt: skip
        for group, _, _, pk in sorted(rows):
            it = turns[pk]
            found.append(Quote(
                order[code][1], group, it.speaker or "Note", f"{it.title}, turn {it.number}",
                it.quote, it.lead[-AROUND:], it.tail[:AROUND],
                (it.before.speaker or "Note", it.before.words[-AROUND:]) if it.before else None,
                (it.after.speaker or "Note", it.after.words[:AROUND]) if it.after else None,
            ))  # fmt: skip
    return Quotes(tuple(found), _withdrawn(project, named), len(untold), least)


def told_apart(
    project: Project, speakers: Mapping[int, int | None], least: int = LEAST
) -> tuple[dict[int, str], set[int]]:
    """The groups of those who were heard, and the quotes whose speaker's group is not to be told.

    `speakers` says whose each quote is. Nothing is told of the group of somebody who withdrew.
    """
    heard = Participant.objects.filter(project=project, withdrawn_at=None)
    groups = dict(heard.values_list("pk", "group"))
    people: dict[Hashable, dict[str, str]] = {
        who: {"group": group} for who, group in groups.items()
    }
    asked = [(quote, who) for quote, who in speakers.items() if who in groups]
    risky = {one.quote for one in risky_quotes(people, asked, ["group"], least)}
    return groups, {
        quote for quote, who in speakers.items()
        if quote in risky or (who is not None and who not in groups)
    }  # fmt: skip


def _group(groups: Mapping[int, str], who: int | None) -> str:
    group = groups.get(who or 0, "")
    return group[:1].upper() + group[1:] if group else UNKNOWN


def _withdrawn(project: Project, codes: Iterable[int]) -> int:
    rows = Coding.objects.filter(
        settled(), project=project, code__in=list(codes), passage__state=Passage.State.REDACTED
    )
    return rows.order_by().values("passage").distinct().count()


def quotes_grid(title: str, found: Quotes) -> Grid:
    """The quotes as a table."""
    head = ("Code", "Group", "Pseudonym", "Transcript and turn", "Before", "Quote", "After")
    return Grid(title, head, tuple(
        (one.code, one.group, one.speaker, one.place,
         " ".join(filter(None, (_said(one.before), one.lead))), one.words,
         " ".join(filter(None, (one.tail, _said(one.after)))))
        for one in found.rows
    ), found.note)  # fmt: skip


def _said(turn: tuple[str, str] | None) -> str:
    return f"{turn[0]}: {turn[1]}" if turn else ""
