"""init, admin, project, serve, worker and demo."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from django.core.management.base import CommandError

from tests import build
from uptake.cli import installation, serving, site
from uptake.cli.terminal import Told
from uptake.demo import sign_ins
from uptake.projects.models import Event, Membership, Project, User


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that `uptake init` has made, from outside."""
    folder = tmp_path_factory.mktemp("installed") / "home"
    outcome = _outside(folder, "init")
    assert outcome.returncode == 0, outcome.stderr
    assert "Bringing the database" in outcome.stderr
    return folder


def _outside(folder, *words):
    environment = {
        **os.environ, "UPTAKE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": site.SETTINGS,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "uptake", *words], capture_output=True, text=True,
        env=environment, check=False, timeout=600,
    )  # fmt: skip


# init


def test_init_makes_a_folder_for_nobody_else_and_can_be_repeated(installed):
    assert stat.S_IMODE((installed / "uptake.sqlite3").stat().st_mode) == 0o600
    again = _outside(installed, "init")
    assert again.returncode == 0
    assert again.stderr == ""
    assert f"Ready in {installed}" in again.stdout


@pytest.mark.django_db
def test_init_on_a_present_database_changes_nothing(run):
    assert run("init").stderr == ""


@pytest.mark.django_db
def test_a_database_of_an_earlier_version_is_brought_up_to_date(run, home, monkeypatch):
    told = []
    monkeypatch.setattr(serving, "pending", lambda: 2)
    (home / "uptake.sqlite3").touch(mode=0o644)

    def migrate(name, *, stdout, **_):
        told.append(name)
        stdout.write("  Applying x.0001...")
        stdout.write(" OK\n")

    monkeypatch.setattr("django.core.management.call_command", migrate)
    assert "2 changes" in run("init").stderr
    assert told[0] == "migrate"
    assert stat.S_IMODE((home / "uptake.sqlite3").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_fault_of_the_installation_is_told(run, monkeypatch):
    def find(*_, **__):
        raise CommandError("SystemCheckError: (x.E001) it is so")

    monkeypatch.setattr("django.core.management.call_command", find)
    assert "x.E001" in run("init", code=1).stderr


def test_a_command_without_a_database_says_what_to_do(tmp_path):
    outcome = _outside(tmp_path / "empty", "matrix")
    assert outcome.returncode == 1
    assert "Run: uptake init" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_the_folder_is_made_when_it_is_not_there(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path / "new"
    monkeypatch.setattr(serving, "pending", lambda: 0)
    serving.prepare()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


# admin


@pytest.mark.django_db
def test_an_administrator_is_made_by_asking(run):
    given = f"a.okafor@example.org\nAmara Okafor\n{build.PASSWORD}\n{build.PASSWORD}\n"
    assert "can sign in" in run("admin", "create", given=given).stdout
    user = User.objects.get()
    assert user.is_superuser
    assert user.check_password(build.PASSWORD)
    assert Event.objects.get().actor == "terminal"


@pytest.mark.django_db
def test_an_ordinary_account_is_made_from_a_script(run):
    run("admin", "create", "--email", "b@example.org", "--name", "Bela", "--password-stdin",
        "--ordinary", given=f"{build.PASSWORD}\n")  # fmt: skip
    assert not User.objects.get().is_superuser


@pytest.mark.django_db
def test_a_weak_password_and_a_known_address_are_refused(run):
    words = ("admin", "create", "--email", "b@example.org", "--name", "Bela", "--password-stdin")
    assert "longer" in run(*words, given="short\n", code=1).stderr
    run(*words, given=f"{build.PASSWORD}\n")
    assert "already an account" in run(*words, given=f"{build.PASSWORD}\n", code=1).stderr
    assert User.objects.count() == 1


# project


@pytest.mark.django_db
def test_a_project_is_started_and_listed(run, asked):
    owner = build.account("a@example.org")
    words = ("project", "new", "--title", "Guided CBT", "--question", "Should we?")
    assert "Project" in run(*words, "--owner", "A@example.org").stdout
    assert Membership.objects.get().user == owner
    made = asked(*words, "--framework", "nasss")
    assert Project.objects.get(pk=made["id"]).lens().key == "nasss"
    assert "Guided CBT" in run("project", "list").stdout
    assert [row["members"] for row in asked("project", "list")] == [1, 0]


@pytest.mark.django_db
def test_a_project_takes_a_framework_of_one_s_own(run, write):
    own = write("own.json", '{"name": "Ours", "version": "1", "source": "Our own", '
                '"licence": "Our own", "domains": [{"name": "Time"}]}')  # fmt: skip
    words = ("project", "new", "--title", "T", "--question", "Q?", "--framework")
    run(*words, own)
    assert Project.objects.get().lens().name == "Ours"
    assert "bad.json: name: this is empty" in run(*words, write("bad.json", "{}"), code=1).stderr
    assert "no such file" in run(*words, "gone.json", code=1).stderr
    assert "cfir-2" in run(*words, "unknown", code=1).stderr


@pytest.mark.django_db
def test_a_project_needs_a_question(run):
    words = ("project", "new", "--title", "T", "--question", " ")
    assert "needs a question" in run(*words, code=1).stderr
    assert not Project.objects.exists()


def test_a_member_is_added(run, project):
    user = build.account("c@example.org")
    assert "is coder of" in run("project", "member", "c@example.org", "--role", "coder").stdout
    assert Membership.objects.get(user=user).role == "coder"
    told = run("project", "member", "nobody@example.org", "--role", "coder", code=1).stderr
    assert "no account" in told


def test_which_project_is_meant(run, project):
    assert site.find_project(None) == project
    other = build.project(title="Second")
    told = run("matrix", code=1).stderr
    assert "There are 2 projects" in told
    assert f"{other.pk} Second" in told
    assert site.find_project(str(other.pk)) == other
    assert site.find_project("second") == other
    assert site.find_project("Guided") == project
    with pytest.raises(Told, match="no project called 'Third'"):
        site.find_project("Third")
    build.project(title="Second")
    with pytest.raises(Told, match="2 projects are called"):
        site.find_project("Second")


@pytest.mark.django_db
def test_there_may_be_no_project_yet(run):
    assert "no project yet" in run("matrix", code=1).stderr


# serve


def test_a_port_that_is_taken_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Told, match=f"Port {port} on 127.0.0.1 is taken"):
            serving.free_port("127.0.0.1", port)


def test_the_next_free_port_is_found(monkeypatch, capsys):
    monkeypatch.setattr(serving, "_bound", lambda _, port: port if port == 8002 else None)
    assert serving.free_port("127.0.0.1", None) == 8002
    assert "Port 8000 is taken; using 8002" in capsys.readouterr().err
    monkeypatch.setattr(serving, "_bound", lambda _, port: None)
    with pytest.raises(Told, match="8000 to 8019 are all taken"):
        serving.free_port("127.0.0.1", None)


def test_any_port_will_do():
    assert serving.free_port("127.0.0.1", 0) > 0


def test_an_address_that_is_none_is_said():
    with pytest.raises(Told, match="no address called"):
        serving.free_port("not an address", 0)


def test_the_site_s_files_are_collected_once(settings, tmp_path, monkeypatch):
    built = tmp_path / "built"
    built.mkdir()
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [built], tmp_path / "static"
    with pytest.raises(Told, match="make assets"):
        serving.collect()
    (built / "site.css").write_text("a {}", "utf-8")
    assert serving.collect()
    assert not serving.collect()
    (built / "site.css").write_text("a { color: red }", "utf-8")
    assert serving.collect()
    assert (tmp_path / "static" / "site.css").read_text("utf-8") == "a { color: red }"


def _later(seconds, number=signal.SIGINT):
    """Somebody presses Ctrl-C after a while."""
    timer = threading.Timer(seconds, os.kill, (os.getpid(), number))
    timer.daemon = True
    timer.start()


@pytest.mark.slow
def test_server_and_worker_run_until_somebody_ends_them(installed, settings, monkeypatch, capsys):
    settings.HOME = installed
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", site.SETTINGS)
    if not any((serving.Path(serving.__file__).parents[1] / "website" / "static").rglob("*.css")):
        pytest.skip("The site's files are not built (make assets).")
    assert _collected(installed)
    answers = []

    def ready(address):
        for _ in range(1_200):
            try:
                with urllib.request.urlopen(f"{address}health", timeout=5) as page:  # noqa: S310
                    answers.append(page.status)
                    break
            except OSError:
                time.sleep(0.1)
        _later(0.1)

    assert serving.run_site("127.0.0.1", serving.free_port("127.0.0.1", 0), 1, ready) == 0
    assert answers == [200]
    assert "Ended." in capsys.readouterr().out


def _collected(folder):
    code = "from uptake.cli import serving; serving.set_up(); serving.collect()"
    outcome = subprocess.run(
        [sys.executable, "-c", code], check=False, timeout=600,
        env={**os.environ, "UPTAKE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": site.SETTINGS},
    )  # fmt: skip
    return outcome.returncode == 0 and (folder / "static" / serving.STAMP).is_file()


SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", "raise SystemExit(3)"]
DEAF = [sys.executable, "-c", "import pathlib, signal, sys, time; "
        "signal.signal(15, signal.SIG_IGN); pathlib.Path(sys.argv[1]).touch(); "
        "time.sleep(60)"]  # fmt: skip


def test_when_one_process_ends_so_do_the_others(capsys):
    with serving.Children((SLEEPS, ENDS), dict(os.environ)) as children:
        children.wait()
        assert children.end() == 1
    assert "The worker stopped by itself, with code 3." in capsys.readouterr().err


def test_a_server_that_never_answers_is_given_up(monkeypatch, capsys):
    monkeypatch.setattr(serving, "PATIENCE", 0.2)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with serving.Children((SLEEPS, SLEEPS), dict(os.environ)) as children:
            assert not children.wait_for("0.0.0.0", port)  # noqa: S104
            assert children.end() == 1
    assert "did not answer" in capsys.readouterr().err


def test_a_server_that_ends_at_once_is_not_waited_for():
    with serving.Children((ENDS,), dict(os.environ)) as children:
        children._running[0].wait()
        assert not children.wait_for("127.0.0.1", 9)


def test_whoever_does_not_listen_is_ended_anyway(monkeypatch, tmp_path):
    monkeypatch.setattr(serving, "GRACE", 0.2)
    deaf = tmp_path / "deaf"
    with serving.Children(([*DEAF, str(deaf)],), dict(os.environ)) as children:
        while not deaf.exists():  # until it has stopped listening
            time.sleep(0.02)
        children._asked = True
        assert children.end() == 0


def test_a_fault_in_between_leaves_nothing_running():
    children = serving.Children((SLEEPS,), dict(os.environ))
    with pytest.raises(ZeroDivisionError), children:
        raise ZeroDivisionError
    assert children._running[0].poll() is not None


@pytest.fixture
def no_site(monkeypatch):
    """Everything about serving but the serving."""
    called = {}

    def run_site(host, port, workers, ready):
        called.update(host=host, port=port, workers=workers)
        ready(f"http://localhost:{port}/")
        return 0

    monkeypatch.setattr(serving, "run_site", run_site)
    monkeypatch.setattr(serving, "collect", lambda: False)
    monkeypatch.setattr(serving, "free_port", lambda host, port: port or 8000)
    return called


@pytest.mark.django_db
def test_serve_says_where_it_is(run, no_site):
    assert "Uptake is at http://localhost:8080/" in run("serve", "--port", 8080).stdout
    assert no_site == {"host": "127.0.0.1", "port": 8080, "workers": 2}
    assert run("serve", "--port", 70000, code=2).stderr


@pytest.mark.django_db
def test_the_worker_works(run, monkeypatch):
    given = {}
    monkeypatch.setattr("django.core.management.call_command", lambda *a, **k: given.update(k))
    run("worker", "--once")
    assert given["batch"]


# demo


@pytest.mark.django_db
def test_demo_loads_the_example_once_and_serves_it(run, no_site, monkeypatch, home):
    monkeypatch.setenv("UPTAKE_DEMO", "")
    first = run("demo", "--no-serve")
    assert "is loaded" in first.stderr
    assert "amara.okafor@example.org" in first.stdout
    assert no_site == {}
    again = run("demo")
    assert "is there already" in again.stderr
    assert "http://localhost:8000/" in again.stdout
    for person in sign_ins.kept(home):
        assert person.password in again.stdout
        assert User.objects.get(email=person.email).check_password(person.password)


@pytest.mark.django_db
def test_demo_keeps_away_from_real_work(run, monkeypatch, home):
    monkeypatch.setenv("UPTAKE_DEMO", "")
    build.account()
    told = run("demo", "--no-serve", code=1).stderr
    assert "have accounts here already" in told
    assert "UPTAKE_HOME=" in told
    assert User.objects.count() == 1
    assert sign_ins.kept(home) == []
    assert installation.home() == home
