"""Commands that look after the installation: init, admin, serve, worker, demo."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from uptake.cli import serving
from uptake.cli.site import home, open_site, terminal
from uptake.cli.terminal import as_table, examples, note, say, working

if TYPE_CHECKING:
    from uptake.demo.sign_ins import SignIn


@click.command(
    epilog=examples(
        "uptake init",
        "UPTAKE_HOME=/srv/uptake uptake init",
    )
)
def init() -> None:
    """Make the database and its folder, or bring them up to date.

    Can be run any number of times: what is there stays as it is. Run it after each upgrade.
    """
    serving.prepare()
    serving.check()
    say(f"Ready in {home()}")


@click.group()
def admin() -> None:
    """Accounts of whoever looks after the installation."""


@admin.command(
    "create",
    epilog=examples(
        "uptake admin create",
        'uptake admin create --email a.okafor@example.org --name "Amara Okafor"',
        "uptake admin create --email b@example.org --name Bela --password-stdin < file",
    ),
)
@click.option("--email", prompt="E-mail address", help="what the person signs in with")
@click.option("--name", prompt="Name", help="as pages and the trail show it")
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
@click.option("--ordinary", is_flag=True, help="an account without the installation's care")
def create(email: str, name: str, password_stdin: bool, ordinary: bool) -> None:
    """Make an account, by default one that looks after the installation.

    Asks for what is not given. A password has at least 12 characters; four words do well.
    """
    open_site()
    from uptake.projects import actions

    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    user = actions.make_account(
        by=terminal(), email=email, name=name, password=password, administrator=not ordinary
    )
    say(f"{user.name} can sign in as {user.email}.")


port_option = click.option(
    "--port", type=click.IntRange(0, 65535), help="default: the first free one from 8000 on"
)
host_option = click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="address to listen on; 0.0.0.0 for all, then UPTAKE_HOSTS must name this machine",
)  # fmt: skip
workers_option = click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True,
    help="processes of the server; each answers four requests at a time",
)  # fmt: skip


@click.command(
    epilog=examples(
        "uptake serve",
        "uptake serve --port 8080 --workers 4",
        "UPTAKE_HOSTS=uptake.example.org uptake serve --host 0.0.0.0",
    )
)
@port_option
@host_option
@workers_option
def serve(port: int | None, host: str, workers: int) -> None:
    """Serve the site, with a worker for background work. Ctrl-C ends both.

    Brings the database up to date first, and collects the site's files when they have changed.
    """
    serving.prepare()
    serving.check()
    serving.collect()
    chosen = serving.free_port(host, port)

    def ready(address: str) -> None:
        say(f"Uptake is at {address} (Ctrl-C ends it)")

    sys.exit(serving.run_site(host, chosen, workers, ready))


@click.command(
    epilog=examples(
        "uptake worker",
        "uptake worker --once",
    )
)
@click.option("--once", is_flag=True, help="do what waits, then end")
def worker(once: bool) -> None:
    """Do the background work that waits. `uptake serve` starts one by itself.

    Start more of them, on this or another machine with the same database, when imports queue up.
    """
    open_site()
    from django.core.management import call_command

    from uptake.projects import jobs

    jobs.tidy()
    call_command("db_worker", verbosity=0, batch=once, startup_delay=not once, reload=False)


@click.command(
    epilog=examples(
        "uptake demo",
        "UPTAKE_HOME=/tmp/look uptake demo --port 8080",
    )
)
@port_option
@host_option
@workers_option
@click.option("--no-serve", is_flag=True, help="load the worked example and end")
def demo(port: int | None, host: str, workers: int, no_serve: bool) -> None:
    """Open the worked example: an invented service, loaded once, then served.

    Prints the address and one sign-in for each role. The passwords are made on the spot and kept
    in the installation's folder. Not for a folder with real work in it.
    """
    os.environ["UPTAKE_DEMO"] = "true"
    serving.prepare()
    from uptake.demo import sign_ins
    from uptake.demo.load import load_example

    with working("Loading the worked example") as bar:
        loaded = load_example(home(), bar)
    note("The worked example is loaded." if loaded else "The worked example is there already.")
    people = sign_ins.kept(home())
    if no_serve:
        _show(people)
        return
    serving.check()
    serving.collect()
    chosen = serving.free_port(host, port)

    def ready(address: str) -> None:
        _show(people)
        say(f"\nThe worked example is at {address} (Ctrl-C ends it)")

    sys.exit(serving.run_site(host, chosen, workers, ready))


def _show(people: Sequence[SignIn]) -> None:
    rows = [(one.role, one.name, one.email, one.password) for one in people]
    as_table(("role", "name", "sign in as", "password"), rows)
