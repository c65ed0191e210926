"""Whoever may not read whole transcripts reads a passage with a line around it, and no more."""

from __future__ import annotations

import pytest

from tests import build
from tests.steps.interviews import build as talks
from uptake.interviews.models import Passage, Version

FAR = "FARAWAY"
LONG = " ".join(["word"] * 80)
TALK = (
    ("Interviewer", f"{FAR} {LONG} what came before?"),
    ("P11", f"{FAR} {LONG} and so nothing came off our list {LONG} {FAR}"),
    ("Interviewer", f"And after? {LONG} {FAR}"),
)


@pytest.fixture
def passage(db):
    project = build.project()
    talks.participant(project)
    transcript = talks.transcript(project, TALK)
    words = "nothing came off our list"
    start, end = talks.place(transcript, words)
    return Passage.objects.create(
        project=project, transcript=transcript, start=start, end=end, quote=words,
        version=Version.objects.get(transcript=transcript),
    )  # fmt: skip


@pytest.mark.parametrize("page", ["interviews/passage/{}/", "thread/passage/{}/"])
@pytest.mark.parametrize(
    ("role", "whole"), [("observer", False), ("commissioner", False), ("coder", True)]
)
def test_a_passage_in_its_turn(passage, page, role, whole):
    who = build.member(passage.project, role)
    shown = build.browser(who.user).get(f"/p/{passage.project_id}/{page.format(passage.pk)}")
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "nothing came off our list" in text
    assert "what came before?" in text
    assert "And after?" in text
    assert (FAR in text) == whole
