"""The command line as a person at a terminal meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests import build
from uptake.cli import main
from uptake.projects.models import Project

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch) -> Path:
    """A folder of its own for each test, where the command also is."""
    folder = tmp_path / "home"
    folder.mkdir()
    settings.HOME, settings.MEDIA_ROOT = folder, folder / "files"
    monkeypatch.setenv("UPTAKE_HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def run() -> Run:
    """Run a command: `run("matrix", "--json")`; what it should end with is checked."""

    def go(*words: object, code: int = 0, given: str | None = None) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], input=given)
        assert result.exit_code == code, f"{result.output}\n{result.exception!r}"
        assert "Traceback" not in result.output
        return result

    return go


@pytest.fixture
def asked(run) -> Callable[..., Any]:
    """What a command answers as JSON, and nothing but JSON."""

    def go(*words: object, code: int = 0) -> Any:
        return json.loads(run(*words, "--json", code=code).stdout)

    return go


@pytest.fixture
def project(db) -> Project:
    return build.project(framework="berardi-2024")


@pytest.fixture
def write(tmp_path) -> Callable[[str, str], Path]:
    """A file to bring in."""

    def go(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return go
