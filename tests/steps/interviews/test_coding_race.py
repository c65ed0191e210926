"""What two people do in the same second: nothing is lost, nothing is there twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

NAME = "uptake_race"


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of an empty database on the test server."""
    server = os.environ.get("UPTAKE_TEST_POSTGRES", "")
    if not server:
        pytest.skip("UPTAKE_TEST_POSTGRES names no server.")
    import psycopg

    name = f"{NAME}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server.rsplit('/', 1)[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def race(root, home, database: str = "") -> dict[str, object]:
    environment = {name: value for name, value in os.environ.items() if "UPTAKE" not in name}
    environment |= {
        "UPTAKE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "uptake.website.settings",
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
    }  # fmt: skip
    if database:
        environment["UPTAKE_DATABASE_URL"] = database
    done = subprocess.run(
        [sys.executable, "-W", "error", root / "tests/steps/interviews/race.py"],
        env=environment, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def held(told: dict[str, object]) -> None:
    rounds = told["rounds"]
    # Two coders, one of them in two windows: the second window is told that it is there already.
    assert told["ends"] == {"done": 2 * rounds, "already": rounds}
    assert (told["passages"], told["codings"], told["acts"]) == (rounds, 2 * rounds, 2 * rounds)
    assert told["faults"] == []
    # Every name opens, each with the one key whose file is left.
    assert told["keys"] == {"ends": {"done": 30}, "words": 8, "others": 0, "found": 6, "files": 1}


def test_on_a_file(root, tmp_path):
    held(race(root, tmp_path))


def test_on_postgresql(root, tmp_path, postgres):
    held(race(root, tmp_path, postgres))
