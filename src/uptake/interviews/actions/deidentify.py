"""De-identification: what might tell who somebody is, and what a person decides on each place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from uptake.instruments import name_model
from uptake.interviews.actions.deciding import (
    Decided,
    State,
    _drop_unused,
    _remembered,
    _to_decide,
)
from uptake.interviews.actions.material import BATCH
from uptake.interviews.actions.name_list import LONGEST, _kind, _stands_for, _told_apart
from uptake.interviews.models import Proposal, Transcript, Turn, Version
from uptake.interviews.pseudonyms import (
    LOOKED_FOR,
    key_of,
    kind_of,
    labels_of,
    looked_for,
    names_for,
)
from uptake.methods.deidentify import Finder, Hit, Sure, capitals, find, repeats
from uptake.methods.deidentify.folding import Folded, folded
from uptake.methods.deidentify.hits import hit
from uptake.methods.deidentify.pseudonyms import plain
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.roles import Permission

SOURCES = {
    "on the project's list": "list",
    "a name in the identity store": "store",
    "the name of somebody who speaks": "speaker",
    "a model takes": "model", "the same words": "same words", "a capital inside": "capital",
    "added by hand": "hand",
}  # fmt: skip
"""What a proposal came from, by how its reason begins; anything else is a rule."""


@action(Permission.MANAGE_MATERIAL, event="transcript.looked_through")
def look_through(
    *, by: Actor, transcript: Transcript, model: bool = False, every_capital: bool = False
) -> Outcome[int]:  # fmt: skip
    """Propose what to take out of a transcript, beside what was proposed before. Gives how many.

    `model` asks the recogniser of names as well, which is an extra; `every_capital` proposes each
    word with a capital inside of a sentence. Raises Refused when the extra is not installed.
    """
    version = _to_decide(transcript)
    made = _propose(by, version, _unseen(by, version, _finders(model, every_capital)))
    return Outcome(made, about=transcript, detail={"proposed": made})


def _finders(model: bool, every_capital: bool) -> list[Finder]:
    """What looks beside the rules."""
    found: list[Finder] = [capitals] if every_capital else []
    if model:
        try:
            found.append(name_model.installed())
        except name_model.NotInstalled as missing:
            raise Refused(str(missing)) from missing
    return found


def _unseen(by: Actor, version: Version, also: Iterable[Finder] = ()) -> list[Hit]:
    """What is found where nothing is proposed yet."""
    names = looked_for(names_for(version.project, by))
    hits = find(version.text, names, labels_of(version.transcript), also)
    over = _overlapping(version)
    return [one for one in hits if not over(one.start, one.end)]


def _overlapping(version: Version) -> Callable[[int, int], list[tuple[int, int, int]]]:
    """Gives the proposals (start, end, id) that share a character with a stretch."""
    rows = Proposal.objects.filter(version=version).order_by("start")
    held = list(rows.values_list("start", "end", "pk"))
    starts, ends = [row[0] for row in held], [row[1] for row in held]

    def over(start: int, end: int) -> list[tuple[int, int, int]]:
        return held[bisect_right(ends, start) : bisect_left(starts, end)]

    return over


def _propose(by: Actor, version: Version, hits: Sequence[Hit]) -> int:
    """Keep hits as proposals, each with what would stand there."""
    if not hits:
        return 0
    key = key_of(version.project, names_for(version.project, by)).extended(hits, version.text)
    return _keep(version, hits, key.replacements(hits))


def _keep(version: Version, hits: Iterable[Hit], put: Iterable[str], **more: object) -> int:
    rows = [
        Proposal(
            project_id=version.project_id, version=version, start=one.start, end=one.end,
            kind=one.kind, source=_source(one.why), sure=int(one.sure), why=one.why[:120],
            replacement=stands[:LONGEST], **more,
        )
        for one, stands in zip(hits, put, strict=True)
    ]  # fmt: skip
    return len(Proposal.objects.bulk_create(rows, batch_size=BATCH))


def _source(why: str) -> str:
    return next((name for start, name in SOURCES.items() if why.startswith(start)), "rule")


def _hit(row: Proposal, text: str) -> Hit:
    return hit(text, row.start, row.end, kind_of(row.kind), Sure(row.sure), row.why)


def _alike(row: Proposal, text: str, states: Iterable[str]) -> list[Proposal]:
    """The proposals of the same kind whose words are the same, this one among them."""
    rows = Proposal.objects.filter(version_id=row.version_id, kind=row.kind, state__in=states)
    wanted = folded(text[row.start : row.end])
    found = [one for one in rows if folded(text[one.start : one.end]) == wanted]
    return found if any(one.pk == row.pk for one in found) else [row, *found]


@action(Permission.MANAGE_MATERIAL, event="proposal.accepted")
def accept(
    *, by: Actor, proposal: Proposal, replacement: str = "", everywhere: bool = False,
    kind: str = "",
) -> Outcome[Decided]:  # fmt: skip
    """Decide that words go; with `everywhere`, wherever the same words stand in this transcript.

    With another `kind` than was proposed the same words are of that kind everywhere in it, and the
    next number of that kind stands for them unless a `replacement` is given.

    What stands for them is what the key has for these words, or `replacement` when it is given:
    then it stands for the same words from now on. Where else the words, or a part of the name,
    stand, is proposed too. Nothing is taken out before the transcript is signed off.

    Raises Refused when the words are in the replacement, and when another pseudonym of these words
    stands in a transcript that was signed off.
    """
    version = _to_decide(proposal.version.transcript)
    row = _of(version, proposal)
    same, was = _alike(row, version.text, [State.OPEN, State.ACCEPTED]), row.replacement
    if kind and _kind(kind) != row.kind:
        row.kind, row.replacement = kind, _as_kind(by, version, row, kind)
        replacement = "" if replacement.strip() == was else replacement
    put, now = _replacement(row, version.text, replacement), timezone.now()
    words = version.text[row.start : row.end]
    decided = [
        one.pk for one in same if one.pk == row.pk or (everywhere and one.state == State.OPEN)
    ]
    with _remembered(by, version):
        put = _stands_for(version.project, row.kind, words, put, asked=put != was)
        Proposal.objects.filter(pk__in=[one.pk for one in same]).update(
            replacement=put, kind=row.kind
        )
        _decide(by, decided, State.ACCEPTED, now)
        more = _also(by, version, row, put, now if everywhere else None)
    done = Decided(len(decided) + more.places, more.proposed)
    return Outcome(done, about=row, detail={"places": done.places, "proposed": done.proposed})


def _as_kind(by: Actor, version: Version, row: Proposal, kind: str) -> str:
    """What would stand for a proposal's words, were they of another kind."""
    one = hit(version.text, row.start, row.end, _kind(kind), Sure(row.sure), row.why)
    key = key_of(version.project, names_for(version.project, by)).extended([one], version.text)
    return key.replacements([one])[0][:LONGEST]


def _of(version: Version, proposal: Proposal) -> Proposal:
    """The proposal as it stands now, when it is one of the words as they stand now."""
    row = Proposal.objects.filter(pk=proposal.pk, version=version).first()
    if row is None:
        raise Refused(
            "This proposal is of earlier words of the transcript.",
            advice="Look the transcript through again.",
        )
    return row


def _replacement(row: Proposal, text: str, asked: str) -> str:
    put = " ".join(asked.split()) or row.replacement
    if len(put) > LONGEST:
        raise Refused(f"What stands there has {len(put)} characters.", advice="Shorten it to 120.")
    _told_apart(text[row.start : row.end], put)
    return put


def _decide(by: Actor, ids: Sequence[int], state: Proposal.State, now: datetime) -> None:
    for at in range(0, len(ids), BATCH):
        Proposal.objects.filter(pk__in=ids[at : at + BATCH]).update(
            state=state, decided_by=by.user, decided_at=now
        )


def _also(
    by: Actor, version: Version, row: Proposal, put: str, decided: datetime | None
) -> Decided:
    """Propose where else the words stand; the very same count as `decided`, if a time is given."""
    if row.kind not in LOOKED_FOR:
        return Decided(0)
    known = [_hit(one, version.text) for one in Proposal.objects.filter(version=version)]
    found = repeats(version.text, _hit(row, version.text), known)
    same = [one for one in found if decided is not None and one.sure > Sure.UNSURE]
    rest = [one for one in found if one not in same]
    _keep(version, same, [put] * len(same), state=State.ACCEPTED, decided_by=by.user,
          decided_at=decided)  # fmt: skip
    return Decided(len(same), _keep(version, rest, [put] * len(rest)))


@action(Permission.MANAGE_MATERIAL, event="proposal.refused")
def refuse(*, by: Actor, proposal: Proposal, everywhere: bool = False) -> Outcome[Decided]:
    """Decide that words stay as they are; with `everywhere`, the same words wherever proposed.

    What stood for them leaves the key where an earlier decision had put it there, for them alone.
    """
    version = _to_decide(proposal.version.transcript)
    row = _of(version, proposal)
    same = _alike(row, version.text, [State.OPEN]) if everywhere else [row]
    with _remembered(by, version):
        _decide(by, [one.pk for one in same], State.REFUSED, timezone.now())
        if row.state == State.ACCEPTED:
            _drop_unused(version.project, version.text[row.start : row.end])
    return Outcome(Decided(len(same)), about=row, detail={"places": len(same)})


@action(Permission.MANAGE_MATERIAL, event="proposals.accepted")
def accept_sure(*, by: Actor, transcript: Transcript) -> Outcome[Decided]:
    """Decide that all words go which a strong rule or the project's list saw."""
    version, now = _to_decide(transcript), timezone.now()
    rows = Proposal.objects.filter(version=version, state=State.OPEN, sure__gte=int(Sure.SURE))
    stands: dict[object, str] = {}
    with _remembered(by, version):
        for row in rows:
            words = version.text[row.start : row.end]
            same = (row.kind, plain(kind_of(row.kind), words))
            if same not in stands:
                stands[same] = _stands_for(
                    version.project, row.kind, words, row.replacement, asked=False
                )
            row.replacement = stands[same]
        Proposal.objects.bulk_update(rows, ["replacement"], batch_size=BATCH)
        _decide(by, [row.pk for row in rows], State.ACCEPTED, now)
    return Outcome(Decided(len(rows)), about=transcript, detail={"places": len(rows)})


@action(Permission.MANAGE_MATERIAL, event="proposal.added")
def add_place(
    *, by: Actor, transcript: Transcript, words: str, kind: str = "name", replacement: str = "",
    start: int | None = None,
) -> Outcome[Decided]:  # fmt: skip
    """Decide that words go which nothing proposed: at codepoint `start`, or wherever they stand.

    A part of a longer proposal can't be decided on by itself; shorter proposals within these words
    give way to them. Raises Refused when the words don't stand there, or run over two turns.
    """
    version, now = _to_decide(transcript), timezone.now()
    words = words.strip()
    known = _kind(kind)
    places, within = _room_for(version, words, start)
    why = "added by hand"
    hits = [hit(version.text, first, end, known, Sure.SURE, why) for first, end in places]
    key = key_of(version.project, names_for(version.project, by)).extended(hits, version.text)
    put = " ".join(replacement.split()) or key.replacements(hits)[0]
    _told_apart(words, put)
    asked = bool(replacement.strip())
    with _remembered(by, version):
        put = _stands_for(version.project, kind, words, put[:LONGEST], asked=asked)
        Proposal.objects.filter(pk__in=within).delete()
        _keep(version, hits, [put] * len(hits), state=State.ACCEPTED, decided_by=by.user,
              decided_at=now)  # fmt: skip
        row = Proposal.objects.get(version=version, start=hits[0].start, end=hits[0].end)
        more = _also(by, version, row, put, now if start is None else None)
    done = Decided(len(hits) + more.places, more.proposed, row.pk)
    return Outcome(done, about=row, detail={"places": done.places, "proposed": done.proposed})


def _room_for(
    version: Version, words: str, start: int | None
) -> tuple[list[tuple[int, int]], list[int]]:
    """Where the words are to go, and the shorter proposals within them that give way."""
    if not folded(words) or len(words) > 300:
        raise Refused("No words were chosen.", advice="Select them, or type them as they stand.")
    if start is not None:
        end = start + len(words)
        if version.text[start:end] != words:
            raise Refused("The words do not stand there any more.", advice="Select them again.")
        found = [(start, end)]
    else:
        found = list(Folded(version.text).spans(words))
    turns = Turn.objects.filter(version=version)
    if not found:
        raise Refused(f"“{words}” does not stand in this transcript.", advice="Check its letters.")
    if start is not None and not turns.filter(start__lte=start, end__gte=found[0][1]).exists():
        raise Refused("The words run over two turns.", advice="Select those of one turn.")
    over = _overlapping(version)
    within: list[int] = []
    free: list[tuple[int, int]] = []
    for first, end in found:
        held = over(first, end)
        if all(first <= one[0] and one[1] <= end for one in held):
            within += [one[2] for one in held]
            free.append((first, end))
    if not free:
        raise Refused(
            "These words are a part of words that are proposed already.",
            advice="Decide on the longer ones.",
        )
    return free, within
