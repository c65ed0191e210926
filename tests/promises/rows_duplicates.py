"""The addresses where duplicates are looked for, decided and linked."""

from __future__ import annotations

from tests.promises.row import Find, Row, a, pk
from tests.promises.world import World
from uptake.projects.roles import Permission as May
from uptake.sources.models import DuplicatePair, DuplicateSearch, Reference, Relation

merged = pk(Reference, merged_into__isnull=False)


def last(world: World) -> int:
    """The project's last reference."""
    found = Reference.objects.filter(project=world.project).order_by("-pk").first()
    assert found is not None
    return found.pk


OTHER: dict[str, Find] = {"pk": pk(Reference), "other": last}

ROWS: dict[str, Row] = {
    "sources:duplicates": a(May.VIEW),
    "sources:look": a(None, May.IMPORT),
    "sources:take-back": a(None, May.IMPORT, pk=pk(DuplicateSearch)),
    "sources:pairs": a(May.IMPORT),
    "sources:decide": a(None, May.IMPORT, pk=pk(DuplicatePair, state="waiting")),
    "sources:undo-pair": a(None, May.IMPORT, pk=pk(DuplicatePair, state="same")),
    "sources:decided": a(May.VIEW),
    "sources:relations": a(May.VIEW),
    "sources:unlink": a(None, May.IMPORT, pk=pk(Relation)),
    "sources:take-out": a(None, May.IMPORT, pk=merged),
    "sources:beside": a(May.IMPORT, pk=pk(Reference)),
    "sources:put-beside": a(None, May.IMPORT, **OTHER),
}
