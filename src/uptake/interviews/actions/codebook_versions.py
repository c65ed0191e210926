"""Versions of the codebook: numbered, and the wording of a code taken back from one."""

from __future__ import annotations

from uptake.interviews.actions.codebook import FIELDS, _free, _keep_wording, _worded
from uptake.interviews.models import Code, CodebookAct, CodebookVersion
from uptake.interviews.queries.one_code import kept_wording
from uptake.interviews.queries.versions import latest, snapshot
from uptake.projects.action import Outcome, action
from uptake.projects.actor import Actor
from uptake.projects.errors import Refused
from uptake.projects.models import Project
from uptake.projects.roles import Permission


@action(Permission.EDIT_CODEBOOK, event="codebook.numbered")
def number_codebook(
    *, by: Actor, project: Project, name: str = "", note: str = ""
) -> CodebookVersion:
    """Keep the codebook as it stands now under the next number.

    Raises Refused for an empty one, and when nothing has changed since the last number.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    codes, last = snapshot(project), latest(project)
    if not codes:
        raise Refused("There are no codes yet.", advice="Add a code first.")
    if last is not None and last.codes == codes:
        raise Refused(
            f"Nothing has changed since version {last.number}.",
            advice="Number the codebook when it has.",
        )
    return CodebookVersion.objects.create(
        project=project, number=last.number + 1 if last else 1, codes=codes, by=by.user,
        name=" ".join(name.split())[:120], note=" ".join(note.split())[:300],
    )  # fmt: skip


@action(Permission.EDIT_CODEBOOK, event="code.wording_restored")
def restore_wording(
    *, by: Actor, code: Code, version: CodebookVersion | CodebookAct
) -> Outcome[Code]:
    """Word a code as it read in a version, or around a change; its place and its codings stay.

    Raises Refused when its wording is not kept there, it reads the same, or its name is taken.
    """
    row = Code.objects.select_for_update().get(pk=code.pk)
    if isinstance(version, CodebookVersion):
        where, detail = f"in version {version.number}", {"version": version.number}
        kept = next((one for one in version.codes if one["id"] == row.pk), None)
    else:
        where, detail = "then", {"act": version.pk}
        kept = kept_wording(version) if version.code_id == row.pk else None
    if kept is None:
        raise Refused(f"{row.name} is not {where}." if "version" in detail
                      else f"That change kept no wording of {row.name}.")  # fmt: skip
    if all(getattr(row, field) == kept[field] for field in ("name", *FIELDS)):
        raise Refused(f"{row.name} reads as it did {where}.")
    was = _worded(row)
    row.name = _free(row.project, kept["name"], row)
    for field in FIELDS:
        setattr(row, field, kept[field])
    row.save()
    _keep_wording(by, row, was)
    return Outcome(row, detail=detail)
