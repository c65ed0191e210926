"""Looking for evidence: coded passages and statements that could be tied to a finding."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from uptake.findings.models import Finding, Support
from uptake.findings.queries.finding import Said, said
from uptake.interviews.layers import passages_seen
from uptake.interviews.models import Code, Passage, Transcript
from uptake.interviews.queries.passages import InItsTurn, in_turns, of_code
from uptake.interviews.queries.tree import code_tree
from uptake.projects.models import Project
from uptake.projects.queries import one
from uptake.sources.models import Reference, Statement
from uptake.sources.queries import withheld

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Sought:
    """What evidence is looked for. `kind` is passage or statement."""

    kind: str = "passage"
    words: str = ""
    code: int | None = None
    transcript: int | None = None
    reference: int | None = None
    untied: bool = False
    """Only what is not beneath this finding already."""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.code or self.transcript or self.reference or self.untied)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be tied, and how it is tied already."""

    id: int
    passage: InItsTurn | None
    statement: Said | None
    tied: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What the search form offers to choose from."""

    codes: list[tuple[int, str]]
    transcripts: list[tuple[int, str]]
    references: list[tuple[int, str]]


def codes(project: Project) -> list[tuple[int, str]]:
    """The codebook for a list to choose from, children set in."""
    return [(row.id, f"{'· ' * row.depth}{row.name}") for row in code_tree(project)]


def offered(project: Project) -> Offered:
    """Codes, transcripts, and the references that something was extracted from.

    Of records that were merged, the one that stands for them.
    """
    stated = _open(Statement.objects.filter(project=project, removed_at=None), project)
    works = stated.order_by().values(work=Coalesce("reference__merged_into", "reference"))
    references = Reference.objects.filter(project=project, pk__in=works)
    return Offered(
        codes(project),
        list(Transcript.objects.filter(project=project).values_list("pk", "title")),
        [(row.pk, str(row)) for row in references.only("pk", "authors", "year")],
    )  # fmt: skip


def candidates(
    project: Project, finding: Finding, sought: Sought
) -> tuple[list[Candidate], Page[Passage] | Page[Statement]]:
    """One page of what could be tied to a finding."""
    if sought.kind == "statement":
        return _statements(project, finding, sought)
    return _passages(project, finding, sought)


def _passages(
    project: Project, finding: Finding, sought: Sought
) -> tuple[list[Candidate], Page[Passage]]:
    rows = of_code(
        project,
        one(Code, project, sought.code) if sought.code else None,
        one(Transcript, project, sought.transcript) if sought.transcript else None,
    ).filter(_holds("quote", sought.words), state=Passage.State.FIRM)
    tied = Support.objects.filter(finding=finding, removed_at=None, passage__isnull=False)
    if sought.untied:
        rows = rows.exclude(pk__in=tied.values("passage"))
    page = Paginator(rows, A_PAGE).get_page(sought.page)
    ids = [row.pk for row in page.object_list]
    turns = in_turns(project, ids)
    stances = dict(tied.filter(passage__in=ids).values_list("passage_id", "stance"))
    return [Candidate(pk, turns[pk], None, stances.get(pk, "")) for pk in ids], page


def _statements(
    project: Project, finding: Finding, sought: Sought
) -> tuple[list[Candidate], Page[Statement]]:
    rows: QuerySet[Statement] = Statement.objects.filter(
        _holds("sentence", sought.words), project=project, removed_at=None,
        reference__retracted_at=None,
    ).order_by("reference_id", "pk")  # fmt: skip
    rows = _open(rows, project)
    if sought.reference:
        asked = one(Reference, project, sought.reference)
        work = asked.merged_into_id or asked.pk
        rows = rows.filter(Q(reference=work) | Q(reference__merged_into=work))
    tied = Support.objects.filter(finding=finding, removed_at=None, statement__isnull=False)
    if sought.untied:
        rows = rows.exclude(pk__in=tied.values("statement"))
    page = Paginator(rows.only("pk"), A_PAGE).get_page(sought.page)
    ids = [row.pk for row in page.object_list]
    sentences = said(project, ids)
    stances = dict(tied.filter(statement__in=ids).values_list("statement_id", "stance"))
    return [Candidate(pk, None, sentences[pk], stances.get(pk, "")) for pk in ids], page


def _open(rows: QuerySet[Statement], project: Project) -> QuerySet[Statement]:
    """Without what its writer alone may read yet: it holds up no finding until all may."""
    return rows.exclude(pk__in=withheld(project).values("pk"))


def _holds(field: str, words: str) -> Q:
    """Every word occurs. SQLite folds plain English letters only, so other cases are spelt out."""
    found = Q()
    for word in words.split():
        cases = Q()
        for form in dict.fromkeys((word, word.lower(), word.upper(), word.capitalize())):
            cases |= Q(**{f"{field}__icontains": form})
        found &= cases
    return found


def chosen(
    project: Project, kind: str, ids: Collection[int]
) -> tuple[list[Passage], list[Statement]]:
    """The passages or the statements with these ids; another project's do not exist here."""
    if kind == "statement":
        return [], list(Statement.objects.filter(project=project, pk__in=ids))
    return list(Passage.objects.filter(passages_seen(None), project=project, pk__in=ids)), []


@dataclass(frozen=True, slots=True)
class Use:
    """A finding that a passage or a statement could be used in."""

    id: int
    label: str
    direction: str
    sentence: str
    tied: str


def uses(project: Project, passage: Passage | None, statement: Statement | None) -> list[Use]:
    """Every finding in use, and how this evidence is tied to it already."""
    ends = {"passage": passage} if passage is not None else {"statement": statement}
    rows = Support.objects.filter(project=project, removed_at=None, **ends)
    tied = dict(rows.values_list("finding_id", "stance"))
    findings = Finding.objects.filter(project=project, retired_at=None).order_by("number")
    return [
        Use(row.pk, row.label, row.direction, row.sentence, tied.get(row.pk, ""))
        for row in findings
    ]


def passages_with(project: Project, code: Code) -> int:
    """How many passages in place carry a code."""
    return of_code(project, code).filter(state=Passage.State.FIRM).count()
