"""What else the side file restores: guides, recruitment, codebook versions, chosen quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uptake.interviews.actions.exchange_codings import Put, _set_stamps
from uptake.interviews.actions.exchange_people import BATCH, Arriving, _coder, day, moment
from uptake.interviews.actions.exchange_texts import Landed
from uptake.interviews.models import (
    Approach,
    CodebookVersion,
    Guide,
    GuideQuestion,
    Memo,
    Participant,
    ThemeQuote,
    Turn,
)

Said = Mapping[str, Any]
Asked = dict[str, tuple[Guide, list[GuideQuestion]]]


def _bring_guides(at: Arriving) -> Asked:
    """Restore guides with their questions: before the transcripts, which rest on them."""
    held = at.here("guide", Guide)
    taken = set(Guide.objects.filter(project=at.project).values_list("name", "number"))
    guides: Asked = {}
    for said in at.listed("guides"):
        guid, name = str(said.get("guid", "")), str(said.get("name", ""))[:120]
        number = _whole(said.get("number"), 1)
        if guid in held or (name, number) in taken or not name.strip():
            at.losses.add("interview guides that are here already", name)
            continue
        taken.add((name, number))
        row = Guide.objects.create(
            project=at.project, name=name, number=number, dated=day(said.get("dated")),
            coproduced_with=str(said.get("coproduced_with", ""))[:300],
            note=str(said.get("note", ""))[:300], retired_at=moment(said.get("retired")),
        )  # fmt: skip
        at.keep([row])
        at.known_as("guide", guid, row)
        guides[guid] = row, _questions(at, row, said.get("questions"))
        at.counts["interview guides"] += 1
    return guides


def _follow_guides(at: Arriving, guides: Asked, texts: Mapping[str, Landed]) -> None:
    """Restore which guide each new transcript followed, and what its turns answer."""
    for guid, said in at.part("asked").items():
        landed = texts.get(guid)
        if landed is None or not landed.new or not isinstance(said, dict):
            continue
        if (followed := guides.get(str(said.get("guide")))) is not None:
            _follow(landed, *followed, said.get("turns"))


def _questions(at: Arriving, guide: Guide, said: object) -> list[GuideQuestion]:
    """A guide's questions; a prompt comes after the question that it is beneath."""
    found: list[GuideQuestion] = []
    for place, one in enumerate(_dicts(said)):
        under = one.get("under")
        above = found[under] if isinstance(under, int) and 0 <= under < len(found) else None
        found.append(GuideQuestion.objects.create(
            project=at.project, guide=guide, parent=above, label=str(one.get("label", ""))[:12],
            text=str(one.get("text", "")), order=place,
        ))  # fmt: skip
    at.keep(found)
    return found


def _follow(landed: Landed, guide: Guide, questions: list[GuideQuestion], said: object) -> None:
    landed.transcript.guide = guide
    landed.transcript.save(update_fields=["guide"])
    answers = dict(one for one in _list(said) if _pair(one))
    turns = [turn for turn in landed.turns if 0 <= answers.get(turn.index, -1) < len(questions)]
    for turn in turns:
        turn.question = questions[answers[turn.index]]
    Turn.objects.bulk_update(turns, ["question"], batch_size=BATCH)


def _bring_log(at: Arriving) -> None:
    """Restore the recruitment log of the people whom the file brought."""
    held = at.here("approach", Approach)
    made = set(at.made[Participant._meta.label_lower])
    found: list[tuple[str, Approach]] = []
    for said in at.listed("log"):
        who, on = at.people.get(str(said.get("case"))), day(said.get("on"))
        guid, kind = str(said.get("guid", "")), str(said.get("kind", ""))
        if who is None or who.pk not in made or on is None or guid in held:
            at.losses.add("lines of the recruitment log of people who were here already")
        elif kind in Approach.Kind.values:
            row = Approach(project=at.project, participant=who, kind=kind, on=on)
            found.append((guid, row))
    at.keep(Approach.objects.bulk_create([row for _, row in found], batch_size=BATCH))
    at.counts["lines of the recruitment log"] += len(found)
    for guid, row in found:
        at.known_as("approach", guid, row)


def _bring_versions(at: Arriving, put: Put) -> None:
    """Restore the numbered versions of a codebook, where none has been numbered here."""
    held = at.here("codebook version", CodebookVersion)
    said = at.listed("versions")
    if said and CodebookVersion.objects.filter(project=at.project).exists():
        at.losses.add("versions of the codebook, which has its own here", count=len(said))
        return
    numbers, absent = set[int](), dict[str, int]()
    for one in said:
        guid, number = str(one.get("guid", "")), _whole(one.get("number"), 0)
        if guid in held or number in numbers:
            at.losses.add("versions of the codebook that are here already")
            continue
        numbers.add(number)
        row = CodebookVersion.objects.create(
            project=at.project, number=number, name=str(one.get("name", ""))[:120],
            note=str(one.get("note", ""))[:300],
            codes=[_kept(put, absent, code) for code in _dicts(one.get("codes"))],
        )  # fmt: skip
        at.keep([row])
        at.known_as("codebook version", guid, row)
        at.counts["versions of the codebook"] += 1
        _set_stamps([(row, str(one.get("made", "")))])


WORDS = ("name", "definition", "when", "when_not", "example", "origin", "instrument", "construct")


def _kept(put: Put, absent: dict[str, int], said: Said) -> dict[str, Any]:
    """A code as a version kept it. One that is not in the file gets a number below 0."""
    own, names = str(said.get("code") or "?"), {}

    def number(guid: str) -> int | None:
        if not guid or guid in put.codes:
            return put.codes[guid].pk if guid else None
        return absent.setdefault(guid, -1 - len(absent))

    if (pk := number(own)) is not None and pk < 0:
        names = {"guid": own}
    return {
        "id": pk, "parent_id": number(str(said.get("parent") or "")),
        "merged_into_id": number(str(said.get("into") or "")),
        "order": _whole(said.get("order"), 0), "retired": said.get("retired") is True,
        **{name: str(said.get(name) or "") for name in WORDS}, **names,
    }  # fmt: skip


def _bring_quotes(at: Arriving, put: Put) -> None:
    """Restore which passages were chosen to stand for a theme, or to speak against it."""
    rows = ThemeQuote.objects.filter(project=at.project, removed_at=None)
    taken = set(rows.values_list("theme_id", "passage_id"))
    found: list[ThemeQuote] = []
    for said in at.listed("quotes"):
        theme, passage = (put.themes.get(str(said.get("theme"))),
                          put.passages.get(str(said.get("passage"))))  # fmt: skip
        stance = str(said.get("stance", ""))
        if theme is None or passage is None or stance not in ThemeQuote.Stance.values:
            at.losses.add("quotes chosen for themes whose passage or theme is not here")
        elif (theme.pk, passage.pk) not in taken:
            taken.add((theme.pk, passage.pk))
            by = _coder(at, str(said.get("by") or ""))
            found.append(
                ThemeQuote(project=at.project, theme=theme, passage=passage, stance=stance, by=by)
            )
    at.keep(ThemeQuote.objects.bulk_create(found, batch_size=BATCH))
    at.counts["quotes chosen for themes"] += len(found)


def _bring_wordings(at: Arriving) -> None:
    """Restore how the file's memos read before, each replaced by the one after it."""
    fresh = set(at.made[Memo._meta.label_lower])
    known = at.here("memo", Memo)
    for guid, said in at.part("wordings").items():
        row = Memo.objects.filter(project=at.project, pk=known.get(guid, 0)).first()
        if row is None or row.pk not in fresh or row.replaces_id is not None:
            continue
        for one in _list(said):
            if not isinstance(one, list) or len(one) != 2 or not str(one[0]).strip():
                break
            before = Memo.objects.create(
                project=at.project, text=str(one[0]), by=row.by, passage=row.passage,
                code=row.code, theme=row.theme, transcript=row.transcript,
                removed_at=row.created_at,
            )  # fmt: skip
            at.keep([before])
            _set_stamps([(before, str(one[1]))])
            row.replaces = before
            row.save(update_fields=["replaces"])
            row = before


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[Said]:
    return [one for one in _list(value) if isinstance(one, dict)]


def _pair(value: object) -> bool:
    """Whether it is the index of a turn and the place of a question."""
    return isinstance(value, list) and len(value) == 2 and all(type(one) is int for one in value)


def _whole(value: object, otherwise: int) -> int:
    return value if type(value) is int and 0 <= value < 2**31 else otherwise
