"""Many codes at once from a table of quotes, such as another tool's export."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from uptake.interviews.actions.coding import _memo_text, _remember, _speaker, hold, round_for
from uptake.interviews.models import (
    Code,
    Coding,
    CodingAct,
    Memo,
    Passage,
    Transcript,
    Turn,
    Version,
)
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission

BATCH = 500
_ALIKE = {"'": "['‘’ʼ]", '"': '["“”]', "-": "[-‐‑–—]"}
_LIKENED = str.maketrans("‘’ʼ“”‐‑–—", "'''\"\"----")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the table: put this code on the nth place where these words stand."""

    line: int
    transcript: str
    quote: str
    code: str
    occurrence: int = 1
    memo: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    line: int
    why: str


@dataclass(frozen=True)
class FromTable:
    """What came of a table: every row is in one of the three counts."""

    coded: int
    already: int
    left_out: tuple[LeftOut, ...]


@dataclass
class _Target:
    """A transcript as the table's rows look things up in it."""

    transcript: Transcript
    version_id: int
    text: str
    turns: list[Turn]
    passages: dict[tuple[int, int], Passage]
    had: set[tuple[int, int, int]]
    """(start, end, code) that the coder had before."""
    round: int | None
    """The blind round that the coder's work there belongs to."""
    fresh: dict[tuple[int, int], Passage] = field(default_factory=dict)
    said: set[tuple[int, int, str]] = field(default_factory=set)
    """(start, end, words) of the coder's memos, those of the table with them."""
    codings: dict[tuple[int, int, int], Coding] = field(default_factory=dict)
    memos: list[Memo] = field(default_factory=list)


@action(Permission.CODE, event="passages.coded_from_table")
def code_from_table(
    *, by: Actor, project: Project, rows: Sequence[TableRow], coder: User | None = None
) -> Outcome[FromTable]:
    """Code passages found by their quote. `coder` is needed when a system job acts.

    A transcript is named by its title or number, a code by its name. White space, the shape of
    quotation marks and of dashes, and letters' case need not match. Rows that can't be placed are
    left out and reported, each with its line and the reason.

    Raises Refused when no row could be placed, so that nothing was written.
    """
    person = _in_whose_name(by, coder)
    codes = {c.name.casefold(): c for c in Code.objects.filter(project=project, retired_at=None)}
    targets = _Targets(project, person)
    targets.hold(row.transcript for row in rows)
    left_out: list[LeftOut] = []
    already = 0
    for row in rows:
        try:
            already += _place(row, targets, codes, person)
        except Refused as refused:
            left_out.append(LeftOut(row.line, str(refused)))
    coded = sum(len(target.codings) for target in targets.met())
    if left_out and not coded and not already:
        first = left_out[0]
        raise Refused(
            f"None of the {len(rows):,} rows could be placed. Line {first.line}: {first.why}",
            advice="Check the names of transcripts and codes, then the quotes.",
        )
    for target in targets.met():
        _write(target, person)
    detail = {"coded": coded, "already": already, "left_out": len(left_out), "coder": person.pk}
    return Outcome(FromTable(coded, already, tuple(left_out)), about=project, detail=detail)


def _in_whose_name(by: Actor, coder: User | None) -> User:
    if by.user is not None and coder is not None and coder.pk != by.user.pk:
        raise Refused("A person codes in their own name only.", advice="Leave the coder out.")
    person = coder or by.user
    if person is None:
        raise Refused(
            "A code is a person's judgement, so it needs a coder.",
            advice="Say in whose name the codes are put on.",
        )
    return person


class _Targets:
    """The project's transcripts, each read when a row first names it."""

    def __init__(self, project: Project, coder: User) -> None:
        self._coder, self._met = coder, dict[int, _Target]()
        self._named: dict[str, list[Transcript]] = defaultdict(list)
        for transcript in Transcript.objects.filter(project=project):
            for name in {transcript.title.casefold(), str(transcript.pk)}:
                self._named[name].append(transcript)

    def met(self) -> Iterable[_Target]:
        return self._met.values()

    def hold(self, names: Iterable[str]) -> None:
        """Lock every transcript that is named, in one order, so that no two tables wait in turn."""
        asked = {name.strip().casefold() for name in names}
        hold(one.pk for name in asked for one in self._named.get(name, ()))

    def named(self, name: str) -> _Target:
        found = self._named.get(name.strip().casefold(), [])
        if not found:
            raise Refused(f"There is no transcript called “{name.strip()}”.")
        if len(found) > 1:
            numbers = ", ".join(str(one.pk) for one in found)
            raise Refused(f"{len(found)} transcripts are called “{name.strip()}”.",
                          advice=f"Name it by its number: {numbers}.")  # fmt: skip
        transcript = found[0]
        if transcript.pk not in self._met:
            self._met[transcript.pk] = self._read(transcript)
        return self._met[transcript.pk]

    def _read(self, transcript: Transcript) -> _Target:
        version = Version.objects.select_for_update().get(transcript=transcript, current=True)
        transcript.refresh_from_db(fields=["cleared_how"])
        blind = round_for(transcript, self._coder)
        firm = Passage.objects.filter(version=version, state=Passage.State.FIRM)
        mine = Coding.objects.filter(passage__in=firm, coder=self._coder, removed_at=None)
        memos = Memo.objects.filter(passage__in=firm, by=self._coder, removed_at=None)
        return _Target(
            transcript, version.pk, version.text,
            list(Turn.objects.filter(version=version).select_related("participant")),
            {(passage.start, passage.end): passage for passage in firm},
            set(mine.values_list("passage__start", "passage__end", "code_id")), blind,
            said=set(memos.values_list("passage__start", "passage__end", "text")),
        )  # fmt: skip


def _place(row: TableRow, targets: _Targets, codes: dict[str, Code], coder: User) -> int:
    """Put one row in its target. Gives 1 when the coder had said it already, else 0."""
    code = codes.get(row.code.strip().casefold())
    if code is None:
        raise Refused(f"There is no code in use called “{row.code.strip()}”.")
    memo = _memo_text(row.memo)
    target = targets.named(row.transcript)
    stretch = _find(target.text, row.quote, row.occurrence)
    if stretch is None:
        raise Refused(_not_found(row))
    held = target.passages.get(stretch) or target.fresh.get(stretch)
    if held is None:
        start, end = stretch
        held = Passage(
            project_id=target.transcript.project_id, transcript=target.transcript,
            version_id=target.version_id, start=start, end=end, quote=target.text[start:end],
            participant_id=_speaker(_held(target.turns, start, end)),
        )  # fmt: skip
        target.fresh[stretch] = held
    if memo and (*stretch, memo) not in target.said:
        target.said.add((*stretch, memo))
        target.memos.append(
            Memo(
                project_id=held.project_id, passage=held, text=memo, by=coder,
                round_id=target.round,
            )
        )  # fmt: skip
    key = (*stretch, code.pk)
    if key in target.had or key in target.codings:
        return 1
    target.codings[key] = Coding(
        project_id=held.project_id, passage=held, code=code, coder=coder, round_id=target.round
    )  # fmt: skip
    return 0


def _held(turns: list[Turn], start: int, end: int) -> list[Turn]:
    """The turns that hold part of [start, end)."""
    first = max(bisect_right(turns, start, key=lambda turn: turn.start) - 1, 0)
    last = bisect_left(turns, end, key=lambda turn: turn.start)
    return [turn for turn in turns[first:last] if turn.end > start]


def _not_found(row: TableRow) -> str:
    words = row.quote.strip()
    short = words if len(words) <= 60 else words[:57].rstrip() + "..."
    if row.occurrence > 1:
        return f"“{short}” does not stand {row.occurrence} times in “{row.transcript}”."
    return f"“{short}” does not stand in “{row.transcript}”."


def _find(text: str, quote: str, occurrence: int) -> tuple[int, int] | None:
    """Where the nth occurrence of a quote stands, first to the letter, then more forgivingly."""
    words = normalize("NFC", quote).strip()
    if not words or occurrence < 1:
        return None
    for places in (_exact(text, words), _alike(text, words)):
        for number, place in enumerate(places, start=1):
            if number == occurrence:
                return place
    return None


def _exact(text: str, words: str) -> Iterator[tuple[int, int]]:
    at = text.find(words)
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + 1)


def _alike(text: str, words: str) -> Iterator[tuple[int, int]]:
    pattern = r"\s+".join(
        "".join(_ALIKE.get(letter, re.escape(letter)) for letter in word)
        for word in words.translate(_LIKENED).split()
    )
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield match.span()


def _write(target: _Target, coder: User) -> None:
    Passage.objects.bulk_create(target.fresh.values(), batch_size=BATCH)
    codings = Coding.objects.bulk_create(target.codings.values(), batch_size=BATCH)
    memos = Memo.objects.bulk_create(target.memos, batch_size=BATCH)
    acts = [CodingAct(kind=CodingAct.Kind.APPLY, coding=coding) for coding in codings]
    acts += [CodingAct(kind=CodingAct.Kind.MEMO, memo=memo) for memo in memos]
    if acts:
        _remember(target.transcript, coder, acts)
