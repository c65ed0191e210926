"""Starting a project, changing it, and the words of its framework."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect, render

from uptake.instruments import Framework, frameworks
from uptake.projects import actions, notices, queries
from uptake.projects.actor import Member
from uptake.projects.errors import Refused
from uptake.projects.forms import LATER, FrameworkForm, LevelsForm, NewProjectForm, ProjectForm
from uptake.projects.pages import AccountRequest, ProjectRequest, page, posted, signed_in
from uptake.projects.roles import Permission

WAITS = (
    "The project begins with six domains by four levels. Choose another under Settings, as long as "
    "nothing is laid on its cells."
)


@signed_in
def new_project(request: AccountRequest) -> HttpResponse:
    form, refused = NewProjectForm(posted(request), request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("title", "question", "service")}
        by = Member(request.user)
        try:
            made = actions.start_project(
                by=by, framework=form.chosen(), stands_in=form.later, **typed
            )
        except Refused as found:
            refused = found
        else:
            notices.tell(request, "Your project is started. Bring its first source next.")
            return redirect("project", made.pk)
    page_words = {"form": form, "refused": refused, "hints": _hints() | {LATER: WAITS}}
    wrong = refused is not None or bool(form.errors)
    return render(request, "projects/new.html", page_words, status=422 if wrong else 200)


def _hints() -> dict[str, str]:
    """What each framework is, beneath its name."""
    return {one.key: one.note or one.source for one in frameworks()}


@page(Permission.MANAGE_PROJECT)
def settings(request: ProjectRequest) -> HttpResponse:
    project, refused = request.project, None
    now = {name: getattr(project, name) for name in ("title", "question", "service")}
    form = ProjectForm(posted(request), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_project(by=request.actor, project=project, **form.cleaned_data)
        except Refused as found:
            refused = found
        else:
            notices.tell(request, "The project is changed.")
            return redirect("projects:settings", project.pk)
    shown = {"form": form, "refused": refused, "lens": project.lens(),
             "laid": queries.cells_in_use(project)}  # fmt: skip
    wrong = refused is not None or bool(form.errors)
    return render(request, "projects/settings.html", shown, status=422 if wrong else 200)


@page(Permission.MANAGE_PROJECT)
def other_framework(request: ProjectRequest) -> HttpResponse:
    """Another framework, as long as nothing is laid on the cells of this one."""
    project, refused = request.project, None
    lens, laid = project.lens(), queries.cells_in_use(project)
    form = FrameworkForm(
        posted(request), request.FILES or None, initial={"framework": lens.key}
    )  # fmt: skip
    if form.is_valid():
        try:
            actions.choose_framework(
                by=request.actor, project=project, framework=form.chosen()
            )  # fmt: skip
            notices.tell(request, f"The framework is {project.lens().name} now.")
            return redirect("projects:settings", project.pk)
        except Refused as found:
            refused = found
    shown = {"form": form, "refused": refused, "lens": lens, "laid": laid, "hints": _hints()}
    wrong = refused is not None or bool(form.errors)
    return render(request, "projects/framework.html", shown, status=422 if wrong else 200)


@page(Permission.VIEW, write=Permission.MANAGE_PROJECT)
def levels(request: ProjectRequest) -> HttpResponse:
    """The definitions of the framework's levels, as this project words them."""
    lens = request.project.lens()
    form = LevelsForm(lens, posted(request))
    if request.method == "POST" and form.is_valid():
        worded = _reworded(lens, form.cleaned_data)
        if worded != lens:
            actions.edit_framework(by=request.actor, project=request.project, framework=worded)
        notices.tell(request, "The definitions are saved.")
        return redirect("projects:levels", request.project.pk)
    shown = {"form": form, "lens": lens, "shipped": _shipped(lens.key)}
    return render(request, "projects/levels.html", shown, status=422 if form.errors else 200)


def _reworded(lens: Framework, words: dict[str, str]) -> Framework:
    """The framework with these definitions; one that was changed is marked as the project's own."""
    levels = [
        replace(level, definition=text, definition_is_ours=True)
        if (text := words[level.key].strip().replace("\r\n", "\n")) != level.definition
        else level
        for level in lens.levels
    ]
    return replace(lens, levels=tuple(levels))


def _shipped(key: str) -> dict[str, str]:
    """The definitions that the framework came with, by level."""
    found = next((one for one in frameworks() if one.key == key), None)
    return {level.key: level.definition for level in found.levels} if found else {}
