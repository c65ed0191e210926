"""What the tests of interviews start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import build


@pytest.fixture(autouse=True)
def keys(tmp_path, monkeypatch) -> Path:
    """The folder of the identity store's keys: empty, and one for each test."""
    folder = tmp_path / "keys"
    monkeypatch.setenv("UPTAKE_KEYS", str(folder))
    return folder


@pytest.fixture
def project(db):
    return build.project()


@pytest.fixture
def by(project):
    return build.member(project)
