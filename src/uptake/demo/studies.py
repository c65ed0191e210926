"""The worked example's studies: a form, what two people entered, what was settled, appraisals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from uptake.demo.studies_content import Appraised, Studies, Taken
from uptake.instruments import checklists
from uptake.instruments.extraction_forms import Question
from uptake.projects.actor import Member
from uptake.projects.models import Project
from uptake.review.actions import appraisal, entries, form
from uptake.review.models import Checklist, FormField, Study


class Extraction:
    """What is done to studies, by the ids of the content."""

    def __init__(
        self, plan: Studies, project: Project, readers: tuple[Member, Member],
        studies: dict[str, Study], step: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.plan, self.project, self.step = plan, project, step
        self.first, self.lead = readers
        self.studies = studies
        self.fields: list[FormField] = []

    def load(self) -> None:
        """Make the form, fill it in, settle what differs, and appraise."""
        self.fields = form.take_over_form(
            by=self.lead, project=self.project,
            questions=[Question(**asdict(one)) for one in self.plan.fields],
        )  # fmt: skip
        for taken in self.plan.taken:
            self._enter(taken)
            self.step("Taking facts from studies")
        listed = next(one for one in checklists() if one.key == "uptake-qualitative")
        used = appraisal.use_checklist(by=self.lead, project=self.project, checklist=listed)
        items = [item.key for item in listed.items]
        for one in self.plan.appraised:
            self._appraise(one, used, items)
            self.step("Appraising studies")

    def _enter(self, taken: Taken) -> None:
        study = self.studies[taken.record]
        for person, values in ((self.first, taken.first()), (self.lead, taken.second())):
            if person is self.lead and taken.one_reader:
                return
            entries.enter(
                by=person, study=study,
                given=[
                    entries.Given(field, value, taken.place)
                    for field, value in zip(self.fields, values, strict=True) if value
                ],
            )  # fmt: skip
            entries.say_done(by=person, study=study)
        if not taken.settle:
            return
        entries.settle_agreed(by=self.lead, study=study)
        for field, value in zip(self.fields, taken.settled(), strict=True):
            if value:
                entries.settle_value(
                    by=self.lead, study=study, field=field, value=value, note=taken.note
                )

    def _appraise(self, one: Appraised, used: Checklist, items: list[str]) -> None:
        study = self.studies[one.record]
        for person, letters, concern in (
            (self.first, one.first, one.concern),
            (self.lead, one.second, one.second_concern or one.concern),
        ):
            judged = appraisal.Judged(one.answers(letters, items), concern, one.why)
            appraisal.appraise(by=person, study=study, checklist=used, judged=judged)
        if one.settled:
            judged = appraisal.Judged(one.answers(one.settled, items), one.concern, one.why)
            appraisal.settle_appraisal(by=self.lead, study=study, checklist=used, judged=judged)


def steps_of(plan: Studies) -> int:
    """How many steps the loading tells of."""
    return len(plan.taken) + len(plan.appraised)
