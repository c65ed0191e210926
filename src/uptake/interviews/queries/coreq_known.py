"""What the project's own data say to COREQ's items, and which data those are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from django.db.models import Max, Min

from uptake import __version__
from uptake.interviews.models import (
    Assignment,
    Attribute,
    AttributeValue,
    Code,
    CodebookVersion,
    Guide,
    SamplingTarget,
    SaturationCall,
    ThemeQuote,
    Transcript,
    Turn,
    Version,
)
from uptake.interviews.queries.people import log
from uptake.interviews.queries.saturation import curve, says
from uptake.interviews.queries.theme_page import chosen_in
from uptake.interviews.queries.themes import counting, themes
from uptake.methods.small_groups import LEAST, named_sizes
from uptake.projects.models import Project

Kind = Transcript.Kind


WITHHELD = (
    f" Withheld are numbers from 1 to {LEAST - 1}, and others from which they could be worked out."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the project says to an item, from which data, and whether that is the whole answer."""

    text: str
    source: str
    whole: bool = True


def known(project: Project) -> dict[int, Known]:
    """For each item what can be said; items that nothing is known of are left out."""
    found = {number: answer(project) for number, answer in ANSWERS.items()}
    return {number: it for number, it in found.items() if it is not None}


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _several(parts: Iterable[str]) -> str:
    held = [part for part in parts if part]
    return held[0] if len(held) == 1 else ", ".join(held[:-1]) + f" and {held[-1]}" if held else ""


def _sampling(project: Project) -> Known | None:
    rows = SamplingTarget.objects.filter(project=project).select_related("attribute")
    wanted = [
        (row.group or "people")
        + (f" with {row.attribute.name} {row.value}" if row.attribute else "")
        + f": {row.wanted}"
        for row in rows
    ]
    if not wanted:
        return None
    return Known(f"Purposive sampling. Wanted: {'; '.join(wanted)}.", "Sampling grid")


def _approach(project: Project) -> Known | None:
    asked = [person for person in log(project) if person.invited]
    if not asked:
        return None
    reminded = sum(person.reminders > 0 for person in asked)
    said = f"{_count(len(asked), 'person was', 'people were')} invited"
    said += f", {reminded} of them more than once" if reminded else ""
    return Known(f"{said}. By which means is for you to say.", "Recruitment log", whole=False)


def _sample(project: Project) -> Known | None:
    people = [person for person in log(project) if person.took_part]
    if not people:
        return None
    groups = Counter(person.group for person in people)
    kinds = Counter(Transcript.objects.filter(project=project).values_list("kind", flat=True))
    held = _several(
        _count(kinds[kind], one, many)
        for kind, one, many in (
            (Kind.INTERVIEW, "interview", ""), (Kind.GROUP, "focus group", ""),
            (Kind.NOTES, "set of notes", "sets of notes"),
        )
        if kinds[kind]
    )  # fmt: skip
    named, withheld = _sizes(groups)
    text = f"{_count(len(people), 'person', 'people')} took part"
    text += f" ({named})" if named else ""
    text = f"{text}{f', in {held}' if held else ''}.{WITHHELD if withheld else ''}"
    return Known(text, "Recruitment log and transcripts")


def _sizes(groups: Mapping[str, int]) -> tuple[str, bool]:
    """Groups with how many people are in each, and whether any number is withheld.

    People in no group count, so that theirs can't be worked out from the rest.
    """
    held = sorted((name, number) for name, number in groups.items() if number)
    sizes = named_sizes([number for _, number in held])
    said = _several(
        f"{name} ({'withheld' if size is None else f'{size:,}'})"
        for (name, _), size in zip(held, sizes, strict=True)
        if name
    )
    return said, None in sizes and bool(said)


def _stayed_away(project: Project) -> Known | None:
    people = log(project)
    declined = [person for person in people if person.state == "declined"]
    silent = sum(person.state == "no_answer" for person in people)
    waiting = sum(person.state == "invited" for person in people)
    gone = sum(person.withdrawn_at is not None for person in people)
    if not any(person.invited for person in people):
        return None
    reasons = Counter(person.reason.strip() or "no reason given" for person in declined)
    why = "; ".join(f"{reason} ({number})" for reason, number in reasons.most_common())
    return Known(
        f"{len(declined)} declined{f': {why}' if why else ''}. {silent} gave no answer. "
        + (f"Of {waiting} invited, no answer is in the log yet. " if waiting else "")
        + f"{gone} withdrew afterwards.",
        "Recruitment log",
    )  # fmt: skip


def _described(project: Project) -> Known | None:
    took_part = {person.id: person.group for person in log(project) if person.took_part}
    if not took_part:
        return None
    values: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = AttributeValue.objects.filter(
        project=project, participant__in=took_part, attribute__retired_at=None
    )
    for name, value in rows.order_by("attribute__order", "attribute").values_list(
        "attribute__name", "value"
    ):
        values[name][value] += 1
    every = {"Groups": Counter(took_part.values()), **values}
    for found in values.values():
        found[""] = len(took_part) - found.total()
    told = {name: _sizes(found) for name, found in every.items()}
    parts = [f"{name}: {said}." for name, (said, _) in told.items() if said]
    if any(withheld for _, withheld in told.values()):
        parts.append(WITHHELD.strip())
    days = Transcript.objects.filter(project=project).aggregate(Min("held_on"), Max("held_on"))
    if days["held_on__min"]:
        parts.append(f"Held between {days['held_on__min']} and {days['held_on__max']}.")
    there = Attribute.objects.filter(project=project, retired_at=None).exists()
    return Known(" ".join(parts), "Participants and their attributes", whole=there)


def _guide(project: Project) -> Known | None:
    rows = Guide.objects.filter(project=project, retired_at=None).prefetch_related("questions")
    told = [
        f"{row}, {_asked([one.parent_id for one in row.questions.all()])}"
        + (f", written with {row.coproduced_with}" if row.coproduced_with else "")
        for row in rows
    ]
    if not told:
        return None
    text = f"Guides: {'; '.join(told)}. Whether they were tried out is for you to say."
    return Known(text, "Interview guides", whole=False)


def _asked(parents: list[int | None]) -> str:
    """How many questions and prompts, by what each lies beneath."""
    asked = parents.count(None)
    prompts = len(parents) - asked
    said = _count(asked, "question")
    return f"{said} and {_count(prompts, 'prompt')}" if prompts else said


def _repeated(project: Project) -> Known | None:
    spoken = Turn.objects.filter(
        project=project, version__current=True, participant__isnull=False,
        version__transcript__kind=Kind.INTERVIEW,
    )  # fmt: skip
    pairs = set(
        spoken.order_by().values_list("participant_id", "version__transcript_id").distinct()
    )
    if not pairs:
        return None
    times = Counter(person for person, _ in pairs)
    several = sum(number > 1 for number in times.values())
    if not several:
        return Known("Nobody was interviewed more than once.", "Who speaks in the interviews")
    text = f"{_count(several, 'person was', 'people were')} interviewed more than once, at most "
    return Known(f"{text}{max(times.values())} times.", "Who speaks in the interviews")


def _timed(project: Project) -> dict[int, float]:
    """For each transcript with times, how many seconds its recording lasts."""
    rows = Turn.objects.filter(project=project, version__current=True, started__isnull=False)
    found = (
        rows.order_by().values_list("version__transcript").annotate(Max("ended"), Max("started"))
    )
    return {pk: max(ended or 0, started or 0) for pk, ended, started in found}


def _recording(project: Project) -> Known | None:
    timed, every = len(_timed(project)), Transcript.objects.filter(project=project).count()
    if not timed:
        return None
    text = f"{timed} of {_count(every, 'transcript')} carry the times of a recording."
    return Known(text, "Times in the transcripts", whole=False)


def _notes(project: Project) -> Known | None:
    number = Transcript.objects.filter(project=project, kind=Kind.NOTES).count()
    if not number:
        return None
    text = f"{_count(number, 'set of notes is', 'sets of notes are')} part of the material."
    return Known(text, "Transcripts of the kind notes", whole=False)


def _length(project: Project) -> Known | None:
    minutes = sorted(seconds / 60 for seconds in _timed(project).values())
    every = Transcript.objects.filter(project=project).count()
    if minutes:
        shortest, longest = f"{minutes[0]:.0f}", f"{minutes[-1]:.0f}"
        span = shortest if shortest == longest else f"{shortest} to {longest}"
        text = (
            f"{span} minutes, median {median(minutes):.0f}, by the times in {len(minutes)} of "
            f"{_count(every, 'transcript')}."
        )
        return Known(text, "Times in the transcripts", whole=len(minutes) == every)
    words = sorted(
        Version.objects.filter(project=project, current=True, words__gt=0).values_list(
            "words", flat=True
        )
    )
    if not words:
        return None
    text = f"{words[0]:,} to {words[-1]:,} words, median {median(words):,.0f}. Minutes are unknown."
    return Known(text, "Words of the transcripts", whole=False)


def _saturation(project: Project) -> Known | None:
    judged = list(SaturationCall.objects.filter(project=project, removed_at=None))
    drawn = curve(project)
    if not judged and not drawn.interviews:
        return None
    parts = [
        f"Judged on {one.on}{f' of {one.group}' if one.group else ''}: "
        f"{'enough was heard' if one.reached else 'more was to be heard'}. {one.why}"
        for one in judged
    ]
    if drawn.interviews:
        last = drawn.interviews[-1]
        parts.append(
            f"{_count(last.known, 'code')} after {_count(len(drawn.interviews), 'interview')}, "
            f"{len(last.new)} of them new in the last one. {says(drawn)}"
        )
    return Known(" ".join(parts), "Judgements and the saturation curve", whole=bool(judged))


def _coders(project: Project) -> Known | None:
    people = set(counting(project).order_by().values_list("coder", flat=True).distinct())
    rows = Assignment.objects.filter(
        project=project, ended_at=None, done_at__isnull=False,
        round__opened_at__isnull=False, round__called_off=False,
    )  # fmt: skip
    coders: defaultdict[int, set[int]] = defaultdict(set)
    settled: set[int] = set()
    for transcript, coder, closed in rows.values_list(
        "transcript_id", "coder_id", "round__closed_at"
    ):
        coders[transcript].add(coder)
        settled |= {transcript} if closed else set()
    people |= {coder for held in coders.values() for coder in held}
    if not people:
        return None
    double = {transcript for transcript, held in coders.items() if len(held) > 1}
    text = f"{_count(len(people), 'person', 'people')} coded."
    if double:
        text += f" {_count(len(double), 'transcript was', 'transcripts were')} coded by more than "
        text += "one, blind to each other, "
        done = len(double & settled)
        text += "and adjudicated." if done == len(double) else (
            f"and {done} of them {'is' if done == 1 else 'are'} adjudicated so far."
        )  # fmt: skip
    return Known(text, "Codings and coding rounds")


def _tree(project: Project) -> Known | None:
    rows = list(
        Code.objects.filter(project=project, retired_at=None).values_list(
            "pk", "parent_id", "definition"
        )
    )
    if not rows:
        return None
    families = sum(parent is None for _, parent, _ in rows)
    defined = sum(bool(definition) for _, _, definition in rows)
    text = (
        f"{_count(len(rows), 'code')} in {_count(families, 'family', 'families')}, "
        f"{defined} of them defined."
    )
    latest = CodebookVersion.objects.filter(project=project).first()
    text += f" Version {latest.number} of the codebook." if latest else ""
    return Known(f"{text} The codebook can be appended.", "Codebook")


def _derived(project: Project) -> Known | None:
    rows = Code.objects.filter(project=project, retired_at=None)
    origins = Counter(rows.values_list("origin", flat=True))
    if not origins:
        return None
    frames = sorted({name for name in rows.values_list("instrument", flat=True) if name})
    number = themes(project).in_use
    text = f"{_count(origins['inductive'], 'code')} from the material"
    if origins["deductive"]:
        text += f", {origins['deductive']} from a framework"
        text += f" ({_several(frames)})" if frames else ""
    built = f"; {_count(number, 'theme was', 'themes were')} built from them" if number else ""
    return Known(f"{text}{built}.", "Codebook and themes", whole=bool(number))


def _software(project: Project) -> Known:
    return Known(f"Uptake {__version__}.", "This installation")


def _chosen(project: Project, stance: str) -> int:
    return chosen_in(project).filter(stance=stance, theme__retired_at=None).count()


def _quotes(project: Project) -> Known | None:
    number = _chosen(project, ThemeQuote.Stance.REPRESENTATIVE)
    if not number:
        return None
    text = f"{_count(number, 'quote was', 'quotes were')} chosen to stand for themes, each with "
    return Known(f"{text}its pseudonym, transcript and turn.", "Quotes of the themes", whole=False)


def _consistent(project: Project) -> Known | None:
    held = [row for row in themes(project).rows if row.heard.passages]
    if not held:
        return None
    text = "Each theme opens the passages that it rests on: " + _several(
        f"{row.name} ({row.heard.passages} of {_count(row.heard.people, 'person', 'people')})"
        for row in held
    )
    return Known(f"{text}.", "Themes and their passages", whole=False)


def _named(project: Project, beneath: bool) -> list[str]:
    return [row.name for row in themes(project).rows if bool(row.depth) == beneath]


def _main(project: Project) -> Known | None:
    names = _named(project, beneath=False)
    return Known(f"Main themes: {_several(names)}.", "Themes") if names else None


def _smaller(project: Project) -> Known | None:
    names = _named(project, beneath=True)
    against = _chosen(project, ThemeQuote.Stance.CONTRARY)
    if not names and not against:
        return None
    parts = [f"Beneath them: {_several(names)}."] if names else []
    if against:
        parts.append(f"{_count(against, 'quote speaks', 'quotes speak')} against a theme.")
    return Known(" ".join(parts), "Themes and counterexamples", whole=bool(names and against))


ANSWERS: dict[int, Callable[[Project], Known | None]] = {
    10: _sampling, 11: _approach, 12: _sample, 13: _stayed_away, 16: _described, 17: _guide,
    18: _repeated, 19: _recording, 20: _notes, 21: _length, 22: _saturation, 24: _coders,
    25: _tree, 26: _derived, 27: _software, 29: _quotes, 30: _consistent, 31: _main, 32: _smaller,
}  # fmt: skip
