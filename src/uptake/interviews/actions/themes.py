"""Themes: added, reworded, moved, retired, and built from codes. None is ever deleted."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from uptake.interviews.actions.tree import _end, _free_name, _in_use, _lay, _plain
from uptake.interviews.models import Code, Theme, ThemeCode
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission

LONGEST_NAME = 160


@action(Permission.EDIT_CODEBOOK, event="theme.added")
def add_theme(
    *, by: Actor, project: Project, name: str, about: str = "", parent: Theme | None = None,
    codes: Sequence[Code] = (),
) -> Outcome[Theme]:  # fmt: skip
    """Add a theme at the end of its siblings, with the codes that it is built from.

    Raises Refused when the name is empty or taken, or the theme above it is retired.
    """
    _in_use(parent)
    theme = Theme.objects.create(
        project=project, name=_free(project, name), about=_plain(about), parent=parent,
        order=_end(Theme, project, parent),
    )  # fmt: skip
    tied = [_tie(theme, code).code_id for code in dict.fromkeys(codes)]
    return Outcome(theme, detail={"codes": tied} if tied else {})


@action(Permission.EDIT_CODEBOOK, event="theme.changed")
def edit_theme(
    *, by: Actor, theme: Theme, name: str, about: str = "", seen: Sequence[str] | None = None
) -> Theme:
    """Reword a theme. Its codes, memos and summaries stay.

    `seen` is what its writer saw (`theme_wording`): when it reads otherwise by now, raises
    OvertakenEdit.
    """
    row = Theme.objects.select_for_update().get(pk=theme.pk)
    if seen is not None and list(seen) != theme_wording(row):
        raise OvertakenEdit(
            f"Somebody changed {row.name} while you had it open.",
            advice="Look at how it reads now; what you typed is still in the form.",
        )
    row.name, row.about = _free(row.project, name, row), _plain(about)
    row.save(update_fields=["name", "about"])
    return row


def theme_wording(theme: Theme) -> list[str]:
    """How a theme reads, for `edit_theme` to know what its writer saw."""
    return [theme.name, theme.about]


@action(Permission.EDIT_CODEBOOK, event="theme.moved")
def move_theme(
    *, by: Actor, theme: Theme, parent: Theme | None, before: Theme | None = None
) -> Theme:  # fmt: skip
    """Put a theme, with all beneath it, under another one, before a sibling or at their end.

    Raises Refused when the parent is the theme itself or lies beneath it.
    """
    return _lay(theme, parent, before)


@action(Permission.EDIT_CODEBOOK, event="theme.retired")
def retire_theme(*, by: Actor, theme: Theme) -> Theme:
    """Take a theme out of use. Its codes stay tied, so that it can come back as it was."""
    row = Theme.objects.select_for_update().get(pk=theme.pk)
    if row.retired_at is not None:
        raise Refused(f"{row.name} is retired already.")
    if beneath := list(row.children.filter(retired_at=None).values_list("name", flat=True)):
        raise Refused(
            f"There are themes in use beneath {row.name}: {', '.join(beneath)}.",
            advice="Retire or move those first.",
        )
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    return row


@action(Permission.EDIT_CODEBOOK, event="theme.reinstated")
def reinstate_theme(*, by: Actor, theme: Theme) -> Theme:
    """Take a retired theme into use again."""
    row = Theme.objects.select_for_update().get(pk=theme.pk)
    if row.retired_at is None:
        raise Refused(f"{row.name} is in use.")
    _in_use(row.parent)
    _free(row.project, row.name, row)
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    return row


@action(Permission.EDIT_CODEBOOK, event="theme.codes_tied")
def tie_codes(*, by: Actor, theme: Theme, codes: Sequence[Code]) -> Outcome[list[ThemeCode]]:
    """Build a theme from further codes. A code may belong to several themes.

    One that belongs to it already stays. A retired code may be tied, since what was coded with it
    counts still. Raises Refused for a retired theme, for a code that was merged into another, and
    for no code.
    """
    _in_use(theme)
    if not codes:
        raise Refused("No code was chosen.", advice="Tick at least one code.")
    there = set(ThemeCode.objects.filter(theme=theme).values_list("code_id", flat=True))
    tied = [_tie(theme, code) for code in dict.fromkeys(codes) if code.pk not in there]
    return Outcome(tied, about=theme, detail={"codes": [one.code_id for one in tied]})


@action(Permission.EDIT_CODEBOOK, event="theme.code_untied")
def untie_codes(*, by: Actor, theme: Theme, codes: Sequence[Code]) -> Outcome[Theme]:
    """Take codes off a theme, all or none. What they code stays; `tie_codes` is the way back.

    Raises Refused for no code, and for one that does not belong to the theme.
    """
    if not codes:
        raise Refused("No code was chosen.", advice="Choose at least one code.")
    rows = ThemeCode.objects.select_for_update().filter(theme=theme, code__in=codes)
    held = set(rows.values_list("code_id", flat=True))
    for code in codes:
        if code.pk not in held:
            raise Refused(f"{code.name} does not belong to {theme.name} any more.")
    rows.delete()
    return Outcome(theme, detail={"codes": sorted(held)})


def _tie(theme: Theme, code: Code) -> ThemeCode:
    if code.merged_into is not None:
        raise Refused(
            f"{code.name} was merged into {code.merged_into.name}.", advice="Choose that one."
        )
    return ThemeCode.objects.get_or_create(project=theme.project, theme=theme, code=code)[0]


def _free(project: Project, name: str, but: Theme | None = None) -> str:
    """The name, tidied, when no other theme in use has it."""
    return _free_name(Theme, project, name, but, LONGEST_NAME)
