"""`python -m uptake` is the same as `uptake`."""

from __future__ import annotations

import runpy
import sys

import pytest

from uptake import __version__


def test_the_package_runs_as_the_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["uptake", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("uptake", run_name="__main__")
    assert ended.value.code == 0
    assert __version__ in capsys.readouterr().out


def test_reading_it_runs_nothing(capsys):
    runpy.run_module("uptake.__main__", run_name="uptake.__main__")
    assert capsys.readouterr().out == ""
