"""Arguments for the actions on full texts, studies, the form, entries and appraisals."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.acts import MAKERS, WORDS, Draw, maker, on, some
from tests.promises.world import World
from uptake.formats.pdf import PdfText
from uptake.instruments import checklists
from uptake.instruments.extraction_forms import Question
from uptake.review.actions.appraisal import Judged
from uptake.review.actions.entries import Given
from uptake.review.actions.fulltext import KeptText
from uptake.review.models import ArrivedText, Checklist, FormField, Report, Study
from uptake.sources.models import Document, Reference, Statement

MAKERS |= {
    "document.taken_off": on(Document, "document"),
    "document.put_back": on(Document, "document"),
    "text.set_aside": on(ArrivedText, "text"),
    "text.taken_up": on(ArrivedText, "text"),
    "report.split": on(Report, "report"),
    "report.made_main": on(Report, "report"),
    "report.taken_off": on(Report, "report"),
    "study.opened": on(Study, "study"),
    "extraction.done": on(Study, "study"),
    "extraction.taken_up_again": on(Study, "study"),
    "values.settled": on(Study, "study"),
    "field.retired": on(FormField, "field"),
    "field.restored": on(FormField, "field"),
    "checklist.retired": on(Checklist, "checklist"),
    "checklist.restored": on(Checklist, "checklist"),
    "statement.said_apart": on(Statement, "statement"),
}


@maker("document.attached")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Reference)
    return row and {
        "by": world.member(),
        "reference": row,
        "name": f"{draw(WORDS)}.pdf",
        "kept": "documents/x",
        "size": 9,
        "sha256": draw(st.sampled_from("ab")) * 64,
    }


@maker("document.read")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Document)
    found = PdfText(draw(st.sampled_from(["read", "no_text", "locked"])), (draw(WORDS),), 1)
    return row and {"by": world.member(), "document": row, "found": found}


@maker("document.unreadable")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Document)
    return row and {"by": world.member(), "document": row, "why": draw(WORDS)}


@maker("texts.arrived")
def _(world: World, draw: Draw) -> dict[str, Any]:
    text = KeptText("a.pdf", "documents/a", 9, draw(st.sampled_from("xyz")) * 64)
    return {"by": world.member(), "project": world.project, "texts": [text]}


@maker("texts.matched")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, ArrivedText)
    return row and {
        "by": world.member(),
        "project": world.project,
        "guesses": [(row, some(world, draw, Reference), draw(WORDS))],
    }


@maker("text.attached")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, reference = some(world, draw, ArrivedText), some(world, draw, Reference)
    return row and {"by": world.member("reviewer"), "text": row, "reference": reference}


@maker("retrieval.noted")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Reference)
    state = draw(st.sampled_from(["sought", "asked", "retrieved", "missing", "?"]))
    return row and {"by": world.member("reviewer"), "reference": row, "state": state}


@maker("studies.made")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Reference)
    return row and {"by": world.member(), "project": world.project, "references": [row]}


@maker("report.joined")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, reference = some(world, draw, Study), some(world, draw, Reference)
    return row and {"by": world.member(), "study": row, "reference": reference}


@maker("study.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, Study)
    return row and {"by": world.member(), "study": row, "name": draw(WORDS)}


QUESTIONS = st.builds(Question, WORDS, kind=st.sampled_from(["text", "number", "one"]),
                      choices=st.sampled_from([(), ("a", "b")]))  # fmt: skip


@maker("form.taken_over")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "questions": [draw(QUESTIONS)]}


@maker("field.added")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "question": draw(QUESTIONS)}


@maker("field.changed")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, FormField)
    return row and {"by": world.member(), "field": row, "question": draw(QUESTIONS)}


@maker("field.moved")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row = some(world, draw, FormField)
    return row and {"by": world.member(), "field": row, "up": draw(st.booleans())}


@maker("entries.made")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, field = some(world, draw, Study), some(world, draw, FormField)
    given = [Given(field, draw(st.sampled_from(["Wales", "12", ""])), quote=draw(WORDS))]
    return row and {
        "by": world.member(draw(st.sampled_from(["owner", "reviewer"]))),
        "study": row,
        "given": given,
    }


@maker("value.settled")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, field = some(world, draw, Study), some(world, draw, FormField)
    return row and {"by": world.member(), "study": row, "field": field, "value": draw(WORDS)}


@maker("checklist.taken_into_use")
def _(world: World, draw: Draw) -> dict[str, Any]:
    return {"by": world.member(), "project": world.project, "checklist": checklists()[0]}


def _judged(draw: Draw) -> Judged:
    answer = draw(st.sampled_from(["yes", "no", "?", ""]))
    items = [item.key for item in checklists()[0].items]
    concern = draw(st.sampled_from(["", "none", "serious", "?"]))
    return Judged(dict.fromkeys(items, (answer, "")), concern, draw(WORDS))


@maker("study.appraised")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, checklist = some(world, draw, Study), some(world, draw, Checklist)
    return row and {
        "by": world.member(draw(st.sampled_from(["owner", "reviewer"]))),
        "study": row,
        "checklist": checklist,
        "judged": _judged(draw),
    }


@maker("appraisal.settled")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, checklist = some(world, draw, Study), some(world, draw, Checklist)
    return row and {
        "by": world.member(),
        "study": row,
        "checklist": checklist,
        "judged": _judged(draw),
    }


@maker("statement.said_the_same")
def _(world: World, draw: Draw) -> dict[str, Any] | None:
    row, other = some(world, draw, Statement), some(world, draw, Statement)
    return row and {"by": world.member(), "statement": row, "other": other}
