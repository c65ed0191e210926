"""What is written down of each kind of thing, beside its label and title, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

Facts = dict[str, Any]


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _reference(row: Any) -> Facts:
    return {
        "authors": list(row.authors), "year": row.year, "title": row.title, "journal": row.journal,
        "volume": row.volume, "issue": row.issue, "pages": row.pages, "doi": row.doi,
        "pmid": row.pmid, "retraction": row.retraction,
    }  # fmt: skip


def _study(row: Any) -> Facts:
    return {
        "name": row.name, "note": row.note, "reports": [pk for pk, _ in row.reports],
        "appraisals": [
            {"checklist": one.name, "concern": one.says, "why": one.why, "state": one.state}
            for one in row.concerns
        ],
    }  # fmt: skip


def _statement(row: Any) -> Facts:
    return {"sentence": row.sentence, "place": row.place, "wording": row.wording}


def _participant(row: Any) -> Facts:
    return {"pseudonym": row.pseudonym, "group": row.group, "withdrawn": _iso(row.withdrawn_on)}


def _transcript(row: Any) -> Facts:
    return {"kind": row.kind, "held_on": _iso(row.held_on), "turns": row.turns}


def _passage(row: Any) -> Facts:
    return {
        "quote": row.quote, "transcript": row.transcript, "transcript_title": row.title,
        "turn": row.number, "state": str(row.state), "codes": list(row.codes),
    }  # fmt: skip


def _finding(row: Any) -> Facts:
    return {
        "direction": row.direction,
        "note": row.note,
        "cells": [list(cell) for cell in row.cells],
    }


def _recommendation(row: Any) -> Facts:
    return {
        "sentence": row.sentence, "reasons": row.reasons, "status": row.status,
        "agreed_at": _iso(row.agreed_at),
    }  # fmt: skip


def _action(row: Any) -> Facts:
    return {
        "title": row.title, "detail": row.detail, "owner": row.owner, "owner_post": row.owner_post,
        "due_on": _iso(row.due_on), "status": row.status,
    }  # fmt: skip


def _indicator(row: Any) -> Facts:
    return {
        "name": row.name, "definition": row.definition, "unit": row.unit, "wanted": row.wanted,
        "target": None if row.target is None else str(row.target.normalize()), "owner": row.owner,
    }  # fmt: skip


FACTS: dict[str, Callable[[Any], Facts]] = {
    "reference": _reference, "statement": _statement, "study": _study, "participant": _participant,
    "transcript": _transcript, "passage": _passage, "finding": _finding,
    "recommendation": _recommendation, "action": _action, "indicator": _indicator,
}  # fmt: skip


def facts(kind: str, detail: Any) -> Facts:
    """The facts of one thing, from what its step told of it."""
    return FACTS[kind](detail) if detail is not None else {}
