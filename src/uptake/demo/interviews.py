"""The worked example's interviews: who was asked and how, double coding, themes, chart, COREQ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from uptake.demo import content
from uptake.demo.interviews_content import Fieldwork, Memo, RoundCoding
from uptake.findings import actions as findings
from uptake.interviews import actions as interviews
from uptake.interviews.actions.adjudication import adjudicate, agree_identical
from uptake.interviews.actions.chart import write_summary
from uptake.interviews.actions.content import Line, bring_in_rows
from uptake.interviews.actions.deidentify import add_place, look_through
from uptake.interviews.actions.guides import add_guide, change_guide, confirm_questions
from uptake.interviews.actions.rounds import begin_round, open_round, say_done
from uptake.interviews.guide_text import read_guide
from uptake.interviews.models import (
    Assignment,
    Attribute,
    Code,
    CodingRound,
    Guide,
    GuideQuestion,
    Participant,
    Passage,
    Theme,
    Transcript,
    Version,
)
from uptake.interviews.people_file import Listed
from uptake.interviews.queries.places import Place, places
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.projects.models import Project

SEED = 2026
"""Of the draw of who codes what; each of these rounds has one transcript and both coders."""


def steps_of(plan: Fieldwork) -> int:
    """How many steps the loading tells of."""
    return sum(
        len(part) for part in (
            plan.guides, plan.approaches, plan.transcripts, plan.codings, plan.themes,
            plan.summaries, plan.findings,
        )
    )  # fmt: skip


class Interviews:
    """What is done around interviews, by the ids of the content.

    `transcripts`, `codes` and `passages` are filled by the material, and added to here.
    """

    def __init__(
        self, given: content.Content, plan: Fieldwork, project: Project,
        people: Mapping[str, Member], step: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.plan, self.project, self.step = plan, project, step
        self.given = given
        self.team = {one.role: people[one.email] for one in given.project.members}
        self.guides: list[Guide] = []
        self.participants: dict[str, Participant] = {}
        self.transcripts: dict[str, tuple[Transcript, Version]] = {}
        self.codes: dict[str, Code] = {}
        self.passages: dict[str, Passage] = {}
        self.themes: dict[str, Theme] = {}

    @property
    def researcher(self) -> Member:
        """Who runs the interviews."""
        return self.team["researcher"]

    def prepare(self) -> None:
        """Write down what people are asked: to consent, and in the talk."""
        by, project = self.researcher, self.project
        for form in self.plan.consent_forms:
            interviews.add_consent_form(
                by=by, project=project, version=form.version, dated=form.dated, text=form.text
            )
        for one in self.plan.guides:
            questions = read_guide(one.text)
            if self.guides:
                made = change_guide(
                    by=by, guide=self.guides[-1], questions=questions, note=one.note,
                    dated=one.dated, coproduced_with=one.coproduced_with,
                )  # fmt: skip
            else:
                made = add_guide(
                    by=by, project=project, name=one.name, questions=questions, dated=one.dated,
                    coproduced_with=one.coproduced_with, note=one.note,
                )  # fmt: skip
            self.guides.append(made)
            self.step("Writing the guide")

    def guide(self, consent_version: str) -> Guide:
        """The version that was in use with a version of the consent form: they came together."""
        names = [form.version for form in self.plan.consent_forms]
        return self.guides[names.index(consent_version)]

    def recruit(self) -> None:
        """Who else was asked, the log, who they are, and how many of whom are wanted."""
        by, project = self.researcher, self.project
        rows = interviews.add_people(by=by, project=project, people=[
            Listed(one.pseudonym, one.group, one.about, one.consent_version, one.consented)
            for one in self.plan.people
        ])  # fmt: skip
        self.participants |= {row.pseudonym: row for row in rows}
        for line in self.plan.approaches:
            interviews.note_approaches(
                by=by, project=project, kind=line.kind, on=line.on, reason=line.reason,
                participants=[self.participants[name] for name in line.who],
            )  # fmt: skip
            self.step("Keeping the recruitment log")
        for heard in self.given.participants:
            interviews.note_approaches(
                by=by, project=project, participants=[self.participants[heard.pseudonym]],
                kind="took_part", on=heard.interviewed,
            )  # fmt: skip
        self._sample()

    def _sample(self) -> None:
        by, project = self.researcher, self.project
        known: dict[str, Attribute] = {}
        for one in self.plan.attributes:
            known[one.name] = interviews.add_attribute(
                by=by, project=project, name=one.name, options=one.options
            )
        interviews.fill_in(by=by, project=project, values=[
            (self.participants[name], known[one.name], value)
            for one in self.plan.attributes for name, value in one.values.items()
        ])  # fmt: skip
        for target in self.plan.targets:
            interviews.set_target(
                by=by, project=project, wanted=target.wanted, group=target.group,
                attribute=known.get(target.attribute), value=target.value,
            )  # fmt: skip
        for call in self.plan.saturation:
            interviews.call_saturation(
                by=by, project=project, reached=call.reached, why=call.why, on=call.on,
                group=call.group,
            )  # fmt: skip

    def hear(self) -> None:
        """Add what was heard later, take names out, and say which turns ask which question."""
        for one in self.plan.transcripts:
            data = content.data(f"transcripts/{one.file}")
            found = interviews.read(data, one.file)
            labels = {turn.speaker for turn in found.turns}
            made = interviews.add_transcript(
                by=self.researcher, project=self.project, title=one.title, kind=one.kind,
                held_on=one.held, turns=found.turns, guide=self.guides[-1],
                speakers={name: self.participants.get(one.speakers.get(name, name))
                          for name in labels},
                file=interviews.facts_of(data, one.file, found),
                waived="" if one.waits else self.plan.waived,
            )  # fmt: skip
            self.transcripts[one.file] = (made, Version.objects.get(transcript=made, current=True))
            if one.waits:
                look_through(by=self.researcher, transcript=made)
            self.step("Adding transcripts")
        for gone in self.plan.taken_out:
            add_place(
                by=self.researcher, transcript=self.transcripts[gone.transcript][0],
                words=gone.words, replacement=gone.replacement,
            )  # fmt: skip
        for asked in self.plan.asked:
            transcript, version = self.transcripts[asked.transcript]
            questions = GuideQuestion.objects.filter(guide=transcript.guide)
            by_label = {one.label: one for one in questions}
            confirm_questions(
                by=self.researcher, transcript=transcript, version=version.number,
                asked={at: by_label[label] for at, label in asked.turns},
            )  # fmt: skip

    def describe(self) -> None:
        """Bring codes of the framework into the codebook, and give it a number."""
        by, project = self.researcher, self.project
        made = interviews.bring_constructs(
            by=by, project=project, framework=project.lens(), keys=self.plan.constructs
        )
        self.codes |= {code.construct: code for code in made}
        for one in self.plan.versions:
            interviews.number_codebook(by=by, project=project, name=one.name, note=one.note)

    def analyse(self) -> None:
        """Code twice, build themes, fill the chart and the table, write memos."""
        self._code_twice()
        self._build_themes()
        self._chart()
        self._fill_table()
        for memo in self.plan.memos:
            interviews.write_memo(by=self.team[memo.by], on=self._on(memo), text=memo.text)
        for answer in self.plan.coreq:
            interviews.answer_coreq(
                by=self.researcher, project=self.project, item=answer.item, text=answer.text,
                page=answer.page,
            )  # fmt: skip

    def _code_twice(self) -> None:
        lead = self.team["owner"]
        coders = [self.team[role].user for role in ("researcher", "coder")]
        begun: dict[str, CodingRound] = {}
        for one in self.plan.rounds:
            begun[one.name] = begin_round(
                by=lead, project=self.project, name=one.name, unit=one.unit, seed=SEED,
                who={self.transcripts[name][0]: coders for name in one.transcripts},
            )  # fmt: skip
        for coding in self.plan.codings:
            self._apply(coding)
            self.step("Coding twice")
        for one in self.plan.rounds:
            if one.opened:
                row = begun[one.name]
                for part in Assignment.objects.filter(round=row).select_related("coder"):
                    say_done(by=Member(part.coder), assignment=part)
                agree_identical(by=lead, round=open_round(by=lead, round=row))
        self._decide(lead, begun)

    def _apply(self, coding: RoundCoding) -> None:
        transcript, version = self.transcripts[coding.transcript]
        start = _where(version, coding.transcript, coding.quote)
        interviews.apply_codes(
            by=self.team[coding.coder], transcript=transcript, version=version.number,
            start=start, end=start + len(coding.quote), memo=coding.memo,
            codes=[self.codes[key] for key in coding.codes],
        )  # fmt: skip

    def _decide(self, lead: Member, begun: Mapping[str, CodingRound]) -> None:
        for one in self.plan.decisions:
            transcript, version = self.transcripts[one.transcript]
            at = _where(version, one.transcript, one.words)
            place = _holding(places(begun[one.round], [transcript.pk]), at)
            adjudicate(
                by=lead, round=begun[one.round], codings=place.codings, how=one.how,
                reason=one.reason, coder=self.team[one.coder].user if one.coder else None,
                codes=[self.codes[key] for key in one.codes], version=version.number,
                start=place.start, end=place.end,
            )  # fmt: skip

    def _build_themes(self) -> None:
        for one in self.plan.themes:
            self.themes[one.key] = interviews.add_theme(
                by=self.researcher, project=self.project, name=one.name, about=one.about,
                parent=self.themes.get(one.parent), codes=[self.codes[key] for key in one.codes],
            )  # fmt: skip
            self.step("Building themes")
        for quote in self.plan.quotes:
            interviews.choose_quote(
                by=self.researcher, theme=self.themes[quote.theme], stance=quote.stance,
                passage=self.passages[quote.passage],
            )  # fmt: skip

    def _chart(self) -> None:
        for one in self.plan.summaries:
            write_summary(
                by=self.researcher, theme=self.themes[one.theme], text=one.text,
                case=self.participants[one.case], passages=self._passages(one.passages),
            )  # fmt: skip
            self.step("Filling the framework chart")

    def _fill_table(self) -> None:
        bring_in_rows(by=self.team["coder"], project=self.project, lines=[
            Line(number, self.passages[one.passage], {
                "paraphrase": one.paraphrase, "generalisation": one.generalisation,
                "reduction": one.reduction, "category": one.category,
            })
            for number, one in enumerate(self.plan.content, start=1)
        ])  # fmt: skip

    def _passages(self, keys: Sequence[str]) -> list[Passage]:
        return [self.passages[key] for key in keys]

    def _on(self, memo: Memo) -> Project | Code | Theme | Transcript:
        if memo.code:
            return self.codes[memo.code]
        if memo.theme:
            return self.themes[memo.theme]
        return self.transcripts[memo.transcript][0] if memo.transcript else self.project

    def find(self) -> None:
        """Make findings of themes, resting on the quotes that were chosen."""
        for one in self.plan.findings:
            findings.find_from_theme(
                by=self.researcher, theme=self.themes[one.theme], direction=one.direction,
                sentence=one.sentence, cells=one.places, note=one.note, others=False,
            )  # fmt: skip
            self.step("Writing findings")


def _where(version: Version, name: str, words: str) -> int:
    """Where words stand in a transcript."""
    start = version.text.find(words)
    if start < 0:
        raise Refused(f"“{words}” is not in {name}.")
    return start


def _holding(found: Sequence[Place], at: int) -> Place:
    """The place of a round that holds a character."""
    for place in found:
        if place.start <= at < place.end:
            return place
    raise Refused("Nobody coded the words that a decision is about.")
