"""What the team wrote beside the transcripts, where it holds words that tell who somebody is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import Model, Q, QuerySet

from uptake.interviews.layers import passages_seen, seen_memos
from uptake.interviews.models import (
    Adjudication,
    Assignment,
    ChartSummary,
    Code,
    CodebookVersion,
    CodingRound,
    ContentCategory,
    ContentRow,
    CoreqAnswer,
    Guide,
    GuideQuestion,
    Memo,
    Participant,
    Passage,
    Reduction,
    SaturationCall,
    Theme,
    Transcript,
)
from uptake.methods.deidentify import remaining
from uptake.projects.models import Project, User

AROUND = 60
"""Characters that are shown on either side of the words."""


@dataclass(frozen=True, slots=True)
class Written:
    """One kind of text that the team writes."""

    called: str
    model: type[Model]
    texts: tuple[str, ...]
    shown: Q = field(default_factory=Q)
    """Which rows stand on a page; the others were removed, or gave way to a later wording."""
    name: str = ""
    """A name among its fields, which nobody changes but by renaming it."""

    @property
    def kind(self) -> str:
        return str(self.model._meta.model_name)

    def rows(self, project: Project, user: User | None) -> QuerySet[Model]:
        """Those that this person may read."""
        found = self.model._default_manager.filter(project=project)
        if self.model is Memo:
            return found.filter(seen_memos(user))
        return found.filter(passages_seen(user)) if self.model is Passage else found


THERE, IN_USE = Q(removed_at=None), Q(retired_at=None)
WRITTEN = (
    Written("Memo", Memo, ("text",), THERE),
    Written("Summary of the framework chart", ChartSummary, ("text",), THERE),
    Written("Row of the content analysis", ContentRow, ("paraphrase", "generalisation"), THERE),
    Written("Reduction", Reduction, ("text",), IN_USE),
    Written("Category", ContentCategory, ("about",), IN_USE, "name"),
    Written("Theme", Theme, ("about",), IN_USE, "name"),
    Written("Code", Code, ("definition", "when", "when_not", "example"), IN_USE, "name"),
    Written("Note on a codebook version", CodebookVersion, ("note",), name="name"),
    Written("Coding round", CodingRound, ("note",), name="name"),
    Written("Reason in a coding round", Assignment, ("why",)),
    Written("Reason of an adjudication", Adjudication, ("reason",)),
    Written("Judgement of saturation", SaturationCall, ("why",)),
    Written("Answer to COREQ", CoreqAnswer, ("text",)),
    Written("Guide", Guide, ("note",), name="name"),
    Written("Question of a guide", GuideQuestion, ("text",)),
    Written("What is noted about a participant", Participant, ("about",)),
    Written("Reason to let a passage go", Passage, ("let_go",)),
    Written("Transcript", Transcript, ("cleared_why",), name="title"),
)


@dataclass(frozen=True, slots=True)
class Holding:
    """One text that holds the words."""

    key: str
    """Such as memo-12; empty for a name, which is changed by hand."""
    called: str
    before: str
    words: str
    after: str


def holding(project: Project, words: str, user: User | None) -> list[Holding]:
    """Texts on pages that hold the words, as whole words in any case; one line for each row.

    Memos of a round that is coded blind are its coders' own until it is opened, and are left out.
    """
    return list(_holding(project, words, user))


def _holding(project: Project, words: str, user: User | None) -> Iterator[Holding]:
    for kind in WRITTEN:
        fields = (*kind.texts, kind.name) if kind.name else kind.texts
        for row in kind.rows(project, user).filter(kind.shown).only("pk", *fields).order_by("pk"):
            for one in fields:
                text = str(getattr(row, one))
                if found := remaining(text, [words]):
                    key = "" if one == kind.name else f"{kind.kind}-{row.pk}"
                    yield _line(key, kind.called, text, found[0].start, found[0].end)
                    break


def _line(key: str, called: str, text: str, start: int, end: int) -> Holding:
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    return Holding(key, called, " ".join(before.split("\n")), text[start:end],
                   " ".join(after.split("\n")))  # fmt: skip


def chosen(kind: Written, keys: Collection[str]) -> set[int]:
    """Ids of one kind among keys such as memo-12."""
    pairs = (key.rpartition("-") for key in keys)
    return {int(pk) for name, _, pk in pairs if name == kind.kind and pk.isdecimal()}
