"""Studies with a form, entries, a checklist and a judgement; PDFs attached and waiting."""

from __future__ import annotations

from django.utils import timezone

from tests.formats.pdf_files import pdf
from tests.promises.world import World
from tests.steps.sources import build as exports
from uptake.formats.pdf import PdfText
from uptake.instruments import checklists
from uptake.instruments.extraction_forms import Question
from uptake.review.actions import appraisal, entries, form, fulltext, screening
from uptake.review.actions import studies as writes
from uptake.review.actions.appraisal import Judged
from uptake.review.actions.entries import Given
from uptake.review.models import Report, StopDecision, Study
from uptake.sources import actions as sources
from uptake.sources.models import Reference


def add(world: World) -> None:
    """Two studies, one of them of two reports, and one of everything that hangs on a study."""
    by, project = world.member(), world.project
    records = "\n".join(exports.record(f"Report {n} of studies", f"Study{n}, A") for n in range(3))
    exports.bring_in(project, records.encode(), "reports.ris", by=by)
    rows = list(Reference.objects.filter(project=project, title__startswith="Report"))
    ended = StopDecision.objects.filter(project=project, reopened_at=None)
    ids = list(ended.values_list("pk", flat=True))
    ended.update(reopened_at=timezone.now())
    for key in ("title", "full"):
        for who in (by, world.member("reviewer")):
            for row in rows:
                screening.screen(by=who, reference=row, stage=key, verdict="include")
    StopDecision.objects.filter(pk__in=ids).update(reopened_at=None)
    made = writes.make_studies(by=by, project=project, references=rows)
    writes.join_report(by=by, study=made[0], reference=rows[2])
    _documents(world, rows[0])
    fields = form.take_over_form(
        by=by, project=project, questions=[Question("Country"), Question("Aim", kind="long")]
    )
    retired = form.add_field(by=by, project=project, question=Question("Old"))
    form.retire_field(by=by, field=retired)
    for who in (by, world.member("reviewer")):
        entries.enter(by=who, study=made[0], given=[Given(fields[0], "Wales", "page 2")])
    entries.open_study(by=by, study=made[0])
    entries.settle_value(by=by, study=made[0], field=fields[0], value="Wales")
    checklist = appraisal.use_checklist(by=by, project=project, checklist=checklists()[0])
    appraisal.appraise(
        by=by, study=made[0], checklist=checklist, judged=Judged({"question": ("yes", "")})
    )
    said = sources.extract_statement(by=by, reference=rows[0], sentence="Nobody had the time.")
    other = sources.extract_statement(by=by, reference=rows[0], sentence="Time was short.")
    sources.say_the_same(by=by, statement=other, other=said)
    assert Study.objects.filter(project=project).count() == 3
    assert Report.objects.filter(project=project, removed_at=None).count() == 3


def _documents(world: World, reference: Reference) -> None:
    by = world.member()
    for name in ("kept.pdf", "gone.pdf"):
        row = sources.receive_document(
            by=by, reference=reference, name=name, content=pdf(f"The words of {name}.")
        )
        found = PdfText("read", (f"The words of {name}.",), 1)
        row = sources.keep_words(by=by, document=row, found=found)
    sources.take_off_document(by=by, document=row)
    texts = [fulltext.KeptText(f"{n}.pdf", f"documents/{n}", 9, f"{n}" * 64) for n in range(2)]
    waiting = fulltext.keep_texts(by=by, project=world.project, texts=texts)
    fulltext.set_aside(by=by, text=waiting[1])
    writes.note_retrieval(by=by, reference=reference, state="asked")
