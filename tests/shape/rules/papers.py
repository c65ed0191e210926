"""Rules that keep the papers and the code saying the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from .source import Source, chain

SETTING = re.compile(r"\bUPTAKE_[A-Z][A-Z_]*[A-Z]\b")
EVENT = re.compile(r"[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+")


def settings_read(files: Iterable[Source]) -> set[str]:
    """Every UPTAKE_ name in the package's code."""
    return {name for file in files for name in SETTING.findall(file.text)}


def settings_written(page: str) -> set[str]:
    """Every UPTAKE_ name that has a row of its own in the reference page's tables."""
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in SETTING.findall(row.split("|")[1])}


def undocumented(read: set[str], written: set[str]) -> list[str]:
    """Settings without a row, and rows without a setting."""
    missing = [f"{name} is read and has no row in the settings page" for name in read - written]
    stale = [f"{name} has a row and is read nowhere" for name in written - read]
    return sorted(missing + stale)


def poor_actions(registered: Mapping[str, object]) -> list[str]:
    """Actions whose event, permission or words are not fit for the trail and the reference page."""
    found = []
    for event, entry in sorted(registered.items()):
        function = getattr(entry, "function", None)
        if not EVENT.fullmatch(event):
            found.append(f"{event!r} is no event name: thing.done, in lower case")
        if not getattr(getattr(entry, "permission", None), "value", ""):
            found.append(f"{event} has no permission")
        if not (getattr(function, "__doc__", None) or "").strip():
            found.append(f"{event} has no docstring: the list of events shows its first line")
    return found


def terms(glossary: str) -> dict[str, tuple[str, ...]]:
    """Words of the glossary's tables and the code names in their third column."""
    found = {}
    for line in glossary.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and not set(cells[0]) <= {"-", ":", " "}:
            found[cells[0]] = tuple(re.findall(r"`([^`]+)`", cells[2]))
    return found


def strange_words(glossary: str, code: str) -> list[str]:
    """Code names in the glossary that the code does not hold."""
    return [
        f"{word}: `{name}` is not in the code"
        for word, names in terms(glossary).items()
        for name in names
        if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", code)
    ]


def tables(files: Iterable[Source]) -> set[str]:
    """The classes in models rooms that have a table of their own."""
    found = set()
    for file in files:
        if file.room != "models":
            continue
        for node in file.tree.body:
            if isinstance(node, ast.ClassDef) and _has_table(node):
                found.add(node.name)
    return found


def _has_table(node: ast.ClassDef) -> bool:
    bases = {chain(base)[-1] for base in node.bases if chain(base)}
    if not bases & {"Model", "InProject", "AbstractBaseUser", "AbstractUser"}:
        return False
    return not any(
        isinstance(inner, ast.ClassDef) and inner.name == "Meta" and "abstract = True" in
        ast.unparse(inner) for inner in node.body
    )  # fmt: skip


def unexplained(glossary: str, names: set[str]) -> list[str]:
    """Tables that no word of the glossary stands for."""
    explained = {name for names in terms(glossary).values() for name in names}
    return [f"{name} has a table and no word in GLOSSARY.md" for name in sorted(names - explained)]


def dishonest_all(files: Iterable[Source]) -> list[str]:
    """Packages whose `__all__` is not exactly what they offer, in order."""
    found = []
    for file in files:
        if file.path.name != "__init__.py":
            continue
        listed, offered = _all_of(file.tree), _offered(file.tree)
        if listed is None:
            continue
        if set(listed) != offered:
            found.append(f"{file.name}: __all__ differs by {sorted(set(listed) ^ offered)}")
        if listed != sorted(set(listed), key=_ruff_order):
            found.append(f"{file.name}: __all__ is not sorted")
    return found


def _ruff_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest: the order that the linter keeps."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)


def _all_of(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(chain(t) == ["__all__"] for t in node.targets):
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def _offered(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("uptake"):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return {name for name in names if not name.startswith("_")}
