"""Who may reach the pages of full texts, studies, extraction and appraisal."""

from __future__ import annotations

from tests.promises.row import Find, Row, a, pk
from uptake.projects.roles import Permission as May
from uptake.review.models import ArrivedText, Checklist, FormField, Report, Study
from uptake.sources.models import Document, Reference, Statement

reference = pk(Reference, title__startswith="Report")
study, report = pk(Study), pk(Report, removed_at=None)
field, checklist = pk(FormField, retired_at=None), pk(Checklist)
JUDGED: dict[str, Find] = {"pk": checklist, "study": study}
SETTLED: dict[str, Find] = {"pk": study, "field": field}
waiting = pk(ArrivedText, state="waiting")

ROWS: dict[str, Row] = {
    "sources:same": a(May.EXTRACT, May.EXTRACT, pk=pk(Statement)),
    "sources:apart": a(None, May.EXTRACT, pk=pk(Statement)),
    "review:full": a(May.VIEW),
    "review:text": a(May.VIEW, May.SCREEN, pk=reference),
    "review:retrieval": a(None, May.SCREEN, pk=reference),
    "review:text-search": a(May.VIEW),
    "review:texts": a(May.SCREEN, May.SCREEN),
    "review:confirm-texts": a(None, May.SCREEN),
    "review:set-text-aside": a(None, May.SCREEN, pk=waiting),
    "review:take-text-up": a(None, May.SCREEN, pk=pk(ArrivedText, state="dropped")),
    "review:document": a(May.VIEW, pk=pk(Document, removed_at=None)),
    "sources:page-image": a(May.VIEW, pk=pk(Document, removed_at=None), number=lambda _: 1),
    "sources:page-marks": a(May.VIEW, pk=pk(Document, removed_at=None), number=lambda _: 1),
    "review:take-text-off": a(None, May.SCREEN, pk=pk(Document, removed_at=None)),
    "review:put-text-back": a(None, May.SCREEN, pk=pk(Document, removed_at__isnull=False)),
    "review:studies": a(May.VIEW, May.EXTRACT),
    "review:next-study": a(May.EXTRACT),
    "review:agreement": a(May.VIEW),
    "review:extraction-file": a(May.EXPORT, kind=lambda _: "csv"),
    "review:study": a(May.VIEW, May.EXTRACT, pk=study),
    "review:join": a(None, May.EXTRACT, pk=study),
    "review:open-study": a(None, May.LEAD_REVIEW, pk=study),
    "review:extract": a(May.EXTRACT, May.EXTRACT, pk=study),
    "review:done": a(None, May.EXTRACT, pk=study),
    "review:write-statement": a(None, May.EXTRACT, pk=study),
    "review:compare": a(May.VIEW, pk=study),
    "review:settle-agreed": a(None, May.EXTRACT, pk=study),
    "review:settle-value": a(None, May.EXTRACT, **SETTLED),
    "review:split": a(None, May.EXTRACT, pk=report),
    "review:make-main": a(None, May.EXTRACT, pk=report),
    "review:take-report-off": a(None, May.EXTRACT, pk=report),
    "review:form": a(May.VIEW, May.LEAD_REVIEW),
    "review:begin-form": a(None, May.LEAD_REVIEW),
    "review:bring-form": a(None, May.LEAD_REVIEW),
    "review:form-file": a(May.VIEW, kind=lambda _: "json"),
    "review:field": a(May.LEAD_REVIEW, May.LEAD_REVIEW, pk=field),
    "review:move-field": a(None, May.LEAD_REVIEW, pk=field),
    "review:retire-field": a(None, May.LEAD_REVIEW, pk=field),
    "review:restore-field": a(None, May.LEAD_REVIEW, pk=pk(FormField, retired_at__isnull=False)),
    "review:appraisal": a(May.VIEW, May.LEAD_REVIEW),
    "review:bring-checklist": a(None, May.LEAD_REVIEW),
    "review:retire-checklist": a(None, May.LEAD_REVIEW, pk=checklist),
    "review:appraisal-file": a(May.EXPORT, pk=checklist, kind=lambda _: "csv"),
    "review:appraise": a(May.EXTRACT, May.EXTRACT, **JUDGED),
    "review:settle-appraisal": a(May.VIEW, May.EXTRACT, **JUDGED),
}
