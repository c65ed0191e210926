"""Passages chosen to stand for a theme, and those that speak against it."""

from __future__ import annotations

from django.utils import timezone

from uptake.interviews.layers import settled
from uptake.interviews.models import Coding, Passage, Theme, ThemeQuote
from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.roles import Permission


@action(Permission.EDIT_CODEBOOK, event="theme.quote_chosen")
def choose_quote(*, by: Actor, theme: Theme, passage: Passage, stance: str) -> ThemeQuote:
    """Choose a passage to stand for a theme or to speak against it.

    One chosen the other way before is taken off first. Raises Refused for words that were
    withdrawn, for a passage without a code that counts, and where nobody is behind it.
    """
    if by.user is None:
        raise Refused("A quote is chosen by a person.", advice="Name the account.")
    if stance not in ThemeQuote.Stance.values:
        raise Refused(f"{stance!r} is neither for nor against a theme.", where="Stance")
    if passage.state == Passage.State.REDACTED:
        raise Refused("These words were withdrawn. They can't be quoted.")
    if not Coding.objects.filter(settled(), passage=passage).exists():
        raise Refused(
            "This passage has no code that counts.",
            advice="Code it first; what is coded in a round counts once it is adjudicated.",
        )
    _hold(theme.pk)
    there = ThemeQuote.objects.filter(theme=theme, passage=passage, removed_at=None).first()
    if there is not None and there.stance == stance:
        return there
    if there is not None:
        there.removed_at = timezone.now()
        there.save(update_fields=["removed_at"])
    return ThemeQuote.objects.create(
        project=theme.project, theme=theme, passage=passage, stance=stance, by=by.user
    )


@action(Permission.EDIT_CODEBOOK, event="theme.quote_taken_off")
def take_quote_off(*, by: Actor, quote: ThemeQuote) -> ThemeQuote:
    """Choose a passage no more. It can be put back."""
    _hold(quote.theme_id)
    quote.refresh_from_db()
    quote.removed_at = quote.removed_at or timezone.now()
    quote.save(update_fields=["removed_at"])
    return quote


@action(Permission.EDIT_CODEBOOK, event="theme.quote_put_back")
def put_quote_back(*, by: Actor, quote: ThemeQuote) -> ThemeQuote:
    """Undo `take_quote_off`, unless the passage was chosen anew meanwhile."""
    _hold(quote.theme_id)
    quote.refresh_from_db()
    twins = ThemeQuote.objects.filter(theme=quote.theme, passage=quote.passage, removed_at=None)
    if quote.removed_at is not None and twins.exists():
        raise Refused("This passage was chosen again already.")
    if quote.passage.state == Passage.State.REDACTED:
        raise Refused("These words were withdrawn. They can't be quoted.")
    quote.removed_at = None
    quote.save(update_fields=["removed_at"])
    return quote


def _hold(theme: int) -> None:
    """Keep others from choosing quotes for this theme until this write ends."""
    Theme.objects.select_for_update(no_key=True).get(pk=theme)
