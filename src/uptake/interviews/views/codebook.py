"""The codebook: its tree, one code, and the codebook as a file."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.codebook_file import read_codebook, write_codebook
from uptake.interviews.codebook_forms import CodebookFileForm, EditCodeForm, MoveForm, NewCodeForm
from uptake.interviews.models import Code
from uptake.interviews.queries import codebook as queries
from uptake.interviews.queries.guids import code_guids
from uptake.interviews.queries.tree import code_tree
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission


@page(Permission.VIEW)
@require_GET
def codebook(request: ProjectRequest) -> HttpResponse:
    """Every code in its tree, with how often it is used."""
    rows = queries.codebook(request.project)
    return show(request, "codebook", rows=rows, in_use=queries.in_use(rows))


@page(Permission.EDIT_CODEBOOK)
def add(request: ProjectRequest) -> HttpResponse:
    """Add a code."""
    parents, refused = queries.parents(request.project), None
    form = NewCodeForm(
        request.POST or None, parents=parents, initial={"parent": number(request, "under") or ""}
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["parent"]
        above = one(Code, request.project, chosen) if chosen else None
        try:
            made = actions.add_code(
                by=request.actor, project=request.project, parent=above, **form.words()
            )
            tell(request, f"{made.name} was added.")
            return to("codebook", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "new_code", refused, form=form)


@page(Permission.VIEW, write=Permission.EDIT_CODEBOOK)
def one_code(request: ProjectRequest, pk: int) -> HttpResponse:
    """One code; a POST rewords it."""
    row = one(Code, request.project, pk)
    refused: Refused | None = None
    form = EditCodeForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            actions.edit_code(by=request.actor, code=row, seen=seen, **form.words())
            tell(request, f"{row.name} was changed. What was coded with it stays.")
            return to("codebook", request.project.pk)
        except Refused as fault:
            refused = fault
    if overtaken := isinstance(refused, OvertakenEdit):
        form.show_again(row)
    move = MoveForm(parents=queries.parents(request.project, row))
    return show(request, "one_code", refused, form=form, row=row, move=move, overtaken=overtaken)


@page(Permission.EDIT_CODEBOOK)
@require_POST
def move(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a code, with what lies beneath it, elsewhere in the tree."""
    row, refused = one(Code, request.project, pk), None
    form = MoveForm(request.POST, parents=queries.parents(request.project, row))
    if form.is_valid():
        where, chosen = form.cleaned_data["where"], form.cleaned_data["to"]
        beside = one(Code, request.project, chosen) if chosen and where != form.TOP else None
        before = beside if where == form.BEFORE else None
        parent = before.parent if before else beside
        try:
            actions.move_code(by=request.actor, code=row, parent=parent, before=before)
            tell(request, f"{row.name} was moved.")
            return to("codebook", request.project.pk)
        except Refused as fault:
            refused = fault
    values = {"form": EditCodeForm(row), "row": row, "move": form}
    response = show(request, "one_code", refused, **values)
    response.status_code = 422
    return response


@page(Permission.EDIT_CODEBOOK)
@require_POST
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a code out of use."""
    row = one(Code, request.project, pk)
    try:
        actions.retire_code(by=request.actor, code=row)
    except Refused as refused:
        return again(request, row, refused)
    tell(request, f"{row.name} is retired. What was coded with it stays.")
    return to("codebook", request.project.pk)


@page(Permission.EDIT_CODEBOOK)
@require_POST
def reinstate(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a retired code into use again."""
    row = one(Code, request.project, pk)
    try:
        actions.reinstate_code(by=request.actor, code=row)
    except Refused as refused:
        return again(request, row, refused)
    tell(request, f"{row.name} is in use again.")
    return to("codebook", request.project.pk)


def again(request: ProjectRequest, row: Code, refused: Refused) -> HttpResponse:
    form, parents = EditCodeForm(row), queries.parents(request.project, row)
    return show(request, "one_code", refused, form=form, row=row, move=MoveForm(parents=parents))


@page(Permission.EDIT_CODEBOOK)
def bring_in(request: ProjectRequest) -> HttpResponse:
    """Add the codes of a CSV file."""
    form, refused = CodebookFileForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.import_codebook(
                by=request.actor, project=request.project, file_name=file.name,
                lines=read_codebook(file.read(), file.name),
            )  # fmt: skip
            tell(request, f"Codes added: {len(made.added)}.")
            return to("codebook", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(request, "codebook_file", refused, form=form)


@page(Permission.EXPORT)
@require_GET
def export(request: ProjectRequest) -> StreamingHttpResponse:
    """The codes in use as a CSV file."""
    exact = "exact" in request.GET
    return StreamingHttpResponse(
        write_codebook(code_tree(request.project), code_guids(request.project), exact=exact),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="codebook.csv"'},
    )
