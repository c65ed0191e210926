"""Memos on a passage, code, theme, transcript or the project. An edit keeps what stood there."""

from __future__ import annotations

from django.utils import timezone

from uptake.interviews.actions.coding import _coder, _memo_text, _remember, hold, round_of
from uptake.interviews.models import Code, CodingAct, Memo, Passage, Theme, Transcript
from uptake.projects.action import action
from uptake.projects.actor import Actor
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.models import Project, User
from uptake.projects.roles import Permission


@action(Permission.CODE, event="memo.written")
def write_memo(
    *, by: Actor, on: Passage | Code | Theme | Transcript | Project, text: str
) -> Memo:  # fmt: skip
    """Write a memo on one thing, or on the project.

    One on a passage or transcript that its writer codes in a blind round belongs to that round.
    """
    author, text = _coder(by), _needed(text)
    heard = on.transcript if isinstance(on, Passage) else on
    if isinstance(heard, Transcript):
        hold([heard.pk])
    if isinstance(on, Passage):
        _stands(on)
    memo = Memo.objects.create(
        project_id=on.pk if isinstance(on, Project) else on.project_id, text=text, by=author,
        round_id=round_of(heard, author) if isinstance(heard, Transcript) else None,
        passage=on if isinstance(on, Passage) else None,
        code=on if isinstance(on, Code) else None, theme=on if isinstance(on, Theme) else None,
        transcript=on if isinstance(on, Transcript) else None,
    )  # fmt: skip
    _note(memo, author, CodingAct.Kind.MEMO)
    return memo


@action(Permission.CODE, event="memo.edited")
def edit_memo(*, by: Actor, memo: Memo, text: str) -> Memo:
    """Replace one's own memo by a new one; the old words stay as an earlier version.

    Raises OvertakenEdit when it was changed or removed since it was read, and Refused where its
    writer may not code just now, or for what was written in a round that has been opened.
    """
    author, text = _own(by, memo), _needed(text)
    if memo.passage is not None:
        _stands(memo.passage)
    if (heard := _heard(memo)) is not None:
        round_of(heard, author)
    _take_off(memo)
    new = Memo.objects.create(
        project_id=memo.project_id, text=text, by=author, replaces=memo,
        passage_id=memo.passage_id, code_id=memo.code_id, theme_id=memo.theme_id,
        transcript_id=memo.transcript_id, round_id=memo.round_id,
    )  # fmt: skip
    _note(new, author, CodingAct.Kind.MEMO)
    return new


@action(Permission.CODE, event="memo.removed")
def remove_memo(*, by: Actor, memo: Memo) -> Memo:
    """Take one's own memo away. The row stays, marked as removed, so it can come back."""
    author = _own(by, memo)
    if memo.round_id is not None and (heard := _heard(memo)) is not None:
        round_of(heard, author)
    _take_off(memo)
    memo.refresh_from_db()
    _note(memo, author, CodingAct.Kind.UNMEMO)
    return memo


def _needed(text: str) -> str:
    text = _memo_text(text)
    if not text:
        raise Refused("The memo is empty.", advice="Write what you thought, or remove the memo.")
    return text


def _own(by: Actor, memo: Memo) -> User:
    author = _coder(by)
    if memo.by_id != author.pk:
        raise Refused(
            f"{memo.by.name} wrote this memo; only they can change it.",
            advice="Write one of your own beside it.",
        )
    if (heard := _heard(memo)) is not None:
        hold([heard.pk])
        memo.refresh_from_db()  # its round may have been opened meanwhile
    if memo.round is not None and memo.round.opened_at is not None:
        raise Refused(
            f"This memo was written in {memo.round.name}, which has been opened.",
            advice="What each coder wrote in a round is kept as it was. Write another beside it.",
        )
    return author


def _heard(memo: Memo) -> Transcript | None:
    """The transcript that a memo is in; one on a code, a theme or the project is in none."""
    return memo.passage.transcript if memo.passage else memo.transcript


def _stands(passage: Passage) -> None:
    passage.refresh_from_db(fields=["state"])
    if passage.state == Passage.State.REDACTED:
        raise Refused("This passage is redacted: its speaker withdrew. It takes no memos.")


def _take_off(memo: Memo) -> None:
    if not Memo.objects.filter(pk=memo.pk, removed_at=None).update(removed_at=timezone.now()):
        raise OvertakenEdit(
            "This memo was changed or removed while you had it open.",
            advice="Look at the memo as it is now, then write what is missing.",
        )


def _note(memo: Memo, author: User, kind: CodingAct.Kind) -> None:
    """Remember the act in the memo's transcript, if it is in one."""
    if (transcript := _heard(memo)) is not None:
        _remember(transcript, author, [CodingAct(kind=kind, memo=memo)])
