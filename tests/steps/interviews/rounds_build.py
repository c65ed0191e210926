"""Coding rounds that tests start from."""

from __future__ import annotations

from dataclasses import dataclass

from tests import build
from tests.steps.interviews import build as talks
from uptake.interviews import actions
from uptake.interviews.actions import rounds
from uptake.interviews.models import Assignment, Code, Coding, CodingRound, Transcript
from uptake.projects.actor import Member
from uptake.projects.models import Project

TALK = (
    ("Interviewer", "Where did it get stuck?"),
    ("P11", "Nobody had any time. We kept the paper forms as well. It was a lot of work."),
    ("P11", "My manager wanted it. She told us so every week."),
)


@dataclass
class Scene:
    """Two transcripts, two codes, a lead and three coders; `round` is coded by Ana and Ben."""

    project: Project
    lead: Member
    ana: Member
    ben: Member
    cai: Member
    first: Transcript
    second: Transcript
    time: Code
    will: Code
    round: CodingRound

    def part(self, who: Member, transcript: Transcript | None = None) -> Assignment:
        return Assignment.objects.get(
            round=self.round, coder=who.user, transcript=transcript or self.first, ended_at=None
        )

    def code(
        self, who: Member, words: str, *codes: Code, transcript: Transcript | None = None,
        memo: str = "",
    ) -> list[Coding]:  # fmt: skip
        text = transcript or self.first
        start, end = talks.place(text, words)
        return actions.apply_codes(
            by=who, transcript=text, version=1, start=start, end=end, codes=codes or [self.time],
            memo=memo,
        )  # fmt: skip

    def done(self) -> None:
        """Everybody says that they are done."""
        for part in self.round.assignments.filter(ended_at=None, done_at=None):
            rounds.say_done(by=Member(part.coder), assignment=part)

    def open(self) -> CodingRound:
        self.done()
        self.round = rounds.open_round(by=self.lead, round=self.round)
        return self.round


def scene(project: Project, lead: Member) -> Scene:
    """A round that has just begun."""
    talks.participant(project)
    people = {
        name: build.member(project, "coder", build.account(f"{name}@example.org", name))
        for name in ("Ana", "Ben", "Cai")
    }
    first = talks.transcript(project, TALK, "First talk")
    second = talks.transcript(project, TALK, "Second talk")
    one, other = talks.code(project, "No time"), talks.code(project, "Will", order=1)
    ana, ben = people["Ana"], people["Ben"]
    begun = rounds.begin_round(
        by=lead, project=project, name="First two",
        who={first: [ana.user, ben.user], second: [ana.user]}, seed=5,
    )  # fmt: skip
    return Scene(project, lead, ana, ben, people["Cai"], first, second, one, other, begun)
