"""The reference pages that are written from the code itself, so that they cannot drift.

`docs/conf.py` calls `write(folder)` before each build: events from the registry of actions, roles
from the table of permissions, commands from the command line's own help.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import click


def write(folder: Path) -> list[Path]:
    """Write every generated page into `folder`; needs Django to be set up."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in (("events", events()), ("roles", roles()), ("commands", commands())):
        path = folder / f"{name}.md"
        path.write_text(text, "utf-8")
        written.append(path)
    return written


def load_actions() -> None:
    """Import every actions room, so that the registry is complete."""
    package = import_module("uptake")
    for module in walk_packages(package.__path__, "uptake."):
        parts = module.name.split(".")
        if len(parts) > 2 and parts[2] == "actions":
            import_module(module.name)


def events() -> str:
    """Each event of the trail by step: what happened, and who may do it."""
    from uptake.projects.action import ACTIONS

    load_actions()
    steps: dict[str, list[tuple[str, str, str]]] = {}
    for event, entry in sorted(ACTIONS.items()):
        step = entry.function.__module__.split(".")[1]
        row = (f"`{event}`", first_line(entry.function), entry.permission.value)
        steps.setdefault(step, []).append(row)
    head = ("event", "what happens", "needs the permission to")
    parts = [f"## {step.capitalize()}\n\n{table(head, steps[step])}" for step in sorted(steps)]
    return page(
        "Events of the trail",
        "Every write is one of these. The trail keeps who did it, when, on what, and what it was "
        "before and after. Whoever lacks the permission is refused before anything happens.",
        *parts,
    )


def roles() -> str:
    """The one table of roles and permissions."""
    from uptake.projects.roles import ROLES, Permission

    head = ("a person may", *(role.name for role in ROLES))
    rows = [
        (
            permission.value,
            *("yes" if permission in role.permissions else "" for role in ROLES),
        )
        for permission in Permission
        if any(permission in role.permissions for role in ROLES)
    ]
    glosses = [(role.name, role.gloss) for role in ROLES]
    beyond = [
        (p.value, f"`{p.name}`")
        for p in Permission
        if not any(p in role.permissions for role in ROLES)
    ]
    return page(
        "Roles and permissions",
        "A member holds one role in each project. The pages, the terminal and the tests read the "
        "same table that is printed here.",
        table(("role", "in a sentence"), glosses),
        table(head, rows),
        "These belong to no role: they are for every account, or for whoever looks after the "
        "installation.",
        table(("a person may", "permission"), beyond),
    )


def commands() -> str:
    """Each command of the terminal with its own help."""
    from uptake import cli

    parts = []
    for words, command in walk(cli.main, ("uptake",)):
        context = click.Context(command, info_name=" ".join(words))
        parts.append(f"## `{' '.join(words)}`\n\n```text\n{command.get_help(context)}\n```")
    return page(
        "Commands",
        "Everything that `uptake` does from a terminal. The same text is shown by `--help`.",
        *parts,
    )


def walk(
    command: click.Command, words: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and all that is beneath it, in order of name."""
    yield words, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from walk(command.commands[name], (*words, name))


def first_line(function: object) -> str:
    """A docstring's first paragraph on one line."""
    text = inspect.getdoc(function) or ""
    return " ".join(text.split("\n\n")[0].split())


def page(title: str, *parts: str) -> str:
    """A Markdown page."""
    return "\n\n".join((f"# {title}", *parts)) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; an upright bar in a cell is escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines
    )
