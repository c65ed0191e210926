"""De-identification: the list, one transcript's proposals, its end, and the names to look for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_POST

from uptake.interviews.actions import deciding, deidentify, name_list, sign_off
from uptake.interviews.deidentify_forms import (
    CHOICES,
    DecideForm,
    LookForm,
    NamesForm,
    PlaceForm,
    PseudonymForm,
    WaiveForm,
)
from uptake.interviews.models import NameKey, Proposal, Transcript
from uptake.interviews.queries import deidentify as queries
from uptake.interviews.views.coding import number
from uptake.interviews.views.parts import show, to
from uptake.projects.errors import Refused
from uptake.projects.notices import tell
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one as row_of
from uptake.projects.roles import Permission


@page(Permission.READ_TRANSCRIPTS)
@require_GET
def listed(request: ProjectRequest) -> HttpResponse:
    """Every transcript, and how far its de-identification is."""
    return show(request, "deidentify_list", rows=queries.standings(request.project))


@page(Permission.MANAGE_MATERIAL)
@require_GET
def one(request: ProjectRequest, pk: int) -> HttpResponse:
    """The words of one transcript with what is proposed, or how it ended."""
    return whole(request, row_of(Transcript, request.project, pk))


def whole(
    request: ProjectRequest, row: Transcript, refused: Refused | None = None,
    form: PlaceForm | WaiveForm | None = None, at: int = 0,
) -> HttpResponse:  # fmt: skip
    """The page of one transcript; with what was typed and why it was refused, where it was."""
    facts = queries.standings(request.project, only=row.pk)[0]
    if row.cleared_how:
        return ended(request, row, facts, refused)
    asked = number(request, "from") if "from" in request.GET else None
    which = request.GET.get("show", "open")
    which = which if which in queries.LISTS else "open"
    return show(
        request, "deidentify_one", refused, row=row, facts=facts, which=which, form=form,
        desk=queries.desk(row, request.user.pk, at or number(request, "at"), asked),
        places=queries.places(row, which, number(request, "page") or 1),
        look=LookForm(), place=form if isinstance(form, PlaceForm) else PlaceForm(),
        waive=form if isinstance(form, WaiveForm) else WaiveForm(),
        model=queries.model_installed(), kinds=CHOICES,
    )  # fmt: skip


def ended(
    request: ProjectRequest, row: Transcript, facts: queries.Standings, refused: Refused | None
) -> HttpResponse:
    """How it ended, and what of the project's key still stands in it."""
    known, locked = [], None
    try:
        known = queries.names(request.project)
    except Refused as fault:
        locked = fault
    return show(
        request, "deidentify_done", refused, row=row, facts=facts, locked=locked,
        found=queries.after(row, known), following=queries.following(row),
    )  # fmt: skip


def tried(
    request: ProjectRequest, pk: int, act: Callable[[Transcript], str]
) -> HttpResponse:  # fmt: skip
    """Do something with a transcript, and go back to its page with a word about it."""
    row = row_of(Transcript, request.project, pk)
    try:
        said = act(row)
    except Refused as refused:
        return whole(request, row, refused)
    tell(request, said)
    return to("deidentify-one", request.project.pk, pk)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def look(request: ProjectRequest, pk: int) -> HttpResponse:
    """Look a transcript through."""
    form = LookForm(request.POST)
    form.full_clean()

    def act(row: Transcript) -> str:
        found = deidentify.look_through(by=request.actor, transcript=row, **form.cleaned_data)
        if found:
            return f"{found} {'place was' if found == 1 else 'places were'} proposed."
        return "Nothing more was found. Rules miss names: read it through before you sign off."

    return tried(request, pk, act)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def decide(request: ProjectRequest, pk: int) -> HttpResponse:
    """Accept or refuse one proposal, and on to the next."""
    row = row_of(Proposal, request.project, pk)
    form = DecideForm(request.POST)
    try:
        done = decided(request, row, form)
    except Refused as refused:
        return whole(request, row.version.transcript, refused, at=pk)
    if done.places > 1 or done.proposed:
        more = f", {done.proposed} more proposed" if done.proposed else ""
        tell(request, f"Decided at {counted(done.places)}{more}.")
    return back(request, row, form.cleaned_data.get("back", ""))


def decided(request: ProjectRequest, row: Proposal, form: DecideForm) -> deciding.Decided:
    if not form.is_valid():
        raise Refused("Nothing was decided.", advice="Choose Replace or Leave.")
    typed = form.cleaned_data
    if typed["do"] == "refuse":
        return deidentify.refuse(by=request.actor, proposal=row, everywhere=typed["everywhere"])
    return deidentify.accept(
        by=request.actor, proposal=row, replacement=typed["replacement"],
        everywhere=typed["everywhere"], kind=typed["kind"],
    )  # fmt: skip


def counted(places: int) -> str:
    return "1 place" if places == 1 else f"{places} places"


def back(request: ProjectRequest, row: Proposal, where: str) -> HttpResponse:
    """To the next undecided place, or to the list when it was decided there."""
    address = reverse(
        "interviews:deidentify-one", args=[request.project.pk, row.version.transcript_id]
    )
    if where:
        return HttpResponseRedirect(f"{address}#list")
    return HttpResponseRedirect(f"{address}?at={queries.next_open(row)}#now")


@page(Permission.MANAGE_MATERIAL)
@require_POST
def undo(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take one's last decision back."""
    row = row_of(Transcript, request.project, pk)
    try:
        first = deciding.undo_decision(by=request.actor, transcript=row).first
    except Refused as refused:
        return whole(request, row, refused)
    address = reverse("interviews:deidentify-one", args=[request.project.pk, pk])
    return HttpResponseRedirect(f"{address}?at={first}#now")


@page(Permission.MANAGE_MATERIAL)
@require_POST
def add(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take out words that nothing proposed."""
    row, form = row_of(Transcript, request.project, pk), PlaceForm(request.POST)
    if not form.is_valid():
        return whole(request, row, form=form)
    typed = form.cleaned_data
    try:
        done = deidentify.add_place(
            by=request.actor, transcript=row, words=typed["words"], kind=typed["kind"],
            replacement=typed["put"], start=typed["start"] if typed["only_here"] else None,
        )  # fmt: skip
    except Refused as refused:
        return whole(request, row, refused, form)
    words = Truncator(typed["words"]).chars(40)
    more = f", {done.proposed} more proposed" if done.proposed else ""
    tell(request, f"“{words}” goes at {counted(done.places)}{more}.")
    address = reverse("interviews:deidentify-one", args=[request.project.pk, pk])
    return HttpResponseRedirect(f"{address}?at={done.first}#now")


@page(Permission.MANAGE_MATERIAL)
@require_POST
def sure(request: ProjectRequest, pk: int) -> HttpResponse:
    """Accept all that a strong rule or the project's list saw."""

    def act(row: Transcript) -> str:
        done = deidentify.accept_sure(by=request.actor, transcript=row)
        return f"Accepted at {counted(done.places)}."

    return tried(request, pk, act)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def sign(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put the pseudonyms in, and open the transcript for coding."""

    def act(row: Transcript) -> str:
        replaced = sign_off.sign_off(by=request.actor, transcript=row)
        return f"Signed off. {replaced} {'place was' if replaced == 1 else 'places were'} replaced."

    return tried(request, pk, act)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def waive(request: ProjectRequest, pk: int) -> HttpResponse:
    """Open the transcript for coding as it is."""
    row, form = row_of(Transcript, request.project, pk), WaiveForm(request.POST)
    if not form.is_valid():
        return whole(request, row, form=form)
    try:
        sign_off.waive(by=request.actor, transcript=row, why=form.cleaned_data["why"])
    except Refused as refused:
        return whole(request, row, refused, form)
    tell(request, f"{row.title} is open for coding as it is.")
    return to("deidentify-one", request.project.pk, pk)


@page(Permission.MANAGE_MATERIAL)
@require_POST
def reopen(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take the sign-off or the waiver back."""

    def act(row: Transcript) -> str:
        sign_off.reopen(by=request.actor, transcript=row)
        return "Reopened. It can't be coded until it is signed off or waived again."

    return tried(request, pk, act)


@page(Permission.SEE_IDENTITIES)
@require_POST
def raw(request: ProjectRequest, pk: int) -> HttpResponse:
    """The words before de-identification; the trail says who looked."""
    row = row_of(Transcript, request.project, pk)
    try:
        turns = sign_off.see_raw(by=request.actor, transcript=row)
    except Refused as refused:
        return whole(request, row, refused)
    return show(request, "deidentify_raw", row=row, turns=turns)


@page(Permission.SEE_IDENTITIES)
def names(request: ProjectRequest) -> HttpResponse:
    """The names to look for, and what stands for each."""
    form, refused = NamesForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            added = name_list.add_names(
                by=request.actor, project=request.project, names=form.found()
            )
            tell(request, f"{added} {'name was' if added == 1 else 'names were'} added.")
            return to("names", request.project.pk)
        except Refused as fault:
            refused = fault
    return name_page(request, form, refused)


def name_page(
    request: ProjectRequest, form: NamesForm, refused: Refused | None = None
) -> HttpResponse:
    rows = []
    try:
        rows = queries.names(request.project)
    except Refused as fault:
        refused = refused or fault
    return show(request, "deidentify_names", refused, form=form, rows=rows)


@page(Permission.SEE_IDENTITIES)
@require_POST
def change_name(request: ProjectRequest, pk: int) -> HttpResponse:
    """Let something else stand for a name, or take it off the list."""
    row, form = row_of(NameKey, request.project, pk), PseudonymForm(request.POST)
    try:
        if "drop" in request.POST:
            name_list.drop_name(by=request.actor, name=row)
            tell(request, "The name was taken off the list.")
        else:
            put = form.cleaned_data["pseudonym"] if form.is_valid() else ""
            name_list.change_pseudonym(by=request.actor, name=row, pseudonym=put)
            tell(request, "The pseudonym was changed.")
    except Refused as refused:
        return name_page(request, NamesForm(), refused)
    return to("names", request.project.pk)
