"""Python source as the rules see it: parsed, with its place in the house."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

RING_1 = ("methods", "formats", "instruments")


@dataclass(frozen=True)
class Source:
    """One Python file of the package."""

    package: Path
    path: Path

    @property
    def name(self) -> str:
        """The path inside the package, such as `findings/actions.py`."""
        return self.path.relative_to(self.package).as_posix()

    @property
    def step(self) -> str:
        """The folder, or "" for a file beside the folders."""
        parts = self.path.relative_to(self.package).parts
        return parts[0] if len(parts) > 1 else ""

    @property
    def room(self) -> str:
        """`actions` for `actions.py` and for everything in `actions/`; so for every room."""
        parts = self.path.relative_to(self.package).parts
        return parts[1].removesuffix(".py") if len(parts) > 1 else parts[0].removesuffix(".py")

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function, nested ones and methods too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def public_functions(self) -> Iterator[ast.FunctionDef]:
        """The module's own functions whose names do not start with an underscore."""
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield node


def sources(package: Path) -> list[Source]:
    """Every Python file, without migrations (Django writes those)."""
    return [
        Source(package, path)
        for path in sorted(package.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def chain(node: ast.AST) -> list[str]:
    """The names along an expression: `Event.objects.filter(x).update` gives all four, in order."""
    names: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            if isinstance(node, ast.Name):
                names.append(node.id)
            return names[::-1]


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, list[str]]]:
    """Every call with the names along what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, chain(node.func)
