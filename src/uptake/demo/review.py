"""The worked example's review: duplicates, protocol, two people's verdicts, studies, the update."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from zlib import crc32

from uptake.demo import studies_content
from uptake.demo.content import Content, data
from uptake.demo.review_content import Judged, Review
from uptake.demo.studies import Extraction
from uptake.demo.studies import steps_of as studies_steps
from uptake.projects import jobs
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.projects.models import Job, Project
from uptake.review import tasks
from uptake.review.actions import (
    calibration,
    conflicts,
    criteria,
    labels,
    protocol,
    rounds,
    screening,
    stages,
    studies,
)
from uptake.review.models import CalibrationItem, Criterion, Ranking, Standing, Study, Verdict
from uptake.review.models.protocol import StageKey
from uptake.review.pools import unjudged
from uptake.review.queries.queue import ids_of
from uptake.review.queries.stages import stage as stage_of
from uptake.sources import documents
from uptake.sources import tasks as searches
from uptake.sources.actions import decide_pair
from uptake.sources.models import DuplicatePair, Reference

TITLE, FULL = StageKey.TITLE.value, StageKey.FULL.value
ORDERED_AGAIN = 40
"""After so many titles the order is learnt anew."""
BEFORE_THE_END = "The yearly search was due; what waits for a second verdict is read with it."
TALKS = 6
"""Steps beside titles: two searches for duplicates, protocol, full texts, studies, update."""
SECOND_WAITS = 3
"""So many titles at the end were read by the first reviewer alone."""


class Screening:
    """What is done to references, by the ids of the content."""

    def __init__(
        self, given: Content, plan: Review, project: Project, people: dict[str, Member],
        references: dict[str, Reference], step: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.given, self.plan, self.project, self.step = given, plan, project, step
        self.references = references
        self.works: dict[str, Reference] = {}
        self.names: dict[int, str] = {}
        self.reasons: dict[tuple[str, str], Criterion] = {}
        self.amended = False
        self.read: set[str] = set()
        lead, first, third = (
            people[given.project.member(role).email] for role in ("researcher", "reviewer", "owner")
        )
        self.lead, self.third, self.pair = lead, third, (first, lead)

    def load(self) -> None:
        """Bring the first round in, in the order of the work."""
        self.merge()
        self._decide_pairs()
        self._plan()
        self._calibrate()
        self._read_titles()
        self._settle(TITLE)
        self._label()
        self._attach()
        self._read_texts()
        self._settle(FULL)
        self._study()
        both = (self.pair[0], self.pair[1])
        Extraction(studies_content.load(), self.project, both, self.studies, self.step).load()

    def merge(self) -> None:
        """Look for duplicates, and know each record by the work it belongs to."""
        job = searches.start_look(by=self.pair[0], project=self.project, here=True)
        _done(job)
        rows = Reference.objects.filter(project=self.project).select_related("merged_into")
        there = {row.pk: row for row in rows}
        for name, reference in self.references.items():
            row = there[reference.pk]
            self.works[name] = row.merged_into or row
            self.names.setdefault(self.works[name].pk, name)
        self.step("Looking for duplicates")

    def _decide_pairs(self) -> None:
        """Decide what the search left to a person; a pair that nobody names here waits."""
        for one in self.plan.pairs:
            first, second = sorted(self.references[name].pk for name in one.records)
            decide_pair(
                by=self.pair[0], pair=DuplicatePair.objects.get(first=first, second=second),
                verdict=one.verdict, kind=one.kind, note=one.note,
                turned=self.references[one.records[0]].pk == second,
            )  # fmt: skip

    def _plan(self) -> None:
        facts = protocol.ProtocolFacts(**asdict(self.plan.protocol))
        protocol.write_protocol(by=self.lead, project=self.project, facts=facts)
        for one in self.plan.criteria:
            made = criteria.add_criterion(
                by=self.lead, project=self.project, stage=one.stage, side=one.side,
                facts=criteria.CriterionFacts(one.label, one.definition, one.words),
            )  # fmt: skip
            self.reasons[one.stage, one.key] = made
        for key in (TITLE, FULL):
            stages.change_stage(
                by=self.lead, project=self.project, key=key, facts=stages.StageFacts()
            )
        self.step("Writing the protocol")

    def _calibrate(self) -> None:
        of = self.plan.calibration
        made = calibration.open_calibration(
            by=self.lead, project=self.project, stage=TITLE, size=of.size, seed=of.seed
        )
        for item in CalibrationItem.objects.filter(calibration=made).order_by("pk"):
            self._both(self.names[item.reference_id])
        calibration.close_calibration(by=self.lead, calibration=made, note=of.note)

    def _read_titles(self) -> None:
        """Read in the order that is learnt, until few are left; amend the protocol on the way."""
        read = self.plan.calibration.size
        total = read + len(unjudged(stage_of(self.project, TITLE)))
        while read < total - self.plan.unread:
            ranking = self.rank()
            ids = ids_of(ranking.pk, ranking.created_at)[:ORDERED_AGAIN].tolist()
            for place, pk in enumerate(ids[: total - self.plan.unread - read], 1):
                read += 1
                waits = read > total - self.plan.unread - SECOND_WAITS
                self._both(self.names[pk], ranking, place, first_alone=waits)
            if not self.amended and read >= self.plan.amendment.after:
                self._amend()
                self._look_again()

    def rank(self) -> Ranking:
        """Learn the order anew from what was decided."""
        job = jobs.start_here(
            by=self.lead, project=self.project, kind=tasks.RANK, title="Order the references",
            stage=TITLE,
        )  # fmt: skip
        _done(job)
        return Ranking.objects.filter(project=self.project, stage=TITLE).latest("pk")

    def _both(
        self, name: str, ranking: Ranking | None = None, place: int | None = None,
        *, first_alone: bool = False,
    ) -> None:  # fmt: skip
        """Both read a title; the first of them found it in the order."""
        judged = self.plan.judged[name]
        early = not self.amended and name in self.plan.amendment.read_again
        for number, person in enumerate(self.pair[: 1 if first_alone else 2]):
            verdict, reason = judged.title(number)
            if early:
                verdict, reason = "exclude", self.plan.amendment.criterion
            screening.screen(
                by=person, reference=self.works[name], stage=TITLE, verdict=verdict,
                reason=self._reason(TITLE, reason), seconds=_seconds(name, number, 12, 40),
                order=ranking.order if ranking and not number else "",
                ranking=None if number else ranking, rank=None if number else place,
            )  # fmt: skip
        if name not in self.read:
            self.read.add(name)
            self.step("Screening titles")

    def _amend(self) -> None:
        """Reword a criterion halfway; what was excluded for it is looked at again."""
        of = self.plan.amendment
        old = self.reasons[TITLE, of.criterion]
        self.reasons[TITLE, of.criterion] = criteria.reword_criterion(
            by=self.lead, criterion=old, why=of.why, again="reason",
            facts=criteria.CriterionFacts(of.label, of.definition, tuple(old.words)),
        )  # fmt: skip
        self.amended = True

    def _look_again(self) -> None:
        """Both read anew what the amendment lets in; of the rest, some holds and some waits."""
        for name in self.plan.amendment.read_again:
            mine = Verdict.objects.filter(reference=self.works[name], replaced_at=None)
            for person in self.pair:
                for verdict in mine.filter(by=person.user):
                    screening.take_back(by=person, verdict=verdict)
            self._both(name)
        flagged = Standing.objects.filter(project=self.project, stage=TITLE).exclude(look_again="")
        held = list(flagged.order_by("pk")[: self.plan.amendment.still_holds])
        conflicts.settle_look(by=self.lead, project=self.project, standings=held)

    def _settle(self, stage: str) -> None:
        """A third person settles conflicts; where they have not yet, one stays open."""
        rows = Standing.objects.filter(
            project=self.project, stage=stage, state=Standing.State.CONFLICT
        )
        for pk in rows.order_by("pk").values_list("reference_id", flat=True):
            judged = self.plan.judged[self.names[pk]]
            verdict = judged.third if stage == TITLE else judged.third_full
            if verdict:
                reason = judged.third_reason if stage == TITLE else judged.full_reason
                conflicts.settle_conflict(
                    by=self.third, reference=self.works[judged.record], stage=stage,
                    verdict=verdict, reason=self._reason(stage, reason),
                )  # fmt: skip

    def _label(self) -> None:
        for one in self.plan.labels:
            made = labels.add_label(by=self.lead, project=self.project, name=one.name)
            for name in one.records:
                labels.label_reference(
                    by=self.pair[0], reference=self.works[name], labels=[made]
                )  # fmt: skip

    def going_on(self, stage: str, *states: str) -> Iterable[Judged]:
        """What was judged of the records that stand so at a stage, in the order of their names."""
        rows = Standing.objects.filter(project=self.project, stage=stage, state__in=states)
        names = sorted(self.names[pk] for pk in rows.values_list("reference_id", flat=True))
        return [self.plan.judged[name] for name in names]

    def _attach(self) -> None:
        for paper in self.plan.papers:
            _done(
                documents.attach(
                    by=self.pair[0], reference=self.works[paper.record], here=True,
                    name=paper.file.rpartition("/")[2], content=data(paper.file),
                )[1]
            )  # fmt: skip

    def _read_texts(self) -> None:
        for judged in self.going_on(TITLE, Standing.State.INCLUDE, Standing.State.UNSURE):
            reference = self.works[judged.record]
            studies.note_retrieval(
                by=self.pair[0], reference=reference, state=judged.retrieval or "retrieved",
                note=judged.retrieval_note,
            )  # fmt: skip
            for number, person in enumerate(self.pair if judged.full else ()):
                verdict, reason = judged.text(number)
                screening.screen(
                    by=person, reference=reference, stage=FULL, verdict=verdict,
                    reason=self._reason(FULL, reason),
                    seconds=_seconds(judged.record, number, 140, 150),
                )  # fmt: skip
        self.step("Reading full texts")

    def _study(self) -> None:
        """A study for each included report; a second report joins the study it is of."""
        found = [judged.record for judged in self.going_on(FULL, Standing.State.INCLUDE)]
        second = dict(self.plan.second_reports)
        firsts = [name for name in found if name not in second]
        made = studies.make_studies(
            by=self.lead, project=self.project, references=[self.works[name] for name in firsts]
        )
        self.studies: dict[str, Study] = dict(zip(firsts, made, strict=True))
        for name, first in second.items():
            studies.join_report(by=self.lead, study=self.studies[first], reference=self.works[name])
        self.step("Making studies")

    def _reason(self, stage: str, key: str) -> Criterion | None:
        return self.reasons[stage, key] if key else None

    def open_update(self) -> None:
        """Open the round that later searches belong to."""
        rounds.open_round(
            by=self.lead, project=self.project, title=self.plan.update, why=BEFORE_THE_END
        )

    def update(self) -> None:
        """Merge and order what a search found that was run again."""
        self.merge()
        ranking = self.rank()
        ids = ids_of(ranking.pk, ranking.created_at).tolist()
        for place, pk in enumerate(ids[: self.plan.update_read], 1):
            self._both(self.names[pk], ranking, place)
        for _ in self.plan.judged.keys() - self.read:
            self.step("Leaving the rest unread")
        self.step("Opening the update")


def steps_of(plan: Review) -> int:
    """How many steps the loading tells of: an unread title is told of when the reading ends."""
    return TALKS + len(plan.judged) + studies_steps(studies_content.load())


def _done(job: Job) -> None:
    if job.state != Job.State.DONE:
        raise Refused(job.outcome)


def _seconds(name: str, reader: int, least: int, more: int) -> int:
    """Invented seconds for a verdict: the same whenever the example is loaded."""
    return least + crc32(f"{name} {reader}".encode()) % more
