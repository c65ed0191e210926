"""The framework chart: summaries of what a case said on a theme. Every wording is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils import timezone

from uptake.interviews.models import (
    ChartSummary,
    Participant,
    Passage,
    SummaryPassage,
    Theme,
    Transcript,
)
from uptake.interviews.queries.cells import Case, digest_of, inside, undecided
from uptake.methods.chart_cells import as_data
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Event, User
from uptake.projects.roles import Permission

LONGEST_SUMMARY = 5_000


@action(Permission.CODE, event="summary.written")
def write_summary(
    *, by: Actor, theme: Theme, case: Case, text: str, passages: Sequence[Passage] = (),
    seen: int | None = None,
) -> Outcome[ChartSummary]:  # fmt: skip
    """Write what a case said on a theme, and the passages of the cell that it rests on.

    A summary that stands there gives way and is kept. `seen` is the one that the writer saw (0:
    none was there); when another one stands there by now, raises OvertakenEdit. Raises Refused for
    an empty text, a retired theme, a case that withdrew, and passages that are not in the cell.
    """
    writer, text = _writer(by), _worded(text)
    theme = _held(theme)
    _open(theme, case)
    before = _current(theme, case)
    if seen is not None and seen != (before.pk if before else 0):
        raise OvertakenEdit(
            "Somebody changed this summary while you had it open.",
            advice="It is shown as it reads now. What you typed is still in the box: keep it, or "
            "change it first.",
        )
    cell = inside(theme, case)
    chosen = list(dict.fromkeys(passage.pk for passage in passages))
    if missing := set(chosen) - {one.passage for one in cell}:
        raise Refused(
            f"{len(missing):,} of the chosen passages {'is' if len(missing) == 1 else 'are'} not in"
            " this cell any more.",
            advice="Look at the passages as they are now, then choose again.",
        )
    if before is not None:
        _take_off(before)
    row = ChartSummary.objects.create(
        project_id=theme.project_id, theme=theme, text=text,
        participant=case if isinstance(case, Participant) else None,
        transcript=case if isinstance(case, Transcript) else None, digest=digest_of(cell),
        cell=as_data(one.held() for one in cell), by=writer, replaces=before,
    )  # fmt: skip
    SummaryPassage.objects.bulk_create(
        [SummaryPassage(project_id=row.project_id, summary=row, passage_id=pk) for pk in chosen],
        batch_size=500,
    )
    return Outcome(row, detail={"passages": chosen})


@action(Permission.CODE, event="summary.removed")
def remove_summary(*, by: Actor, summary: ChartSummary) -> ChartSummary:
    """Empty a cell. The words are kept; `restore_summary` is the way back."""
    _writer(by)
    _take_off(summary)
    summary.refresh_from_db()
    return summary


@action(Permission.CODE, event="summary.kept")
def keep_summary(*, by: Actor, summary: ChartSummary) -> Outcome[ChartSummary]:
    """Decide that a summary of who withdrew stays: it stands anew, in the decider's name.

    Until then it is in no file. Raises Refused for one of who did not withdraw, or that was decided
    on already, and OvertakenEdit where it does not stand any more.
    """
    writer = _writer(by)
    if summary.participant is None or summary.participant.withdrawn_at is None:
        raise Refused(
            "This summary is of nobody who withdrew.", advice="Change it as any other summary."
        )
    if not undecided(summary):
        raise Refused("It was decided already to keep this summary.")
    _take_off(summary)
    cell = inside(summary.theme, summary.participant)
    row = ChartSummary.objects.create(
        project_id=summary.project_id, theme_id=summary.theme_id, text=summary.text,
        participant_id=summary.participant_id, digest=digest_of(cell),
        cell=as_data(one.held() for one in cell), by=writer, replaces=summary,
    )  # fmt: skip
    return Outcome(row)


@action(Permission.CODE, event="summary.restored")
def restore_summary(*, by: Actor, summary: ChartSummary) -> ChartSummary:
    """Let an earlier summary of a cell stand again; one that stands there gives way and is kept."""
    _writer(by)
    _held(summary.theme)
    row = ChartSummary.objects.select_for_update().get(pk=summary.pk)
    case = row.participant or row.transcript
    if case is None or not row.text:
        raise Refused("The words of this summary were erased.", advice="Write a new one.")
    _open(row.theme, case)
    if row.removed_at is None:
        raise Refused("This summary stands there already.")
    now = _current(row.theme, case)
    if now is not None:
        _take_off(now)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    return row


def _writer(by: Actor) -> User:
    if by.user is None:
        raise Refused("A summary needs a writer.", advice="Say in whose name it is written.")
    return by.user


def _worded(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused(
            "The summary is empty.", advice="Write what was said in your own words, or remove it."
        )
    if len(text) > LONGEST_SUMMARY:
        raise Refused(
            f"The summary has {len(text):,} characters.",
            advice=f"Shorten it to {LONGEST_SUMMARY:,}.",
        )
    return text


def _open(theme: Theme, case: Case) -> None:
    if theme.retired_at is not None:
        raise Refused(f"The theme {theme.name} is retired.", advice="Reinstate it first.")
    if isinstance(case, Participant) and case.withdrawn_at is not None:
        raise Refused(f"{case.pseudonym} has withdrawn. Nothing more is written about them.")


def _held(theme: Theme) -> Theme:
    """Keep others from writing in this theme's cells: an empty one has no row to hold."""
    return Theme.objects.select_for_update(no_key=True).get(pk=theme.pk)


def _current(theme: Theme, case: Case) -> ChartSummary | None:
    rows = ChartSummary.objects.select_for_update().filter(theme=theme, removed_at=None)
    if isinstance(case, Participant):
        return rows.filter(participant=case).first()
    return rows.filter(transcript=case).first()


def _take_off(row: ChartSummary) -> None:
    here = ChartSummary.objects.filter(pk=row.pk, removed_at=None)
    if not here.update(removed_at=timezone.now()):
        raise OvertakenEdit(
            "This summary was changed or removed while you had it open.",
            advice="Look at the cell as it is now.",
        )


def _forget_in_charts(passages: Collection[int]) -> tuple[int, ...]:
    """Part of a withdrawal: forget what the chart knows of the words of these passages.

    The summaries' own words stay; each that rested on one of the passages, or whose cell held one,
    says from now on that its passages changed. Gives those summaries, to be looked at again.
    """
    wanted, hit = set(passages), []
    projects = Passage.objects.filter(pk__in=wanted).values("project")
    for row in ChartSummary.objects.filter(project__in=projects).order_by("pk"):
        if not wanted & {one[0] for one in row.cell}:
            continue
        row.cell = [[pk, "" if pk in wanted else words, codes] for pk, words, codes in row.cell]
        row.digest = ""
        row.save(update_fields=["cell", "digest"])
        hit.append(row.pk)
    Event.objects.filter(object_kind="chartsummary", object_id__in=hit).update(salt=b"")
    return tuple(hit)
