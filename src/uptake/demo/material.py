"""The worked example's material: searches and statements, transcripts, codebook, coded passages."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from uptake.demo import content, interviews_content, review_content
from uptake.demo.interviews import Interviews
from uptake.demo.review import Screening
from uptake.interviews import actions as interviews
from uptake.interviews.codebook_file import CodeLine
from uptake.interviews.models import Participant, Turn, Version
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.review.actions import entries
from uptake.review.models import Study
from uptake.review.queries.belonging import study_of
from uptake.sources import actions as sources
from uptake.sources import tasks
from uptake.sources.models import Reference, Statement
from uptake.sources.queries import withheld
from uptake.trace import actions as trace

HEARD_AGAIN = ("P05.txt", "twenty-odd people", "thirty-odd people")
"""A word misheard when the interview was typed: transcript, as typed, as said."""


class Material:
    """What findings rest on, by the ids of the content."""

    def __init__(
        self, given: content.Content, project: Project, people: dict[str, Member],
        step: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.given, self.project, self.people, self.step = given, project, people, step
        self.references: dict[str, Reference] = {}
        self.statements: dict[str, Statement] = {}
        self.interviews = Interviews(given, interviews_content.load(), project, people, step)
        self.transcripts = self.interviews.transcripts
        self.codes, self.passages = self.interviews.codes, self.interviews.passages
        self.reviewer = people[given.project.member("reviewer").email]
        self.researcher = people[given.project.member("researcher").email]
        self.screening = Screening(
            given, review_content.load(), project, people, self.references, step
        )

    def load(self) -> None:
        """Bring the material in, in the order of the work."""
        self.search(1)
        self.screening.load()
        self._extract()
        self.interviews.prepare()
        self._hear()
        self.interviews.recruit()
        self.interviews.hear()
        self._describe()
        self.interviews.describe()
        self._code()
        self.interviews.analyse()

    def search(self, number: int) -> None:
        """Bring in what the searches of a round of the review found."""
        today = timezone.localdate()
        for one in self.given.searches:
            if one.round != number:
                continue
            file = tasks.bring_in(
                by=self.reviewer, project=self.project, name=one.file.rpartition("/")[2],
                content=content.data(one.file),
                search=sources.SearchFacts(
                    database=one.database, searched_on=min(one.searched, today),
                    interface=one.interface, strategy=one.strategy, hits=one.records,
                    route=one.route,
                ),
            )  # fmt: skip
            rows = Reference.objects.filter(file=file).order_by("position")
            for name, row in zip(one.references, rows, strict=True):
                self.references.setdefault(name, row)
            self.step("Importing references")

    def _extract(self) -> None:
        for one in self.given.statements:
            direction, cells = self.given.reads(one)
            self.statements[one.id] = sources.extract_statement(
                by=self.reviewer, reference=self.references[one.reference], sentence=one.text,
                place=one.place, direction=direction, quote=one.quote, cells=cells,
            )  # fmt: skip
            self.step("Writing statements")
        self._open_studies()

    def _open_studies(self) -> None:
        """Open the studies that one person wrote statements from, so that findings rest on them."""
        of = study_of(self.project)
        rows = withheld(self.project)
        read = {of[into or pk] for pk, into in
                rows.values_list("reference_id", "reference__merged_into_id")}  # fmt: skip
        for study in Study.objects.filter(pk__in=read):
            entries.open_study(by=self.screening.lead, study=study)

    def _hear(self) -> None:
        for one in self.given.participants:
            person = interviews.add_participant(
                by=self.researcher, project=self.project, pseudonym=one.pseudonym,
                group=one.group, about=one.role, consent_version=one.consent_version,
                consented_on=one.consented,
            )  # fmt: skip
            self.interviews.participants[one.pseudonym] = person
            data = content.data(f"transcripts/{one.transcript}")
            found = interviews.read(data, one.transcript)
            made = interviews.add_transcript(
                by=self.researcher, project=self.project, title=one.title,
                held_on=one.interviewed, turns=found.turns,
                speakers=self._speakers({turn.speaker for turn in found.turns}, person),
                file=interviews.facts_of(data, one.transcript, found),
                waived="Invented: there is nobody to protect.",
                guide=self.interviews.guide(one.consent_version),
            )  # fmt: skip
            version = Version.objects.get(transcript=made, current=True)
            self.transcripts[one.transcript] = (made, version)
            self.step("Adding transcripts")

    def _speakers(self, labels: set[str], person: Participant) -> dict[str, Participant | None]:
        """The participant for their own label, nobody for the interviewer."""
        if person.pseudonym not in labels:
            raise Refused(f"{person.pseudonym} says nothing in their own transcript.")
        return {label: person if label == person.pseudonym else None for label in labels}

    def _describe(self) -> None:
        names = {one.key: one.name for one in self.given.codebook}
        lines = [
            CodeLine(
                one.name, names.get(one.parent, ""), one.definition, one.use_when, one.not_when,
                one.example,
            )
            for one in self.given.codebook
        ]  # fmt: skip
        made = interviews.import_codebook(by=self.researcher, project=self.project, lines=lines)
        by_name = {code.name: code for code in made.added}
        self.codes |= {one.key: by_name[one.name] for one in self.given.codebook}

    def _code(self) -> None:
        for one in self.given.codings:
            transcript, version = self.transcripts[one.transcript]
            start = version.text.find(one.quote)
            if start < 0:
                raise Refused(f"The quote of {one.id} is not in {one.transcript}.")
            made = interviews.apply_codes(
                by=self.people[one.coder], transcript=transcript, version=version.number,
                start=start, end=start + len(one.quote), codes=[self.codes[one.code]],
                memo=one.memo,
            )  # fmt: skip
            self.passages[one.id] = made[0].passage
            self.step("Coding passages")

    def update(self) -> None:
        """Search again, later: what is new waits to be screened, in the order learnt by then."""
        self.screening.open_update()
        self.search(2)
        self.screening.update()

    def correct(self) -> None:
        """Correct a word late, so that what rests on it waits for somebody to look again."""
        name, typed, said = HEARD_AGAIN
        transcript, version = self.transcripts[name]
        turns = Turn.objects.filter(version=version)
        words = {turn.index: version.text[turn.start : turn.end] for turn in turns}
        trace.correct_words(
            by=self.researcher, transcript=transcript, version=version.number,
            reason="Checked against the recording",
            words={at: text.replace(typed, said) for at, text in words.items() if typed in text},
        )  # fmt: skip
