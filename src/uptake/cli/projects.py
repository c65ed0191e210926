"""Commands about projects."""

from __future__ import annotations

from pathlib import Path

import click

from uptake.cli.importing import json_option
from uptake.cli.site import find_account, open_site, terminal
from uptake.cli.terminal import Told, as_json, as_table, examples, say
from uptake.instruments import Framework, FrameworkRefused, framework, parse_framework


@click.group()
def project() -> None:
    """Start a project, or list those there are."""


@project.command("list")
@json_option
def list_(json_: bool) -> None:
    """List the projects, with their numbers.

    The number goes wherever a command takes --project.
    """
    open_site()
    from uptake.projects.models import Project
    from uptake.projects.queries import members

    rows = list(Project.objects.order_by("pk"))
    if json_:
        as_json([
            {"id": row.pk, "title": row.title, "question": row.question, "service": row.service,
             "framework": row.lens().key, "members": len(members(row)), "invented": row.invented}
            for row in rows
        ])  # fmt: skip
        return
    as_table(
        ("number", "title", "framework", "members"),
        [(row.pk, row.title, row.lens().name, len(members(row))) for row in rows],
    )


@project.command(
    epilog=examples(
        'uptake project new --title "Guided digital CBT" --owner a.okafor@example.org \\',
        '    --question "Should we adopt guided digital CBT for adults?"',
    )
)
@click.option("--title", required=True)
@click.option("--question", required=True, help="the question to be decided, in one sentence")
@click.option("--service", default="", help="which service asks it")
@click.option("--framework", "framework_", default="berardi-2024", show_default=True,
              metavar="KEY|FILE", help="one that comes with Uptake, or a JSON file")  # fmt: skip
@click.option("--owner", metavar="EMAIL", help="whose project it is; can be said later")
@json_option
def new(
    title: str, question: str, service: str, framework_: str, owner: str | None, json_: bool
) -> None:
    """Start a project.

    Without --owner nobody can open it on the pages, until somebody is made its owner with
    `uptake project member`.
    """
    open_site()
    from uptake.projects import actions
    from uptake.projects.actor import Member

    lens = _framework(framework_)
    by = Member(find_account(owner)) if owner else terminal()
    made = actions.start_project(
        by=by, title=title, question=question, service=service, framework=lens
    )
    if json_:
        as_json({"id": made.pk, "title": made.title})
    else:
        say(f"Project {made.pk}, {made.title}, is there.")


@project.command(
    epilog=examples(
        "uptake project member peju.adeyemi@example.org --role coder",
    )
)
@click.argument("email")
@click.option("--role", required=True,
              type=click.Choice(["owner", "researcher", "coder", "reviewer", "commissioner",
                                 "observer"]))  # fmt: skip
@click.option("--project", "project_", metavar="NUMBER|TITLE", help="needed when there are several")
def member(email: str, role: str, project_: str | None) -> None:
    """Make an account a member of a project, or give a member another role."""
    open_site()
    from uptake.cli.site import find_project
    from uptake.projects import actions

    found, user = find_project(project_), find_account(email)
    actions.add_member(by=terminal(), project=found, user=user, role=role)
    say(f"{user.name} is {role} of {found.title}.")


def _framework(asked: str) -> Framework:
    path = Path(asked)
    if path.suffix == ".json":
        if not path.is_file():
            raise Told("There is no such file.", where=asked)
        try:
            return parse_framework(path.read_text("utf-8"))
        except FrameworkRefused as fault:
            raise Told(str(fault), where=asked) from fault
    try:
        return framework(asked)
    except LookupError as fault:
        raise Told(str(fault.args[0]), "Or give a JSON file of your own.") from fault
