"""Nothing of an unopened coding round is read but through interviews/layers.py."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

JUDGED = {"Coding", "Memo", "Passage"}
LAYERS = {
    "settled", "seen", "seen_memos", "passages_seen", "Eyes", "eyes", "of_layer", "codings",
    "wanted",
}  # fmt: skip
"""What narrows a query to what may be seen or counts: the layers, and parameters made of them."""
WRITERS = {"actions", "migrations"}
"""Rooms whose functions change rows: they must meet every one of them."""


def unlayered(root: Path, files: Iterable[Path], allowed: Mapping[str, str]) -> list[str]:
    """Functions that read codings, memos or passages without a layer. `allowed`: "file:name"."""
    found = []
    for path in files:
        if path.suffix != ".py" or WRITERS & set(path.relative_to(root).parts):
            continue
        name = path.relative_to(root).as_posix()
        for function, model in _readers(ast.parse(path.read_text("utf-8"))):
            if f"{name}:{function}" not in allowed:
                found.append(f"{name}:{function} reads {model} without a layer")
    return sorted(found)


def _readers(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Attribute) and node.attr == "objects"
                and (model := _named(node.value)) in JUDGED and not names & LAYERS
            ):  # fmt: skip
                yield function.name, model


def _named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
