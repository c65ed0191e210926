"""The codebook in and out: files of codes, and the constructs of frameworks."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from uptake.interviews import actions
from uptake.interviews.codebook_arrival import Arrived, read_codes, unpacked
from uptake.interviews.codebook_file import write_codebook
from uptake.interviews.codebook_forms import CodebookFileForm, CodebookPreviewForm
from uptake.interviews.queries import codebook_in as queries
from uptake.interviews.queries.codebook_out import qdc, what_stays
from uptake.interviews.queries.guids import code_guids
from uptake.interviews.queries.tree import code_tree
from uptake.interviews.views.parts import sent, show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.roles import Permission


@page(Permission.EDIT_CODEBOOK)
def bring_in(request: ProjectRequest) -> HttpResponse:
    """Choose a file of codes, see what it would do, then add its codes."""
    if "packed" in request.POST:
        return _store(request)
    form, refused = CodebookFileForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _preview(request, read_codes(file.read(), file.name))
        except Refused as fault:
            refused = fault
    return show(request, "codebook_file", refused, form=form)


def _preview(request: ProjectRequest, it: Arrived, refused: Refused | None = None) -> HttpResponse:
    rows = queries.plan(request.project, it.lines, it.name)
    form = CodebookPreviewForm(initial={"packed": it.packed()})
    numbers = {kind.value: sum(row.comes == kind for row in rows) for kind in queries.Comes}
    return show(request, "codebook_preview", refused, form=form, it=it, rows=rows,
                numbers=numbers)  # fmt: skip


def _store(request: ProjectRequest) -> HttpResponse:
    form = CodebookPreviewForm(request.POST)
    try:
        it = unpacked(request.POST["packed"])
    except Refused as fault:
        return show(request, "codebook_file", fault, form=CodebookFileForm())
    reword = form.data.get("otherwise") == form.REWORD
    otherwise: actions.Otherwise = "reword" if reword else "leave"
    try:
        done = actions.import_codebook(
            by=request.actor, project=request.project, lines=it.lines, file_name=it.name,
            program=it.program, otherwise=otherwise,
        )  # fmt: skip
    except Refused as fault:
        return show(request, "codebook_file", fault, form=CodebookFileForm())
    tell(request, _said(done))
    return to("codebook", request.project.pk)


def _said(done: actions.Brought) -> str:
    """What became of the codes of a file, in a line."""
    parts = [f"Codes added: {len(done.added)}."]
    if done.reworded:
        parts.append(f"Worded as in the file: {len(done.reworded)}.")
    if done.left:
        parts.append(f"Left as they are here: {', '.join(done.left)}.")
    return " ".join(parts)


@page(Permission.EDIT_CODEBOOK)
def constructs(request: ProjectRequest) -> HttpResponse:
    """Make deductive codes of constructs of a framework."""
    asked = request.POST.get("framework") or request.GET.get("framework", "")
    framework = queries.one_offered(request.project, asked)
    refused, ticked = None, request.POST.getlist("construct")
    if request.method == "POST":
        try:
            made = actions.bring_constructs(
                by=request.actor, project=request.project, framework=framework, keys=ticked
            )
            tell(request, f"Codes added from {framework.name}: {len(made)}.")
            return to("codebook", request.project.pk)
        except Refused as fault:
            refused = fault
    return show(
        request, "codebook_constructs", refused, framework=framework, ticked=ticked,
        rows=queries.constructs(request.project, framework),
        frameworks=queries.offered(request.project),
    )  # fmt: skip


@page(Permission.EXPORT)
@require_GET
def out(request: ProjectRequest) -> HttpResponse:
    """The forms that the codebook goes out in, and what each does not hold."""
    return show(request, "codebook_out", found=what_stays(request.project))


@page(Permission.EXPORT)
@require_GET
def export(request: ProjectRequest) -> HttpResponse:
    """The codes in use as a CSV file."""
    codes, guids = code_tree(request.project), code_guids(request.project)
    content = "".join(write_codebook(codes, guids, exact="exact" in request.GET))
    return sent(request, content, "codebook.csv", media_type="text/csv; charset=utf-8",
                what="codebook", rows=len(codes))  # fmt: skip


@page(Permission.EXPORT)
@require_GET
def export_qdc(request: ProjectRequest) -> HttpResponseBase:
    """The codes in use as a REFI-QDA codebook."""
    try:
        data = qdc(request.project).data
    except Refused as refused:
        return show(request, "codebook_out", refused, found=what_stays(request.project))
    return sent(request, data, "codebook.qdc", media_type="application/xml", what="codebook",
                rows=len(code_tree(request.project)))  # fmt: skip
