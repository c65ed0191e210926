"""Commands that need no database."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys

import pytest

from uptake.cli import terminal
from uptake.demo.content import data as content

RIS = "TY  - JOUR\nTI  - A title\nAU  - Okafor, Amara\nPY  - 2020\nER  - \n\nstray line\n"


def test_formats_are_listed(run, asked):
    assert "NBIB" in run("formats").stdout
    rows = asked("formats")
    assert {"what", "format", "endings", "from"} == set(rows[0])
    assert {row["what"] for row in rows} == {"references", "transcripts", "frameworks", "tables"}


def test_a_file_of_references_is_checked(run, asked, write):
    path = write("some.ris", RIS)
    shown = run("check", path).stdout
    assert "references in ris" in shown
    assert "stray line" in shown
    (told,) = asked("check", path)
    assert told["found"]["records"] == 1
    assert [odd["line"] for odd in told["oddities"]] == [7]


def test_a_transcript_is_checked(run, asked, tmp_path):
    path = tmp_path / "P01.vtt"
    path.write_bytes(content("transcripts/P01.vtt"))
    assert "transcript in vtt" in run("check", path).stdout
    (told,) = asked("check", path)
    assert told["found"]["turns of P01"] > 5


def test_many_oddities_are_cut_unless_all_are_asked_for(run, write):
    path = write("some.ris", "".join(f"{RIS}number {n}\n" for n in range(20)))
    short, long = run("check", path).stdout, run("check", path, "--all").stdout
    assert "more (--all lists them)" in short
    assert len(short) < len(long)
    assert "number 19" in long


def test_a_file_without_oddities_says_so(run, write):
    assert "nothing odd" in run("check", write("ok.ris", RIS.replace("stray line\n", ""))).stdout


def test_what_cannot_be_read_is_refused_and_named(run, asked, write, tmp_path):
    picture = tmp_path / "picture.ris"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    result = run("check", picture, write("ok.ris", RIS), code=1)
    assert "PNG" in result.stderr
    assert "1 file of 2 cannot be read" in result.stderr
    assert "fault" in asked("check", picture, code=1)[0]


def test_a_missing_file_is_a_mistake_in_the_command(run):
    assert "does not exist" in run("check", "nowhere.ris", code=2).stderr


def test_an_unknown_command_is_a_mistake_in_the_command(run):
    assert "No such command" in run("frobnicate", code=2).stderr


def test_the_version_is_told(run):
    assert "uptake, version" in run("--version").stdout


@pytest.mark.parametrize("start", [["-m", "uptake"], ["-c", "from uptake.cli import main; main()"]])
def test_help_works_from_outside_and_needs_no_site(start):
    outcome = subprocess.run(
        [sys.executable, "-X", "importtime", *start, "--help"], capture_output=True, text=True,
        env={**os.environ, "UPTAKE_HOME": "/nowhere"}, check=False,
    )  # fmt: skip
    assert outcome.returncode == 0
    assert "uptake demo" in outcome.stdout
    assert "django" not in outcome.stderr


def test_without_the_site_s_packages_the_rest_still_works(run, monkeypatch):
    """As where only the library is installed: Django is not there."""
    real = builtins.__import__

    def without(name, *rest, **named):
        if name.split(".")[0] == "django":
            raise ModuleNotFoundError("No module named 'django'", name="django")
        return real(name, *rest, **named)

    with monkeypatch.context() as patched:
        patched.setattr(builtins, "__import__", without)
        assert "RIS" in run("formats").stdout
        assert run("--help").exit_code == 0
        told = run("matrix", code=1).stderr
    assert "django, which is not installed" in told
    assert 'pip install "uptake[web]"' in told


def test_a_part_of_uptake_that_is_missing_is_a_fault_and_not_a_lack(run, monkeypatch):
    def broken(*_, **__):
        raise ModuleNotFoundError("No module named 'uptake.gone'", name="uptake.gone")

    monkeypatch.setattr("uptake.cli.reading.as_table", broken)
    assert isinstance(_raised(monkeypatch), ModuleNotFoundError)


def _raised(monkeypatch):
    from click.testing import CliRunner

    from uptake.cli import main

    return CliRunner().invoke(main, ["formats"]).exception


def test_what_nobody_foresaw_is_told_in_one_paragraph_and_kept(run, monkeypatch, home):
    def broken(*_, **__):
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("uptake.cli.reading.as_table", broken)
    told = run("formats", code=1).stderr
    assert "did not foresee" in told
    assert str(home / "faults.log") in told
    assert "Traceback" in (home / "faults.log").read_text("utf-8")


def test_a_developer_sees_the_fault_itself(monkeypatch):
    monkeypatch.setenv("UPTAKE_DEBUG", "1")
    monkeypatch.setattr("uptake.cli.reading.as_table", lambda *_: 1 / 0)
    assert isinstance(_raised(monkeypatch), ZeroDivisionError)


def test_a_file_that_may_not_be_read_is_told(run, write, monkeypatch):
    path = write("some.ris", RIS)

    def refuse(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert f"{path}: Permission denied." in run("check", path, code=1).stderr


def test_a_reader_that_stops_reading_is_no_fault(monkeypatch):
    def closed(*_, **__):
        raise BrokenPipeError

    monkeypatch.setattr("uptake.cli.reading.as_table", closed)
    assert not isinstance(_raised(monkeypatch), ZeroDivisionError)


# How far work is


class Screen:
    """Stands in for standard error."""

    def __init__(self, tty):
        self.tty, self.text = tty, ""

    def isatty(self):
        return self.tty

    def write(self, text):
        self.text += text
        return len(text)

    def flush(self):
        pass


def test_quick_work_says_nothing(capsys):
    with terminal.working("Importing") as bar:
        bar(1, 10, "Reading")
        bar(10, 10, "Reading")
    assert capsys.readouterr().err == ""


def test_long_work_says_a_line_now_and_then(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    with terminal.working("Importing") as bar:
        for seconds in range(12):
            now[0] = float(seconds)
            bar(seconds, 12, "Reading" if seconds < 8 else "")
    assert capsys.readouterr().err.splitlines() == ["Reading: 50 %"]


def test_long_work_draws_a_bar_on_a_screen(monkeypatch):
    screen, now = Screen(tty=True), [0.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(terminal.sys, "stderr", screen)
    with terminal.working("Importing") as bar:
        for seconds in range(1, 5):
            now[0] = float(seconds)
            bar(seconds, 4, "Reading")
    assert "Importing" in screen.text
    assert "100%" in screen.text


# Tables


def test_a_table_puts_numbers_to_the_right(capsys):
    terminal.as_table(("name", "n"), [("a", 5), ("bc", 100)])
    assert capsys.readouterr().out.splitlines() == [
        "name    n", "────  ───", "a       5", "bc    100",
    ]  # fmt: skip


def test_an_empty_table_is_its_head(capsys):
    terminal.as_table(("name", "n"), [])
    assert capsys.readouterr().out.splitlines() == ["name  n", "────  ─"]


def test_one_is_counted_as_one():
    assert terminal.counted(1, "study", "studies") == "1 study"
    assert terminal.counted(2, "study", "studies") == "2 studies"
    assert terminal.counted(12525, "record") == "12,525 records"


def test_nothing_in_a_file_commands_the_terminal(run, asked, write):
    path = write("evil.ris", RIS + "\x1b]0;another name\x07\x1b[2J \x9b2J\n")
    shown = run("check", path).stdout
    assert r"\x1b]0;another name\x07\x1b[2J \x9b2J" in shown
    assert not {"\x1b", "\x07", "\x9b"} & set(shown)
    (told,) = asked("check", path)
    assert "\x9b2J" in "".join(odd["text"] for odd in told["oddities"])
    assert "\x9b" not in run("check", path, "--json").stdout
    assert "\x1b" not in run("check", "\x1b[2J.ris", code=2).stderr
