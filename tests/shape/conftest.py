"""The real tree, and small trees made up for the rules to find fault with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shape.rules.files import kept_files
from tests.shape.rules.source import Source, sources

Sample = Callable[..., list[Source]]


@pytest.fixture(scope="session")
def package(root: Path) -> list[Source]:
    return sources(root / "src" / "uptake")


@pytest.fixture(scope="session")
def kept(root: Path) -> list[Path]:
    return kept_files(root)


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """Write a small package: `sample({"step/views.py": "def page(request): ..."})`."""

    def write(files: dict[str, str]) -> list[Source]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return sources(tmp_path)

    return write
