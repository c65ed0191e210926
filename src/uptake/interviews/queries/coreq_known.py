"""What the project's own data say to COREQ's items, and which data those are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from statistics import median

from django.db.models import Max

from uptake import __version__
from uptake.interviews.models import (
    Assignment,
    Code,
    CodebookVersion,
    Guide,
    SaturationCall,
    ThemeQuote,
    Transcript,
    Turn,
    Version,
)
from uptake.interviews.queries.coreq_people import (
    Known,
    approach,
    described,
    sample,
    sampling,
    several,
    stayed_away,
)
from uptake.interviews.queries.saturation import curve, says
from uptake.interviews.queries.theme_page import chosen_in
from uptake.interviews.queries.themes import counting, themes
from uptake.interviews.queries.tree import framework_names
from uptake.projects.counted import counted
from uptake.projects.models import Project

Kind = Transcript.Kind


def known(project: Project) -> dict[int, Known]:
    """For each item what can be said; items that nothing is known of are left out."""
    found = {number: answer(project) for number, answer in ANSWERS.items()}
    return {number: it for number, it in found.items() if it is not None}


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
    said = counted(asked, "question")
    return f"{said} and {counted(prompts, 'prompt')}" if prompts else said


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
    text = f"{counted(several, 'person was', 'people were')} interviewed more than once, at most "
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
    text = f"{timed} of {counted(every, 'transcript')} carry the times of a recording."
    return Known(text, "Times in the transcripts", whole=False)


def _notes(project: Project) -> Known | None:
    number = Transcript.objects.filter(project=project, kind=Kind.NOTES).count()
    if not number:
        return None
    text = f"{counted(number, 'set of notes is', 'sets of notes are')} part of the material."
    return Known(text, "Transcripts of the kind notes", whole=False)


def _length(project: Project) -> Known | None:
    minutes = sorted(seconds / 60 for seconds in _timed(project).values())
    every = Transcript.objects.filter(project=project).count()
    if minutes:
        shortest, longest = f"{minutes[0]:.0f}", f"{minutes[-1]:.0f}"
        span = shortest if shortest == longest else f"{shortest} to {longest}"
        text = (
            f"{span} minutes, median {median(minutes):.0f}, by the times in {len(minutes)} of "
            f"{counted(every, 'transcript')}."
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
            f"{counted(last.known, 'code')} after {counted(len(drawn.interviews), 'interview')}, "
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
    text = f"{counted(len(people), 'person', 'people')} coded."
    if double:
        text += f" {counted(len(double), 'transcript was', 'transcripts were')} coded by more than "
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
        f"{counted(len(rows), 'code')} in {counted(families, 'family', 'families')}, "
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
    names = framework_names(project)
    keys = set(rows.exclude(instrument="").values_list("instrument", flat=True))
    frames = sorted(names.get(key, key) for key in keys)
    number = themes(project).in_use
    text = f"{counted(origins['inductive'], 'code')} from the material"
    if origins["deductive"]:
        text += f", {origins['deductive']} from a framework"
        text += f" ({several(frames)})" if frames else ""
    built = f"; {counted(number, 'theme was', 'themes were')} built from them" if number else ""
    return Known(f"{text}{built}.", "Codebook and themes", whole=bool(number))


def _software(project: Project) -> Known:
    return Known(f"Uptake {__version__}.", "This installation")


def _chosen(project: Project, stance: str) -> int:
    return chosen_in(project).filter(stance=stance, theme__retired_at=None).count()


def _quotes(project: Project) -> Known | None:
    number = _chosen(project, ThemeQuote.Stance.REPRESENTATIVE)
    if not number:
        return None
    text = f"{counted(number, 'quote was', 'quotes were')} chosen to stand for themes, each with "
    return Known(f"{text}its pseudonym, transcript and turn.", "Quotes of the themes", whole=False)


def _consistent(project: Project) -> Known | None:
    held = [row for row in themes(project).rows if row.heard.passages]
    if not held:
        return None
    text = "Each theme opens the passages that it rests on: " + several(
        f"{row.name} ({row.heard.passages} of {counted(row.heard.people, 'person', 'people')})"
        for row in held
    )
    return Known(f"{text}.", "Themes and their passages", whole=False)


def _named(project: Project, beneath: bool) -> list[str]:
    return [row.name for row in themes(project).rows if bool(row.depth) == beneath]


def _main(project: Project) -> Known | None:
    names = _named(project, beneath=False)
    return Known(f"Main themes: {several(names)}.", "Themes") if names else None


def _smaller(project: Project) -> Known | None:
    names = _named(project, beneath=True)
    against = _chosen(project, ThemeQuote.Stance.CONTRARY)
    if not names and not against:
        return None
    parts = [f"Beneath them: {several(names)}."] if names else []
    if against:
        parts.append(f"{counted(against, 'quote speaks', 'quotes speak')} against a theme.")
    return Known(" ".join(parts), "Themes and counterexamples", whole=bool(names and against))


ANSWERS: dict[int, Callable[[Project], Known | None]] = {
    10: sampling, 11: approach, 12: sample, 13: stayed_away, 16: described, 17: _guide,
    18: _repeated, 19: _recording, 20: _notes, 21: _length, 22: _saturation, 24: _coders,
    25: _tree, 26: _derived, 27: _software, 29: _quotes, 30: _consistent, 31: _main, 32: _smaller,
}  # fmt: skip
