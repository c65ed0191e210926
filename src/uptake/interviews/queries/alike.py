"""Places in the transcripts that say something like one at hand, in its words or by meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from uptake.interviews.models import Coding, Passage, Turn, Version
from uptake.interviews.queries.eyes import Eyes
from uptake.interviews.queries.meaning import by_meaning
from uptake.methods.passages import sentences, words
from uptake.methods.similar_passages import Alike, Passages
from uptake.projects.models import Project

ENOUGH = 20
"""Words from which on sentences of a turn make a candidate of their own."""
MOST = 30
AT_ONCE = 5_000
"""Runs that are searched by meaning; more are told and left."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of sentences of one turn, how alike it is (0 to 1), and in which word stems."""

    transcript: int
    title: str
    version: int
    """Its number."""
    turn: int
    speaker: str
    start: int
    end: int
    words: str
    score: float
    shared: tuple[str, ...]
    codes: tuple[str, ...]
    """Those that are on any of its words already, as far as they may be seen."""

    @property
    def key(self) -> str:
        return f"{self.transcript}-{self.version}-{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class _Run:
    version: int
    turn: int
    speaker: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Text:
    transcript: int
    title: str
    number: int


def alike(
    project: Project, eyes: Eyes, text: str, *, but: tuple[int, int, int], most: int = MOST
) -> list[Candidate]:
    """The runs of sentences most like `text`, without those that touch `but`.

    `but` is the place that `text` stands at: version id, start, end. Words of somebody who withdrew
    are left out.
    """
    texts, runs = _runs(project, but)
    found = Passages([run.words for run in runs]).like_text(text, most) if runs else ()
    return _candidates(eyes, texts, runs, found)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a search by meaning found, in how many of how many places."""

    found: list[Candidate]
    searched: int
    of: int
    more: bool
    """Looking again searches more."""


def alike_in_meaning(
    project: Project, eyes: Eyes, text: str, *, but: tuple[int, int, int], most: int = MOST
) -> Meant:
    """As `alike`, by vectors of the sentence model. Raises `NotInstalled` where it isn't there."""
    texts, runs = _runs(project, but)
    found, searched = by_meaning(text, [run.words for run in runs[:AT_ONCE]], most)
    more = searched < min(len(runs), AT_ONCE)
    return Meant(_candidates(eyes, texts, runs, found), searched, len(runs), more)


def _candidates(
    eyes: Eyes, texts: dict[int, _Text], runs: Sequence[_Run], found: Sequence[Alike]
) -> list[Candidate]:
    codes = _codes(eyes, [runs[one.place] for one in found])
    return [
        Candidate(
            texts[run.version].transcript, texts[run.version].title, texts[run.version].number,
            run.turn, run.speaker, run.start, run.end, run.words, one.score, one.shared,
            codes[run.version, run.start],
        )
        for one in found for run in (runs[one.place],)
    ]  # fmt: skip


def _runs(project: Project, but: tuple[int, int, int]) -> tuple[dict[int, _Text], list[_Run]]:
    turns: dict[int, list[tuple[int, int, int, str]]] = defaultdict(list)
    rows = Turn.objects.filter(
        version__project=project, version__current=True, participant__withdrawn_at=None
    ).order_by("version", "start")
    for version, index, start, end, speaker, pseudonym in rows.values_list(
        "version_id", "index", "start", "end", "speaker", "participant__pseudonym"
    ):
        turns[version].append((index + 1, start, end, pseudonym or speaker))
    texts: dict[int, _Text] = {}
    runs: list[_Run] = []
    current = Version.objects.filter(project=project, current=True).order_by("transcript_id")
    current = current.exclude(transcript__cleared_how="")  # names may stand in it still
    for version, transcript, title, number, text in current.values_list(
        "pk", "transcript_id", "transcript__title", "number", "text"
    ).iterator(chunk_size=1):
        texts[version] = _Text(transcript, title, number)
        for turn, start, end, speaker in turns[version]:
            for first, last in _cut(text[start:end]):
                at, to = start + first, start + last
                if version != but[0] or to <= but[1] or at >= but[2]:
                    runs.append(_Run(version, turn, speaker, at, to, text[at:to]))
    return texts, runs


def _cut(said: str) -> Iterator[tuple[int, int]]:
    """A turn's sentences, put together until they have words enough to be compared."""
    first: int | None = None
    for start, end in sentences(said):
        first = start if first is None else first
        if len(words(said[first:end])) >= ENOUGH:
            yield first, end
            first = None
    if first is not None:
        yield first, end


def _codes(eyes: Eyes, runs: Sequence[_Run]) -> dict[tuple[int, int], tuple[str, ...]]:
    """The codes on any words of some runs, by version and start."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    spans = _spans(eyes, {run.version for run in runs})
    for run in runs:
        names = [name for start, end, name in spans[run.version]
                 if start < run.end and end > run.start]  # fmt: skip
        found[run.version, run.start] = tuple(dict.fromkeys(names))
    return found


def _spans(eyes: Eyes, versions: Collection[int]) -> dict[int, list[tuple[int, int, str]]]:
    rows = Coding.objects.filter(
        eyes.codings(), passage__version__in=versions, passage__state=Passage.State.FIRM
    ).order_by("code__order", "code_id")
    spans: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for version, start, end, name in rows.values_list(
        "passage__version_id", "passage__start", "passage__end", "code__name"
    ).distinct():
        spans[version].append((start, end, name))
    return spans
