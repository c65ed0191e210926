"""What each room of a step may and may not do."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping

from .source import RING_1, Source, calls, chain

VIEW_LINES = 25

MANAGERS = {"objects", "_default_manager", "_base_manager"}
ORM = MANAGERS | {
    "annotate", "aggregate", "bulk_create", "bulk_update", "delete", "exclude", "extra", "filter",
    "get_list_or_404", "get_object_or_404", "get_or_create", "prefetch_related", "raw",
    "save", "select_for_update", "select_related", "update_or_create", "values_list",
}  # fmt: skip

# Names that write whatever they are called on, and names that write only on a queryset.
WRITES = {
    "abulk_create", "acreate", "adelete", "asave", "bulk_create", "bulk_update", "create",
    "delete", "get_or_create", "save", "update_or_create",
}  # fmt: skip
WRITES_ON_QUERYSET = {"add", "clear", "remove", "set", "update"}
MAPPINGS = {"context", "environment", "filters", "globals", "headers", "options"}
QUERYSET = MANAGERS | {"all", "exclude", "filter", "order_by", "select_for_update"}

# Ways to put markup or SQL past the checks that Django and Jinja make.
UNGUARDED = {"mark_safe", "Markup", "SafeString", "raw", "extra", "RawSQL", "cursor"}


def long_views(files: Iterable[Source]) -> list[str]:
    """Views over 25 lines."""
    return [
        f"{file.name}:{view.lineno} {view.name} has {_length(view)} lines, at most {VIEW_LINES}"
        for file in files
        if file.room == "views"
        for view in file.functions()
        if _length(view) > VIEW_LINES
    ]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def views_with_orm(files: Iterable[Source]) -> list[str]:
    """Views that reach past queries and actions to the database."""
    found = []
    for file in files:
        if file.room != "views":
            continue
        for node in ast.walk(file.tree):
            name = node.attr if isinstance(node, ast.Attribute) else ""
            if isinstance(node, ast.Name) and node.id.endswith("_or_404"):
                name = node.id
            if name in ORM:
                found.append(f"{file.name}:{node.lineno} uses {name}: ask queries or an action")
    return found


def writes_elsewhere(files: Iterable[Source], allowed: Mapping[str, str]) -> list[str]:
    """Writes outside the actions rooms. `allowed` names files with the reason each may."""
    found = []
    for file in files:
        if file.step in RING_1 or file.room == "actions" or file.name in allowed:
            continue
        for call, names in calls(file.tree):
            if _writes(call, names):
                where = f"{file.name}:{call.lineno}"
                found.append(f"{where} writes with {'.'.join(names)}: only actions.py does")
    return found


def _writes(call: ast.Call, names: list[str]) -> bool:
    if len(names) < 2:
        return False
    verb, before = names[-1], set(names[:-1])
    if verb in WRITES:
        return "super" not in before
    if verb == "update" and call.keywords and not call.args and names[-2] not in MAPPINGS:
        return True  # a queryset in a variable; a dict is better joined with `|`
    return verb in WRITES_ON_QUERYSET and bool(before & QUERYSET)


def doors_missing(files: Iterable[Source], allowed: Mapping[str, str]) -> list[str]:
    """Public functions in an actions room that write and are no actions."""
    found = []
    for file in files:
        if file.room != "actions":
            continue
        writers = _writers(file)
        found += [
            f"{file.name}:{function.lineno} {function.name} writes and is no @action: "
            "decorate it, or start its name with an underscore"
            for function in file.public_functions()
            if function.name in writers and f"{file.name}:{function.name}" not in allowed
        ]
    return found


def _writers(file: Source) -> set[str]:
    """The file's functions without a door that write, themselves or through one another."""
    inside = {
        f.name: list(calls(f))
        for f in file.tree.body
        if isinstance(f, ast.FunctionDef)
        and "action" not in {chain(d)[-1] for d in f.decorator_list if chain(d)}
    }
    writers = {name for name, found in inside.items() if any(_writes(c, n) for c, n in found)}
    while True:
        more = {
            name
            for name, found in inside.items()
            if name not in writers and any(names[:1] and names[0] in writers for _, names in found)
        }
        if not more:
            return writers
        writers |= more


def doors_walked_around(files: Iterable[Source], doorless: Collection[str]) -> list[str]:
    """Uses, outside actions rooms, of writes that have no door of their own ("file:name").

    A step's apps.py may hang one of its own up as a listener (docs/adr/0005); it calls nothing.
    """
    names = {entry.split(":")[1]: entry.split("/")[0] for entry in doorless}
    found = []
    for file in files:
        if file.room == "actions":
            continue
        called = [call.func for call, _ in calls(file.tree)]
        for node in called if file.name.endswith("/apps.py") else ast.walk(file.tree):
            name = node.attr if isinstance(node, ast.Attribute) else ""
            name = node.id if isinstance(node, ast.Name) else name
            if name in names:
                found.append(f"{file.name}:{node.lineno} uses {name}: only an action may")
    return found


def unguarded(files: Iterable[Source], allowed: Mapping[str, str]) -> list[str]:
    """Markup or SQL past the guards. `allowed` maps "file: line" to its reason."""
    found = []
    for file in files:
        lines = file.text.splitlines()
        for call, names in calls(file.tree):
            line = lines[call.lineno - 1].strip()
            bare = names[-1:] if names[-1:] != ["raw"] or len(names) > 1 else []
            if set(bare) & UNGUARDED and f"{file.name}: {line}" not in allowed:
                found.append(f"{file.name}:{call.lineno} calls {names[-1]}: {line}")
    return found


def impure(files: Iterable[Source], own_files: Collection[str] = ("instruments",)) -> list[str]:
    """Ring 1 that opens files, asks the clock or rolls dice without a seed."""
    found = []
    for file in files:
        if file.step not in RING_1:
            continue
        ours = _imported_from_uptake(file.tree)
        for call, names in calls(file.tree):
            if names[:1] and names[0] in ours:
                continue
            if reason := _impurity(names, bool(call.args), file.step in own_files):
                found.append(f"{file.name}:{call.lineno} {'.'.join(names)}: {reason}")
    return found


def _imported_from_uptake(tree: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("uptake")
        for alias in node.names
    }


def _impurity(names: list[str], has_arguments: bool, may_read: bool) -> str:
    if not names:
        return ""
    last, first = names[-1], names[0]
    files = {"read_text", "read_bytes", "write_text", "write_bytes"}
    if not may_read and (names == ["open"] or (last in files and len(names) > 1)):
        return "opens a file; take bytes and give bytes"
    if last in {"now", "utcnow", "today"} and {"datetime", "date"} & set(names[:-1]):
        return "asks the clock; take the time as an argument"
    if first == "random" and not (last == "Random" and has_arguments):
        return "rolls dice; take a seed and use random.Random(seed)"
    if first in {"uuid", "secrets"} or names[:2] == ["os", "environ"] or names == ["os", "getenv"]:
        return "depends on the machine; take it as an argument"
    return ""


def unscoped(files: Iterable[Source], allowed: Mapping[str, str]) -> list[str]:
    """Queries that find a row by an id from outside and are not told in which project."""
    found = []
    for file in files:
        if file.room != "queries":
            continue
        for function in file.public_functions():
            arguments = function.args
            names = [
                a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            ]
            ids = [
                n for n in names if n in {"id", "ids", "pk", "pks"} or n.endswith(("_id", "_ids"))
            ]
            if ids and "project" not in names and f"{file.name}:{function.name}" not in allowed:
                found.append(f"{file.name}:{function.lineno} {function.name} takes {ids[0]} alone")
    return found


def steps_without_thread(files: Iterable[Source], not_steps: Collection[str]) -> list[str]:
    """Steps with tables but without a `thread.py`, so that "Why?" would stop there."""
    files = list(files)
    with_tables = {
        f.step for f in files if f.room == "models" and "models.Model" in _bases(f)
    } | {f.step for f in files if f.room == "models" and "InProject" in _bases(f)}  # fmt: skip
    threads = {f.step for f in files if f.room == "thread"}
    return [
        f"{step} has tables and no thread.py" for step in sorted(with_tables - threads)
        if step not in not_steps
    ]  # fmt: skip


def _bases(file: Source) -> set[str]:
    return {
        ".".join(chain(base))
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
