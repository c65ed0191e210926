"""What if these went? What would lose its last support and what would be weakened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from uptake.interviews.layers import passages_seen, seen_memos, settled
from uptake.interviews.models import (
    Approach,
    AttributeValue,
    ChartSummary,
    ContentRow,
    Identity,
    Memo,
    Participant,
    Passage,
    RawText,
    Transcript,
    Turn,
)
from uptake.methods.lineage import fragile
from uptake.projects.models import Project
from uptake.projects.thread import Key, Node
from uptake.trace.graph import GROUNDS, STRANDS, Thread

LISTED = 60
WORDS = {
    "participant": "Person", "transcript": "Transcript", "reference": "Reference",
    "study": "Study",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One source that might go, and how much evidence it gives."""

    node: Node
    kind: str
    strands: int
    chosen: bool

    @property
    def value(self) -> str:
        return f"{self.node.key.kind}-{self.node.key.id}"


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources that a search found, the chosen ones first."""

    rows: tuple[Source, ...]
    found: int
    total: int


@dataclass(frozen=True, slots=True)
class IfGone:
    """What would happen above, and how much would go with it."""

    gone: tuple[Node, ...]
    strands: int
    """Passages and statements that would go too."""
    findings: int
    """Findings that have some of these strands beneath them, for or against."""
    lost: tuple[Node, ...]
    weakened: tuple[Node, ...]
    against: tuple[Node, ...]
    """What would only lose something that speaks against it, directly or further down."""
    unsupported: tuple[Node, ...]
    """What nothing holds up even now."""

    @property
    def marked(self) -> int:
        return len(self.lost) + len(self.weakened) + len(self.against) + len(self.unsupported)


def keys_of(project: Project, chosen: Iterable[Key]) -> list[Key]:
    """The chosen sources with what goes with them: a transcript takes its passages along."""
    chosen = list(chosen)
    meetings = [key.id for key in chosen if key.kind == "transcript"]
    passages = Passage.objects.filter(passages_seen(None), project=project, transcript__in=meetings)
    return [*chosen, *(Key("passage", pk) for pk in passages.values_list("pk", flat=True))]


def if_gone(project: Project, chosen: Sequence[Key], thread: Thread | None = None) -> IfGone:
    """What would lose its last support, and what would stand with less. Nothing is written."""
    thread = thread or Thread(project)
    thread.learn(chosen)
    gone = [thread.node(key) for key in chosen]
    keys = keys_of(project, chosen)
    over = thread.over(keys)
    graph = thread.upper(over)
    answer = fragile(graph, keys)
    lost, weakened = set(answer.lost), set(answer.weakened)
    above: dict[str, list[Node]] = defaultdict(list)
    gone_keys = set(keys)
    for key in sorted(over, key=lambda one: (thread.order[one.kind], one.id)):
        if key in gone_keys or key.kind in STRANDS or key.kind in GROUNDS:
            continue
        node = thread.node(key)
        if not node.retired:
            above[_fate(key, lost, weakened, graph.stands(key))].append(node)
    strands = {key for key in over if key.kind in STRANDS and thread.counts(key)}
    findings = {link.upper for key in strands for link in thread.above.get(key, ())}
    return IfGone(
        gone=tuple(gone), strands=len(strands), findings=len(findings), lost=tuple(above["lost"]),
        weakened=tuple(above["weakened"]), against=tuple(above["against"]),
        unsupported=tuple(above["unsupported"]),
    )  # fmt: skip


def _fate(key: Key, lost: set[Key], weakened: set[Key], stands: bool) -> str:
    if key in lost:
        return "lost"
    if not stands:
        return "unsupported"
    return "weakened" if key in weakened else "against"


def if_page(project: Project, words: str, chosen: Sequence[Key]) -> tuple[IfGone | None, Sources]:
    """What would happen if the chosen ones went, and the sources to choose from."""
    thread = Thread(project)
    it = if_gone(project, chosen, thread) if chosen else None
    return it, sources(project, words, chosen, thread)


def sources(
    project: Project, words: str, chosen: Sequence[Key], thread: Thread | None = None
) -> Sources:
    """The sources that hold something up, found by words in their names."""
    thread = thread or Thread(project)
    meetings: dict[int, int] = defaultdict(int)
    rows = Passage.objects.filter(passages_seen(None), project=project)
    rows = rows.exclude(state=Passage.State.REDACTED)
    for meeting in rows.values_list("transcript_id", flat=True):
        meetings[meeting] += 1
    keys = [key for key in _grounds(thread, chosen) if key.kind != "transcript"]
    keys += [Key("transcript", pk) for pk in meetings]
    thread.learn(keys)
    wanted = words.casefold().split()
    found: list[Source] = []
    for key in sorted(keys):
        node = thread.node(key)
        text = f"{node.label} {node.title}".casefold()
        picked = key in chosen
        if node.gone or not (picked or all(word in text for word in wanted)):
            continue
        strands = meetings.get(key.id, 0) if key.kind == "transcript" else _strands(thread, key)
        found.append(Source(node, WORDS[key.kind], strands, picked))
    found.sort(key=lambda one: (not one.chosen, one.node.key.kind, -one.strands))
    return Sources(tuple(found[:LISTED]), len(found), len(keys))


def _grounds(thread: Thread, chosen: Sequence[Key]) -> list[Key]:
    """What holds something up by itself; a paper of a study only where it was chosen."""
    found = [
        key for key in thread.linked
        if key.kind in GROUNDS and (thread.is_ground(key) or key in chosen)
    ]  # fmt: skip
    return [key for key in found if key in chosen or _strands(thread, key)]


def _strands(thread: Thread, key: Key) -> int:
    """How many passages or statements rest on a source, by its reports where it is a study."""
    uppers = [link.upper for link in thread.above.get(key, ())]
    return sum(_strands(thread, upper) if upper.kind in GROUNDS else 1 for upper in uppers)


def typed_keys(typed: Iterable[str]) -> list[Key]:
    """The keys in an address, such as participant-3; what is no source is left out."""
    found = []
    for one in typed:
        kind, _, pk = one.partition("-")
        if kind in GROUNDS and pk.isascii() and pk.isdigit() and len(pk) < 18:
            found.append(Key(kind, int(pk)))
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Erased:
    """What a withdrawal would erase; of the whole, also what is known of the person."""

    turns: int
    transcripts: tuple[tuple[int, str], ...]
    passages: int
    coded: int
    """How many of these passages carry a code that counts, as the person's page counts them."""
    memos: int
    content_rows: int
    summaries: int
    """Cells of the framework chart that would say that their passages changed."""
    raw_texts: int
    values: int
    lines: int
    identity: bool


def to_erase(person: Participant, only: Collection[Transcript] | None = None) -> Erased:
    """How much would go with a participant, or with what they said in some transcripts."""
    meetings = Transcript.objects.filter(versions__turns__participant=person).distinct()
    if only is not None:
        meetings = meetings.filter(pk__in=[one.pk for one in only])
    ids = list(meetings.order_by().values_list("pk", flat=True))
    turns = Turn.objects.filter(
        participant=person, version__current=True, version__transcript__in=ids
    )
    passages = Passage.objects.filter(passages_seen(None), participant=person)
    if only is not None:
        passages = passages.filter(transcript__in=ids)
    passages = passages.exclude(state=Passage.State.REDACTED)
    memos = Memo.objects.filter(seen_memos(None), passage__in=passages, removed_at=None)
    return Erased(
        turns.count(), tuple(meetings.order_by("pk").values_list("pk", "title")),
        passages.count(),
        passages.filter(settled("codings__")).order_by().values("pk").distinct().count(),
        memos.count(),
        ContentRow.objects.filter(passage__in=passages, removed_at=None).count(),
        ChartSummary.objects.filter(passages__passage__in=passages, removed_at=None)
        .distinct().count(),
        RawText.objects.filter(transcript__in=ids).count(),
        AttributeValue.objects.filter(participant=person).count(),
        Approach.objects.filter(participant=person).exclude(reason="").count(),
        Identity.objects.filter(participant=person).exists(),
    )  # fmt: skip


def part_keys(person: Participant, only: Collection[Transcript]) -> list[Key]:
    """The passages of what they said in some transcripts."""
    rows = Passage.objects.filter(
        passages_seen(None), participant=person, transcript__in=[one.pk for one in only]
    ).exclude(state=Passage.State.REDACTED)
    return [Key("passage", pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript in which somebody speaks, and whether it is chosen."""

    id: int
    title: str
    held_on: date | None
    chosen: bool


def heard(
    person: Participant, ticked: Collection[int], before: date | None, after: date | None
) -> list[Heard]:
    """Where somebody speaks; those ticked, and those held before or after a day, are chosen.

    The days themselves are not in it: what was held on 3 May is neither before nor after it.
    """
    rows = Transcript.objects.filter(versions__turns__participant=person).distinct().order_by("pk")
    return [
        Heard(pk, title, on, pk in ticked or bool(
            on and ((before and on < before) or (after and on > after))
        ))
        for pk, title, on in rows.values_list("pk", "title", "held_on")
    ]  # fmt: skip


def transcripts(project: Project, ids: Collection[int]) -> list[Transcript]:
    """These transcripts of the project."""
    return list(Transcript.objects.filter(project=project, pk__in=ids).order_by("pk"))
