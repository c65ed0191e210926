"""Which addresses have a gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Route = tuple[str, Callable[..., Any]]


def routes(resolver: Any, before: str = "") -> Iterator[Route]:
    """Every address beneath a resolver, with the view it leads to."""
    for entry in resolver.url_patterns:
        path = f"{before}{entry.pattern}"
        if hasattr(entry, "url_patterns"):
            yield from routes(entry, path)
        else:
            yield path, entry.callback


def ungated(found: Iterable[Route], open_to_all: Mapping[str, str]) -> list[str]:
    """Addresses without a permission. Those outside a project may be named, with their reason."""
    complaints = []
    for path, view in found:
        if getattr(view, "permission", None):
            continue
        if "<int:project_id>" in path:
            complaints.append(f"/{path} belongs to a project and has no @page(Permission...)")
        elif path not in open_to_all:
            complaints.append(f"/{path} has no gate and no reason why")
    return complaints
