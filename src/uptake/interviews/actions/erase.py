"""What a withdrawal erases beside the words themselves: all that tells who spoke, or repeats it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, Model, Q

from uptake.interviews.actions.chart import _forget_in_charts
from uptake.interviews.actions.content import _forget_rows
from uptake.interviews.identities import digest_of, unlock
from uptake.interviews.models import (
    Adjudication,
    Approach,
    Assignment,
    AttributeValue,
    ChartSummary,
    CodebookAct,
    CodebookVersion,
    CodingRound,
    ContentCategory,
    ContentChange,
    CoreqAnswer,
    Guide,
    GuideQuestion,
    Identity,
    NameKey,
    Participant,
    Passage,
    ProjectFile,
    RawText,
    Reduction,
    SaturationCall,
    Theme,
    Transcript,
    Version,
)
from uptake.methods.echoes import echoes
from uptake.projects.errors import Refused
from uptake.projects.models import Event

REPEATING: tuple[tuple[type[Model], tuple[str, ...], Q], ...] = (
    (Theme, ("about",), Q()),
    (ContentCategory, ("about",), Q()),
    (Reduction, ("text",), Q()),
    (ContentChange, ("before", "after"), Q()),
    (Adjudication, ("reason",), Q()),
    (SaturationCall, ("why",), Q()),
    (CoreqAnswer, ("text",), Q()),
    (ChartSummary, ("text",), Q(removed_at__isnull=False)),
    (CodingRound, ("note",), ~Q(note="")),
    (Assignment, ("why",), ~Q(why="")),
    (CodebookVersion, ("note",), ~Q(note="")),
    (Guide, ("note",), ~Q(note="")),
    (GuideQuestion, ("text",), Q()),
    (Transcript, ("cleared_why",), ~Q(cleared_why="")),
    (Version, ("reason",), ~Q(reason="")),
    (Passage, ("let_go",), ~Q(let_go="")),
    (Participant, ("about",), ~Q(about="")),
)
"""Fields that are emptied where they repeat the words. A summary that stands is the team's: it is
kept, and its cell says that its passages changed."""
ASKED = frozenset({Guide, GuideQuestion})
"""What is asked of many people. What was written before anybody was heard repeats nobody."""
HELD: tuple[tuple[type[Model], str], ...] = (
    (CodebookVersion, "codes"), (CodebookAct, "followed"), (ProjectFile, "found"),
    (ProjectFile, "losses"), (ProjectFile, "history"),
)  # fmt: skip
"""Fields that keep several texts as data."""


@dataclass(frozen=True)
class Beside:
    """How much was erased beside the words, and what is to be looked at again."""

    summaries: tuple[int, ...] = ()
    content_rows: int = 0
    names: int = 0
    raw_texts: int = 0
    values: int = 0
    identity: bool = False
    repeating: int = 0

    def detail(self) -> dict[str, object]:
        return {
            "summaries": list(self.summaries), "content_rows": self.content_rows,
            "names": self.names, "raw_texts": self.raw_texts, "values": self.values,
            "identity": self.identity, "repeating": self.repeating,
        }  # fmt: skip


def _erase_beside(
    row: Participant, passages: Collection[int], transcripts: Collection[int], words: str,
    *, whole: bool,
) -> Beside:  # fmt: skip
    """Erase what rests on these words elsewhere; where all is withdrawn, who the person is, too.

    Raw texts of their transcripts go whole, whoever else speaks in them: they serve to do
    de-identification anew and nothing else.
    """
    Transcript.objects.filter(pk__in=transcripts).update(file_name="", oddities=[])
    raw, _ = RawText.objects.filter(transcript__in=transcripts).delete()
    waiting = ProjectFile.objects.filter(
        project_id=row.project_id, state=ProjectFile.State.WAITING
    )  # fmt: skip
    waiting.update(content=None, state=ProjectFile.State.DROPPED)
    names = _names(row, words, whole=whole)
    heard = Transcript.objects.filter(pk__in=transcripts).aggregate(at=Min("created_at"))["at"]
    found = Beside(
        summaries=_forget_in_charts(passages), content_rows=len(_forget_rows(passages)),
        names=names, raw_texts=raw, repeating=_empty_repeats(row.project_id, words, heard),
    )  # fmt: skip
    return _who(row, found) if whole else found


def _who(row: Participant, found: Beside) -> Beside:
    """Erase name, contact, values, and the reasons that the recruitment log holds."""
    values, _ = AttributeValue.objects.filter(participant=row).delete()
    lines = Approach.objects.filter(participant=row)
    lines.update(reason="")
    events = Event.objects.filter(chain=row.project_id, object_kind="approach")
    events.filter(object_id__in=lines.values("pk")).update(salt=b"")
    gone, _ = Identity.objects.filter(participant=row).delete()
    return Beside(
        found.summaries, found.content_rows, found.names, found.raw_texts, values, bool(gone),
        found.repeating,
    )  # fmt: skip


def _names(row: Participant, words: str, *, whole: bool) -> int:
    """Erase lines of the key that only they had a use for; gives how many.

    Those are what stands in their words and nowhere else in the project, and, where all is
    withdrawn, their own pseudonym and name.
    """
    rows = NameKey.objects.filter(project_id=row.project_id)
    texts = Version.objects.filter(project_id=row.project_id)
    gone = [
        pk for pk, put in rows.values_list("pk", "pseudonym")
        if put and put in words and not texts.filter(text__contains=put).exists()
    ]  # fmt: skip
    if whole:
        own = Q(pseudonym__iexact=row.pseudonym) | Q(lookup__in=_own_names(row))
        gone += rows.filter(own).values_list("pk", flat=True)
    return rows.filter(pk__in=gone).delete()[0]


def _own_names(row: Participant) -> list[str]:
    """Digests of their name and its parts; none where it is not kept or can't be opened."""
    identity = Identity.objects.filter(participant=row).select_related("key").first()
    if identity is None:
        return []
    try:
        name = str(json.loads(unlock(identity)).get("name", ""))
        return [digest_of(identity.key, one) for one in {name, *name.split()} if one]
    except Refused:
        return []  # what can't be read is erased all the same, with the row


def _empty_repeats(project: int, words: str, heard: datetime | None) -> int:
    """Empty every field that repeats the words, first heard then; gives how many there were."""
    count = 0
    for model, names, which in REPEATING:
        rows = model._default_manager.filter(which, project=project)
        if model in ASKED and heard is not None:
            rows = rows.filter(created_at__gt=heard)
        said = {
            (one.pk, name): str(getattr(one, name)) for one in rows.only("pk", *names)
            for name in names
        }  # fmt: skip
        hit = echoes(said, words)
        for pk, name in hit:
            rows.filter(pk=pk).update(**{name: ""})
        _mute(project, model, {pk for pk, _ in hit})
        count += len(hit)
    for model, name in HELD:
        for one in model._default_manager.filter(project=project).only("pk", name):
            texts = dict(enumerate(_texts(getattr(one, name))))
            if repeated := {texts[at] for at in echoes(texts, words)}:
                setattr(one, name, _without(getattr(one, name), repeated))
                one.save(update_fields=[name])
                count += len(repeated)
    return count


def _mute(project: int, model: type[Model], ids: Collection[int]) -> None:
    """Forget the salts of what the trail says of these rows."""
    events = Event.objects.filter(chain=project, object_kind=model._meta.model_name)
    events.filter(object_id__in=ids).update(salt=b"")


def _texts(value: Any) -> Iterable[str]:
    """Every text in some data."""
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if _many(value) else ():
        yield from _texts(one)


def _without(value: Any, texts: Collection[str]) -> Any:
    """The same data with these texts emptied."""
    if isinstance(value, str):
        return "" if value in texts else value
    if isinstance(value, dict):
        return {name: _without(one, texts) for name, one in value.items()}
    return [_without(one, texts) for one in value] if _many(value) else value


def _many(value: Any) -> bool:
    return isinstance(value, list | tuple)
