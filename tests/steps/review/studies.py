"""Reviews whose full texts are judged, and studies made of them."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.formats.pdf_files import pdf
from tests.steps.review import build
from uptake.projects.actor import Member
from uptake.review.actions import studies as writes
from uptake.review.models import Study
from uptake.sources import documents
from uptake.sources.models import Document

WORDS = ("Guided digital care for adults with depression\nAnn Author0 2024",
         "Staff lacked the time to guide people.\nIt was a barrier to us all.")  # fmt: skip


def on_titles(count: int = 3) -> build.Review:
    """A review in which one person judges each stage, with so many references included on title."""
    review = build.review(count)
    for key in ("title", "full"):
        review.settings(key, reviewers=1)
    for at in range(count):
        review.screen(review.one, at)
    return review


def included(count: int = 2, reviewers: int = 1) -> build.Review:
    """The same, with every full text included; full texts have a reason to exclude by."""
    review = on_titles(count)
    review.settings("full", reviewers=reviewers)
    review.criterion("Not adults", stage="full")
    for at in range(count):
        for who in (review.one, review.two)[:reviewers]:
            review.screen(who, at, stage="full")
    return review


def studies(count: int = 2, reviewers: int = 2) -> tuple[build.Review, list[Study]]:
    """The same, with a study made of each."""
    review = included(count, reviewers)
    made = writes.make_studies(by=review.one, project=review.project, references=review.references)
    return review, made


def upload(name: str = "paper.pdf", *pages: str, content: bytes | None = None
           ) -> SimpleUploadedFile:  # fmt: skip
    """A PDF as a browser sends it."""
    return SimpleUploadedFile(name, content if content is not None else pdf(*(pages or WORDS)))


def attach(review: build.Review, at: int = 0, name: str = "paper.pdf", *pages: str,
           by: Member | None = None) -> Document:  # fmt: skip
    """A PDF attached to a reference, its words read."""
    made, _ = documents.attach(
        by=by or review.one, reference=review.references[at], name=name,
        content=pdf(*(pages or WORDS)), here=True,
    )  # fmt: skip
    return made
