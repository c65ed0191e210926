"""Imports run one way; import-linter holds the layers that pyproject.toml names."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

LINTER = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(LINTER), "--no-cache", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_hold(root):
    outcome = lint(root)
    assert outcome.returncode == 0, outcome.stdout


def test_the_layers_are_those_of_the_architecture(root):
    tool = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]
    layers = tool["importlinter"]["contracts"][0]["layers"]
    paper = (root / "ARCHITECTURE.md").read_text("utf-8")
    names = [
        name for layer in layers for name in layer.replace("(", "").replace(")", "").split(" | ")
    ]
    steps = [name for name in names if name != "__main__"]
    written = paper[paper.index("website | cli") :].split("```")[0]
    assert list(written.replace(">", " ").replace("|", " ").split()) == steps


def made_up(tmp_path: Path, upper: str, lower: str, contract: str) -> Path:
    for name, text in (("upper", upper), ("lower", lower)):
        folder = tmp_path / "house" / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(text, "utf-8")
    (tmp_path / "house" / "__init__.py").write_text("", "utf-8")
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = house\ninclude_external_packages = True\n" + contract,
        "utf-8",
    )
    return tmp_path


LAYERS = (
    "[importlinter:contract:1]\nname = one way\ntype = layers\ncontainers =\n    house\n"
    "layers =\n    upper\n    lower\n"
)
NO_DJANGO = (
    "[importlinter:contract:1]\nname = no django\ntype = forbidden\nsource_modules =\n"
    "    house.lower\nforbidden_modules =\n    django\n"
)


def test_an_import_against_the_way_is_found(tmp_path):
    folder = made_up(tmp_path, "", "import house.upper\n", LAYERS)
    outcome = lint(folder, "--config", ".importlinter")
    assert outcome.returncode == 1
    assert "one way BROKEN" in outcome.stdout


def test_an_import_along_the_way_is_kept(tmp_path):
    folder = made_up(tmp_path, "import house.lower\n", "", LAYERS)
    assert lint(folder, "--config", ".importlinter").returncode == 0


def test_django_in_the_science_is_found(tmp_path):
    folder = made_up(tmp_path, "", "from django.db import models\n", NO_DJANGO)
    outcome = lint(folder, "--config", ".importlinter")
    assert outcome.returncode == 1
    assert "no django BROKEN" in outcome.stdout
