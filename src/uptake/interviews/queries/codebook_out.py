"""The codebook on its way out: as REFI-QDA, and what of it a file has no place for."""

from __future__ import annotations

from dataclasses import dataclass

from uptake.formats.losses import Loss
from uptake.formats.refi.model import Project as Laid
from uptake.formats.refi.write import Unwritable, Written, write_codebook
from uptake.interviews.codebook_refi import written
from uptake.interviews.layers import seen_memos
from uptake.interviews.models import Code, CodebookAct, CodebookVersion, Memo
from uptake.interviews.queries.guids import code_guids
from uptake.interviews.queries.tree import code_tree
from uptake.projects.errors import Refused
from uptake.projects.models import Project


@dataclass(frozen=True, slots=True)
class Stays:
    """How many codes go out, and what each form of file leaves behind."""

    codes: int
    csv: tuple[Loss, ...]
    qdc: tuple[Loss, ...]


def qdc(project: Project) -> Written:
    """The codes in use as a QDC file. Raises Refused when there are none."""
    laid = Laid(name=project.title, codes=written(code_tree(project), code_guids(project)))
    try:
        return write_codebook(laid)
    except Unwritable as fault:
        raise Refused(fault.what, advice=fault.advice) from fault


def what_stays(project: Project) -> Stays:
    """What files of the codebook leave behind, said before they are made."""
    codes = code_tree(project)
    memos = Memo.objects.filter(
        seen_memos(None), project=project, code__isnull=False, removed_at=None
    )
    retired = Code.objects.filter(project=project, retired_at__isnull=False).count()
    behind = [
        ("retired and merged codes", retired), ("memos on codes", memos.count()),
        ("versions of the codebook", CodebookVersion.objects.filter(project=project).count()),
        ("earlier wordings of codes",
         CodebookAct.objects.filter(project=project, kind="reword").count()),
    ]  # fmt: skip
    both = tuple(Loss(kind, number) for kind, number in behind if number)
    parts = sum(bool(row.when or row.when_not or row.example or row.instrument) for row in codes)
    folded = (Loss("codes whose when, when not, example or origin stand in the description, "
                   "with a word in front", parts),) if parts else ()  # fmt: skip
    return Stays(len(codes), both, (*both, *folded, *(qdc(project).losses if codes else ())))
