"""Cross-tabs, the passages behind their numbers, quotes to take away, and saturation."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from uptake.formats.grids import FORMS, Form, Grid
from uptake.formats.quotes_docx import quotes_docx
from uptake.interviews.crosstabs_forms import CrosstabForm, HoldBackForm, SaturationForm
from uptake.interviews.models import Theme
from uptake.interviews.queries import crosstabs as queries
from uptake.interviews.queries.crosstab_out import protects, sheet
from uptake.interviews.queries.passages import in_turns
from uptake.interviews.queries.quotes import quotes, quotes_grid
from uptake.interviews.queries.saturation import curve, groups_in, saturation_grid, says
from uptake.interviews.queries.themes import codes_of_theme, passages_of_theme
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import sent, show
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission

A_PAGE = 30


def _asked(request: ProjectRequest) -> tuple[CrosstabForm, queries.Crosstab]:
    form = CrosstabForm(request.GET.dict(), attributes=queries.attributes(request.project))
    return form, queries.crosstab(request.project, form.asked())


@page(Permission.VIEW)
@require_GET
def crosstabs(request: ProjectRequest) -> HttpResponse:
    """Codes or themes against groups, attributes, questions, transcripts or codes."""
    form, table = _asked(request)
    shown = table.first()
    return show(
        request, "crosstabs", filters=form, table=shown, of=len(table.lines),
        hold=HoldBackForm(request.GET), protected=protects(table), total=queries.TOTAL,
    )  # fmt: skip


@page(Permission.EXPORT)
@require_GET
def crosstab_file(request: ProjectRequest, kind: str) -> HttpResponse:
    """The table as a file, small groups held back."""
    _, table = _asked(request)
    title = f"{request.project.title}: {table.asked.title}"
    made = sheet(request.project, table, title, HoldBackForm(request.GET).chosen())
    return _file(request, made.grid, kind, "crosstab")


def _file(request: ProjectRequest, grid: Grid, kind: str, name: str) -> HttpResponse:
    form = FORMS.get(kind)
    if form is None:
        raise Http404("No such form of file.")
    return _sent(request, form, form.write(grid), name, len(grid.rows))


def _sent(
    request: ProjectRequest, form: Form, content: bytes, name: str, rows: int
) -> HttpResponse:
    return sent(request, content, f"{name}.{form.key}", media_type=form.media_type, what=name,
                rows=rows)  # fmt: skip


def _behind(request: ProjectRequest) -> tuple[queries.Crosstab, queries.Line, queries.Cell]:
    _, table = _asked(request)
    row = number(request, "row") or 0
    cell = table.cell(row, request.GET.get("column", queries.TOTAL))
    if cell is None:
        raise Http404("This number is not in the table any more.")
    return table, next(line for line in table.lines if line.id == row), cell


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def behind(request: ProjectRequest) -> HttpResponse:
    """The passages behind one number."""
    table, line, cell = _behind(request)
    head = next((head for head in table.columns if head.key == cell.column), None)
    shown = Paginator(sorted(cell.passages), A_PAGE).get_page(number(request, "page") or 1)
    turns = in_turns(request.project, list(shown.object_list))
    return show(request, "crosstab_behind", table=table, line=line, cell=cell, head=head,
                shown=shown, rows=[turns[pk] for pk in shown.object_list],
                hold=HoldBackForm(request.GET))  # fmt: skip


@page(Permission.EXPORT)
@require_GET
def quotes_file(request: ProjectRequest, kind: str) -> HttpResponse:
    """Quotes of a theme, or behind one number, as a file."""
    project = request.project
    if theme := number(request, "theme"):
        row = one(Theme, project, theme)
        name, codes = row.name, codes_of_theme(row)
        ids = [passage.pk for passage in passages_of_theme(project, row)]
    else:
        table, line, cell = _behind(request)
        name, ids = line.name, list(cell.passages)
        codes = queries.codes_behind(project, table, line, cell)
    found = quotes(project, ids, codes, HoldBackForm(request.GET).chosen())
    title = f"{project.title}: quotes, {name}"
    if kind == "docx":
        content = quotes_docx(title, found.rows, found.note)
        return _sent(request, FORMS["docx"], content, "quotes", len(found.rows))
    return _file(request, quotes_grid(title, found), kind, "quotes")


@page(Permission.VIEW)
@require_GET
def saturation(request: ProjectRequest) -> HttpResponse:
    """How many new codes each interview brought."""
    form = SaturationForm(request.GET.dict(), groups=groups_in(request.project))
    it = curve(request.project, **form.asked())
    return show(request, "saturation", filters=form, it=it, says=says(it))


@page(Permission.EXPORT)
@require_GET
def saturation_file(request: ProjectRequest, kind: str) -> HttpResponse:
    """The curve as a table."""
    form = SaturationForm(request.GET.dict(), groups=groups_in(request.project))
    it = curve(request.project, **form.asked())
    title = f"{request.project.title}: new codes by interview"
    return _file(request, saturation_grid(it, title), kind, "saturation")
