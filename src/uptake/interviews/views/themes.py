"""Themes: the tree, one theme with what carries it, and how it is changed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews import actions
from uptake.interviews.coding_forms import MemoForm
from uptake.interviews.layers import one_passage
from uptake.interviews.models import Code, Theme, ThemeQuote
from uptake.interviews.queries import theme_page as queries
from uptake.interviews.queries.themes import place_of, themes_for_a_list
from uptake.interviews.queries.themes import themes as every_theme
from uptake.interviews.themes_forms import CodesForm, EditThemeForm, MoveThemeForm, NewThemeForm
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import OvertakenEdit, Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page, posted
from uptake.projects.queries import one
from uptake.projects.roles import Permission

FORMER = "theme-read"
"""Where the session keeps how a theme read before this person's last edit of it."""


@page(Permission.VIEW)
@require_GET
def themes(request: ProjectRequest) -> HttpResponse:
    """Every theme with its codes, and the codes of no theme."""
    found = every_theme(request.project, retired="retired" in request.GET)
    return show(request, "themes", found=found, retired="retired" in request.GET)


@page(Permission.EDIT_CODEBOOK)
def add(request: ProjectRequest) -> HttpResponse:
    """Add a theme, perhaps with codes."""
    project, refused = request.project, None
    start = {"parent": number(request, "under") or "", "codes": request.GET.getlist("code")}
    form = NewThemeForm(
        posted(request), parents=themes_for_a_list(project), initial=start,
        codes=queries.codes_to_tie(project),
    )  # fmt: skip
    if form.is_valid():
        typed = form.cleaned_data
        above = one(Theme, project, typed["parent"]) if typed["parent"] else None
        try:
            made = actions.add_theme(
                by=request.actor, project=project, parent=above, **form.words(),
                codes=[one(Code, project, code) for code in typed["codes"]],
            )  # fmt: skip
            tell(request, f"{made.name} was added.", undo=_at("retire-theme", made))
            return to("theme", project.pk, made.pk)
        except Refused as fault:
            refused = fault
    return show(request, "theme_new", refused, form=form)


@page(Permission.VIEW, write=Permission.CODE)
def theme(request: ProjectRequest, pk: int) -> HttpResponse:
    """One theme; a POST writes a memo on it."""
    row, refused = one(Theme, request.project, pk), None
    form = MemoForm(posted(request))
    if form.is_valid():
        try:
            actions.write_memo(by=request.actor, on=row, text=form.cleaned_data["text"])
            tell(request, "Memo kept.")
            return to("theme", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    return _page(request, row, refused, form)


def _page(
    request: ProjectRequest, row: Theme, refused: Refused | None = None,
    memo: MemoForm | None = None, tie: CodesForm | None = None,
) -> HttpResponse:  # fmt: skip
    look = number(request, "look")
    it = queries.theme_page(
        request.project, row, request.user, group=request.GET.get("group"),
        look=one(Code, request.project, look) if look else None,
        number=number(request, "page") or 1,
    )  # fmt: skip
    tie = tie or CodesForm(codes=queries.codes_to_tie(request.project, row))
    wrong = memo if memo is not None and memo.errors else tie
    return show(request, "theme", refused, row=row, it=it, note=memo or MemoForm(), tie=tie,
                form=wrong)  # fmt: skip


@page(Permission.EDIT_CODEBOOK)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Reword a theme."""
    row, refused = one(Theme, request.project, pk), None
    form = EditThemeForm(row, posted(request))
    if form.is_valid():
        former, seen = actions.theme_wording(row), form.cleaned_data["seen"]
        try:
            actions.edit_theme(by=request.actor, theme=row, seen=seen, **form.words())
            request.session[FORMER] = [row.pk, *former]
            tell(request, f"{former[0]} was changed.", undo=_at("theme-back", row))
            return to("theme", request.project.pk, pk)
        except Refused as fault:
            refused = fault
    if overtaken := isinstance(refused, OvertakenEdit):
        form.show_again(one(Theme, request.project, pk))
    return _edit_page(request, row, refused, form, overtaken=overtaken)


def _edit_page(
    request: ProjectRequest, row: Theme, refused: Refused | None = None,
    form: EditThemeForm | None = None, move: MoveThemeForm | None = None, *,
    overtaken: bool = False,
) -> HttpResponse:  # fmt: skip
    move = move or MoveThemeForm(others=themes_for_a_list(request.project, row))
    shown = form or EditThemeForm(row)
    response = show(request, "theme_edit", refused, row=row, form=shown, move=move,
                    overtaken=overtaken)  # fmt: skip
    if move.errors:
        response.status_code = 422
    return response


@page(Permission.EDIT_CODEBOOK)
@require_POST
def back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Give a theme the words back that it had before this person's last edit."""
    row, former = one(Theme, request.project, pk), request.session.get(FORMER) or [0]
    if former[0] != pk:
        tell(request, "How it read before is not known any more.")
        return to("theme", request.project.pk, pk)
    try:
        actions.edit_theme(by=request.actor, theme=row, name=former[1], about=former[2])
    except Refused as refused:
        return _edit_page(request, row, refused)
    del request.session[FORMER]
    tell(request, f"{former[1]} reads as before.")
    return to("theme", request.project.pk, pk)


@page(Permission.EDIT_CODEBOOK)
@require_POST
def move(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a theme elsewhere in the tree; `parent` and `before` in the address put it back."""
    project, row = request.project, one(Theme, request.project, pk)
    form = MoveThemeForm(request.POST, others=themes_for_a_list(project, row))
    undo = "parent" in request.GET
    if not undo and not form.is_valid():
        return _edit_page(request, row, move=form)
    before = _asked(request, "before") if undo else form.beside(form.BEFORE, project)
    parent = _asked(request, "parent") if undo else form.beside(form.UNDER, project)
    was = place_of(row)
    try:
        actions.move_theme(
            by=request.actor, theme=row, parent=before.parent if before else parent, before=before
        )
    except Refused as refused:
        return _edit_page(request, row, refused)
    tell(request, f"{row.name} was moved.", undo=_at("move-theme", row) + "?" + urlencode(was))
    return to("themes", project.pk)


def _asked(request: ProjectRequest, name: str) -> Theme | None:
    pk = number(request, name)
    return one(Theme, request.project, pk) if pk else None


@page(Permission.EDIT_CODEBOOK)
@require_POST
def retire(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a theme out of use."""
    row = one(Theme, request.project, pk)
    try:
        actions.retire_theme(by=request.actor, theme=row)
    except Refused as refused:
        return _edit_page(request, row, refused)
    tell(request, f"{row.name} is retired.", undo=_at("reinstate-theme", row))
    return to("themes", request.project.pk)


@page(Permission.EDIT_CODEBOOK)
@require_POST
def reinstate(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a retired theme into use again."""
    row = one(Theme, request.project, pk)
    try:
        actions.reinstate_theme(by=request.actor, theme=row)
    except Refused as refused:
        return _edit_page(request, row, refused)
    tell(request, f"{row.name} is in use again.", undo=_at("retire-theme", row))
    return to("theme", request.project.pk, pk)


@page(Permission.EDIT_CODEBOOK)
@require_POST
def tie(request: ProjectRequest, pk: int) -> HttpResponse:
    """Build a theme from further codes."""
    row = one(Theme, request.project, pk)
    asked = request.GET if "code" in request.GET else request.POST
    form = CodesForm(asked, codes=queries.codes_to_tie(request.project, row, retired=True))
    if not form.is_valid():
        return _page(request, row, tie=form)
    codes = [one(Code, request.project, code) for code in form.cleaned_data["code"]]
    try:
        tied = actions.tie_codes(by=request.actor, theme=row, codes=codes)
    except Refused as refused:
        return _page(request, row, refused)
    names = ", ".join(code.name for code in codes)
    undo = _at("untie-codes", row) + "?" + urlencode({"code": [t.code_id for t in tied]}, True)
    tell(request, f"{row.name} is now built from {names} too.", undo=undo)
    return HttpResponseRedirect(_at("theme", row))


@page(Permission.EDIT_CODEBOOK)
@require_POST
def untie(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take codes off a theme."""
    row = one(Theme, request.project, pk)
    wanted = request.GET.getlist("code") or request.POST.getlist("code")
    codes = [one(Code, request.project, int(code)) for code in wanted if code.isdecimal()]
    try:
        actions.untie_codes(by=request.actor, theme=row, codes=codes)
    except Refused as refused:
        return _page(request, row, refused)
    names = ", ".join(code.name for code in codes)
    undo = _at("tie-codes", row) + "?" + urlencode({"code": [code.pk for code in codes]}, True)
    said = "was taken off {}. Its" if len(codes) == 1 else "were taken off {}. Their"
    tell(request, f"{names} {said.format(row.name)} passages stay coded.", undo=undo)
    return HttpResponseRedirect(_at("theme", row))


@page(Permission.EDIT_CODEBOOK)
@require_POST
def choose(request: ProjectRequest, pk: int) -> HttpResponse:
    """Choose a passage to stand for a theme, or against it."""
    row = one(Theme, request.project, pk)
    asked = request.POST.get("passage", "")
    if not asked.isdecimal():
        return _page(request, row, Refused("No passage was chosen."))
    passage = one_passage(request.project, int(asked), request.user)
    was = queries.quote_on(row, passage)
    try:
        made = actions.choose_quote(
            by=request.actor, theme=row, passage=passage, stance=request.POST.get("stance", "")
        )
    except Refused as refused:
        return _page(request, row, refused)
    said = "speaks against" if made.stance == "contrary" else "stands for"
    undo = reverse("interviews:quote-off", args=[request.project.pk, made.pk])
    undo += f"?back={was}" if was else ""
    tell(request, f"The quote {said} {row.name}.", undo=undo if was != made.pk else "")
    return HttpResponseRedirect(_at("theme", row) + _filters(request))


def _filters(request: ProjectRequest) -> str:
    return f"?{asked}#quotes" if (asked := request.GET.urlencode()) else ""


@page(Permission.EDIT_CODEBOOK)
@require_POST
def quote_off(request: ProjectRequest, pk: int) -> HttpResponse:
    """Choose a passage no more; with `back`, let it stand again as it did before."""
    quote, before = one(ThemeQuote, request.project, pk), number(request, "back")
    actions.take_quote_off(by=request.actor, quote=quote)
    if before:
        return _put_back(request, one(ThemeQuote, request.project, before))
    undo = reverse("interviews:quote-back", args=[request.project.pk, pk])
    tell(request, "The quote is not chosen any more.", undo=undo)
    return HttpResponseRedirect(_at("theme", quote.theme) + _filters(request))


@page(Permission.EDIT_CODEBOOK)
@require_POST
def quote_back(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a quote back."""
    return _put_back(request, one(ThemeQuote, request.project, pk))


def _put_back(request: ProjectRequest, quote: ThemeQuote) -> HttpResponseRedirect:
    try:
        actions.put_quote_back(by=request.actor, quote=quote)
        tell(request, "The quote is chosen again.")
    except Refused as refused:
        tell(request, str(refused))
    return HttpResponseRedirect(_at("theme", quote.theme))


def _at(name: str, row: Theme) -> str:
    return reverse(f"interviews:{name}", args=[row.project_id, row.pk])
