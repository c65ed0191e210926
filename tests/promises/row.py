"""What a row of the matrix of routes is, and how one is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Model

from tests.promises.world import World
from uptake.projects.roles import Permission as May

ANYONE: Final = "anyone"
SIGNED_IN: Final = "signed in"
Find = Callable[[World], int | str]
Needs = May | tuple[May, ...] | str | None


@dataclass(frozen=True)
class Row:
    """What an address needs to be read and to be written (None: there is no such way)."""

    read: Needs
    write: Needs = None
    ids: Mapping[str, Find] = field(default_factory=dict)
    in_project: bool = True
    query: Mapping[str, Find] = field(default_factory=dict)
    """What must stand after the question mark."""

    @property
    def names_rows(self) -> bool:
        """True when an id is a row's, so that another project's row can be asked for."""
        return bool(self.query or {"pk", "transcript", "coding"} & set(self.ids))


def pk(model: type[Model], **narrow: object) -> Find:
    """The id of a world's first row of a kind."""

    def find(world: World) -> int:
        found = (
            model._default_manager.filter(project=world.project, **narrow).order_by("pk").first()
        )
        assert found is not None, f"the world has no {model.__name__} {narrow}"
        return int(found.pk)

    return find


def outside(read: str | None) -> Row:
    return Row(read, in_project=False)


def a(read: Needs, write: Needs = None, **ids: Find) -> Row:
    return Row(read, write, ids)
