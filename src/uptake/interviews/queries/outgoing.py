"""A project's interviews as other programs take them: texts, codes, codings, cases, memos, themes.

Only pseudonyms go out, and nothing of an unopened round. What the standard has no place for goes
into a side file, from which Uptake restores it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from uptake.formats.losses import Losses
from uptake.formats.refi.model import (
    Case,
    Coding,
    Made,
    Project,
    Selection,
    Set,
    Source,
    User,
    Value,
    Variable,
    guid_of,
)
from uptake.interviews import models as rows
from uptake.interviews.codebook_refi import written
from uptake.interviews.exchange.parcel import AGREED
from uptake.interviews.queries.guids import guids, own_guid
from uptake.interviews.queries.leaving import (
    Ids,
    Layer,
    Out,
    count_lost,
    memos_out,
    of_layer,
    people_out,
    stamp,
    transcripts_out,
)
from uptake.interviews.queries.tree import code_tree
from uptake.projects.models import Project as Here
from uptake.projects.models import User as Account


def outgoing(
    project: Here, layer: Layer = Layer.SETTLED, only: rows.Transcript | None = None
) -> Out:  # fmt: skip
    """Everything of a project that other programs can hold; of its words, `only` one transcript's.

    What lies in other transcripts then was not asked for, and is no loss.
    """
    losses, ids = Losses(), Ids(project)
    transcripts = transcripts_out(project, losses, only)
    people = people_out(project, losses)
    codings = list(
        rows.Coding.objects.filter(
            of_layer(layer), project=project, passage__transcript__in=transcripts,
            passage__state=rows.Passage.State.FIRM,
        ).select_related("passage", "round").order_by("pk")
    )  # fmt: skip
    memos = memos_out(project, transcripts, losses, only)
    themes = list(rows.Theme.objects.filter(project=project, retired_at=None))
    count_lost(project, layer, losses, only)
    for kind, found in (
        ("transcript", transcripts), ("participant", people), ("coding", codings),
        ("memo", memos), ("theme", themes),
    ):  # fmt: skip
        ids.learn(kind, ((row.pk, row.created_at) for row in found))
    out = Out(Project(), layer, ids, losses, codings, memos, transcripts, people, themes)
    ids.learn("passage", ((row.pk, row.created_at) for row in out.passages()))
    users = _users(out)
    codes = _codes(project, out)
    variables, values = _variables(project, out)
    passages = _passages(out)
    sources = tuple(_source(out, row, passages.get(row.pk, ())) for row in transcripts)
    out.project = Project(
        name=project.title, description=project.question, made=Made(created=""), users=users,
        codes=codes, variables=variables, cases=_cases(out, values, sources),
        sources=sources, notes=tuple(_note(out, memo) for memo in memos), sets=_sets(out),
        noted=tuple(ids("memo", memo.pk) for memo in memos if _on_project(memo)),
    )  # fmt: skip
    return out


def _users(out: Out) -> tuple[User, ...]:
    """Everybody who coded or wrote; what adjudication agreed is a coder of its own."""
    names = {coding.coder_id for coding in out.codings} | {memo.by_id for memo in out.memos}
    names |= _authors(out)
    people = list(Account.objects.filter(pk__in=names).order_by("name", "pk"))
    known = out.ids.learn("coder", ((person.pk, person.created_at) for person in people))
    agreed = {
        coding.coder_id for coding in out.codings
        if coder_of(out, coding) != out.ids("coder", coding.coder_id)
    }  # fmt: skip
    users = [User(known[person.pk], person.name) for person in people]
    users += [
        User(guid_of(f"{known[person.pk]}{AGREED}"), f"{person.name}{AGREED}")
        for person in people if person.pk in agreed
    ]  # fmt: skip
    return tuple(sorted(users, key=lambda user: (user.name, user.guid)))


def _authors(out: Out) -> set[int]:
    """Who else the side file names: of summaries, of content rows, in rounds that were opened."""
    project = out.ids.project
    here = {"project": project, "removed_at": None}
    found = set(rows.ChartSummary.objects.filter(**here).values_list("by_id", flat=True))
    found |= set(rows.ContentRow.objects.filter(**here).values_list("by_id", flat=True))
    found |= set(rows.ThemeQuote.objects.filter(**here).values_list("by_id", flat=True))
    if out.layer == Layer.EVERY:
        opened = {"project": project, "round__opened_at__isnull": False}
        given = rows.Assignment.objects.filter(**opened)
        found |= set(given.values_list("coder_id", flat=True))
        decided = rows.Adjudication.objects.filter(**opened, undone_at=None)
        found |= set(decided.values_list("by_id", flat=True))
    return found


def coder_of(out: Out, coding: rows.Coding) -> str:
    """The identifier of whoever put a code there, in the layer that it is of."""
    guid = out.ids("coder", coding.coder_id)
    apart = out.layer == Layer.EVERY and coding.layer == rows.Coding.Layer.CONSENSUS
    return guid_of(f"{guid}{AGREED}") if apart else guid


def _codes(project: Here, out: Out) -> tuple[Any, ...]:
    """The codes in use, and retired ones that something is coded with."""
    tree = code_tree(project, retired=True)
    above = {row.id: row.parent for row in tree}
    used = {coding.code_id for coding in out.codings}
    used |= {memo.code_id for memo in out.memos if memo.code_id}
    wanted: set[int] = set()
    for row in tree:
        at: int | None = row.id if not row.retired or row.id in used else None
        while at is not None and at not in wanted:
            wanted.add(at)
            at = above.get(at)
    for row in tree:
        if row.id not in wanted:
            out.losses.add("retired codes that nothing is coded with", row.name)
    made = rows.Code.objects.filter(project=project).order_by("pk")
    known = out.ids.learn("code", made.values_list("pk", "created_at"))
    notes: dict[str, list[str]] = defaultdict(list)
    for memo in out.memos:
        if memo.code_id:
            notes[known[memo.code_id]].append(out.ids("memo", memo.pk))
    flat = written([row for row in tree if row.id in wanted], known)
    return tuple(
        type(code)(code.guid, code.name, code.parent, code.codable, code.colour,
                   code.description, tuple(notes[code.guid]))
        for code in flat
    )  # fmt: skip


def _variables(
    project: Here, out: Out
) -> tuple[tuple[Variable, ...], dict[int, list[Value]]]:  # fmt: skip
    """The group and every attribute, and what each participant is in them."""
    group = own_guid("group", project.pk, project.created_at)
    group = guids(project, "group", [(project.pk, project.created_at)]).get(project.pk, group)
    out.ids.known["group"] = {project.pk: group}
    attributes = list(rows.Attribute.objects.filter(project=project, retired_at=None))
    known = out.ids.learn("attribute", ((row.pk, row.created_at) for row in attributes))
    values = {row.pk: [Value(group, row.group)] for row in out.people}
    for value in rows.AttributeValue.objects.filter(
        project=project, attribute__in=attributes
    ).order_by("participant", "attribute__order", "attribute__pk"):
        if value.participant_id in values:
            values[value.participant_id].append(Value(known[value.attribute_id], value.value))
    found = (Variable(known[row.pk], row.name) for row in attributes)
    return (Variable(group, "Group"), *found), values


def _passages(out: Out) -> dict[int, tuple[Selection, ...]]:
    """The passages of each transcript with what is coded and noted on them."""
    on: dict[int, list[rows.Coding]] = defaultdict(list)
    notes: dict[int, list[str]] = defaultdict(list)
    for coding in out.codings:
        on[coding.passage_id].append(coding)
    for memo in out.memos:
        if memo.passage_id:
            notes[memo.passage_id].append(out.ids("memo", memo.pk))
    found: dict[int, list[Selection]] = defaultdict(list)
    for passage in sorted(out.passages(), key=lambda row: (row.start, row.end, row.pk)):
        codings = tuple(
            Coding(
                out.ids("coding", one.pk), out.ids("code", one.code_id), coder_of(out, one),
                stamp(one.created_at),
            )
            for one in on[passage.pk]
        )  # fmt: skip
        found[passage.transcript_id].append(
            Selection(
                out.ids("passage", passage.pk), passage.start, passage.end, codings=codings,
                noted=tuple(notes[passage.pk]),
            )
        )  # fmt: skip
    return {pk: tuple(those) for pk, those in found.items()}


def _source(
    out: Out, row: rows.Transcript, selections: tuple[Selection, ...]
) -> Source:  # fmt: skip
    text = rows.Version.objects.values_list("text", flat=True).get(transcript=row, current=True)
    noted = tuple(out.ids("memo", memo.pk) for memo in out.memos if memo.transcript_id == row.pk)
    return Source(out.ids("transcript", row.pk), row.title, text,
                  made=Made(created=stamp(row.created_at)), selections=selections,
                  noted=noted)  # fmt: skip


def _cases(
    out: Out, values: dict[int, list[Value]], sources: tuple[Source, ...]
) -> tuple[Case, ...]:  # fmt: skip
    spoke: dict[int, set[int]] = defaultdict(set)
    turns = rows.Turn.objects.filter(
        version__current=True, version__transcript__in=out.transcripts, participant__isnull=False
    ).order_by()
    for who, where in turns.values_list("participant_id", "version__transcript_id").distinct():
        spoke[who or 0].add(where)
    said: dict[int, list[rows.Passage]] = defaultdict(list)
    for passage in out.passages():
        if passage.participant_id:
            said[passage.participant_id].append(passage)
    return tuple(
        Case(
            out.ids("participant", row.pk), row.pseudonym, values=tuple(values[row.pk]),
            sources=tuple(out.ids("transcript", it) for it in sorted(spoke[row.pk])),
            selections=tuple(
                out.ids("passage", it.pk)
                for it in sorted(said[row.pk],
                                 key=lambda it: (it.transcript_id, it.start, it.end))
            ),
        )
        for row in out.people
    )  # fmt: skip


def _note(out: Out, memo: rows.Memo) -> Source:
    made = Made(out.ids("coder", memo.by_id), stamp(memo.created_at))
    return Source(out.ids("memo", memo.pk), "Memo", memo.text, made=made)


def _on_project(memo: rows.Memo) -> bool:
    return not (memo.passage_id or memo.code_id or memo.theme_id or memo.transcript_id)


def _sets(out: Out) -> tuple[Set, ...]:
    tied: dict[int, list[str]] = defaultdict(list)
    for theme, code in rows.ThemeCode.objects.filter(theme__in=out.themes).values_list(
        "theme_id", "code_id"
    ):
        tied[theme].append(out.ids("code", code))
    return tuple(
        Set(out.ids("theme", row.pk), row.name, row.about, tuple(tied[row.pk]))
        for row in out.themes
    )
